#include "framework/reading.h"

#include <algorithm>
#include <cmath>

#include "framework/numerics.h"

namespace parallax::framework {

double EvidenceMass(const Fold& fold, const DecisionView& decision) {
  return decision.explicit_no ? std::max(fold.mass, fold.assumptions->evidence_floor) : fold.mass;
}

// A decision that ended is read as it was then: what happens to the account afterwards is not its
// silence, and who leaves then left something else.
void InstantReader::Locate(const Fold& fold, Time at) {
  decision_ = ViewDecision(fold, at);
  now_ = At(fold, decision_.closed ? std::min(at, decision_.closed_at) : at);
  participants_ = &roster_.At(fold, now_.at);
  CurrentGates(fold, gates_);
}

bool InstantReader::Enough(const Fold& fold) const {
  return EvidenceMass(fold, decision_) >= fold.assumptions->evidence_floor;
}

double InstantReader::DispersionAt(const Fold& fold, Time at) {
  Locate(fold, at);
  members_ = &stances_.At(fold, *participants_, now_);
  return Dispersion(*members_);
}

double InstantReader::ConfidenceAt(const Fold& fold, Time at) {
  Locate(fold, at);
  return Confidence(fold, *participants_, now_);
}

Pulse InstantReader::PulseAt(const Fold& fold, Time at) {
  const double confidence = ConfidenceAt(fold, at);
  return {confidence, MomentumAt(fold, now_, decision_.first_opened).link};
}

const Levels& InstantReader::Read(const Fold& fold, Time at) {
  const Assumptions& a = *fold.assumptions;
  levels_ = Levels{};
  levels_.known = fold.taken > 0;
  levels_.phase = fold.phase;
  levels_.dispersion = DispersionAt(fold, at);
  committee_.Begin(a);
  log_odds_.clear();
  for (const Member& m : *members_) {
    committee_.Add(m.participant->role, m.participant->power);
    log_odds_.push_back(m.log_odds);
  }
  committee_.Close();
  levels_.coverage = committee_.coverage();
  const double approval = committee_.Approval(log_odds_);
  levels_.momentum = MomentumAt(fold, now_, decision_.first_opened);
  levels_.link = {Confidence(fold, *participants_, now_), Risk(fold, gates_, now_, nullptr),
                  Logit(approval), levels_.momentum.link};
  levels_.value = {100 * Sigmoid(levels_.link[PLX_READING_CONFIDENCE]),
                   -100 * std::expm1(-levels_.link[PLX_READING_DECISION_RISK]), 100 * approval,
                   100 * Sigmoid(levels_.link[PLX_READING_MOMENTUM])};
  return levels_;
}

bool InstantReader::Drifts(const Fold& fold) const {
  return fold.drift.Fires(fold, {now_.at, now_.eff}, decision_.explicit_no);
}

int DriftVerdict(const Assumptions& a, const FourReadings& value) {
  const bool low = value[PLX_READING_CONFIDENCE] < a.confidence_low ||
                   value[PLX_READING_ALIGNMENT] < a.alignment_low;
  return low ? PLX_VERDICT_LOST_GROUND : PLX_VERDICT_WARNING;
}

int LostOrWarned(const Assumptions& a, const Signs& signs, bool said_no, int pace,
                 const FourWay& posterior, int drift) {
  if (pace == PLX_PACE_STALLED || signs.failed_gate != nullptr || said_no ||
      drift == PLX_VERDICT_LOST_GROUND) {
    return PLX_VERDICT_LOST_GROUND;
  }
  const bool warned = drift == PLX_VERDICT_WARNING || pace == PLX_PACE_WARNING_DECELERATION ||
                      signs.veto_at_gate || (signs.triggered() && DipWarns(a, posterior));
  return warned ? PLX_VERDICT_WARNING : PLX_VERDICT_HEALTHY;
}

RawVerdict JudgeOn(const Assumptions& a, const Grounds& g) {
  RawVerdict raw;
  raw.drifts = g.drifts;
  raw.pace = PaceOf(a, g.signs, g.enough, g.dispersion_rising);
  if (g.signs.triggered()) {
    raw.posterior = g.posterior;
    raw.dip = DipOf(raw.posterior);
  }
  if (!g.enough) return raw;
  const FourReadings& v = g.value;
  raw.verdict = LostOrWarned(a, g.signs, g.said_no, raw.pace, raw.posterior,
                             g.drifts ? DriftVerdict(a, v) : PLX_VERDICT_HEALTHY);
  if (raw.verdict != PLX_VERDICT_HEALTHY) return raw;
  const bool low = v[PLX_READING_CONFIDENCE] < a.confidence_low ||
                   v[PLX_READING_ALIGNMENT] < a.alignment_low ||
                   v[PLX_READING_MOMENTUM] < a.momentum_low ||
                   v[PLX_READING_DECISION_RISK] > a.decision_risk_high;
  const bool unclear = raw.pace == PLX_PACE_UNDETERMINED && raw.dip != PLX_DIP_NONE;
  if (low || unclear || g.handoff_lost) raw.verdict = PLX_VERDICT_WATCH;
  return raw;
}

Grounds InstantReader::GroundsOf(const Fold& fold, bool dispersion_rising,
                                 bool handoff_lost) const {
  return {.signs = signs_,
          .posterior = signs_.triggered() ? DipPosterior(*fold.assumptions, signs_) : FourWay{},
          .value = levels_.value,
          .enough = Enough(fold),
          .said_no = decision_.explicit_no,
          .dispersion_rising = dispersion_rising,
          .drifts = Drifts(fold),
          .handoff_lost = handoff_lost};
}

RawVerdict InstantReader::Judge(const Fold& fold, bool dispersion_rising, bool handoff_lost) {
  ReadSigns(fold, *participants_, gates_, decision_, levels_.momentum, now_, signs_);
  if (dispersion_rising) {
    signs_.points |= 1u << static_cast<int>(Point::kDispersionRising);
  }
  return JudgeOn(*fold.assumptions, GroundsOf(fold, dispersion_rising, handoff_lost));
}

}  // namespace parallax::framework
