#include "core/base/time.h"

#include <chrono>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace parallax {
namespace {

class SystemClock : public Clock {
 public:
  Time Now() const override {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

absl::StatusOr<Time> ParseTime(std::string_view text) {
  absl::Time parsed;
  std::string error;
  const absl::string_view view(text.data(), text.size());
  if (text.size() == 10 && absl::ParseTime("%Y-%m-%d", view, &parsed, &error)) {
    return absl::ToUnixNanos(parsed);
  }
  if (text.size() >= 20 && text[10] == 'T' &&
      absl::ParseTime(absl::RFC3339_full, view, &parsed, &error) &&
      parsed >= absl::FromUnixSeconds(-62135596800) && parsed < absl::FromUnixSeconds(9223372036)) {
    return absl::ToUnixNanos(parsed);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", view, "\" is not a time; write it as 2026-04-29T12:00:00Z or as a date, 2026-04-29"));
}

std::string FormatTime(Time time) {
  if (time == kNoTime) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixNanos(time), absl::UTCTimeZone());
}

std::string FormatDate(Time time) {
  if (time == kNoTime) return "";
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixNanos(time), absl::UTCTimeZone());
}

const Clock& Clock::System() {
  static const SystemClock clock;
  return clock;
}

}  // namespace parallax
