// parallax interpret ACCOUNT: one account under one lens.
#include <memory>

#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/flat.h"
#include "clients/cli/render/interpretation.h"

namespace parallax::cli {
namespace {

struct InterpretFlags : QuestionFlags {
  bool full = false;
};

absl::Status RunInterpret(const InterpretFlags& flags, Context& context) {
  api::InterpretRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_account(flags.account);
  request.set_decision(flags.decision);
  request.set_lens(flags.lens);
  // A table always tells what to ask next, which only the full view works out.
  const bool table = context.settings.output == Output::kTable;
  request.set_view(flags.full || table ? api::VIEW_FULL : api::VIEW_BASIC);
  if (absl::Status status = FillMoment(flags, request); !status.ok()) return status;
  if (absl::Status status = FillOverrides(flags, request); !status.ok()) return status;

  api::InterpretResponse response;
  if (absl::Status status = context.client.Interpret(request, response); !status.ok())
    return status;
  switch (context.settings.output) {
    case Output::kJson:
      context.out << ToJson(response, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      context.out << ToJson(response.interpretation(), JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      context.out << CsvRecord(InterpretationColumns())
                  << CsvRecord(InterpretationRecord(response.interpretation()));
      break;
    case Output::kTable:
      if (!flags.full) {
        response.mutable_interpretation()->clear_committee();
        response.mutable_interpretation()->clear_gates();
      }
      context.out << RenderInterpretation(response.interpretation(), context.out_style);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddInterpret(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("interpret", "What the signals of one account mean under one lens");
  auto flags = std::make_shared<InterpretFlags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--decision", flags->decision, "Decision id [the whole account]");
  verb->add_option("--lens", flags->lens,
                   "ID or ID@VERSION [the account's default lens, else saas]");
  AddMomentFlags(*verb, *flags);
  AddOverrideFlags(*verb, *flags);
  verb->add_flag("--full", flags->full,
                 "Also committee, gates, drift signs and (json) contributions");
  verb->footer(
      "Examples:\n"
      "  parallax interpret acme --lens saas\n"
      "  parallax interpret acme --decision opp-42 --lens healthtech --full\n"
      "  parallax interpret acme --as-of 2026-04-29 --known-at 2026-04-29\n"
      "  parallax interpret acme --set tempo.cadence_days.validation=30 --set committee.quorum=3\n"
      "  parallax --output json interpret acme --full | jq .interpretation.verdict");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunInterpret(*flags, context); };
  });
}

}  // namespace parallax::cli
