// The CSV files of a mapping, opened: their columns, and their rows joined to the rows of other
// tables.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_TABLES_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_TABLES_H_

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/csv_reader.h"
#include "clients/cli/import/mapping.h"

namespace parallax::cli {

// A table in memory by the columns that joins look it up by.
struct JoinIndex {
  std::vector<std::string> columns;
  absl::flat_hash_map<std::string, std::vector<std::string>> rows;
  std::vector<absl::string_view> nothing;  // a partner with every column empty
};

// A join, bound to the columns of its table.
struct BoundJoin {
  const JoinDecl* decl = nullptr;
  std::shared_ptr<const JoinIndex> index;
  std::vector<int> columns;  // of the row so far, in the order of decl->on
};

struct SourceTable {
  const TableDecl* decl = nullptr;
  std::string path;
  std::uint64_t bytes = 0;  // of the file
  std::vector<std::string> header;
  std::vector<BoundJoin> joins;
  ColumnNames columns = ColumnNames({});  // own, then joined
};

class Tables {
 public:
  // Finds every file a rule or join needs among `inputs` (folders to look in, or files), reads the
  // headers and loads the joined tables. NOT_FOUND or INVALID_ARGUMENT names the mapping's line or
  // the file. REQUIRES: the mapping outlives it.
  static absl::StatusOr<Tables> Open(const Mapping& mapping,
                                     const std::vector<std::string>& inputs);

  // REQUIRES: a rule uses it.
  const SourceTable& at(const std::string& name) const { return tables_.at(name); }

 private:
  std::map<std::string, SourceTable> tables_;
};

// One pass over a table.
class TableReader {
 public:
  static absl::StatusOr<std::unique_ptr<TableReader>> Open(const SourceTable& table);

  // The next row; false at the end. INVALID_ARGUMENT is about this row only ("touches.csv:12:
  // ..."), and reading may go on. The views hold until the next call.
  absl::StatusOr<bool> Next();
  Row row() const { return views_; }
  const CsvRow& record() const { return record_; }
  std::uint64_t bytes() const { return reader_->bytes(); }

 private:
  explicit TableReader(const SourceTable& table) : table_(table) {}

  const SourceTable& table_;
  std::ifstream file_;
  std::unique_ptr<CsvReader> reader_;
  CsvRow record_;
  std::vector<absl::string_view> views_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_TABLES_H_
