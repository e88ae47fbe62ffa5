// Moves signals from the log to chunks, account by account, a bounded step at a time.
//
// A pass takes what the log holds when it begins. Every step is one transaction after which the
// file is whole: the table `flush` says which accounts are done, so that after a crash each signal
// is found once and the pass goes on.
#ifndef PARALLAX_CORE_STORE_SQLITE_FLUSHER_H_
#define PARALLAX_CORE_STORE_SQLITE_FLUSHER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/directory.h"

namespace parallax::sqlite {

inline constexpr std::size_t kStepBytes = 1u << 20;  // of work in one step of a pass
// Of entries in one chunk: two fill a page, and none but a lone large signal spills over it.
inline constexpr std::size_t kChunkBytes = 3'960;

// Belongs to the writer thread.
class Flusher {
 public:
  // Reads the log into the directory's tails and takes up a pass under way. O(log).
  static absl::StatusOr<Flusher> Open(Database& database, Directory* directory,
                                      std::size_t max_log_signals, std::size_t max_log_bytes);

  // A signal was published at the end of the account's tail.
  void Added(Account* account, std::size_t bytes);

  bool HasWork() const {
    return pass_.has_value() || signals_ >= max_signals_ || bytes_ >= max_bytes_;
  }
  // Nothing is left in the log.
  bool LogIsEmpty() const { return !pass_.has_value() && waiting_.empty(); }
  // One step, with as little as there is; returns about how many bytes it moved. `finished` tells
  // that a run is complete. REQUIRES: !LogIsEmpty().
  absl::StatusOr<std::size_t> Step(bool& finished);

 private:
  struct Pass {
    std::int64_t run = 0;
    std::uint64_t through = 0;       // last revision of it
    std::vector<Account*> accounts;  // with signals of it, by key
    std::size_t next = 0;            // of them
  };

  Flusher(Database* database, Directory* directory, std::size_t max_signals, std::size_t max_bytes)
      : database_(database),
        directory_(directory),
        max_signals_(max_signals),
        max_bytes_(max_bytes) {}
  absl::Status Prepare();
  absl::Status LoadPass(std::uint64_t& next_account);
  absl::Status LoadLog(std::uint64_t next_account);
  absl::Status Begin();
  absl::StatusOr<std::size_t> MoveAccounts();
  absl::StatusOr<std::size_t> WriteChunks(const Account& account);
  absl::StatusOr<std::size_t> TrimLog(bool& finished);
  void SortAccounts();

  Database* database_;
  Directory* directory_;
  std::size_t max_signals_, max_bytes_;
  Statement insert_run_, insert_chunk_, set_pass_, end_pass_, log_sizes_, trim_log_;
  std::optional<Pass> pass_;
  std::vector<Account*> waiting_;        // with a tail that no pass has taken
  std::size_t signals_ = 0, bytes_ = 0;  // that no pass has taken
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_FLUSHER_H_
