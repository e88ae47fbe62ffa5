// A lens whose answers are known sums of its parameters, so that what core/reading does around it
// can be computed by hand.
#ifndef PARALLAX_TESTS_UNIT_READING_LINEAR_LENS_H_
#define PARALLAX_TESTS_UNIT_READING_LINEAR_LENS_H_

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "core/lens/lens.h"
#include "parallax/abi/plugin.h"
#include "parallax/abi/types.h"

namespace parallax {

// confidence = committee.a + risk.a * tempo.a + risk.rows.x.severity; alignment = number of signals
// read, of the decision where one is asked about; momentum = 50; decision_risk = extra; verdict =
// HEALTHY, or WARNING for accounts whose id starts with 'w', INSUFFICIENT for those that start with
// 'i'. With tempo.intensity it has a calendar, the same all year. An account whose id starts with
// 'f' fails.
class LinearLens : public Lens {
 public:
  LinearLens(std::string id, std::map<std::string, std::string> values, double extra = 0)
      : extra_(extra) {
    info_.id = std::move(id);
    info_.version = "1.0.0";
    for (auto& [path, value] : values) {
      Parameter parameter;
      parameter.path = path;
      parameter.default_value = value;
      parameter.min = -1000;
      parameter.max = 1000;
      parameters_.push_back(std::move(parameter));
    }
  }

  const LensInfo& info() const override { return info_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const std::vector<CommitteeRole>& committee() const override { return committee_; }

  absl::Status Interpret(std::span<const LensRow> rows, std::span<const Override> overrides,
                         const LensWants&, std::vector<Interpretation>& out) override {
    std::map<std::string, double> values;
    for (const Parameter& p : parameters_) values[p.path] = Number(p.default_value);
    for (const Override& o : overrides) {
      if (o.value == "absent") {
        std::erase_if(values, [&](const auto& v) { return v.first.starts_with(o.path + "."); });
      } else {
        values[o.path] = Number(o.value);
      }
    }
    out.assign(rows.size(), {});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Interpretation& answer = out[i];
      answer.readings[kConfidence].value = values["committee.a"] +
                                           values["risk.a"] * values["tempo.a"] +
                                           values["risk.rows.x.severity"];
      for (std::size_t s = 0; s < rows[i].journal->size(); ++s) {
        const bool read =
            rows[i].decision == kNone || rows[i].journal->decision[s] == rows[i].decision;
        answer.readings[kAlignment].value +=
            read && rows[i].journal->occurred_at[s] <= rows[i].as_of;
      }
      answer.readings[kMomentum].value = 50;
      answer.readings[kDecisionRisk].value = extra_;
      answer.effective_days = values.contains("tempo.intensity")
                                  ? values["tempo.intensity"] * rows[i].as_of / kDay
                                  : std::numeric_limits<double>::quiet_NaN();
      const char first = rows[i].journal->account[0];
      if (first == 'f') {
        answer.status = PLX_ERROR_INTERNAL;
        answer.error = "the lens is tired";
      }
      answer.verdict = first == 'w'   ? PLX_VERDICT_WARNING
                       : first == 'i' ? PLX_VERDICT_INSUFFICIENT
                                      : PLX_VERDICT_HEALTHY;
    }
    ++calls_;
    rows_ += static_cast<int>(rows.size());
    return absl::OkStatus();
  }

  int calls() const { return calls_; }
  int rows() const { return rows_; }  // asked about in all calls

 private:
  static double Number(const std::string& text) {
    double value = 0;
    return absl::SimpleAtod(text, &value) ? value : 0;
  }

  LensInfo info_;
  std::vector<Parameter> parameters_;
  std::vector<CommitteeRole> committee_;
  double extra_;
  int calls_ = 0, rows_ = 0;
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_READING_LINEAR_LENS_H_
