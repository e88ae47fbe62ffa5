// parallax explain ACCOUNT: why the readings are what they are.
#include "clients/cli/render/explain.h"

#include <limits>
#include <memory>

#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/question.h"

namespace parallax::cli {
namespace {

struct ExplainFlags : QuestionFlags {
  std::string reading;
  int signals = 5;
};

absl::Status RunExplain(const ExplainFlags& flags, Context& context) {
  api::ExplainReadingRequest request;
  request.set_reading(flags.reading);
  api::InterpretRequest& question = *request.mutable_request();
  question.set_workspace(context.settings.workspace);
  question.set_account(flags.account);
  question.set_decision(flags.decision);
  question.set_lens(flags.lens);
  if (absl::Status status = FillMoment(flags, question); !status.ok()) return status;
  if (absl::Status status = FillOverrides(flags, question); !status.ok()) return status;

  api::ExplainReadingResponse response;
  if (absl::Status status = context.client.ExplainReading(request, response); !status.ok())
    return status;
  std::ostream& out = context.out;
  switch (context.settings.output) {
    case Output::kJson:
      out << ToJson(response, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      for (const auto& term : response.terms()) out << ToJson(term, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      out << CsvRecord(TermColumns());
      for (const auto& term : response.terms()) out << CsvRecord(TermRecord(term));
      break;
    case Output::kTable: {
      const int most = flags.signals == 0 ? std::numeric_limits<int>::max() : flags.signals;
      out << RenderExplanation(response, most, context.out_style);
      break;
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddExplain(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("explain", "Why a reading is what it is, signal by signal");
  auto flags = std::make_shared<ExplainFlags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--decision", flags->decision, "Decision id [the whole account]");
  verb->add_option("--lens", flags->lens,
                   "ID or ID@VERSION [the account's default lens, else saas]");
  verb->add_option("--reading", flags->reading,
                   "confidence, decision_risk, alignment or momentum [all four]");
  verb->add_option("--signals", flags->signals, "Most signals to show a reason, 0 for all [5]")
      ->check(CLI::NonNegativeNumber);
  AddMomentFlags(*verb, *flags);
  AddOverrideFlags(*verb, *flags);
  verb->footer(
      "Examples:\n"
      "  parallax explain acme --reading alignment --lens healthtech\n"
      "  parallax --output csv explain acme --decision opp-42 > why.csv");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunExplain(*flags, context); };
  });
}

}  // namespace parallax::cli
