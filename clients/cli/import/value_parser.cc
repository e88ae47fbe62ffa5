#include "clients/cli/import/value_parser.h"

#include "absl/strings/match.h"
#include "clients/cli/import/condition.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/toml_view.h"

namespace parallax::cli {
namespace {

std::optional<Scalar> ScalarOf(const toml::node& node) {
  if (node.is_string()) return Scalar(*node.value<std::string>());
  if (node.is_boolean()) return Scalar(*node.value<bool>());
  if (node.is_number()) return Scalar(*node.value<double>());
  return std::nullopt;
}

std::optional<ValueType> TypeOf(absl::string_view name) {
  static const std::pair<absl::string_view, ValueType> kTypes[] = {
      {"text", ValueType::kText},     {"label", ValueType::kLabel}, {"id", ValueType::kId},
      {"hash", ValueType::kHash},     {"lower", ValueType::kLower}, {"upper", ValueType::kUpper},
      {"number", ValueType::kNumber}, {"bool", ValueType::kBool},   {"time", ValueType::kTime}};
  for (const auto& [word, type] : kTypes) {
    if (word == name) return type;
  }
  return std::nullopt;
}

}  // namespace

absl::Status ParseTimeKeys(const toml::table& table, const std::string& file,
                           const std::string& path, TimeFormat& format) {
  if (const toml::node* node = table.get("time_format")) {
    const std::string name_path = absl::StrCat(path, ".time_format");
    auto names = TextsAt(*node, file, name_path);
    if (!names.ok()) return names.status();
    for (const std::string& name : *names) {
      if (name == "iso" || name == "unix" || name == "unix_ms" || absl::StrContains(name, "%"))
        continue;
      return MappingError(file, LineOf(*node), name_path,
                          "takes iso, unix, unix_ms or a format such as \"%d/%m/%Y %H:%M\"");
    }
    if (names->empty()) return MappingError(file, LineOf(*node), name_path, "names no format");
    format.formats = *std::move(names);
  }
  auto of_day = TextAt(table, "time_of_day", file, path, "");
  if (!of_day.ok()) return of_day.status();
  if (!of_day->empty()) {
    absl::Time time;
    if (!absl::ParseTime("%Y-%m-%d %H:%M:%S", absl::StrCat("1970-01-01 ", *of_day),
                         absl::UTCTimeZone(), &time, nullptr) &&
        !absl::ParseTime("%Y-%m-%d %H:%M", absl::StrCat("1970-01-01 ", *of_day),
                         absl::UTCTimeZone(), &time, nullptr)) {
      return MappingError(file, LineOf(*table.get("time_of_day")),
                          absl::StrCat(path, ".time_of_day"), "takes a time such as \"12:00\"");
    }
    format.time_of_day = time - absl::UnixEpoch();
  }
  auto zone = TextAt(table, "zone", file, path, "");
  if (!zone.ok()) return zone.status();
  if (!zone->empty() && !absl::LoadTimeZone(*zone, &format.zone)) {
    return MappingError(file, LineOf(*table.get("zone")), absl::StrCat(path, ".zone"),
                        "takes UTC or a name such as \"Europe/Berlin\"");
  }
  return absl::OkStatus();
}

absl::StatusOr<ValueExpr> ValueParser::Parse(const toml::node& node,
                                             const std::string& path) const {
  ValueExpr value;
  value.path = path;
  value.time = time_;
  value.salt = salt_;
  if (node.is_string()) {
    auto text = Template::Parse(*node.value<std::string>());
    if (!text.ok()) return MappingError(file_, LineOf(node), path, text.status().message());
    // That column is ours and always written so, whatever the times of the files look like.
    if (text->Columns() == std::vector<std::string>{kExportedAt}) value.time = TimeFormat();
    value.source = *std::move(text);
    return value;
  }
  if (const std::optional<Scalar> scalar = ScalarOf(node)) {
    value.source = *scalar;
    return value;
  }
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    return MappingError(
        file_, LineOf(node), path,
        "takes \"text with {columns}\", a number, true or false, or { column = ... }");
  }
  if (absl::Status status = ParseTable(*table, value); !status.ok()) return status;
  return value;
}

