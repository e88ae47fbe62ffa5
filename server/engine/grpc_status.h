// absl::Status to grpc::Status, with google.rpc details in grpc-status-details-bin.
#ifndef PARALLAX_SERVER_ENGINE_GRPC_STATUS_H_
#define PARALLAX_SERVER_ENGINE_GRPC_STATUS_H_

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace parallax::server {

// Code, message and details (ErrorInfo of domain "parallax.dev", BadRequest, RetryInfo,
// QuotaFailure). What no part of Parallax worded for callers (internal errors) loses its text: it
// could hold a path or SQL.
google::rpc::Status ToRpcStatus(const absl::Status& status);
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_GRPC_STATUS_H_
