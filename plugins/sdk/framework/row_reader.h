// Reads rows of one (journal, decision) in order of as_of, in one pass over the journal.
#ifndef PARALLAX_SDK_FRAMEWORK_ROW_READER_H_
#define PARALLAX_SDK_FRAMEWORK_ROW_READER_H_

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "framework/fold.h"
#include "framework/handoffs.h"
#include "framework/reading.h"
#include "framework/stages.h"

namespace parallax::framework {

// What a row's answer is made of. Points into the reader's scratch: valid until its next call.
struct Answer {
  Time as_of = kNever;
  Levels levels;
  Levels before;  // trend_days ago; not known when nothing was read then
  RawVerdict raw;
  int verdict = PLX_VERDICT_INSUFFICIENT;    // latched
  Time latched_at = kNever;                  // the midnight whose verdict holds, if not as_of's own
  std::span<const HandoffReading> handoffs;  // those asked for, in order
  bool handoff_lost = false;                 // the last one, lately, did not survive
  std::span<const StagePart> stages;         // if asked for
  const Fold* fold = nullptr;
  InstantReader* reader = nullptr;  // at as_of
};

class RowReader {
 public:
  struct Group {
    const plx_journal* journal;
    std::uint32_t decision;
    const Assumptions* assumptions;
    bool explain;   // keep what attribution needs
    bool lasting;   // the assumptions stay what they are until the next group
    bool handoffs;  // all of them, not just the one that may move the verdict
    bool stages;    // where confidence moved
  };
  // What a reader may go on with: the journal by its identity, of which 0 is unknown and never met
  // again.
  struct Key {
    std::uint64_t identity = 0;
    std::uint32_t decision = PLX_NONE;
    bool explain = false;
    bool operator==(const Key&) const = default;
  };
  static Key KeyOf(const Group& group);

  // `single`: the group has one row. A group that asks about what the group before asked about goes
  // on where that one ended.
  // REQUIRES: within one group, as_of does not fall.
  void BeginGroup(const Group& group, const Vocabulary& vocabulary, bool single);
  Answer Read(Time as_of);

  // Of the last group; identity 0 when no later group may go on from it.
  Key key() const { return lasting_ ? Key{identity_, decision_, explain_} : Key{}; }
  // Memory held, without that of what is only pointed at.
  std::size_t Bytes() const;

 private:
  struct Earlier {
    Time at;
    Levels levels;
  };
  struct Latch {
    int worst = PLX_VERDICT_HEALTHY;
    Time since = kNever;    // last signal of a buyer or third party
    Time checked = kNever;  // midnights up to here are in `worst`
    Time worst_at = kNever;
  };
  // A fold that is made when it is first needed: most accounts need two of the twelve.
  struct LazyFold {
    std::unique_ptr<Fold> fold;
    bool begun = false;
  };
  // A pass over the journal and, when the decision had ended by then, another up to its close.
  struct Pass {
    LazyFold open, closed;
    Time start = kNever;  // account-level signals count from here
  };

  // Every pass, and every reader, of a reader that may be const.
  template <class Self>
  static auto PassesOf(Self& self) {
    return std::array{&self.main_,     &self.lagged_, &self.spread_,
                      &self.midnight_, &self.around_, &self.staged_};
  }
  template <class Self>
  static auto ReadersOf(Self& self) {
    return std::array{&self.reader_, &self.lagged_reader_, &self.midnight_reader_,
                      &self.around_reader_, &self.staged_reader_};
  }
  Time StartAt(Time as_of) const;
  void Restart(Time start);
  Time LastBuyer(Time as_of, bool& quiet) const;
  bool MayClose() const;
  bool FactsMove(Time from, Time to) const;
  bool PeopleMove(Time from, Time to) const;
  void AdvanceTo(Time t);
  bool GoesOn(const Group& group) const;
  bool MustRestart(Time as_of) const;
  const Fold& Advance(LazyFold& lazy, Time start, Time t, bool explain);
  const Fold& AtClose(Pass& pass, Time& t, bool explain);
  const Fold& FoldAt(Pass& pass, Time t);
  const Fold* FoldThen(Pass& pass, Time then);
  Levels LevelsBefore(Time then);
  template <class Source>
  void CheckMidnights(Time until, bool stop_at_warning, Source&& fold_at);
  bool DispersionRose(Time at, double now);
  const Fold& main() const { return *main_.open.fold; }

  const plx_journal* journal_ = nullptr;
  const Assumptions* assumptions_ = nullptr;
  const Vocabulary* vocabulary_ = nullptr;
  std::uint32_t decision_ = PLX_NONE;
  bool one_row_ = false;  // the group
  // The trend is read on the way, in one pass: of one row that begins anew.
  bool single_ = false;
  bool explain_ = false, begun_ = false, may_close_ = false;
  bool lasting_ = false, all_handoffs_ = false, wants_stages_ = false;
  std::uint64_t identity_ = 0;
  Time read_to_ = kNever;  // as_of of the row read last
  Time start_ = kNever;
  Pass main_;
  Pass lagged_;    // trend_days behind the rows
  Pass spread_;    // trend_days behind the midnights
  Pass midnight_;  // at the midnights of a decision that may have closed
  Pass around_;    // at the moments around handoffs
  Pass staged_;    // through the stages
  InstantReader reader_, lagged_reader_, midnight_reader_, around_reader_, staged_reader_;
  Time lagged_reader_start_ = kNever;  // of the fold that it read last
  HandoffReader handoffs_;
  std::vector<StagePart> stages_;
  Time trend_at_ = kNever;  // where the pass still has to stop for the trend
  bool trend_pending_ = false;
  Levels before_;
  Latch latch_;
  std::vector<Earlier> read_;  // rows of the group, in order: a later one's trend may start there
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ROW_READER_H_
