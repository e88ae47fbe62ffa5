// The small side of a join, in memory.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_JOIN_INDEX_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_JOIN_INDEX_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/csv_reader.h"
#include "clients/cli/import/mapping.h"

namespace parallax::cli {

// Rows of a table by the columns that a join looks them up by; only the columns that rules read are
// kept. Immutable once loaded.
class JoinIndex {
 public:
  // Called with a record that cannot be read, and why.
  using OnBadRow = std::function<void(const CsvRow& row, const absl::Status& why)>;

  // Every column is empty, for a file that may be missing.
  static JoinIndex Empty(const std::set<std::string>& keep);
  // Reads the file once. `columns` are its columns. INVALID_ARGUMENT names the mapping's line, or
  // the second row with a key that must tell rows apart. Memory: see bytes().
  static absl::StatusOr<JoinIndex> Load(const Mapping& mapping, const JoinDecl& join,
                                        const TableDecl& from, const std::string& path,
                                        const std::vector<std::string>& columns,
                                        const std::set<std::string>& keep,
                                        const OnBadRow& on_bad_row);

  // Names of the columns that Find answers.
  const std::vector<std::string>& columns() const { return columns_; }
  // Appends the partner's columns to `row`, empty ones when there is none. False then. An empty key
  // has no partner.
  bool Find(const std::vector<absl::string_view>& key, std::vector<absl::string_view>& row) const;

  std::uint64_t rows() const { return rows_.size(); }
  // Of the process's memory, about.
  std::uint64_t bytes() const { return bytes_; }

 private:
  absl::Status Add(const JoinDecl& join, std::string&& key, std::vector<std::string> row);

  std::vector<std::string> columns_;
  absl::flat_hash_map<std::string, std::vector<std::string>> rows_;
  std::uint64_t bytes_ = 0;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_JOIN_INDEX_H_
