#include "server/engine/grpc_status.h"

#include "core/base/errors.h"
#include "google/rpc/error_details.pb.h"

namespace parallax::server {
namespace {

constexpr char kDomain[] = "parallax.dev";

// Codes whose texts come from libraries or the system unless they carry details of ours.
bool IsInternal(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

void SetRetry(absl::Duration delay, google::rpc::RetryInfo* info) {
  const std::int64_t nanos = absl::ToInt64Nanoseconds(delay);
  info->mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  info->mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(nanos % 1'000'000'000));
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status out;
  out.set_code(static_cast<int>(status.code()));
  const ErrorDetails details = GetErrorDetails(status);
  if (details.reason.empty()) {
    out.set_message(IsInternal(status.code()) ? "internal error; the server's log says more"
                                              : std::string(status.message()));
    return out;
  }
  out.set_message(std::string(status.message()));

  google::rpc::ErrorInfo info;
  info.set_reason(details.reason);
  info.set_domain(kDomain);
  if (!details.quota.empty()) (*info.mutable_metadata())["limit"] = details.quota;
  out.add_details()->PackFrom(info);
  if (!details.violations.empty()) {
    google::rpc::BadRequest bad_request;
    for (const FieldViolation& violation : details.violations) {
      auto* field = bad_request.add_field_violations();
      field->set_field(violation.field);
      field->set_description(violation.description);
    }
    out.add_details()->PackFrom(bad_request);
  }
  if (details.retry_after > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    SetRetry(details.retry_after, &retry);
    out.add_details()->PackFrom(retry);
  }
  if (!details.quota.empty()) {
    google::rpc::QuotaFailure quota;
    auto* violation = quota.add_violations();
    violation->set_subject(details.quota);
    violation->set_description(std::string(status.message()));
    out.add_details()->PackFrom(quota);
  }
  return out;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(status);
  return {static_cast<grpc::StatusCode>(rpc.code()), rpc.message(),
          rpc.details().empty() ? std::string() : rpc.SerializeAsString()};
}

}  // namespace parallax::server
