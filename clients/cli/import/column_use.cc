#include "clients/cli/import/column_use.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace parallax::cli {
namespace {

void AddColumns(const ValueExpr& value, std::set<std::string>& out) {
  for (const std::string& column : value.Columns()) out.insert(column);
}

void AddColumns(const std::vector<FieldRule>& fields, std::set<std::string>& out) {
  for (const FieldRule& field : fields) {
    for (const ValueExpr& value : field.values) AddColumns(value, out);
    for (const auto& [key, value] : field.entries) AddColumns(value, out);
    AddColumns(field.children, out);
  }
}

void AddColumns(const std::vector<Condition>& conditions, std::set<std::string>& out) {
  for (const Condition& condition : conditions) {
    if (!condition.column.empty()) out.insert(condition.column);
    if (!condition.other.empty()) out.insert(condition.other);
    AddColumns(condition.any, out);
  }
}

}  // namespace

std::set<std::string> ColumnsOf(const Rule& rule) {
  std::set<std::string> out;
  AddColumns(rule.when, out);
  AddColumns(rule.fields, out);
  for (const ValueExpr& value : rule.account) AddColumns(value, out);
  for (const ValueExpr& value : rule.message) AddColumns(value, out);
  return out;
}

ColumnUse FindColumnUse(const Mapping& mapping) {
  std::map<std::string, std::set<std::string>> named;
  for (const Rule& rule : mapping.rules) named[rule.table].merge(ColumnsOf(rule));
  for (const SnapshotDecl& snapshot : mapping.snapshots) {
    std::set<std::string>& names = named[snapshot.table];
    names.insert(snapshot.key.begin(), snapshot.key.end());
    names.insert(snapshot.columns.begin(), snapshot.columns.end());
    for (const ValueExpr& value : snapshot.account) AddColumns(value, names);
    for (const ValueExpr& value : snapshot.stakeholder) AddColumns(value, names);
    AddColumns(snapshot.when, names);
  }
  for (const TableDecl& table : mapping.tables)
    named[table.name].insert(table.key.begin(), table.key.end());
  for (const JoinDecl& join : mapping.joins) {
    for (const auto& [mine, theirs] : join.on) {
      named[join.table].insert(mine);
      named[join.from].insert(theirs);
    }
  }
  ColumnUse use;
  for (const TableDecl& table : mapping.tables) {
    if (table.previous_by.empty()) continue;
    std::set<std::string>& names = named[table.name];
    names.insert(table.previous_by.begin(), table.previous_by.end());
    std::set<std::string> own;
    for (const std::string& name : names) {
      absl::string_view rest = name;
      if (!absl::ConsumePrefix(&rest, kPrevious)) continue;
      use.previous[table.name].insert(std::string(rest));
      own.insert(std::string(rest));
    }
    names.insert(own.begin(), own.end());
  }
  for (const JoinDecl& join : mapping.joins) {
    std::set<std::string>& read = use.joined.emplace_back();
    const std::string prefix = absl::StrCat(join.as, ".");
    for (const std::string& name : named[join.table]) {
      if (absl::StartsWith(name, prefix)) read.insert(name.substr(prefix.size()));
    }
    use.own[join.from].insert(read.begin(), read.end());
  }
  for (const auto& [table, names] : named) {
    for (const std::string& name : names) {
      bool joined = name == kExportedAt ||
                    (use.previous.count(table) > 0 && absl::StartsWith(name, kPrevious));
      for (const JoinDecl& join : mapping.joins) {
        joined |= join.table == table && absl::StartsWith(name, absl::StrCat(join.as, "."));
      }
      if (!joined) use.own[table].insert(name);
    }
  }
  return use;
}

}  // namespace parallax::cli
