// Paths to typed values. What follows from the values is in assumptions_finish.cc.
#include "framework/assumptions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>

#include "framework/parameter_text.h"
#include "framework/row_defaults.h"
#include "framework/row_names.h"
#include "framework/schema.h"
#include "parallax/catalog/catalog.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using sdk::ParameterError;
using std::string;
using std::string_view;

struct Scalar {
  string_view path;
  double& (*get)(Assumptions&);
};

#define PLX_SCALAR(path, member)                             \
  Scalar {                                                   \
    path, [](Assumptions& a) -> double& { return a.member; } \
  }

constexpr Scalar kScalars[] = {
    PLX_SCALAR("committee.correlation", correlation),
    PLX_SCALAR("committee.group_factor", group_factor),
    PLX_SCALAR("committee.quorum", quorum),
    PLX_SCALAR("committee.rule", rule),
    PLX_SCALAR("committee.same_role", same_role),
    PLX_SCALAR("dip.excess_cap", excess_cap),
    PLX_SCALAR("dip.margin", dip_margin),
    PLX_SCALAR("dip.priors.calendar", dip_prior[3]),
    PLX_SCALAR("dip.priors.disinterest", dip_prior[0]),
    PLX_SCALAR("dip.priors.internal_review", dip_prior[1]),
    PLX_SCALAR("dip.priors.risk_escalation", dip_prior[2]),
    PLX_SCALAR("dip.rate_drop", rate_drop),
    PLX_SCALAR("dip.trigger_ratio", trigger_ratio),
    PLX_SCALAR("drift.gate_exposure", gate_exposure),
    PLX_SCALAR("handoff.after_days", handoff_after_days),
    PLX_SCALAR("handoff.drop", handoff_drop),
    PLX_SCALAR("handoff.fields_low", handoff_fields_low),
    PLX_SCALAR("handoff.overlap_low", handoff_overlap_low),
    PLX_SCALAR("handoff.recent_days", handoff_recent_days),
    PLX_SCALAR("handoff.repeated_questions", handoff_repeated),
    PLX_SCALAR("journey.prior.commitment", phase_prior[2]),
    PLX_SCALAR("journey.prior.evaluation", phase_prior[0]),
    PLX_SCALAR("journey.prior.reassessment", phase_prior[3]),
    PLX_SCALAR("journey.prior.validation", phase_prior[1]),
    PLX_SCALAR("journey.stay", stay),
    PLX_SCALAR("momentum.baseline_strength", baseline_strength),
    PLX_SCALAR("momentum.prior_strength", prior_strength),
    PLX_SCALAR("momentum.window_cadences", window_cadences),
    PLX_SCALAR("pace.accelerating_ratio", accelerating_ratio),
    PLX_SCALAR("pace.calendar_share", calendar_share),
    PLX_SCALAR("pace.champion_silent_cadences", champion_silent_cadences),
    PLX_SCALAR("pace.dispersion_rise", dispersion_rise),
    PLX_SCALAR("pace.exit_cadences", exit_cadences),
    PLX_SCALAR("pace.margin", pace_margin),
    PLX_SCALAR("pace.points.calendar", points.calendar),
    PLX_SCALAR("pace.points.champion_silent", points.champion_silent),
    PLX_SCALAR("pace.points.close_date_pushed", points.close_date_pushed),
    PLX_SCALAR("pace.points.dispersion_rising", points.dispersion_rising),
    PLX_SCALAR("pace.points.exit", points.exit),
    PLX_SCALAR("pace.points.gate_advancing", points.gate_advancing),
    PLX_SCALAR("pace.points.gate_late", points.gate_late),
    PLX_SCALAR("pace.points.new_function", points.new_function),
    PLX_SCALAR("pace.points.others_active", points.others_active),
    PLX_SCALAR("pace.points.price_pressure", points.price_pressure),
    PLX_SCALAR("pace.points.proof_sought", points.proof_sought),
    PLX_SCALAR("pace.points.reasked_same", points.reasked_same),
    PLX_SCALAR("pace.points.reference_declined", points.reference_declined),
    PLX_SCALAR("pace.points.step_slipped", points.step_slipped),
    PLX_SCALAR("pace.points.window_closing", points.window_closing),
    PLX_SCALAR("pace.points.window_missed", points.window_missed),
    PLX_SCALAR("pace.recent_cadences", recent_cadences),
    PLX_SCALAR("pace.stalled_cadences", stalled_cadences),
    PLX_SCALAR("risk.failed_opens", failed_opens),
    PLX_SCALAR("risk.gate_closure", gate_closure),
    PLX_SCALAR("risk.gate_default.p50_days", default_p50),
    PLX_SCALAR("risk.gate_default.p80_days", default_p80),
    PLX_SCALAR("risk.gate_default.validity_days", default_validity),
    PLX_SCALAR("risk.objection_opens", objection_opens),
    PLX_SCALAR("risk.proof_cap", proof_cap),
    PLX_SCALAR("risk.proof_validity_days", proof_validity_days),
    PLX_SCALAR("risk.reasked_opens", reasked_opens),
    PLX_SCALAR("tempo.cadence_days.base", base_cadence),
    PLX_SCALAR("tempo.cadence_days.commitment", phase_cadence[2]),
    PLX_SCALAR("tempo.cadence_days.evaluation", phase_cadence[0]),
    PLX_SCALAR("tempo.cadence_days.reassessment", phase_cadence[3]),
    PLX_SCALAR("tempo.cadence_days.validation", phase_cadence[1]),
    PLX_SCALAR("tempo.calendar_enabled", calendar_enabled),
    PLX_SCALAR("tempo.half_life_days.conflict", half_life_days[2]),
    PLX_SCALAR("tempo.half_life_days.engagement", half_life_days[0]),
    PLX_SCALAR("tempo.half_life_days.outcome", half_life_days[4]),
    PLX_SCALAR("tempo.half_life_days.proof", half_life_days[3]),
    PLX_SCALAR("tempo.half_life_days.stance", half_life_days[1]),
    PLX_SCALAR("tempo.lookback_days", lookback_days),
    PLX_SCALAR("tempo.trend_days", trend_days),
    PLX_SCALAR("thresholds.alignment_low", alignment_low),
    PLX_SCALAR("thresholds.cautious", cautious),
    PLX_SCALAR("thresholds.confidence_low", confidence_low),
    PLX_SCALAR("thresholds.confidence_prior", confidence_prior),
    PLX_SCALAR("thresholds.decision_risk_high", decision_risk_high),
    PLX_SCALAR("thresholds.evidence_floor", evidence_floor),
    PLX_SCALAR("thresholds.momentum_low", momentum_low),
    PLX_SCALAR("thresholds.silent_cadences", silent_cadences),
    PLX_SCALAR("thresholds.silent_outreach", silent_outreach),
    PLX_SCALAR("thresholds.supporter", supporter),
};
#undef PLX_SCALAR

