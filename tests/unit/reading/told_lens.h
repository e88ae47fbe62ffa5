// A lens whose terms, committee and gates can be told by hand from the signals, so that what an
// explanation makes of them can be computed.
#ifndef PARALLAX_TESTS_UNIT_READING_TOLD_LENS_H_
#define PARALLAX_TESTS_UNIT_READING_TOLD_LENS_H_

#include <algorithm>
#include <string>
#include <vector>

#include "core/lens/lens.h"
#include "core/reading/explain.h"
#include "parallax/abi/plugin.h"

namespace parallax {

// Confidence: prior -0.5, and half a unit for each signal of a kind of evidence, by its person,
// with the kind's label as reason. Alignment: one unit for each person who ever took a stance.
// Decision risk: prior 1, less 0.6 once the security review is passed and 0.2 for each objection
// settled. Momentum: 0.4 for each day on which anybody acted, -0.1 a day of the silence since the
// last signal. Missing: the economic buyer, until somebody joins as one.
class ToldLens : public Lens {
 public:
  ToldLens() {
    info_.id = "told";
    info_.version = "1.0.0";
    for (const char* path :
         {"risk.gates.security_review.p50_days", "risk.dimensions.security.severity"}) {
      Parameter parameter;
      parameter.path = path;
      parameter.default_value = "1";
      parameters_.push_back(parameter);
    }
  }

  const LensInfo& info() const override { return info_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const std::vector<CommitteeRole>& committee() const override { return committee_; }

  absl::Status Interpret(std::span<const LensRow> rows, std::span<const Override>, const LensWants&,
                         std::vector<Interpretation>& out) override {
    out.clear();
    for (const LensRow& row : rows) out.push_back(Read(*row.journal, row.as_of));
    rows_read_ += rows.size();
    return absl::OkStatus();
  }

  std::size_t rows_read() const { return rows_read_; }

 private:
  static std::string Text(const Journal& j, std::uint32_t row, std::string_view key) {
    for (std::uint32_t a = j.attr_begin[row]; a < j.attr_begin[row + 1]; ++a) {
      if (j.String(j.attr_key[a]) == key) return std::string(j.String(j.attr_string[a]));
    }
    return {};
  }

  static Interpretation Read(const Journal& j, Time as_of) {
    Interpretation said;
    const auto term = [&](int reading, double value, std::string reason, std::uint32_t row,
                          std::string person) {
      said.contributions.push_back({reading, value, std::move(reason), std::move(person), {row}});
    };
    said.readings[kConfidence].prior = -0.5;
    said.readings[kDecisionRisk].prior = 1;
    said.missing_roles = {"economic_buyer"};
    Time last = kNoTime;
    std::int64_t last_day = -1;
    std::vector<std::string> stood;
    for (std::uint32_t row = 0; row < j.size() && j.occurred_at[row] <= as_of; ++row) {
      const std::string kind(j.String(j.kind[row]));
      const std::string who =
          j.stakeholder[row] == kNone ? "" : std::string(j.persons[j.stakeholder[row]]);
      last = j.occurred_at[row];
      if (kind == "sales.stance_expressed" || kind == "sales.champion_action") {
        term(kConfidence, 0.5, kind.substr(kind.find('.') + 1), row, who);
      }
      if (kind == "sales.stance_expressed" &&
          std::find(stood.begin(), stood.end(), who) == stood.end()) {
        stood.push_back(who);
        term(kAlignment, 1, "stance_expressed", row, who);
      }
      if (kind == "validation.step" && Text(j, row, "state") == "passed") {
        said.gates.push_back({.id = Text(j, row, "gate"), .state = "passed"});
        term(kDecisionRisk, -0.6, "gate_passed", row, "");
      }
      if (kind == "sales.objection" && Text(j, row, "state") == "resolved") {
        term(kDecisionRisk, -0.2, "objection_resolved", row, "");
      }
      if (kind == "sales.stakeholder_joined") said.missing_roles.clear();
      if (last / kDay != last_day && !who.empty()) term(kMomentum, 0.4, "buyer_act", row, who);
      last_day = last / kDay;
    }
    for (const std::string_view person : j.persons) {
      said.members.push_back({.stakeholder = std::string(person), .role = "end_user"});
    }
    if (last != kNoTime) {
      Contribution silence{.reading = kMomentum, .reason = "silence"};
      silence.link_value = -0.1 * static_cast<double>(as_of - last) / static_cast<double>(kDay);
      silence.silence_from = last;
      silence.silence_to = as_of;
      said.contributions.push_back(silence);
    }
    for (int r = 0; r < kReadingCount; ++r) {
      Reading& reading = said.readings[r];
      reading.link = reading.prior;
      for (const Contribution& c : said.contributions) {
        if (c.reading == r) reading.link += c.link_value;
      }
      reading.value = ReadingAtLink(r, reading.link);
    }
    said.verdict = said.gates.empty() ? PLX_VERDICT_WATCH : PLX_VERDICT_HEALTHY;
    return said;
  }

  LensInfo info_;
  std::vector<Parameter> parameters_;
  std::vector<CommitteeRole> committee_;
  std::size_t rows_read_ = 0;
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_READING_TOLD_LENS_H_
