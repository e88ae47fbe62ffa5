#include <string>

#include "server/handlers/accounts.h"
#include "server/handlers/ranking_cache.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

// Erases, and then forgets what memory held of the account. `stakeholder` empty: all of it.
absl::Status Erase(const CallContext& context, const std::string& account,
                   const std::string& stakeholder, v1::Erasure* out) {
  const State& state = *context.state;
  const auto lock = state.account_locks->Lock(context.workspace, account);
  const auto erased = state.env.store->Erase(context.workspace, account, stakeholder);
  // Also after an error: the rows may be gone though their space is not.
  state.env.journals->Drop(context.workspace, account);
  state.rankings->Clear();
  state.env.lenses->Forget();
  if (!erased.ok()) return erased.status();
  out->set_revision(erased->revision);
  out->set_signals_removed(erased->signals_removed);
  out->set_signals_changed(erased->signals_changed);
  out->set_facts_removed(erased->facts_removed);
  out->set_facts_changed(erased->facts_changed);
  out->set_snapshot_rows_removed(erased->snapshot_rows_removed);
  return absl::OkStatus();
}

}  // namespace

absl::Status DeleteAccount(const CallContext& context, const v1::DeleteAccountRequest& request,
                           v1::DeleteAccountResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  return Erase(context, request.account(), "", response->mutable_erasure());
}

absl::Status EraseStakeholder(const CallContext& context,
                              const v1::EraseStakeholderRequest& request,
                              v1::EraseStakeholderResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = RequireId("stakeholder", request.stakeholder()); !status.ok()) {
    return status;
  }
  return Erase(context, request.account(), request.stakeholder(), response->mutable_erasure());
}

}  // namespace parallax::server
