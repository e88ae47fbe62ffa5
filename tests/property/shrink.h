// Makes a failing case small: what is left of it is what matters.
#ifndef PARALLAX_TESTS_PROPERTY_SHRINK_H_
#define PARALLAX_TESTS_PROPERTY_SHRINK_H_

#include <functional>

#include "tests/property/life.h"

namespace parallax::property {

struct ShrinkLimits {
  int checks = 20'000;
  double seconds = 20;
};

// The smallest case found for which `fails` is still true; `failing` itself is one. Takes away
// overrides, signals and versions of facts by delta debugging (ddmin: Zeller, Hildebrandt 2002),
// then people and decisions, then fields, again and again until nothing more can go or a limit is
// met. Every case it tries is valid where `failing` is.
Case Shrink(const Case& failing, const std::function<bool(const Case&)>& fails,
            const ShrinkLimits& limits = {});

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_SHRINK_H_
