// Reads rows of one (journal, decision) in order of as_of, in one pass over the journal.
#ifndef PARALLAX_SDK_FRAMEWORK_ROW_READER_H_
#define PARALLAX_SDK_FRAMEWORK_ROW_READER_H_

#include "framework/fold.h"
#include "framework/reading.h"

namespace parallax::framework {

// What a row's answer is made of. Points into the reader's scratch: valid until its next call.
struct Answer {
  Levels levels;
  Levels before;  // trend_days ago; not known when nothing was read then
  RawVerdict raw;
  int verdict = PLX_VERDICT_INSUFFICIENT;  // latched
  Time latched_at = kNever;                // the midnight whose verdict holds, if not as_of's own
  const Fold* fold = nullptr;
  InstantReader* reader = nullptr;  // at as_of
};

class RowReader {
 public:
  // REQUIRES: within one group, as_of does not fall. `single`: the group has one row, which may
  // then be read without the midnights that cannot matter. `explain`: keep what attribution needs.
  void BeginGroup(const plx_journal& journal, std::uint32_t decision,
                  const Assumptions& assumptions, const Vocabulary& vocabulary, bool single,
                  bool explain);
  Answer Read(Time as_of);

 private:
  struct Latch {
    int worst = PLX_VERDICT_HEALTHY;
    Time since = kNever;    // last signal of a buyer or third party
    Time checked = kNever;  // midnights up to here are in `worst`
    Time worst_at = kNever;
  };

  Time StartAt(Time as_of) const;
  void Restart(Time start);
  Time LastBuyer(Time as_of, bool& quiet) const;
  void AdvanceTo(Time t);
  void CheckMidnights(Fold& fold, Time until, bool advance);
  bool DispersionRose(Time at, double now);
  Time Lag(Time at);

  const plx_journal* journal_ = nullptr;
  const Assumptions* assumptions_ = nullptr;
  const Vocabulary* vocabulary_ = nullptr;
  std::uint32_t decision_ = PLX_NONE;
  bool single_ = false, explain_ = false, begun_ = false;
  Time start_ = kNever;
  Fold fold_, lagged_, replay_;
  InstantReader reader_, lagged_reader_, midnight_reader_;
  bool lagged_begun_ = false;
  Time trend_at_ = kNever;  // where the pass still has to stop for the trend
  bool trend_pending_ = false;
  Levels before_;
  Latch latch_;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ROW_READER_H_
