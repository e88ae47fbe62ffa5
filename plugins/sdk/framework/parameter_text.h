// Values of parameters as text.
#ifndef PARALLAX_SDK_FRAMEWORK_PARAMETER_TEXT_H_
#define PARALLAX_SDK_FRAMEWORK_PARAMETER_TEXT_H_

#include <string_view>

namespace parallax::framework {

// The number a value stands for: bools 0 or 1, enums their place among `choices` (power: the number
// of the ABI), dates month * 100 + day, ids 0. `type` is PLX_PARAM_. Throws sdk::ParameterError
// that names path, value and what is accepted.
double ParseValue(std::string_view path, std::string_view value, int type, std::string_view choices,
                  double min, double max);

// Levenshtein distance, for naming the nearest path. O(|a| |b|).
int EditDistance(std::string_view a, std::string_view b);

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_PARAMETER_TEXT_H_
