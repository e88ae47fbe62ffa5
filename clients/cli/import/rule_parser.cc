#include "clients/cli/import/rule_parser.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "clients/cli/base/enum_words.h"
#include "clients/cli/import/toml_view.h"
#include "parallax/v1/facts.pb.h"
#include "parallax/v1/signal.pb.h"

namespace parallax::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct KindWords {
  const char* title;
  const Descriptor* (*message)();
};

KindWords WordsOf(RuleKind kind) {
  switch (kind) {
    case RuleKind::kAccount:
      return {"[[account]]", &v1::Account::descriptor};
    case RuleKind::kDecision:
      return {"[[decision]]", &v1::Decision::descriptor};
    case RuleKind::kStakeholder:
      return {"[[stakeholder]]", &v1::Stakeholder::descriptor};
    case RuleKind::kSignal:
      return {"[[signal]]", &v1::Signal::descriptor};
  }
  return {"", nullptr};
}

// Fields that the server fills in.
bool IsOutputOnly(const FieldDescriptor& field) {
  for (absl::string_view name :
       {"etag", "implicit", "signal_count", "last_signal_at", "recorded_at"}) {
    if (field.name() == name) return true;
  }
  return false;
}

bool IsPlainMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map() &&
         absl::StartsWith(field.message_type()->full_name(), "parallax.");
}

std::vector<std::string> FieldNames(const Descriptor& message) {
  std::vector<std::string> out;
  for (int i = 0; i < message.field_count(); ++i) {
    if (!IsOutputOnly(*message.field(i))) out.push_back(message.field(i)->name());
  }
  return out;
}

std::optional<Scalar> ScalarOf(const toml::node& node) {
  if (node.is_string()) return Scalar(*node.value<std::string>());
  if (node.is_boolean()) return Scalar(*node.value<bool>());
  if (node.is_number()) return Scalar(*node.value<double>());
  return std::nullopt;
}

std::optional<ValueType> TypeOf(absl::string_view name) {
  static const std::pair<absl::string_view, ValueType> kTypes[] = {
      {"text", ValueType::kText},   {"label", ValueType::kLabel},   {"lower", ValueType::kLower},
      {"upper", ValueType::kUpper}, {"number", ValueType::kNumber}, {"bool", ValueType::kBool},
      {"time", ValueType::kTime}};
  for (const auto& [word, type] : kTypes) {
    if (word == name) return type;
  }
  return std::nullopt;
}

}  // namespace

