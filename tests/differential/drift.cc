// Drift: what happened to each sign (model.md, step 7; docs/drift.md).
#include <algorithm>
#include <cmath>
#include <set>

#include "parallax/abi/result.h"
#include "tests/differential/drift_statistics.h"

namespace parallax::oracle {
namespace {

class DriftReader {
 public:
  explicit DriftReader(const View& view) : view_(view), given_(*view.given) {
    for (const StakeholderFacts& f : view.account->people) {
      for (const Time t : {f.valid_from, f.joined_at, f.left_at}) {
        if (t != kNoTime && t <= view.now) fact_times_.insert(t);
      }
      if (f.champion.value_or(false)) champions_.insert(f.stakeholder);
    }
    CoverGates();
  }

  DriftSaid Champion() const {
    std::vector<Mark> steps;
    bool runs = false;
    // Part of it by facts and signals, flagged, and ever present.
    const auto is_champion = [&](std::size_t events, Time t, const std::string& id) {
      const View then = Until(events, t);
      const std::optional<Participant> who = Part(then, id);
      const StakeholderFacts* flag = view_.account->Person(id, t);
      return who && who->takes_part && who->present && flag != nullptr &&
             flag->champion.value_or(false) && LastPresence(then, id) != kNoTime;
    };
    const auto look = [&](std::size_t events, Time t) {
      const bool now = std::any_of(champions_.begin(), champions_.end(),
                                   [&](const auto& id) { return is_champion(events, t, id); });
      if (now == runs) return;
      steps.push_back({now ? Mark::kStart : Mark::kForget, t});
      if (!now) days_.clear();
      runs = now;
    };
    std::set<std::pair<std::string, std::chrono::sys_days>> seen;
    Walk(look, [&](std::size_t i, const Event& e) {
      const bool named = std::any_of(e.people.begin(), e.people.end(),
                                     [&](const auto& p) { return champions_.contains(p); });
      if (!named) return;
      look(i + 1, e.at);
      if (!IsPresence(e)) return;
      bool there = false;
      for (const std::string& p : PresentBy(e)) {
        if (!seen.insert({p, DayOf(e.at)}).second || !champions_.contains(p)) continue;
        there = there || is_champion(i + 1, e.at, p);
      }
      if (there && days_.insert(DayOf(e.at)).second) steps.push_back({Mark::kEvent, e.at, &e});
    });
    if (!runs) return Nothing();
    return OnClock(view_, cover_, "champion_engagement", true, steps);
  }

  DriftSaid Stakeholders() const {
    std::vector<Mark> steps;
    std::set<std::pair<std::string, std::chrono::sys_days>> seen;
    for (const Event* e : view_.events) {
      if (!IsPresence(*e)) continue;
      for (const std::string& p : PresentBy(*e)) {
        if (!seen.insert({p, DayOf(e->at)}).second) continue;
        if (steps.empty()) steps.push_back({Mark::kStart, e->at});
        steps.push_back({Mark::kEvent, e->at, e});
      }
    }
    if (steps.empty()) return Nothing();
    return OnClock(view_, cover_, "stakeholders_fewer", true, steps);
  }

  DriftSaid Followups() const {
    std::vector<Mark> steps;
    bool waits = false;
    std::set<std::string> asked;
    const auto look = [&](std::size_t events, Time t) {
      const View then = Until(events, t);
      const bool now = std::any_of(asked.begin(), asked.end(),
                                   [&](const auto& id) { return Part(then, id)->present; });
      if (now != waits) steps.push_back({now ? Mark::kStart : Mark::kStop, t});
      waits = now;
    };
    bool ever = false;
    Walk(look, [&](std::size_t i, const Event& e) {
      if (IsPresence(e)) {
        for (const std::string& p : PresentBy(e)) {
          if (asked.erase(p) > 0 && waits) steps.push_back({Mark::kEvent, e.at, &e});
        }
      }
      if (e.weights->outreach && e.Seller()) asked.insert(e.people.begin(), e.people.end());
      ever = ever || !asked.empty();
      if (ever) look(i + 1, e.at);
    });
    if (std::none_of(steps.begin(), steps.end(),
                     [](const Mark& s) { return s.what == Mark::kStart; })) {
      return Nothing();
    }
    return OnClock(view_, cover_, "followups_later", false, steps);
  }

  DriftSaid Interest() const {
    std::vector<Mark> steps;
    std::vector<std::string_view> topics;  // newest last, each once
    for (const Event* e : view_.events) {
      const std::string_view topic = e->Text("topic");
      if (!IsAct(*e) || topic.empty()) continue;
      const auto known = std::find(topics.begin(), topics.end(), topic);
      const bool among = topics.end() - known > 0 && topics.end() - known <= 3;
      steps.push_back({among ? Mark::kFailure : Mark::kSuccess, e->at, e});
      if (known != topics.end()) topics.erase(known);
      topics.push_back(topic);
    }
    return OnActs(view_, "interest_narrower", steps);
  }

