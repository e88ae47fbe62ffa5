#include "core/store/sqlite/sqlite_snapshots.h"

#include "absl/synchronization/notification.h"
#include "core/store/sqlite/job.h"

namespace parallax::sqlite {
namespace {

// Has the writer do `work`, and waits until what it wrote is durable.
template <typename Result, typename Work>
absl::StatusOr<Result> Write(Writer& writer, Work work) {
  absl::StatusOr<Result> result = Result();
  absl::Status outcome;
  absl::Notification done;
  writer.Push(SnapshotJob{[&](SnapshotWriter& snapshots, Group& group) {
                            result = work(snapshots, group);
                            return result.status();
                          },
                          [&](absl::Status status) {
                            outcome = std::move(status);
                            done.Notify();
                          },
                          absl::OkStatus()});
  done.WaitForNotification();
  if (!outcome.ok()) return outcome;
  return result;
}

}  // namespace

std::int64_t SqliteSnapshots::KeyOf(std::string_view workspace) const {
  absl::ReaderMutexLock lock(&directory_->mutex());
  const Workspace* found = directory_->FindWorkspace(workspace);
  return found == nullptr ? 0 : found->key;
}

absl::StatusOr<SnapshotUpload> SqliteSnapshots::Begin(const SnapshotObject& object,
                                                      Time exported_at) {
  return Write<SnapshotUpload>(*writer_, [&](SnapshotWriter& snapshots, Group& group) {
    return snapshots.Begin(object, exported_at, group);
  });
}

absl::StatusOr<std::uint64_t> SqliteSnapshots::Put(std::string_view workspace, std::uint64_t upload,
                                                   std::vector<SnapshotRow> rows) {
  return Write<std::uint64_t>(*writer_, [&](SnapshotWriter& snapshots, Group&) {
    return snapshots.Put(workspace, upload, rows);
  });
}

absl::StatusOr<SnapshotChanges> SqliteSnapshots::Changes(std::string_view workspace,
                                                         std::uint64_t upload,
                                                         std::string_view after,
                                                         std::size_t limit) {
  absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
  if (!reader.ok()) return reader.status();
  return reader->snapshots().Changes(KeyOf(workspace), upload, after, limit);
}

absl::StatusOr<KeptSnapshot> SqliteSnapshots::Keep(std::string_view workspace,
                                                   std::uint64_t upload) {
  return Write<KeptSnapshot>(*writer_, [&](SnapshotWriter& snapshots, Group&) {
    return snapshots.Keep(workspace, upload);
  });
}

absl::StatusOr<std::vector<KeptSnapshot>> SqliteSnapshots::List(
    std::string_view workspace, const std::pair<std::string, std::string>& after,
    std::size_t limit) {
  absl::StatusOr<ReaderPool::Lease> reader = readers_->Get();
  if (!reader.ok()) return reader.status();
  return reader->snapshots().List(KeyOf(workspace), after, limit);
}

absl::Status SqliteSnapshots::Delete(const SnapshotObject& object) {
  return Write<bool>(*writer_,
                     [&](SnapshotWriter& snapshots, Group&) -> absl::StatusOr<bool> {
                       if (absl::Status status = snapshots.Delete(object); !status.ok())
                         return status;
                       return true;
                     })
      .status();
}

}  // namespace parallax::sqlite
