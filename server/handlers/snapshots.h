// SnapshotService.
#ifndef PARALLAX_SERVER_HANDLERS_SNAPSHOTS_H_
#define PARALLAX_SERVER_HANDLERS_SNAPSHOTS_H_

#include "parallax/v1/snapshot_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

absl::Status BeginSnapshot(const CallContext& context, const v1::BeginSnapshotRequest& request,
                           v1::BeginSnapshotResponse* response);
absl::Status PutSnapshotRows(const CallContext& context, const v1::PutSnapshotRowsRequest& request,
                             v1::PutSnapshotRowsResponse* response);
absl::Status ListSnapshotChanges(const CallContext& context,
                                 const v1::ListSnapshotChangesRequest& request,
                                 v1::ListSnapshotChangesResponse* response);
absl::Status KeepSnapshot(const CallContext& context, const v1::KeepSnapshotRequest& request,
                          v1::KeepSnapshotResponse* response);
absl::Status ListSnapshots(const CallContext& context, const v1::ListSnapshotsRequest& request,
                           v1::ListSnapshotsResponse* response);
absl::Status DeleteSnapshot(const CallContext& context, const v1::DeleteSnapshotRequest& request,
                            v1::DeleteSnapshotResponse* response);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_SNAPSHOTS_H_
