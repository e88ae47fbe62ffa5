// What the quiet and the conflict around an account mean: the pace, the meaning of a dip, the raw
// verdict (model.md, steps 8, 9, 14; model-formulas.md, 8 to 11).
#ifndef PARALLAX_SDK_FRAMEWORK_SIGNS_H_
#define PARALLAX_SDK_FRAMEWORK_SIGNS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "framework/decision_facts.h"
#include "framework/fold.h"
#include "framework/members.h"
#include "framework/readings.h"

namespace parallax::framework {

// The decision that is read, or all of the account's together.
struct DecisionView {
  bool open = false;
  bool closed = false;  // one decision is read, and it ended
  Time closed_at = kNever;
  Time opened = kNever;        // last opening (whole account: of any decision)
  Time first_opened = kNever;  // of the decision read
  bool explicit_no = false;
  Time no_at = kNever;
  std::uint32_t no_signal = PLX_NONE;
};
DecisionView ViewDecision(const Fold& fold, Time facts);

// Points of the pace, healthy ones first.
enum class Point {
  kGateAdvancing,
  kNewFunction,
  kProofSought,
  kCalendar,
  kOthersActive,
  kExit,
  kChampionSilent,
  kReaskedSame,
  kDispersionRising,
  kPricePressure,
  kGateLate,
  kWindowClosing,
  kWindowMissed,
  kStepSlipped,
  kReferenceDeclined,
  kCloseDatePushed
};
inline constexpr int kPoints = 16;
inline constexpr int kHealthyPoints = 5;
double PointsOf(const Assumptions& assumptions, Point point);

// The day to act by (deadlines.h), and what it comes before.
enum class DeadlineKind { kNone, kBudgetWindow, kRenewal, kGate };
struct Deadline {
  DeadlineKind kind = DeadlineKind::kNone;
  Time act_by = PLX_NO_TIME;     // midnight of the last day to act
  Time ends = kNever;            // what it comes before
  const Object* gate = nullptr;  // the one that gets late
};

struct Signs {
  double cadence = 0;  // effective days, of the most probable phase
  // The longer clock silence, the champion's or everybody's.
  bool silence_known = false;
  Time silent_since = kNever;
  double clock_gap = 0, effective_gap = 0;  // days
  double everybody_gap = 0;                 // effective days
  bool champion_known = false;
  std::uint32_t champion = PLX_NONE;
  double champion_gap = 0;  // effective days
  double rate_ratio = 1;
  int acts = 0;

  bool by_silence = false, by_rate = false, by_gate = false;  // what triggers a reading of the dip
  bool triggered() const { return by_silence || by_rate || by_gate; }

  bool gate_within = false;             // some gate runs within its P80
  const Object* late_gate = nullptr;    // the one longest past it
  const Object* failed_gate = nullptr;  // a required one
  bool gate_running = false;
  std::uint32_t silent_veto = PLX_NONE;  // a person
  bool veto_at_gate = false;             // and a gate runs

  std::array<double, kEvidences> evidence{};
  std::uint32_t points = 0;  // bits of Point; dispersion is decided by Pace
  double healthy = 0, warning = 0;
};

void ReadSigns(const Fold& fold, const std::vector<Participant>& participants,
               const std::vector<const Object*>& gates, const DecisionView& decision,
               const Momentum& momentum, const Instant& now, Signs& out);

// The signs as they would be read if the quiet were known to mean `meaning` (PLX_DIP_): an internal
// review is a gate that runs in time, out of sight; the calendar explains the silence.
Signs KnownToMean(const Assumptions& assumptions, const Signs& signs, int meaning);

// Posterior over the meanings, in the order of PLX_DIP_ less 2.
FourWay DipPosterior(const Assumptions& assumptions, const Signs& signs);

// PLX_PACE_. `dispersion_rising` adds its point.
int PaceOf(const Assumptions& assumptions, const Signs& signs, bool enough_evidence,
           bool dispersion_rising);
// Whether the pace can turn into a warning by the point of dispersion alone.
bool DispersionDecides(const Assumptions& assumptions, const Signs& signs);

// Whether the posterior warns: DISINTEREST or RISK_ESCALATION ahead by the margin.
bool DipWarns(const Assumptions& assumptions, const FourWay& posterior);
int DipOf(const FourWay& posterior);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_SIGNS_H_
