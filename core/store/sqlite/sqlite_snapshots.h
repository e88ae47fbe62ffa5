// SnapshotStore on SQLite: writes through the writer's queue, reads from the readers.
#ifndef PARALLAX_CORE_STORE_SQLITE_SQLITE_SNAPSHOTS_H_
#define PARALLAX_CORE_STORE_SQLITE_SQLITE_SNAPSHOTS_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/store/snapshots.h"
#include "core/store/sqlite/directory.h"
#include "core/store/sqlite/reader_pool.h"
#include "core/store/sqlite/writer.h"

namespace parallax::sqlite {

class SqliteSnapshots : public SnapshotStore {
 public:
  SqliteSnapshots(Directory* directory, ReaderPool* readers, Writer* writer)
      : directory_(directory), readers_(readers), writer_(writer) {}

  absl::StatusOr<SnapshotUpload> Begin(const SnapshotObject& object, Time exported_at) override;
  absl::StatusOr<std::uint64_t> Put(std::string_view workspace, std::uint64_t upload,
                                    std::vector<SnapshotRow> rows) override;
  absl::StatusOr<SnapshotChanges> Changes(std::string_view workspace, std::uint64_t upload,
                                          std::string_view after, std::size_t limit) override;
  absl::StatusOr<KeptSnapshot> Keep(std::string_view workspace, std::uint64_t upload) override;
  absl::StatusOr<std::vector<KeptSnapshot>> List(std::string_view workspace,
                                                 const std::pair<std::string, std::string>& after,
                                                 std::size_t limit) override;
  absl::Status Delete(const SnapshotObject& object) override;

 private:
  std::int64_t KeyOf(std::string_view workspace) const;  // 0: there is no such workspace

  Directory* directory_;
  ReaderPool* readers_;
  Writer* writer_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_SQLITE_SNAPSHOTS_H_
