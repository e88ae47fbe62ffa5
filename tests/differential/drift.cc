// Drift (model.md, step 7; model-formulas.md 13; docs/drift.md): a CUSUM is a recursion by its
// definition; it is run from its beginning each time, over a list of what happened to it.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "parallax/abi/result.h"
#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

// Average run length in intervals 1/l0 (docs/drift.md): the sum, or its limit where it cancels.
long double RunLength(long double h, long double rho) {
  const long double a = -std::log(rho), c = 1 - rho;
  if (h > 12 * a) {
    return std::exp(h) / (c - a * rho) - h / (a - c) - a * a / (2 * (a - c) * (a - c));
  }
  long double sum = 0;
  for (int k = 0; k * a <= h; ++k) {
    const long double u = (h - k * a) / c;
    long double power = 1, series = 0;
    for (int j = 0; j <= k; ++j) {
      series += power;
      power *= -u / (j + 1);
    }
    sum += std::exp(u) * series - 1;
  }
  return sum;
}

double ThresholdOf(double run_length, double rho) {
  long double low = 0, high = 60;
  for (int i = 0; i < 100; ++i) {
    const long double middle = (low + high) / 2;
    (RunLength(middle, rho) < run_length ? low : high) = middle;
  }
  return static_cast<double>(low);
}

// The mean number of acts from zero to `limit`: x = 1 + Q x over the states below it, by
// elimination within the band.
double ActsUntil(double p, int up, int down, int limit) {
  const auto n = static_cast<std::size_t>(limit);
  const auto width = static_cast<std::size_t>(up + down + 1);
  std::vector<std::vector<double>> m(n, std::vector<double>(width, 0));  // m[i][j - i + down]
  std::vector<double> x(n, 1);
  for (int i = 0; i < limit; ++i) {
    auto& row = m[static_cast<std::size_t>(i)];
    row[static_cast<std::size_t>(down)] += 1;
    row[static_cast<std::size_t>(std::max(0, i - down) - i + down)] -= p;
    row[width - 1] -= 1 - p;
  }
  const auto at = [&](int i, int j) -> double& {
    return m[static_cast<std::size_t>(i)][static_cast<std::size_t>(j - i + down)];
  };
  for (int j = 0; j < limit; ++j) {
    for (int i = j + 1; i <= std::min(limit - 1, j + down); ++i) {
      const double f = at(i, j) / at(j, j);
      for (int k = j; k <= std::min(limit - 1, j + up); ++k) at(i, k) -= f * at(j, k);
      x[static_cast<std::size_t>(i)] -= f * x[static_cast<std::size_t>(j)];
    }
  }
  for (int i = limit - 1; i >= 0; --i) {
    for (int k = i + 1; k <= std::min(limit - 1, i + up); ++k) {
      x[static_cast<std::size_t>(i)] -= at(i, k) * x[static_cast<std::size_t>(k)];
    }
    x[static_cast<std::size_t>(i)] /= at(i, i);
  }
  return x[0];
}

// What happened to a statistic, in order.
struct Step {
  enum { kStart, kStop, kForget, kEvent, kFailure, kSuccess } what;
  Time at;
  const Event* event = nullptr;
};

// The signals since the last zero: the latest eight, each once, as the journal has them.
class Evidence {
 public:
  void Clear() { all_.clear(); }
  void Add(const Event* event) {
    if (all_.empty() || all_.back() != event) all_.push_back(event);
  }
  std::vector<const Signal*> Latest(const View& view) const {
    const std::size_t most = std::min<std::size_t>(8, all_.size());
    const std::set<const Event*> kept(all_.end() - static_cast<long>(most), all_.end());
    std::vector<const Signal*> signals;
    for (const Event* e : view.events) {
      if (kept.contains(e)) signals.push_back(e->signal);
    }
    return signals;
  }

 private:
  std::vector<const Event*> all_;
};

int StateOf(bool fires, bool episode, bool alarmed) {
  if (fires) return PLX_DRIFT_FIRING;
  if (episode) return PLX_DRIFT_RECOVERING;
  return alarmed ? PLX_DRIFT_RESOLVED : PLX_DRIFT_PENDING;
}

class Signs {
 public:
  explicit Signs(const View& view) : view_(view), given_(*view.given) {
    for (const StakeholderFacts& f : view.account->people) {
      for (const Time t : {f.valid_from, f.joined_at, f.left_at}) {
        if (t != kNoTime && t <= view.now) fact_times_.insert(t);
      }
      if (f.champion.value_or(false)) champions_.insert(f.stakeholder);
    }
    CoverGates();
  }

