// The drift signs at an instant: copies of the running state, run on to it.
#include <algorithm>

#include "framework/drift.h"
#include "framework/fold.h"

namespace parallax::framework {
namespace {

int StateOf(bool fires, const Rise& rise) {
  return fires          ? PLX_DRIFT_FIRING
         : rise.episode ? PLX_DRIFT_RECOVERING
         : rise.alarmed ? PLX_DRIFT_RESOLVED
                        : PLX_DRIFT_PENDING;
}

}  // namespace

bool Drift::FiresAt(const ExposurePlan& plan, const Clock& clock, const Moment& now) const {
  return plan.on && clock.since != kNever &&
         clock.statistic.Reaches(plan, clock.running ? Exposure(clock, now) : 0);
}

bool Drift::Fires(const Fold& fold, const Moment& now, bool said_no) const {
  const ActPlan& interest = ActPlanOf(DriftSign::kInterestNarrower);
  if (interest.on && interest_.level == interest.steps.limit) return true;
  if (FiresAt(PlanOf(DriftSign::kStakeholdersFewer), committee_, now)) return true;
  // Facts may begin to hold between the last signal and now.
  Clock clock = champion_;
  PassChampion(fold, clock, now.at);
  if (FiresAt(PlanOf(DriftSign::kChampionEngagement), clock, now)) return true;
  clock = replies_;
  PassReplies(fold, clock, now.at);
  if (FiresAt(PlanOf(DriftSign::kFollowupsLater), clock, now)) return true;
  const ActPlan& kept = ActPlanOf(DriftSign::kSilentDeprioritization);
  if (!kept.on || said_no) return false;
  int level = kept_.level;
  EachOverdue(now.eff, [&](const Trial&) { level += kept.steps.up; });
  return level >= kept.steps.limit;
}

// The statistic with its rise; a clock that stands still keeps what it had.
DriftReading Drift::ReadClock(const ExposurePlan& plan, Clock& clock, const Moment& now) const {
  DriftReading out;
  if (!plan.on || clock.since == kNever) return out;
  RunTo(plan, clock, now);
  const ExposureStatistic& statistic = clock.statistic;
  const double threshold = plan.Threshold(statistic.rate);
  const bool fires = statistic.Reaches(plan, 0);
  out.state = StateOf(fires, statistic.rise);
  out.severity = fires ? 1 : threshold > 0 ? std::min(1.0, statistic.level / threshold) : 0;
  out.onset = statistic.rise.zero_at;
  out.signals = statistic.rise.signals;
  const Time to = clock.running ? now.at : clock.stopped;
  if (clock.since < to) {
    out.silence_from = clock.since;
    out.silence_to = to;
  }
  return out;
}

DriftReading Drift::ReadActs(const ActPlan& plan, const ActStatistic& statistic) const {
  DriftReading out;
  if (!plan.on || !statistic.began) return out;
  const int limit = plan.steps.limit;
  out.state = StateOf(statistic.level == limit, statistic.rise);
  out.severity = static_cast<double>(statistic.level) / limit;
  out.onset = statistic.rise.zero_at;
  out.signals = statistic.rise.signals;
  return out;
}

DriftReadings Drift::Read(const Fold& fold, const Moment& now, bool said_no) const {
  DriftReadings out;
  const auto sign = [&](DriftSign s) -> DriftReading& { return out[static_cast<std::size_t>(s)]; };
  Clock clock = champion_;
  PassChampion(fold, clock, now.at);
  sign(DriftSign::kChampionEngagement) =
      ReadClock(PlanOf(DriftSign::kChampionEngagement), clock, now);
  clock = committee_;
  sign(DriftSign::kStakeholdersFewer) =
      ReadClock(PlanOf(DriftSign::kStakeholdersFewer), clock, now);
  clock = replies_;
  PassReplies(fold, clock, now.at);
  sign(DriftSign::kFollowupsLater) = ReadClock(PlanOf(DriftSign::kFollowupsLater), clock, now);
  sign(DriftSign::kInterestNarrower) = ReadActs(ActPlanOf(DriftSign::kInterestNarrower), interest_);
  const ActPlan& plan = ActPlanOf(DriftSign::kSilentDeprioritization);
  ActStatistic kept = kept_;
  EachOverdue(now.eff, [&](const Trial& t) { kept.Fail(plan, t.at, t.signal); });
  DriftReading& silent = sign(DriftSign::kSilentDeprioritization) = ReadActs(plan, kept);
  // After a no in so many words nothing is silent any more.
  if (said_no && (silent.state == PLX_DRIFT_FIRING || silent.state == PLX_DRIFT_RECOVERING)) {
    silent.state = PLX_DRIFT_RESOLVED;
  }
  return out;
}

}  // namespace parallax::framework
