// What the quiet and the conflict mean: phase, dip, pace (model.md, steps 8 to 10;
// model-formulas.md 7 to 9).
#include <algorithm>
#include <cmath>

#include "parallax/abi/result.h"
#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

constexpr std::array<const char*, 4> kPhases = {"evaluation", "validation", "commitment",
                                                "reassessment"};
constexpr std::array<const char*, 4> kMeanings = {"disinterest", "internal_review",
                                                  "risk_escalation", "calendar"};

std::size_t Most(const std::array<double, 4>& p) {
  return static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
}

// Evidence of the dip and points of the pace, by their names in lens-parameters.toml.
struct Notes {
  std::map<std::string, double> evidence;
  std::map<std::string, bool> points;
};

// What silence there is.
struct Silence {
  bool known = false, champion_known = false;
  std::string champion;
  double everybody = 0, champion_gap = 0;  // effective days
  double clock = 0, effective = 0;         // of the longer one
};

Silence ReadSilence(const View& view) {
  Silence s;
  const Time anybody = LastPresence(view, "");
  if (anybody == kNoTime) return s;
  s.known = true;
  Time champion_at = kNoTime;  // of the champion who was there last
  for (const Participant& who : view.people) {
    if (!who.present || !who.champion) continue;
    const Time at = LastPresence(view, who.id);
    if (at == kNoTime || (champion_at != kNoTime && at <= champion_at)) continue;
    champion_at = at;
    s.champion = who.id;
  }
  s.champion_known = champion_at != kNoTime;
  s.everybody = view.Age(anybody);
  if (s.champion_known) s.champion_gap = view.Age(champion_at);
  const Time since = s.champion_known ? std::min(anybody, champion_at) : anybody;
  s.clock = ClockDays(since, view.now);
  s.effective = view.Age(since);
  return s;
}

void NoteSilence(const View& view, const Silence& s, double cadence, Notes& notes) {
  const Given& given = *view.given;
  if (!s.known) return;
  const double explained = s.clock > 0 ? 1 - s.effective / s.clock : 0;
  notes.evidence["calendar_share"] = explained;
  notes.evidence["calendar_absent"] = 1 - explained;
  notes.evidence["silence_excess"] =
      std::clamp(s.effective / cadence - 1, 0.0, given("dip.excess_cap"));
  notes.points["calendar"] = explained >= given("pace.calendar_share") && s.effective <= cadence;
  // "Others were present within 0.75 cadence while the champion was silent for one."
  const bool others =
      s.champion_known && s.champion_gap >= cadence && s.everybody <= 0.75 * cadence;
  notes.evidence["others_active"] = others;
  notes.points["others_active"] = others;
  notes.points["champion_silent"] =
      s.champion_known && s.champion_gap > given("pace.champion_silent_cadences") * cadence;
  if (!s.champion_known) return;
  const std::vector<Time> asked = Unanswered(view, s.champion);
  notes.evidence["champion_unanswered"] =
      !asked.empty() && view.Age(asked.front()) >= given("tempo.cadence_days.base");
}

void NotePeople(const View& view, double recent, double exits, Notes& notes) {
  for (const Participant& who : view.people) {
    if (!who.present) {
      if (view.Age(who.left_at) > exits) continue;
      if (who.champion) notes.evidence["champion_left"] = 1;
      if (who.champion || who.power == 1 || who.power == 2) notes.points["exit"] = true;
      continue;
    }
    // A role not seen before joined lately.
    if (who.joined_at == kNoTime || view.Age(who.joined_at) > recent) continue;
    const bool seen = std::any_of(view.people.begin(), view.people.end(), [&](const auto& other) {
      return other.id != who.id && other.role == who.role && other.since < who.joined_at;
    });
    if (!seen) notes.evidence["new_function"] = notes.points["new_function"] = true;
  }
}

