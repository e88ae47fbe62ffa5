#include "clients/cli/text/format.h"

#include <array>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace parallax::cli {

std::string Number(double value, int decimals) {
  std::string text = absl::StrFormat("%.*f", decimals, value);
  if (text[0] == '-' && text.find_first_not_of("-0.") == std::string::npos) return text.substr(1);
  return text;
}

std::string Signed(double value, int decimals) {
  const std::string text = Number(value, decimals);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return absl::StrCat(text[0] == '-' || zero ? "" : "+", text);
}

std::string Count(std::int64_t value) {
  const std::string digits = absl::StrCat(value < 0 ? -value : value);
  std::string out = value < 0 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out.push_back(',');
    out.push_back(digits[i]);
  }
  return out;
}

std::string Bytes(std::uint64_t bytes) {
  static constexpr std::array<absl::string_view, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return absl::StrCat(Number(value, unit == 0 ? 0 : 1), " ", kUnits[unit]);
}

std::string Percent(double share) { return absl::StrCat(Number(100 * share), " %"); }

std::string Moment(const google::protobuf::Timestamp& time) {
  const absl::Time moment = FromProto(time);
  const bool seconds = time.seconds() % 60 != 0 || time.nanos() != 0;
  return absl::StrCat(absl::FormatTime(seconds ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M", moment,
                                       absl::UTCTimeZone()),
                      " UTC");
}

std::string Day(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d", FromProto(time), absl::UTCTimeZone());
}

std::string Rfc3339(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", FromProto(time), absl::UTCTimeZone());
}

std::string Words(absl::string_view enum_name, absl::string_view prefix) {
  return LabelWords(absl::AsciiStrToLower(absl::StripPrefix(enum_name, prefix)));
}

std::string LabelWords(absl::string_view label) { return absl::StrReplaceAll(label, {{"_", " "}}); }

absl::StatusOr<absl::Time> ParseTimeFlag(absl::string_view flag, absl::string_view text) {
  absl::Time time;
  for (const char* format :
       {absl::RFC3339_full, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    if (absl::ParseTime(format, text, absl::UTCTimeZone(), &time, nullptr)) return time;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": \"", text,
                   "\" is not a time; write 2026-04-29T12:00:00Z or 2026-04-29 (midnight UTC)"));
}

absl::StatusOr<absl::Duration> ParseDurationFlag(absl::string_view flag, absl::string_view text) {
  absl::Duration duration;
  if (absl::ParseDuration(text, &duration) && duration > absl::ZeroDuration()) return duration;
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": \"", text, "\" is not a duration; write 30s, 2m or 500ms"));
}

absl::StatusOr<absl::Duration> ParseStepFlag(absl::string_view flag, absl::string_view text) {
  constexpr std::int64_t kMostDays = 100'000;  // more days than any history has
  absl::string_view digits = text;
  const std::int64_t days = absl::ConsumeSuffix(&digits, "d")   ? 1
                            : absl::ConsumeSuffix(&digits, "w") ? 7
                                                                : 0;
  std::int64_t count = 0;
  if (days > 0 && absl::SimpleAtoi(digits, &count) && count > 0 && count <= kMostDays) {
    return absl::Hours(24 * days * count);
  }
  absl::Duration duration;
  if (days == 0 && absl::ParseDuration(text, &duration) && duration > absl::ZeroDuration()) {
    return duration;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": \"", text, "\" is not a step; write 7d, 2w or 12h"));
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp out;
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return out;
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string CsvRecord(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.push_back(',');
    if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
      out.append(fields[i]);
    } else {
      absl::StrAppend(&out, "\"", absl::StrReplaceAll(fields[i], {{"\"", "\"\""}}), "\"");
    }
  }
  out.push_back('\n');
  return out;
}

}  // namespace parallax::cli
