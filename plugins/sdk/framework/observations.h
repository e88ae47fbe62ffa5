// What moved over the last trend_days, and what stands behind it: people, agreement, questions,
// depth, stage and phase (model.md, steps 4, 5 and 10 read over time; R5-R7, R14-R19).
#ifndef PARALLAX_SDK_FRAMEWORK_OBSERVATIONS_H_
#define PARALLAX_SDK_FRAMEWORK_OBSERVATIONS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/row_reader.h"

namespace parallax::framework {

// What `value` and `before` count is said at each id in observations.cc.
struct Observation {
  std::string_view id;   // "consensus_forming"
  double value, before;  // now, and trend_days ago; NaN where a number says nothing
  std::uint32_t person = PLX_NONE;
  std::vector<std::uint32_t> signals;  // ascending
  Time silence_from = PLX_NO_TIME, silence_to = PLX_NO_TIME;
};

// Nothing while there is no state trend_days ago to compare with, but for silent vetoes and what
// the buyer does on its journey. REQUIRES: a fold that keeps terms. O(signals).
std::vector<Observation> Observe(const Answer& answer);

// Latest presence in (from, to], by person: a signal, or PLX_NONE.
std::vector<std::uint32_t> LastPresence(const Fold& fold, Time from, Time to);
// Distinct people present in (from, to].
int PresentBetween(const Fold& fold, Time from, Time to);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_OBSERVATIONS_H_
