#include "clients/cli/import/when_parser.h"

#include <algorithm>

#include "clients/cli/import/toml_view.h"

namespace parallax::cli {
namespace {

absl::StatusOr<Condition> ParseAny(const toml::node& node, const std::string& file,
                                   const std::string& path) {
  Condition condition;
  condition.test = Condition::Test::kAny;
  auto any = ParseWhen(node, file, absl::StrCat(path, ".any"));
  if (!any.ok()) return any.status();
  condition.any = *std::move(any);
  return condition;
}

// The test of a condition on its column, from the one key beside it.
absl::Status ParseTest(const std::string& key, const toml::node& node, const std::string& file,
                       const std::string& path, Condition& condition) {
  auto error = [&](absl::string_view what) {
    return MappingError(file, LineOf(node), path, absl::StrCat(key, " ", what));
  };
  if (key == "empty") {
    if (!node.is_boolean()) return error("takes true or false");
    condition.test = *node.value<bool>() ? Condition::Test::kEmpty : Condition::Test::kNotEmpty;
    return absl::OkStatus();
  }
  if (key == "below" || key == "above") {
    if (!node.is_number()) return error("takes a number");
    condition.test = key == "below" ? Condition::Test::kBelow : Condition::Test::kAbove;
    condition.bound = *node.value<double>();
    return absl::OkStatus();
  }
  auto values = TextsAt(node, file, absl::StrCat(path, ".", key));
  if (!values.ok()) return values.status();
  condition.values = *std::move(values);
  const std::string first = condition.values.empty() ? "" : condition.values.front();
  if (key == "same_as" || key == "differs_from") {
    if (condition.values.size() != 1 || first.empty()) return error("takes a column");
    condition.test = key == "same_as" ? Condition::Test::kSame : Condition::Test::kDiffers;
    condition.other = first;
  } else if (key == "matches") {
    auto pattern = CompilePattern(first);
    if (!pattern.ok()) return MappingError(file, LineOf(node), path, pattern.status().message());
    condition.test = Condition::Test::kMatches;
    condition.pattern = *std::move(pattern);
  } else {
    const bool negated = key == "not_equals" || key == "not_in";
    condition.test = negated ? Condition::Test::kNotIn : Condition::Test::kIn;
  }
  return absl::OkStatus();
}

absl::StatusOr<Condition> ParseCondition(const toml::table& table, const std::string& file,
                                         const std::string& path) {
  static const std::vector<std::string> kKeys = {"column", "equals",  "not_equals",   "in",
                                                 "not_in", "empty",   "matches",      "below",
                                                 "above",  "same_as", "differs_from", "any"};
  if (absl::Status status = CheckKeys(table, file, path, kKeys); !status.ok()) return status;
  const toml::node* any = table.get("any");
  if (any != nullptr && table.size() == 1) return ParseAny(*any, file, path);
  Condition condition;
  condition.path = absl::StrCat(file, ":", LineOf(table), ": ", path);
  auto column = TextAt(table, "column", file, path, "");
  if (!column.ok()) return column.status();
  condition.column = *column;
  if (condition.column.empty() || table.size() != 2 || any != nullptr) {
    return MappingError(file, LineOf(table), path,
                        "takes column and one of equals, not_equals, in, not_in, empty, matches, "
                        "below, above, same_as, differs_from; or any = [conditions]");
  }
  for (const auto& [key, node] : table) {
    if (key.str() == "column") continue;
    absl::Status status = ParseTest(std::string(key.str()), node, file, path, condition);
    if (!status.ok()) return status;
  }
  return condition;
}

}  // namespace

absl::StatusOr<std::vector<Condition>> ParseWhen(const toml::node& node, const std::string& file,
                                                 const std::string& path) {
  std::vector<Condition> out;
  std::vector<const toml::table*> tables;
  if (const toml::table* one = node.as_table()) tables.push_back(one);
  if (const toml::array* many = node.as_array()) {
    for (const toml::node& item : *many) tables.push_back(item.as_table());
  }
  if (tables.empty() || std::find(tables.begin(), tables.end(), nullptr) != tables.end()) {
    return MappingError(file, LineOf(node), path,
                        "takes { column = ..., equals = ... } or a list of them");
  }
  for (const toml::table* table : tables) {
    auto condition = ParseCondition(*table, file, path);
    if (!condition.ok()) return condition.status();
    out.push_back(*std::move(condition));
  }
  return out;
}

}  // namespace parallax::cli
