// The last exports of objects of other systems, kept to see what the next one changed.
//
// A snapshot is what one export of an object listed, row by row. It is uploaded in parts, compared
// with the one kept of its object, and then kept in its place. The one before it is held as long as
// the kept one is the latest, so that the same export uploaded again has the same changes again.
#ifndef PARALLAX_CORE_STORE_SNAPSHOTS_H_
#define PARALLAX_CORE_STORE_SNAPSHOTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/time.h"

namespace parallax {

// What a snapshot is of.
struct SnapshotObject {
  std::string workspace, source, object;

  bool operator==(const SnapshotObject&) const = default;
};

using SnapshotFields = std::vector<std::pair<std::string, std::string>>;  // by name, each name once

struct SnapshotRow {
  std::string key;
  std::string account, stakeholder;  // whose the row is; empty: nobody's
  SnapshotFields fields;

  bool operator==(const SnapshotRow&) const = default;
};

struct SnapshotUpload {
  std::uint64_t id = 0;          // never used again
  Time compared_with = kNoTime;  // export time of the snapshot it is compared with; kNoTime: none
};

// A row of the upload, or of the snapshot it is compared with, that the other tells differently.
struct SnapshotChange {
  enum class Kind : std::uint8_t { kAdded = 1, kRemoved = 2, kChanged = 3 };
  Kind kind = Kind::kAdded;
  std::string key;
  std::string account, stakeholder;  // of the upload's row where it has one
  SnapshotFields before, after;

  bool operator==(const SnapshotChange&) const = default;
};

struct SnapshotChanges {
  std::vector<SnapshotChange> changes;  // by key, bytewise
  bool more = false;                    // ask again with `after` = last_key
  std::string last_key;                 // everything up to it was compared
};

struct KeptSnapshot {
  std::string source, object;
  Time exported_at = kNoTime;
  std::uint64_t rows = 0;

  bool operator==(const KeptSnapshot&) const = default;
};

// Thread-safe. Writes are durable when they return. Every error leaves things as they were. Besides
// those named: UNAVAILABLE on a full or failing disk and after the store is closed.
class SnapshotStore {
 public:
  virtual ~SnapshotStore() = default;

  // An empty upload; one of the same object that was not kept is dropped. FAILED_PRECONDITION when
  // what is kept was exported later. RESOURCE_EXHAUSTED past kMaxSnapshots objects of a workspace.
  virtual absl::StatusOr<SnapshotUpload> Begin(const SnapshotObject& object, Time exported_at) = 0;
  // Adds rows, all or none; a key put again replaces its row. Returns how many rows the upload has.
  // ABORTED when there is no such upload (any more) in the workspace, FAILED_PRECONDITION when it
  // is kept already, RESOURCE_EXHAUSTED past kMaxSnapshotRows.
  virtual absl::StatusOr<std::uint64_t> Put(std::string_view workspace, std::uint64_t upload,
                                            std::vector<SnapshotRow> rows) = 0;
  // Changes of the upload, kept or not, with keys after `after`: at most `limit`, and fewer where
  // they or the rows looked at become many. Errors as Put, and FAILED_PRECONDITION when a later
  // export was kept meanwhile.
  virtual absl::StatusOr<SnapshotChanges> Changes(std::string_view workspace, std::uint64_t upload,
                                                  std::string_view after, std::size_t limit) = 0;
  // The upload becomes what is kept. Again: the same. Errors as Changes.
  virtual absl::StatusOr<KeptSnapshot> Keep(std::string_view workspace, std::uint64_t upload) = 0;

  // What is kept, by source and object, after that pair.
  virtual absl::StatusOr<std::vector<KeptSnapshot>> List(
      std::string_view workspace, const std::pair<std::string, std::string>& after,
      std::size_t limit) = 0;
  // Forgets everything of the object. NOT_FOUND when nothing is kept of it.
  virtual absl::Status Delete(const SnapshotObject& object) = 0;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_STORE_SNAPSHOTS_H_
