#include "clients/cli/import/tables.h"

#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace parallax::cli {
namespace {

// Adds one field to a key; its length in front keeps ("a", "bc") and ("ab", "c") apart.
void AppendKey(absl::string_view field, std::string& key) {
  absl::StrAppend(&key, field.size(), ":", field);
}

std::string BaseName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

absl::StatusOr<std::string> FindFile(const Mapping& mapping, const TableDecl& table,
                                     const std::vector<std::string>& inputs) {
  std::error_code ignored;
  for (const std::string& input : inputs) {
    if (std::filesystem::is_directory(input, ignored)) {
      const std::filesystem::path path = std::filesystem::path(input) / table.file;
      if (std::filesystem::is_regular_file(path, ignored)) return path.string();
    } else if (BaseName(input) == BaseName(table.file) &&
               std::filesystem::is_regular_file(input, ignored)) {
      return input;
    }
  }
  return absl::NotFoundError(absl::StrCat(mapping.file, ":", table.line, ": [[table]] ", table.name,
                                          ": there is no ", table.file, " in ",
                                          absl::StrJoin(inputs, ", ")));
}

absl::StatusOr<std::vector<std::string>> ReadHeader(CsvReader& reader, const std::string& name) {
  CsvRow row;
  absl::StatusOr<bool> read = reader.Read(row);
  if (!read.ok()) return read.status();
  if (!*read)
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": is empty; the first record names the columns"));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string& column = row.fields[i];
    if (column.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ":", row.line, ": column ", i + 1, " has no name"));
    }
    if (!seen.insert(column).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ":", row.line, ": column ", column, " is there twice"));
    }
  }
  return row.fields;
}

absl::StatusOr<SourceTable> OpenTable(const Mapping& mapping, const TableDecl& decl,
                                      const std::vector<std::string>& inputs) {
  SourceTable table;
  table.decl = &decl;
  auto path = FindFile(mapping, decl, inputs);
  if (!path.ok()) return path.status();
  table.path = *path;
  std::error_code ignored;
  table.bytes = std::filesystem::file_size(table.path, ignored);
  std::ifstream file(table.path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(table.path, ": cannot be read"));
  CsvReader reader(file, decl.file, {decl.delimiter});
  auto header = ReadHeader(reader, decl.file);
  if (!header.ok()) return header.status();
  table.header = *std::move(header);
  table.columns = ColumnNames(table.header);
  for (const std::string& column : decl.key) {
    if (table.columns.Find(column) < 0) {
      return absl::InvalidArgumentError(absl::StrCat(mapping.file, ":", decl.line, ": [[table]] ",
                                                     decl.name,
                                                     ".key: ", table.columns.Unknown(column)));
    }
  }
  return table;
}

// Columns of `from` that the join looks up by, in order.
std::vector<std::string> LookupColumns(const JoinDecl& join) {
  std::vector<std::string> out;
  for (const auto& [mine, theirs] : join.on) out.push_back(theirs);
  return out;
}

absl::StatusOr<std::shared_ptr<const JoinIndex>> Load(const Mapping& mapping, const JoinDecl& join,
                                                      const SourceTable& from) {
  std::vector<int> lookup;
  for (const std::string& column : LookupColumns(join)) {
    const int index = from.columns.Find(column);
    if (index < 0) {
      return absl::InvalidArgumentError(absl::StrCat(mapping.file, ":", join.line,
                                                     ": [[join]] from ", join.from,
                                                     ".on: ", from.columns.Unknown(column)));
    }
    lookup.push_back(index);
  }
  auto index = std::make_shared<JoinIndex>();
  index->columns = from.header;
  index->nothing.resize(from.header.size());
  std::ifstream file(from.path, std::ios::binary);
  CsvReader reader(file, from.decl->file, {from.decl->delimiter});
  CsvRow row;
  absl::StatusOr<bool> read = reader.Read(row);  // the header
  for (;;) {
    read = reader.Read(row);
    if (!read.ok()) return read.status();
    if (!*read) return std::shared_ptr<const JoinIndex>(index);
    if (row.fields.size() != from.header.size()) {
      return absl::InvalidArgumentError(absl::StrCat(from.decl->file, ":", row.line, ": has ",
                                                     row.fields.size(), " fields, the header has ",
                                                     from.header.size()));
    }
    std::string key;
    for (int column : lookup) AppendKey(row.fields[column], key);
    if (!index->rows.emplace(std::move(key), row.fields).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          from.decl->file, ":", row.line, ": a second row with the same ",
          absl::StrJoin(LookupColumns(join), ", "), "; table ", join.from, " is joined by it (",
          mapping.file, ":", join.line, "), so it must tell rows apart"));
    }
  }
}

}  // namespace