  DriftSaid Champion() const {
    std::vector<Step> steps;
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
      steps.push_back({now ? Step::kStart : Step::kForget, t});
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
      if (there && days_.insert(DayOf(e.at)).second) steps.push_back({Step::kEvent, e.at, &e});
    });
    if (!runs) return Nothing();
    return OnClock("champion_engagement", true, steps);
  }

  DriftSaid Stakeholders() const {
    std::vector<Step> steps;
    std::set<std::pair<std::string, std::chrono::sys_days>> seen;
    for (const Event* e : view_.events) {
      if (!IsPresence(*e)) continue;
      for (const std::string& p : PresentBy(*e)) {
        if (!seen.insert({p, DayOf(e->at)}).second) continue;
        if (steps.empty()) steps.push_back({Step::kStart, e->at});
        steps.push_back({Step::kEvent, e->at, e});
      }
    }
    if (steps.empty()) return Nothing();
    return OnClock("stakeholders_fewer", true, steps);
  }

  DriftSaid Followups() const {
    std::vector<Step> steps;
    bool waits = false;
    std::set<std::string> asked;
    const auto look = [&](std::size_t events, Time t) {
      const View then = Until(events, t);
      const bool now = std::any_of(asked.begin(), asked.end(),
                                   [&](const auto& id) { return Part(then, id)->present; });
      if (now != waits) steps.push_back({now ? Step::kStart : Step::kStop, t});
      waits = now;
    };
    bool ever = false;
    Walk(look, [&](std::size_t i, const Event& e) {
      if (IsPresence(e)) {
        for (const std::string& p : PresentBy(e)) {
          if (asked.erase(p) > 0) steps.push_back({Step::kEvent, e.at, &e});
        }
      }
      if (e.weights->outreach && e.Seller()) asked.insert(e.people.begin(), e.people.end());
      ever = ever || !asked.empty();
      if (ever) look(i + 1, e.at);
    });
    if (std::none_of(steps.begin(), steps.end(),
                     [](const Step& s) { return s.what == Step::kStart; })) {
      return Nothing();
    }
    return OnClock("followups_later", false, steps);
  }

  DriftSaid Interest() const {
    std::vector<Step> steps;
    std::vector<std::string_view> topics;  // newest last, each once
    for (const Event* e : view_.events) {
      const std::string_view topic = e->Text("topic");
      if (!IsAct(*e) || topic.empty()) continue;
      const auto known = std::find(topics.begin(), topics.end(), topic);
      const bool among = topics.end() - known > 0 && topics.end() - known <= 3;
      steps.push_back({among ? Step::kFailure : Step::kSuccess, e->at, e});
      if (known != topics.end()) topics.erase(known);
      topics.push_back(topic);
    }
    return OnActs("interest_narrower", steps);
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
    std::vector<Step> steps;
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
      for (const Trial& x : failed) steps.push_back({Step::kFailure, x.at, x.event});
    };
    for (const Event* e : view_.events) {
      pass(e->at);
      if (IsPresence(*e)) {
        for (const std::string& p : PresentBy(*e)) {
          std::erase_if(open, [&](const Trial& x) {
            if (!x.asked.contains(p)) return false;
            steps.push_back({Step::kSuccess, e->at, e});
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
        if (e->state == "kept") steps.push_back({Step::kSuccess, e->at, e});
        if (e->state == "slipped") steps.push_back({Step::kFailure, e->at, e});
        return true;
      });
      if (due != kNoTime && (e->state == "set" || e->state == "slipped")) {
        open.push_back({.at = due, .span = 1, .event = e, .step = step->key, .asked = {}});
      }
    }
    pass(view_.now);
    DriftSaid said = OnActs("silent_deprioritization", steps);
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

  double Exposure(Time from, Time to) const {
    double days = 0;
    const double share = given_("drift.gate_exposure");
    // From one signal that moves a gate to the next, the same holds.
    std::vector<Time> ends;
    for (const auto& [at, until] : cover_) {
      if (at > from && at < to) ends.push_back(at);
    }
    ends.push_back(to);
    for (const Time end : ends) {
      Time covered = kNoTime;
      for (const auto& [at, until] : cover_) {
        if (at <= from) covered = until;
      }
      const Time middle = std::clamp(covered, from, end);
      days += share * view_.calendar->Days(from, middle) + view_.calendar->Days(middle, end);
      from = end;
    }
    return days;
  }

  DriftSaid OnClock(const std::string& sign, bool cadences, const std::vector<Step>& steps) const {
    const std::string path = "drift." + sign + '.';
    const double rho = given_(path + "rho"), b = given_(path + "baseline_strength");
    const double interval =
        given_(path + "prior_interval") * (cadences ? given_("tempo.cadence_days.base") : 1);
    const double days_per_alarm = Year() / given_(path + "false_alarms_per_year");
    double level = 0, exposure = 0, events = 0, rate = 0;
    bool runs = false, episode = false, alarmed = false, begun = false;
    Time at = kNoTime, since = kNoTime, stopped = kNoTime, zero = kNoTime;
    Evidence evidence;
    const auto fires = [&] {
      return level > 0 && RunLength(level, rho) >= days_per_alarm * rate * (1 - 1e-12);
    };
    const auto run_to = [&](Time to) {
      if (!runs) return;
      const double days = Exposure(at, to);
      at = to;
      exposure += days;
      level += (1 - rho) * rate * days;
      if (days <= 0 || !fires()) return;
      level = ThresholdOf(days_per_alarm * rate, rho);
      episode = alarmed = true;
    };
    for (const Step& step : steps) {
      run_to(step.at);
      switch (step.what) {
        case Step::kStart:
          if (!begun) {
            rate = 1 / interval;
            begun = true;
          }
          if (level == 0) zero = step.at;
          runs = true;
          at = since = step.at;
          break;
        case Step::kStop:
          runs = false;
          stopped = step.at;
          break;
        case Step::kForget:
          level = exposure = events = 0;
          runs = episode = alarmed = begun = false;
          evidence.Clear();
          break;
        default:
          level -= -std::log(rho);
          if (level <= 0) {
            level = 0;
            episode = false;
            zero = step.at;
            evidence.Clear();
          } else {
            evidence.Add(step.event);
          }
          if (exposure > 0) ++events;
          rate = (b + events) / (b * interval + exposure);
          since = step.at;
      }
    }
    run_to(view_.now);
    DriftSaid said;
    const double threshold = ThresholdOf(days_per_alarm * rate, rho);
    said.severity = threshold > 0 ? std::min(1.0, level / threshold) : 0;
    said.state = StateOf(level > 0 && said.severity >= 1 - 1e-9, episode, alarmed);
    said.onset = zero;
    const Time to = runs ? view_.now : stopped;
    if (since < to) said.silence_from = since, said.silence_to = to;
    said.signals = evidence.Latest(view_);
    return said;
  }

  DriftSaid OnActs(const std::string& sign, const std::vector<Step>& steps) const {
    if (steps.empty()) return Nothing();
    const std::string path = "drift." + sign + '.';
    const double p = given_(path + "p0"), rho = given_(path + "rho");
    const double wanted = given_(path + "acts_per_year") / given_(path + "false_alarms_per_year");
    // In eighths of the smaller log likelihood ratio.
    const double fall = -std::log(rho), rise = std::log((1 - rho * p) / (1 - p));
    const int down = static_cast<int>(std::lround(8 * fall / std::min(fall, rise)));
    const int up = static_cast<int>(std::lround(8 * rise / std::min(fall, rise)));
    int limit = 1;
    while (ActsUntil(p, up, down, limit) < wanted) limit *= 2;
    for (int low = limit / 2; limit - low > 1;) {
      const int middle = (low + limit) / 2;
      (ActsUntil(p, up, down, middle) < wanted ? low : limit) = middle;
    }
    int level = 0;
    bool episode = false, alarmed = false;
    DriftSaid said;
    Evidence evidence;
    for (const Step& step : steps) {
      if (step.what == Step::kFailure) {
        if (level == 0) said.onset = step.at;
        level = std::min(limit, level + up);
        evidence.Add(step.event);
        if (level == limit) episode = alarmed = true;
        continue;
      }
      level = std::max(0, level - down);
      if (level > 0) continue;
      said.onset = step.at;
      episode = false;
      evidence.Clear();
    }
    said.severity = static_cast<double>(level) / limit;
    said.state = StateOf(level == limit, episode, alarmed);
    said.signals = evidence.Latest(view_);
    return said;
  }

  // Effective days of a year: the mean of four.
  double Year() const {
    const auto midnight = [](int year) {
      return MidnightOf(std::chrono::sys_days(std::chrono::year(year) / 1 / 1));
    };
    return view_.calendar->Days(midnight(2021), midnight(2025)) / 4;
  }

  const View& view_;
  const Given& given_;
  std::set<Time> fact_times_;
  std::set<std::string> champions_;  // whom some version of the facts calls one
  std::vector<std::pair<Time, Time>> cover_;
  mutable std::set<std::chrono::sys_days> days_;        // the champion's, since the sign began
  mutable std::vector<std::chrono::sys_days> reached_;  // days of outreach
};

}  // namespace

std::array<DriftSaid, 5> DriftOf(const View& view) {
  const Signs signs(view);
  return {signs.Champion(), signs.Stakeholders(), signs.Followups(), signs.Interest(),
          signs.Deprioritization()};
}

}  // namespace parallax::oracle
