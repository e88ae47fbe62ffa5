// What the writer does between commits: compaction in step with ingest, checkpoints, and
// removing what was dropped.
#ifndef PARALLAX_CORE_STORE_SQLITE_UPKEEP_H_
#define PARALLAX_CORE_STORE_SQLITE_UPKEEP_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/directory.h"
#include "core/store/sqlite/flusher.h"
#include "core/store/sqlite/merger.h"
#include "core/store/sqlite/reader_pool.h"
#include "core/store/sqlite/snapshot_writer.h"
#include "core/store/sqlite/sqlite_store.h"

namespace parallax::sqlite {

// Belongs to the writer thread.
class Upkeep {
 public:
  static absl::StatusOr<std::unique_ptr<Upkeep>> Open(Database& database, Directory* directory,
                                                      ReaderPool* readers,
                                                      SnapshotWriter* snapshots,
                                                      const SqliteOptions& options);
  ~Upkeep();

  void Added(Account* account, std::size_t bytes) { flusher_.Added(account, bytes); }
  // After a commit of so many bytes: does its share of the work that cannot wait, so that the log,
  // the write-ahead log and the number of runs stay bounded however long ingest goes on.
  absl::Status KeepPace(std::size_t bytes);

  // While nothing waits: one piece of what is left to do.
  bool HasWork() const;
  absl::Status Step();
  // Moves all of the log into chunks.
  absl::Status DrainLog();
  // Empties the write-ahead log. No reader may be in the file.
  absl::Status Finish();

 private:
  Upkeep(Database* database, ReaderPool* readers, SnapshotWriter* snapshots, bool in_memory,
         Flusher flusher, Merger merger);
  bool CanCompact() const { return flusher_.HasWork() || merger_.HasWork(); }
  bool MustCompact() const { return flusher_.HasWork() || merger_.IsBehind(); }
  // One step of the flusher or, where it has nothing to do or it is its turn, of the merger.
  absl::StatusOr<std::size_t> Compact(bool may_merge);
  absl::Status Tidy();
  absl::Status CheckpointIfLong();
  absl::Status Checkpoint(int mode);

  Database* database_;
  ReaderPool* readers_;
  SnapshotWriter* snapshots_;
  const bool in_memory_;
  Flusher flusher_;
  Merger merger_;
  bool merge_next_ = false;
  std::int64_t debt_ = 0;       // bytes of compaction owed
  int wal_pages_ = 0;           // in the write-ahead log; SQLite's hook sets it at each commit
  int checkpointed_pages_ = 0;  // of them
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_UPKEEP_H_
