// The files of a mapping, found and opened: their columns, and their rows joined to the rows of
// other tables.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_TABLES_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_TABLES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/join_index.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/record_reader.h"

namespace parallax::cli {

// A join, bound to the columns of its table.
struct BoundJoin {
  const JoinDecl* decl = nullptr;
  std::shared_ptr<const JoinIndex> index;
  std::vector<int> columns;  // of the row so far, in the order of decl->on
};

struct SourceTable {
  const TableDecl* decl = nullptr;
  std::string path;         // empty: the file of an optional table is not there
  std::uint64_t bytes = 0;  // of the file
  std::vector<std::string> header;
  std::vector<int> previous_by, previous;  // columns that find the row before, and that it adds
  std::vector<BoundJoin> joins;
  std::string exported_at;                // in the column of that name, where it is known
  ColumnNames columns = ColumnNames({});  // own, of the row before, joined
};

class Tables {
 public:
  // Hears of records of joined tables that cannot be read; "FILE:LINE: ..." says why.
  using OnBadRow =
      std::function<void(const TableDecl& table, const CsvRow& row, const absl::Status& why)>;

  // Opens every file a rule or join needs, reads the headers and loads the joined tables. NOT_FOUND
  // (`inputs` are where ChooseFiles looked) or INVALID_ARGUMENT names the mapping's line or the
  // file. REQUIRES: the mapping outlives it.
  static absl::StatusOr<Tables> Open(const Mapping& mapping, const std::vector<std::string>& inputs,
                                     const OnBadRow& on_bad_row);

  // REQUIRES: a rule uses it.
  const SourceTable& at(const std::string& name) const { return tables_.at(name); }

  // The joined tables in memory, each once.
  struct Held {
    std::string table;
    std::uint64_t rows = 0, bytes = 0;
  };
  std::vector<Held> held() const;

 private:
  std::map<std::string, SourceTable> tables_;
};

// One pass over a table.
class TableReader {
 public:
  // REQUIRES: the table has a path and outlives the reader.
  static absl::StatusOr<std::unique_ptr<TableReader>> Open(const SourceTable& table);

  // The next row; false at the end. INVALID_ARGUMENT is about this row only ("touches.csv:12:
  // ..."), and reading may go on; any other error ends the file. The views hold until the next
  // call.
  absl::StatusOr<bool> Next();
  Row row() const { return views_; }
  const CsvRow& record() const { return record_; }
  std::uint64_t bytes() const { return reader_->bytes(); }
  const std::string& head() const { return reader_->head(); }

 private:
  explicit TableReader(const SourceTable& table) : table_(table) {}
  void AddPrevious();

  const SourceTable& table_;
  std::unique_ptr<RecordReader> reader_;
  CsvRow record_;
  std::vector<absl::string_view> views_, key_;
  // Of tables with previous_by only: what was last seen of each key, and the row before this one.
  absl::flat_hash_map<std::string, std::vector<std::string>> last_;
  std::vector<std::string> before_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_TABLES_H_
