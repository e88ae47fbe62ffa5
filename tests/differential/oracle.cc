#include "tests/differential/oracle.h"

#include <algorithm>
#include <cmath>

#include "parallax/abi/result.h"
#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

class Oracle {
 public:
  Oracle(const Account& account, const Given& given, const Calendar& calendar,
         const std::string& decision, Time as_of)
      : account_(account), given_(given), calendar_(calendar), decision_(decision), as_of_(as_of) {}

  View Look(Time t) const { return LookAt(account_, given_, calendar_, decision_, t, as_of_); }
  // What a reading trend_days before `t` would have read.
  View LookBack(Time t) const {
    const Time then = t - std::llround(given_("tempo.trend_days") * kDay);
    return LookAt(account_, given_, calendar_, decision_, then, then);
  }

  // Formula 2.
  Levels Read(const View& view) const {
    Levels levels;
    levels.known = !view.events.empty();
    const Committee committee = Ask(view);
    levels.coverage = committee.coverage;
    levels.dispersion = Dispersion(view);
    levels.link = {Confidence(view), Risk(view), Logit(committee.approval), Pulse(view).link};
    levels.value = {100 * Sigmoid(levels.link[kConfidence]),
                    100 * (1 - std::exp(-levels.link[kDecisionRisk])), 100 * committee.approval,
                    100 * Sigmoid(levels.link[kMomentum])};
    return levels;
  }

  // Steps 8 and 9 at an instant; dispersion is compared with that of trend_days before.
  Signs SignsAt(const View& view, Time t) const {
    const View before = LookBack(t);
    const double dispersion = before.events.empty() ? 0 : Dispersion(before);
    return ReadSigns(view, before.events.empty() ? nullptr : &dispersion);
  }

  // The table of step 14.
  int RawVerdict(const View& view, const Signs& signs) const {
    if (EvidenceMass(view) < given_("thresholds.evidence_floor")) return PLX_VERDICT_INSUFFICIENT;
    if (signs.pace == PLX_PACE_STALLED || signs.gate_failed || view.decided.explicit_no) {
      return PLX_VERDICT_LOST_GROUND;
    }
    const std::array<DriftSaid, 5> drift = DriftOf(view);
    const bool firing = std::any_of(drift.begin(), drift.end(),
                                    [](const auto& d) { return d.state == PLX_DRIFT_FIRING; });
    const auto low = [&] {
      return 100 * Sigmoid(Confidence(view)) < given_("thresholds.confidence_low") ||
             100 * Ask(view).approval < given_("thresholds.alignment_low");
    };
    if (firing) return low() ? PLX_VERDICT_LOST_GROUND : PLX_VERDICT_WARNING;
    if (signs.pace == PLX_PACE_WARNING_DECELERATION || signs.dip_warns || signs.veto_at_gate) {
      return PLX_VERDICT_WARNING;
    }
    return PLX_VERDICT_HEALTHY;
  }
  bool Watched(const Levels& levels, const Signs& signs) const {
    return levels.value[kConfidence] < given_("thresholds.confidence_low") ||
           levels.value[kAlignment] < given_("thresholds.alignment_low") ||
           levels.value[kMomentum] < given_("thresholds.momentum_low") ||
           levels.value[kDecisionRisk] > given_("thresholds.decision_risk_high") ||
           (signs.pace == PLX_PACE_UNDETERMINED && signs.dip != PLX_DIP_NONE);
  }

  // The worst raw verdict over the UTC midnights since the last signal of a buyer or third party (a
  // session counts), up to the instant that is read.
  int Latched(const View& view) const {
    Time last = kNoTime;
    for (const Event* e : view.events) {
      const bool theirs = e->Buyer() || e->signal->initiator == Initiator::kThirdParty;
      if (theirs || e->weights->session) last = e->at;
    }
    int worst = PLX_VERDICT_HEALTHY;
    if (last == kNoTime) return worst;
    for (Time m = MidnightOf(DayOf(last) + std::chrono::days(1)); m <= view.now; m += kDay) {
      const View then = Look(m);
      worst = std::max(worst, RawVerdict(then, SignsAt(then, m)));
    }
    return worst;
  }

