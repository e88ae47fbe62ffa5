// Random assumptions of a lens.
#ifndef PARALLAX_TESTS_PROPERTY_OVERRIDES_H_
#define PARALLAX_TESTS_PROPERTY_OVERRIDES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/lens/lens.h"

namespace parallax::property {

// Some parameters of the lens, each at a value within its declared range. Couplings that the lens's
// parameters declare or mean are kept, because outside of them the model promises nothing:
//   momentum.baseline_strength >= momentum.window_cadences   (keeps momentum monotone at the head)
//   prior_absent <= prior_present of every role
//   p50_days <= p80_days of every gate
//   value.narrow_* <= value.heavy_*
//   a weight keeps its sign, because the monotone properties speak of declared signs
// Dates and lists of ids stay as they are.
std::vector<Override> SomeOverrides(const Lens& lens, std::uint64_t seed);

// `path` at `value`, replacing an override of the same path.
void Set(std::vector<Override>& overrides, const std::string& path, double value);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_OVERRIDES_H_
