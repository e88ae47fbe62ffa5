#include "server/methods.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/handlers/accounts.h"
#include "server/handlers/backup.h"
#include "server/handlers/drift.h"
#include "server/handlers/health.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/lenses.h"
#include "server/handlers/reflection.h"
#include "server/handlers/signals.h"
#include "server/handlers/snapshots.h"

namespace parallax::server {
namespace {

constexpr char kSignals[] = "parallax.v1.SignalService";
constexpr char kAccounts[] = "parallax.v1.AccountService";
constexpr char kInterpretations[] = "parallax.v1.InterpretationService";
constexpr char kDrift[] = "parallax.v1.DriftService";
constexpr char kLenses[] = "parallax.v1.LensService";
constexpr char kSnapshots[] = "parallax.v1.SnapshotService";
constexpr char kAdmin[] = "parallax.v1.AdminService";
constexpr char kHealth[] = "grpc.health.v1.Health";

// Requests kept ready for methods that are called thousands of times a second.
constexpr int kHotPosted = 64;

Method Hot(Method method) {
  method.posted = kHotPosted;
  return method;
}

Method Overwrites(Method method) {
  method.overwrites = true;
  return method;
}

Method Always(Method method) {
  method.always_admitted = true;
  return method;
}

void Append(std::vector<Method> methods, std::vector<Method>* out) {
  std::move(methods.begin(), methods.end(), std::back_inserter(*out));
}

// Writes of facts wait for the disk, lists read an account whole: both leave the polling thread.
std::vector<Method> SignalMethods() {
  std::vector<Method> methods;
  methods.push_back(AsyncUnary(kSignals, "IngestSignals", &IngestSignals));
  methods.push_back(Bidi<v1::StreamSignalsRequest, v1::StreamSignalsResponse>(
      kSignals, "StreamSignals", &OpenSignalStream));
  methods.push_back(Unary(kSignals, "ListSignals", Cost::kHeavy, &ListSignals));
  methods.push_back(Unary(kSignals, "ListSignalKinds", Cost::kHeavy, &ListSignalKinds));
  return methods;
}

std::vector<Method> AccountMethods() {
  std::vector<Method> methods;
  methods.push_back(Unary(kAccounts, "CreateAccount", Cost::kHeavy, &CreateAccount));
  methods.push_back(Unary(kAccounts, "UpdateAccount", Cost::kHeavy, &UpdateAccount));
  methods.push_back(Unary(kAccounts, "GetAccount", Cost::kShort, &GetAccount));
  methods.push_back(Unary(kAccounts, "ListAccounts", Cost::kHeavy, &ListAccounts));
  methods.push_back(Unary(kAccounts, "UpsertStakeholder", Cost::kHeavy, &UpsertStakeholder));
  methods.push_back(Unary(kAccounts, "ListStakeholders", Cost::kHeavy, &ListStakeholders));
  methods.push_back(Unary(kAccounts, "DeleteAccount", Cost::kHeavy, &DeleteAccount));
  methods.push_back(Unary(kAccounts, "EraseStakeholder", Cost::kHeavy, &EraseStakeholder));
  methods.push_back(Unary(kAccounts, "RecordOutcome", Cost::kHeavy, &RecordOutcome));
  methods.push_back(Unary(kAccounts, "UpsertDecision", Cost::kHeavy, &UpsertDecision));
  methods.push_back(Unary(kAccounts, "ListDecisions", Cost::kHeavy, &ListDecisions));
  return methods;
}

std::vector<Method> InterpretationMethods() {
  std::vector<Method> methods;
  methods.push_back(
      Hot(Overwrites(Unary(kInterpretations, "Interpret", Cost::kShort, &InterpretAccount))));
  methods.push_back(ServerStream<v1::BatchInterpretRequest, v1::BatchInterpretResponse>(
      kInterpretations, "BatchInterpret", Cost::kHeavy, &BatchInterpret));
  methods.push_back(Unary(kInterpretations, "CompareLenses", Cost::kHeavy, &CompareLenses));
  methods.push_back(Unary(kInterpretations, "GetHistory", Cost::kHeavy, &GetHistory));
  methods.push_back(Unary(kInterpretations, "GetTimeline", Cost::kHeavy, &GetTimeline));
  methods.push_back(Unary(kInterpretations, "ListSurprises", Cost::kHeavy, &ListSurprises));
  methods.push_back(Unary(kInterpretations, "RankAccounts", Cost::kHeavy, &RankAccounts));
  methods.push_back(Unary(kInterpretations, "ExplainReading", Cost::kHeavy, &ExplainReading));
  return methods;
}

std::vector<Method> DriftMethods() {
  std::vector<Method> methods;
  methods.push_back(Unary(kDrift, "ListFindings", Cost::kHeavy, &ListFindings));
  methods.push_back(Unary(kDrift, "RecordIntervention", Cost::kHeavy, &RecordIntervention));
  return methods;
}

std::vector<Method> SnapshotMethods() {
  std::vector<Method> methods;
  methods.push_back(Unary(kSnapshots, "BeginSnapshot", Cost::kHeavy, &BeginSnapshot));
  methods.push_back(Unary(kSnapshots, "PutSnapshotRows", Cost::kHeavy, &PutSnapshotRows));
  methods.push_back(Unary(kSnapshots, "ListSnapshotChanges", Cost::kHeavy, &ListSnapshotChanges));
  methods.push_back(Unary(kSnapshots, "KeepSnapshot", Cost::kHeavy, &KeepSnapshot));
  methods.push_back(Unary(kSnapshots, "ListSnapshots", Cost::kHeavy, &ListSnapshots));
  methods.push_back(Unary(kSnapshots, "DeleteSnapshot", Cost::kHeavy, &DeleteSnapshot));
  return methods;
}

std::vector<Method> OtherMethods() {
  std::vector<Method> methods;
  methods.push_back(Unary(kLenses, "ListLenses", Cost::kShort, &ListLenses));
  methods.push_back(Unary(kLenses, "GetLens", Cost::kShort, &GetLens));
  methods.push_back(Unary(kAdmin, "GetStatus", Cost::kShort, &GetStatus));
  methods.push_back(ServerStream<v1::BackupRequest, v1::BackupResponse>(kAdmin, "Backup",
                                                                        Cost::kHeavy, &OpenBackup));
  methods.push_back(Always(Hot(Unary(kHealth, "Check", Cost::kShort, &CheckHealth))));
  methods.push_back(Always(Unary(kHealth, "List", Cost::kShort, &ListHealth)));
  methods.push_back(Always(ServerStream<HealthCheckRequest, HealthCheckResponse>(
      kHealth, "Watch", Cost::kShort, &WatchHealth)));
  return methods;
}

}  // namespace

std::vector<std::string> ServiceNames() {
  return {kSignals, kAccounts, kInterpretations, kDrift,        kSnapshots,
          kLenses,  kAdmin,    kHealth,          kReflectionV1, kReflectionV1Alpha};
}

std::vector<Method> AllMethods() {
  std::vector<Method> methods;
  Append(SignalMethods(), &methods);
  Append(AccountMethods(), &methods);
  Append(InterpretationMethods(), &methods);
  Append(DriftMethods(), &methods);
  Append(SnapshotMethods(), &methods);
  Append(OtherMethods(), &methods);
  Append(ReflectionMethods(ServiceNames()), &methods);
  return methods;
}

}  // namespace parallax::server
