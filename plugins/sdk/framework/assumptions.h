// The assumptions of a lens as typed values: its table, overlaid by overrides (model.md).
#ifndef PARALLAX_SDK_FRAMEWORK_ASSUMPTIONS_H_
#define PARALLAX_SDK_FRAMEWORK_ASSUMPTIONS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/calendar.h"
#include "framework/drift_plan.h"
#include "framework/node_table.h"
#include "framework/vocabulary.h"
#include "parallax/abi/describe.h"

namespace parallax::framework {

enum class Rule { kUnanimous, kQuorumWithVeto, kQuorum };
enum class SameRole { kAny, kAll, kAverage };
enum class DecayClass { kEngagement, kStance, kConflict, kProof, kOutcome };
inline constexpr int kDecayClasses = 5;

// State terms beside the kinds (lens-parameters.toml, [weights]).
enum class StateTerm {
  kSentiment,
  kSilence,
  kOpenObjection,
  kObjectionResolved,
  kReaskedSame,
  kDepartedChampion,
  kSlippedStep
};
inline constexpr int kStateTerms = 7;

// Evidence for the meaning of a dip, in the order of the contributions to its posterior.
enum class Evidence {
  kGateRunning,
  kGateLate,
  kGateFailed,
  kNoValidationStep,
  kOpenObjection,
  kProofSought,
  kNewFunction,
  kReaskedSame,
  kReaskedNew,
  kPricePressure,
  kReferenceDeclined,
  kChampionLeft,
  kChampionUnanswered,
  kOthersActive,
  kStepSlipped,
  kCloseDatePushed,
  kSilenceExcess,
  kCalendarShare,
  kCalendarAbsent
};
inline constexpr int kEvidences = 19;

// Rows hold every column as a number (bools 0 or 1, enums their index, dates month * 100 + day), so
// that one table binds columns to members.
struct RoleRow {
  std::string id;
  double power = 0;  // PLX_POWER_
  double required = 0, prior_present = 0, prior_absent = 0, weight = 0, same_role = 0;
  double present_link = 0, absent_link = 0;  // log-odds of the priors, derived
};
struct DimensionRow {
  std::string id;
  double severity = 0, prior = 0;
};
struct GateRow {
  std::string id;
  double required = 0, order = 0, p50_days = 0, p80_days = 0, validity_days = 0;
  std::string closes;  // ids, separated by commas
};
struct CalendarRow {
  std::string id;
  double from = 0, to = 0, intensity = 0;
};
struct WindowRow {
  std::string id;
  double closes = 0, lead_days = 0, warn_days = 0, missed_days = 0;
};
struct WeightRow {
  double stance = 0, confidence = 0, closes = 0, cap = 1, decay_class = 1, act = 0, session = 0,
         outreach = 0, proof_seeking = 0, activity = 0, momentum = 0;
};
using FourWay = std::array<double, 4>;
// Index of the greatest, the first of equals.
inline int MostProbable(const FourWay& p) {
  return static_cast<int>(std::max_element(p.begin(), p.end()) - p.begin());
}

// Gates as the model meets them: the rows of the lens, then the catalog's others, then one for all
// gates nobody lists.
struct GateInfo {
  std::string_view id;
  bool listed = false, required = false;
  double order = 99;
  std::int64_t p80 = 0, validity = 0;  // ns
  double p50_days = 0, p80_days = 0;
  std::vector<int> closes;  // dimension rows
};

// What a kind weighs under these assumptions.
struct KindWeight {
  double stance = 0, confidence = 0, closes = 0, cap = 1;
  int decay_class = 1;
  int stance_slot = -1;  // among the kinds that weigh on stance
  bool act = false, session = false, outreach = false, proof_seeking = false;
  bool counts = false;      // for the evidence floor
  bool evidence = false;    // neither by nature nor by the lens an activity
  bool attributes = false;  // the model reads its attributes
  bool emits = false;       // bears on the phase
};

// Everything the model assumes. Copyable: overrides of a batch go on a copy.
class Assumptions {
 public:
  // Throws sdk::ParameterError when the table itself does not hold (a defect of the lens).
  Assumptions(std::span<const plx_parameter> table, const Vocabulary& vocabulary);

  // `path` names a parameter of the table, a column of a row it does not list, or a row, which the
  // value "absent" removes. Throws sdk::ParameterError naming path, value and what is accepted.
  // Call Finish after the last.
  void Set(std::string_view path, std::string_view value);

