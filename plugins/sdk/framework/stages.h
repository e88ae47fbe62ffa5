// Where confidence and momentum moved: the time that is read, cut at the handoffs into stages and
// the time around each handoff (model.md, step 11: drift attributed between stages;
// docs/decisions/0111).
#ifndef PARALLAX_SDK_FRAMEWORK_STAGES_H_
#define PARALLAX_SDK_FRAMEWORK_STAGES_H_

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "framework/fold.h"
#include "framework/reading.h"

namespace parallax::framework {

// Parts follow each other without a gap: what one ends with the next begins with, so that their
// changes sum to the change over all of it.
struct StagePart {
  const Handoff* handoff = nullptr;  // null: within a stage
  std::string_view name;             // the transition, or the stage; empty while none is told
  Time from = kNever, to = kNever;
  Pulse before, after;  // at its ends
  // Confidence where it stood highest: at an end of the part or a UTC midnight within.
  double highest = 0;
  Time highest_at = kNever;
};

// The parts from just before the first signal that `fold` took to `end`; none when it took none.
// `pulse_at` is asked in order of time. Valid while `fold` is. O(days).
std::vector<StagePart> ReadStages(const Fold& fold, Time end,
                                  const std::function<Pulse(Time)>& pulse_at);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_STAGES_H_
