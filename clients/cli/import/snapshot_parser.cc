#include "clients/cli/import/snapshot_parser.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "clients/cli/import/toml_view.h"
#include "clients/cli/import/when_parser.h"

namespace parallax::cli {
namespace {

// The columns that the rules of a change see.
std::vector<std::string> ColumnsOfChange(const std::vector<std::string>& compared) {
  std::vector<std::string> out = {kChangeKey, kChangeAccount, kChangeStakeholder, kExportedAt};
  for (const std::string& column : compared) {
    out.push_back(absl::StrCat(kBefore, column));
    out.push_back(absl::StrCat(kAfter, column));
  }
  return out;
}

// A rule of a change: like any signal rule, but it needs no table, and its times are the export's.
absl::StatusOr<Rule> ParseChangeRule(const toml::table& table, const std::string& file,
                                     const RuleParser& rules, const SnapshotDecl& decl) {
  toml::table whole = table;
  if (whole.contains("table"))
    return MappingError(file, LineOf(table), "[[snapshot]]", "its rules take no table");
  whole.insert("table", decl.changes.name);
  for (const char* time : {"occurred_at", "available_at"}) {
    if (!whole.contains(time)) whole.insert(time, "{@exported_at}");
  }
  auto rule = rules.Parse(RuleKind::kSignal, whole);
  if (!rule.ok()) return rule;
  rule->line = LineOf(table);
  for (const char* needed : {"account", "kind"}) {
    const bool there = std::any_of(rule->fields.begin(), rule->fields.end(),
                                   [&](const auto& f) { return f.field->name() == needed; });
    if (!there) return MappingError(file, rule->line, rule->title, absl::StrCat("needs ", needed));
  }
  return rule;
}

}  // namespace

absl::StatusOr<SnapshotDecl> ParseSnapshot(const toml::table& table, const ValueParser& values,
                                           const RuleParser& rules, const Mapping& mapping) {
  constexpr char kPath[] = "[[snapshot]]";
  const std::string& file = mapping.file;
  absl::Status status = CheckKeys(table, file, kPath,
                                  {"table", "object", "key", "columns", "account", "stakeholder",
                                   "when", "added", "removed", "changed"});
  if (!status.ok()) return status;
  SnapshotDecl decl;
  decl.line = LineOf(table);
  auto of = TextAt(table, "table", file, kPath, "");
  if (!of.ok()) return of.status();
  decl.table = *of;
  const auto at = std::find_if(mapping.tables.begin(), mapping.tables.end(),
                               [&](const TableDecl& t) { return t.name == decl.table; });
  if (at == mapping.tables.end())
    return MappingError(file, decl.line, kPath, absl::StrCat("there is no table ", decl.table));
  auto object = TextAt(table, "object", file, kPath, decl.table);
  if (!object.ok()) return object.status();
  decl.object = *object;
  decl.key = at->key;
  for (const auto& [key, columns] :
       {std::pair{"key", &decl.key}, std::pair{"columns", &decl.columns}}) {
    const toml::node* node = table.get(key);
    if (node == nullptr) continue;
    auto names = TextsAt(*node, file, absl::StrCat(kPath, ".", key));
    if (!names.ok()) return names.status();
    *columns = *std::move(names);
  }
  if (decl.key.empty() || decl.columns.empty())
    return MappingError(file, decl.line, kPath, "needs key (or that of its table) and columns");
  if (mapping.source.empty())
    return MappingError(file, decl.line, kPath, "needs source at the top of the file");
  for (const auto& [key, into] :
       {std::pair{"account", &decl.account}, std::pair{"stakeholder", &decl.stakeholder}}) {
    const toml::node* node = table.get(key);
    if (node == nullptr) continue;
    auto value = values.Parse(*node, absl::StrCat(kPath, ".", key));
    if (!value.ok()) return value.status();
    into->push_back(*std::move(value));
  }
  if (const toml::node* when = table.get("when")) {
    auto conditions = ParseWhen(*when, file, absl::StrCat(kPath, ".when"));
    if (!conditions.ok()) return conditions.status();
    decl.when = *std::move(conditions);
  }
  decl.changes.name = absl::StrCat("snapshot.", decl.object);
  decl.changes.file = absl::StrCat("snapshot of ", decl.object);
  decl.changes.key = {kChangeKey, kExportedAt};
  decl.changes.line = decl.line;
  decl.change_columns = ColumnsOfChange(decl.columns);
  for (const auto& [key, into] :
       {std::pair{"added", &decl.added}, std::pair{"removed", &decl.removed},
        std::pair{"changed", &decl.changed}}) {
    const toml::node* node = table.get(key);
    if (node == nullptr) continue;
    const toml::array* items = node->as_array();
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      if ((*items)[i].as_table() == nullptr) items = nullptr;
      if (items == nullptr) break;
      auto rule = ParseChangeRule(*(*items)[i].as_table(), file, rules, decl);
      if (!rule.ok()) return rule.status();
      if (rule->name.empty()) rule->name = i == 0 ? key : absl::StrCat(key, i + 1);
      into->push_back(*std::move(rule));
    }
    if (items == nullptr)
      return MappingError(file, LineOf(*node), kPath,
                          absl::StrCat("is written [[snapshot.", key, "]]"));
  }
  return decl;
}

}  // namespace parallax::cli