  // Derives what follows from the values. O(rows). Throws sdk::ParameterError on ids nobody knows.
  void Finish();

  // --- values
  std::vector<RoleRow> roles;
  std::vector<DimensionRow> dimensions;
  std::vector<GateRow> gates;
  std::vector<CalendarRow> calendar_rows;
  std::vector<WindowRow> windows;
  std::array<WeightRow, kMaxKinds> kind_weights;
  std::array<WeightRow, kStateTerms> state_weights;
  std::array<FourWay, kEvidences> likelihood_ratios;
  std::array<FourWay, kMaxKinds> emissions;
  std::array<bool, kMaxKinds> emits{};
  std::string default_dimension;

  double rule = 1, quorum = 0, correlation = 0, group_factor = 1, same_role = 2;
  double lookback_days = 0, trend_days = 0, calendar_enabled = 1;
  std::array<double, kDecayClasses> half_life_days{};
  double base_cadence = 0;
  FourWay phase_cadence{};
  double prior_strength = 0, baseline_strength = 0, window_cadences = 0;
  double evidence_floor = 0, confidence_prior = 0, confidence_low = 0, alignment_low = 0,
         momentum_low = 0, decision_risk_high = 0, supporter = 0, cautious = 0, silent_outreach = 0,
         silent_cadences = 0;
  double gate_closure = 0, proof_cap = 0, proof_validity_days = 0, objection_opens = 0,
         failed_opens = 0, reasked_opens = 0;
  double default_p50 = 0, default_p80 = 0, default_validity = 0;
  double stay = 0;
  FourWay phase_prior{};
  double trigger_ratio = 0, rate_drop = 0, dip_margin = 0, excess_cap = 0;
  FourWay dip_prior{};
  double handoff_after_days = 0, handoff_recent_days = 0, handoff_fields_low = 0,
         handoff_overlap_low = 0, handoff_repeated = 0, handoff_drop = 0;
  double pace_margin = 0, recent_cadences = 0, exit_cadences = 0, champion_silent_cadences = 0,
         stalled_cadences = 0, accelerating_ratio = 0, calendar_share = 0, dispersion_rise = 0;
  struct Points {
    double gate_advancing = 0, new_function = 0, proof_sought = 0, calendar = 0, others_active = 0,
           exit = 0, champion_silent = 0, reasked_same = 0, dispersion_rising = 0,
           price_pressure = 0, gate_late = 0, window_closing = 0, window_missed = 0,
           step_slipped = 0, reference_declined = 0, close_date_pushed = 0;
  } points;
  std::array<DriftRow, kDriftSigns> drift_rows;
  double gate_exposure = 1;

  // --- derived by Finish
  std::shared_ptr<const NodeTable> nodes;  // of `correlation`; copies share it
  double risk_prior = 0, risk_most = 0;    // -ln(1 - R) with dimensions at their priors, at 1
  Calendar calendar;
  std::array<KindWeight, kMaxKinds> kinds;
  int stance_slots = 0;                    // kinds that weigh on stance; sentiment is one more
  std::array<int, kMaxKinds> slot_kind{};  // slot -> kind
  std::array<double, kDecayClasses> decay_per_ns{};
  std::vector<GateInfo> gate_infos;
  std::array<FourWay, kEvidences> log_ratios;
  FourWay log_dip_prior{};
  DriftPlan drift;

  // Row indices. A catalog index of -1 is a custom id, looked up by its text.
  int RoleOf(int catalog_role, std::string_view id) const;
  int DimensionOf(int catalog_dimension, std::string_view id) const;  // -1: none stands for it
  int GateOf(int catalog_gate, std::string_view id) const;
  int default_dimension_row() const { return default_dimension_row_; }

  const WeightRow& state(StateTerm term) const { return state_weights[static_cast<int>(term)]; }

 private:
  const plx_parameter* Find(std::string_view path) const;
  [[noreturn]] void FailUnknown(std::string_view path) const;
  void Store(std::string_view path, std::string_view value, double number);
  bool StoreRow(std::string_view path, std::string_view value, double number);
  bool RemoveRow(std::string_view path);
  void FinishKinds();
  void FinishGates();

  std::span<const plx_parameter> table_;
  const Vocabulary* vocabulary_;
  std::vector<int> role_row_, dimension_row_, gate_info_;  // by catalog index
  int default_dimension_row_ = -1;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ASSUMPTIONS_H_