void NoteConflict(const View& view, double recent, Notes& notes) {
  const auto lately = [&](Time at) { return view.Age(at) <= recent; };
  double severity = 0;
  for (const Object* o : view.objects.Of("objection")) {
    if (o->state() == "raised") severity += o->Severity();
  }
  notes.evidence["open_objection"] = std::min(1.0, severity);
  for (const Event* e : view.events) {
    if (!lately(e->at)) continue;
    const bool declines = e->Is("validation.reference_check") && e->state == "declined";
    if (e->weights->proof_seeking && e->Buyer() && !declines) {
      notes.evidence["proof_sought"] = notes.points["proof_sought"] = true;
    }
    if (e->Is("sales.price_pressure")) {
      notes.evidence["price_pressure"] = notes.points["price_pressure"] = true;
    }
    if (e->Is("sales.close_date_changed") && Strength(view, *e) > 0) {
      notes.evidence["close_date_pushed"] = notes.points["close_date_pushed"] = true;
    }
  }
  int same = 0, fresh = 0;
  for (const Question& q : Questions(view)) {
    if (q.reasked && lately(q.event->at)) ++(q.same ? same : fresh);
  }
  notes.evidence["reasked_same"] = std::min(2, same);
  notes.evidence["reasked_new"] = fresh > 0;
  notes.points["reasked_same"] = same > 0;
  for (const Object* o : view.objects.Of("reference_check")) {
    if (o->state() == "declined" && !o->Mover().event->Seller() && lately(o->since())) {
      notes.evidence["reference_declined"] = notes.points["reference_declined"] = true;
    }
  }
}

// Formula 9: closing from warn_days before; missed for missed_days, if the decision was open when
// the warning began.
void NoteWindows(const View& view, Notes& notes) {
  if (!WindowsPress(view)) return;
  for (const std::string& row : view.given->Rows("tempo.budget_windows")) {
    const std::string path = "tempo.budget_windows." + row;
    const double warn = (*view.given)(path + ".warn_days");
    for (const Time closes : Closings(view, row)) {
      const double until = ClockDays(MidnightOf(DayOf(view.now)), closes);
      const Time warned_from = closes - static_cast<Time>(warn * kDay);
      if (until >= 0 && until <= warn) {
        notes.points["window_closing"] = true;
      } else if (until < 0 && -until <= (*view.given)(path + ".missed_days") &&
                 view.decided.opened <= warned_from) {
        notes.points["window_missed"] = true;
      }
    }
  }
}

}  // namespace

// Step 10. Each phase-bearing signal: stay with probability `stay`, else any other phase alike;
// then by Bayes. A filter is a recursion by its definition; it is run from the prior each time.
std::array<double, 4> Phase(const View& view) {
  const Given& given = *view.given;
  std::array<double, 4> p;
  for (int i = 0; i < 4; ++i) p[i] = given(std::string("journey.prior.") + kPhases[i]);
  const auto normalise = [&] {
    const double sum = p[0] + p[1] + p[2] + p[3];
    for (double& x : p) x /= sum;
  };
  normalise();
  const double stay = given("journey.stay");
  for (const Event* e : view.events) {
    const std::string path = "journey.emission." + std::string(e->kind->id) + '.';
    if (!given.Has(path + kPhases[0])) continue;
    std::array<double, 4> next{};
    for (int to = 0; to < 4; ++to) {
      for (int from = 0; from < 4; ++from) {
        next[to] += p[from] * (from == to ? stay : (1 - stay) / 3);
      }
      next[to] *= given(path + kPhases[to]);
    }
    p = next;
    normalise();
  }
  return p;
}

