// Instants: nanoseconds since 1970-01-01T00:00:00Z, as everywhere below the wire.
#ifndef PARALLAX_CORE_BASE_TIME_H_
#define PARALLAX_CORE_BASE_TIME_H_

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace parallax {

using Time = std::int64_t;

inline constexpr Time kNoTime = std::numeric_limits<Time>::min();  // absent
inline constexpr Time kEndOfTime = std::numeric_limits<Time>::max();
inline constexpr Time kSecond = 1'000'000'000;
inline constexpr Time kDay = 86'400 * kSecond;

// The midnight UTC that began its day, before 1970 too.
constexpr Time MidnightOf(Time at) { return at - (at % kDay + kDay) % kDay; }

// RFC 3339 ("2026-04-29T12:00:00Z", any offset, up to nine decimals) or a bare date ("2026-04-29",
// midnight UTC).
absl::StatusOr<Time> ParseTime(std::string_view text);
// "2026-04-29T12:00:00Z", with as many decimals as it needs; "" for kNoTime.
std::string FormatTime(Time time);
// "2026-04-29" of the UTC day.
std::string FormatDate(Time time);

// Where time comes from: the system in production, a test's own in tests.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time Now() const = 0;  // thread-safe
  static const Clock& System();
};

}  // namespace parallax

#endif  // PARALLAX_CORE_BASE_TIME_H_
