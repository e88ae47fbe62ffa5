#include "framework/signs.h"

#include <algorithm>
#include <cmath>

#include "framework/deadlines.h"

namespace parallax::framework {
namespace {

constexpr double kOthersActiveCadences = 0.75;
constexpr double kDayNs = static_cast<double>(kDay);

bool Lately(Effective then, Effective now, double days) {
  return then != kNever && Days(now - then) <= days;
}

// The decision's own approvals, else the account's; for the whole account all of them.
bool Speaks(const Fold& fold, const Object& o) {
  if (fold.decision == PLX_NONE || o.decision == fold.decision) return true;
  return fold.objects.Find(o.type, o.key, fold.decision) < 0;
}

class Reader {
 public:
  Reader(const Fold& fold, const std::vector<Participant>& participants,
         const std::vector<const Object*>& gates, const DecisionView& decision,
         const Momentum& momentum, const Instant& now, Signs& out)
      : fold_(fold),
        a_(*fold.assumptions),
        participants_(participants),
        gates_(gates),
        decision_(decision),
        momentum_(momentum),
        now_(now),
        s_(out) {}

  void Read() {
    s_ = Signs{};
    s_.cadence = a_.phase_cadence[MostProbable(fold_.phase)];
    recent_ = a_.recent_cadences * s_.cadence;
    ReadSilence();
    ReadGates();
    ReadPeople();
    ReadConflict();
    ReadWindows();
    s_.rate_ratio = momentum_.ratio;
    s_.acts = static_cast<int>(fold_.acts.size());
    s_.by_silence = s_.silence_known && s_.clock_gap > a_.trigger_ratio * s_.cadence;
    s_.by_rate = s_.acts > 0 && s_.rate_ratio < a_.rate_drop;
    s_.by_gate = s_.late_gate != nullptr;
    for (int p = 0; p < kPoints; ++p) {
      if (!(s_.points >> p & 1)) continue;
      (p < kHealthyPoints ? s_.healthy : s_.warning) += PointsOf(a_, static_cast<Point>(p));
    }
  }

 private:
  void Note(Point point, bool holds) {
    if (holds) s_.points |= 1u << static_cast<int>(point);
  }
  double& X(Evidence e) { return s_.evidence[static_cast<int>(e)]; }

  void ReadSilence() {
    const Person* champion = nullptr;
    for (const Participant& who : participants_) {
      const Person& person = fold_.people[who.person];
      if (!who.present || !who.champion || person.present_at == kNever) continue;
      if (champion == nullptr || person.present_at > champion->present_at) {
        champion = &person;
        s_.champion = who.person;
      }
    }
    if (fold_.present_at == kNever) return;
    s_.silence_known = true;
    s_.everybody_gap = Days(now_.eff - fold_.present_eff);
    s_.silent_since = fold_.present_at;
    s_.effective_gap = s_.everybody_gap;
    if (champion != nullptr) {
      s_.champion_known = true;
      s_.champion_gap = Days(now_.eff - champion->present_eff);
      if (champion->present_at < s_.silent_since) {
        s_.silent_since = champion->present_at;
        s_.effective_gap = s_.champion_gap;
      }
    }
    s_.clock_gap = Days(now_.at - s_.silent_since);
    const double unexplained = s_.clock_gap > 0 ? s_.effective_gap / s_.clock_gap : 1;
    X(Evidence::kCalendarShare) = 1 - unexplained;
    X(Evidence::kCalendarAbsent) = unexplained;
    X(Evidence::kSilenceExcess) = std::clamp(s_.effective_gap / s_.cadence - 1, 0.0, a_.excess_cap);
    Note(Point::kCalendar, 1 - unexplained >= a_.calendar_share && s_.effective_gap <= s_.cadence);
    const bool others = s_.champion_known && s_.champion_gap >= s_.cadence &&
                        s_.everybody_gap <= kOthersActiveCadences * s_.cadence;
    X(Evidence::kOthersActive) = others ? 1 : 0;
    Note(Point::kOthersActive, others);
    Note(Point::kChampionSilent,
         s_.champion_known && s_.champion_gap > a_.champion_silent_cadences * s_.cadence);
  }

