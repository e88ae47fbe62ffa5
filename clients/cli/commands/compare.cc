// parallax compare ACCOUNT: one account under several lenses, and what parts them.
#include "clients/cli/render/compare.h"

#include <memory>

#include "absl/strings/str_split.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/question.h"
#include "clients/cli/render/flat.h"

namespace parallax::cli {
namespace {

struct CompareFlags : QuestionFlags {
  bool full = false;
};

void PrintCsv(const api::CompareLensesResponse& response, std::ostream& out) {
  out << CsvRecord(InterpretationColumns());
  for (const auto& interpretation : response.interpretations()) {
    out << CsvRecord(InterpretationRecord(interpretation));
  }
}

void PrintNdjson(const api::CompareLensesResponse& response, std::ostream& out) {
  for (const auto& interpretation : response.interpretations()) {
    out << ToJson(interpretation, JsonLayout::kOneLine) << "\n";
  }
}

absl::Status RunCompare(const CompareFlags& flags, Context& context) {
  api::CompareLensesRequest request;
  request.set_workspace(context.settings.workspace);
  request.set_account(flags.account);
  request.set_decision(flags.decision);
  for (absl::string_view lens : absl::StrSplit(flags.lens, ',', absl::SkipWhitespace())) {
    request.add_lenses(std::string(lens));
  }
  // A table always tells what to ask next, which only the full view works out.
  const bool table = context.settings.output == Output::kTable;
  request.set_view(flags.full || table ? api::VIEW_FULL : api::VIEW_BASIC);
  if (absl::Status status = FillMoment(flags, request); !status.ok()) return status;

  api::CompareLensesResponse response;
  if (absl::Status status = context.client.CompareLenses(request, response); !status.ok())
    return status;
  switch (context.settings.output) {
    case Output::kJson:
      context.out << ToJson(response, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      PrintNdjson(response, context.out);
      break;
    case Output::kCsv:
      PrintCsv(response, context.out);
      break;
    case Output::kTable:
      context.out << RenderComparison(response, context.out_style);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddCompare(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("compare", "One account under several lenses, and what parts them");
  auto flags = std::make_shared<CompareFlags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--decision", flags->decision, "Decision id [the whole account]");
  verb->add_option("--lens", flags->lens,
                   "Two to eight lenses, A,B,...; the first is the reference [all]");
  AddMomentFlags(*verb, *flags);
  verb->add_flag("--full", flags->full, "Also committee, gates and contributions (json)");
  verb->footer(
      "Examples:\n"
      "  parallax compare acme --lens saas,healthtech\n"
      "  parallax compare acme --decision opp-42 --lens saas,healthtech --as-of 2026-04-29\n"
      "  parallax --output json compare acme | jq .differences");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunCompare(*flags, context); };
  });
}

}  // namespace parallax::cli
