#include "clients/cli/import/value_text.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/base/digest.h"

namespace parallax::cli {
namespace {

// True when the format itself tells the time of day.
bool TellsTimeOfDay(absl::string_view format) {
  for (absl::string_view part : {"%H", "%I", "%T", "%R", "%E", "%c", "%X", "%s", "%r"}) {
    if (absl::StrContains(format, part)) return true;
  }
  return false;
}

std::optional<absl::Time> ParseIso(absl::string_view text, const TimeFormat& format) {
  absl::Time time;
  absl::TimeZone zone = format.zone;
  if (absl::ConsumeSuffix(&text, " UTC")) zone = absl::UTCTimeZone();
  for (const char* full : {absl::RFC3339_full, "%Y-%m-%d %H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S",
                           "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"}) {
    if (absl::ParseTime(full, text, zone, &time, nullptr)) return time;
  }
  if (absl::ParseTime("%Y-%m-%d", text, zone, &time, nullptr)) return time + format.time_of_day;
  return std::nullopt;
}

std::optional<absl::Time> ParseOne(const std::string& name, absl::string_view text,
                                   const TimeFormat& format) {
  if (name == "iso") return ParseIso(text, format);
  if (name == "unix" || name == "unix_ms") {
    constexpr double kMost = 1e14;
    double number = 0;
    if (!absl::SimpleAtod(text, &number) || !(std::abs(number) < kMost)) return std::nullopt;
    return absl::UnixEpoch() +
           (name == "unix" ? absl::Seconds(number) : absl::Milliseconds(number));
  }
  absl::Time time;
  if (!absl::ParseTime(name, text, format.zone, &time, nullptr)) return std::nullopt;
  return TellsTimeOfDay(name) ? time : time + format.time_of_day;
}

bool IsId(absl::string_view text) {
  constexpr std::size_t kLongestId = 128;  // catalog.toml, [limits].id_pattern
  if (text.empty() || text.size() > kLongestId) return false;
  for (char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) &&
        (!absl::StrContains("._:-", absl::string_view(&c, 1)))) {
      return false;
    }
  }
  return absl::ascii_isalnum(static_cast<unsigned char>(text.front()));
}

}  // namespace

absl::StatusOr<absl::Time> ParseTimeAs(const TimeFormat& format, absl::string_view text) {
  for (const std::string& name : format.formats) {
    if (const std::optional<absl::Time> time = ParseOne(name, text, format)) return *time;
  }
  std::vector<std::string> names = format.formats;
  for (std::string& name : names) {
    if (name == "iso") name = "iso (2026-04-29, 2026-04-29 12:00:00, 2026-04-29T12:00:00Z)";
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is not a time of the format ", absl::StrJoin(names, " or ")));
}

std::optional<bool> ParseBool(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  for (absl::string_view yes : {"true", "t", "yes", "y", "1"}) {
    if (lower == yes) return true;
  }
  for (absl::string_view no : {"false", "f", "no", "n", "0"}) {
    if (lower == no) return false;
  }
  return std::nullopt;
}

std::string PlainNumber(absl::string_view text, char decimal) {
  std::string out;
  for (char c : text) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '+') {
      out.push_back(c);
    } else if (c == decimal) {
      out.push_back('.');
    }
  }
  text = absl::StripAsciiWhitespace(text);
  if (absl::StartsWith(text, "(") && absl::EndsWith(text, ")")) out.insert(0, "-");
  return out;
}

std::string SnakeCase(absl::string_view name) {
  auto upper = [&](std::size_t i) {
    return i < name.size() && absl::ascii_isupper(static_cast<unsigned char>(name[i]));
  };
  auto word = [&](std::size_t i) {
    return i < name.size() && absl::ascii_isalnum(static_cast<unsigned char>(name[i]));
  };
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins = i > 0 && word(i - 1) && upper(i) &&
                        (!upper(i - 1) || (i + 1 < name.size() && word(i + 1) && !upper(i + 1)));
    if ((begins || !word(i)) && !out.empty() && out.back() != '_') out.push_back('_');
    if (word(i)) out.push_back(absl::ascii_tolower(static_cast<unsigned char>(name[i])));
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

std::string ToLabel(absl::string_view text) {
  std::string out;
  for (char c : text) {
    c = absl::ascii_tolower(static_cast<unsigned char>(c));
    const bool allowed = absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                         (!out.empty() && absl::StrContains(".:/-", absl::string_view(&c, 1)));
    if (allowed) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != '_') {
      out.push_back('_');
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

std::string ToId(absl::string_view text, absl::string_view salt) {
  return IsId(text) ? std::string(text) : HashedId(text, salt);
}

std::string HashedId(absl::string_view text, absl::string_view salt) {
  constexpr std::size_t kDigits = 32;
  return absl::StrCat("h-", Sha256Hex(absl::StrCat(salt.size(), ":", salt, text), kDigits));
}

}  // namespace parallax::cli
