#include "clients/cli/import/expression.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/nearest.h"

namespace parallax::cli {
namespace {

constexpr std::size_t kMostNamed = 24;  // columns or values in a message

std::string Named(const std::vector<std::string>& names) {
  std::vector<std::string> some(names.begin(), names.begin() + std::min(names.size(), kMostNamed));
  if (some.size() < names.size())
    some.push_back(absl::StrCat("and ", names.size() - some.size(), " more"));
  return absl::StrJoin(some, ", ");
}

// True when the format itself tells the time of day.
bool TellsTimeOfDay(absl::string_view format) {
  for (absl::string_view part : {"%H", "%I", "%T", "%R", "%E", "%c", "%X", "%s", "%r"}) {
    if (absl::StrContains(format, part)) return true;
  }
  return false;
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

}  // namespace

ColumnNames::ColumnNames(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i) index_.emplace(names_[i], static_cast<int>(i));
}

int ColumnNames::Find(absl::string_view name) const {
  const auto at = index_.find(std::string(name));
  return at == index_.end() ? -1 : at->second;
}

std::string ColumnNames::Unknown(absl::string_view name) const {
  const std::string nearest = Nearest(name, names_);
  return absl::StrCat("there is no column ", name,
                      nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"),
                      "; accepted: ", Named(names_));
}

absl::StatusOr<Template> Template::Parse(absl::string_view text) {
  Template out;
  std::string literal;
  auto end_literal = [&] {
    if (!literal.empty()) out.pieces_.push_back({literal, -1, true});
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i]) {
      literal.push_back(text[i++]);
    } else if (text[i] == '{') {
      const std::size_t close = text.find('}', i);
      if (close == absl::string_view::npos || close == i + 1) {
        return absl::InvalidArgumentError(
            absl::StrCat("\"", text, "\": { takes a column and }; write {{ for a brace"));
      }
      end_literal();
      out.pieces_.push_back({std::string(text.substr(i + 1, close - i - 1)), -1, false});
      i = close;
    } else if (text[i] == '}') {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", text, "\": } without {; write }} for a brace"));
    } else {
      literal.push_back(text[i]);
    }
  }
  end_literal();
  return out;
}

Template Template::Column(absl::string_view name) {
  Template out;
  out.pieces_.push_back({std::string(name), -1, false});
  return out;
}

absl::Status Template::Bind(const ColumnNames& columns) {
  for (Piece& piece : pieces_) {
    if (piece.literal) continue;
    piece.column = columns.Find(piece.text);
    if (piece.column < 0) return absl::InvalidArgumentError(columns.Unknown(piece.text));
  }
  return absl::OkStatus();
}

std::optional<std::string> Template::Expand(Row row) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (!piece.literal && row[piece.column].empty()) return std::nullopt;
    absl::StrAppend(&out, piece.literal ? absl::string_view(piece.text) : row[piece.column]);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

bool Template::constant() const {
  for (const Piece& piece : pieces_) {
    if (!piece.literal) return false;
  }
  return true;
}

std::string Template::columns() const {
  std::vector<std::string> names;
  for (const Piece& piece : pieces_) {
    if (!piece.literal) names.push_back(piece.text);
  }
  return absl::StrJoin(names, ", ");
}

absl::StatusOr<absl::Time> ParseTimeAs(const TimeFormat& format, absl::string_view text) {
  absl::Time time;
  double number = 0;
  if (format.format == "iso") {
    for (const char* full : {absl::RFC3339_full, "%Y-%m-%d %H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S",
                             "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"}) {
      if (absl::ParseTime(full, text, format.zone, &time, nullptr)) return time;
    }
    if (absl::ParseTime("%Y-%m-%d", text, format.zone, &time, nullptr))
      return time + format.time_of_day;
  } else if (format.format == "unix" || format.format == "unix_ms") {
    constexpr double kMost = 1e14;
    if (absl::SimpleAtod(text, &number) && std::abs(number) < kMost) {
      return absl::UnixEpoch() +
             (format.format == "unix" ? absl::Seconds(number) : absl::Milliseconds(number));
    }
  } else if (absl::ParseTime(format.format, text, format.zone, &time, nullptr)) {
    return TellsTimeOfDay(format.format) ? time : time + format.time_of_day;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" is not a time of the format ",
      format.format == "iso" ? "iso (2026-04-29, 2026-04-29 12:00:00, 2026-04-29T12:00:00Z)"
                             : format.format));
}

