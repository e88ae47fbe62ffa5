// Reads rows of one (journal, decision) in order of as_of, in one pass over the journal.
#ifndef PARALLAX_SDK_FRAMEWORK_ROW_READER_H_
#define PARALLAX_SDK_FRAMEWORK_ROW_READER_H_

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
  // `single`: the group has one row. A group that asks about what the group before asked about goes
  // on where that one ended.
  // REQUIRES: within one group, as_of does not fall.
  void BeginGroup(const Group& group, const Vocabulary& vocabulary, bool single);
  Answer Read(Time as_of);

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
  // A pass over the journal and, when the decision had ended by then, another up to its close.
  struct Pass {
    Fold fold, closed;
    bool begun = false, closed_begun = false;
  };

  Time StartAt(Time as_of) const;
  void Restart(Time start);
  Time LastBuyer(Time as_of, bool& quiet) const;
  bool MayClose() const;
  bool FactsMove(Time from, Time to) const;
  bool PeopleMove(Time from, Time to) const;
  void AdvanceTo(Time t);
  bool GoesOn(const Group& group) const;
  bool MustRestart(Time as_of) const;
  void Advance(Fold& fold, bool& begun, Time t, bool explain);
  const Fold& AtClose(Pass& pass, Time& t, bool explain);
  const Fold& FoldAt(Pass& pass, Time t);
  Levels LevelsBefore(Time then);
  template <class Source>
  void CheckMidnights(Time until, bool stop_at_warning, Source&& fold_at);
  bool DispersionRose(Time at, double now);

  const plx_journal* journal_ = nullptr;
  const Assumptions* assumptions_ = nullptr;
  const Vocabulary* vocabulary_ = nullptr;
  std::uint32_t decision_ = PLX_NONE;
  bool single_ = false, explain_ = false, begun_ = false, may_close_ = false;
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
