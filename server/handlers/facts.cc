#include "server/convert/facts.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/signal/validate.h"
#include "server/handlers/accounts.h"
#include "server/handlers/page.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

const std::string& IdOf(const DecisionFacts& facts) { return facts.decision; }
const std::string& IdOf(const StakeholderFacts& facts) { return facts.stakeholder; }

using VersionKey = std::tuple<std::string, Time, std::uint64_t>;  // id, valid_from, revision

template <class T>
VersionKey KeyOf(const StoredFacts& stored) {
  const T& facts = std::get<T>(stored.facts);
  return {IdOf(facts), facts.valid_from, stored.revision};
}

// The version of an object that was written last; null when there is none.
template <class T>
const T* LatestOf(const AccountRecord& record, std::string_view id) {
  const T* latest = nullptr;
  std::uint64_t revision = 0;
  for (const StoredFacts& version : record.facts) {
    const T* facts = std::get_if<T>(&version.facts);
    if (facts == nullptr || IdOf(*facts) != id || version.revision < revision) continue;
    latest = facts;
    revision = version.revision;
  }
  return latest;
}

// What is stored of the decision, its times left to the store; NOT_FOUND when nothing tells of it.
absl::StatusOr<DecisionFacts> KnownDecision(const CallContext& context, const std::string& account,
                                            const std::string& decision) {
  const auto record = context.state->env.store->ReadAccount(context.workspace, account);
  if (!record.ok()) return record.status();
  DecisionFacts facts;
  if (const auto* latest = LatestOf<DecisionFacts>(*record, decision); latest != nullptr) {
    facts = *latest;
  } else if (std::none_of(record->signals.begin(), record->signals.end(),
                          [&](const auto& stored) { return stored.signal.decision == decision; })) {
    return DecisionNotFound(account, decision);
  }
  facts.account = account;
  facts.decision = decision;
  facts.valid_from = facts.available_at = kNoTime;
  return facts;
}

// Stores a version of a decision or a person and gives it back as the store completed it.
// REQUIRES: the lock of the account.
template <class T>
absl::Status PutVersion(const CallContext& context, T facts, T* stored_facts,
                        std::uint64_t* revision) {
  Store& store = *context.state->env.store;
  const std::string account = facts.account, id = IdOf(facts);
  std::vector<Facts> versions;
  versions.emplace_back(std::move(facts));
  const auto written = store.PutFacts(context.workspace, std::move(versions));
  if (!written.ok()) return written.status();
  *revision = *written;
  const auto record = store.ReadAccount(context.workspace, account);
  if (!record.ok()) return record.status();
  if (const T* latest = LatestOf<T>(*record, id); latest != nullptr) *stored_facts = *latest;
  return absl::OkStatus();
}

// A page of the versions of one account's decisions or people, by id and valid_from; returns the
// next page's token.
template <class T, class Request, class Add>
absl::StatusOr<std::string> ListVersions(const CallContext& context, std::string_view method,
                                         const Request& request, Add add) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest = QueryDigest({method, context.workspace, request.account()});
  const auto position = ReadPageToken(digest, request.page_token(), 3);
  if (!position.ok()) return position.status();
  const auto record = context.state->env.store->ReadAccount(context.workspace, request.account());
  if (!record.ok()) return record.status();

  std::vector<std::pair<VersionKey, const T*>> versions;
  for (const StoredFacts& stored : record->facts) {
    if (const T* facts = std::get_if<T>(&stored.facts))
      versions.emplace_back(KeyOf<T>(stored), facts);
  }
  std::sort(versions.begin(), versions.end());
  auto begin = versions.begin();
  if (!position->empty()) {
    VersionKey after;
    std::get<0>(after) = (*position)[0];
    if (!absl::SimpleAtoi((*position)[1], &std::get<1>(after)) ||
        !absl::SimpleAtoi((*position)[2], &std::get<2>(after))) {
      return InvalidArgument("page_token", "is damaged");
    }
    begin = std::upper_bound(
        versions.begin(), versions.end(), after,
        [](const VersionKey& key, const auto& version) { return key < version.first; });
  }
  const auto left = static_cast<std::size_t>(versions.end() - begin);
  const std::size_t count = std::min(*page_size, left);
  for (std::size_t i = 0; i < count; ++i) add(*begin[static_cast<std::ptrdiff_t>(i)].second);
  if (count == left) return std::string();
  const auto& [id, valid_from, revision] = begin[static_cast<std::ptrdiff_t>(count) - 1].first;
  return MakePageToken(digest, {id, absl::StrCat(valid_from), absl::StrCat(revision)});
}

}  // namespace

