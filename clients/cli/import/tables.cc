#include "clients/cli/import/tables.h"

#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/import/column_use.h"

namespace parallax::cli {
namespace {

// Opens the tables of a mapping, one after the other.
class Opener {
 public:
  Opener(const Mapping& mapping, const std::vector<std::string>& inputs,
         const Tables::OnBadRow& on_bad_row)
      : mapping_(mapping), inputs_(inputs), on_bad_row_(on_bad_row), use_(FindColumnUse(mapping)) {}

  // The table without its joins.
  absl::StatusOr<const SourceTable*> Open(const std::string& name) {
    const auto known = opened_.find(name);
    if (known != opened_.end()) return &known->second;
    for (const TableDecl& decl : mapping_.tables) {
      if (decl.name != name) continue;
      auto table = OpenTable(decl);
      if (!table.ok()) return table.status();
      return &opened_.emplace(name, *std::move(table)).first->second;
    }
    return absl::NotFoundError(absl::StrCat("there is no table ", name));
  }

  absl::StatusOr<SourceTable> OpenWithJoins(const std::string& name) {
    auto own = Open(name);
    if (!own.ok()) return own.status();
    SourceTable table = **own;
    for (std::size_t i = 0; i < mapping_.joins.size(); ++i) {
      if (mapping_.joins[i].table != name) continue;
      if (absl::Status status = AddJoin(i, table); !status.ok()) return status;
    }
    table.exported_at = mapping_.exported_at;
    if (!table.exported_at.empty()) {
      std::vector<std::string> names = table.columns.names();
      names.push_back(kExportedAt);
      table.columns = ColumnNames(std::move(names), table.columns.others());
    }
    return table;
  }

 private:
  absl::Status Error(int line, absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(mapping_.file, ":", line, ": ", what));
  }

  absl::StatusOr<SourceTable> OpenTable(const TableDecl& decl) {
    SourceTable table;
    table.decl = &decl;
    const std::set<std::string>& own = use_.own[decl.name];
    const std::vector<std::string> wanted(own.begin(), own.end());
    table.path = decl.path;
    if (table.path.empty() && !decl.optional) {
      return absl::NotFoundError(
          absl::StrCat(mapping_.file, ":", decl.line, ": [[table]] ", decl.name, ": there is no ",
                       absl::StrJoin(decl.files, " or "), " in ", absl::StrJoin(inputs_, ", ")));
    }
    if (table.path.empty()) {
      table.header = wanted;
    } else {
      std::error_code ignored;
      table.bytes = std::filesystem::file_size(table.path, ignored);
      auto header = ReadColumns(decl, table.path, wanted);
      if (!header.ok()) return header.status();
      table.header = *std::move(header);
    }
    table.columns = ColumnNames(table.header);
    if (absl::Status status = AddPrevious(decl, table); !status.ok()) return status;
    for (const std::string& column : decl.key) {
      if (table.columns.Find(column) >= 0) continue;
      return Error(decl.line,
                   absl::StrCat("[[table]] ", decl.name, ".key: ", table.columns.Unknown(column)));
    }
    return table;
  }

  absl::Status AddPrevious(const TableDecl& decl, SourceTable& table) {
    std::vector<std::string> names = table.header;
    for (const std::string& column : decl.previous_by) {
      table.previous_by.push_back(table.columns.Find(column));
      if (table.previous_by.back() < 0)
        return Error(decl.line, absl::StrCat("[[table]] ", decl.name,
                                             ".previous_by: ", table.columns.Unknown(column)));
    }
    for (const std::string& column : use_.previous[decl.name]) {
      const int at = table.columns.Find(column);
      if (at < 0) continue;  // the rule that reads it says so
      table.previous.push_back(at);
      names.push_back(absl::StrCat(kPrevious, column));
    }
    table.columns = ColumnNames(std::move(names));
    return absl::OkStatus();
  }

  absl::Status AddJoin(std::size_t at, SourceTable& table) {
    const JoinDecl& join = mapping_.joins[at];
    auto from = Open(join.from);
    if (!from.ok()) return from.status();
    auto index = Index(at, **from);
    if (!index.ok()) return index.status();
    BoundJoin bound{&join, *index, {}};
    for (const auto& [mine, theirs] : join.on) {
      bound.columns.push_back(table.columns.Find(mine));
      if (bound.columns.back() < 0) {
        return Error(join.line, absl::StrCat("[[join]] of ", join.table,
                                             ".on: ", table.columns.Unknown(mine)));
      }
    }
    auto joined = [&](const std::vector<std::string>& columns, std::vector<std::string> names) {
      for (const std::string& column : columns) names.push_back(absl::StrCat(join.as, ".", column));
      return names;
    };
    table.columns = ColumnNames(joined((*index)->columns(), table.columns.names()),
                                joined((*from)->header, table.columns.others()));
    table.joins.push_back(std::move(bound));
    return absl::OkStatus();
  }

