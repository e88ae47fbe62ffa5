// How refusals speak of values.
#ifndef PARALLAX_CORE_SIGNAL_WORDING_H_
#define PARALLAX_CORE_SIGNAL_WORDING_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parallax::wording {

// The value in quotes: control characters escaped, long ones cut, and withheld when it breaks a
// privacy rule, since a value that is wrong in one way and personal in another must not travel into
// logs.
std::string Quoted(std::string_view value);
// A number as short as it reads back.
std::string Number(double value);
// "a, b or c".
std::string OneOf(std::span<const std::string_view> words);
// " (did you mean NEAREST?)", or empty when no word is near.
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& words);
// A key as the last part of a field path: "attributes.KEY", and only "attributes" when the key
// cannot be shown.
std::string Path(std::string_view map, std::string_view key);

}  // namespace parallax::wording

#endif  // PARALLAX_CORE_SIGNAL_WORDING_H_
