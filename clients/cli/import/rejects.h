// Rows that could not be imported: files of theirs that can be mended and imported again, and the
// first few on stderr.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_REJECTS_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_REJECTS_H_

#include <fstream>
#include <map>
#include <ostream>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/write/origin.h"

namespace parallax::cli {

// A folder with a file for every table of which rows were rejected, in the format of the table and
// with its header, and errors.csv: file, line, column, reason. Safe to use from several threads.
class Rejects {
 public:
  // Empty path: no folder. INVALID_ARGUMENT when the folder holds something or cannot be made, so
  // that no rejects of another import are mixed in or read while they are written.
  static absl::Status Open(const std::string& path, std::ostream& err, Rejects& rejects);

  // What the rejects of a file begin with. To be said before its rows are added.
  void SetHead(const std::string& file, const std::string& head);
  void Add(const Origin& origin, const std::string& reason);
  std::uint64_t count() const;
  // OK when everything was written.
  absl::Status Close();

 private:
  struct File {
    std::string head;
    std::ofstream out;
    absl::flat_hash_set<std::uint64_t> lines;  // that are in it
  };
  void Keep(const Origin& origin) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::string path_;
  std::ofstream errors_;
  std::map<std::string, File> files_;
  std::ostream* err_ = nullptr;
  std::uint64_t count_ = 0;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_REJECTS_H_
