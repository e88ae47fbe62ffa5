#include "clients/cli/base/client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "parallax/v1/account_service.grpc.pb.h"
#include "parallax/v1/admin_service.grpc.pb.h"
#include "parallax/v1/drift_service.grpc.pb.h"
#include "parallax/v1/interpretation_service.grpc.pb.h"
#include "parallax/v1/lens_service.grpc.pb.h"
#include "parallax/v1/signal_service.grpc.pb.h"
#include "parallax/v1/snapshot_service.grpc.pb.h"

namespace parallax::cli {
namespace {

constexpr int kMaxReceiveBytes = 64 << 20;
constexpr int kMaxMetadataBytes = 1 << 20;

// What the rich details say: "field: description" of every violation, or nothing.
std::string Violations(const google::rpc::Status& details) {
  std::vector<std::string> parts;
  for (const auto& any : details.details()) {
    google::rpc::BadRequest bad_request;
    if (!any.Is<google::rpc::BadRequest>() || !any.UnpackTo(&bad_request)) continue;
    for (const auto& violation : bad_request.field_violations()) {
      parts.push_back(absl::StrCat(violation.field(), violation.field().empty() ? "" : ": ",
                                   violation.description()));
    }
  }
  return absl::StrJoin(parts, "; ");
}

absl::Duration RetryAfter(const google::rpc::Status& details) {
  for (const auto& any : details.details()) {
    google::rpc::RetryInfo info;
    if (any.Is<google::rpc::RetryInfo>() && any.UnpackTo(&info)) {
      return absl::Seconds(info.retry_delay().seconds()) +
             absl::Nanoseconds(info.retry_delay().nanos());
    }
  }
  return absl::ZeroDuration();
}

absl::Status FromGrpc(const grpc::Status& status, absl::string_view address,
                      absl::Duration timeout) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  std::string message = Violations(details);
  if (message.empty()) message = status.error_message();
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      // The library's own account of a failed connection names sockets and states; only what a
      // server said is worth showing.
      message = absl::StrCat(
          "no answer from ", address,
          absl::StrContains(message, "connect") ? "" : absl::StrCat(" (", message, ")"),
          "; is parallaxd running there? Set --address or PARALLAX_ADDRESS");
      break;
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      message = absl::StrCat("no answer from ", address, " within ", absl::FormatDuration(timeout),
                             " (--timeout)");
      break;
    case grpc::StatusCode::UNIMPLEMENTED:
      message = absl::StrCat("the server at ", address, " does not know this call");
      break;
    default:
      break;
  }
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), Clean(message));
  const absl::Duration delay = RetryAfter(details);
  if (delay > absl::ZeroDuration()) SetRetryDelay(delay, out);
  return out;
}

}  // namespace

struct Client::Stubs {
  Stubs(const std::string& address_in, absl::Duration timeout_in)
      : address(address_in), timeout(timeout_in) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
    arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);  // rich errors can be long
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // the server listens on loopback only
    channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
    signals = api::SignalService::NewStub(channel);
    accounts = api::AccountService::NewStub(channel);
    interpretations = api::InterpretationService::NewStub(channel);
    drift = api::DriftService::NewStub(channel);
    lenses = api::LensService::NewStub(channel);
    admin = api::AdminService::NewStub(channel);
    snapshots = api::SnapshotService::NewStub(channel);
  }

  template <typename Stub, typename Request, typename Response>
  absl::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoNanoseconds(timeout));
    return FromGrpc((stub.*method)(&context, request, &response), address, timeout);
  }

  std::string address;
  absl::Duration timeout;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<api::SignalService::Stub> signals;
  std::unique_ptr<api::AccountService::Stub> accounts;
  std::unique_ptr<api::InterpretationService::Stub> interpretations;
  std::unique_ptr<api::DriftService::Stub> drift;
  std::unique_ptr<api::LensService::Stub> lenses;
  std::unique_ptr<api::AdminService::Stub> admin;
  std::unique_ptr<api::SnapshotService::Stub> snapshots;
};

Client::Client(const std::string& address, absl::Duration timeout)
    : stubs_(std::make_unique<Stubs>(address, timeout)) {}
Client::~Client() = default;

// One line a method: the stub it belongs to and the method's name.
#define PARALLAX_CLI_CALL(SERVICE, STUB, METHOD)                                      \
  absl::Status Client::METHOD(const api::METHOD##Request& request,                    \
                              api::METHOD##Response& answer) {                        \
    return stubs_->Call(*stubs_->STUB, &api::SERVICE::Stub::METHOD, request, answer); \
  }

PARALLAX_CLI_CALL(SignalService, signals, IngestSignals)
PARALLAX_CLI_CALL(SignalService, signals, ListSignals)
PARALLAX_CLI_CALL(SignalService, signals, ListSignalKinds)
PARALLAX_CLI_CALL(AccountService, accounts, UpdateAccount)
PARALLAX_CLI_CALL(AccountService, accounts, GetAccount)
PARALLAX_CLI_CALL(AccountService, accounts, ListAccounts)
PARALLAX_CLI_CALL(AccountService, accounts, UpsertStakeholder)
PARALLAX_CLI_CALL(AccountService, accounts, ListStakeholders)
PARALLAX_CLI_CALL(AccountService, accounts, DeleteAccount)
PARALLAX_CLI_CALL(AccountService, accounts, EraseStakeholder)
PARALLAX_CLI_CALL(AccountService, accounts, UpsertDecision)
PARALLAX_CLI_CALL(AccountService, accounts, ListDecisions)
PARALLAX_CLI_CALL(InterpretationService, interpretations, Interpret)
PARALLAX_CLI_CALL(InterpretationService, interpretations, CompareLenses)
PARALLAX_CLI_CALL(InterpretationService, interpretations, GetHistory)
PARALLAX_CLI_CALL(InterpretationService, interpretations, GetTimeline)
PARALLAX_CLI_CALL(InterpretationService, interpretations, ListSurprises)
PARALLAX_CLI_CALL(InterpretationService, interpretations, RankAccounts)
PARALLAX_CLI_CALL(InterpretationService, interpretations, ExplainReading)
PARALLAX_CLI_CALL(DriftService, drift, ListFindings)
PARALLAX_CLI_CALL(DriftService, drift, RecordIntervention)
PARALLAX_CLI_CALL(LensService, lenses, ListLenses)
PARALLAX_CLI_CALL(LensService, lenses, GetLens)
PARALLAX_CLI_CALL(AdminService, admin, GetStatus)
PARALLAX_CLI_CALL(SnapshotService, snapshots, BeginSnapshot)
PARALLAX_CLI_CALL(SnapshotService, snapshots, PutSnapshotRows)
PARALLAX_CLI_CALL(SnapshotService, snapshots, ListSnapshotChanges)
PARALLAX_CLI_CALL(SnapshotService, snapshots, KeepSnapshot)

#undef PARALLAX_CLI_CALL

absl::Status Client::Backup(const api::BackupRequest& request,
                            const std::function<absl::Status(const api::BackupResponse&)>& each) {
  grpc::ClientContext context;
  const auto stream = stubs_->admin->Backup(&context, request);
  api::BackupResponse message;
  absl::Status status;
  while (status.ok() && stream->Read(&message)) status = each(message);
  if (!status.ok()) context.TryCancel();
  const grpc::Status ended = stream->Finish();
  return status.ok() ? FromGrpc(ended, stubs_->address, stubs_->timeout) : status;
}

}  // namespace parallax::cli
