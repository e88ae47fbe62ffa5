// AccountService.
#ifndef PARALLAX_SERVER_HANDLERS_ACCOUNTS_H_
#define PARALLAX_SERVER_HANDLERS_ACCOUNTS_H_

#include <array>
#include <functional>
#include <mutex>
#include <string_view>

#include "parallax/v1/account_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

// Writes that read first hold the lock of their account, so that two of them cannot both act on
// what neither wrote. Striped: two accounts may share a lock, which costs time only.
class AccountLocks {
 public:
  std::unique_lock<std::mutex> Lock(std::string_view workspace, std::string_view account) {
    const std::size_t hash =
        std::hash<std::string_view>()(workspace) * 31 + std::hash<std::string_view>()(account);
    return std::unique_lock(mutexes_[hash % mutexes_.size()]);
  }

 private:
  std::array<std::mutex, 64> mutexes_;
};

absl::Status CreateAccount(const CallContext& context, const v1::CreateAccountRequest& request,
                           v1::CreateAccountResponse* response);
absl::Status UpdateAccount(const CallContext& context, const v1::UpdateAccountRequest& request,
                           v1::UpdateAccountResponse* response);
absl::Status GetAccount(const CallContext& context, const v1::GetAccountRequest& request,
                        v1::GetAccountResponse* response);
absl::Status ListAccounts(const CallContext& context, const v1::ListAccountsRequest& request,
                          v1::ListAccountsResponse* response);

absl::Status UpsertStakeholder(const CallContext& context,
                               const v1::UpsertStakeholderRequest& request,
                               v1::UpsertStakeholderResponse* response);
absl::Status ListStakeholders(const CallContext& context,
                              const v1::ListStakeholdersRequest& request,
                              v1::ListStakeholdersResponse* response);

absl::Status DeleteAccount(const CallContext& context, const v1::DeleteAccountRequest& request,
                           v1::DeleteAccountResponse* response);
absl::Status EraseStakeholder(const CallContext& context,
                              const v1::EraseStakeholderRequest& request,
                              v1::EraseStakeholderResponse* response);

absl::Status RecordOutcome(const CallContext& context, const v1::RecordOutcomeRequest& request,
                           v1::RecordOutcomeResponse* response);
absl::Status UpsertDecision(const CallContext& context, const v1::UpsertDecisionRequest& request,
                            v1::UpsertDecisionResponse* response);
absl::Status ListDecisions(const CallContext& context, const v1::ListDecisionsRequest& request,
                           v1::ListDecisionsResponse* response);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_ACCOUNTS_H_
