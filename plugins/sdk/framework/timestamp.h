// Timestamps of attributes (catalog.toml, [[type]] timestamp).
#ifndef PARALLAX_SDK_FRAMEWORK_TIMESTAMP_H_
#define PARALLAX_SDK_FRAMEWORK_TIMESTAMP_H_

#include <string_view>

#include "framework/calendar.h"

namespace parallax::framework {

// "2026-04-20T00:00:00Z", a fraction of a second allowed; kNever when it is none. O(1).
inline Time ParseTimestamp(std::string_view text) {
  if (text.size() < 20 || text.back() != 'Z') return kNever;
  bool digits = true;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      digits = digits && text[i] >= '0' && text[i] <= '9';
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  const std::int64_t seconds = number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2);
  std::int64_t fraction = 0, unit = 100'000'000;
  for (std::size_t i = 20; i + 1 < text.size(); ++i, unit /= 10) {
    fraction += number(i, 1) * unit;
  }
  if (!digits || month < 1 || month > 12) return kNever;
  return DayOfCivil(year, month, day) * kDay + seconds * 1'000'000'000 + fraction;
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_TIMESTAMP_H_
