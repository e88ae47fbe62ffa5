#include "core/store/sqlite/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"

namespace parallax::sqlite {
namespace {

absl::Status Unusable(const char* why) {
  return InvalidArgument("data_dir", absl::StrCat("cannot be used as the data directory: ", why));
}

}  // namespace

absl::StatusOr<DataDir> DataDir::Lock(const std::string& directory) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(directory, error);
  if (error) return Unusable(error.message().c_str());
  if (made && chmod(directory.c_str(), 0700) != 0) return Unusable(std::strerror(errno));

  const std::string lock = absl::StrCat(directory, "/parallax.lock");
  const int descriptor = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return Unusable(std::strerror(errno));
  DataDir held(directory, descriptor);
  // flock rather than fcntl: it belongs to this open file, so a second opener of the same process
  // is refused as well.
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Unusable(std::strerror(errno));
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "another server holds the data directory; stop it or name another directory",
                     {.reason = "DATA_DIR_LOCKED"});
  }
  return held;
}

DataDir::~DataDir() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace parallax::sqlite
