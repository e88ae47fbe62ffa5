// parallax drift act ACCOUNT: records what was done about a finding.
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "clients/cli/base/digest.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/print_list.h"
#include "clients/cli/render/finding.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

struct ActFlags {
  std::string account, decision, finding, playbook, stakeholder, source = "parallax", id;
  std::vector<std::string> participants;
  std::optional<std::string> at;
};

// The same act on the same finding has the same id: said twice it is recorded once.
std::string ActId(const ActFlags& flags) {
  constexpr std::size_t kDigits = 16;
  const std::string act =
      absl::StrJoin({flags.account, flags.decision, flags.finding, flags.playbook}, "\n");
  return absl::StrCat("act-", Sha256Hex(act, kDigits));
}

absl::StatusOr<api::RecordInterventionRequest> FromFlags(const ActFlags& flags) {
  api::RecordInterventionRequest request;
  request.set_account(flags.account);
  request.set_decision(flags.decision);
  request.set_finding(flags.finding);
  request.set_playbook(flags.playbook);
  for (const std::string& person : flags.participants) request.add_participants(person);
  request.set_stakeholder(flags.stakeholder);
  request.set_source(flags.source);
  request.set_source_event_id(flags.id.empty() ? ActId(flags) : flags.id);
  *request.mutable_occurred_at() = ToProto(absl::Now());
  if (flags.at) {
    const auto at = ParseTimeFlag("--at", *flags.at);
    if (!at.ok()) return at.status();
    *request.mutable_occurred_at() = ToProto(*at);
  }
  return request;
}

std::string Told(const api::RecordInterventionRequest& request,
                 const api::RecordInterventionResponse& response, const Style& style) {
  const bool before = response.status() == api::INGEST_STATUS_DUPLICATE;
  std::string text = absl::StrCat(
      before ? "Was recorded before: " : "Recorded: ", LabelWords(Clean(request.playbook())),
      " on ", Clean(request.account()), ", ", Moment(request.occurred_at()), " (",
      Clean(request.source()), ":", Clean(request.source_event_id()), ").");
  if (response.has_finding()) {
    const api::Finding& finding = response.finding();
    absl::StrAppend(&text, " ", Clean(finding.drift().finding()), " is ",
                    Words(api::DriftState_Name(finding.drift().state()), "DRIFT_STATE_"), " as of ",
                    Day(finding.as_of()), "; act by: ", WindowWords(finding), ".");
  }
  return Paragraph(text, style.width);
}

absl::Status RunAct(const ActFlags& flags, Context& context) {
  auto request = FromFlags(flags);
  if (!request.ok()) return request.status();
  request->set_workspace(context.settings.workspace);
  api::RecordInterventionResponse response;
  absl::Status status = context.client.RecordIntervention(*request, response);
  if (absl::IsAlreadyExists(status) && flags.id.empty()) {
    return absl::AlreadyExistsError(
        absl::StrCat("this playbook was recorded for this finding before, at another time or with "
                     "others; --id names another intervention, and --at the time of the first one "
                     "again (",
                     request->source(), ":", request->source_event_id(), ")"));
  }
  if (!status.ok()) return status;
  const auto record = [&](const api::RecordInterventionResponse& answer) {
    return std::vector<std::string>{
        Words(api::IngestStatus_Name(answer.status()), "INGEST_STATUS_"),
        absl::StrCat(answer.revision()), request->source(), request->source_event_id()};
  };
  PrintList(context, response, absl::MakeConstSpan(&response, 1),
            {"status", "revision", "source", "source_event_id"}, record,
            [&] { return Told(*request, response, context.out_style); });
  return absl::OkStatus();
}

}  // namespace

void AddDriftAct(CLI::App& drift, Invocation& invocation) {
  CLI::App* verb = drift.add_subcommand("act", "Record what was done about a finding");
  auto flags = std::make_shared<ActFlags>();
  verb->add_option("ACCOUNT", flags->account, "The account")->required();
  verb->add_option("--finding", flags->finding,
                   "Its name, LENS:SIGN:DAY (parallax drift list ACCOUNT)")
      ->required();
  verb->add_option("--playbook", flags->playbook, "What was done, a label: call_the_sponsor")
      ->required();
  verb->add_option("--decision", flags->decision, "The decision it was found on [all of it]");
  verb->add_option("--participant", flags->participants, "Person it was done with, repeatable")
      ->allow_extra_args(false)
      ->take_all();
  verb->add_option("--stakeholder", flags->stakeholder, "The one of them it was above all");
  verb->add_option("--at", flags->at, "When it was done, RFC 3339 or a date [now]");
  verb->add_option("--source", flags->source, "The system that records it [parallax]");
  verb->add_option("--id", flags->id, "Its id there [made of finding and playbook]");
  verb->footer(
      "Examples:\n"
      "  parallax drift act acme --finding saas:champion_engagement:2026-04-12 \\\n"
      "      --playbook call_the_sponsor --participant p-ana\n"
      "  parallax drift act acme --decision d-1 --finding saas:followups_later:2026-05-02 \\\n"
      "      --playbook offer_a_workshop --at 2026-06-03T10:00:00Z --source crm --id task-81");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunAct(*flags, context); };
  });
}

}  // namespace parallax::cli
