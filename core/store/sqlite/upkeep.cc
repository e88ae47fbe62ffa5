#include "core/store/sqlite/upkeep.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "core/store/sqlite/schema.h"

namespace parallax::sqlite {
namespace {

constexpr int kCheckpointPages =
    (16 << 20) / kPageSize;  // few enough that a checkpoint is no long stop
constexpr int kMaxWalPages = (128 << 20) / kPageSize;
constexpr int kIdlePages = (1 << 20) / kPageSize;
// A byte of signals is moved from the log once, dropped from it once, and merged about twice before
// it rests.
constexpr std::int64_t kWorkPerByte = 4;
constexpr std::int64_t kLeastStep = 4 << 10;  // a step costs about that, however little it moves

}  // namespace

absl::StatusOr<std::unique_ptr<Upkeep>> Upkeep::Open(Database& database, Directory* directory,
                                                     ReaderPool* readers, SnapshotWriter* snapshots,
                                                     const SqliteOptions& options) {
  absl::StatusOr<Flusher> flusher =
      Flusher::Open(database, directory, options.max_log_signals, options.max_log_bytes);
  if (!flusher.ok()) return flusher.status();
  absl::StatusOr<Merger> merger = Merger::Open(database, options.merge_runs, options.max_runs);
  if (!merger.ok()) return merger.status();
  return std::unique_ptr<Upkeep>(new Upkeep(&database, readers, snapshots, options.in_memory,
                                            *std::move(flusher), *std::move(merger)));
}

Upkeep::Upkeep(Database* database, ReaderPool* readers, SnapshotWriter* snapshots, bool in_memory,
               Flusher flusher, Merger merger)
    : database_(database),
      readers_(readers),
      snapshots_(snapshots),
      in_memory_(in_memory),
      flusher_(std::move(flusher)),
      merger_(std::move(merger)) {
  // The hook takes the place of SQLite's own checkpoints, which would come at any commit.
  sqlite3_wal_hook(
      database->handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Upkeep*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

Upkeep::~Upkeep() { sqlite3_wal_hook(database_->handle(), nullptr, nullptr); }

absl::Status Upkeep::KeepPace(std::size_t bytes) {
  debt_ += static_cast<std::int64_t>(bytes) * kWorkPerByte;
  absl::Status compaction;
  while (compaction.ok() && debt_ > 0 && MustCompact()) {
    absl::StatusOr<std::size_t> moved = Compact(merger_.IsBehind());
    compaction = moved.status();
    if (moved.ok()) debt_ -= std::max(kLeastStep, static_cast<std::int64_t>(*moved));
  }
  if (!MustCompact() || !compaction.ok()) debt_ = std::min<std::int64_t>(debt_, 0);
  const absl::Status checkpoint = CheckpointIfLong();
  return compaction.ok() ? checkpoint : compaction;
}

bool Upkeep::HasWork() const {
  return CanCompact() || snapshots_->HasWork() ||
         (!in_memory_ && wal_pages_ - checkpointed_pages_ >= kIdlePages);
}

absl::Status Upkeep::Step() {
  absl::Status work;
  if (CanCompact()) {
    work = Compact(merger_.HasWork()).status();
  } else if (snapshots_->HasWork()) {
    work = Tidy();
  } else {
    return in_memory_ ? absl::OkStatus() : Checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  }
  const absl::Status checkpoint = CheckpointIfLong();
  return work.ok() ? checkpoint : work;
}

absl::Status Upkeep::DrainLog() {
  absl::Status status;
  while (status.ok() && !flusher_.LogIsEmpty()) {
    status = Compact(false).status();
    if (status.ok()) status = CheckpointIfLong();
  }
  return status;
}

absl::Status Upkeep::Tidy() {
  if (in_memory_) readers_->gate().WriterLock();
  absl::Status status = snapshots_->Step();
  if (in_memory_) readers_->gate().WriterUnlock();
  return status;
}

absl::StatusOr<std::size_t> Upkeep::Compact(bool may_merge) {
  // A database in memory has no snapshots: nobody may read while it changes.
  if (in_memory_) readers_->gate().WriterLock();
  absl::StatusOr<std::size_t> moved = 0;
  // In turn, so that neither the log nor the number of runs grows while the other has all the
  // attention.
  merge_next_ = may_merge && (!flusher_.HasWork() || !merge_next_);
  if (!merge_next_) {
    bool finished = false;
    moved = flusher_.Step(finished);
    if (finished) merger_.RunCompleted();
  } else {
    moved = merger_.Step();
  }
  if (in_memory_) readers_->gate().WriterUnlock();
  return moved;
}

absl::Status Upkeep::CheckpointIfLong() {
  if (in_memory_) return absl::OkStatus();
  if (wal_pages_ < checkpointed_pages_) checkpointed_pages_ = 0;  // it began anew
  if (wal_pages_ >= kMaxWalPages) {
    absl::WriterMutexLock alone(&readers_->gate());
    return Checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  }
  if (wal_pages_ - checkpointed_pages_ < kCheckpointPages) return absl::OkStatus();
  return Checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

absl::Status Upkeep::Checkpoint(int mode) {
  int pages = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, mode, &pages, &moved);
  if (code != SQLITE_OK) return ErrorFor(code);
  wal_pages_ = pages;
  checkpointed_pages_ = pages;
  return absl::OkStatus();
}

absl::Status Upkeep::Finish() {
  return in_memory_ ? absl::OkStatus() : Checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

}  // namespace parallax::sqlite
