// The statistics of drift and their thresholds (docs/drift.md). A CUSUM is a recursion by its
// definition; it is run from its beginning each time.
#include "tests/differential/drift_statistics.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "parallax/abi/result.h"

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

// The signals since the last zero: the latest eight, each once, as the journal has them.
class Behind {
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

// Effective days of a year: the mean of four.
double Year(const View& view) {
  const auto midnight = [](int year) {
    return MidnightOf(std::chrono::sys_days(std::chrono::year(year) / 1 / 1));
  };
  return view.calendar->Days(midnight(2021), midnight(2025)) / 4;
}

double Exposure(const View& view, const Cover& cover, Time from, Time to) {
  double days = 0;
  const double share = (*view.given)("drift.gate_exposure");
  // From one signal that moves a gate to the next, the same holds.
  std::vector<Time> ends;
  for (const auto& [at, until] : cover) {
    if (at > from && at < to) ends.push_back(at);
  }
  ends.push_back(to);
  for (const Time end : ends) {
    Time covered = kNoTime;
    for (const auto& [at, until] : cover) {
      if (at <= from) covered = until;
    }
    const Time middle = std::clamp(covered, from, end);
    days += share * view.calendar->Days(from, middle) + view.calendar->Days(middle, end);
    from = end;
  }
  return days;
}

}  // namespace

DriftSaid OnClock(const View& view, const Cover& cover, const std::string& sign, bool cadences,
                  const std::vector<Mark>& steps) {
  const Given& given = *view.given;
  const std::string path = "drift." + sign + '.';
  const double rho = given(path + "rho"), b = given(path + "baseline_strength");
  const double interval =
      given(path + "prior_interval") * (cadences ? given("tempo.cadence_days.base") : 1);
  const double days_per_alarm = Year(view) / given(path + "false_alarms_per_year");
  double level = 0, exposure = 0, events = 0, rate = 0;
  bool runs = false, episode = false, alarmed = false, begun = false;
  Time at = kNoTime, since = kNoTime, stopped = kNoTime, zero = kNoTime;
  Behind evidence;
  const auto fires = [&] {
    return level > 0 && RunLength(level, rho) >= days_per_alarm * rate * (1 - 1e-12);
  };
  const auto run_to = [&](Time to) {
    if (!runs) return;
    const double days = Exposure(view, cover, at, to);
    at = to;
    exposure += days;
    level += (1 - rho) * rate * days;
    if (days <= 0 || !fires()) return;
    level = ThresholdOf(days_per_alarm * rate, rho);
    episode = alarmed = true;
  };
  for (const Mark& step : steps) {
    run_to(step.at);
    switch (step.what) {
      case Mark::kStart:
        if (!begun) {
          rate = 1 / interval;
          begun = true;
        }
        if (level == 0) zero = step.at;
        runs = true;
        at = since = step.at;
        break;
      case Mark::kStop:
        runs = false;
        stopped = step.at;
        break;
      case Mark::kForget:
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
  run_to(view.now);
  DriftSaid said;
  const double threshold = ThresholdOf(days_per_alarm * rate, rho);
  said.severity = threshold > 0 ? std::min(1.0, level / threshold) : 0;
  said.state = StateOf(level > 0 && said.severity >= 1 - 1e-9, episode, alarmed);
  said.onset = zero;
  const Time to = runs ? view.now : stopped;
  if (since < to) said.silence_from = since, said.silence_to = to;
  said.signals = evidence.Latest(view);
  return said;
}

DriftSaid OnActs(const View& view, const std::string& sign, const std::vector<Mark>& steps) {
  const Given& given = *view.given;
  if (steps.empty()) return {.state = PLX_DRIFT_NO_DATA, .signals = {}};
  const std::string path = "drift." + sign + '.';
  const double p = given(path + "p0"), rho = given(path + "rho");
  const double wanted = given(path + "acts_per_year") / given(path + "false_alarms_per_year");
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
  Behind evidence;
  for (const Mark& step : steps) {
    if (step.what == Mark::kFailure) {
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
  said.signals = evidence.Latest(view);
  return said;
}

}  // namespace parallax::oracle
