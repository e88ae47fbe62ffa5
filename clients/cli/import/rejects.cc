#include "clients/cli/import/rejects.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kShown = 10;
// Lines of a file that are remembered, so that a row two rules reject is kept once: 16 MiB at most.
constexpr std::size_t kMostLines = 1u << 20;

// The rejects are written plain, whatever the file was packed with.
std::string PlainFile(absl::string_view file) {
  if (!absl::ConsumeSuffix(&file, ".gz")) absl::ConsumeSuffix(&file, ".zst");
  return std::string(file);
}

}  // namespace

absl::Status Rejects::Open(const std::string& path, std::ostream& err, Rejects& rejects) {
  rejects.err_ = &err;
  rejects.path_ = path;
  if (path.empty()) return absl::OkStatus();
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed || !fs::is_directory(path, failed))
    return absl::InvalidArgumentError(absl::StrCat("--rejects: cannot make the folder ", path));
  if (!fs::is_empty(path, failed))
    return absl::InvalidArgumentError(
        absl::StrCat("--rejects: ", path, " holds something; name an empty folder or a new one"));
  rejects.errors_.open(fs::path(path) / "errors.csv", std::ios::binary | std::ios::trunc);
  if (!rejects.errors_)
    return absl::InvalidArgumentError(absl::StrCat("--rejects: cannot write to ", path));
  rejects.errors_ << CsvRecord({"file", "line", "column", "reason"});
  return absl::OkStatus();
}

void Rejects::SetHead(const std::string& file, const std::string& head) {
  absl::MutexLock lock(&mutex_);
  files_[file].head = head;
}

void Rejects::Keep(const Origin& origin) {
  if (origin.row.empty()) return;
  File& file = files_[origin.file];
  if (file.lines.size() < kMostLines ? !file.lines.insert(origin.line).second
                                     : file.lines.contains(origin.line)) {
    return;
  }
  if (!file.out.is_open()) {
    const fs::path path = fs::path(path_) / PlainFile(origin.file);
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored);
    file.out.open(path, std::ios::binary | std::ios::trunc);
    if (!file.head.empty()) file.out << file.head << "\n";
  }
  // Of JSON there is one object a line; line ends stand between its parts only.
  file.out << (file.head.empty() ? absl::StrReplaceAll(origin.row, {{"\n", " "}, {"\r", " "}})
                                 : origin.row)
           << "\n";
}

void Rejects::Add(const Origin& origin, const std::string& reason) {
  absl::MutexLock lock(&mutex_);
  ++count_;
  if (count_ <= kShown) {
    *err_ << origin.file << ":" << origin.line << ":"
          << (origin.column.empty() ? "" : absl::StrCat(origin.column, ":")) << " " << Clean(reason)
          << "\n";
  } else if (count_ == kShown + 1) {
    *err_ << "more rejected rows "
          << (path_.empty() ? "are counted only; --rejects FOLDER keeps them" : "go to " + path_)
          << "\n";
  }
  if (path_.empty()) return;
  errors_ << CsvRecord({origin.file, absl::StrCat(origin.line), origin.column, reason});
  Keep(origin);
}

std::uint64_t Rejects::count() const {
  absl::MutexLock lock(&mutex_);
  return count_;
}

absl::Status Rejects::Close() {
  absl::MutexLock lock(&mutex_);
  if (path_.empty()) return absl::OkStatus();
  errors_.close();
  bool written = !errors_.fail();
  for (auto& [name, file] : files_) {
    if (!file.out.is_open()) continue;
    file.out.close();
    written &= !file.out.fail();
  }
  return written ? absl::OkStatus()
                 : Failed(absl::StrCat(path_, ": the rejects could not be written"));
}

}  // namespace parallax::cli
