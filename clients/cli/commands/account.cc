// parallax account list|show: what is known of accounts. account_upsert.cc and
// account_erase.cc hold the other verbs.
#include "clients/cli/render/account.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/account_timeline.h"
#include "clients/cli/commands/account_upsert.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

absl::Status List(const PageFlags& flags, Context& context) {
  api::ListAccountsRequest request;
  request.set_workspace(context.settings.workspace);
  api::ListAccountsResponse response;
  absl::Status status = FetchPages(
      flags, request,
      [&](const auto& r, auto& page) { return context.client.ListAccounts(r, page); },
      [](api::ListAccountsResponse& r) { return r.mutable_accounts(); }, response);
  if (!status.ok()) return status;
  PrintList(context, response, response.accounts(), AccountColumns(), AccountRecord,
            [&] { return RenderAccounts(response, context.out_style); });
  return absl::OkStatus();
}

// {"account": ..., "decisions": [...], "stakeholders": [...]}, the form that upsert takes.
std::string AccountJson(const AccountFile& file, bool indented) {
  const std::string space = indented ? "\n " : "";
  const std::string item = indented ? "\n  " : "";
  auto list = [&](const auto& messages) {
    std::string out = "[";
    for (const auto& message : messages) {
      absl::StrAppend(&out, out.size() > 1 ? "," : "", item, ToJson(message, JsonLayout::kOneLine));
    }
    return absl::StrCat(out, messages.empty() ? "" : space, "]");
  };
  return absl::StrCat("{", space, "\"account\":", ToJson(file.account, JsonLayout::kOneLine), ",",
                      space, "\"decisions\":", list(file.decisions), ",", space,
                      "\"stakeholders\":", list(file.stakeholders), indented ? "\n" : "", "}\n");
}

absl::Status Show(const std::string& id, Context& context) {
  api::GetAccountRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_account(id);
  api::GetAccountResponse got;
  if (absl::Status status = context.client.GetAccount(request, got); !status.ok()) return status;

  const PageFlags all = {0, ""};
  api::ListDecisionsRequest decisions_request;
  decisions_request.set_workspace(context.settings.workspace);
  decisions_request.set_account(id);
  api::ListDecisionsResponse decisions;
  absl::Status status = FetchPages(
      all, decisions_request,
      [&](const auto& r, auto& page) { return context.client.ListDecisions(r, page); },
      [](api::ListDecisionsResponse& r) { return r.mutable_decisions(); }, decisions);
  if (!status.ok()) return status;

  api::ListStakeholdersRequest people_request;
  people_request.set_workspace(context.settings.workspace);
  people_request.set_account(id);
  api::ListStakeholdersResponse people;
  status = FetchPages(
      all, people_request,
      [&](const auto& r, auto& page) { return context.client.ListStakeholders(r, page); },
      [](api::ListStakeholdersResponse& r) { return r.mutable_stakeholders(); }, people);
  if (!status.ok()) return status;

  const AccountFile file = {got.account(),
                            {decisions.decisions().begin(), decisions.decisions().end()},
                            {people.stakeholders().begin(), people.stakeholders().end()}};
  switch (context.settings.output) {
    case Output::kJson:
      context.out << AccountJson(file, true);
      break;
    case Output::kNdjson:
      context.out << AccountJson(file, false);
      break;
    case Output::kCsv:
      context.out << CsvRecord(AccountColumns()) << CsvRecord(AccountRecord(file.account));
      break;
    case Output::kTable:
      context.out << RenderAccount(file, context.out_style);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddAccount(CLI::App& app, Invocation& invocation) {
  CLI::App* noun = app.add_subcommand("account", "Accounts with their decisions and stakeholders");
  noun->require_subcommand(1);

  CLI::App* list = noun->add_subcommand("list", "Accounts by id");
  auto page = std::make_shared<PageFlags>();
  AddPageFlags(*list, *page);
  list->footer(
      "Examples:\n  parallax account list\n  parallax --output csv account list --limit 0");
  list->callback([page, &invocation] {
    invocation.action = [page](Context& context) { return List(*page, context); };
  });

  CLI::App* show =
      noun->add_subcommand("show", "One account: facts, decisions, stakeholders, every version");
  auto id = std::make_shared<std::string>();
  show->add_option("ACCOUNT", *id, "Account id")->required();
  show->footer(
      "Examples:\n  parallax account show acme\n  parallax --output ndjson account show acme > "
      "acme.ndjson");
  show->callback([id, &invocation] {
    invocation.action = [id](Context& context) { return Show(*id, context); };
  });

  AddAccountTimeline(*noun, invocation);
  AddAccountUpsert(*noun, invocation);
  AddAccountErase(*noun, invocation);
}

}  // namespace parallax::cli
