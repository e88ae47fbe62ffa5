// What a parameter of a lens takes.
#ifndef PARALLAX_CORE_LENS_PARAMETER_VALUES_H_
#define PARALLAX_CORE_LENS_PARAMETER_VALUES_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/lens/lens.h"

namespace parallax {

// Empty when `value` is a value of the parameter; else what it takes: "a number from 1 to 90 days".
std::string WhyNot(const Parameter& parameter, std::string_view value);

// The path most like `path`, by edit distance, ties by order; empty when there is none. O(paths *
// length^2).
std::string NearestPath(const std::vector<Parameter>& parameters, std::string_view path);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_PARAMETER_VALUES_H_