std::string ScalarText(const Scalar& scalar) {
  if (const auto* text = std::get_if<std::string>(&scalar)) return *text;
  if (const auto* number = std::get_if<double>(&scalar)) return absl::StrCat(*number);
  return std::get<bool>(scalar) ? "true" : "false";
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

absl::Status ValueExpr::Bind(const ColumnNames& columns) {
  if (auto* text = std::get_if<Template>(&source)) {
    absl::Status status = text->Bind(columns);
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
  }
  return currency ? currency->Bind(columns) : absl::OkStatus();
}

bool ValueExpr::constant() const {
  const auto* text = std::get_if<Template>(&source);
  return text == nullptr || text->constant();
}

std::optional<std::vector<std::string>> ValueExpr::Possible() const {
  std::vector<std::string> out;
  if (has_map) {
    for (const auto& [from, to] : map) out.push_back(ScalarText(to));
    if (otherwise) out.push_back(ScalarText(*otherwise));
    return out;
  }
  if (!constant()) return std::nullopt;
  const auto value = EvaluateText({});
  if (value.ok() && *value) out.push_back(**value);
  return out;
}

absl::StatusOr<std::optional<Scalar>> ValueExpr::Evaluate(Row row) const {
  std::optional<Scalar> value;
  if (const auto* scalar = std::get_if<Scalar>(&source)) {
    value = *scalar;
  } else if (std::optional<std::string> text = std::get<Template>(source).Expand(row)) {
    value = std::move(*text);
  }
  if (value && has_map) {
    const auto at = map.find(ScalarText(*value));
    if (at != map.end()) return at->second;
    if (!otherwise) {
      std::vector<std::string> known;
      for (const auto& [from, to] : map) known.push_back(from);
      return absl::InvalidArgumentError(absl::StrCat(
          path, ": \"", ScalarText(*value), "\" is not mapped; mapped are: ", Named(known)));
    }
    return *otherwise;
  }
  if (!value) return otherwise;
  const std::string text = ScalarText(*value);
  switch (type) {
    case ValueType::kAsIs:
      return value;
    case ValueType::kText:
      return Scalar(text);
    case ValueType::kLower:
      return Scalar(absl::AsciiStrToLower(text));
    case ValueType::kUpper:
      return Scalar(absl::AsciiStrToUpper(text));
    case ValueType::kLabel: {
      std::string label = ToLabel(text);
      if (label.empty()) return otherwise;
      return Scalar(std::move(label));
    }
    case ValueType::kNumber: {
      double number = 0;
      if (absl::SimpleAtod(text, &number) && std::isfinite(number)) return Scalar(number * scale);
      return absl::InvalidArgumentError(absl::StrCat(path, ": \"", text, "\" is not a number"));
    }
    case ValueType::kBool: {
      const std::optional<bool> flag = ParseBool(text);
      if (flag) return Scalar(*flag);
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": \"", text, "\" is not true or false (yes, no, 1, 0, t, f, y, n)"));
    }
    case ValueType::kTime: {
      auto moment = ParseTimeAs(time, text);
      if (!moment.ok())
        return absl::InvalidArgumentError(absl::StrCat(path, ": ", moment.status().message()));
      return Scalar(absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", *moment, absl::UTCTimeZone()));
    }
  }
  return value;
}

absl::StatusOr<std::optional<std::string>> ValueExpr::EvaluateText(Row row) const {
  auto value = Evaluate(row);
  if (!value.ok()) return value.status();
  if (!*value) return std::optional<std::string>();
  return std::optional<std::string>(ScalarText(**value));
}

absl::StatusOr<std::optional<absl::Time>> ValueExpr::EvaluateTime(Row row) const {
  auto text = EvaluateText(row);
  if (!text.ok()) return text.status();
  if (!*text) return std::optional<absl::Time>();
  auto moment = ParseTimeAs(type == ValueType::kTime ? TimeFormat() : time, **text);
  if (!moment.ok())
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", moment.status().message()));
  return std::optional<absl::Time>(*moment);
}

}  // namespace parallax::cli
