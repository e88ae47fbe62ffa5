// Text that came across the lens boundary.
#ifndef PARALLAX_CORE_LENS_PLUGIN_TEXT_H_
#define PARALLAX_CORE_LENS_PLUGIN_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "parallax/abi/types.h"

namespace parallax {

// The longest text a lens may hand over; what people read is far below it.
inline constexpr std::uint32_t kMaxPluginTextBytes = 64u << 10;

// Shortest forms only, no surrogates, up to U+10FFFF: what protobuf accepts in a string. O(n).
bool IsUtf8(std::string_view text);

// A view of `text`, which must outlive it.
inline plx_str ToPlugin(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size()), 0};
}

// Copies into `out`. False, and `out` unchanged, when it is no UTF-8, too long, or has a size
// without data.
bool CopyPluginText(plx_str text, std::string& out);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_PLUGIN_TEXT_H_
