#include "clients/cli/import/expression.h"

#include <re2/re2.h>

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
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

constexpr char kColumnPayload[] = "parallax.column";

}  // namespace

ColumnNames::ColumnNames(std::vector<std::string> names, std::vector<std::string> others)
    : names_(std::move(names)), others_(std::move(others)) {
  for (std::size_t i = 0; i < names_.size(); ++i) index_.emplace(names_[i], static_cast<int>(i));
}

int ColumnNames::Find(absl::string_view name) const {
  const auto at = index_.find(std::string(name));
  return at == index_.end() ? -1 : at->second;
}

std::string ColumnNames::Unknown(absl::string_view name) const {
  if (name == "@exported_at") {
    return "when the export was made is not known; give --exported-at TIME, or exported_at at the "
           "top of the mapping";
  }
  std::vector<std::string> all = names_;
  for (const std::string& other : others_) {
    if (Find(other) < 0) all.push_back(other);
  }
  const std::string nearest = Nearest(name, all);
  return absl::StrCat("there is no column ", name,
                      nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"),
                      "; accepted: ", Named(all));
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

std::vector<std::string> Template::Columns() const {
  std::vector<std::string> names;
  for (const Piece& piece : pieces_) {
    if (!piece.literal) names.push_back(piece.text);
  }
  return names;
}

std::string ScalarText(const Scalar& scalar) {
  if (const auto* text = std::get_if<std::string>(&scalar)) return *text;
  if (const auto* number = std::get_if<double>(&scalar)) return absl::StrCat(*number);
  return std::get<bool>(scalar) ? "true" : "false";
}

std::string ColumnOf(const absl::Status& status) {
  const auto column = status.GetPayload(kColumnPayload);
  return column ? std::string(*column) : "";
}

void SetColumn(absl::string_view column, absl::Status& status) {
  if (!column.empty()) status.SetPayload(kColumnPayload, absl::Cord(column));
}

absl::Status ValueExpr::Bind(const ColumnNames& columns) {
  std::vector<Template*> templates;
  if (auto* text = std::get_if<Template>(&source)) templates.push_back(text);
  for (Template& alternative : alternatives) templates.push_back(&alternative);
  for (Template* text : templates) {
    absl::Status status = text->Bind(columns);
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
  }
  return currency ? currency->Bind(columns) : absl::OkStatus();
}

bool ValueExpr::constant() const {
  const auto* text = std::get_if<Template>(&source);
  return text == nullptr || (text->constant() && alternatives.empty());
}

std::vector<std::string> ValueExpr::Columns() const {
  std::vector<std::string> out;
  auto add = [&](const std::vector<std::string>& columns) {
    out.insert(out.end(), columns.begin(), columns.end());
  };
  if (const auto* text = std::get_if<Template>(&source)) add(text->Columns());
  for (const Template& alternative : alternatives) add(alternative.Columns());
  if (currency) add(currency->Columns());
  return out;
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

absl::Status ValueExpr::Wrong(absl::string_view what) const {
  absl::Status status = absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
  std::vector<std::string> columns;
  if (const auto* text = std::get_if<Template>(&source)) columns = text->Columns();
  SetColumn(absl::StrJoin(columns, " "), status);
  return status;
}

std::optional<std::string> ValueExpr::ReadText(Row row) const {
  std::optional<std::string> text = std::get<Template>(source).Expand(row);
  for (std::size_t i = 0; !text && i < alternatives.size(); ++i) text = alternatives[i].Expand(row);
  if (text && extract != nullptr) {
    std::string group;
    if (!RE2::PartialMatch(*text, *extract, &group) || group.empty()) return std::nullopt;
    return group;
  }
  return text;
}

absl::StatusOr<std::optional<Scalar>> ValueExpr::Evaluate(Row row) const {
  std::optional<Scalar> value;
  if (const auto* scalar = std::get_if<Scalar>(&source)) {
    value = *scalar;
  } else if (std::optional<std::string> text = ReadText(row)) {
    value = std::move(*text);
  }
  if (value && has_map) {
    const auto at = map.find(ScalarText(*value));
    if (at != map.end()) return at->second;
    if (otherwise) return *otherwise;
    std::vector<std::string> known;
    for (const auto& [from, to] : map) known.push_back(from);
    return Wrong(
        absl::StrCat("\"", ScalarText(*value), "\" is not mapped; mapped are: ", Named(known)));
  }
  if (!value) return otherwise;
  if (decimal != 0) value = PlainNumber(ScalarText(*value), decimal);
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
    case ValueType::kId:
      return Scalar(ToId(text, salt));
    case ValueType::kHash:
      return Scalar(HashedId(text, salt));
    case ValueType::kLabel: {
      std::string label = ToLabel(text);
      if (label.empty()) return otherwise;
      return Scalar(std::move(label));
    }
    case ValueType::kNumber: {
      double number = 0;
      if (absl::SimpleAtod(text, &number) && std::isfinite(number)) return Scalar(number * scale);
      return Wrong(absl::StrCat("\"", text, "\" is not a number"));
    }
    case ValueType::kBool: {
      const std::optional<bool> flag = ParseBool(text);
      if (flag) return Scalar(*flag);
      return Wrong(absl::StrCat("\"", text, "\" is not true or false (yes, no, 1, 0, t, f, y, n)"));
    }
    case ValueType::kTime: {
      auto moment = ParseTimeAs(time, text);
      if (!moment.ok()) return Wrong(moment.status().message());
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
  if (!moment.ok()) return Wrong(moment.status().message());
  return std::optional<absl::Time>(*moment);
}

}  // namespace parallax::cli
