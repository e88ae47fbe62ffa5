// The store on SQLite: one process, one writer, one file (docs/storage.md).
#ifndef PARALLAX_CORE_STORE_SQLITE_SQLITE_STORE_H_
#define PARALLAX_CORE_STORE_SQLITE_SQLITE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/base/limits.h"
#include "core/base/time.h"
#include "core/store/store.h"

namespace parallax {

enum class Durability : std::uint8_t {
  kFull,     // acknowledged writes survive a power cut
  kRelaxed,  // they survive the end of the process; a power cut may take the latest, in order
};

struct SqliteOptions {
  std::string data_dir;    // made where missing
  bool in_memory = false;  // keep nothing; `data_dir` and `durability` are ignored
  const Clock* clock = &Clock::System();
  Durability durability = Durability::kFull;

  std::size_t max_queued_signals = limits::kMaxWriterQueueSignals;
  // A group commit takes no further request past any of these.
  std::size_t max_group_signals = 10'000;
  std::size_t max_group_bytes = 8u << 20;

  // Signals wait in the log (and in memory) until there are this many, or this many bytes of them;
  // then they move to chunks.
  std::size_t max_log_signals = 256'000;
  std::size_t max_log_bytes = 64u << 20;
  // Runs of one level that are merged into one of the next while nothing waits to be written. >= 2.
  int merge_runs = 8;
  // With more runs than this, merging is done in step with ingest. >= merge_runs.
  int max_runs = 64;
  // Memory for knowing which signals there are, about 11 bytes each; accounts not written to lately
  // leave first.
  std::size_t key_cache_bytes = 256u << 20;
  // Memory for what was stored of signals that came again, so that a file imported twice reads a
  // chunk once and not once a signal.
  std::size_t duplicate_cache_bytes = 64u << 20;
};

// Errors: FAILED_PRECONDITION when another server holds the directory, when the file is of a newer
// version or not ours; DATA_LOSS when it is damaged or ends before what was acknowledged;
// INVALID_ARGUMENT when the directory cannot be used; UNAVAILABLE when the disk is full. Takes time
// in proportion to the log, not to what is stored.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const SqliteOptions& options);

// Checks a file that Store::Backup gave: every page, and that it holds as many signals as it says.
// Reads it whole. NOT_FOUND when it cannot be read, DATA_LOSS when it is damaged or no backup,
// FAILED_PRECONDITION when a newer server made it.
absl::StatusOr<BackupInfo> VerifyBackup(const std::string& file);
// Makes a store of it in a new or empty directory (FAILED_PRECONDITION where it is not); all or
// nothing. Errors as VerifyBackup and OpenSqliteStore.
absl::StatusOr<BackupInfo> RestoreBackup(const std::string& file, const std::string& data_dir);

}  // namespace parallax

#endif  // PARALLAX_CORE_STORE_SQLITE_SQLITE_STORE_H_
