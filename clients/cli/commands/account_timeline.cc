// parallax account timeline ACCOUNT: what happened, and what each interaction changed.
#include "clients/cli/commands/account_timeline.h"

#include <memory>

#include "clients/cli/commands/print_list.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/timeline.h"

namespace parallax::cli {
namespace {

struct TimelineFlags : QuestionFlags {
  std::optional<std::string> from, to;
};

absl::Status FillTimeline(const TimelineFlags& flags, api::GetTimelineRequest& request) {
  request.set_account(flags.account);
  request.set_decision(flags.decision);
  request.set_lens(flags.lens);
  request.set_at_least_revision(flags.at_least_revision);
  using Request = api::GetTimelineRequest;
  absl::Status status = FillTime("--from", flags.from, &Request::mutable_from, request);
  if (status.ok()) status = FillTime("--to", flags.to, &Request::mutable_to, request);
  if (status.ok()) {
    status = FillTime("--known-at", flags.known_at, &Request::mutable_known_at, request);
  }
  if (!status.ok()) return status;
  return FillOverrides(flags, request);
}

absl::Status ShowTimeline(const TimelineFlags& flags, Context& context) {
  api::GetTimelineRequest request;
  request.set_workspace(context.settings.workspace);
  if (absl::Status status = FillTimeline(flags, request); !status.ok()) return status;
  api::GetTimelineResponse response;
  if (absl::Status status = context.client.GetTimeline(request, response); !status.ok()) {
    return status;
  }
  PrintList(context, response, response.events(), TimelineColumns(), TimelineRecord,
            [&] { return RenderTimeline(response, context.out_style); });
  return absl::OkStatus();
}

}  // namespace

void AddAccountTimeline(CLI::App& noun, Invocation& invocation) {
  CLI::App* verb = noun.add_subcommand(
      "timeline", "What happened in one account, and what each interaction changed");
  auto flags = std::make_shared<TimelineFlags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--decision", flags->decision, "Decision id [the whole account]");
  verb->add_option("--lens", flags->lens,
                   "ID or ID@VERSION [the account's default lens, else saas]");
  verb->add_option("--from", flags->from, "Events after it [a day before the first signal]");
  verb->add_option("--to", flags->to, "Events up to it [now]");
  verb->add_option("--known-at", flags->known_at, "Only what could be known by then counts [all]");
  verb->add_option("--at-least-revision", flags->at_least_revision,
                   "Fail unless the workspace has reached this revision");
  AddOverrideFlags(*verb, *flags);
  verb->footer(
      "Examples:\n"
      "  parallax account timeline acme --lens healthtech\n"
      "  parallax account timeline acme --decision opp-42 --from 2026-01-01 --to 2026-04-29\n"
      "  parallax --output csv account timeline acme > acme.csv  # every interaction");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return ShowTimeline(*flags, context); };
  });
}

}  // namespace parallax::cli
