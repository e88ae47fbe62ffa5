// Rows that could not be imported: a CSV file of theirs, and the first few on stderr.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_REJECTS_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_REJECTS_H_

#include <fstream>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/write/origin.h"

namespace parallax::cli {

// Columns file, line, reason, row: row is the record as it stood in its file. Safe to use from
// several threads.
class Rejects {
 public:
  // Empty path: no file.
  static absl::Status Open(const std::string& path, std::ostream& err, Rejects& rejects);

  void Add(const Origin& origin, const std::string& reason);
  std::uint64_t count() const;
  // OK when everything was written.
  absl::Status Close();

 private:
  mutable absl::Mutex mutex_;
  std::string path_;
  std::ofstream file_;
  std::ostream* err_ = nullptr;
  std::uint64_t count_ = 0;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_REJECTS_H_
