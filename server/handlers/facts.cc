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

// Stores a version of a decision or a person and gives it back as the store completed it.
template <class T>
absl::Status PutVersion(const CallContext& context, T facts, T* stored_facts,
                        std::uint64_t* revision) {
  Store& store = *context.state->env.store;
  const std::string account = facts.account, id = IdOf(facts);
  const auto lock = context.state->account_locks->Lock(context.workspace, account);
  std::vector<Facts> versions;
  versions.emplace_back(std::move(facts));
  const auto written = store.PutFacts(context.workspace, std::move(versions));
  if (!written.ok()) return written.status();
  *revision = *written;
  const auto record = store.ReadAccount(context.workspace, account);
  if (!record.ok()) return record.status();
  std::uint64_t latest = 0;
  for (const StoredFacts& version : record->facts) {
    const T* candidate = std::get_if<T>(&version.facts);
    if (candidate != nullptr && IdOf(*candidate) == id && version.revision >= latest) {
      latest = version.revision;
      *stored_facts = *candidate;
    }
  }
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
