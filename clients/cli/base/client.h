// The public API as plain calls: one request, one answer, or a status whose message is one clear
// line.
#ifndef PARALLAX_CLIENTS_CLI_BASE_CLIENT_H_
#define PARALLAX_CLIENTS_CLI_BASE_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "parallax/v1/account_service.pb.h"
#include "parallax/v1/admin_service.pb.h"
#include "parallax/v1/drift_service.pb.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "parallax/v1/lens_service.pb.h"
#include "parallax/v1/signal_service.pb.h"
#include "parallax/v1/snapshot_service.pb.h"

namespace parallax::cli {

namespace api = ::parallax::v1;

// Safe to use from several threads. Connects on the first call; each call has the timeout of its
// own.
class Client {
 public:
  Client(const std::string& address, absl::Duration timeout);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  absl::Status IngestSignals(const api::IngestSignalsRequest&, api::IngestSignalsResponse&);
  absl::Status ListSignals(const api::ListSignalsRequest&, api::ListSignalsResponse&);
  absl::Status ListSignalKinds(const api::ListSignalKindsRequest&, api::ListSignalKindsResponse&);

  absl::Status UpdateAccount(const api::UpdateAccountRequest&, api::UpdateAccountResponse&);
  absl::Status GetAccount(const api::GetAccountRequest&, api::GetAccountResponse&);
  absl::Status ListAccounts(const api::ListAccountsRequest&, api::ListAccountsResponse&);
  absl::Status UpsertStakeholder(const api::UpsertStakeholderRequest&,
                                 api::UpsertStakeholderResponse&);
  absl::Status ListStakeholders(const api::ListStakeholdersRequest&,
                                api::ListStakeholdersResponse&);
  absl::Status DeleteAccount(const api::DeleteAccountRequest&, api::DeleteAccountResponse&);
  absl::Status EraseStakeholder(const api::EraseStakeholderRequest&,
                                api::EraseStakeholderResponse&);
  absl::Status UpsertDecision(const api::UpsertDecisionRequest&, api::UpsertDecisionResponse&);
  absl::Status ListDecisions(const api::ListDecisionsRequest&, api::ListDecisionsResponse&);

  absl::Status Interpret(const api::InterpretRequest&, api::InterpretResponse&);
  absl::Status CompareLenses(const api::CompareLensesRequest&, api::CompareLensesResponse&);
  absl::Status ListSurprises(const api::ListSurprisesRequest&, api::ListSurprisesResponse&);
  absl::Status GetTimeline(const api::GetTimelineRequest&, api::GetTimelineResponse&);
  absl::Status GetHistory(const api::GetHistoryRequest&, api::GetHistoryResponse&);
  absl::Status RankAccounts(const api::RankAccountsRequest&, api::RankAccountsResponse&);
  absl::Status ExplainReading(const api::ExplainReadingRequest&, api::ExplainReadingResponse&);

  absl::Status ListFindings(const api::ListFindingsRequest&, api::ListFindingsResponse&);
  absl::Status RecordIntervention(const api::RecordInterventionRequest&,
                                  api::RecordInterventionResponse&);

  absl::Status ListLenses(const api::ListLensesRequest&, api::ListLensesResponse&);
  absl::Status GetLens(const api::GetLensRequest&, api::GetLensResponse&);

  absl::Status BeginSnapshot(const api::BeginSnapshotRequest&, api::BeginSnapshotResponse&);
  absl::Status PutSnapshotRows(const api::PutSnapshotRowsRequest&, api::PutSnapshotRowsResponse&);
  absl::Status ListSnapshotChanges(const api::ListSnapshotChangesRequest&,
                                   api::ListSnapshotChangesResponse&);
  absl::Status KeepSnapshot(const api::KeepSnapshotRequest&, api::KeepSnapshotResponse&);

  // Calls `each` for every message until it fails. No timeout: it takes as long as it takes.
  absl::Status Backup(const api::BackupRequest&,
                      const std::function<absl::Status(const api::BackupResponse&)>& each);
  absl::Status GetStatus(const api::GetStatusRequest&, api::GetStatusResponse&);

 private:
  struct Stubs;  // keeps the generated service headers, which take seconds to compile, in one file
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_CLIENT_H_
