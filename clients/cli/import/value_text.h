// The texts of a row's fields as times, numbers, labels and ids.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_VALUE_TEXT_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_VALUE_TEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace parallax::cli {

// How a time is written. Date-only formats get `time_of_day`.
struct TimeFormat {
  // iso, unix, unix_ms or as strptime: "%d/%m/%Y %H:%M". The first that fits the text counts.
  std::vector<std::string> formats = {"iso"};
  absl::Duration time_of_day = absl::ZeroDuration();
  absl::TimeZone zone = absl::UTCTimeZone();
};

// INVALID_ARGUMENT names the text and the formats.
absl::StatusOr<absl::Time> ParseTimeAs(const TimeFormat& format, absl::string_view text);

// true, t, yes, y, 1 and their opposites, in any case.
std::optional<bool> ParseBool(absl::string_view text);

// "1.234,50 EUR" with the decimal ',' -> "1234.50"; "(1,200)" with '.' -> "-1200". What is left
// need not be a number.
std::string PlainNumber(absl::string_view text, char decimal);

// "AccountId" and "Account ID" -> "account_id", "Region__c" -> "region_c".
std::string SnakeCase(absl::string_view name);

// Lower case, every run of characters that a label may not hold as one '_'.
std::string ToLabel(absl::string_view text);

// The text where it may be an id of the API, else HashedId. Equal texts give equal ids.
std::string ToId(absl::string_view text, absl::string_view salt);

// "h-" and 32 hexadecimal digits of SHA-256 over salt and text.
std::string HashedId(absl::string_view text, absl::string_view salt);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_VALUE_TEXT_H_