  // Outreach days answered within a cadence, steps kept by their day.
  DriftSaid Deprioritization() const {
    struct Trial {
      Time at;      // of the outreach, or when the step is due
      double span;  // effective days in which it may still succeed
      const Event* event;
      std::string step;             // ref, of a step
      std::set<std::string> asked;  // of outreach
      std::chrono::sys_days day{};
    };
    std::vector<Trial> open;
    std::vector<Mark> steps;
    const double cadence = given_("tempo.cadence_days.base");
    const auto pass = [&](Time t) {
      const auto over = [&](const Trial& x) { return view_.calendar->Days(x.at, t) > x.span; };
      std::vector<Trial> failed;
      std::copy_if(open.begin(), open.end(), std::back_inserter(failed), over);
      std::erase_if(open, over);
      // In the order in which their time was over: at t the one longest past it first.
      std::stable_sort(failed.begin(), failed.end(), [&](const Trial& x, const Trial& y) {
        const double past_x = view_.calendar->Days(x.at, t) - x.span;
        const double past_y = view_.calendar->Days(y.at, t) - y.span;
        if (std::abs(past_x - past_y) > 1e-9) return past_x > past_y;
        return x.step.empty() && !y.step.empty();
      });
      for (const Trial& x : failed) steps.push_back({Mark::kFailure, x.at, x.event});
    };
    for (const Event* e : view_.events) {
      pass(e->at);
      if (IsPresence(*e)) {
        for (const std::string& p : PresentBy(*e)) {
          std::erase_if(open, [&](const Trial& x) {
            if (!x.asked.contains(p)) return false;
            steps.push_back({Mark::kSuccess, e->at, e});
            return true;
          });
        }
      }
      if (e->weights->outreach && e->Seller() && !e->people.empty()) Reach(*e, cadence, open);
      const Object* step = e->Is("sales.next_step") ? view_.objects.Taken(*e) : nullptr;
      if (step == nullptr) continue;
      const Time due = e->Instant("due");
      if (e->state == "set" && due == kNoTime) continue;
      std::erase_if(open, [&](const Trial& x) {
        if (x.step.empty() || x.step != step->key) return false;
        if (e->state == "kept") steps.push_back({Mark::kSuccess, e->at, e});
        if (e->state == "slipped") steps.push_back({Mark::kFailure, e->at, e});
        return true;
      });
      if (due != kNoTime && (e->state == "set" || e->state == "slipped")) {
        open.push_back({.at = due, .span = 1, .event = e, .step = step->key, .asked = {}});
      }
    }
    pass(view_.now);
    DriftSaid said = OnActs(view_, "silent_deprioritization", steps);
    const bool alarm = said.state == PLX_DRIFT_FIRING || said.state == PLX_DRIFT_RECOVERING;
    if (alarm && view_.decided.explicit_no) said.state = PLX_DRIFT_RESOLVED;
    return said;
  }

 private:
  static DriftSaid Nothing() { return {.state = PLX_DRIFT_NO_DATA, .signals = {}}; }

  // One trial a day for all who were asked on it and have not answered since.
  template <class Trials>
  void Reach(const Event& e, double cadence, Trials& open) const {
    auto today = std::find_if(reached_.begin(), reached_.end(),
                              [&](const auto& r) { return r == DayOf(e.at); });
    if (today == reached_.end()) {
      reached_.push_back(DayOf(e.at));
      open.push_back({.at = e.at,
                      .span = cadence,
                      .event = &e,
                      .step = {},
                      .asked = {e.people.begin(), e.people.end()},
                      .day = DayOf(e.at)});
      return;
    }
    for (auto& trial : open) {
      if (trial.step.empty() && trial.day == DayOf(e.at)) {
        trial.asked.insert(e.people.begin(), e.people.end());
      }
    }
  }

  // The view of the first signals, for who takes part.
  View Until(std::size_t events, Time t) const {
    return {.account = view_.account,
            .given = view_.given,
            .calendar = view_.calendar,
            .decision = view_.decision,
            .as_of = t,
            .now = t,
            .events = {view_.events.begin(), view_.events.begin() + static_cast<long>(events)},
            .objects = {},
            .decided = {},
            .people = {}};
  }

  // Visits the signals in order, and before each the instants at which facts may change.
  template <class Look, class Visit>
  void Walk(Look&& look, Visit&& visit) const {
    auto fact = fact_times_.begin();
    for (std::size_t i = 0; i < view_.events.size(); ++i) {
      for (; fact != fact_times_.end() && *fact <= view_.events[i]->at; ++fact) look(i, *fact);
      visit(i, *view_.events[i]);
    }
    for (; fact != fact_times_.end(); ++fact) look(view_.events.size(), *fact);
  }

  // Until when a gate runs within its P80, as of each signal that moves one.
  void CoverGates() {
    if (given_("drift.gate_exposure") == 1) return;
    for (std::size_t i = 0; i < view_.events.size(); ++i) {
      const Event& e = *view_.events[i];
      const bool may = e.kind->id.starts_with("validation.") || e.kind->object >= 0;
      if (!may) continue;
      View then = Until(i + 1, e.at);
      then.objects = Objects(then.events);
      Time until = kNoTime;
      for (const Gate& gate : Gates(then)) {
        if (!gate.object->Running()) continue;
        const Time late = gate.object->RunSince() + std::llround(gate.p80 * kDay);
        until = std::max(until, late);
      }
      cover_.push_back({e.at, until});
    }
  }

  const View& view_;
  const Given& given_;
  std::set<Time> fact_times_;
  std::set<std::string> champions_;  // whom some version of the facts calls one
  Cover cover_;
  mutable std::set<std::chrono::sys_days> days_;        // the champion's, since the sign began
  mutable std::vector<std::chrono::sys_days> reached_;  // days of outreach
};

}  // namespace

std::array<DriftSaid, 5> DriftOf(const View& view) {
  const DriftReader signs(view);
  return {signs.Champion(), signs.Stakeholders(), signs.Followups(), signs.Interest(),
          signs.Deprioritization()};
}

}  // namespace parallax::oracle
