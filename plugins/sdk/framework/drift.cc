// The clocks and trials, moved signal by signal. What is read of them is in drift_read.cc.
#include "framework/drift.h"

#include <algorithm>
#include <cmath>

#include "framework/fold.h"
#include "framework/members.h"
#include "framework/readings.h"

namespace parallax::framework {
namespace {

// Years that a calendar reaches.
constexpr std::int64_t kFirstDue = -25'567, kLastDue = 105'000;

}  // namespace

void Drift::Begin(const Fold& fold) {
  const plx_journal& j = *fold.journal;
  plan_ = &fold.assumptions->drift;
  calendar_ = &fold.assumptions->calendar;
  cadence_ = std::llround(fold.assumptions->base_cadence * static_cast<double>(kDay));
  champion_ = committee_ = replies_ = Clock{};
  champions_.clear();
  facts_.assign(j.person_count, 0);
  const plx_people_facts* facts = j.people_facts;
  for (std::uint32_t v = 0; facts != nullptr && v < facts->count; ++v) {
    const std::uint32_t p = facts->person[v];
    if (facts->left_at[v] != PLX_NO_TIME) facts_[p] |= kMayLeave;
    if (facts->champion[v] != PLX_FLAG_TRUE || (facts_[p] & kMayChampion)) continue;
    facts_[p] |= kMayChampion;
    champions_.push_back(p);
  }
  seen_.clear();
  waiting_.clear();
  cover_ = Moment{};
  interest_ = kept_ = ActStatistic{};
  topics_.fill(PLX_NONE);
  outreach_.clear();
  trial_of_.clear();
  oldest_ = 0;
  steps_.clear();
  membership_ = 0;
  gate_moved_ = waiting_moved_ = false;
  FindMaturity();
}

void Drift::Continue(const Fold& fold) { facts_.resize(fold.journal->person_count); }

const ExposurePlan& Drift::PlanOf(DriftSign sign) const {
  return plan_->exposure[static_cast<std::size_t>(sign)];
}
const ActPlan& Drift::ActPlanOf(DriftSign sign) const {
  return plan_->acts[static_cast<std::size_t>(sign) - kExposureSigns];
}

// --- clocks

// Effective days since the clock was run last, at the lens's share while a gate runs within its
// P80.
double Drift::Exposure(const Clock& clock, const Moment& now) const {
  if (clock.run_to.at >= cover_.at) return Days(now.eff - clock.run_to.eff);
  const Effective uncovered = now.at <= cover_.at ? now.eff : cover_.eff;
  return plan_->gate_exposure * Days(uncovered - clock.run_to.eff) + Days(now.eff - uncovered);
}

void Drift::RunTo(const ExposurePlan& plan, Clock& clock, const Moment& now) const {
  if (!clock.running) return;
  clock.statistic.Run(plan, Exposure(clock, now));
  clock.run_to = now;
}

void Drift::SetRunning(const ExposurePlan& plan, Clock& clock, bool running,
                       const Moment& now) const {
  if (running == clock.running) return;
  RunTo(plan, clock, now);
  clock.running = running;
  clock.run_to = now;
  if (!running) {
    clock.stopped = now.at;
    return;
  }
  if (clock.since == kNever) clock.statistic.Begin(plan);
  if (clock.statistic.level == 0) clock.statistic.rise.zero_at = now.at;
  clock.since = now.at;
}

void Drift::Happen(const ExposurePlan& plan, Clock& clock, const Moment& now,
                   std::uint32_t signal) {
  RunTo(plan, clock, now);
  clock.statistic.Happen(plan, now.at, signal);
  clock.since = now.at;
}

// A champion by the facts, who takes part and was ever present. `until` becomes the next instant at
// which facts may say otherwise, if that is earlier.
bool Drift::IsChampion(const Fold& fold, std::uint32_t person, Time at, Time& until) const {
  if (fold.people[person].present_at == kNever) return false;
  const Standing standing = StandingOf(fold, person, at);
  until = std::min(until, standing.until);
  return standing.takes_part && standing.present && standing.champion;
}

// Without a champion there is nobody to fall silent: the sign begins anew with the next one.
void Drift::LookForChampion(const Fold& fold, Clock& clock, const Moment& now) const {
  bool engaged = false;
  Time until = kForever;
  for (const std::uint32_t p : champions_) {
    engaged = IsChampion(fold, p, now.at, until) || engaged;
  }
  if (!engaged) clock = Clock{};
  SetRunning(PlanOf(DriftSign::kChampionEngagement), clock, engaged, now);
  clock.until = until;
}

// Nobody waits for those who left.
void Drift::LookForWaiting(const Fold& fold, Clock& clock, const Moment& now) const {
  bool waits = false;
  Time until = kForever;
  for (const std::uint32_t p : waiting_) {
    if (!(facts_[p] & kMayLeave) && !fold.people[p].left) {
      waits = true;
      continue;
    }
    const Standing standing = StandingOf(fold, p, now.at);
    until = std::min(until, standing.until);
    waits = standing.present || waits;
  }
  SetRunning(PlanOf(DriftSign::kFollowupsLater), clock, waits, now);
  clock.until = until;
}

void Drift::PassChampion(const Fold& fold, Clock& clock, Time at) const {
  while (clock.until <= at) {
    const Time then = clock.until;
    LookForChampion(fold, clock, {then, calendar_->At(then)});
  }
}
void Drift::PassReplies(const Fold& fold, Clock& clock, Time at) const {
  while (clock.until <= at) {
    const Time then = clock.until;
    LookForWaiting(fold, clock, {then, calendar_->At(then)});
  }
}

void Drift::CoverGates(const Fold& fold) {
  cover_ = Moment{};
  if (plan_->gate_exposure == 1) return;
  CurrentGates(fold, gates_);
  for (const Object* gate : gates_) {
    if (!gate->running) continue;
    const GateInfo& info = fold.assumptions->gate_infos[static_cast<std::size_t>(gate->gate)];
    cover_.at = std::max(cover_.at, gate->run_start + info.p80);
  }
  if (cover_.at != kNever) cover_.eff = calendar_->At(cover_.at);
}

// --- signals

void Drift::Pass(const Fold& fold, const Moment& now) {
  PassChampion(fold, champion_, now.at);
  PassReplies(fold, replies_, now.at);
  if (now.eff <= matures_) return;
  const ActPlan& plan = ActPlanOf(DriftSign::kSilentDeprioritization);
  EachOverdue(now.eff, [&](const Trial& trial) { kept_.Fail(plan, trial.at, trial.signal); });
  for (std::size_t i = oldest_; i < outreach_.size() && outreach_[i].until < now.eff; ++i) {
    outreach_[i].open = false;
  }
  std::erase_if(steps_, [&](const Trial& step) { return step.until < now.eff; });
  FindMaturity();
}

void Drift::Present(const Fold& fold, std::uint32_t person, bool new_day, std::int32_t outreach,
                    const Moment& now, std::uint32_t signal) {
  if (new_day) {
    const ExposurePlan& plan = PlanOf(DriftSign::kStakeholdersFewer);
    SetRunning(plan, committee_, true, now);
    Happen(plan, committee_, now, signal);
    if (facts_[person] & kMayChampion) seen_.push_back(person);
  }
  if (outreach < 0) return;
  // The answer of one who had left was not waited for.
  if (replies_.running) Happen(PlanOf(DriftSign::kFollowupsLater), replies_, now, signal);
  std::erase(waiting_, person);
  waiting_moved_ = true;
  // An answer to all that was asked of the person within a cadence.
  const ActPlan& plan = ActPlanOf(DriftSign::kSilentDeprioritization);
  for (std::int32_t i = outreach; i >= 0; i = fold.outreach[static_cast<std::size_t>(i)].older) {
    const std::int32_t index = trial_of_[static_cast<std::size_t>(i)];
    Trial& trial = outreach_[static_cast<std::size_t>(index)];
    if (trial.until < now.eff) break;  // so is every older one
    if (trial.open) kept_.Succeed(plan, now.at);
    trial.open = false;
  }
  FindMaturity();
}

void Drift::Outreach(const Fold& fold, std::uint32_t person) {
  const framework::Outreach& sent = fold.outreach.back();
  if (sent.rank == 1) {
    waiting_.push_back(person);
    waiting_moved_ = true;
  }
  const std::int64_t day = DayOf(sent.at);
  if (outreach_.empty() || outreach_.back().day != day) {
    outreach_.push_back({.until = sent.eff + cadence_,
                         .at = sent.at,
                         .signal = sent.signal,
                         .day = day,
                         .index = -1,
                         .open = true});
    FindMaturity();
  }
  trial_of_.push_back(static_cast<std::int32_t>(outreach_.size()) - 1);
}

void Drift::OpenStep(const Object& step, std::int32_t index, std::uint32_t signal) {
  const std::int64_t day = DayOf(step.due);
  if (day < kFirstDue || day > kLastDue) return;
  const Trial trial{.until = calendar_->At(step.due) + kDay,
                    .at = step.due,
                    .signal = signal,
                    .day = day,
                    .index = index,
                    .open = true};
  const auto later = std::upper_bound(steps_.begin(), steps_.end(), trial.until,
                                      [](Effective t, const Trial& s) { return t < s.until; });
  steps_.insert(later, trial);
}

// Kept or not: a step counts once for each day it was due. Cancelling leaves it uncounted.
void Drift::Step(const Object& step, std::int32_t index, bool due, const Moment& now,
                 std::uint32_t signal) {
  const ActPlan& plan = ActPlanOf(DriftSign::kSilentDeprioritization);
  const auto state = static_cast<StepState>(step.state);
  if (state == StepState::kSet && !due) return;
  const auto open = std::find_if(steps_.begin(), steps_.end(),
                                 [&](const Trial& trial) { return trial.index == index; });
  if (open != steps_.end()) {
    if (state == StepState::kKept) kept_.Succeed(plan, now.at);
    if (state == StepState::kSlipped) kept_.Fail(plan, now.at, signal);
    steps_.erase(open);
  }
  if (due && (state == StepState::kSet || state == StepState::kSlipped)) {
    OpenStep(step, index, signal);
  }
  FindMaturity();
}

void Drift::Topic(std::uint32_t topic, const Moment& now, std::uint32_t signal) {
  const ActPlan& plan = ActPlanOf(DriftSign::kInterestNarrower);
  const auto found = std::find(topics_.begin(), topics_.end(), topic);
  if (found == topics_.end()) {
    interest_.Succeed(plan, now.at);
    std::rotate(topics_.begin(), topics_.end() - 1, topics_.end());
  } else {
    interest_.Fail(plan, now.at, signal);
    std::rotate(topics_.begin(), found, found + 1);
  }
  topics_[0] = topic;
}

void Drift::Settle(const Fold& fold, std::uint32_t membership, const Moment& now,
                   std::uint32_t signal) {
  const ExposurePlan& engagement = PlanOf(DriftSign::kChampionEngagement);
  if (gate_moved_) {
    RunTo(engagement, champion_, now);
    RunTo(PlanOf(DriftSign::kStakeholdersFewer), committee_, now);
    RunTo(PlanOf(DriftSign::kFollowupsLater), replies_, now);
    CoverGates(fold);
  }
  const bool moved = membership != membership_;
  if (moved || !seen_.empty()) LookForChampion(fold, champion_, now);
  Time until = kForever;
  const bool engaged = champion_.day != DayOf(now.at) &&
                       std::any_of(seen_.begin(), seen_.end(), [&](std::uint32_t p) {
                         return IsChampion(fold, p, now.at, until);
                       });
  if (engaged) {
    champion_.day = DayOf(now.at);
    Happen(engagement, champion_, now, signal);
  }
  if (moved || waiting_moved_) LookForWaiting(fold, replies_, now);
  seen_.clear();
  membership_ = membership;
  gate_moved_ = waiting_moved_ = false;
}

// --- trials

void Drift::FindMaturity() {
  while (oldest_ < outreach_.size() && !outreach_[oldest_].open) ++oldest_;
  matures_ = std::numeric_limits<Effective>::max();
  if (oldest_ < outreach_.size()) matures_ = outreach_[oldest_].until;
  if (!steps_.empty()) matures_ = std::min(matures_, steps_.front().until);
}

}  // namespace parallax::framework