  void ReadGates() {
    bool any = !fold_.objects.of(ObjectType::kApproval).empty();
    bool passed_lately = false;
    for (const Object* gate : gates_) {
      const GateInfo& info = a_.gate_infos[static_cast<std::size_t>(gate->gate)];
      any = any || gate->ever_ran;
      switch (StatusOf(*gate, info, now_.at)) {
        case GateStatus::kRunning:
          s_.gate_within = true;
          break;
        case GateStatus::kLate:
          if (s_.late_gate == nullptr || gate->run_start < s_.late_gate->run_start) {
            s_.late_gate = gate;
          }
          break;
        case GateStatus::kPassed:
          passed_lately = passed_lately || Lately(a_.calendar.At(gate->due), now_.eff, recent_);
          break;
        case GateStatus::kFailed:
          if (info.required && s_.failed_gate == nullptr) s_.failed_gate = gate;
          break;
        default:
          break;
      }
    }
    s_.gate_running = s_.gate_within || s_.late_gate != nullptr;
    X(Evidence::kGateRunning) = s_.gate_within ? 1 : 0;
    X(Evidence::kGateLate) = s_.late_gate != nullptr ? 1 : 0;
    X(Evidence::kGateFailed) = s_.failed_gate != nullptr ? 1 : 0;
    X(Evidence::kNoValidationStep) = any ? 0 : 1;
    Note(Point::kGateAdvancing, s_.gate_within || passed_lately);
    Note(Point::kGateLate, s_.late_gate != nullptr);
  }

  void ReadPeople() {
    const double exit = a_.exit_cadences * s_.cadence;
    bool left = false, champion_left = false, joined = false;
    for (const Participant& who : participants_) {
      if (who.present) {
        joined = joined || IsNewFunction(who);
        if (s_.silent_veto == PLX_NONE && IsSilentVeto(fold_, who, now_)) {
          s_.silent_veto = who.person;
        }
      } else if (Lately(a_.calendar.At(who.left_at), now_.eff, exit)) {
        champion_left = champion_left || who.champion;
        left =
            left || who.champion || who.power == PLX_POWER_VETO || who.power == PLX_POWER_APPROVE;
      }
    }
    s_.veto_at_gate = s_.silent_veto != PLX_NONE && s_.gate_running;
    X(Evidence::kNewFunction) = joined ? 1 : 0;
    X(Evidence::kChampionLeft) = champion_left ? 1 : 0;
    Note(Point::kNewFunction, joined);
    Note(Point::kExit, left);
    if (!s_.champion_known) return;
    std::int32_t oldest = fold_.people[s_.champion].outreach;
    if (oldest < 0) return;
    while (fold_.outreach[static_cast<std::size_t>(oldest)].older >= 0) {
      oldest = fold_.outreach[static_cast<std::size_t>(oldest)].older;
    }
    const Effective eff = fold_.outreach[static_cast<std::size_t>(oldest)].eff;
    X(Evidence::kChampionUnanswered) = Days(now_.eff - eff) >= a_.base_cadence ? 1 : 0;
  }

  // A role that joined lately and that nobody held before.
  bool IsNewFunction(const Participant& who) const {
    if (who.joined_at == kNever || !Lately(a_.calendar.At(who.joined_at), now_.eff, recent_)) {
      return false;
    }
    return std::none_of(participants_.begin(), participants_.end(), [&](const Participant& p) {
      return p.person != who.person && p.role == who.role && p.since < who.joined_at;
    });
  }

