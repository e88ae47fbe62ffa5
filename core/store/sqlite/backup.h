// Copies of the store's file, made while it is written to, and checked.
#ifndef PARALLAX_CORE_STORE_SQLITE_BACKUP_H_
#define PARALLAX_CORE_STORE_SQLITE_BACKUP_H_

#include <sqlite3.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/store/sqlite/database.h"
#include "core/store/store.h"

namespace parallax::sqlite {

// A copy under way through SQLite's backup interface, on the writing connection: SQLite then
// carries what is written meanwhile over to pages that were copied already, so that the copy is of
// the moment it ends and no reader holds the write-ahead log up. Belongs to the writer thread; dies
// before the source.
class BackupRun {
 public:
  static absl::StatusOr<std::unique_ptr<BackupRun>> Begin(Database& source,
                                                          const std::string& file);
  // Copies a few megabytes; true when the copy is complete.
  absl::StatusOr<bool> Step();

 private:
  struct Finish {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
  };
  Database destination_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;  // before its destination goes
};

// Where the copy of a database is made.
inline std::string BackupFile(const std::string& database) { return database + ".backup"; }
// Removes the copy and what SQLite may have beside it, of a backup that did not get on say.
void RemoveBackup(const std::string& file);
// Turns a complete copy into a file that stands alone, checks it, and takes its name away.
absl::StatusOr<BackupCopy> TakeBackup(const std::string& file);

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_BACKUP_H_
