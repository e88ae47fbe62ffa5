// What a column of a row group holds where a lens says nothing: the rest of a listed row of
// weights, and all of a row that an override creates (docs/decisions/0010-rows-by-override.md).
#ifndef PARALLAX_SDK_FRAMEWORK_ROW_DEFAULTS_H_
#define PARALLAX_SDK_FRAMEWORK_ROW_DEFAULTS_H_

#include <array>
#include <string_view>

namespace parallax::framework {

struct ColumnDefault {
  std::string_view group, column, value;
};

// Neutral values: a created row changes nothing until a column of it is set, but for the existence
// of the role, dimension or gate itself.
inline constexpr std::array kColumnDefaults = {
    ColumnDefault{"committee.roles", "power", "influence"},
    ColumnDefault{"committee.roles", "required", "0"},
    ColumnDefault{"committee.roles", "prior_present", "0.6"},
    ColumnDefault{"committee.roles", "prior_absent", "0.5"},
    ColumnDefault{"committee.roles", "weight", "1"},
    ColumnDefault{"committee.roles", "same_role", "average"},
    ColumnDefault{"risk.dimensions", "severity", "0.1"},
    ColumnDefault{"risk.dimensions", "prior", "0.3"},
    ColumnDefault{"risk.gates", "required", "0"},
    ColumnDefault{"risk.gates", "order", "99"},
    ColumnDefault{"risk.gates", "p50_days", "21"},
    ColumnDefault{"risk.gates", "p80_days", "42"},
    ColumnDefault{"risk.gates", "validity_days", "365"},
    ColumnDefault{"risk.gates", "closes", ""},
    ColumnDefault{"tempo.calendar", "from", "01-01"},
    ColumnDefault{"tempo.calendar", "to", "01-01"},
    ColumnDefault{"tempo.calendar", "intensity", "1"},
    ColumnDefault{"tempo.budget_windows", "closes", "12-31"},
    ColumnDefault{"tempo.budget_windows", "lead_days", "0"},
    ColumnDefault{"tempo.budget_windows", "warn_days", "0"},
    ColumnDefault{"tempo.budget_windows", "missed_days", "0"},
    ColumnDefault{"weights", "stance", "0"},
    ColumnDefault{"weights", "confidence", "0"},
    ColumnDefault{"weights", "closes", "0"},
    ColumnDefault{"weights", "cap", "1"},
    ColumnDefault{"weights", "class", "stance"},
    ColumnDefault{"weights", "act", "0"},
    ColumnDefault{"weights", "session", "0"},
    ColumnDefault{"weights", "outreach", "0"},
    ColumnDefault{"weights", "proof_seeking", "0"},
    ColumnDefault{"weights", "activity", "0"},
    ColumnDefault{"weights", "momentum", "0"},
    ColumnDefault{"dip.likelihood_ratios", "disinterest", "1"},
    ColumnDefault{"dip.likelihood_ratios", "internal_review", "1"},
    ColumnDefault{"dip.likelihood_ratios", "risk_escalation", "1"},
    ColumnDefault{"dip.likelihood_ratios", "calendar", "1"},
    ColumnDefault{"journey.emission", "evaluation", "1"},
    ColumnDefault{"journey.emission", "validation", "1"},
    ColumnDefault{"journey.emission", "commitment", "1"},
    ColumnDefault{"journey.emission", "reassessment", "1"},
};

constexpr std::string_view DefaultOf(std::string_view group, std::string_view column) {
  for (const ColumnDefault& d : kColumnDefaults) {
    if (d.group == group && d.column == column) return d.value;
  }
  return {};
}

// Choices of an enum column or scalar, by its last name.
constexpr std::string_view ChoicesOf(std::string_view name) {
  if (name == "power") return "veto | approve | influence | use";
  if (name == "same_role") return "any | all | average";
  if (name == "class") return "engagement | stance | conflict | proof | outcome";
  if (name == "rule") return "unanimous | quorum_with_veto | quorum";
  return {};
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ROW_DEFAULTS_H_
