// What a lens said about one row, in the core's own terms. Ids are spelled out; nothing points into
// the lens.
#ifndef PARALLAX_CORE_LENS_INTERPRETATION_H_
#define PARALLAX_CORE_LENS_INTERPRETATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace parallax {

enum ReadingId : int { kConfidence = 0, kDecisionRisk = 1, kAlignment = 2, kMomentum = 3 };
inline constexpr int kReadingCount = 4;
// "confidence", "decision_risk", "alignment", "momentum".
inline constexpr std::array<std::string_view, kReadingCount> kReadingNames = {
    "confidence", "decision_risk", "alignment", "momentum"};

// Enums hold the PLX_ values of plugins/sdk/include/parallax/abi/result.h; 0: the lens did not say.
struct Reading {
  double value = 0, low = 0, high = 0, trend = 0;  // 0..100, points
  double link = 0,
         prior = 0;  // link unit of the reading; prior NaN where no contributions were asked for
  int interval_basis = 0;
};

struct Contribution {
  int reading = 0;
  double link_value = 0;
  std::string reason;
  std::string person;                  // or empty
  std::vector<std::uint32_t> signals;  // rows of the journal that was read
  Time silence_from = kNoTime, silence_to = kNoTime;
};

struct Member {
  std::string stakeholder, role;
  int power = 0, stance = 0;
  double support = 0;
};

struct GateView {
  std::string id, state;
  bool required = false;
  Time opened_at = kNoTime;
  double age_days = 0, p50_days = 0, p80_days = 0;  // age NaN when it does not run
};

struct DriftView {
  std::string sign;
  int state = 0;
  double severity = 0;
  Time onset = kNoTime;
  std::vector<std::uint32_t> signals;
  Time silence_from = kNoTime, silence_to = kNoTime;
};

struct HandoffView {
  std::string transition;
  Time at = kNoTime;
  std::uint32_t signal = 0;
  double confidence_before = 0, confidence_after = 0;
  int survived = 0, reset = 0;
};

// A part of the time that was read: within a stage, or around a handoff. Parts follow each other
// without a gap.
struct StageView {
  std::string name;                    // the transition, or the stage; may be empty within a stage
  std::uint32_t handoff = UINT32_MAX;  // the row that told of the handoff; kNone within a stage
  Time from = kNoTime, to = kNoTime;
  double confidence_before = 0, confidence_after = 0, momentum_before = 0, momentum_after = 0;
  double highest = 0;  // confidence
  Time highest_at = kNoTime;
};

// Something that moved, and what stands behind it.
struct ObservationView {
  std::string id, person;              // person may be empty
  double value = 0, before = 0;        // NaN where a number says nothing
  std::vector<std::uint32_t> signals;  // rows of the journal that was read
  Time silence_from = kNoTime, silence_to = kNoTime;
};

// Index of the part in which `at` lies: an instant where two meet belongs to the earlier, one
// outside of all to the nearest. REQUIRES: there is one.
inline std::size_t StageAt(const std::vector<StageView>& stages, Time at) {
  std::size_t i = 0;
  while (i + 1 < stages.size() && stages[i].to < at) ++i;
  return i;
}

struct ValueView {
  int misread = 0, activity = 0;
  double time_to_value_days = 0;  // NaN when unknown
};

// The evidence as one function of the seller would ask it, beside what that function counts.
struct FunctionView {
  std::string function;
  double reading = 0;                      // 0..100, NaN while there is nothing to read
  double counted = 0, counted_before = 0;  // over a span and the one before; NaN: nobody told
  bool misread = false;                    // green here while the buyer is not
  std::vector<std::uint32_t> signals, counted_signals;  // rows of the journal that was read
};

struct Interpretation {
  int status = 0;     // PLX_OK, or why this row has no answer; then nothing below counts
  std::string error;  // the same in words, empty when PLX_OK
  std::array<Reading, kReadingCount> readings;
  double sufficiency = 0;
  int pace = 0, dip = 0, phase = 0, verdict = 0, movement = 0, clarity = 0;
  std::array<double, 4> dip_posterior{}, phase_posterior{};
  Time act_by = kNoTime;
  double coverage = 0, dispersion = 0;
  double effective_days = 0;  // since 1970-01-01 by the lens's calendar; NaN when it has none
  std::uint32_t asked = 0, reasked_same = 0, reasked_new = 0;

  std::string headline, next_question, binding_role;
  std::vector<std::string> pace_reasons, missing_roles;
  std::vector<Member> members;
  std::vector<GateView> gates;
  std::vector<Contribution> contributions;
  std::vector<DriftView> drift;
  std::vector<HandoffView> handoffs;
  std::vector<StageView> stages;
  std::vector<ObservationView> observations;
  std::vector<ValueView> value;  // none or one
  std::vector<FunctionView> functions;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_INTERPRETATION_H_
