#include "server/handlers/snapshots.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "server/convert/snapshot.h"
#include "server/handlers/page.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

constexpr Time kMaxAhead = kDay;  // a day's export may be stamped with its local midnight

SnapshotStore& Snapshots(const CallContext& context) {
  return context.state->env.store->snapshots();
}

absl::Status RequireUpload(std::uint64_t upload) {
  if (upload != 0) return absl::OkStatus();
  return InvalidArgument("upload", "is required; accepted is what BeginSnapshot answered");
}

template <class Request>
absl::StatusOr<SnapshotObject> ObjectOf(const CallContext& context, const Request& request) {
  if (absl::Status status = RequireId("source", request.source()); !status.ok()) return status;
  if (absl::Status status = RequireId("object", request.object()); !status.ok()) return status;
  return SnapshotObject{std::string(context.workspace), request.source(), request.object()};
}

}  // namespace

absl::Status BeginSnapshot(const CallContext& context, const v1::BeginSnapshotRequest& request,
                           v1::BeginSnapshotResponse* response) {
  const auto object = ObjectOf(context, request);
  if (!object.ok()) return object.status();
  if (!request.has_exported_at()) {
    return InvalidArgument("exported_at", "is required; accepted is the time of the export");
  }
  Violations violations;
  const Time exported_at = TimeFromProto(request.exported_at(), "exported_at", &violations);
  if (!violations.empty()) return ToStatus(violations);
  const Time now = context.state->env.clock->Now();
  if (exported_at > now + kMaxAhead) {
    return InvalidArgument("exported_at", absl::StrCat("is ", FormatTime(exported_at),
                                                       ", in the future; accepted are times up to ",
                                                       FormatTime(now + kMaxAhead)));
  }
  const auto upload = Snapshots(context).Begin(*object, exported_at);
  if (!upload.ok()) return upload.status();
  response->set_upload(upload->id);
  if (upload->compared_with != kNoTime) {
    TimeToProto(upload->compared_with, response->mutable_compared_with());
  }
  return absl::OkStatus();
}

absl::Status PutSnapshotRows(const CallContext& context, const v1::PutSnapshotRowsRequest& request,
                             v1::PutSnapshotRowsResponse* response) {
  if (absl::Status status = RequireUpload(request.upload()); !status.ok()) return status;
  if (static_cast<std::size_t>(request.rows_size()) > limits::kMaxSnapshotRowsPerBatch) {
    return InvalidArgument(
        "rows", absl::StrCat("holds ", request.rows_size(), " rows; accepted are at most ",
                             limits::kMaxSnapshotRowsPerBatch, " (kMaxSnapshotRowsPerBatch)"));
  }
  Violations violations;
  std::vector<SnapshotRow> rows;
  rows.reserve(request.rows_size());
  for (int i = 0; i < request.rows_size(); ++i) {
    rows.push_back(
        SnapshotRowFromProto(request.rows(i), absl::StrCat("rows[", i, "]"), &violations));
  }
  if (!violations.empty()) return ToStatus(violations);
  const auto count = Snapshots(context).Put(context.workspace, request.upload(), std::move(rows));
  if (!count.ok()) return count.status();
  response->set_rows(*count);
  return absl::OkStatus();
}

absl::Status ListSnapshotChanges(const CallContext& context,
                                 const v1::ListSnapshotChangesRequest& request,
                                 v1::ListSnapshotChangesResponse* response) {
  if (absl::Status status = RequireUpload(request.upload()); !status.ok()) return status;
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest =
      QueryDigest({"ListSnapshotChanges", context.workspace, absl::StrCat(request.upload())});
  const auto position = ReadPageToken(digest, request.page_token(), 1);
  if (!position.ok()) return position.status();
  const auto page = Snapshots(context).Changes(
      context.workspace, request.upload(), position->empty() ? "" : position->front(), *page_size);
  if (!page.ok()) return page.status();
  for (const SnapshotChange& change : page->changes) {
    SnapshotChangeToProto(change, response->add_changes());
  }
  if (page->more) response->set_next_page_token(MakePageToken(digest, {page->last_key}));
  return absl::OkStatus();
}

absl::Status KeepSnapshot(const CallContext& context, const v1::KeepSnapshotRequest& request,
                          v1::KeepSnapshotResponse* response) {
  if (absl::Status status = RequireUpload(request.upload()); !status.ok()) return status;
  const auto kept = Snapshots(context).Keep(context.workspace, request.upload());
  if (!kept.ok()) return kept.status();
  KeptSnapshotToProto(*kept, response->mutable_snapshot());
  return absl::OkStatus();
}

absl::Status ListSnapshots(const CallContext& context, const v1::ListSnapshotsRequest& request,
                           v1::ListSnapshotsResponse* response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest = QueryDigest({"ListSnapshots", context.workspace});
  const auto position = ReadPageToken(digest, request.page_token(), 2);
  if (!position.ok()) return position.status();
  std::pair<std::string, std::string> after;
  if (!position->empty()) after = {position->at(0), position->at(1)};
  const auto kept = Snapshots(context).List(context.workspace, after, *page_size + 1);
  if (!kept.ok()) return kept.status();
  for (std::size_t i = 0; i < kept->size() && i < *page_size; ++i) {
    KeptSnapshotToProto(kept->at(i), response->add_snapshots());
  }
  if (kept->size() > *page_size) {
    const KeptSnapshot& last = kept->at(*page_size - 1);
    response->set_next_page_token(MakePageToken(digest, {last.source, last.object}));
  }
  return absl::OkStatus();
}

absl::Status DeleteSnapshot(const CallContext& context, const v1::DeleteSnapshotRequest& request,
                            v1::DeleteSnapshotResponse*) {
  const auto object = ObjectOf(context, request);
  if (!object.ok()) return object.status();
  return Snapshots(context).Delete(*object);
}

}  // namespace parallax::server
