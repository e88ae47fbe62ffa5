#include "server/convert/time.h"

#include <algorithm>
#include <cstdint>

namespace parallax::server {
namespace {

// Whole years inside what 64 bits of nanoseconds hold.
constexpr std::int64_t kFirstSecond = -9'214'560'000;  // 1678-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 9'214'646'399;    // 2261-12-31T23:59:59Z

}  // namespace

Time TimeFromProto(const google::protobuf::Timestamp& time, std::string_view field,
                   Violations* violations) {
  if (time.seconds() < kFirstSecond || time.seconds() > kLastSecond || time.nanos() < 0 ||
      time.nanos() >= kSecond) {
    violations->push_back(
        {"TIME_INVALID", std::string(field),
         "is out of range; accepted are times from 1678 to 2261 with nanos from 0 "
         "to 999999999"});
    return kNoTime;
  }
  return time.seconds() * kSecond + time.nanos();
}

Time LengthFromProto(const google::protobuf::Duration& length) {
  constexpr std::int64_t kMost = 1'000'000'000;  // seconds, 31 years
  return std::clamp(length.seconds(), -kMost, kMost) * kSecond + length.nanos();
}

void TimeToProto(Time time, google::protobuf::Timestamp* out) {
  std::int64_t seconds = time / kSecond;
  std::int64_t nanos = time % kSecond;
  if (nanos < 0) {
    --seconds;
    nanos += kSecond;
  }
  out->set_seconds(seconds);
  out->set_nanos(static_cast<std::int32_t>(nanos));
}

}  // namespace parallax::server
