#include "clients/cli/import/rejects.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr std::uint64_t kShown = 10;

}  // namespace

absl::Status Rejects::Open(const std::string& path, std::ostream& err, Rejects& rejects) {
  rejects.err_ = &err;
  rejects.path_ = path;
  if (path.empty()) return absl::OkStatus();
  rejects.file_.open(path, std::ios::binary | std::ios::trunc);
  if (!rejects.file_)
    return absl::InvalidArgumentError(absl::StrCat("--rejects: cannot write ", path));
  rejects.file_ << CsvRecord({"file", "line", "reason", "row"});
  return absl::OkStatus();
}

void Rejects::Add(const Origin& origin, const std::string& reason) {
  absl::MutexLock lock(&mutex_);
  ++count_;
  if (count_ <= kShown) {
    *err_ << origin.file << ":" << origin.line << ": " << Clean(reason) << "\n";
  } else if (count_ == kShown + 1) {
    *err_ << "more rejected rows "
          << (path_.empty() ? "are counted only; --rejects FILE keeps them" : "go to " + path_)
          << "\n";
  }
  if (file_.is_open())
    file_ << CsvRecord({origin.file, absl::StrCat(origin.line), reason, origin.row});
}

std::uint64_t Rejects::count() const {
  absl::MutexLock lock(&mutex_);
  return count_;
}

absl::Status Rejects::Close() {
  absl::MutexLock lock(&mutex_);
  if (!file_.is_open()) return absl::OkStatus();
  file_.close();
  return file_ ? absl::OkStatus()
               : Failed(absl::StrCat(path_, ": the rejects could not be written"));
}

}  // namespace parallax::cli
