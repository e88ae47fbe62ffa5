// The latch: the worst raw verdict of WARNING or LOST_GROUND over the UTC midnights since the last
// signal of a buyer or third party, and as_of itself (model.md, step 14). The state of the fold is
// the same at all those midnights unless the seller or a system spoke in between, so they cost
// nothing but their evaluation.
#include "framework/row_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/heap_bytes.h"

namespace parallax::framework {
namespace {

constexpr Time kNoStart = std::numeric_limits<Time>::max();

Time TrendSpan(const Assumptions& a) {
  return std::llround(a.trend_days * static_cast<double>(kDay));
}

// 0: unknown.
std::uint64_t IdentityOf(const plx_journal& journal) {
  return PLX_HAS(&journal, identity) ? journal.identity : 0;
}

}  // namespace

// State is of the prefix alone, so that what one call has folded serves the next one.
bool RowReader::GoesOn(const Group& group) const {
  return begun_ && lasting_ && identity_ != 0 && IdentityOf(*group.journal) == identity_ &&
         group.decision == decision_ && group.assumptions == assumptions_ &&
         group.explain == explain_;
}

RowReader::Key RowReader::KeyOf(const Group& group) {
  return {group.lasting ? IdentityOf(*group.journal) : 0, group.decision, group.explain};
}

void RowReader::BeginGroup(const Group& group, const Vocabulary& vocabulary, bool single) {
  const bool goes_on = GoesOn(group);
  one_row_ = single;
  journal_ = group.journal;
  all_handoffs_ = group.handoffs;
  wants_stages_ = group.stages;
  read_.clear();
  if (goes_on) {
    single_ = false;
    for (Pass* pass : PassesOf(*this)) {
      for (LazyFold* lazy : {&pass->open, &pass->closed}) {
        if (lazy->begun) lazy->fold->Continue(*journal_);
      }
    }
    return;
  }
  decision_ = group.decision;
  assumptions_ = group.assumptions;
  explain_ = group.explain;
  lasting_ = group.lasting;
  identity_ = IdentityOf(*journal_);
  vocabulary_ = &vocabulary;
  single_ = single;
  begun_ = false;
  may_close_ = decision_ != PLX_NONE && MayClose();
}

// A group that goes on may begin before the row read last. The state is that of as_of all the same
// when no signal lies between, and when the quiet before as_of leaves no midnight whose state is
// another.
bool RowReader::MustRestart(Time as_of) const {
  if (!begun_ || as_of >= read_to_) return false;
  if (may_close_ || main().Passed(as_of)) return true;
  bool quiet = false;
  LastBuyer(as_of, quiet);
  return !quiet;
}

// Whether the decision ever ends, by the columns alone.
bool RowReader::MayClose() const {
  const plx_journal& j = *journal_;
  const plx_decision_facts* facts = j.decision_facts;
  for (std::uint32_t v = 0; facts != nullptr && v < facts->count; ++v) {
    if (facts->decision[v] == decision_ && facts->outcome[v] != 0) return true;
  }
  for (std::uint32_t i = 0; i < j.signal_count; ++i) {
    if (j.decision[i] != decision_) continue;
    const int kind = vocabulary_->kind(j.kind[i]);
    if (kind < 0) continue;
    const KindInfo& info = vocabulary_->info(kind);
    if (info.object == ObjectType::kDecision && info.rule != KindRule::kDecisionOpened) return true;
  }
  return false;
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
  for (Pass* pass : PassesOf(*this)) {
    pass->open.begun = pass->closed.begun = false;
    pass->start = start;
  }
  latch_ = Latch{};
  read_.clear();
  for (InstantReader* reader : ReadersOf(*this)) reader->Clear();
  handoffs_.Clear();
}

// The last signal of a buyer or third party (a session counts) by the columns alone. `quiet`: no
// signal that is read follows it. REQUIRES: the decision does not close.
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

// Whether facts about a decision that is read begin to hold in (from, to]. Nothing else moves
// LOST_GROUND in a silence but time, and time only brings it.
bool RowReader::FactsMove(Time from, Time to) const {
  const plx_decision_facts* facts = journal_->decision_facts;
  const auto within = [&](Time t) { return t > from && t <= to; };
  for (std::uint32_t v = 0; facts != nullptr && v < facts->count; ++v) {
    if (decision_ != PLX_NONE && facts->decision[v] != decision_) continue;
    if (within(facts->valid_from[v]) || within(facts->opened_at[v]) ||
        within(facts->closed_at[v])) {
      return true;
    }
  }
  return false;
}

// Whether facts about people begin to hold in (from, to].
bool RowReader::PeopleMove(Time from, Time to) const {
  const plx_people_facts* facts = journal_->people_facts;
  const auto within = [&](Time t) { return t > from && t <= to; };
  for (std::uint32_t v = 0; facts != nullptr && v < facts->count; ++v) {
    if (within(facts->valid_from[v]) || within(facts->joined_at[v]) || within(facts->left_at[v])) {
      return true;
    }
  }
  return false;
}

// Begins anew when it has to go back.
const Fold& RowReader::Advance(LazyFold& lazy, Time start, Time t, bool explain) {
  if (!lazy.begun || lazy.fold->Passed(t)) {
    if (lazy.fold == nullptr) lazy.fold = std::make_unique<Fold>();
    lazy.fold->Begin(*journal_, decision_, start, *assumptions_, *vocabulary_, explain);
    lazy.begun = true;
  }
  lazy.fold->Advance(t);
  return *lazy.fold;
}

// The fold to read at `t`, where `pass` stands. A decision that ended before is read at its close,
// which `t` becomes: what it said afterwards is not read (docs/decisions/0013).
const Fold& RowReader::AtClose(Pass& pass, Time& t, bool explain) {
  const Fold& open = *pass.open.fold;
  if (!may_close_) return open;
  const DecisionView view = ViewDecision(open, t);
  if (!view.closed) return open;
  t = std::min(t, view.closed_at);
  if (open.last_taken <= t) return open;
  return Advance(pass.closed, pass.start, t, explain);
}

const Fold& RowReader::FoldAt(Pass& pass, Time t) {
  Advance(pass.open, pass.start, t, false);
  return AtClose(pass, t, false);
}

// The fold of a row trend_days before, for lagged_reader_; null when nothing was read then. The
// decision may first have shown at another time, or since.
const Fold* RowReader::FoldThen(Pass& pass, Time then) {
  const Time start = StartAt(then);
  if (start == kNoStart) return nullptr;
  if (start != pass.start) {
    pass.start = start;
    pass.open.begun = pass.closed.begun = false;
  }
  if (start != lagged_reader_start_) {
    lagged_reader_start_ = start;
    lagged_reader_.Clear();
  }
  const Fold& fold = FoldAt(pass, then);
  return fold.taken > 0 ? &fold : nullptr;
}

// Advances the main pass, stopping on the way where the trend is read.
void RowReader::AdvanceTo(Time t) {
  if (trend_pending_ && t >= trend_at_) {
    trend_pending_ = false;
    Advance(main_.open, start_, trend_at_, explain_);
    Time end = trend_at_;
    const Fold& then = AtClose(main_, end, explain_);
    if (then.taken > 0) before_ = reader_.Read(then, trend_at_);
  }
  if (!main_.open.begun || !main().Passed(t)) Advance(main_.open, start_, t, explain_);
}

// The levels trend_days before a row: those of an earlier row, or of a second pass.
Levels RowReader::LevelsBefore(Time then) {
  const auto row = std::lower_bound(read_.begin(), read_.end(), then,
                                    [](const Earlier& e, Time t) { return e.at < t; });
  if (row != read_.end() && row->at == then) return row->levels;
  const Fold* fold = FoldThen(lagged_, then);
  return fold != nullptr ? lagged_reader_.Read(*fold, then) : Levels{};
}

bool RowReader::DispersionRose(Time at, double now) {
  const Time then = at - TrendSpan(*assumptions_);
  const Fold* fold = FoldThen(spread_, then);
  return fold != nullptr &&
         now - lagged_reader_.DispersionAt(*fold, then) >= assumptions_->dispersion_rise;
}

// Takes the midnights after the last one checked up to `until` into the latch. fold_at(m): the fold
// to read at m. `stop_at_warning`: none of them can be worse.
template <class Source>
void RowReader::CheckMidnights(Time until, bool stop_at_warning, Source&& fold_at) {
  if (latch_.since == kNever) return;
  const int stop = stop_at_warning ? PLX_VERDICT_WARNING : PLX_VERDICT_LOST_GROUND;
  const Time from = std::max(latch_.since, latch_.checked);
  for (Time m = (DayOf(from) + 1) * kDay; m <= until && latch_.worst < stop; m += kDay) {
    const Fold& fold = fold_at(m);
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

std::size_t RowReader::Bytes() const {
  std::size_t bytes = sizeof(*this) + HeapBytes(read_, stages_) + handoffs_.Bytes();
  for (const Pass* pass : PassesOf(*this)) {
    for (const LazyFold* lazy : {&pass->open, &pass->closed}) {
      if (lazy->fold != nullptr) bytes += lazy->fold->Bytes();
    }
  }
  for (const InstantReader* reader : ReadersOf(*this)) bytes += reader->Bytes();
  return bytes;
}

Answer RowReader::Read(Time as_of) {
  const Time start = StartAt(as_of);
  if (MustRestart(as_of)) {
    begun_ = false;
    single_ = one_row_;
  }
  if (!begun_ || start != start_) Restart(start);
  read_to_ = as_of;
  const Assumptions& a = *assumptions_;
  trend_at_ = as_of - TrendSpan(a);
  before_ = Levels{};
  // One pass serves both unless the decision first showed in between.
  const bool one_pass = single_ && StartAt(trend_at_) == start;
  trend_pending_ = one_pass;

  // What is read, up to when, and since when it is quiet.
  const Fold* fold = nullptr;
  Time end = as_of, last = kNever;
  bool quiet = false;
  if (may_close_) {
    AdvanceTo(as_of);
    fold = &AtClose(main_, end, explain_);
    last = fold->last_buyer;
    quiet = fold->last_taken <= last;
  } else {
    last = LastBuyer(as_of, quiet);
  }
  const auto of_the_past = [&](Time m) -> const Fold& { return FoldAt(midnight_, m); };
  if (last != latch_.since || end < latch_.checked) latch_ = {.since = last};
  if (!quiet && last != kNever) {
    if (may_close_) {
      CheckMidnights(end, false, of_the_past);
    } else {
      AdvanceTo(last);
      CheckMidnights(end, false, [&](Time m) -> const Fold& {
        AdvanceTo(m);
        return main();
      });
    }
  }
  AdvanceTo(as_of);
  if (!may_close_) fold = &main();
  if (!one_pass) before_ = LevelsBefore(trend_at_);

  Answer answer;
  answer.as_of = as_of;
  answer.before = before_;
  answer.levels = reader_.Read(*fold, as_of);
  answer.handoffs = handoffs_.Read(*fold, end, !all_handoffs_, [this](Time t) {
    return around_reader_.ConfidenceAt(FoldAt(around_, t), t);
  });
  answer.handoff_lost = LostLately(answer.handoffs, a, end);
  answer.raw = reader_.Judge(
      *fold, before_.known && answer.levels.dispersion - before_.dispersion >= a.dispersion_rise,
      answer.handoff_lost);
  // In a silence what loses ground, drift aside, only comes: where as_of itself warns, or another
  // midnight did, the midnights before can add nothing.
  if (quiet && answer.raw.verdict != PLX_VERDICT_INSUFFICIENT &&
      answer.raw.verdict != PLX_VERDICT_LOST_GROUND) {
    if (FactsMove(last, as_of)) {
      CheckMidnights(end, false, of_the_past);
    } else if (answer.raw.drifts || PeopleMove(last, as_of)) {
      // What is low may rise again in a silence, and who falls silent may leave by the facts: then
      // a firing drift sign lost ground at one midnight and only warns at the next.
      CheckMidnights(end, false, [&](Time) -> const Fold& { return *fold; });
    } else if (answer.raw.verdict != PLX_VERDICT_WARNING) {
      // What asks for a warning only comes too, while the people stay the same: silence grows, the
      // rate falls, a gate gets late, a veto holder stays unanswered, a drift sign rises.
      if (reader_.signs().triggered()) {
        CheckMidnights(end, true, [&](Time) -> const Fold& { return *fold; });
      } else {
        latch_.checked = std::max(latch_.checked, end);
      }
    }
  }
  answer.verdict = answer.raw.verdict;
  if (answer.verdict != PLX_VERDICT_INSUFFICIENT && latch_.worst >= PLX_VERDICT_WARNING &&
      latch_.worst > answer.verdict) {
    answer.verdict = latch_.worst;
    answer.latched_at = latch_.worst_at;
  }
  if (wants_stages_) {
    stages_ = ReadStages(*fold, end,
                         [this](Time t) { return staged_reader_.PulseAt(FoldAt(staged_, t), t); });
    answer.stages = stages_;
  }
  answer.fold = fold;
  answer.reader = &reader_;
  if (!single_) read_.push_back({as_of, answer.levels});
  return answer;
}

}  // namespace parallax::framework
