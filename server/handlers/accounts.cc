#include "server/handlers/accounts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/signal/validate.h"
#include "server/convert/facts.h"
#include "server/handlers/page.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

constexpr char kMaskFields[] = "display_name, archetype, default_lens, contract and labels";

absl::Status CheckMask(const google::protobuf::FieldMask& mask) {
  static constexpr std::string_view kFields[] = {"display_name", "archetype", "default_lens",
                                                 "contract", "labels"};
  for (const std::string& path : mask.paths()) {
    if (std::find(std::begin(kFields), std::end(kFields), path) == std::end(kFields)) {
      return InvalidArgument(
          "update_mask",
          absl::StrCat("names a field that cannot be updated; accepted are ", kMaskFields));
    }
  }
  return absl::OkStatus();
}

// `stated` where the mask names the field, `current` elsewhere. An empty mask names every field.
AccountFacts Merge(const AccountFacts& current, AccountFacts stated,
                   const google::protobuf::FieldMask& mask) {
  if (mask.paths().empty()) return stated;
  const auto named = [&mask](std::string_view field) {
    return std::find(mask.paths().begin(), mask.paths().end(), field) != mask.paths().end();
  };
  if (!named("display_name")) stated.display_name = current.display_name;
  if (!named("archetype")) stated.archetype = current.archetype;
  if (!named("default_lens")) stated.default_lens = current.default_lens;
  if (!named("contract")) {
    stated.contract_start = current.contract_start;
    stated.contract_end = current.contract_end;
    stated.contract_value = current.contract_value;
  }
  if (!named("labels")) stated.labels = current.labels;
  return stated;
}

absl::StatusOr<AccountFacts> StatedFacts(const v1::Account& account, Time now) {
  Violations violations;
  AccountFacts facts = AccountFromProto(account, &violations);
  if (violations.empty()) violations = Validate(facts, now);
  if (!violations.empty()) return InvalidArgument(Below("account", std::move(violations)));
  return facts;
}

// Stores a version and answers with the account as it stands then.
absl::Status PutAccount(const CallContext& context, AccountFacts facts,
                        std::optional<std::string> expected_etag, v1::Account* out,
                        std::uint64_t* revision) {
  Store& store = *context.state->env.store;
  const std::string account = facts.account;
  std::vector<Facts> versions;
  versions.emplace_back(std::move(facts));
  const auto stored =
      store.PutFacts(context.workspace, std::move(versions), std::move(expected_etag));
  if (!stored.ok()) return stored.status();
  const auto summary = store.GetAccount(context.workspace, account);
  if (!summary.ok()) return summary.status();
  AccountToProto(*summary, out);
  *revision = *stored;
  return absl::OkStatus();
}

}  // namespace

absl::Status CreateAccount(const CallContext& context, const v1::CreateAccountRequest& request,
                           v1::CreateAccountResponse* response) {
  const State& state = *context.state;
  auto facts = StatedFacts(request.account(), state.env.clock->Now());
  if (!facts.ok()) return facts.status();

  const auto lock = state.account_locks->Lock(context.workspace, facts->account);
  const auto current = state.env.store->GetAccount(context.workspace, facts->account);
  if (current.ok() && !current->facts.implicit) return AlreadyExists("account", facts->account);
  if (!current.ok() && !absl::IsNotFound(current.status())) return current.status();
  std::uint64_t revision = 0;
  absl::Status status =
      PutAccount(context, *std::move(facts), std::nullopt, response->mutable_account(), &revision);
  response->set_revision(revision);
  return status;
}

absl::Status UpdateAccount(const CallContext& context, const v1::UpdateAccountRequest& request,
                           v1::UpdateAccountResponse* response) {
  const State& state = *context.state;
  if (absl::Status status = CheckMask(request.update_mask()); !status.ok()) return status;
  auto facts = StatedFacts(request.account(), state.env.clock->Now());
  if (!facts.ok()) return facts.status();

  const auto lock = state.account_locks->Lock(context.workspace, facts->account);
  const auto current = state.env.store->GetAccount(context.workspace, facts->account);
  const std::string& etag = request.account().etag();
  if (!current.ok()) {
    if (!absl::IsNotFound(current.status())) return current.status();
    if (!request.allow_missing()) return current.status();
    if (!etag.empty()) return StaleEtag(facts->account);
  }
  const AccountFacts before = current.ok() ? current->facts : AccountFacts{};
  std::optional<std::string> expected;
  if (!etag.empty()) expected = etag;
  std::uint64_t revision = 0;
  absl::Status status = PutAccount(context, Merge(before, *std::move(facts), request.update_mask()),
                                   std::move(expected), response->mutable_account(), &revision);
  response->set_revision(revision);
  return status;
}

absl::Status GetAccount(const CallContext& context, const v1::GetAccountRequest& request,
                        v1::GetAccountResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  const auto summary = context.state->env.store->GetAccount(context.workspace, request.account());
  if (!summary.ok()) return summary.status();
  AccountToProto(*summary, response->mutable_account());
  return absl::OkStatus();
}

absl::Status ListAccounts(const CallContext& context, const v1::ListAccountsRequest& request,
                          v1::ListAccountsResponse* response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string digest = QueryDigest({"ListAccounts", context.workspace});
  const auto position = ReadPageToken(digest, request.page_token(), 1);
  if (!position.ok()) return position.status();

  // One more than asked tells whether there is another page.
  const auto accounts = context.state->env.store->ListAccounts(
      context.workspace, position->empty() ? "" : position->front(), *page_size + 1);
  if (!accounts.ok()) return accounts.status();
  const std::size_t count = std::min(*page_size, accounts->size());
  for (std::size_t i = 0; i < count; ++i) AccountToProto((*accounts)[i], response->add_accounts());
  if (accounts->size() > count) {
    response->set_next_page_token(MakePageToken(digest, {(*accounts)[count - 1].facts.account}));
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
