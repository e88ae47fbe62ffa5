// The five drift signs as running state: each a test for a rate that falls (model.md, step 7;
// docs/drift.md). Signals of the prefix alone move it; an instant is read from copies that run on
// to it.
#ifndef PARALLAX_SDK_FRAMEWORK_DRIFT_H_
#define PARALLAX_SDK_FRAMEWORK_DRIFT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "framework/drift_statistic.h"
#include "framework/heap_bytes.h"
#include "parallax/abi/result.h"
#include "parallax/abi/types.h"

namespace parallax::framework {

class Fold;
struct Object;

struct Moment {
  Time at = kNever;
  Effective eff = 0;
};

// One sign at an instant.
struct DriftReading {
  int state = PLX_DRIFT_NO_DATA;  // PLX_DRIFT_
  double severity = 0;            // of the threshold, 1 when it fires
  Time onset = PLX_NO_TIME;       // when the rise began: last zero, or what failed first
  Time silence_from = PLX_NO_TIME, silence_to = PLX_NO_TIME;
  LatestSignals signals;
};
using DriftReadings = std::array<DriftReading, kDriftSigns>;

class Drift {
 public:
  // --- while signals are taken; `fold` is the one that takes them, `now` the signal's instant

  // `fold` is empty.
  void Begin(const Fold& fold);
  // The journal of the fold may name more people.
  void Continue(const Fold& fold);
  // Time passes to `now`, where a signal is about to be taken.
  void Before(const Fold& fold, const Moment& now) {
    if (now.at >= champion_.until || now.at >= replies_.until || now.eff > matures_) {
      Pass(fold, now);
    }
  }
  // Somebody was present; `outreach`: the newest of Fold::outreach that waited for the person, or
  // -1. `new_day`: not seen present on that day before.
  void Present(const Fold& fold, std::uint32_t person, bool new_day, std::int32_t outreach,
               const Moment& now, std::uint32_t signal);
  // The newest of Fold::outreach went to the person.
  void Outreach(const Fold& fold, std::uint32_t person);
  // A next step was moved, or repeated, by the signal; `due`: which names a day.
  void Step(const Object& step, std::int32_t index, bool due, const Moment& now,
            std::uint32_t signal);
  // A buyer's act about a topic, by string id.
  void Topic(std::uint32_t topic, const Moment& now, std::uint32_t signal);
  void GateMoved() { gate_moved_ = true; }
  // The signal was taken. `membership`: version of the fold's, after it.
  void After(const Fold& fold, std::uint32_t membership, const Moment& now, std::uint32_t signal) {
    if (gate_moved_ || !seen_.empty() || waiting_moved_ || membership != membership_) {
      Settle(fold, membership, now, signal);
    }
  }

  // --- of the fold's state, at an instant no earlier than its last signal; `said_no`: the buyer
  // did in so many words, which is not silent

  // Whether any sign fires.
  bool Fires(const Fold& fold, const Moment& now, bool said_no) const;
  DriftReadings Read(const Fold& fold, const Moment& now, bool said_no) const;

  // Memory held.
  std::size_t Bytes() const {
    return sizeof(*this) +
           HeapBytes(champions_, facts_, seen_, waiting_, gates_, outreach_, trial_of_, steps_);
  }

 private:
  static constexpr Time kForever = std::numeric_limits<Time>::max();

  struct Clock {
    bool running = false;
    Moment run_to;              // exposure is taken up to here
    Time since = kNever;        // last event, or since when it runs
    Time stopped = kNever;      // when it stopped last
    Time until = kForever;      // facts may start or stop it then
    std::int64_t day = kNever;  // of the last event of the champion's
    ExposureStatistic statistic;
  };
  // Open until it succeeds or its time is over.
  struct Trial {
    Effective until;  // it fails past this
    Time at;          // of the outreach, or when the step is due
    std::uint32_t signal;
    std::int64_t day;    // of outreach
    std::int32_t index;  // of a step's object
    bool open;
  };
  const ExposurePlan& PlanOf(DriftSign sign) const;
  const ActPlan& ActPlanOf(DriftSign sign) const;

  // Clocks. What is const works on clocks of the caller's.
  double Exposure(const Clock& clock, const Moment& now) const;
  void RunTo(const ExposurePlan& plan, Clock& clock, const Moment& now) const;
  void SetRunning(const ExposurePlan& plan, Clock& clock, bool running, const Moment& now) const;
  void Happen(const ExposurePlan& plan, Clock& clock, const Moment& now, std::uint32_t signal);
  bool IsChampion(const Fold& fold, std::uint32_t person, Time at, Time& until) const;
  void LookForChampion(const Fold& fold, Clock& clock, const Moment& now) const;
  void LookForWaiting(const Fold& fold, Clock& clock, const Moment& now) const;
  void PassChampion(const Fold& fold, Clock& clock, Time at) const;
  void PassReplies(const Fold& fold, Clock& clock, Time at) const;
  void CoverGates(const Fold& fold);

  // Trials.
  void OpenStep(const Object& step, std::int32_t index, std::uint32_t signal);
  void FindMaturity();
  // Open ones whose time was over before `eff`, in the order in which it was.
  template <class Take>
  void EachOverdue(Effective eff, Take&& take) const;

  void Pass(const Fold& fold, const Moment& now);
  void Settle(const Fold& fold, std::uint32_t membership, const Moment& now, std::uint32_t signal);
  // `clock` may be run on to `now`.
  bool FiresAt(const ExposurePlan& plan, const Clock& clock, const Moment& now) const;
  DriftReading ReadClock(const ExposurePlan& plan, Clock& clock, const Moment& now) const;
  DriftReading ReadActs(const ActPlan& plan, const ActStatistic& statistic) const;

  const DriftPlan* plan_ = nullptr;
  const Calendar* calendar_ = nullptr;
  Effective cadence_ = 0;

  Clock champion_, committee_, replies_;
  std::vector<std::uint32_t> champions_;  // whom some version of the facts calls one
  std::vector<std::uint8_t> facts_;       // by person: bits below
  static constexpr std::uint8_t kMayChampion = 1, kMayLeave = 2;
  std::vector<std::uint32_t> seen_;     // of champions_, whose first presence of a day this is
  std::vector<std::uint32_t> waiting_;  // people whose answer is waited for
  // While a gate runs within its P80: up to here the exposure clocks run at gate_exposure.
  Moment cover_;
  std::vector<const Object*> gates_;  // scratch

  ActStatistic interest_, kept_;
  std::array<std::uint32_t, 3> topics_{};  // the last ones, newest first
  std::vector<Trial> outreach_;            // by day
  std::vector<std::int32_t> trial_of_;     // by index of Fold::outreach
  std::size_t oldest_ = 0;                 // no trial of outreach_ before is open
  std::vector<Trial> steps_;               // open ones, by the end of their time
  Effective matures_ = std::numeric_limits<Effective>::max();

  std::uint32_t membership_ = 0;  // version of the fold's when it was looked at
  bool gate_moved_ = false, waiting_moved_ = false;
};

template <class Take>
void Drift::EachOverdue(Effective eff, Take&& take) const {
  auto step = steps_.begin();
  for (std::size_t i = oldest_; i < outreach_.size() && outreach_[i].until < eff; ++i) {
    for (; step != steps_.end() && step->until < outreach_[i].until; ++step) take(*step);
    if (outreach_[i].open) take(outreach_[i]);
  }
  for (; step != steps_.end() && step->until < eff; ++step) take(*step);
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_DRIFT_H_
