#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/notification.h"
#include "core/reading/findings.h"
#include "server/convert/finding.h"
#include "server/handlers/drift.h"
#include "server/handlers/ingest.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

// The signal that says what the request says.
void SignalOf(const v1::RecordInterventionRequest& request, v1::Signal* out) {
  out->set_account(request.account());
  out->set_decision(request.decision());
  out->set_source(request.source());
  out->set_source_event_id(request.source_event_id());
  out->set_kind(std::string(kIntervention));
  if (request.has_occurred_at()) *out->mutable_occurred_at() = request.occurred_at();
  out->set_stakeholder(request.stakeholder());
  *out->mutable_participants() = request.participants();
  auto& attributes = *out->mutable_attributes();
  if (!request.playbook().empty()) attributes["playbook"].set_string_value(request.playbook());
  if (!request.finding().empty()) attributes["finding"].set_string_value(request.finding());
}

// Adds what is wrong with the signal, on the fields of the request. A finding that is none was said
// to be that already.
void AddViolations(const ResultsField& results, bool is_finding, Violations* violations) {
  for (const v1::IngestResult& result : results) {
    for (const auto& violation : result.error().bad_request().field_violations()) {
      const std::string field(absl::StripPrefix(violation.field(), "attributes."));
      if (field == "finding" && !is_finding) continue;
      violations->push_back({result.error().reason(), field, violation.description()});
    }
  }
}

std::optional<FindingId> FindingFromProto(const std::string& text, Violations* violations) {
  auto finding = ParseFindingId(text);
  if (!finding) {
    violations->push_back({"FINDING_INVALID", "finding",
                           absl::StrCat(text.empty() ? "is missing" : "is not the id of a finding",
                                        "; accepted is LENS:SIGN:YYYY-MM-DD, as Interpret in view "
                                        "FULL and ListFindings give it")});
  }
  return finding;
}

// Whether the account holds a signal with this key, whatever it says: then this is a retry, and
// what stood at first need not stand any more.
bool IsStored(const Journal& journal, const Signal& signal) {
  for (std::size_t row = 0; row < journal.size(); ++row) {
    if (journal.String(journal.source[row]) == signal.source &&
        journal.String(journal.source_event_id[row]) == signal.source_event_id) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<AppendResult> AppendAndWait(const CallContext& context, CheckedBatch batch) {
  absl::StatusOr<AppendResult> result = absl::InternalError("");
  absl::Notification appended;
  context.state->env.store->Append(std::string(context.workspace), std::move(batch.signals),
                                   context.deadline, [&](absl::StatusOr<AppendResult> told) {
                                     result = std::move(told);
                                     appended.Notify();
                                   });
  appended.WaitForNotification();
  return result;
}

absl::Status StoredOtherwise() {
  constexpr char kField[] = "source_event_id";
  constexpr char kWhy[] =
      "a signal with this source and id is stored with another content; accepted is the same "
      "content again, or an id of its own for another intervention";
  return MakeError(absl::StatusCode::kAlreadyExists, absl::StrCat(kField, ": ", kWhy),
                   {.reason = "ALREADY_EXISTS", .violations = {{"ALREADY_EXISTS", kField, kWhy}}});
}

}  // namespace

absl::Status RecordIntervention(const CallContext& context,
                                const v1::RecordInterventionRequest& request,
                                v1::RecordInterventionResponse* response) {
  const Environment& env = context.state->env;
  Violations violations;
  const auto finding = FindingFromProto(request.finding(), &violations);
  SignalsField signals;
  SignalOf(request, signals.Add());
  ResultsField rejected;
  CheckedBatch batch = CheckSignals(signals, env.clock->Now(), &rejected);
  AddViolations(rejected, finding.has_value(), &violations);
  if (!violations.empty()) return ToStatus(violations);
  const Signal& signal = batch.signals.front();

  const auto journal = env.journals->Get(context.workspace, signal.account);
  if (!journal.ok()) return journal.status();
  ReadingRequest question;
  question.workspace = context.workspace;
  question.account = signal.account;
  question.decision = signal.decision;
  question.moment.as_of = signal.occurred_at;
  if (!IsStored(**journal, signal)) {
    const auto stood = FindStanding(env, question, *finding);
    if (!stood.ok()) return stood.status();
  }
  const auto appended = AppendAndWait(context, std::move(batch));
  if (!appended.ok()) return appended.status();
  const AppendOutcome outcome = appended->outcomes.front();
  if (outcome == AppendOutcome::kAlreadyExists) return StoredOtherwise();
  response->set_status(outcome == AppendOutcome::kDuplicate ? v1::INGEST_STATUS_DUPLICATE
                                                            : v1::INGEST_STATUS_ACCEPTED);
  response->set_revision(appended->revision);
  // It is stored: that the finding cannot be read again is no reason to say otherwise.
  if (const auto now = FindStanding(env, std::move(question), *finding); now.ok()) {
    FindingToProto(now->reading, now->reading.interpretation.drift[now->sign],
                   response->mutable_finding());
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
