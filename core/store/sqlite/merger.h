// Merges runs, so that the chunks of an account stay few however much is stored: when a level has
// enough runs, they become one of the next level, a bounded range of accounts at a time.
#ifndef PARALLAX_CORE_STORE_SQLITE_MERGER_H_
#define PARALLAX_CORE_STORE_SQLITE_MERGER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/time.h"
#include "core/store/sqlite/database.h"

namespace parallax::sqlite {

// Belongs to the writer thread.
class Merger {
 public:
  // Takes up a merge that was under way. REQUIRES: runs_per_merge >= 2.
  static absl::StatusOr<Merger> Open(Database& database, int runs_per_merge, int max_runs);

  // A run was completed: there may be enough of them now.
  void RunCompleted() {
    plan_ = true;
    ++runs_;
  }

  bool HasWork() const { return !aside_ && (plan_ || merge_.has_value()); }
  // There are more runs than a reader should have to visit: merging can no longer wait for an idle
  // moment.
  bool IsBehind() const { return runs_ > max_runs_ && HasWork(); }
  // One transaction; returns about how many bytes it moved. What is damaged is not carried on:
  // after DATA_LOSS the runs stay as they are until the store is opened again. REQUIRES: HasWork().
  absl::StatusOr<std::size_t> Step();

 private:
  struct Merge {
    std::int64_t output = 0;
    std::vector<std::int64_t> inputs;
    std::uint64_t next_account = 0;  // accounts below it are moved
  };
  struct Chunk {
    std::uint64_t account, first_revision, last_revision;
    std::int64_t signals;
    Time last_occurred_at;
    std::string entries;
  };

  Merger(Database* database, int runs_per_merge, int max_runs)
      : database_(database), runs_per_merge_(runs_per_merge), max_runs_(max_runs) {}
  absl::Status Prepare();
  absl::Status Resume();
  absl::StatusOr<std::size_t> TryStep();
  absl::Status Plan();
  // The first account past those that one step should move; `empty` when nothing is left to move.
  absl::StatusOr<std::uint64_t> Boundary(bool& empty);
  absl::StatusOr<std::vector<Chunk>> Read(std::uint64_t boundary);
  absl::StatusOr<std::size_t> Move(std::uint64_t boundary);
  absl::Status Finish();

  Database* database_;
  int runs_per_merge_;
  int max_runs_;
  std::int64_t runs_ = 0;  // but the one that a flush fills
  Statement sizes_, read_, delete_, insert_, drop_inputs_;
  bool plan_ = true;
  bool aside_ = false;
  std::optional<Merge> merge_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_MERGER_H_
