// Rows and changes of snapshots, from and to the wire.
#ifndef PARALLAX_SERVER_CONVERT_SNAPSHOT_H_
#define PARALLAX_SERVER_CONVERT_SNAPSHOT_H_

#include <string>

#include "core/store/snapshots.h"
#include "parallax/v1/snapshot_service.pb.h"
#include "server/convert/time.h"

namespace parallax::server {

// Checks sizes, ids and privacy; violations name fields below `path` ("rows[3]") and repeat no
// value.
SnapshotRow SnapshotRowFromProto(const v1::SnapshotRow& row, const std::string& path,
                                 Violations* violations);

void SnapshotChangeToProto(const SnapshotChange& change, v1::SnapshotChange* out);
void KeptSnapshotToProto(const KeptSnapshot& kept, v1::Snapshot* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_SNAPSHOT_H_