absl::Status ParseTimeKeys(const toml::table& table, const std::string& file,
                           const std::string& path, TimeFormat& format) {
  auto name = TextAt(table, "time_format", file, path, format.format);
  if (!name.ok()) return name.status();
  if (*name != "iso" && *name != "unix" && *name != "unix_ms" && !absl::StrContains(*name, "%")) {
    return MappingError(file, LineOf(*table.get("time_format")), absl::StrCat(path, ".time_format"),
                        "takes iso, unix, unix_ms or a format such as \"%d/%m/%Y %H:%M\"");
  }
  format.format = *name;
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

absl::StatusOr<Rule> RuleParser::Parse(RuleKind kind, const toml::table& table) const {
  const KindWords words = WordsOf(kind);
  const Descriptor& message = *words.message();
  Rule rule;
  rule.kind = kind;
  rule.line = LineOf(table);
  auto name = TextAt(table, "name", file_, words.title, "");
  if (!name.ok()) return name.status();
  rule.name = *name;
  rule.title = rule.name.empty() ? words.title : absl::StrCat(words.title, " ", rule.name);
  auto of_table = TextAt(table, "table", file_, rule.title, "");
  if (!of_table.ok()) return of_table.status();
  if (of_table->empty()) return MappingError(file_, rule.line, rule.title, "needs table = \"...\"");
  rule.table = *of_table;
  if (rule.name.empty()) rule.title = absl::StrCat(words.title, " of ", rule.table);

  std::vector<std::string> accepted = {"name", "table", "when"};
  if (kind == RuleKind::kStakeholder) accepted.push_back("account");
  for (const std::string& field : FieldNames(message)) accepted.push_back(field);
  if (absl::Status status = CheckKeys(table, file_, rule.title, accepted); !status.ok())
    return status;

  for (const auto& [toml_key, node] : table) {
    const std::string key(toml_key.str());
    const std::string path = absl::StrCat(rule.title, ": ", key);
    if (key == "name" || key == "table") continue;
    if (key == "when") {
      auto when = ParseWhen(node, path);
      if (!when.ok()) return when.status();
      rule.when = *std::move(when);
    } else if (kind == RuleKind::kStakeholder && key == "account") {
      auto value = ParseValue(node, path);
      if (!value.ok()) return value.status();
      rule.account.push_back(*std::move(value));
    } else {
      auto field = ParseField(*message.FindFieldByName(key), node, path);
      if (!field.ok()) return field.status();
      rule.fields.push_back(*std::move(field));
    }
  }
  return rule;
}

absl::StatusOr<std::vector<Condition>> RuleParser::ParseWhen(const toml::node& node,
                                                             const std::string& path) const {
  std::vector<Condition> out;
  std::vector<const toml::table*> tables;
  if (const toml::table* one = node.as_table()) tables.push_back(one);
  if (const toml::array* many = node.as_array()) {
    for (const toml::node& item : *many) tables.push_back(item.as_table());
  }
  if (tables.empty() || std::find(tables.begin(), tables.end(), nullptr) != tables.end()) {
    return MappingError(file_, LineOf(node), path,
                        "takes { column = ..., equals = ... } or a list of them");
  }
  for (const toml::table* table : tables) {
    auto condition = ParseCondition(*table, path);
    if (!condition.ok()) return condition.status();
    out.push_back(*std::move(condition));
  }
  return out;
}

absl::StatusOr<Condition> RuleParser::ParseCondition(const toml::table& table,
                                                     const std::string& path) const {
  static const std::vector<std::string> kKeys = {"column", "equals", "not_equals", "in",
                                                 "not_in", "empty",  "matches"};
  if (absl::Status status = CheckKeys(table, file_, path, kKeys); !status.ok()) return status;
  Condition condition;
  condition.path = absl::StrCat(file_, ":", LineOf(table), ": ", path);
  auto column = TextAt(table, "column", file_, path, "");
  if (!column.ok()) return column.status();
  condition.column = *column;
  if (condition.column.empty() || table.size() != 2) {
    return MappingError(file_, LineOf(table), path,
                        "takes column and one of equals, not_equals, in, not_in, empty, matches");
  }
  for (const auto& [toml_key, node] : table) {
    const std::string key(toml_key.str());
    if (key == "column") continue;
    if (key == "empty") {
      const auto empty = node.value<bool>();
      if (!node.is_boolean())
        return MappingError(file_, LineOf(node), path, "empty takes true or false");
      condition.test = *empty ? Condition::Test::kEmpty : Condition::Test::kNotEmpty;
      continue;
    }
    auto values = TextsAt(node, file_, absl::StrCat(path, ".", key));
    if (!values.ok()) return values.status();
    condition.values = *std::move(values);
    const bool negated = key == "not_equals" || key == "not_in";
    condition.test = negated ? Condition::Test::kNotIn : Condition::Test::kIn;
    if (key == "matches") {
      condition.test = Condition::Test::kMatches;
      auto pattern = CompilePattern(condition.values.empty() ? "" : condition.values.front());
      if (!pattern.ok()) return MappingError(file_, LineOf(node), path, pattern.status().message());
      condition.pattern = *std::move(pattern);
    }
  }
  return condition;
}

absl::StatusOr<FieldRule> RuleParser::ParseField(const FieldDescriptor& field,
                                                 const toml::node& node,
                                                 const std::string& path) const {
  FieldRule rule;
  rule.field = &field;
  rule.path = path;
  const toml::table* table = node.as_table();
  if (field.is_map()) {
    if (table == nullptr)
      return MappingError(file_, LineOf(node), path, "takes a table of KEY = VALUE");
    for (const auto& [key, entry] : *table) {
      auto value = ParseValue(entry, absl::StrCat(path, ".", std::string(key.str())));
      if (!value.ok()) return value.status();
      rule.entries.emplace(std::string(key.str()), *std::move(value));
    }
    return rule;
  }
  if (IsPlainMessage(field)) {
    if (table == nullptr)
      return MappingError(file_, LineOf(node), path, "takes a table of its fields");
    const Descriptor& message = *field.message_type();
    if (absl::Status status = CheckKeys(*table, file_, path, FieldNames(message)); !status.ok())
      return status;
    for (const auto& [key, child] : *table) {
      auto parsed = ParseField(*message.FindFieldByName(std::string(key.str())), child,
                               absl::StrCat(path, ".", std::string(key.str())));
      if (!parsed.ok()) return parsed.status();
      rule.children.push_back(*std::move(parsed));
    }
    return rule;
  }
  std::vector<const toml::node*> nodes = {&node};
  if (const toml::array* items = node.as_array()) {
    if (!field.is_repeated())
      return MappingError(file_, LineOf(node), path, "takes one value, not a list");
    nodes.clear();
    for (const toml::node& item : *items) nodes.push_back(&item);
  }
  for (const toml::node* item : nodes) {
    auto value = ParseValue(*item, path);
    if (!value.ok()) return value.status();
    if (!value->split.empty() && !field.is_repeated()) {
      return MappingError(file_, LineOf(*item), path, "split is for lists of people and decisions");
    }
    const bool money =
        field.message_type() != nullptr && field.message_type()->full_name() == "google.type.Money";
    if (money && value->currency == nullptr) {
      return MappingError(file_, LineOf(*item), path, "needs currency = \"USD\" or a column of it");
    }
    if (field.enum_type() != nullptr) {
      for (const std::string& word : value->Possible().value_or(std::vector<std::string>())) {
        auto known = EnumFromWord(path, *field.enum_type(), word);
        if (!known.ok()) return MappingError(file_, LineOf(*item), "", known.status().message());
      }
    }
    rule.values.push_back(*std::move(value));
  }
  return rule;
}

absl::StatusOr<ValueExpr> RuleParser::ParseValue(const toml::node& node,
                                                 const std::string& path) const {
  ValueExpr value;
  value.path = path;
  value.time = time_;
  if (node.is_string()) {
    auto text = Template::Parse(*node.value<std::string>());
    if (!text.ok()) return MappingError(file_, LineOf(node), path, text.status().message());
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
  if (absl::Status status = ParseValueTable(*table, value); !status.ok()) return status;
  return value;
}

absl::Status RuleParser::ParseValueTable(const toml::table& table, ValueExpr& value) const {
  static const std::vector<std::string> kKeys = {"column", "value", "map",         "default",
                                                 "type",   "scale", "time_format", "time_of_day",
                                                 "zone",   "split", "currency"};
  const std::string& path = value.path;
  if (absl::Status status = CheckKeys(table, file_, path, kKeys); !status.ok()) return status;
  const toml::node* column = table.get("column");
  const toml::node* text = table.get("value");
  if ((column == nullptr) == (text == nullptr)) {
    return MappingError(file_, LineOf(table), path, "takes either column or value");
  }
  if (column != nullptr) {
    auto name = TextAt(table, "column", file_, path, "");
    if (!name.ok()) return name.status();
    value.source = Template::Column(*name);
  } else {
    auto inner = ParseValue(*text, path);
    if (!inner.ok()) return inner.status();
    if (text->is_table())
      return MappingError(file_, LineOf(*text), path, "value takes text, a number, true or false");
    value.source = inner->source;
  }
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
  if (const toml::node* type = table.get("type")) {
    const std::optional<ValueType> known = TypeOf(type->value_or(std::string()));
    if (!known) {
      return MappingError(file_, LineOf(*type), path,
                          "type takes text, label, lower, upper, number, bool or time");
    }
    value.type = *known;
  }
  if (const toml::node* scale = table.get("scale")) {
    if (!scale->is_number())
      return MappingError(file_, LineOf(*scale), path, "scale takes a number");
    value.scale = *scale->value<double>();
    value.type = ValueType::kNumber;
  }
  if (absl::Status status = ParseTimeKeys(table, file_, path, value.time); !status.ok())
    return status;
  auto split = TextAt(table, "split", file_, path, "");
  if (!split.ok()) return split.status();
  value.split = *split;
  if (const toml::node* currency = table.get("currency")) {
    auto inner = ParseValue(*currency, absl::StrCat(path, ".currency"));
    if (!inner.ok()) return inner.status();
    value.currency = std::make_shared<ValueExpr>(*std::move(inner));
  }
  return absl::OkStatus();
}

}  // namespace parallax::cli