  void ReadConflict() {
    double severity = 0;
    for (const std::int32_t i : fold_.objects.of(ObjectType::kObjection)) {
      const Object& o = fold_.objects[i];
      if (o.state == static_cast<int>(ObjectionState::kRaised)) severity += o.severity;
    }
    X(Evidence::kOpenObjection) = std::min(1.0, severity);
    const bool proof = Lately(fold_.last_proof_seeking, now_.eff, recent_);
    X(Evidence::kProofSought) = proof ? 1 : 0;
    Note(Point::kProofSought, proof);
    int same = 0, fresh = 0;
    for (auto q = fold_.questions.rbegin(); q != fold_.questions.rend(); ++q) {
      if (!Lately(q->eff, now_.eff, recent_)) break;
      if (q->reasked) ++(q->same ? same : fresh);
    }
    X(Evidence::kReaskedSame) = std::min(2, same);
    X(Evidence::kReaskedNew) = fresh > 0 ? 1 : 0;
    Note(Point::kReaskedSame, same > 0);
    const bool price = Lately(fold_.last_price, now_.eff, recent_);
    X(Evidence::kPricePressure) = price ? 1 : 0;
    Note(Point::kPricePressure, price);
    bool declined = false;
    for (const std::int32_t i : fold_.objects.of(ObjectType::kReference)) {
      const Object& o = fold_.objects[i];
      const bool by_buyer = fold_.journal->initiator[o.signal] != PLX_INITIATOR_SELLER;
      declined = declined || (o.state == static_cast<int>(ReferenceState::kDeclined) && by_buyer &&
                              Lately(a_.calendar.At(o.since), now_.eff, recent_));
    }
    X(Evidence::kReferenceDeclined) = declined ? 1 : 0;
    Note(Point::kReferenceDeclined, declined);
    X(Evidence::kStepSlipped) = std::min(2.0, momentum_.bad_steps);
    Note(Point::kStepSlipped, momentum_.bad_steps > 0);
    const bool pushed = Lately(fold_.last_close_push, now_.eff, recent_);
    X(Evidence::kCloseDatePushed) = pushed ? 1 : 0;
    Note(Point::kCloseDatePushed, pushed);
  }

  // Days on which money can be committed end with a window; nothing approved before is a warning.
  void ReadWindows() {
    if (!WindowsPress(fold_, decision_)) return;
    const std::int64_t today = DayOf(now_.at);
    for (const WindowRow& w : a_.windows) {
      for (const std::int64_t closes : ClosingDays(w, today)) {
        const double until = static_cast<double>(closes - today);  // days
        const Time warned_from = (closes * kDay) - static_cast<Time>(w.warn_days * kDayNs);
        Note(Point::kWindowClosing, until >= 0 && until <= w.warn_days);
        Note(Point::kWindowMissed,
             until < 0 && -until <= w.missed_days && decision_.opened <= warned_from);
      }
    }
  }

