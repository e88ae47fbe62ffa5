// parallax drift surprises: outcomes that went badly, and what warned of them.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/collect_pages.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

struct SurprisesFlags : QuestionFlags {
  std::optional<std::string> from, to;
  std::string lead = "90d";
  bool all = false;
};

absl::Status FillSurprises(const SurprisesFlags& flags, api::ListSurprisesRequest& request) {
  request.set_lens(flags.lens);
  request.set_all(flags.all);
  request.set_at_least_revision(flags.at_least_revision);
  using Request = api::ListSurprisesRequest;
  absl::Status status = FillTime("--from", flags.from, &Request::mutable_from, request);
  if (status.ok()) status = FillTime("--to", flags.to, &Request::mutable_to, request);
  if (!status.ok()) return status;
  const auto lead = ParseStepFlag("--lead", flags.lead);
  if (!lead.ok()) return lead.status();
  request.mutable_lead()->set_seconds(absl::ToInt64Seconds(*lead));
  return FillOverrides(flags, request);
}

std::string RenderSurprises(const api::ListSurprisesResponse& response, const Style& style) {
  Table table({{"Account", Align::kLeft, true, 10},
               {"Decision", Align::kLeft, true, 10},
               {"Outcome"},
               {"Day"},
               {"Warned on"},
               {"Verdict just before", Align::kLeft, true, 10}});
  for (const api::Surprise& one : response.surprises()) {
    table.Add({Clean(one.account()), one.decision().empty() ? "-" : Clean(one.decision()),
               LabelWords(Clean(one.outcome())), Day(one.at()),
               one.has_warned_at() ? Day(one.warned_at()) : "never",
               VerdictName(one.verdict_before())});
  }
  const std::string counts =
      absl::StrCat(response.unannounced(), " of ", response.outcomes(),
                   " outcomes that went badly came without an alarm before them.");
  return absl::StrCat(table.empty() ? "" : table.Render(style), Paragraph(counts, style.width));
}

std::vector<std::string> SurpriseRecord(const api::Surprise& one) {
  return {one.account(),
          one.decision(),
          one.outcome(),
          Rfc3339(one.at()),
          one.has_warned_at() ? Rfc3339(one.warned_at()) : "",
          VerdictName(one.verdict_before()),
          one.signal().source(),
          one.signal().source_event_id()};
}

absl::Status ListAll(const SurprisesFlags& flags, Context& context) {
  api::ListSurprisesRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_page_size(1000);
  if (absl::Status status = FillSurprises(flags, request); !status.ok()) return status;
  api::ListSurprisesResponse all;
  const absl::Status status = CollectPages(
      request, all,
      [&](const auto& asked, auto& page) { return context.client.ListSurprises(asked, page); },
      [](const auto& before, auto& page) {
        page.set_outcomes(page.outcomes() + before.outcomes());
        page.set_unannounced(page.unannounced() + before.unannounced());
      });
  if (!status.ok()) return status;
  PrintList(context, all, all.surprises(),
            {"account", "decision", "outcome", "at", "warned_at", "verdict_before", "source",
             "source_event_id"},
            SurpriseRecord, [&] { return RenderSurprises(all, context.out_style); });
  return absl::OkStatus();
}

}  // namespace

void AddDrift(CLI::App& app, Invocation& invocation) {
  CLI::App* noun =
      app.add_subcommand("drift", "What warns, what was done about it, and what did not warn");
  noun->require_subcommand(1);
  AddDriftList(*noun, invocation);
  AddDriftAct(*noun, invocation);
  CLI::App* verb = noun->add_subcommand(
      "surprises", "Lost decisions and churned accounts that no alarm preceded");
  auto flags = std::make_shared<SurprisesFlags>();
  verb->add_option("--lens", flags->lens, "ID or ID@VERSION [saas]");
  verb->add_option("--from", flags->from, "Outcomes after it [all]");
  verb->add_option("--to", flags->to, "Outcomes up to it [now]");
  verb->add_option("--lead", flags->lead,
                   "An alarm counts that stood so long before the outcome: 90d, 12w [90d]");
  verb->add_flag("--all", flags->all, "Also the outcomes that an alarm preceded");
  verb->add_option("--at-least-revision", flags->at_least_revision,
                   "Fail unless the workspace has reached this revision");
  AddOverrideFlags(*verb, *flags);
  verb->footer(
      "Examples:\n"
      "  parallax drift surprises --lens edtech\n"
      "  parallax drift surprises --from 2026-01-01 --lead 60d --all\n"
      "  parallax --output csv drift surprises --all > outcomes.csv");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return ListAll(*flags, context); };
  });
}

}  // namespace parallax::cli
