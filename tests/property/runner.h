// Runs a property over many seeded cases, and shows the smallest one that breaks it.
//
//   PARALLAX_PROPERTY_RUNS=N   cases a property and lens (default Property::runs)
//   PARALLAX_PROPERTY_SEED=S   only this case
//   PARALLAX_PROPERTY_SHRINK=N smaller cases tried at most (default ShrinkLimits::checks)
#ifndef PARALLAX_TESTS_PROPERTY_RUNNER_H_
#define PARALLAX_TESTS_PROPERTY_RUNNER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "tests/property/life.h"
#include "tests/property/shrink.h"

namespace parallax::property {

// What a property says of a case.
struct Judgement {
  enum { kHolds, kDoesNotApply, kFails } is = kHolds;
  std::string why;  // of a failure
};
inline Judgement Holds() { return {}; }
inline Judgement DoesNotApply() { return {.is = Judgement::kDoesNotApply, .why = {}}; }
inline Judgement Fails(std::string why) { return {.is = Judgement::kFails, .why = std::move(why)}; }

struct Property {
  std::function<Case(std::uint64_t seed)> make;
  std::function<Judgement(const Case&)> judge;
  // Cases, where PARALLAX_PROPERTY_RUNS does not say.
  std::uint64_t runs = 1000;
  // The property must apply to this share of the cases, or it says too little.
  double applies = 0.2;
  ShrinkLimits limits;
};

// Empty when the property holds; else the report of the first case that breaks it: the seed, why,
// and the smallest case. A failure of the property to apply often enough is reported too.
std::string Counterexample(const Property& property);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_RUNNER_H_