  // Joins that look the same columns of a table up by the same key share what is in memory.
  absl::StatusOr<std::shared_ptr<const JoinIndex>> Index(std::size_t at, const SourceTable& from) {
    const JoinDecl& join = mapping_.joins[at];
    const std::set<std::string>& keep = use_.joined[at];
    std::string name = absl::StrCat(join.from, "\n", static_cast<int>(join.many));
    for (const auto& [mine, theirs] : join.on) absl::StrAppend(&name, "\n", theirs);
    absl::StrAppend(&name, "\n\n", absl::StrJoin(keep, "\n"));
    std::shared_ptr<const JoinIndex>& index = indexes_[name];
    if (index != nullptr) return index;
    if (from.path.empty()) {
      index = std::make_shared<const JoinIndex>(JoinIndex::Empty(keep));
      return index;
    }
    // A table that rules read says of its bad rows itself.
    bool reports = true;
    for (const Rule& rule : mapping_.rules) reports &= rule.table != join.from;
    auto loaded = JoinIndex::Load(mapping_, join, *from.decl, from.path, from.header, keep,
                                  [&](const CsvRow& row, const absl::Status& why) {
                                    if (reports) on_bad_row_(*from.decl, row, why);
                                  });
    if (!loaded.ok()) return loaded.status();
    index = std::make_shared<const JoinIndex>(*std::move(loaded));
    return index;
  }

  const Mapping& mapping_;
  const std::vector<std::string>& inputs_;
  const Tables::OnBadRow& on_bad_row_;
  ColumnUse use_;
  std::map<std::string, SourceTable> opened_;
  std::map<std::string, std::shared_ptr<const JoinIndex>> indexes_;
};

}  // namespace

absl::StatusOr<Tables> Tables::Open(const Mapping& mapping, const std::vector<std::string>& inputs,
                                    const OnBadRow& on_bad_row) {
  Opener opener(mapping, inputs, on_bad_row);
  Tables out;
  std::vector<std::string> used;
  for (const Rule& rule : mapping.rules) used.push_back(rule.table);
  for (const SnapshotDecl& snapshot : mapping.snapshots) used.push_back(snapshot.table);
  for (const std::string& name : used) {
    if (out.tables_.count(name) > 0) continue;
    auto table = opener.OpenWithJoins(name);
    if (!table.ok()) return table.status();
    out.tables_.emplace(name, *std::move(table));
  }
  return out;
}

std::vector<Tables::Held> Tables::held() const {
  std::vector<Held> out;
  std::set<const JoinIndex*> seen;
  for (const auto& [name, table] : tables_) {
    for (const BoundJoin& join : table.joins) {
      if (!seen.insert(join.index.get()).second) continue;
      out.push_back({join.decl->from, join.index->rows(), join.index->bytes()});
    }
  }
  return out;
}

absl::StatusOr<std::unique_ptr<TableReader>> TableReader::Open(const SourceTable& table) {
  std::unique_ptr<TableReader> reader(new TableReader(table));
  auto records = OpenRecords(*table.decl, table.path, table.header);
  if (!records.ok()) return records.status();
  reader->reader_ = *std::move(records);
  return reader;
}

absl::StatusOr<bool> TableReader::Next() {
  absl::StatusOr<bool> read = reader_->Next(record_);
  if (!read.ok() || !*read) return read;
  views_.assign(record_.fields.begin(), record_.fields.end());
  AddPrevious();
  for (const BoundJoin& join : table_.joins) {
    key_.clear();
    for (int column : join.columns) key_.push_back(views_[column]);
    if (join.index->Find(key_, views_) || !join.decl->required) continue;
    std::vector<std::string> values;
    for (std::size_t i = 0; i < key_.size(); ++i)
      values.push_back(absl::StrCat(join.decl->on[i].second, " = ", key_[i]));
    return absl::InvalidArgumentError(absl::StrCat(table_.decl->file, ":", record_.line,
                                                   ": no row of ", join.decl->from, " has ",
                                                   absl::StrJoin(values, ", ")));
  }
  if (!table_.exported_at.empty()) views_.push_back(table_.exported_at);
  return true;
}

void TableReader::AddPrevious() {
  if (table_.previous_by.empty()) return;
  std::string key;
  for (int column : table_.previous_by)
    absl::StrAppend(&key, views_[column].size(), ":", views_[column]);
  std::vector<std::string>& last = last_[key];
  before_ = last;
  before_.resize(table_.previous.size());
  last.clear();
  for (int column : table_.previous) last.emplace_back(views_[column]);
  views_.insert(views_.end(), before_.begin(), before_.end());
}

}  // namespace parallax::cli
