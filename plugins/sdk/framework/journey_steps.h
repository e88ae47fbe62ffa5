// What the buyer is doing on a way that is no straight line: it hesitates, validates, reassesses,
// seeks reassurance, protects itself (model.md, step 10; R19). Which signal shows what is an
// assumption (docs/decisions/0112).
#ifndef PARALLAX_SDK_FRAMEWORK_JOURNEY_STEPS_H_
#define PARALLAX_SDK_FRAMEWORK_JOURNEY_STEPS_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/fold.h"

namespace parallax::framework {

inline constexpr std::array<std::string_view, 5> kJourneySteps = {
    "hesitating", "validating", "reassessing", "seeking_reassurance", "self_protecting"};

// Signals in (from, to] that show each, ascending; a signal shows one at most. REQUIRES: a fold
// that keeps terms. O(signals).
using JourneySigns = std::array<std::vector<std::uint32_t>, kJourneySteps.size()>;
JourneySigns ReadJourneySteps(const Fold& fold, Time from, Time to);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_JOURNEY_STEPS_H_