template <class Row>
struct Column {
  string_view name;
  double Row::*member;
};
constexpr Column<RoleRow> kRoleColumns[] = {{"power", &RoleRow::power},
                                            {"required", &RoleRow::required},
                                            {"prior_present", &RoleRow::prior_present},
                                            {"prior_absent", &RoleRow::prior_absent},
                                            {"weight", &RoleRow::weight},
                                            {"same_role", &RoleRow::same_role}};
constexpr Column<DimensionRow> kDimensionColumns[] = {{"severity", &DimensionRow::severity},
                                                      {"prior", &DimensionRow::prior}};
constexpr Column<GateRow> kGateColumns[] = {{"required", &GateRow::required},
                                            {"order", &GateRow::order},
                                            {"p50_days", &GateRow::p50_days},
                                            {"p80_days", &GateRow::p80_days},
                                            {"validity_days", &GateRow::validity_days}};
constexpr Column<CalendarRow> kCalendarColumns[] = {
    {"from", &CalendarRow::from}, {"to", &CalendarRow::to}, {"intensity", &CalendarRow::intensity}};
constexpr Column<WindowRow> kWindowColumns[] = {{"closes", &WindowRow::closes},
                                                {"lead_days", &WindowRow::lead_days},
                                                {"warn_days", &WindowRow::warn_days},
                                                {"missed_days", &WindowRow::missed_days}};
