// The records of a table's file, whatever their format: CSV, JSON or CloudEvents.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_RECORD_READER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_RECORD_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/import/csv_reader.h"
#include "clients/cli/import/mapping.h"

namespace parallax::cli {

// One pass over a file. Memory: one record and the buffers of InputFile.
class RecordReader {
 public:
  virtual ~RecordReader() = default;

  // The next record into `row`, its fields in the order of the columns; false at the end.
  // INVALID_ARGUMENT is about this record only and begins with "FILE:LINE:"; any other error ends
  // the file.
  virtual absl::StatusOr<bool> Next(CsvRow& row) = 0;
  // Bytes of the file, packed as it lies there, that were read so far.
  virtual std::uint64_t bytes() const = 0;
  // What a file of rejected records begins with: the header of a CSV file as it stood, else empty.
  virtual const std::string& head() const = 0;
};

// The column names of a CSV file, by the table's way of reading headers. `wanted` are the columns
// that the mapping reads: of JSON they are all there is to know. INVALID_ARGUMENT: an empty file, a
// column without name or twice.
absl::StatusOr<std::vector<std::string>> ReadColumns(const TableDecl& table,
                                                     const std::string& path,
                                                     const std::vector<std::string>& wanted);

// REQUIRES: the table outlives the reader, and `columns` are those of ReadColumns.
absl::StatusOr<std::unique_ptr<RecordReader>> OpenRecords(const TableDecl& table,
                                                          const std::string& path,
                                                          const std::vector<std::string>& columns);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_RECORD_READER_H_
