// parallax rank: every account under one lens, worst first.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/flat.h"
#include "clients/cli/render/ranking.h"

namespace parallax::cli {
namespace {

struct RankFlags : QuestionFlags {
  PageFlags page;
};

absl::Status RunRank(const RankFlags& flags, Context& context) {
  api::RankAccountsRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_lens(flags.lens);
  if (absl::Status status = FillMoment(flags, request); !status.ok()) return status;
  if (absl::Status status = FillOverrides(flags, request); !status.ok()) return status;

  api::RankAccountsResponse response;
  absl::Status status = FetchPages(
      flags.page, request,
      [&](const auto& r, auto& page) { return context.client.RankAccounts(r, page); },
      [](api::RankAccountsResponse& r) { return r.mutable_interpretations(); }, response);
  if (!status.ok()) return status;
  PrintList(context, response, response.interpretations(), InterpretationColumns(),
            InterpretationRecord, [&] { return RenderRanking(response, context.out_style); });
  return absl::OkStatus();
}

}  // namespace

void AddRank(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("rank", "Every account under one lens, worst verdict first");
  auto flags = std::make_shared<RankFlags>();
  verb->add_option("--lens", flags->lens, "ID or ID@VERSION [saas]");
  AddMomentFlags(*verb, *flags);
  AddOverrideFlags(*verb, *flags);
  AddPageFlags(*verb, flags->page);
  verb->footer(
      "Examples:\n"
      "  parallax rank --lens saas --limit 20\n"
      "  parallax rank --lens healthtech --as-of 2026-04-29 --known-at 2026-04-29\n"
      "  parallax --output csv rank --limit 0 > portfolio.csv");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunRank(*flags, context); };
  });
}

}  // namespace parallax::cli
