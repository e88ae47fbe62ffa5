#include "clients/cli/import/mapping.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "clients/cli/import/rule_parser.h"
#include "clients/cli/import/toml_view.h"

namespace parallax::cli {
namespace {

// The tables of an array such as [[table]].
absl::StatusOr<std::vector<const toml::table*>> TablesAt(const toml::table& root, const char* key,
                                                         const std::string& file) {
  std::vector<const toml::table*> out;
  const toml::node* node = root.get(key);
  if (node == nullptr) return out;
  const toml::array* items = node->as_array();
  if (items != nullptr) {
    for (const toml::node& item : *items) out.push_back(item.as_table());
  }
  if (items == nullptr || std::find(out.begin(), out.end(), nullptr) != out.end()) {
    return MappingError(file, LineOf(*node), key, absl::StrCat("is written [[", key, "]]"));
  }
  return out;
}

absl::StatusOr<TableDecl> ParseTable(const toml::table& table, const std::string& file) {
  constexpr char kPath[] = "[[table]]";
  if (absl::Status status = CheckKeys(table, file, kPath, {"name", "file", "key", "delimiter"});
      !status.ok()) {
    return status;
  }
  TableDecl out;
  out.line = LineOf(table);
  auto name_of_file = TextAt(table, "file", file, kPath, "");
  if (!name_of_file.ok()) return name_of_file.status();
  if (name_of_file->empty()) return MappingError(file, out.line, kPath, "needs file = \"....csv\"");
  out.file = *name_of_file;
  auto name = TextAt(table, "name", file, kPath, std::filesystem::path(out.file).stem().string());
  if (!name.ok()) return name.status();
  out.name = *name;
  if (const toml::node* key = table.get("key")) {
    auto columns = TextsAt(*key, file, absl::StrCat(kPath, " ", out.name, ".key"));
    if (!columns.ok()) return columns.status();
    out.key = *std::move(columns);
  }
  auto delimiter = TextAt(table, "delimiter", file, kPath, ",");
  if (!delimiter.ok()) return delimiter.status();
  if (delimiter->size() != 1 || *delimiter == "\"") {
    return MappingError(file, out.line, kPath,
                        "delimiter takes one character, such as \";\" or \"\\t\"");
  }
  out.delimiter = delimiter->front();
  return out;
}

absl::StatusOr<JoinDecl> ParseJoin(const toml::table& table, const std::string& file) {
  constexpr char kPath[] = "[[join]]";
  if (absl::Status status =
          CheckKeys(table, file, kPath, {"table", "from", "as", "on", "required"});
      !status.ok()) {
    return status;
  }
  JoinDecl out;
  out.line = LineOf(table);
  auto of = TextAt(table, "table", file, kPath, "");
  auto from = TextAt(table, "from", file, kPath, "");
  if (!of.ok()) return of.status();
  if (!from.ok()) return from.status();
  auto as = TextAt(table, "as", file, kPath, *from);
  if (!as.ok()) return as.status();
  out.table = *of;
  out.from = *from;
  out.as = *as;
  const toml::node* on = table.get("on");
  if (out.table.empty() || out.from.empty() || on == nullptr || on->as_table() == nullptr ||
      on->as_table()->empty()) {
    return MappingError(file, out.line, kPath,
                        "needs table, from and on = { column of table = \"column of from\" }");
  }
  for (const auto& [column, node] : *on->as_table()) {
    const auto other = node.value<std::string>();
    if (!node.is_string() || !other)
      return MappingError(file, LineOf(node), kPath, "on takes column = \"column\"");
    out.on.emplace_back(std::string(column.str()), *other);
  }
  if (const toml::node* required = table.get("required")) {
    if (!required->is_boolean())
      return MappingError(file, LineOf(*required), kPath, "required takes true or false");
    out.required = *required->value<bool>();
  }
  return out;
}

bool Has(const Rule& rule, absl::string_view field) {
  return std::any_of(rule.fields.begin(), rule.fields.end(),
                     [&](const FieldRule& f) { return f.field->name() == field; });
}

const TableDecl* FindTable(const Mapping& mapping, absl::string_view name) {
  for (const TableDecl& table : mapping.tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

absl::Status UnknownTable(const Mapping& mapping, int line, absl::string_view path,
                          absl::string_view name) {
  std::vector<std::string> names;
  for (const TableDecl& table : mapping.tables) names.push_back(table.name);
  return MappingError(
      mapping.file, line, path,
      absl::StrCat("there is no table ", name, "; accepted: ", absl::StrJoin(names, ", ")));
}

absl::Status CheckJoins(const Mapping& mapping) {
  std::set<std::pair<std::string, std::string>> aliases;
  for (const JoinDecl& join : mapping.joins) {
    for (const std::string& name : {join.table, join.from}) {
      if (FindTable(mapping, name) == nullptr)
        return UnknownTable(mapping, join.line, "[[join]]", name);
    }
    if (!aliases.emplace(join.table, join.as).second) {
      return MappingError(mapping.file, join.line, "[[join]]",
                          absl::StrCat(join.table, " has a join as ", join.as,
                                       " already; give this one as = \"...\""));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const Mapping& mapping, const Rule& rule) {
  const TableDecl* table = FindTable(mapping, rule.table);
  if (table == nullptr)
    return UnknownTable(mapping, rule.line, absl::StrCat(rule.title, ": table"), rule.table);
  std::vector<absl::string_view> required;
  switch (rule.kind) {
    case RuleKind::kAccount:
      required = {"id"};
      break;
    case RuleKind::kDecision:
      required = {"id", "account"};
      break;
    case RuleKind::kStakeholder:
      required = {"id"};
      break;
    case RuleKind::kSignal:
      required = {"account", "kind", "occurred_at"};
      break;
  }
  for (absl::string_view field : required) {
    if (!Has(rule, field))
      return MappingError(mapping.file, rule.line, rule.title, absl::StrCat("needs ", field));
  }
  if (rule.kind == RuleKind::kStakeholder && rule.account.empty()) {
    return MappingError(mapping.file, rule.line, rule.title, "needs account");
  }
  if (rule.kind != RuleKind::kSignal) return absl::OkStatus();
  if (mapping.source.empty() && !Has(rule, "source")) {
    return MappingError(mapping.file, rule.line, rule.title,
                        "needs source, here or at the top of the file");
  }
  if (table->key.empty() && !Has(rule, "source_event_id")) {
    return MappingError(mapping.file, rule.line, rule.title,
                        absl::StrCat("needs source_event_id, or a key of table ", rule.table,
                                     ", so that importing again sends the same ids"));
  }
  return absl::OkStatus();
}

// Two signals made of one row need two ids.
absl::Status CheckNames(const Mapping& mapping) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Rule& rule : mapping.rules) {
    if (rule.kind != RuleKind::kSignal || Has(rule, "source_event_id")) continue;
    if (!seen.emplace(rule.table, rule.name).second) {
      return MappingError(
          mapping.file, rule.line, rule.title,
          absl::StrCat(
              "another signal rule of table ", rule.table,
              " has the same name, so their signals would have the same ids; give this one "
              "another name = \"...\""));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Mapping> ParseMapping(absl::string_view text, const std::string& file) {
  toml::table root;
  try {
    root = toml::parse(std::string_view(text.data(), text.size()));
  } catch (const toml::parse_error& error) {
    return MappingError(file, static_cast<int>(error.source().begin.line), "",
                        std::string(error.description()));
  }
  absl::Status status =
      CheckKeys(root, file, "",
                {"version", "name", "source", "time_format", "time_of_day", "zone", "table", "join",
                 "account", "decision", "stakeholder", "signal"});
  if (!status.ok()) return status;
  if (root["version"].value_or(0) != 1) return MappingError(file, 1, "version", "takes 1");
  Mapping mapping;
  mapping.file = file;
  auto source = TextAt(root, "source", file, "", "");
  if (!source.ok()) return source.status();
  mapping.source = *source;
  TimeFormat time;
  status = ParseTimeKeys(root, file, "", time);
  if (!status.ok()) return status;

  auto tables = TablesAt(root, "table", file);
  if (!tables.ok()) return tables.status();
  for (const toml::table* table : *tables) {
    auto parsed = ParseTable(*table, file);
    if (!parsed.ok()) return parsed.status();
    if (FindTable(mapping, parsed->name) != nullptr) {
      return MappingError(file, parsed->line, "[[table]]",
                          absl::StrCat("table ", parsed->name, " is declared twice"));
    }
    mapping.tables.push_back(*std::move(parsed));
  }
  auto joins = TablesAt(root, "join", file);
  if (!joins.ok()) return joins.status();
  for (const toml::table* join : *joins) {
    auto parsed = ParseJoin(*join, file);
    if (!parsed.ok()) return parsed.status();
    mapping.joins.push_back(*std::move(parsed));
  }
  if (status = CheckJoins(mapping); !status.ok()) return status;

  const RuleParser parser(file, time);
  for (const auto& [key, kind] :
       {std::pair{"account", RuleKind::kAccount}, std::pair{"decision", RuleKind::kDecision},
        std::pair{"stakeholder", RuleKind::kStakeholder}, std::pair{"signal", RuleKind::kSignal}}) {
    auto rules = TablesAt(root, key, file);
    if (!rules.ok()) return rules.status();
    for (const toml::table* rule : *rules) {
      auto parsed = parser.Parse(kind, *rule);
      if (!parsed.ok()) return parsed.status();
      if (status = CheckRule(mapping, *parsed); !status.ok()) return status;
      mapping.rules.push_back(*std::move(parsed));
    }
  }
  if (mapping.rules.empty()) {
    return MappingError(file, 1, "",
                        "has no [[account]], [[decision]], [[stakeholder]] or [[signal]] rule");
  }
  if (status = CheckNames(mapping); !status.ok()) return status;
  return mapping;
}

absl::StatusOr<Mapping> ReadMapping(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("--mapping: cannot read ", path));
  std::stringstream text;
  text << file.rdbuf();
  return ParseMapping(text.str(), path);
}

}  // namespace parallax::cli