absl::StatusOr<Tables> Tables::Open(const Mapping& mapping,
                                    const std::vector<std::string>& inputs) {
  std::set<std::string> used;
  for (const Rule& rule : mapping.rules) used.insert(rule.table);
  std::map<std::string, SourceTable> opened;
  auto open = [&](const std::string& name) -> absl::Status {
    if (opened.count(name) > 0) return absl::OkStatus();
    for (const TableDecl& decl : mapping.tables) {
      if (decl.name != name) continue;
      auto table = OpenTable(mapping, decl, inputs);
      if (!table.ok()) return table.status();
      opened.emplace(name, *std::move(table));
    }
    return absl::OkStatus();
  };
  Tables out;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const JoinIndex>> loaded;
  for (const std::string& name : used) {
    if (absl::Status status = open(name); !status.ok()) return status;
    SourceTable table = opened.at(name);
    for (const JoinDecl& join : mapping.joins) {
      if (join.table != name) continue;
      if (absl::Status status = open(join.from); !status.ok()) return status;
      std::shared_ptr<const JoinIndex>& index =
          loaded[{join.from, absl::StrJoin(LookupColumns(join), ",")}];
      if (index == nullptr) {
        auto fresh = Load(mapping, join, opened.at(join.from));
        if (!fresh.ok()) return fresh.status();
        index = *std::move(fresh);
      }
      BoundJoin bound{&join, index, {}};
      for (const auto& [mine, theirs] : join.on) {
        const int column = table.columns.Find(mine);
        if (column < 0) {
          return absl::InvalidArgumentError(absl::StrCat(mapping.file, ":", join.line,
                                                         ": [[join]] of ", name,
                                                         ".on: ", table.columns.Unknown(mine)));
        }
        bound.columns.push_back(column);
      }
      std::vector<std::string> names = table.columns.names();
      for (const std::string& column : index->columns)
        names.push_back(absl::StrCat(join.as, ".", column));
      table.columns = ColumnNames(std::move(names));
      table.joins.push_back(std::move(bound));
    }
    out.tables_.emplace(name, std::move(table));
  }
  return out;
}

absl::StatusOr<std::unique_ptr<TableReader>> TableReader::Open(const SourceTable& table) {
  std::unique_ptr<TableReader> reader(new TableReader(table));
  reader->file_.open(table.path, std::ios::binary);
  if (!reader->file_) return absl::NotFoundError(absl::StrCat(table.path, ": cannot be read"));
  reader->reader_ = std::make_unique<CsvReader>(reader->file_, table.decl->file,
                                                CsvReader::Options{table.decl->delimiter});
  absl::StatusOr<bool> header = reader->reader_->Read(reader->record_);
  if (!header.ok()) return header.status();
  return reader;
}

absl::StatusOr<bool> TableReader::Next() {
  absl::StatusOr<bool> read = reader_->Read(record_);
  if (!read.ok() || !*read) return read;
  auto error = [&](absl::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat(table_.decl->file, ":", record_.line, ": ", what));
  };
  if (record_.fields.size() != table_.header.size()) {
    return error(absl::StrCat("has ", record_.fields.size(), " fields, the header has ",
                              table_.header.size()));
  }
  views_.assign(record_.fields.begin(), record_.fields.end());
  for (const BoundJoin& join : table_.joins) {
    std::string key;
    for (int column : join.columns) AppendKey(views_[column], key);
    const auto partner = join.index->rows.find(key);
    if (partner != join.index->rows.end()) {
      views_.insert(views_.end(), partner->second.begin(), partner->second.end());
    } else if (join.decl->required) {
      std::vector<std::string> values;
      for (std::size_t i = 0; i < join.columns.size(); ++i) {
        values.push_back(absl::StrCat(join.decl->on[i].second, " = ", views_[join.columns[i]]));
      }
      return error(
          absl::StrCat("no row of ", join.decl->from, " has ", absl::StrJoin(values, ", ")));
    } else {
      views_.insert(views_.end(), join.index->nothing.begin(), join.index->nothing.end());
    }
  }
  return true;
}

}  // namespace parallax::cli
