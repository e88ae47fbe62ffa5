// The latch: the worst raw verdict of WARNING or LOST_GROUND over the UTC midnights since the last
// signal of a buyer or third party, and as_of itself (model.md, step 14). The state of the fold is
// the same at all those midnights unless the seller or a system spoke in between, so they cost
// nothing but their evaluation.
#include "framework/row_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace parallax::framework {
namespace {

constexpr Time kNoStart = std::numeric_limits<Time>::max();

Time TrendSpan(const Assumptions& a) {
  return std::llround(a.trend_days * static_cast<double>(kDay));
}

}  // namespace

void RowReader::BeginGroup(const plx_journal& journal, std::uint32_t decision,
                           const Assumptions& assumptions, const Vocabulary& vocabulary,
                           bool single, bool explain) {
  journal_ = &journal;
  decision_ = decision;
  assumptions_ = &assumptions;
  vocabulary_ = &vocabulary;
  single_ = single;
  explain_ = explain;
  begun_ = false;
}

// Account-level signals count from lookback_days before the decision first showed; none before it
// has.
Time RowReader::StartAt(Time as_of) const {
  if (decision_ == PLX_NONE) return kNever;
  const Time shown = FirstShown(*journal_, decision_, as_of);
  if (shown == kNever) return kNoStart;
  return shown - std::llround(assumptions_->lookback_days * static_cast<double>(kDay));
}

void RowReader::Restart(Time start) {
  start_ = start;
  begun_ = true;
  lagged_begun_ = false;
  latch_ = Latch{};
  fold_.Begin(*journal_, decision_, start, *assumptions_, *vocabulary_, explain_);
  reader_.Clear();
  midnight_reader_.Clear();
}

// The last signal of a buyer or third party (a session counts) by the columns alone. `quiet`: no
// signal that is read follows it.
Time RowReader::LastBuyer(Time as_of, bool& quiet) const {
  const plx_journal& j = *journal_;
  const auto end = std::upper_bound(j.occurred_at, j.occurred_at + j.signal_count, as_of);
  quiet = true;
  for (auto i = static_cast<std::uint32_t>(end - j.occurred_at); i-- > 0;) {
    const bool own = decision_ == PLX_NONE || j.decision[i] == decision_;
    const bool shared = j.decision[i] == PLX_NONE && j.occurred_at[i] >= start_;
    const int kind = vocabulary_->kind(j.kind[i]);
    if ((!own && !shared) || kind < 0) continue;
    const int initiator = j.initiator[i];
    if (initiator == PLX_INITIATOR_BUYER || initiator == PLX_INITIATOR_THIRD_PARTY ||
        assumptions_->kinds[kind].session) {
      return j.occurred_at[i];
    }
    quiet = false;
  }
  return kNever;
}

// Advances the main pass, stopping on the way where the trend is read.
void RowReader::AdvanceTo(Time t) {
  if (trend_pending_ && t >= trend_at_) {
    trend_pending_ = false;
    fold_.Advance(trend_at_);
    if (fold_.taken > 0) before_ = reader_.Read(fold_, trend_at_);
  }
  fold_.Advance(t);
}

// A second pass, trend_days behind `at`.
Time RowReader::Lag(Time at) {
  if (!lagged_begun_) {
    lagged_.Begin(*journal_, decision_, start_, *assumptions_, *vocabulary_, false);
    lagged_reader_.Clear();
    lagged_begun_ = true;
  }
  const Time then = at - TrendSpan(*assumptions_);
  lagged_.Advance(then);
  return then;
}

bool RowReader::DispersionRose(Time at, double now) {
  const Time then = Lag(at);
  return lagged_.taken > 0 &&
         now - lagged_reader_.DispersionAt(lagged_, then) >= assumptions_->dispersion_rise;
}

// Takes the midnights after the last one checked up to `until` into the latch.
void RowReader::CheckMidnights(Fold& fold, Time until, bool advance) {
  const Time from = std::max(latch_.since, latch_.checked);
  if (latch_.since == kNever) return;
  for (Time m = (DayOf(from) + 1) * kDay; m <= until; m += kDay) {
    if (latch_.worst == PLX_VERDICT_LOST_GROUND) break;
    if (advance && &fold == &fold_) AdvanceTo(m);
    if (advance && &fold != &fold_) fold.Advance(m);
    const int verdict = midnight_reader_.JudgeWarnings(
        fold, m, [&] { return DispersionRose(m, midnight_reader_.DispersionAt(fold, m)); });
    const bool counts = verdict == PLX_VERDICT_WARNING || verdict == PLX_VERDICT_LOST_GROUND;
    if (counts && verdict > latch_.worst) {
      latch_.worst = verdict;
      latch_.worst_at = m;
    }
  }
  latch_.checked = std::max(latch_.checked, until);
}

Answer RowReader::Read(Time as_of) {
  const Time start = StartAt(as_of);
  if (!begun_ || start != start_) Restart(start);
  const Assumptions& a = *assumptions_;
  trend_at_ = as_of - TrendSpan(a);
  before_ = Levels{};
  trend_pending_ = single_;

  bool quiet = false;
  const Time last = LastBuyer(as_of, quiet);
  if (last != latch_.since) latch_ = {.since = last};
  if (!quiet && last != kNever) {
    AdvanceTo(last);
    if (fold_.last_buyer == last) CheckMidnights(fold_, as_of, true);
  }
  AdvanceTo(as_of);
  if (fold_.last_buyer != last) {
    // The decision closed before that signal of the account: the latch starts earlier.
    latch_ = {.since = fold_.last_buyer};
    replay_.Begin(*journal_, decision_, start_, a, *vocabulary_, false);
    CheckMidnights(replay_, as_of, true);
  }
  if (!single_) {
    const Time then = Lag(as_of);
    if (lagged_.taken > 0) before_ = lagged_reader_.Read(lagged_, then);
  }

  Answer answer;
  answer.levels = reader_.Read(fold_, as_of);
  answer.before = before_;
  answer.raw = reader_.Judge(
      fold_, before_.known && answer.levels.dispersion - before_.dispersion >= a.dispersion_rise);
  // In silence LOST_GROUND only comes, it does not go: once as_of itself warns, the midnights
  // before can add nothing.
  const bool settled = single_ && answer.raw.verdict >= PLX_VERDICT_WARNING;
  if (quiet && !settled && answer.raw.verdict != PLX_VERDICT_INSUFFICIENT) {
    CheckMidnights(fold_, as_of, false);
  }
  answer.verdict = answer.raw.verdict;
  if (answer.verdict != PLX_VERDICT_INSUFFICIENT && latch_.worst >= PLX_VERDICT_WARNING &&
      latch_.worst > answer.verdict) {
    answer.verdict = latch_.worst;
    answer.latched_at = latch_.worst_at;
  }
  answer.fold = &fold_;
  answer.reader = &reader_;
  return answer;
}

}  // namespace parallax::framework
