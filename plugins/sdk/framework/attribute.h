// Attributes of a signal by the catalog's key, for what is said of few signals: the fold reads
// those it needs by number.
#ifndef PARALLAX_SDK_FRAMEWORK_ATTRIBUTE_H_
#define PARALLAX_SDK_FRAMEWORK_ATTRIBUTE_H_

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "framework/fold.h"

namespace parallax::framework {

// Empty when the signal has no such text. O(attributes of the signal).
std::string_view TextOf(const Fold& fold, std::uint32_t signal, std::string_view key);
// NaN when it has no such number.
double NumberOf(const Fold& fold, std::uint32_t signal, std::string_view key);

// Whether it is one of `words`.
inline bool IsAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_ATTRIBUTE_H_
