// Momentum: a log rate ratio (model.md, step 6; model-formulas.md 1).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// Instants of the buyer's person-days: the first act of each person on each UTC day; nobody named
// counts as one more person (docs/decisions/0011).
std::vector<Time> Acts(const View& view) {
  std::set<std::pair<std::string, std::chrono::sys_days>> days;
  std::vector<Time> acts;
  for (const Event* e : view.events) {
    if (!IsAct(*e)) continue;
    std::vector<std::string> people = PresentBy(*e);
    if (people.empty()) people = {""};
    for (const std::string& person : people) {
      if (days.insert({person, DayOf(e->at)}).second) acts.push_back(e->at);
    }
  }
  return acts;
}

}  // namespace

Momentum Pulse(const View& view) {
  const Given& given = *view.given;
  const double k = given("momentum.prior_strength"), a = given("momentum.baseline_strength");
  const double cadence = given("tempo.cadence_days.base");
  const double window = given("momentum.window_cadences") * cadence;
  const std::vector<Time> acts = Acts(view);
  // Baseline l0 = (a + n) / (a cad + E).
  double n = 0, span = 0;
  if (!acts.empty()) {
    n = static_cast<double>(acts.size()) - 1;
    span = view.calendar->Days(acts.front(), acts.back());
  }
  const double baseline = (a + n) / (a * cadence + span);
  // T: since the first act or the opening, the earlier, at most the window.
  Time since = acts.empty() ? kEndOfTime : acts.front();
  if (view.decided.first_opened != kNoTime) since = std::min(since, view.decided.first_opened);
  const double exposure = since == kEndOfTime ? 0 : std::min(window, view.Age(since));
  double recent = 0;
  for (const Time act : acts) recent += view.Age(act) < window ? 1 : 0;

  Momentum momentum{.acts = static_cast<int>(acts.size())};
  momentum.ratio = (k + recent) / (k + baseline * exposure);
  for (const Object* step : view.objects.Of("next_step")) {
    const Time due = step->Instant("due");
    const bool past = due != kNoTime && due + kDay < view.now;
    momentum.bad_steps += step->state() == "slipped" || (step->state() == "set" && past);
  }
  const Weights& slip = given.weights("slipped_step");
  momentum.link =
      std::log(momentum.ratio) - Saturated(slip.momentum * momentum.bad_steps, slip.cap);
  return momentum;
}

}  // namespace parallax::oracle