absl::Status ValueParser::ParseSource(const toml::table& table, ValueExpr& value) const {
  const std::string& path = value.path;
  const toml::node* column = table.get("column");
  const toml::node* text = table.get("value");
  const toml::node* first = table.get("first");
  if ((column != nullptr) + (text != nullptr) + (first != nullptr) != 1)
    return MappingError(file_, LineOf(table), path, "takes one of column, value and first");
  if (column != nullptr) {
    auto name = TextAt(table, "column", file_, path, "");
    if (!name.ok()) return name.status();
    value.source = Template::Column(*name);
  } else if (text != nullptr) {
    if (text->is_table())
      return MappingError(file_, LineOf(*text), path, "value takes text, a number, true or false");
    auto inner = Parse(*text, path);
    if (!inner.ok()) return inner.status();
    value.source = inner->source;
    value.time = inner->time;
  } else {
    auto texts = TextsAt(*first, file_, absl::StrCat(path, ".first"));
    if (!texts.ok()) return texts.status();
    if (texts->empty()) return MappingError(file_, LineOf(*first), path, "first names nothing");
    for (const std::string& one : *texts) {
      auto parsed = Template::Parse(one);
      if (!parsed.ok()) return MappingError(file_, LineOf(*first), path, parsed.status().message());
      value.alternatives.push_back(*std::move(parsed));
    }
    value.source = value.alternatives.front();
    value.alternatives.erase(value.alternatives.begin());
  }
  if (const toml::node* extract = table.get("extract")) {
    auto pattern = CompilePattern(extract->value_or(std::string()));
    if (!pattern.ok())
      return MappingError(file_, LineOf(*extract), path, pattern.status().message());
    if (!extract->is_string() || GroupsOf(**pattern) != 1 ||
        !std::holds_alternative<Template>(value.source)) {
      return MappingError(file_, LineOf(*extract), path,
                          "extract takes a regular expression with one group (...), of a column");
    }
    value.extract = *std::move(pattern);
  }
  return absl::OkStatus();
}

absl::Status ValueParser::ParseMap(const toml::table& table, ValueExpr& value) const {
  const std::string& path = value.path;
  if (const toml::node* map = table.get("map")) {
    if (map->as_table() == nullptr)
      return MappingError(file_, LineOf(*map), path, "map takes { from = to, ... }");
    value.has_map = true;
    for (const auto& [from, to] : *map->as_table()) {
      const std::optional<Scalar> scalar = ScalarOf(to);
      if (!scalar)
        return MappingError(file_, LineOf(to), path, "map takes texts, numbers, true or false");
      value.map.emplace(std::string(from.str()), *scalar);
    }
  }
  if (const toml::node* otherwise = table.get("default")) {
    value.otherwise = ScalarOf(*otherwise);
    if (!value.otherwise)
      return MappingError(file_, LineOf(*otherwise), path,
                          "default takes text, a number, true or false");
  }
  return absl::OkStatus();
}

absl::Status ValueParser::ParseNumberKeys(const toml::table& table, ValueExpr& value) const {
  const std::string& path = value.path;
  if (const toml::node* type = table.get("type")) {
    const std::optional<ValueType> known = TypeOf(type->value_or(std::string()));
    if (!known) {
      return MappingError(file_, LineOf(*type), path,
                          "type takes text, label, id, hash, lower, upper, number, bool or time");
    }
    value.type = *known;
  }
  if (const toml::node* scale = table.get("scale")) {
    if (!scale->is_number())
      return MappingError(file_, LineOf(*scale), path, "scale takes a number");
    value.scale = *scale->value<double>();
    value.type = ValueType::kNumber;
  }
  auto decimal = TextAt(table, "decimal", file_, path, "");
  if (!decimal.ok()) return decimal.status();
  if (!decimal->empty() && *decimal != "," && *decimal != ".") {
    return MappingError(file_, LineOf(*table.get("decimal")), path,
                        "decimal takes \",\" or \".\": what stands before the cents");
  }
  value.decimal = decimal->empty() ? 0 : decimal->front();
  return absl::OkStatus();
}

absl::Status ValueParser::ParseTable(const toml::table& table, ValueExpr& value) const {
  static const std::vector<std::string> kKeys = {
      "column", "value",   "first",       "extract",     "map",  "default", "type",
      "scale",  "decimal", "time_format", "time_of_day", "zone", "split",   "currency"};
  const std::string& path = value.path;
  if (absl::Status status = CheckKeys(table, file_, path, kKeys); !status.ok()) return status;
  if (absl::Status status = ParseSource(table, value); !status.ok()) return status;
  if (absl::Status status = ParseMap(table, value); !status.ok()) return status;
  if (absl::Status status = ParseNumberKeys(table, value); !status.ok()) return status;
  if (absl::Status status = ParseTimeKeys(table, file_, path, value.time); !status.ok())
    return status;
  auto split = TextAt(table, "split", file_, path, "");
  if (!split.ok()) return split.status();
  value.split = *split;
  if (const toml::node* currency = table.get("currency")) {
    auto inner = Parse(*currency, absl::StrCat(path, ".currency"));
    if (!inner.ok()) return inner.status();
    value.currency = std::make_shared<ValueExpr>(*std::move(inner));
  }
  return absl::OkStatus();
}

}  // namespace parallax::cli
