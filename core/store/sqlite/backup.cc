#include "core/store/sqlite/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/data_dir.h"
#include "core/store/sqlite/entry.h"
#include "core/store/sqlite/page_sums.h"
#include "core/store/sqlite/schema.h"
#include "core/store/sqlite/sqlite_store.h"

namespace parallax {
namespace sqlite {
namespace {

constexpr int kBackupStepPages = (4 << 20) / kPageSize;

absl::Status NoBackup(std::string_view why) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the file is no whole backup of Parallax: ", std::string(why)),
                   {.reason = "BACKUP_DAMAGED"});
}

// Signals that only the log holds: not those that a pass under way has moved to chunks already.
absl::StatusOr<std::int64_t> SignalsInLog(Database& database) {
  std::uint64_t through = 0;
  std::uint64_t next_account = 0;
  absl::StatusOr<Statement> read = database.Prepare("SELECT through, next_account FROM flush");
  if (!read.ok()) return read.status();
  {
    Query pass = read->Run();
    if (pass.Next()) {
      through = static_cast<std::uint64_t>(pass.Int(0));
      next_account = static_cast<std::uint64_t>(pass.Int(1));
    }
    if (!pass.status().ok()) return pass.status();
  }
  read = database.Prepare("SELECT entries FROM log");
  if (!read.ok()) return read.status();
  std::int64_t signals = 0;
  Query rows = read->Run();
  while (rows.Next()) {
    std::string_view rest = rows.Bytes(0);
    while (!rest.empty()) {
      std::uint64_t account = 0;
      std::string_view bytes;
      Entry entry;
      if (!TakeVarint(rest, account) || !TakePiece(rest, bytes) || !ParseEntry(bytes, entry)) {
        return NoBackup("an entry of its log cannot be read");
      }
      if (entry.revision > through || account >= next_account) ++signals;
    }
  }
  if (!rows.status().ok()) return rows.status();
  return signals;
}

absl::StatusOr<bool> SqliteFindsItWhole(Database& database) {
  absl::StatusOr<Statement> check = database.Prepare("PRAGMA integrity_check(1)");
  if (!check.ok()) return check.status();
  Query result = check->Run();
  if (!result.Next()) {
    return result.status().ok() ? NoBackup("it cannot be checked") : result.status();
  }
  return result.Bytes(0) == "ok";
}

absl::Status CheckPages(Database& database) {
  // SQLite's check tells a page that the disk did not give like one that is wrong: what it finds
  // counts when every page can be read and it finds it again.
  for (int time = 0; time < 2; ++time) {
    if (absl::Status status = CheckPageSums(database); !status.ok()) return status;
    absl::StatusOr<bool> whole = SqliteFindsItWhole(database);
    if (!whole.ok()) return whole.status();
    if (*whole) return absl::OkStatus();
  }
  return NoBackup("SQLite finds it damaged");
}

absl::StatusOr<BackupInfo> ReadInfo(Database& database) {
  BackupInfo info;
  std::int64_t chunked = 0;
  for (const auto& [sql, out] : std::initializer_list<std::pair<const char*, std::int64_t*>>{
           {"PRAGMA user_version", &info.schema_version},
           {"SELECT coalesce(max(revision), 0) FROM workspaces", &info.revision},
           {"SELECT coalesce(sum(signals), 0) FROM workspaces", &info.signals},
           {"SELECT count(*) FROM accounts", &info.accounts},
           {"SELECT coalesce(sum(signals), 0) FROM chunks", &chunked}}) {
    absl::StatusOr<std::int64_t> value = database.ReadInt(sql);
    if (!value.ok()) return value.status();
    *out = *value;
  }
  absl::StatusOr<std::int64_t> logged = SignalsInLog(database);
  if (!logged.ok()) return logged.status();
  if (chunked + *logged != info.signals) {
    return NoBackup(
        absl::StrCat("it holds ", chunked + *logged, " signals and should hold ", info.signals));
  }
  return info;
}

absl::Status SyncPath(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return ErrorFor(SQLITE_CANTOPEN);
  return fsync(file.get()) == 0 ? absl::OkStatus() : ErrorFor(SQLITE_IOERR);
}

}  // namespace

