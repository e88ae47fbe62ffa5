// The directory a store lives in, held by one process at a time.
#ifndef PARALLAX_CORE_STORE_SQLITE_DATA_DIR_H_
#define PARALLAX_CORE_STORE_SQLITE_DATA_DIR_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace parallax::sqlite {

class DataDir {
 public:
  // Makes the directory (and its parents) where missing, readable by its owner alone, and takes its
  // lock until this object dies or the process does, however it dies. Errors: FAILED_PRECONDITION
  // when another server holds it, INVALID_ARGUMENT when it cannot be a directory.
  static absl::StatusOr<DataDir> Lock(const std::string& directory);

  DataDir(DataDir&& other) noexcept
      : file_(std::move(other.file_)),
        mark_(std::move(other.mark_)),
        descriptor_(std::exchange(other.descriptor_, -1)) {}
  DataDir& operator=(DataDir&&) = delete;
  ~DataDir();

  const std::string& database_file() const { return file_; }
  const std::string& mark_file() const { return mark_; }

 private:
  DataDir(const std::string& directory, int descriptor)
      : file_(directory + "/parallax.db"),
        mark_(directory + "/parallax.mark"),
        descriptor_(descriptor) {}

  std::string file_, mark_;
  int descriptor_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_DATA_DIR_H_
