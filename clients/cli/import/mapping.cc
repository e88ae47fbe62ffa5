#include "clients/cli/import/mapping.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "clients/cli/import/rule_parser.h"
#include "clients/cli/import/snapshot_parser.h"
#include "clients/cli/import/table_parser.h"
#include "clients/cli/import/toml_view.h"
#include "parallax/v1/signal.pb.h"

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
      if (rule.message.empty()) required = {"account", "kind", "occurred_at"};
      break;
  }
  for (absl::string_view field : required) {
    if (!Has(rule, field))
      return MappingError(mapping.file, rule.line, rule.title, absl::StrCat("needs ", field));
  }
  if (rule.kind == RuleKind::kStakeholder && rule.account.empty()) {
    return MappingError(mapping.file, rule.line, rule.title, "needs account");
  }
  if (rule.kind != RuleKind::kSignal || !rule.message.empty()) return absl::OkStatus();
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

// An event is known by its source and id (CloudEvents 1.0.2, 3.1): its signals by the same, unless
// a rule says otherwise.
absl::Status AddEventKey(const ValueParser& values, Rule& rule) {
  toml::table key;
  key.insert("source", toml::table{{"column", "source"}, {"type", "id"}});
  key.insert("source_event_id",
             toml::table{{"value", rule.name.empty() ? "{id}" : absl::StrCat("{id}:", rule.name)},
                         {"type", "id"}});
  for (const auto& [name, node] : key) {
    if (Has(rule, std::string(name.str()))) continue;
    FieldRule field;
    field.field = v1::Signal::descriptor()->FindFieldByName(std::string(name.str()));
    field.path = absl::StrCat(rule.title, ": ", std::string(name.str()));
    auto value = values.Parse(node, field.path);
    if (!value.ok()) return value.status();
    field.values.push_back(*std::move(value));
    rule.fields.push_back(std::move(field));
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

absl::StatusOr<Mapping> ParseMapping(absl::string_view text, const std::string& file,
                                     const MappingOptions& options) {
  toml::table root;
  try {
    root = toml::parse(std::string_view(text.data(), text.size()));
  } catch (const toml::parse_error& error) {
    return MappingError(file, static_cast<int>(error.source().begin.line), "",
                        std::string(error.description()));
  }
  absl::Status status = CheckKeys(
      root, file, "",
      {"version", "name", "source", "salt", "exported_at", "time_format", "time_of_day", "zone",
       "table", "join", "account", "decision", "stakeholder", "signal", "snapshot"});
  if (!status.ok()) return status;
  if (root["version"].value_exact<std::int64_t>() != 1)
    return MappingError(file, 1, "version", "takes 1");
  Mapping mapping;
  mapping.file = file;
  auto source = TextAt(root, "source", file, "", "");
  if (!source.ok()) return source.status();
  mapping.source = *source;
  auto salt = TextAt(root, "salt", file, "", "");
  if (!salt.ok()) return salt.status();
  auto exported = TextAt(root, "exported_at", file, "", "");
  if (!exported.ok()) return exported.status();
  if (!exported->empty() && !ParseTimeAs(TimeFormat(), *exported).ok()) {
    return MappingError(file, LineOf(*root.get("exported_at")), "exported_at",
                        "takes a time such as \"2026-04-29T12:00:00Z\"");
  }
  if (!exported->empty()) SetExportedAt(*ParseTimeAs(TimeFormat(), *exported), mapping);
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
    if (options.format) parsed->format = *options.format;
    parsed->format_given |= options.format.has_value();
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

  const ValueParser values(file, time, *salt);
  const RuleParser parser(values);
  for (const auto& [key, kind] :
       {std::pair{"account", RuleKind::kAccount}, std::pair{"decision", RuleKind::kDecision},
        std::pair{"stakeholder", RuleKind::kStakeholder}, std::pair{"signal", RuleKind::kSignal}}) {
    auto rules = TablesAt(root, key, file);
    if (!rules.ok()) return rules.status();
    for (const toml::table* rule : *rules) {
      auto parsed = parser.Parse(kind, *rule);
      if (!parsed.ok()) return parsed.status();
      const TableDecl* of = FindTable(mapping, parsed->table);
      if (kind == RuleKind::kSignal && of != nullptr && of->format == TableFormat::kCloudEvents) {
        if (status = AddEventKey(values, *parsed); !status.ok()) return status;
      }
      if (status = CheckRule(mapping, *parsed); !status.ok()) return status;
      mapping.rules.push_back(*std::move(parsed));
    }
  }
  auto snapshots = TablesAt(root, "snapshot", file);
  if (!snapshots.ok()) return snapshots.status();
  for (const toml::table* snapshot : *snapshots) {
    auto parsed = ParseSnapshot(*snapshot, values, parser, mapping);
    if (!parsed.ok()) return parsed.status();
    mapping.snapshots.push_back(*std::move(parsed));
  }
  if (mapping.rules.empty() && mapping.snapshots.empty()) {
    return MappingError(
        file, 1, "",
        "has no [[account]], [[decision]], [[stakeholder]], [[signal]] or [[snapshot]]");
  }
  if (status = CheckNames(mapping); !status.ok()) return status;
  return mapping;
}

void SetExportedAt(absl::Time time, Mapping& mapping) {
  mapping.exported_at = absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

absl::StatusOr<Mapping> ReadMapping(const std::string& path, const MappingOptions& options) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("--mapping: cannot read ", path));
  std::stringstream text;
  text << file.rdbuf();
  return ParseMapping(text.str(), path, options);
}

}  // namespace parallax::cli
