// parallax history ACCOUNT: how the readings of one account moved.
#include "clients/cli/render/history.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/flat.h"

namespace parallax::cli {
namespace {

struct Flags : QuestionFlags {
  std::optional<std::string> from, to;
  std::string step = "7d";
  bool daily = false, weekly = false, as_known_then = false;
};

absl::Status Fill(const Flags& flags, api::GetHistoryRequest& request) {
  using Request = api::GetHistoryRequest;
  request.set_account(flags.account);
  request.set_decision(flags.decision);
  request.set_lens(flags.lens);
  request.set_as_known_then(flags.as_known_then);
  request.set_at_least_revision(flags.at_least_revision);
  absl::Status status = FillTime("--from", flags.from, &Request::mutable_from, request);
  if (status.ok()) status = FillTime("--to", flags.to, &Request::mutable_to, request);
  if (status.ok()) {
    status = FillTime("--known-at", flags.known_at, &Request::mutable_known_at, request);
  }
  if (status.ok()) status = FillOverrides(flags, request);
  if (!status.ok()) return status;
  const auto step = ParseStepFlag("--step", flags.daily ? "1d" : flags.weekly ? "7d" : flags.step);
  if (!step.ok()) return step.status();
  const std::int64_t seconds = absl::ToInt64Seconds(*step);
  request.mutable_step()->set_seconds(seconds);
  request.mutable_step()->set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(*step - absl::Seconds(seconds))));
  return absl::OkStatus();
}

absl::Status Run(const Flags& flags, Context& context) {
  api::GetHistoryRequest request;
  request.set_workspace(context.settings.workspace);
  if (absl::Status status = Fill(flags, request); !status.ok()) return status;

  api::GetHistoryResponse response;
  if (absl::Status status = context.client.GetHistory(request, response); !status.ok())
    return status;
  PrintList(context, response, response.points(), HistoryPointColumns(), HistoryPointRecord,
            [&] { return RenderHistory(response, flags.as_known_then, context.out_style); });
  return absl::OkStatus();
}

}  // namespace

void AddHistory(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "history",
      "How the readings of one account moved, beside gates, drift alarms, silence and calendar");
  auto flags = std::make_shared<Flags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--decision", flags->decision, "Decision id [the whole account]");
  verb->add_option("--lens", flags->lens,
                   "ID or ID@VERSION [the account's default lens, else saas]");
  verb->add_option("--from", flags->from,
                   "No reading before it, RFC 3339 or a date [the first signal]");
  verb->add_option("--to", flags->to,
                   "The last reading; the others are counted back from it [now]");
  CLI::Option* step = verb->add_option("--step", flags->step,
                                       "Between two readings: 7d, 2w, 12h; 1h at least [7d]");
  CLI::Option* daily = verb->add_flag("--daily", flags->daily, "The same as --step 1d");
  CLI::Option* weekly = verb->add_flag("--weekly", flags->weekly, "The same as --step 7d");
  step->excludes(daily)->excludes(weekly);
  daily->excludes(weekly);
  CLI::Option* known_at = verb->add_option("--known-at", flags->known_at,
                                           "Only what could be known by then counts [all]");
  verb->add_flag("--as-known-then", flags->as_known_then,
                 "Each reading counts only what could be known at its own moment")
      ->excludes(known_at);
  verb->add_option("--at-least-revision", flags->at_least_revision,
                   "Fail unless the workspace has reached this revision");
  AddOverrideFlags(*verb, *flags);
  verb->footer(
      "Examples:\n"
      "  parallax history acme --lens healthtech\n"
      "  parallax history acme --decision opp-42 --from 2026-01-01 --to 2026-04-29 --daily\n"
      "  parallax history acme --as-known-then  # what would have been answered at the time\n"
      "  parallax history acme --set tempo.cadence_days.validation=30\n"
      "  parallax --output csv history acme --step 1d > acme.csv\n"
      "  parallax --output ndjson history acme | jq .interpretation.verdict.code");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return Run(*flags, context); };
  });
}

}  // namespace parallax::cli
