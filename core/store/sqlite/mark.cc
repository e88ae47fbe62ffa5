#include "core/store/sqlite/mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/errors.h"

namespace parallax::sqlite {
namespace {

constexpr std::size_t kDigits = 16;

// The revision and its complement: a line half written is no line.
std::string Line(std::uint64_t revision) {
  return absl::StrCat(absl::Hex(revision, absl::kZeroPad16), " ",
                      absl::Hex(~revision, absl::kZeroPad16), "\n");
}

absl::Status Missing(std::uint64_t found, std::uint64_t acknowledged) {
  return MakeError(
      absl::StatusCode::kDataLoss,
      absl::StrCat("the store ends at revision ", found, " but had acknowledged ", acknowledged,
                   ": its write-ahead log or database was cut short, removed or replaced by an "
                   "older one; put the file back or restore a backup, or remove parallax.mark to "
                   "go on without what is missing"),
      {.reason = "WRITES_MISSING"});
}

}  // namespace

Mark Mark::Open(std::string file) {
  Mark mark;
  mark.file_ = std::move(file);
  std::ifstream in(mark.file_);
  std::string line;
  std::uint64_t revision = 0;
  if (std::getline(in, line) && absl::SimpleHexAtoi(line.substr(0, kDigits), &revision) &&
      line + "\n" == Line(revision)) {
    mark.acknowledged_ = revision;
  }
  return mark;
}

Mark& Mark::operator=(Mark&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(acknowledged_, other.acknowledged_);
  return *this;
}

Mark::~Mark() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status Mark::CheckFile(const std::string& database_file) const {
  std::error_code error;
  const auto size = [&](const std::string& file) -> std::uintmax_t {
    const std::uintmax_t bytes = std::filesystem::file_size(file, error);
    return error ? 0 : bytes;
  };
  if (size(database_file) > 0) return absl::OkStatus();
  if (acknowledged_ > 0) return Missing(0, acknowledged_);
  if (size(database_file + "-wal") == 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss,
                   "the store's write-ahead log is there and its database is not; put the database "
                   "back, restore a backup, or move the log away to begin anew",
                   {.reason = "WRITES_MISSING"});
}

absl::Status Mark::Check(Database& database) const {
  if (acknowledged_ == 0) return absl::OkStatus();
  absl::StatusOr<std::int64_t> found =
      database.ReadInt("SELECT count(*) FROM sqlite_schema WHERE name = 'workspaces'");
  if (found.ok() && *found > 0) {
    found = database.ReadInt("SELECT coalesce(max(revision), 0) FROM workspaces");
  }
  if (!found.ok()) return found.status();
  const auto revision = static_cast<std::uint64_t>(*found);
  return revision < acknowledged_ ? Missing(revision, acknowledged_) : absl::OkStatus();
}

void Mark::Raise(std::uint64_t revision) {
  if (file_.empty() || revision <= acknowledged_) return;
  if (descriptor_ < 0) {
    descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) return;
  }
  const std::string line = Line(revision);
  if (pwrite(descriptor_, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size())) {
    acknowledged_ = revision;
  }
}

}  // namespace parallax::sqlite
