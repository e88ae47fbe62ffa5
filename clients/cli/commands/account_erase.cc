// parallax account erase: an account, or a person of one, for good.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

struct EraseFlags {
  std::string account, stakeholder;
  bool yes = false;
};

std::string RenderErasure(const api::Erasure& erasure, const EraseFlags& flags) {
  const std::string what = flags.stakeholder.empty()
                               ? absl::StrCat("account ", flags.account)
                               : absl::StrCat(flags.stakeholder, " of ", flags.account);
  const auto count = [](std::uint64_t n) { return Count(static_cast<std::int64_t>(n)); };
  return absl::StrCat("Erased ", Clean(what), ": ", count(erasure.signals_removed()),
                      " signals removed, ", count(erasure.signals_changed()),
                      " kept without the person, ", count(erasure.facts_removed()),
                      " versions of facts and ", count(erasure.snapshot_rows_removed()),
                      " rows of snapshots removed.\n",
                      "Backups made before still hold it; erase again after restoring one.\n");
}

std::string ErasureCsv(const api::Erasure& erasure) {
  return absl::StrCat(
      CsvRecord({"revision", "signals_removed", "signals_changed", "facts_removed", "facts_changed",
                 "snapshot_rows_removed"}),
      CsvRecord({absl::StrCat(erasure.revision()), absl::StrCat(erasure.signals_removed()),
                 absl::StrCat(erasure.signals_changed()), absl::StrCat(erasure.facts_removed()),
                 absl::StrCat(erasure.facts_changed()),
                 absl::StrCat(erasure.snapshot_rows_removed())}));
}

absl::StatusOr<api::Erasure> CallErase(const EraseFlags& flags, Context& context) {
  if (flags.stakeholder.empty()) {
    api::DeleteAccountRequest request;
    request.set_workspace(context.settings.workspace);
    request.set_account(flags.account);
    api::DeleteAccountResponse response;
    absl::Status status = context.client.DeleteAccount(request, response);
    if (!status.ok()) return status;
    return response.erasure();
  }
  api::EraseStakeholderRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_account(flags.account);
  request.set_stakeholder(flags.stakeholder);
  api::EraseStakeholderResponse response;
  absl::Status status = context.client.EraseStakeholder(request, response);
  if (!status.ok()) return status;
  return response.erasure();
}

absl::Status RunErase(const EraseFlags& flags, Context& context) {
  if (!flags.yes) {
    return absl::InvalidArgumentError(
        "erasing cannot be undone, and what is erased is never stored again; add --yes to do it");
  }
  const absl::StatusOr<api::Erasure> erasure = CallErase(flags, context);
  if (!erasure.ok()) return erasure.status();
  switch (context.settings.output) {
    case Output::kJson:
      context.out << ToJson(*erasure, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      context.out << ToJson(*erasure, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      context.out << ErasureCsv(*erasure);
      break;
    case Output::kTable:
      context.out << RenderErasure(*erasure, flags);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddAccountErase(CLI::App& account, Invocation& invocation) {
  CLI::App* verb = account.add_subcommand("erase", "Erase an account, or a person of it, for good");
  auto flags = std::make_shared<EraseFlags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--stakeholder", flags->stakeholder, "Erase only this person");
  verb->add_flag("--yes", flags->yes, "Yes, for good: without it nothing is done");
  verb->footer(
      "Examples:\n  parallax account erase acme --stakeholder contact-17 --yes\n"
      "  parallax account erase acme --yes");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunErase(*flags, context); };
  });
}

}  // namespace parallax::cli
