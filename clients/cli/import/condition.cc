#include "clients/cli/import/condition.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace parallax::cli {

absl::Status Condition::Bind(const ColumnNames& columns) {
  index = columns.Find(column);
  if (index >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", columns.Unknown(column)));
}

bool Condition::Holds(Row row) const {
  const absl::string_view value = row[index];
  switch (test) {
    case Test::kIn:
      return std::find(values.begin(), values.end(), value) != values.end();
    case Test::kNotIn:
      return std::find(values.begin(), values.end(), value) == values.end();
    case Test::kEmpty:
      return value.empty();
    case Test::kNotEmpty:
      return !value.empty();
    case Test::kMatches:
      return RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *pattern);
  }
  return false;
}

absl::StatusOr<std::shared_ptr<const re2::RE2>> CompilePattern(const std::string& pattern) {
  auto compiled = std::make_shared<const RE2>(pattern, RE2::Quiet);
  if (compiled->ok()) return compiled;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", pattern, "\" is no regular expression: ", compiled->error()));
}

}  // namespace parallax::cli