constexpr Column<WeightRow> kWeightColumns[] = {{"stance", &WeightRow::stance},
                                                {"confidence", &WeightRow::confidence},
                                                {"closes", &WeightRow::closes},
                                                {"cap", &WeightRow::cap},
                                                {"class", &WeightRow::decay_class},
                                                {"act", &WeightRow::act},
                                                {"session", &WeightRow::session},
                                                {"outreach", &WeightRow::outreach},
                                                {"proof_seeking", &WeightRow::proof_seeking},
                                                {"activity", &WeightRow::activity},
                                                {"momentum", &WeightRow::momentum}};

constexpr Column<DriftRow> kDriftColumns[] = {
    {"rho", &DriftRow::rho},
    {"false_alarms_per_year", &DriftRow::false_alarms_per_year},
    {"baseline_strength", &DriftRow::baseline_strength},
    {"prior_interval", &DriftRow::prior_interval},
    {"p0", &DriftRow::p0},
    {"acts_per_year", &DriftRow::acts_per_year}};

constexpr std::array<string_view, kStateTerms> kStateTermNames = {
    "sentiment",    "silence",           "open_objection", "objection_resolved",
    "reasked_same", "departed_champion", "slipped_step"};
constexpr std::array<string_view, kEvidences> kEvidenceNames = {
    "gate_running",        "gate_late",      "gate_failed",        "no_validation_step",
    "open_objection",      "proof_sought",   "new_function",       "reasked_same",
    "reasked_new",         "price_pressure", "reference_declined", "champion_left",
    "champion_unanswered", "others_active",  "step_slipped",       "close_date_pushed",
    "silence_excess",      "calendar_share", "calendar_absent"};
constexpr std::array<string_view, 4> kMeanings = {"disinterest", "internal_review",
                                                  "risk_escalation", "calendar"};
constexpr std::array<string_view, 4> kPhases = {"evaluation", "validation", "commitment",
                                                "reassessment"};

constexpr string_view kRoles = "committee.roles", kDimensions = "risk.dimensions",
                      kGates = "risk.gates", kCalendar = "tempo.calendar",
                      kWindows = "tempo.budget_windows", kRatios = "dip.likelihood_ratios",
                      kEmission = "journey.emission", kWeights = "weights", kDrift = "drift";
constexpr string_view kGroups[] = {kRoles,  kDimensions, kGates,   kCalendar, kWindows,
                                   kRatios, kEmission,   kWeights, kDrift};

struct RowPath {
  string_view group, row;  // group empty: not the path of a row
};

RowPath SplitRow(string_view path) {
  for (const string_view group : kGroups) {
    if (path.size() > group.size() + 1 && path.starts_with(group) && path[group.size()] == '.') {
      return {group, path.substr(group.size() + 1)};
    }
  }
  return {};
}

template <std::size_t N>
int IndexOf(const std::array<string_view, N>& names, string_view name) {
  const auto it = std::find(names.begin(), names.end(), name);
  return it == names.end() ? -1 : static_cast<int>(it - names.begin());
}

