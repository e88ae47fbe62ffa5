// parallax explain ACCOUNT: why the readings are what they are, what changed, why not better.
#include "clients/cli/render/explain.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/question.h"

namespace parallax::cli {
namespace {

struct ExplainFlags : QuestionFlags {
  std::string reading, by;
  std::optional<std::string> since;
  bool why_not_better = false;
  int limit = 10;
};

// Which lists of the answer are asked for.
struct Lists {
  bool reasons, terms, changes, openings;
};

// People are told reasons, machines are told signals, unless they say.
Lists ListsOf(const ExplainFlags& flags, Output output) {
  const bool asks_more = flags.since.has_value() || flags.why_not_better;
  const bool why = !flags.by.empty() || !asks_more;
  const bool signals = flags.by.empty() ? output != Output::kTable : flags.by == "signal";
  return {why && !signals, why && signals, flags.since.has_value(), flags.why_not_better};
}

template <typename Items>
void PrintLines(const Items& items, std::ostream& out) {
  for (const auto& item : items) out << ToJson(item, JsonLayout::kOneLine) << "\n";
}

void PrintNdjson(const api::ExplainReadingResponse& answer, const Lists& lists, std::ostream& out) {
  if (lists.reasons) PrintLines(answer.reasons(), out);
  if (lists.terms) PrintLines(answer.terms(), out);
  if (lists.changes) PrintLines(answer.changes(), out);
  if (lists.openings) PrintLines(answer.openings(), out);
}

void PrintCsv(const api::ExplainReadingResponse& answer, const Lists& lists, std::ostream& out) {
  if (lists.reasons) {
    out << CsvRecord(ReasonColumns());
    for (const auto& reason : answer.reasons()) out << CsvRecord(ReasonRecord(reason));
  }
  if (lists.terms) {
    out << CsvRecord(TermColumns());
    for (const auto& term : answer.terms()) out << CsvRecord(TermRecord(term));
  }
  if (lists.changes) {
    out << CsvRecord(ChangeColumns());
    for (const auto& change : answer.changes()) out << CsvRecord(ChangeRecord(change));
  }
  if (lists.openings) {
    out << CsvRecord(OpeningColumns());
    for (const auto& opening : answer.openings()) {
      out << CsvRecord(OpeningRecord(opening, answer.interpretation()));
    }
  }
}

void PrintPages(const api::ExplainReadingResponse& answer, const Lists& lists,
                const ExplainView& view, Context& context) {
  std::vector<std::string> pages;
  const Style& style = context.out_style;
  if (lists.reasons) pages.push_back(RenderReasons(answer, view, style));
  if (lists.terms) pages.push_back(RenderTerms(answer, view, style));
  if (lists.changes) pages.push_back(RenderChanges(answer, view, style));
  if (lists.openings) pages.push_back(RenderOpenings(answer, view, style));
  for (std::size_t p = 0; p < pages.size(); ++p) context.out << (p > 0 ? "\n" : "") << pages[p];
}

absl::Status FillRequest(const ExplainFlags& flags, const std::string& workspace,
                         api::ExplainReadingRequest& request) {
  request.set_reading(flags.reading);
  request.set_why_not_better(flags.why_not_better);
  absl::Status status =
      FillTime("--since", flags.since, &api::ExplainReadingRequest::mutable_since, request);
  if (!status.ok()) return status;
  api::InterpretRequest& question = *request.mutable_request();
  question.set_workspace(workspace);
  question.set_account(flags.account);
  question.set_decision(flags.decision);
  question.set_lens(flags.lens);
  status = FillMoment(flags, question);
  if (!status.ok()) return status;
  return FillOverrides(flags, question);
}

absl::Status RunExplain(const ExplainFlags& flags, Context& context) {
  const Output output = context.settings.output;
  const Lists lists = ListsOf(flags, output);
  const int asked = lists.reasons + lists.terms + lists.changes + lists.openings;
  if (asked > 1 && (output == Output::kCsv || output == Output::kNdjson)) {
    return absl::InvalidArgumentError(
        "--output csv and ndjson hold one list: ask with one of --by, --since and "
        "--why-not-better");
  }
  api::ExplainReadingRequest request;
  if (absl::Status status = FillRequest(flags, context.settings.workspace, request); !status.ok()) {
    return status;
  }
  api::ExplainReadingResponse answer;
  if (absl::Status status = context.client.ExplainReading(request, answer); !status.ok()) {
    return status;
  }
  switch (output) {
    case Output::kJson:
      context.out << ToJson(answer, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      PrintNdjson(answer, lists, context.out);
      break;
    case Output::kCsv:
      PrintCsv(answer, lists, context.out);
      break;
    case Output::kTable:
      PrintPages(answer, lists, {flags.limit, flags.reading}, context);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddExplain(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "explain", "Why a reading is what it is, what changed since a day, why it is not better");
  auto flags = std::make_shared<ExplainFlags>();
  verb->add_option("ACCOUNT", flags->account, "Account id")->required();
  verb->add_option("--decision", flags->decision, "Decision id [the whole account]");
  verb->add_option("--lens", flags->lens,
                   "ID or ID@VERSION [the account's default lens, else saas]");
  verb->add_option("--reading", flags->reading,
                   "confidence, decision_risk, alignment or momentum [all four]");
  verb->add_option("--by", flags->by, "reason (for people) or signal [reason; csv, ndjson: signal]")
      ->check(CLI::IsMember({"reason", "signal"}));
  verb->add_option("--since", flags->since,
                   "What changed since then: RFC 3339 or a date, before --as-of");
  verb->add_flag("--why-not-better", flags->why_not_better,
                 "What would be read if one more thing happened: each is tried on the lens");
  verb->add_option("--limit", flags->limit, "Most lines of a reading in a table, 0 for all [10]")
      ->check(CLI::NonNegativeNumber);
  AddMomentFlags(*verb, *flags);
  AddOverrideFlags(*verb, *flags);
  verb->footer(
      "Examples:\n"
      "  parallax explain acme --reading alignment --lens healthtech\n"
      "  parallax explain acme --since 2026-04-01 --as-of 2026-04-29\n"
      "  parallax explain acme --decision opp-42 --why-not-better\n"
      "  parallax --output csv explain acme --decision opp-42 > why.csv");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunExplain(*flags, context); };
  });
}

}  // namespace parallax::cli
