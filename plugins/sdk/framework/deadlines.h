// The day to act by: before a budget window closes, the contract ends or a running gate gets late
// (model.md, step 14; docs/decisions/0024-the-day-to-act-by.md).
#ifndef PARALLAX_SDK_FRAMEWORK_DEADLINES_H_
#define PARALLAX_SDK_FRAMEWORK_DEADLINES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "framework/fold.h"
#include "framework/members.h"
#include "framework/signs.h"

namespace parallax::framework {

// The days (since 1970-01-01) on which a budget window closes last year, this year and next.
std::array<std::int64_t, 3> ClosingDays(const WindowRow& window, std::int64_t today);

// Whether budget windows press: the decision is open, and neither an approval nor a contract came
// since it was opened.
bool WindowsPress(const Fold& fold, const DecisionView& decision);

// Of the deadlines that are still ahead, the one with the earliest day to act by; that day may be
// past while the deadline itself is not. Nothing presses on a decision that ended.
//   budget window  closing (within warn_days); act_by = closes + 1 day - lead_days
//   renewal        a contract ends on which a renewal is read, or the account; act_by = its end
//                  less the usual time (P50) of the required or running gates that no pass covers
//                  until then, less one base cadence of effective time
//   gate           runs within its P80; act_by = the day it reaches it: afterwards it is late
// `gates`: that speak for the reading. O(gates + windows), with a contract O(signals).
Deadline NextDeadline(const Fold& fold, const std::vector<const Object*>& gates,
                      const DecisionView& decision, const Instant& now);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_DEADLINES_H_
