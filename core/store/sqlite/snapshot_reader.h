// The queries over snapshots, on one connection: a reader's, or the writer's.
#ifndef PARALLAX_CORE_STORE_SQLITE_SNAPSHOT_READER_H_
#define PARALLAX_CORE_STORE_SQLITE_SNAPSHOT_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "core/signal/scrub.h"
#include "core/store/snapshots.h"
#include "core/store/sqlite/database.h"

namespace parallax::sqlite {

// Numbers in the snapshots table.
enum class SnapshotRole : std::uint8_t { kUpload = 0, kKept = 1, kPrevious = 2, kDropped = 3 };

// A row of that table.
struct SnapshotHead {
  std::uint64_t id = 0;
  std::string source, object;
  Time exported_at = kNoTime;
  SnapshotRole role = SnapshotRole::kUpload;
  std::uint64_t rows = 0;
};

// The snapshots of an object that are not dropped.
struct SnapshotSet {
  std::optional<SnapshotHead> upload, kept, previous;

  // What a snapshot exported then is compared with; null: nothing. FAILED_PRECONDITION when what is
  // kept is later.
  absl::StatusOr<const SnapshotHead*> BaseOf(Time exported_at) const;
};

// Fields as stored: { varint size, name | varint size, value }*, by name, so that equal fields are
// equal bytes.
std::string EncodeFields(SnapshotFields fields);
absl::StatusOr<SnapshotFields> DecodeFields(std::string_view bytes);

// Whether the key or a field of a row names an erased person.
bool NamesErased(const Erased& erased, std::string_view key, const SnapshotFields& fields);

class SnapshotReader {
 public:
  static absl::StatusOr<SnapshotReader> Prepare(Database& database);

  absl::StatusOr<SnapshotSet> FindObject(std::int64_t workspace, std::string_view source,
                                         std::string_view object);
  // The upload, kept or not. ABORTED when it is neither.
  absl::StatusOr<SnapshotHead> FindUpload(std::int64_t workspace, std::uint64_t upload);
  absl::StatusOr<std::uint64_t> CountObjects(std::int64_t workspace);
  absl::StatusOr<std::vector<KeptSnapshot>> List(std::int64_t workspace,
                                                 const std::pair<std::string, std::string>& after,
                                                 std::size_t limit);
  // One read transaction.
  absl::StatusOr<SnapshotChanges> Changes(std::int64_t workspace, std::uint64_t upload,
                                          std::string_view after, std::size_t limit);

 private:
  explicit SnapshotReader(Database* database) : database_(database) {}
  absl::StatusOr<SnapshotChanges> Compare(std::uint64_t before, std::uint64_t after_snapshot,
                                          std::string_view after, std::size_t limit);

  Database* database_;
  Statement object_, upload_, count_, list_, before_rows_, after_rows_;
};

absl::Status NoSuchUpload();  // ABORTED

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_SNAPSHOT_READER_H_
