// A streaming reader of RFC 4180: quoted fields, quotes doubled inside them, line ends inside them,
// CRLF or LF, a UTF-8 byte order mark. Strict, because a misread quote would shift every field
// after it. Memory: one record.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_CSV_READER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_CSV_READER_H_

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace parallax::cli {

struct CsvRow {
  std::vector<std::string> fields;
  std::string raw;         // as it stood in the file, without its line end
  std::uint64_t line = 0;  // of its first character, from 1
};

class CsvReader {
 public:
  struct Options {
    char delimiter = ',';
    std::size_t max_field_bytes = 1u << 20;
    std::size_t max_fields = 4096;
  };

  // `name` begins every error, "touches.csv:12:7: ...". REQUIRES: the stream outlives the reader.
  CsvReader(std::istream& in, std::string name, Options options);

  // The next record into `row`; false at the end. Blank lines are skipped. INVALID_ARGUMENT names
  // file, line and column (bytes, from 1); `row` then holds what was read of the record, the rest
  // of its line is skipped, and reading may go on.
  absl::StatusOr<bool> Read(CsvRow& row);

  // Bytes taken from the stream so far.
  std::uint64_t bytes() const { return consumed_; }

 private:
  static constexpr int kEnd = -1;

  int Peek();
  int Take(CsvRow& row);
  absl::Status ReadQuoted(CsvRow& row, std::string& field);
  absl::Status ReadPlain(CsvRow& row, std::string& field);
  absl::Status Append(CsvRow& row, std::string& field, char c) const;
  absl::Status Error(absl::string_view what) const;
  void SkipLine(CsvRow& row);
  bool TakeLineEnd(CsvRow& row);
  void SkipByteOrderMark();

  std::istream& in_;
  const std::string name_;
  const Options options_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t consumed_ = 0, line_ = 1, column_ = 1;
  bool started_ = false;
};

// True for well-formed UTF-8 without NUL.
bool IsCleanUtf8(absl::string_view text);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_CSV_READER_H_
