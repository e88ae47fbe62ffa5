// The statistics of the drift signs: Page's CUSUM against a rate that falls (model.md, step 7;
// model-formulas.md, 13; docs/drift.md). Plain values: a copy can be run on to an instant.
#ifndef PARALLAX_SDK_FRAMEWORK_DRIFT_STATISTIC_H_
#define PARALLAX_SDK_FRAMEWORK_DRIFT_STATISTIC_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "framework/calendar.h"
#include "framework/drift_plan.h"

namespace parallax::framework {

// The latest signals behind a rise, oldest first; those before them are forgotten.
class LatestSignals {
 public:
  static constexpr std::size_t kMost = 8;

  void Clear() { count_ = 0; }
  void Add(std::uint32_t signal) {
    if (count_ > 0 && signals_[(count_ - 1) % kMost] == signal) return;
    signals_[count_++ % kMost] = signal;
  }
  std::size_t size() const { return std::min<std::size_t>(count_, kMost); }
  std::uint32_t operator[](std::size_t i) const {
    return signals_[count_ <= kMost ? i : (count_ + i) % kMost];
  }

 private:
  std::array<std::uint32_t, kMost> signals_;
  std::uint32_t count_ = 0;
};

// What every statistic remembers of its rise and its alarms. An episode lasts from a crossing of
// the threshold until the return to zero.
struct Rise {
  bool episode = false, alarmed = false;  // alarmed: there was an episode, this one included
  Time zero_at = kNever;                  // last zero
  LatestSignals signals;                  // since then

  void Cross() { episode = alarmed = true; }
  void Return(Time at) {
    episode = false;
    zero_at = at;
    signals.Clear();
  }
};

// On an exposure clock: rises with exposure, falls at each event. l0 holds from one event to the
// next and is made of what came before; the statistic is capped at the threshold.
struct ExposureStatistic {
  double level = 0, exposure = 0, events = 0;
  double rate = 0;  // l0, events an effective day
  Rise rise;

  void Begin(const ExposurePlan& plan) { rate = plan.Rate(0, 0); }

  // `days` of exposure, >= 0.
  void Run(const ExposurePlan& plan, double days) {
    if (days <= 0) return;
    exposure += days;
    level += plan.gain * rate * days;
    if (level < sure_ && rate >= sure_rate_) return;
    const double threshold = plan.Threshold(rate);
    if (level >= threshold) {
      level = threshold;
      rise.Cross();
    }
    // The threshold rises with the rate, so that it need not be worked out again for a while.
    sure_rate_ = 0.7 * rate;
    sure_ = plan.Threshold(sure_rate_);
  }

  // Whether it stands at the threshold after `days` more.
  bool Reaches(const ExposurePlan& plan, double days) const {
    const double then = level + plan.gain * rate * std::max(0.0, days);
    if (then <= 0 || (then < sure_ && rate >= sure_rate_)) return false;
    return then >= plan.Threshold(rate);
  }

  // What happens as the clock begins, began it: it is no event of the time before.
  void Happen(const ExposurePlan& plan, Time at, std::uint32_t signal) {
    level -= plan.drop;
    if (level <= 0) {
      level = 0;
      rise.Return(at);
    } else {
      rise.signals.Add(signal);
    }
    if (exposure > 0) ++events;
    rate = plan.Rate(events, exposure);
  }

 private:
  double sure_ = 0, sure_rate_ = std::numeric_limits<double>::infinity();
};

// On an act clock: moves in whole steps.
struct ActStatistic {
  int level = 0;
  bool began = false;
  Rise rise;

  void Succeed(const ActPlan& plan, Time at) {
    began = true;
    level = std::max(0, level - plan.steps.down);
    if (level == 0) rise.Return(at);
  }
  // `at`: of what failed, which is the onset when the statistic was at zero.
  void Fail(const ActPlan& plan, Time at, std::uint32_t signal) {
    began = true;
    if (level == 0) rise.zero_at = at;
    level = std::min(plan.steps.limit, level + plan.steps.up);
    rise.signals.Add(signal);
    if (level == plan.steps.limit) rise.Cross();
  }
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_DRIFT_STATISTIC_H_