// Enums by their place in ChoicesOf, but for power, which has the ABI's numbers.
double DefaultNumber(string_view group, string_view column) {
  const string_view text = DefaultOf(group, column);
  const string_view choices = ChoicesOf(column);
  if (!choices.empty()) {
    const double place = static_cast<double>(
        std::count(choices.begin(), choices.begin() + static_cast<long>(choices.find(text)), '|'));
    return column == "power" ? place + 1 : place;
  }
  if (text.size() == 5 && text[2] == '-') {
    return (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[3] - '0') * 10 + (text[4] - '0');
  }
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

template <class Row, std::size_t N>
Row& FindOrMake(std::vector<Row>& rows, string_view id, string_view group,
                const Column<Row> (&columns)[N]) {
  const auto it = std::lower_bound(rows.begin(), rows.end(), id,
                                   [](const Row& row, string_view key) { return row.id < key; });
  if (it != rows.end() && it->id == id) return *it;
  Row made;
  made.id = id;
  for (const auto& column : columns) made.*column.member = DefaultNumber(group, column.name);
  return *rows.insert(it, std::move(made));
}

template <class Row, std::size_t N>
bool SetColumn(Row& row, string_view column, double number, const Column<Row> (&columns)[N]) {
  for (const auto& c : columns) {
    if (c.name == column) return row.*c.member = number, true;
  }
  return false;
}

template <class Row>
bool Erase(std::vector<Row>& rows, string_view id) {
  return std::erase_if(rows, [&](const Row& row) { return row.id == id; }) > 0;
}

int KindOf(const Vocabulary& vocabulary, string_view id) {
  for (int k = 0; k < vocabulary.kind_count(); ++k) {
    if (vocabulary.info(k).id == id) return k;
  }
  return -1;
}

}  // namespace

Assumptions::Assumptions(std::span<const plx_parameter> table, const Vocabulary& vocabulary)
    : table_(table), vocabulary_(&vocabulary) {
  for (FourWay& ratios : likelihood_ratios) ratios.fill(1.0);
  for (FourWay& emission : emissions) emission.fill(1.0);
  for (const plx_parameter& p : table) {
    const string_view path = sdk::View(p.path), value = sdk::View(p.default_value);
    Store(path, value, ParseValue(path, value, p.type, sdk::View(p.choices), p.min, p.max));
  }
  Finish();
}

const plx_parameter* Assumptions::Find(string_view path) const {
  const auto it = std::lower_bound(
      table_.begin(), table_.end(), path,
      [](const plx_parameter& p, string_view key) { return sdk::View(p.path) < key; });
  return it != table_.end() && sdk::View(it->path) == path ? &*it : nullptr;
}

void Assumptions::FailUnknown(string_view path) const {
  string_view nearest;
  int best = 1 << 20;
  for (const plx_parameter& p : table_) {
    const int distance = EditDistance(path, sdk::View(p.path));
    if (distance < best) best = distance, nearest = sdk::View(p.path);
  }
  throw ParameterError("no parameter \"" + string(path) + "\"; the nearest is " + string(nearest));
}

void Assumptions::Set(string_view path, string_view value) {
  if (value == "absent" && RemoveRow(path)) return;
  if (const plx_parameter* p = Find(path)) {
    return Store(path, value,
                 ParseValue(path, value, p->type, sdk::View(p->choices), p->min, p->max));
  }
  const RowPath row = SplitRow(path);
  const string_view column = path.substr(path.rfind('.') + 1);
  const auto schema = Schema();
  const auto it = std::find_if(schema.begin(), schema.end(), [&](const SchemaColumn& c) {
    return c.group == row.group && c.column == column;
  });
  if (row.group.empty() || it == schema.end()) FailUnknown(path);
  // State terms and evidences are fixed names: StoreRow knows them.
  const string_view id =
      row.row.substr(0, row.row.size() - std::min(row.row.size(), column.size() + 1));
  if (IndexOf(kStateTermNames, id) < 0) CheckRowName(path, row.group, id);
  Store(path, value, ParseValue(path, value, it->type, it->choices, it->min, it->max));
}

void Assumptions::Store(string_view path, string_view value, double number) {
  const auto* scalar =
      std::lower_bound(std::begin(kScalars), std::end(kScalars), path,
                       [](const Scalar& s, string_view key) { return s.path < key; });
  if (scalar != std::end(kScalars) && scalar->path == path) {
    scalar->get(*this) = number;
  } else if (path == "risk.default_dimension") {
    default_dimension = value;
  } else if (!StoreRow(path, value, number)) {
    FailUnknown(path);
  }
}

