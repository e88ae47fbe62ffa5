// What every SnapshotStore must do: snapshots.h as tests, over the same stores as StoreConformance.
#ifndef PARALLAX_TESTS_CONFORMANCE_SNAPSHOT_CONFORMANCE_H_
#define PARALLAX_TESTS_CONFORMANCE_SNAPSHOT_CONFORMANCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/store/snapshots.h"
#include "tests/conformance/store_conformance.h"

namespace parallax {

class SnapshotConformance : public StoreConformance {
 protected:
  using Rows = std::vector<SnapshotRow>;

  const SnapshotObject kRoles{"w", "salesforce", "OpportunityContactRole"};
  SnapshotStore& snapshots() { return store_->snapshots(); }

  std::uint64_t Upload(Time exported_at, const Rows& rows) {
    return Upload(exported_at, rows, kRoles);
  }
  std::uint64_t Upload(Time exported_at, const Rows& rows, const SnapshotObject& object) {
    const auto upload = snapshots().Begin(object, exported_at);
    EXPECT_TRUE(upload.ok()) << upload.status();
    if (!upload.ok()) return 0;
    const auto put = snapshots().Put(object.workspace, upload->id, rows);
    EXPECT_TRUE(put.ok()) << put.status();
    return upload->id;
  }
  void Keep(std::uint64_t upload) {
    const auto kept = snapshots().Keep("w", upload);
    EXPECT_TRUE(kept.ok()) << kept.status();
  }
  void UploadAndKeep(Time exported_at, const Rows& rows) { Keep(Upload(exported_at, rows)); }

  std::vector<SnapshotChange> Changes(std::uint64_t upload, std::size_t page = 1'000) {
    std::vector<SnapshotChange> all;
    for (std::string after;;) {
      const auto changes = snapshots().Changes("w", upload, after, page);
      EXPECT_TRUE(changes.ok()) << changes.status();
      if (!changes.ok()) return all;
      EXPECT_LE(changes->changes.size(), page);
      all.insert(all.end(), changes->changes.begin(), changes->changes.end());
      if (!changes->more) return all;
      after = changes->last_key;
    }
  }
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_CONFORMANCE_SNAPSHOT_CONFORMANCE_H_
