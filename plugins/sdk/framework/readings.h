// Confidence, decision risk and momentum at an instant, in their link units (model.md, steps 3, 5,
// 6). Alignment is committee.h over members.h.
#ifndef PARALLAX_SDK_FRAMEWORK_READINGS_H_
#define PARALLAX_SDK_FRAMEWORK_READINGS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/fold.h"
#include "framework/members.h"

namespace parallax::framework {

// One term of an attribution: it names a signal, or an interval of silence.
struct LinkTerm {
  double value;
  std::string_view reason;
  std::uint32_t signal = PLX_NONE;
  std::uint32_t person = PLX_NONE;
  Time silence_from = PLX_NO_TIME, silence_to = PLX_NO_TIME;
};

// --- Confidence: log-odds

// Champions who left, none of whom is replaced: empty while a champion is present.
void DepartedChampions(const std::vector<Participant>& participants,
                       std::vector<const Participant*>& out);

// Adds to `link` what the evidence of a kind comes to, decayed and saturated by sign.
void AddKind(const Fold& fold, int kind, const Instant& now, double& link);
// Logit of confidence.
double Confidence(const Fold& fold, const std::vector<Participant>& participants,
                  const Instant& now);
// The terms that sum to Confidence - logit(prior). REQUIRES: a fold that keeps terms.
void ExplainConfidence(const Fold& fold, const std::vector<Participant>& participants,
                       const Instant& now, std::vector<LinkTerm>& out);

// --- Gates

// The gate objects that speak for the reading: the decision's own, else the account's; for the
// whole account the one that moved last of each gate. In the order of the lens.
void CurrentGates(const Fold& fold, std::vector<const Object*>& out);
enum class GateStatus { kIdle, kRunning, kLate, kPassed, kExpired, kFailed };
// By clock time: late past P80, a pass expires with its validity.
GateStatus StatusOf(const Object& gate, const GateInfo& info, Time now);

// --- Decision risk: -ln(1 - R)

// -ln(1 - R). `terms`, when given, receives its difference from Assumptions::risk_prior, dimension
// by dimension.
double Risk(const Fold& fold, const std::vector<const Object*>& gates, const Instant& now,
            std::vector<LinkTerm>* terms);
// How far each dimension is unresolved, by row of the lens.
void UnresolvedShares(const Fold& fold, const std::vector<const Object*>& gates, const Instant& now,
                      std::vector<double>& out);

// --- Momentum: log rate ratio

struct Momentum {
  int recent = 0;               // N: acts in the window
  double exposure = 0;          // T: effective days of it
  double baseline = 0;          // l0: acts an effective day
  double shape = 0, rate = 0;   // Gamma posterior of the ratio
  double ratio = 0;             // its mean
  double bad_steps = 0;         // slipped or overdue
  double step_term = 0;         // <= 0
  double link = 0;              // ln ratio + step_term
  Time exposed_since = kNever;  // the first act or the opening, the earlier
};
// `opened`: first opening of the decision, or kNever.
Momentum MomentumAt(const Fold& fold, const Instant& now, Time opened);
void ExplainMomentum(const Fold& fold, const Instant& now, const Momentum& momentum,
                     std::vector<LinkTerm>& out);
// A next step that slipped or is a day past due.
bool IsBadStep(const Object& step, Time now);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_READINGS_H_
