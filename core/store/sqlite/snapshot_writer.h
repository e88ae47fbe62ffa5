// Writes snapshots inside the open transaction, and removes those dropped piece by piece.
#ifndef PARALLAX_CORE_STORE_SQLITE_SNAPSHOT_WRITER_H_
#define PARALLAX_CORE_STORE_SQLITE_SNAPSHOT_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/store/snapshots.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/erasures.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/resolver.h"
#include "core/store/sqlite/snapshot_reader.h"

namespace parallax::sqlite {

// Belongs to the writer thread. Calls are as those of SnapshotStore. An error that IsRefusal left
// the file as it was; after any other the transaction must be rolled back.
class SnapshotWriter {
 public:
  static absl::StatusOr<SnapshotWriter> Prepare(Database& database, Resolver* resolver,
                                                const Erasures* erasures);

  absl::StatusOr<SnapshotUpload> Begin(const SnapshotObject& object, Time exported_at,
                                       Group& group);
  absl::StatusOr<std::uint64_t> Put(std::string_view workspace, std::uint64_t upload,
                                    const std::vector<SnapshotRow>& rows);
  absl::StatusOr<KeptSnapshot> Keep(std::string_view workspace, std::uint64_t upload);
  absl::Status Delete(const SnapshotObject& object);

  // Whether rows of dropped snapshots are left.
  bool HasWork() const { return dropped_; }
  // Removes some of them in a transaction of its own. After DATA_LOSS the rest stays until the
  // store is opened again.
  absl::Status Step();

 private:
  SnapshotWriter(Database* database, Resolver* resolver, const Erasures* erasures,
                 SnapshotReader reader)
      : database_(database), resolver_(resolver), erasures_(erasures), reader_(std::move(reader)) {}
  // Whether the row is of somebody who was erased, and must not come back.
  bool IsErased(std::int64_t workspace, const SnapshotRow& row) const;
  absl::Status PutRow(std::uint64_t upload, const SnapshotRow& row, std::uint64_t& rows);
  absl::Status SetRole(std::uint64_t snapshot, SnapshotRole role);
  absl::Status TryStep();
  absl::Status DropStale(Time now);

  Database* database_;
  Resolver* resolver_;
  const Erasures* erasures_;
  SnapshotReader reader_;
  Statement insert_, set_role_, set_rows_, drop_stale_, add_row_, replace_row_, next_dropped_,
      rows_upto_, remove_rows_, remove_all_rows_, remove_;
  bool dropped_ = true;  // until it was looked for
};

// Whether a call found nothing to do wrong but the caller's wish.
bool IsRefusal(const absl::Status& status);

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_SNAPSHOT_WRITER_H_