Signs ReadSigns(const View& view, const double* dispersion_before) {
  const Given& given = *view.given;
  const double cadence = given(std::string("tempo.cadence_days.") + kPhases[Most(Phase(view))]);
  const double recent = given("pace.recent_cadences") * cadence;
  Signs signs{.dip = PLX_DIP_NONE};
  Notes notes;

  const Silence silence = ReadSilence(view);
  NoteSilence(view, silence, cadence, notes);

  // Formula 7.
  bool within = false, late = false, any = !view.objects.Of("approval").empty();
  for (const Gate& gate : Gates(view)) {
    any = any || gate.object->EverRan();
    within = within || gate.status == GateStatus::kRunning;
    late = late || gate.status == GateStatus::kLate;
    signs.gate_failed = signs.gate_failed || (gate.required && gate.status == GateStatus::kFailed);
    if (gate.status == GateStatus::kPassed && view.Age(gate.object->PassedAt()) <= recent) {
      notes.points["gate_advancing"] = true;
    }
  }
  if (within) notes.points["gate_advancing"] = true;
  notes.points["gate_late"] = late;
  notes.evidence["gate_running"] = within;
  notes.evidence["gate_late"] = late;
  notes.evidence["gate_failed"] = signs.gate_failed;
  notes.evidence["no_validation_step"] = !any;
  for (const Participant& who : view.people) {
    signs.veto_at_gate = signs.veto_at_gate || ((within || late) && IsSilentVeto(view, who));
  }

  NotePeople(view, recent, given("pace.exit_cadences") * cadence, notes);
  NoteConflict(view, recent, notes);
  NoteWindows(view, notes);
  const Momentum momentum = Pulse(view);
  notes.evidence["step_slipped"] = std::min(2, momentum.bad_steps);
  notes.points["step_slipped"] = momentum.bad_steps > 0;
  notes.points["dispersion_rising"] =
      dispersion_before != nullptr &&
      Dispersion(view) - *dispersion_before >= given("pace.dispersion_rise");

  // Formula 8. A dip is read when something asks for a meaning.
  const bool triggered = (silence.known && silence.clock > given("dip.trigger_ratio") * cadence) ||
                         (momentum.acts > 0 && momentum.ratio < given("dip.rate_drop")) || late;
  if (triggered) {
    std::array<double, 4>& p = signs.meaning;
    for (int m = 0; m < 4; ++m) {
      p[m] = std::log(given(std::string("dip.priors.") + kMeanings[m]));
      for (const auto& [name, x] : notes.evidence) {
        p[m] += x * std::log(given("dip.likelihood_ratios." + name + '.' + kMeanings[m]));
      }
    }
    const double top = p[Most(p)];
    double sum = 0;
    for (double& x : p) sum += x = std::exp(x - top);
    for (double& x : p) x /= sum;
    const std::size_t first = Most(p);
    double second = 0;
    for (std::size_t m = 0; m < 4; ++m) second = m == first ? second : std::max(second, p[m]);
    signs.dip = PLX_DIP_DISINTEREST + static_cast<int>(first);
    signs.dip_warns = (signs.dip == PLX_DIP_DISINTEREST || signs.dip == PLX_DIP_RISK_ESCALATION) &&
                      p[first] - second >= given("dip.margin");
  }

  // Formula 9.
  constexpr std::string_view kHealthy[] = {"gate_advancing", "new_function", "proof_sought",
                                           "calendar", "others_active"};
  double healthy = 0, warning = 0;
  for (const auto& [name, holds] : notes.points) {
    const bool good =
        std::find(std::begin(kHealthy), std::end(kHealthy), name) != std::end(kHealthy);
    if (holds) (good ? healthy : warning) += given("pace.points." + name);
  }
  const bool enough = EvidenceMass(view) >= given("thresholds.evidence_floor");
  if (silence.known && silence.everybody > given("pace.stalled_cadences") * cadence && !within &&
      enough) {
    signs.pace = PLX_PACE_STALLED;
  } else if (triggered) {
    const double balance = healthy - warning, margin = given("pace.margin");
    signs.pace = balance >= margin    ? PLX_PACE_HEALTHY_DECELERATION
                 : balance <= -margin ? PLX_PACE_WARNING_DECELERATION
                                      : PLX_PACE_UNDETERMINED;
  } else if (momentum.ratio > given("pace.accelerating_ratio") && warning <= healthy) {
    signs.pace = PLX_PACE_ACCELERATING;
  } else {
    signs.pace = momentum.acts == 0 ? PLX_PACE_UNDETERMINED : PLX_PACE_STEADY;
  }
  return signs;
}

}  // namespace parallax::oracle
