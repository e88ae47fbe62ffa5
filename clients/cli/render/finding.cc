#include "clients/cli/render/finding.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

std::string StateName(const v1::Drift& drift) {
  return Words(v1::DriftState_Name(drift.state()), "DRIFT_STATE_");
}

std::string SubjectOf(const v1::Finding& finding) {
  const std::string account = Clean(finding.account());
  return finding.decision().empty() ? account
                                    : absl::StrCat(account, ", ", Clean(finding.decision()));
}

// The name of each alarm by which `drift act` takes it; of several accounts, where names stand.
std::string Names(const v1::ListFindingsResponse& response, const Style& style) {
  if (response.alarms() == 0) return {};
  if (response.accounts() > 1) {
    return Paragraph("parallax drift list ACCOUNT gives the names by which to act on them.",
                     style.width);
  }
  const v1::Finding& first = response.findings(0);
  std::string out = absl::StrCat("\nTo act on one: parallax drift act ", Clean(first.account()),
                                 first.decision().empty() ? "" : " --decision ",
                                 Clean(first.decision()), " --playbook LABEL\n");
  for (const v1::Finding& finding : response.findings()) {
    if (finding.drift().finding().empty()) continue;
    absl::StrAppend(&out, "  --finding ", Clean(finding.drift().finding()), "\n");
  }
  return out;
}

}  // namespace

std::string WindowWords(const v1::Finding& finding) {
  if (!finding.has_days_left()) return "no deadline ahead";
  const int days = std::abs(finding.days_left());
  const std::string span = absl::StrCat(days, days == 1 ? " day" : " days");
  return absl::StrCat(Clean(finding.act_by()), ", ",
                      finding.days_left() == 0  ? "the last day"
                      : finding.days_left() > 0 ? absl::StrCat(span, " left")
                                                : absl::StrCat(span, " ago"));
}

std::string RenderFindings(const v1::ListFindingsResponse& response, const Style& style) {
  Table table({{"Account", Align::kLeft, true, 8},
               {"Sign", Align::kLeft, true, 12},
               {"Of alarm", Align::kRight},
               {"Since"},
               {"State"},
               {"Act by", Align::kLeft, true, 11},
               {"Done", Align::kRight}});
  for (const v1::Finding& finding : response.findings()) {
    const v1::Drift& drift = finding.drift();
    const bool known = drift.state() != v1::DRIFT_STATE_NO_DATA;
    const std::string state = StateName(drift);
    table.Add({SubjectOf(finding), LabelWords(Clean(drift.sign())),
               known ? Percent(drift.severity()) : "-",
               drift.has_onset() ? Day(drift.onset()) : "-",
               drift.state() == v1::DRIFT_STATE_FIRING ? Paint(state, Ink::kBad, style) : state,
               WindowWords(finding), absl::StrCat(drift.interventions_size())});
  }
  const std::string counts = absl::StrCat(
      response.alarms(), response.alarms() == 1 ? " alarm stands" : " alarms stand", " on ",
      response.accounts(), response.accounts() == 1 ? " account" : " accounts", " read.");
  return absl::StrCat(table.empty() ? "" : table.Render(style), Paragraph(counts, style.width),
                      Names(response, style));
}

const std::vector<std::string>& FindingColumns() {
  static const auto* const columns = new std::vector<std::string>{
      "account", "decision", "lens",   "as_of",     "sign",    "severity",     "onset",
      "state",   "verdict",  "act_by", "days_left", "finding", "interventions"};
  return *columns;
}

std::vector<std::string> FindingRecord(const v1::Finding& finding) {
  const v1::Drift& drift = finding.drift();
  return {finding.account(),
          finding.decision(),
          finding.lens().id(),
          Rfc3339(finding.as_of()),
          drift.sign(),
          absl::StrCat(drift.severity()),
          drift.has_onset() ? Rfc3339(drift.onset()) : "",
          StateName(drift),
          VerdictName(finding.verdict()),
          finding.act_by(),
          finding.has_days_left() ? absl::StrCat(finding.days_left()) : "",
          drift.finding(),
          absl::StrJoin(drift.interventions(), " ", [](std::string* to, const v1::SignalRef& ref) {
            absl::StrAppend(to, ref.source(), ":", ref.source_event_id());
          })};
}

}  // namespace parallax::cli
