// Accounts, decisions and stakeholders as tables and flat records.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_ACCOUNT_H_
#define PARALLAX_CLIENTS_CLI_RENDER_ACCOUNT_H_

#include <string>
#include <vector>

#include "clients/cli/text/style.h"
#include "parallax/v1/account_service.pb.h"

namespace parallax::cli {

// One account with every version of its decisions and stakeholders.
struct AccountFile {
  v1::Account account;
  std::vector<v1::Decision> decisions;
  std::vector<v1::Stakeholder> stakeholders;
};

std::string RenderAccounts(const v1::ListAccountsResponse& accounts, const Style& style);
std::string RenderAccount(const AccountFile& file, const Style& style);

std::vector<std::string> AccountColumns();
std::vector<std::string> AccountRecord(const v1::Account& account);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_ACCOUNT_H_
