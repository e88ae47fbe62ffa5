// parallax drift list [ACCOUNT]: the alarms that stand, and the time that is left to act.
#include <memory>

#include "clients/cli/commands/collect_pages.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/finding.h"

namespace parallax::cli {
namespace {

struct FindingsFlags : QuestionFlags {
  bool all = false;
};

absl::Status ListAll(const FindingsFlags& flags, Context& context) {
  api::ListFindingsRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_account(flags.account);
  request.set_decision(flags.decision);
  request.set_lens(flags.lens);
  request.set_all(flags.all);
  request.set_page_size(1000);
  if (absl::Status status = FillMoment(flags, request); !status.ok()) return status;
  if (absl::Status status = FillOverrides(flags, request); !status.ok()) return status;
  api::ListFindingsResponse all;
  const absl::Status status = CollectPages(
      request, all,
      [&](const auto& asked, auto& page) { return context.client.ListFindings(asked, page); },
      [](const auto& before, auto& page) {
        page.set_accounts(page.accounts() + before.accounts());
        page.set_alarms(page.alarms() + before.alarms());
      });
  if (!status.ok()) return status;
  PrintList(context, all, all.findings(), FindingColumns(), FindingRecord,
            [&] { return RenderFindings(all, context.out_style); });
  return absl::OkStatus();
}

}  // namespace

void AddDriftList(CLI::App& drift, Invocation& invocation) {
  CLI::App* verb = drift.add_subcommand(
      "list", "Drift alarms that stand, the time left to act, and what was done");
  auto flags = std::make_shared<FindingsFlags>();
  verb->add_option("ACCOUNT", flags->account, "The account [every account, each read whole]");
  verb->add_option("--decision", flags->decision, "One decision of the account [all of it]");
  verb->add_option("--lens", flags->lens,
                   "ID or ID@VERSION [the account's own, else saas; saas for every account]");
  AddMomentFlags(*verb, *flags);
  AddOverrideFlags(*verb, *flags);
  verb->add_flag("--all", flags->all, "Also the signs that do not alarm");
  verb->footer(
      "Examples:\n"
      "  parallax drift list\n"
      "  parallax drift list syn-april --decision syn-april-d1 --lens edtech --all\n"
      "  parallax --output csv drift list --as-of 2026-06-01 > findings.csv");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return ListAll(*flags, context); };
  });
}

}  // namespace parallax::cli