absl::StatusOr<std::unique_ptr<BackupRun>> BackupRun::Begin(Database& source,
                                                            const std::string& file) {
  auto run = std::make_unique<BackupRun>();
  absl::StatusOr<Database> destination =
      Database::Open(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX);
  if (!destination.ok()) return destination.status();
  run->destination_ = *std::move(destination);
  // The copy is checked when it is whole, and thrown away when it is not.
  absl::Status status = run->destination_.Execute("PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF");
  if (!status.ok()) return status;
  run->backup_.reset(
      sqlite3_backup_init(run->destination_.handle(), "main", source.handle(), "main"));
  if (run->backup_ == nullptr) {
    return ErrorFor(sqlite3_extended_errcode(run->destination_.handle()));
  }
  return run;
}

absl::StatusOr<bool> BackupRun::Step() {
  const int code = sqlite3_backup_step(backup_.get(), kBackupStepPages);
  if (code == SQLITE_OK) return false;
  if (code != SQLITE_DONE) return ErrorFor(code);
  return true;
}

void RemoveBackup(const std::string& file) {
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(file + suffix, ignored);
  }
}

absl::StatusOr<BackupCopy> TakeBackup(const std::string& file) {
  {
    // As copied it would want a write-ahead log beside it.
    absl::StatusOr<Database> database =
        Database::Open(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
    if (!database.ok()) return database.status();
    absl::Status status = database->Execute("PRAGMA journal_mode=DELETE");
    if (!status.ok()) return status;
  }
  absl::StatusOr<BackupInfo> info = VerifyBackup(file);
  if (!info.ok()) return info.status();
  FileDescriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::error_code error;
  std::filesystem::remove(file, error);
  if (descriptor.get() < 0 || error) return ErrorFor(SQLITE_CANTOPEN);
  return BackupCopy{*info, std::move(descriptor)};
}

}  // namespace sqlite

absl::StatusOr<BackupInfo> VerifyBackup(const std::string& file) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  if (error) {
    return MakeError(absl::StatusCode::kNotFound,
                     absl::StrCat("the backup cannot be read: ", error.message()),
                     {.reason = "BACKUP_NOT_FOUND"});
  }
  absl::StatusOr<sqlite::Database> database =
      sqlite::Database::Open(file, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX);
  if (!database.ok()) return database.status();
  absl::StatusOr<std::int64_t> application = database->ReadInt("PRAGMA application_id");
  if (!application.ok()) return application.status();
  if (*application != sqlite::kApplicationId) return sqlite::NoBackup("another program made it");
  absl::StatusOr<std::int64_t> version = database->ReadInt("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version >= sqlite::kFirstSchemaWithPageSums && !sqlite::HasPageSums(*database)) {
    return sqlite::NoBackup("its pages have no checksums");
  }
  if (absl::Status status = sqlite::CheckPages(*database); !status.ok()) return status;
  absl::StatusOr<BackupInfo> info = sqlite::ReadInfo(*database);
  if (!info.ok()) return info.status();
  if (info->schema_version > sqlite::kSchemaVersion) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition,
        absl::StrCat("the backup has schema version ", info->schema_version,
                     ", made by a newer server; this one knows up to ", sqlite::kSchemaVersion),
        {.reason = "NEWER_SCHEMA"});
  }
  info->bytes = static_cast<std::int64_t>(bytes);
  return info;
}

absl::StatusOr<BackupInfo> RestoreBackup(const std::string& file, const std::string& data_dir) {
  std::error_code error;
  if (std::filesystem::exists(data_dir, error) && !std::filesystem::is_empty(data_dir, error)) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the data directory is not empty; restore into a new or empty one",
                     {.reason = "DATA_DIR_NOT_EMPTY"});
  }
  absl::StatusOr<sqlite::DataDir> held = sqlite::DataDir::Lock(data_dir);
  if (!held.ok()) return held.status();
  // What is checked is what will be served: the copy.
  const std::string copy = absl::StrCat(held->database_file(), ".restoring");
  std::filesystem::copy_file(file, copy, error);
  absl::StatusOr<BackupInfo> info =
      error ? MakeError(absl::StatusCode::kUnavailable,
                        absl::StrCat("the backup cannot be copied: ", error.message()),
                        {.reason = "RESTORE_FAILED"})
            : VerifyBackup(copy);
  absl::Status status = info.status();
  if (status.ok()) status = sqlite::SyncPath(copy);
  if (status.ok()) {
    std::filesystem::rename(copy, held->database_file(), error);
    status = error ? sqlite::ErrorFor(SQLITE_IOERR) : sqlite::SyncPath(data_dir);
  }
  if (!status.ok()) {
    std::filesystem::remove(copy, error);
    return status;
  }
  return info;
}

}  // namespace parallax
