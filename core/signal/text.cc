#include "core/signal/text.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace parallax::text {
namespace {

enum Class : std::uint8_t {
  kIdFirst = 1,     // A-Z a-z 0-9
  kIdRest = 2,      // and . _ : -
  kLabelFirst = 4,  // a-z 0-9
  kLabelRest = 8,   // and _ . : / -
  kLower = 16,      // a-z
  kWord = 32,       // a-z 0-9 _
};

constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 0; c < 128; ++c) {
    const bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    std::uint8_t of = 0;
    if (lower || upper || digit) of |= kIdFirst | kIdRest;
    if (lower || digit) of |= kLabelFirst | kLabelRest | kWord;
    if (lower) of |= kLower;
    if (c == '.' || c == '_' || c == ':' || c == '-') of |= kIdRest | kLabelRest;
    if (c == '/') of |= kLabelRest;
    if (c == '_') of |= kWord;
    classes[c] = of;
  }
  return classes;
}();

bool Is(char c, Class of) { return kClasses[static_cast<unsigned char>(c)] & of; }

bool Matches(std::string_view text, Class first, Class rest, std::size_t longest) {
  if (text.empty() || text.size() > longest || !Is(text[0], first)) return false;
  for (const char c : text.substr(1)) {
    if (!Is(c, rest)) return false;
  }
  return true;
}

// Two digits at `at`, or -1.
int TwoDigits(std::string_view text, std::size_t at) {
  const int tens = text[at] - '0', ones = text[at + 1] - '0';
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
}

}  // namespace

bool IsId(std::string_view text) { return Matches(text, kIdFirst, kIdRest, 128); }
bool IsLabel(std::string_view text) { return Matches(text, kLabelFirst, kLabelRest, 64); }

bool IsCustomKey(std::string_view text) {
  if (!text.starts_with("x.")) return false;
  text.remove_prefix(2);
  for (int parts = 1; parts <= 3; ++parts) {
    const std::size_t dot = text.find('.');
    if (!Matches(text.substr(0, dot), kLower, kWord, 32)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
  return false;
}

bool IsCustomId(std::string_view text) {
  if (!text.starts_with("x.")) return false;
  text.remove_prefix(2);
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && Matches(text.substr(0, dot), kLower, kWord, 32) &&
         Matches(text.substr(dot + 1), kLower, kWord, 64);
}

bool IsCurrency(std::string_view text) {
  if (text.size() != 3) return false;
  for (const char c : text) {
    if (c < 'A' || c > 'Z') return false;
  }
  return true;
}

std::optional<Time> ParseTimestamp(std::string_view text) {
  if (text.size() < 20 || text.size() > 30 || text.back() != 'Z') return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const int century = TwoDigits(text, 0), year = TwoDigits(text, 2), month = TwoDigits(text, 5);
  const int day = TwoDigits(text, 8), hour = TwoDigits(text, 11), minute = TwoDigits(text, 14);
  const int second = TwoDigits(text, 17);
  if (century < 0 || year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) {
    return std::nullopt;
  }
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  Time nanos = 0;
  if (text.size() > 20) {
    if (text[19] != '.' || text.size() == 21) return std::nullopt;
    for (std::size_t i = 20; i < 29; ++i) {
      const bool given = i + 1 < text.size();
      if (given && (text[i] < '0' || text[i] > '9')) return std::nullopt;
      nanos = 10 * nanos + (given ? text[i] - '0' : 0);
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{100 * century + year},
                                         std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || date.year() < std::chrono::year{1678} ||
      date.year() > std::chrono::year{2261}) {
    return std::nullopt;
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * kDay + (hour * 3600 + minute * 60 + second) * kSecond + nanos;
}

std::optional<int> CountPrintable(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    const auto byte = [&](std::size_t at) -> std::uint32_t {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const std::uint32_t first = byte(i);
    if (first < 0x80) {
      if (first < 0x20 || first == 0x7F) return std::nullopt;
      ++i;
      continue;
    }
    const int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return std::nullopt;
    std::uint32_t point = first & (0x7Fu >> size);
    for (int k = 1; k < size; ++k) {
      const std::uint32_t next = byte(i + k);
      if ((next & 0xC0) != 0x80) return std::nullopt;
      point = point << 6 | (next & 0x3F);
    }
    const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
    if (overlong || (point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF || point < 0xA0) {
      return std::nullopt;
    }
    i += size;
  }
  return count;
}

}  // namespace parallax::text
