#include "core/lens/plugin_text.h"

#include <cstdint>

namespace parallax {

bool IsUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    // Bytes that follow, and the least code point that needs so many.
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - i <= static_cast<std::size_t>(more))
      return false;
    std::uint32_t point = lead & (0x3fu >> more);
    for (int k = 1; k <= more; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if ((byte & 0xc0) != 0x80) return false;
      point = (point << 6) | (byte & 0x3fu);
    }
    const std::uint32_t least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

bool CopyPluginText(plx_str text, std::string& out) {
  if (text.size > kMaxPluginTextBytes || (text.size > 0 && text.data == nullptr)) return false;
  const std::string_view view(text.data, text.size);
  if (!IsUtf8(view)) return false;
  out.assign(view);
  return true;
}

}  // namespace parallax
