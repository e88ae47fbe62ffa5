// Values as people read them, and as machines read them back.
#ifndef PARALLAX_CLIENTS_CLI_TEXT_FORMAT_H_
#define PARALLAX_CLIENTS_CLI_TEXT_FORMAT_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace parallax::cli {

// "62", "62.4": fixed decimals, never "-0".
std::string Number(double value, int decimals = 0);
// The same with its sign: "+3.1", "-0.4", "0.0".
std::string Signed(double value, int decimals = 1);
// 12,345.
std::string Count(std::int64_t value);
// "1.4 MiB".
std::string Bytes(std::uint64_t bytes);
// 0.62 -> "62 %".
std::string Percent(double share);

// "2026-04-29 12:00 UTC", seconds only where there are any.
std::string Moment(const google::protobuf::Timestamp& time);
// "2026-04-29".
std::string Day(const google::protobuf::Timestamp& time);
// "2026-04-29T12:00:00Z", for csv.
std::string Rfc3339(const google::protobuf::Timestamp& time);

// "VERDICT_CODE_LOST_GROUND" less "VERDICT_CODE_" -> "lost ground".
std::string Words(absl::string_view enum_name, absl::string_view prefix);
// "gate_advancing" -> "gate advancing".
std::string LabelWords(absl::string_view label);

// A time from a flag: RFC 3339, "YYYY-MM-DDTHH:MM[:SS]" or "YYYY-MM-DD" (its first instant), both
// UTC.
absl::StatusOr<absl::Time> ParseTimeFlag(absl::string_view flag, absl::string_view text);
// A duration from a flag: "30s", "2m", "500ms".
absl::StatusOr<absl::Duration> ParseDurationFlag(absl::string_view flag, absl::string_view text);

// A step between two days or hours from a flag: "7d", "2w", "12h", "90m".
absl::StatusOr<absl::Duration> ParseStepFlag(absl::string_view flag, absl::string_view text);

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& time);

// One record of RFC 4180, ended by a line feed. Fields with a comma, quote or line end are quoted.
std::string CsvRecord(const std::vector<std::string>& fields);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_TEXT_FORMAT_H_
