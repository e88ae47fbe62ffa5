// Group commits: many requests, one transaction, one wait for the disk.
#ifndef PARALLAX_CORE_STORE_SQLITE_COMMITTER_H_
#define PARALLAX_CORE_STORE_SQLITE_COMMITTER_H_

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/appender.h"
#include "core/store/sqlite/backup.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/directory.h"
#include "core/store/sqlite/eraser.h"
#include "core/store/sqlite/erasures.h"
#include "core/store/sqlite/fact_writer.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/job.h"
#include "core/store/sqlite/mark.h"
#include "core/store/sqlite/reader_pool.h"
#include "core/store/sqlite/resolver.h"
#include "core/store/sqlite/snapshot_writer.h"
#include "core/store/sqlite/sqlite_store.h"
#include "core/store/sqlite/upkeep.h"

namespace parallax::sqlite {

// The writing connection and all that works on it. Belongs to the writer thread.
class Committer {
 public:
  // Loads workspaces and log into the empty directory. `database` is migrated.
  static absl::StatusOr<std::unique_ptr<Committer>> Open(Database database, Directory* directory,
                                                         ReaderPool* readers,
                                                         const SqliteOptions& options);

  // Takes jobs from `next` until it gives null or the group is big or old enough, makes them
  // durable, and publishes them to the directory. Each job holds its result then: an error where
  // none of it could be stored.
  struct Committed {
    Jobs jobs;
    std::size_t bytes = 0;  // written to the log
  };
  Committed Commit(const std::function<std::unique_ptr<Job>()>& next);

  // Takes the log into chunks and then a person or an account off them, in one transaction; traces
  // stay in the file until Purge. The job holds its result then.
  void Erase(EraseJob& job);
  // Whether something was erased since the last purge, before a restart or after it.
  bool must_purge() const { return must_purge_; }
  // Makes the file anew without what was erased. UNAVAILABLE with reason PURGE_PENDING on any
  // error.
  absl::Status Purge();
  // Whether that failed on a damaged page, so that trying again would read the whole file in vain.
  bool purge_met_damage() const { return purge_met_damage_; }

  // Begins, goes on with or abandons the one backup. The job holds its result then.
  void Backup(BackupJob& job);

  Upkeep& upkeep() { return *upkeep_; }
  // Raised by every commit from now on.
  void set_mark(Mark mark) { mark_ = std::move(mark); }

 private:
  Committer(Database database, Directory* directory, ReaderPool* readers,
            const SqliteOptions& options)
      : options_(options),
        directory_(directory),
        readers_(readers),
        database_(std::move(database)) {}
  absl::Status Prepare();
  absl::Status LoadWorkspaces();

  // Takes jobs into `committed` and commits them, or none of them.
  absl::Status TryCommit(const std::function<std::unique_ptr<Job>()>& next, Committed& committed);
  void StartGroup(Group& group) const;
  absl::Status Fill(const std::function<std::unique_ptr<Job>()>& next, Jobs& taken, Group& group);
  absl::Status Apply(Job& job, Group& group);
  absl::Status Write(Group& group);
  void Publish(Group& group);
  absl::StatusOr<Eraser::Change> TryErase(const EraseJob& job, Group& group);
  void PublishErasure(const EraseJob& job, const Eraser::Change& change, Group& group);
  absl::Status Rewrite();

  const SqliteOptions options_;
  Directory* const directory_;
  ReaderPool* const readers_;
  Database database_;  // outlives what follows
  std::unique_ptr<AccountReader> reader_;
  std::unique_ptr<Erasures> erasures_;
  std::unique_ptr<Resolver> resolver_;
  std::unique_ptr<Appender> appender_;
  std::unique_ptr<FactWriter> fact_writer_;
  std::unique_ptr<SnapshotWriter> snapshots_;
  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<Upkeep> upkeep_;
  Statement insert_log_, set_workspace_;
  Mark mark_;
  bool must_purge_ = false;
  bool purge_met_damage_ = false;
  std::unique_ptr<BackupRun> backup_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_COMMITTER_H_