bool Assumptions::StoreRow(string_view path, string_view value, double number) {
  const RowPath where = SplitRow(path);
  const std::size_t dot = where.row.rfind('.');
  if (where.group.empty() || dot == string_view::npos) return false;
  const string_view id = where.row.substr(0, dot), column = where.row.substr(dot + 1);
  if (where.group == kRoles) {
    return SetColumn(FindOrMake(roles, id, kRoles, kRoleColumns), column, number, kRoleColumns);
  }
  if (where.group == kDimensions) {
    return SetColumn(FindOrMake(dimensions, id, kDimensions, kDimensionColumns), column, number,
                     kDimensionColumns);
  }
  if (where.group == kGates) {
    GateRow& row = FindOrMake(gates, id, kGates, kGateColumns);
    if (column == "closes") return row.closes = value, true;
    return SetColumn(row, column, number, kGateColumns);
  }
  if (where.group == kCalendar) {
    return SetColumn(FindOrMake(calendar_rows, id, kCalendar, kCalendarColumns), column, number,
                     kCalendarColumns);
  }
  if (where.group == kWindows) {
    return SetColumn(FindOrMake(windows, id, kWindows, kWindowColumns), column, number,
                     kWindowColumns);
  }
  if (where.group == kRatios) {
    const int evidence = IndexOf(kEvidenceNames, id), meaning = IndexOf(kMeanings, column);
    if (evidence < 0 || meaning < 0) return false;
    return likelihood_ratios[evidence][meaning] = number, true;
  }
  if (where.group == kDrift) {
    // A sign reads the columns that its row lists.
    const int sign = IndexOf(kDriftSignNames, id);
    if (sign < 0 || Find(path) == nullptr) return false;
    return SetColumn(drift_rows[static_cast<std::size_t>(sign)], column, number, kDriftColumns);
  }
  const int kind = KindOf(*vocabulary_, id);
  if (where.group == kEmission) {
    const int phase = IndexOf(kPhases, column);
    if (kind < 0 || phase < 0) return false;
    emits[kind] = true;
    return emissions[kind][phase] = number, true;
  }
  const int term = IndexOf(kStateTermNames, id);
  if (kind < 0 && (term < 0 || Find(path) == nullptr)) return false;
  if (kind >= 0 && column == "momentum") return false;
  return SetColumn(kind >= 0 ? kind_weights[kind] : state_weights[term], column, number,
                   kWeightColumns);
}

bool Assumptions::RemoveRow(string_view path) {
  const auto [group, id] = SplitRow(path);
  if (group == kRoles) return Erase(roles, id);
  if (group == kDimensions) return Erase(dimensions, id);
  if (group == kGates) return Erase(gates, id);
  if (group == kCalendar) return Erase(calendar_rows, id);
  if (group == kWindows) return Erase(windows, id);
  if (group == kRatios) {
    const int evidence = IndexOf(kEvidenceNames, id);
    return evidence >= 0 && (likelihood_ratios[evidence].fill(1.0), true);
  }
  if (group == kDrift) {
    const int sign = IndexOf(kDriftSignNames, id);
    return sign >= 0 && (drift_rows[static_cast<std::size_t>(sign)].off = true);
  }
  const int kind = group.empty() ? -1 : KindOf(*vocabulary_, id);
  if (group == kEmission && kind >= 0) {
    emissions[kind].fill(1.0);
    emits[kind] = false;
    return true;
  }
  if (group != kWeights) return false;
  const int term = IndexOf(kStateTermNames, id);
  if (kind < 0 && term < 0) return false;
  (kind >= 0 ? kind_weights[kind] : state_weights[term]) = WeightRow{};
  return true;
}

}  // namespace parallax::framework