  const Fold& fold_;
  const Assumptions& a_;
  const std::vector<Participant>& participants_;
  const std::vector<const Object*>& gates_;
  const DecisionView& decision_;
  const Momentum& momentum_;
  const Instant& now_;
  Signs& s_;
  double recent_ = 0;
};

}  // namespace

DecisionView ViewDecision(const Fold& fold, Time facts) {
  DecisionView view;
  Time last_outcome = kNever;
  const auto take = [&](std::uint32_t d) {
    const DecisionStatus status = DecisionAt(fold, d, facts);
    if (!status.known) return;
    view.opened = std::max(view.opened, status.opened);
    if (!IsClosed(status.state)) view.open = true;
    if (status.state == DecisionState::kOpen || status.since < last_outcome) return;
    last_outcome = status.since;
    view.explicit_no =
        status.state == DecisionState::kLost || status.state == DecisionState::kNoDecision;
    view.no_at = status.since;
    view.no_signal = status.signal;
    if (fold.decision != PLX_NONE && IsClosed(status.state)) {
      view.closed = true;
      view.closed_at = status.since;
    }
  };
  if (fold.decision != PLX_NONE) {
    take(fold.decision);
    view.first_opened = FirstOpened(fold, fold.decision, facts);
    // Never opened by word: its first signal opens it (catalog.toml, state_rules, first).
    if (view.opened == kNever && fold.last_own != kNever && !view.closed) {
      view.open = true;
      view.opened = FirstShown(*fold.journal, fold.decision, facts);
    }
  } else {
    for (std::uint32_t d = 0; d < fold.journal->decision_count; ++d) take(d);
  }
  for (const std::int32_t i : fold.objects.of(ObjectType::kRelationship)) {
    const Object& o = fold.objects[i];
    if (o.since < last_outcome) continue;
    last_outcome = o.since;
    view.explicit_no = o.state == static_cast<int>(RelationshipState::kChurned);
    view.no_at = o.since;
    view.no_signal = o.signal;
  }
  if (view.explicit_no && view.opened > last_outcome) view.explicit_no = false;  // opened again
  for (const std::int32_t i : fold.objects.of(ObjectType::kApproval)) {
    const Object& o = fold.objects[i];
    const bool refused = o.state == static_cast<int>(ApprovalState::kRefused) && Speaks(fold, o);
    if (!refused || o.since < view.opened) continue;
    view.explicit_no = true;
    view.no_at = o.since;
    view.no_signal = o.signal;
  }
  return view;
}

double PointsOf(const Assumptions& a, Point point) {
  const auto& p = a.points;
  const std::array<double, kPoints> points = {
      p.gate_advancing,    p.new_function,   p.proof_sought,       p.calendar,
      p.others_active,     p.exit,           p.champion_silent,    p.reasked_same,
      p.dispersion_rising, p.price_pressure, p.gate_late,          p.window_closing,
      p.window_missed,     p.step_slipped,   p.reference_declined, p.close_date_pushed};
  return points[static_cast<std::size_t>(point)];
}

void ReadSigns(const Fold& fold, const std::vector<Participant>& participants,
               const std::vector<const Object*>& gates, const DecisionView& decision,
               const Momentum& momentum, const Instant& now, Signs& out) {
  Reader(fold, participants, gates, decision, momentum, now, out).Read();
}

Signs KnownToMean(const Assumptions& a, const Signs& signs, int meaning) {
  Signs known = signs;
  const auto note = [&](Point point) {
    const std::uint32_t bit = 1u << static_cast<int>(point);
    if (!(known.points & bit)) known.healthy += PointsOf(a, point);
    known.points |= bit;
  };
  if (meaning == PLX_DIP_INTERNAL_REVIEW) {
    known.gate_within = true;
    note(Point::kGateAdvancing);
  }
  if (meaning == PLX_DIP_CALENDAR) note(Point::kCalendar);
  return known;
}

FourWay DipPosterior(const Assumptions& a, const Signs& signs) {
  FourWay p = a.log_dip_prior;
  for (int e = 0; e < kEvidences; ++e) {
    const double x = signs.evidence[e];
    if (x == 0) continue;
    for (int m = 0; m < 4; ++m) p[m] += x * a.log_ratios[e][m];
  }
  const double top = *std::max_element(p.begin(), p.end());
  double sum = 0;
  for (double& v : p) sum += v = std::exp(v - top);
  for (double& v : p) v /= sum;
  return p;
}

int DipOf(const FourWay& posterior) { return MostProbable(posterior) + PLX_DIP_DISINTEREST; }

bool DipWarns(const Assumptions& a, const FourWay& posterior) {
  const int first = MostProbable(posterior);
  double second = 0;
  for (int m = 0; m < 4; ++m) {
    if (m != first) second = std::max(second, posterior[m]);
  }
  const int meaning = first + PLX_DIP_DISINTEREST;
  return (meaning == PLX_DIP_DISINTEREST || meaning == PLX_DIP_RISK_ESCALATION) &&
         posterior[first] - second >= a.dip_margin;
}

int PaceOf(const Assumptions& a, const Signs& s, bool enough_evidence, bool dispersion_rising) {
  const bool stalled = s.silence_known && s.everybody_gap > a.stalled_cadences * s.cadence &&
                       !s.gate_within && enough_evidence;
  if (stalled) return PLX_PACE_STALLED;
  const double warning = s.warning + (dispersion_rising ? a.points.dispersion_rising : 0);
  if (s.triggered()) {
    if (s.healthy - warning >= a.pace_margin) return PLX_PACE_HEALTHY_DECELERATION;
    if (s.healthy - warning <= -a.pace_margin) return PLX_PACE_WARNING_DECELERATION;
    return PLX_PACE_UNDETERMINED;
  }
  if (s.rate_ratio > a.accelerating_ratio && warning <= s.healthy) return PLX_PACE_ACCELERATING;
  return s.acts == 0 ? PLX_PACE_UNDETERMINED : PLX_PACE_STEADY;
}

bool DispersionDecides(const Assumptions& a, const Signs& s) {
  const double difference = s.healthy - s.warning;
  return s.triggered() && difference > -a.pace_margin &&
         difference - a.points.dispersion_rising <= -a.pace_margin;
}

}  // namespace parallax::framework
