// A write that waits for the writer.
#ifndef PARALLAX_CORE_STORE_SQLITE_JOB_H_
#define PARALLAX_CORE_STORE_SQLITE_JOB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/signal/signal.h"
#include "core/store/sqlite/batch.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/snapshot_writer.h"
#include "core/store/store.h"

namespace parallax::sqlite {

struct AppendJob {
  std::string workspace;
  Batch batch;
  absl::Time deadline = absl::InfiniteFuture();
  Store::AppendDone done;
  absl::StatusOr<AppendResult> result;
};

struct FactsJob {
  std::string workspace;
  std::vector<Facts> facts;
  std::optional<std::string> expected_etag;
  std::function<void(absl::StatusOr<std::uint64_t>)> done;
  absl::StatusOr<std::uint64_t> result;
};

// Anything about snapshots. What `work` refuses (IsRefusal) it leaves as it was.
struct SnapshotJob {
  std::function<absl::Status(SnapshotWriter&, Group&)> work;
  std::function<void(absl::Status)> done;
  absl::Status result;
};

// Done alone, never in a group.
struct EraseJob {
  std::string workspace, account, stakeholder;
  std::function<void(absl::StatusOr<ErasureResult>)> done;
  absl::StatusOr<ErasureResult> result;
};

// A step of a backup, done alone; the result tells whether it was the last.
struct BackupJob {
  std::string begin;  // with the first step: the file to write to
  bool abandon = false;
  std::function<void(absl::StatusOr<bool>)> done;
  absl::StatusOr<bool> result;
};

using Job = std::variant<AppendJob, FactsJob, SnapshotJob, EraseJob, BackupJob>;
using Jobs = std::vector<std::unique_ptr<Job>>;

// Whether it waits for the end of a group and for none to begin.
inline bool IsAlone(const Job& job) {
  return std::holds_alternative<EraseJob>(job) || std::holds_alternative<BackupJob>(job);
}
inline std::size_t SignalsOf(const Job& job) {
  const auto* append = std::get_if<AppendJob>(&job);
  return append == nullptr ? 0 : append->batch.items().size();
}
inline void Fail(Job& job, const absl::Status& status) {
  std::visit([&](auto& j) { j.result = status; }, job);
}
// Tells the caller the result.
inline void Answer(Job& job) {
  std::visit([](auto& j) { j.done(std::move(j.result)); }, job);
}

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_JOB_H_
