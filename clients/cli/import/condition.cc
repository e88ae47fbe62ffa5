#include "clients/cli/import/condition.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace parallax::cli {

absl::Status Condition::Bind(const ColumnNames& columns) {
  for (Condition& one : any) {
    if (absl::Status status = one.Bind(columns); !status.ok()) return status;
  }
  if (test == Test::kAny) return absl::OkStatus();
  index = columns.Find(column);
  if (index < 0)
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", columns.Unknown(column)));
  if (other.empty()) return absl::OkStatus();
  other_index = columns.Find(other);
  if (other_index < 0)
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", columns.Unknown(other)));
  return absl::OkStatus();
}

bool Condition::Holds(Row row) const {
  if (test == Test::kAny) {
    return std::any_of(any.begin(), any.end(),
                       [&](const Condition& one) { return one.Holds(row); });
  }
  double number = 0;
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
    case Test::kSame:
      return value == row[other_index];
    case Test::kDiffers:
      return value != row[other_index];
    case Test::kBelow:
      return absl::SimpleAtod(value, &number) && number < bound;
    case Test::kAbove:
      return absl::SimpleAtod(value, &number) && number > bound;
    case Test::kAny:
      return false;
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

int GroupsOf(const re2::RE2& pattern) { return pattern.NumberOfCapturingGroups(); }

}  // namespace parallax::cli
