// A lens with one drift alarm that can be told by hand from the signals.
#ifndef PARALLAX_TESTS_UNIT_READING_QUIET_LENS_H_
#define PARALLAX_TESTS_UNIT_READING_QUIET_LENS_H_

#include <string>
#include <utility>
#include <vector>

#include "core/lens/lens.h"
#include "parallax/abi/result.h"

namespace parallax {

inline constexpr Time kQuiet = 10 * kDay;  // the alarm fires after it

// "champion_engagement" rises from the latest stance on and fires after kQuiet; a later stance ends
// it, so that it is RESOLVED, and PENDING where there was none. "followups_later" never alarms. The
// last day to act is a month after the latest stance.
class QuietLens : public Lens {
 public:
  explicit QuietLens(std::string id) {
    info_.id = std::move(id);
    info_.version = "1.0.0";
  }
  const LensInfo& info() const override { return info_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const std::vector<CommitteeRole>& committee() const override { return committee_; }

  absl::Status Interpret(std::span<const LensRow> rows, std::span<const Override>,
                         const LensWants& wants, std::vector<Interpretation>& out) override {
    out.assign(rows.size(), {});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Time last = kNoTime;
      bool alarmed = false;
      const Journal& journal = *rows[i].journal;
      for (std::size_t row = 0; row < journal.size(); ++row) {
        const Time at = journal.occurred_at[row];
        if (at > rows[i].as_of || journal.String(journal.kind[row]) != "sales.stance_expressed") {
          continue;
        }
        alarmed = alarmed || (last != kNoTime && at - last > kQuiet);
        last = at;
      }
      const bool firing = last != kNoTime && rows[i].as_of - last > kQuiet;
      const int at_rest = alarmed ? PLX_DRIFT_RESOLVED : PLX_DRIFT_PENDING;
      out[i].verdict = firing ? PLX_VERDICT_WARNING : PLX_VERDICT_HEALTHY;
      if (last != kNoTime) out[i].act_by = last + 30 * kDay;
      if (!wants.drift) continue;
      out[i].drift = {{.sign = "champion_engagement",
                       .state = firing ? PLX_DRIFT_FIRING : at_rest,
                       .severity = firing ? 1.0 : 0.5,
                       .onset = last},
                      {.sign = "followups_later", .state = PLX_DRIFT_NO_DATA}};
    }
    return absl::OkStatus();
  }

 private:
  LensInfo info_;
  std::vector<Parameter> parameters_;
  std::vector<CommitteeRole> committee_;
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_READING_QUIET_LENS_H_
