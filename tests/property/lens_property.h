// What the properties of every bundled lens share.
#ifndef PARALLAX_TESTS_PROPERTY_LENS_PROPERTY_H_
#define PARALLAX_TESTS_PROPERTY_LENS_PROPERTY_H_

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/property/ask.h"
#include "tests/property/difference.h"
#include "tests/property/overrides.h"
#include "tests/property/random.h"
#include "tests/property/runner.h"

namespace parallax::property {

inline constexpr double kRounding = 1e-9;  // what sums may be off by

// The parameter is the id of a lens.
class LensProperty : public ::testing::TestWithParam<std::string> {
 protected:
  Lens& lens() const { return BundledLens(GetParam()); }

  // Fails the test with the smallest counterexample. Every third case has overrides.
  void Check(std::function<Case(std::uint64_t)> make, std::function<Judgement(const Case&)> judge,
             double applies = 0.2) const {
    const Property property{.make =
                                [&](std::uint64_t seed) {
                                  Case made = make(seed);
                                  if (seed % 3 == 0 && made.overrides.empty())
                                    made.overrides = SomeOverrides(lens(), seed);
                                  return made;
                                },
                            .judge = judge,
                            .applies = applies,
                            .limits = {}};
    const std::string report = Counterexample(property);
    if (!report.empty()) ADD_FAILURE() << report;
  }
};

// The lenses that this build bundles.
inline std::vector<std::string> BundledLenses() {
  std::vector<std::string> ids;
  std::istringstream list(PARALLAX_BUNDLED_LENSES);
  for (std::string id; std::getline(list, id, ' ');) ids.push_back(id);
  return ids;
}

#define PARALLAX_FOR_EVERY_LENS(suite)                                        \
  INSTANTIATE_TEST_SUITE_P(Lens, suite, ::testing::ValuesIn(BundledLenses()), \
                           [](const auto& info) { return std::string(info.param); })

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_LENS_PROPERTY_H_