absl::Status UpsertStakeholder(const CallContext& context,
                               const v1::UpsertStakeholderRequest& request,
                               v1::UpsertStakeholderResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  Violations violations;
  StakeholderFacts facts =
      StakeholderFromProto(request.account(), request.stakeholder(), &violations);
  if (violations.empty()) violations = Validate(facts, context.state->env.clock->Now());
  if (!violations.empty()) return InvalidArgument(Below("stakeholder", std::move(violations)));

  const auto lock = context.state->account_locks->Lock(context.workspace, facts.account);
  StakeholderFacts stored;
  std::uint64_t revision = 0;
  if (absl::Status status = PutVersion(context, std::move(facts), &stored, &revision);
      !status.ok()) {
    return status;
  }
  StakeholderToProto(stored, response->mutable_stakeholder());
  response->set_revision(revision);
  return absl::OkStatus();
}

absl::Status UpsertDecision(const CallContext& context, const v1::UpsertDecisionRequest& request,
                            v1::UpsertDecisionResponse* response) {
  Violations violations;
  DecisionFacts facts = DecisionFromProto(request.decision(), &violations);
  if (violations.empty()) violations = Validate(facts, context.state->env.clock->Now());
  if (!violations.empty()) return InvalidArgument(Below("decision", std::move(violations)));

  const auto lock = context.state->account_locks->Lock(context.workspace, facts.account);
  DecisionFacts stored;
  std::uint64_t revision = 0;
  if (absl::Status status = PutVersion(context, std::move(facts), &stored, &revision);
      !status.ok()) {
    return status;
  }
  DecisionToProto(stored, response->mutable_decision());
  response->set_revision(revision);
  return absl::OkStatus();
}

absl::Status RecordOutcome(const CallContext& context, const v1::RecordOutcomeRequest& request,
                           v1::RecordOutcomeResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = RequireId("decision", request.decision()); !status.ok()) return status;
  if (request.outcome() == v1::OUTCOME_UNSPECIFIED) {
    return InvalidArgument("outcome",
                           "is required; accepted are OUTCOME_WON, OUTCOME_LOST, "
                           "OUTCOME_NO_DECISION and OUTCOME_SLIPPED");
  }
  const Time now = context.state->env.clock->Now();
  v1::Decision told;  // what the request says, to be read as UpsertDecision reads it
  told.set_id(request.decision());
  told.set_account(request.account());
  told.set_outcome(request.outcome());
  if (request.has_closed_at()) *told.mutable_closed_at() = request.closed_at();
  if (request.has_amount()) *told.mutable_amount() = request.amount();
  Violations violations;
  DecisionFacts change = DecisionFromProto(told, &violations);
  if (violations.empty()) violations = Validate(change, now);
  if (!violations.empty()) return InvalidArgument(std::move(violations));

  const auto lock = context.state->account_locks->Lock(context.workspace, request.account());
  auto facts = KnownDecision(context, request.account(), request.decision());
  if (!facts.ok()) return facts.status();
  const bool repeated = facts->outcome == change.outcome && facts->closed_at != kNoTime;
  facts->outcome = change.outcome;
  if (change.closed_at != kNoTime) {
    facts->closed_at = change.closed_at;
  } else if (!repeated) {  // a retry without a time means the time of the first
    facts->closed_at = now;
  }
  if (change.amount.has_value()) facts->amount = change.amount;
  DecisionFacts stored;
  std::uint64_t revision = 0;
  absl::Status status = PutVersion(context, *std::move(facts), &stored, &revision);
  if (!status.ok()) return status;
  DecisionToProto(stored, response->mutable_decision());
  response->set_revision(revision);
  return absl::OkStatus();
}

absl::Status ListStakeholders(const CallContext& context,
                              const v1::ListStakeholdersRequest& request,
                              v1::ListStakeholdersResponse* response) {
  auto next = ListVersions<StakeholderFacts>(
      context, "ListStakeholders", request, [response](const StakeholderFacts& facts) {
        StakeholderToProto(facts, response->add_stakeholders());
      });
  if (!next.ok()) return next.status();
  response->set_next_page_token(*std::move(next));
  return absl::OkStatus();
}

absl::Status ListDecisions(const CallContext& context, const v1::ListDecisionsRequest& request,
                           v1::ListDecisionsResponse* response) {
  auto next = ListVersions<DecisionFacts>(context, "ListDecisions", request,
                                          [response](const DecisionFacts& facts) {
                                            DecisionToProto(facts, response->add_decisions());
                                          });
  if (!next.ok()) return next.status();
  response->set_next_page_token(*std::move(next));
  return absl::OkStatus();
}

}  // namespace parallax::server