  Said Say() const {
    Said said;
    const View view = Look(as_of_);
    said.levels = Read(view);
    if (const View before = LookBack(as_of_); !before.events.empty()) {
      const Levels then = Read(before);
      for (int r = 0; r < kReadingCount; ++r) {
        said.trend[r] = said.levels.value[r] - then.value[r];
      }
    }
    said.effective_days = calendar_.Days(0, as_of_);
    const double mass = EvidenceMass(view);
    said.sufficiency = mass / (mass + given_("thresholds.evidence_floor"));
    said.phase_posterior = Phase(view);
    said.phase =
        PLX_PHASE_EVALUATION + static_cast<int>(std::max_element(said.phase_posterior.begin(),
                                                                 said.phase_posterior.end()) -
                                                said.phase_posterior.begin());
    const Signs signs = SignsAt(view, as_of_);
    said.pace = signs.pace;
    said.dip = signs.dip;
    said.dip_posterior = signs.meaning;
    said.act_by = ActBy(view);
    said.verdict = RawVerdict(view, signs);
    const std::vector<Handoff> handoffs = Handoffs(view, [this](Time t) { return Look(t); });
    for (const Handoff& h : handoffs) {
      said.handoffs.push_back({.at = h.event->at,
                               .transition = std::string(h.event->Text("transition")),
                               .before = 100 * Sigmoid(h.before),
                               .after = 100 * Sigmoid(h.after),
                               .reset = h.reset,
                               .survived = h.survived});
    }
    for (const Stretch& s : Stages(view, [this](Time t) { return Look(t); })) {
      said.stages.push_back(
          {.name = s.name,
           .handoff = s.handoff == nullptr
                          ? ""
                          : s.handoff->signal->source + ' ' + s.handoff->signal->source_event_id,
           .from = s.from,
           .to = s.to,
           .highest_at = s.highest_at,
           .confidence_before = 100 * Sigmoid(s.confidence[0]),
           .confidence_after = 100 * Sigmoid(s.confidence[1]),
           .highest = 100 * Sigmoid(s.highest),
           .momentum_before = 100 * Sigmoid(s.momentum[0]),
           .momentum_after = 100 * Sigmoid(s.momentum[1])});
    }
    if (said.verdict == PLX_VERDICT_HEALTHY &&
        (Watched(said.levels, signs) || LostLately(view, handoffs))) {
      said.verdict = PLX_VERDICT_WATCH;
    }
    const int latched = Latched(view);
    if (latched >= PLX_VERDICT_WARNING) said.verdict = std::max(said.verdict, latched);
    AskFunctions(view, said);
    for (const Participant& who : view.people) {
      if (!who.present) continue;
      said.members.push_back({who.id, who.role, who.power, Sigmoid(StanceOf(view, who))});
    }
    for (const DriftSaid& sign : DriftOf(view)) {
      Drifting& out = said.drift.emplace_back(Drifting{.state = sign.state,
                                                       .severity = sign.severity,
                                                       .onset = sign.onset,
                                                       .silence_from = sign.silence_from,
                                                       .silence_to = sign.silence_to,
                                                       .signals = {}});
      for (const Signal* s : sign.signals) {
        out.signals.push_back(s->source + ' ' + s->source_event_id);
      }
    }
    for (const Question& q : Questions(view)) {
      ++said.asked;
      said.reasked_same += q.reasked && q.same;
      said.reasked_new += q.reasked && !q.same;
    }
    return said;
  }

 private:
  void AskFunctions(const View& view, Said& said) const {
    const bool warns =
        said.verdict == PLX_VERDICT_WARNING || said.verdict == PLX_VERDICT_LOST_GROUND;
    for (const FunctionSaid& f : Functions(view, LookBack(as_of_), warns)) {
      said.functions.push_back({f.function, f.reading, f.counted, f.counted_before, f.misread,
                                Named(f.behind), Named(f.counted_events)});
    }
  }
  // In the order of the journal, each once, the latest twenty.
  static std::vector<std::string> Named(std::vector<const Event*> events) {
    std::ranges::sort(events);  // they lie in the order of the journal
    const auto repeats = std::ranges::unique(events);
    events.erase(repeats.begin(), repeats.end());
    if (events.size() > 20) events.erase(events.begin(), events.end() - 20);
    std::vector<std::string> out;
    for (const Event* e : events) {
      out.push_back(e->signal->source + ' ' + e->signal->source_event_id);
    }
    return out;
  }

  const Account& account_;
  const Given& given_;
  const Calendar& calendar_;
  const std::string& decision_;
  const Time as_of_;
};

}  // namespace

Said Consult(const Account& account, const Given& given, const Calendar& calendar,
             const std::string& decision, Time as_of) {
  return Oracle(account, given, calendar, decision, as_of).Say();
}

}  // namespace parallax::oracle
