#include "clients/cli/render/drift.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

// What a sign says when it fires.
struct SignWords {
  absl::string_view sign, says;
};
constexpr SignWords kSigns[] = {
    {"champion_engagement", "the champion is there less often than before"},
    {"stakeholders_fewer", "fewer people take part than before"},
    {"followups_later", "answers come later than before"},
    {"interest_narrower", "the buyer keeps to the same few topics"},
    {"silent_deprioritization",
     "what is asked goes unanswered and agreed steps are not kept, though nobody said no"}};

bool IsOpen(const v1::Drift& sign) {
  return sign.state() == v1::DRIFT_STATE_FIRING || sign.state() == v1::DRIFT_STATE_RECOVERING;
}

// "silent for 41 days, 3 signals".
std::string Behind(const v1::Drift& sign) {
  std::vector<std::string> parts;
  if (sign.has_silence()) {
    const absl::Duration quiet = FromProto(sign.silence().to()) - FromProto(sign.silence().from());
    const std::int64_t days = quiet / absl::Hours(24);
    parts.push_back(absl::StrCat("silent for ", days, days == 1 ? " day" : " days"));
  }
  if (sign.signals_size() > 0) {
    parts.push_back(
        absl::StrCat(sign.signals_size(), sign.signals_size() == 1 ? " signal" : " signals"));
  }
  return parts.empty() ? "-" : absl::StrJoin(parts, ", ");
}

std::string Refs(const google::protobuf::RepeatedPtrField<v1::SignalRef>& refs) {
  return absl::StrJoin(refs, " ", [](std::string* to, const v1::SignalRef& ref) {
    absl::StrAppend(to, Clean(ref.source()), ":", Clean(ref.source_event_id()));
  });
}

std::string FiringLines(const v1::Interpretation& interpretation, const Style& style) {
  std::string out;
  for (const v1::Drift& sign : interpretation.drift()) {
    if (sign.state() != v1::DRIFT_STATE_FIRING) continue;
    for (const SignWords& words : kSigns) {
      if (words.sign != sign.sign()) continue;
      std::string text = absl::StrCat(LabelWords(Clean(sign.sign())), ": ", words.says);
      if (sign.signals_size() > 0) {
        absl::StrAppend(&text, " (", Refs(sign.signals()), ")");
      }
      absl::StrAppend(&out, Paragraph(text, style.width));
    }
  }
  return out;
}

// By which name each alarm is acted on, and what was done.
std::string FindingLines(const v1::Interpretation& interpretation, const Style& style) {
  std::string out;
  for (const v1::Drift& sign : interpretation.drift()) {
    if (sign.finding().empty()) continue;
    absl::StrAppend(
        &out,
        Paragraph(absl::StrCat("Finding ", Clean(sign.finding()), ": ",
                               sign.interventions_size() == 0
                                   ? "no intervention is recorded"
                                   : absl::StrCat("acted on (", Refs(sign.interventions()), ")")),
                  style.width));
  }
  return out;
}

}  // namespace

std::string DriftWords(absl::string_view sign, absl::string_view state, absl::string_view onset) {
  std::string out = absl::StrCat("drift, ", LabelWords(Clean(sign)), ": ", state);
  if (!onset.empty()) absl::StrAppend(&out, ", from ", onset, " on");
  return out;
}

std::string RenderDrift(const v1::Interpretation& interpretation, bool all, const Style& style) {
  Table table({{"Drift", Align::kLeft, true, 10},
               {"State"},
               {"Of alarm", Align::kRight},
               {"Rises since"},
               {"Behind it", Align::kLeft, true, 12}});
  for (const v1::Drift& sign : interpretation.drift()) {
    if (!all && !IsOpen(sign)) continue;
    const std::string state = Words(v1::DriftState_Name(sign.state()), "DRIFT_STATE_");
    const bool known = sign.state() != v1::DRIFT_STATE_NO_DATA;
    table.Add({LabelWords(Clean(sign.sign())),
               sign.state() == v1::DRIFT_STATE_FIRING ? Paint(state, Ink::kBad, style) : state,
               known ? Percent(sign.severity()) : "-", sign.has_onset() ? Day(sign.onset()) : "-",
               known ? Behind(sign) : "-"});
  }
  if (table.empty()) return "";
  return absl::StrCat(
      Paint("Drift: what falls off slowly, against the account's own past", Ink::kBold, style),
      "\n", table.Render(style), FiringLines(interpretation, style),
      all ? FindingLines(interpretation, style) : "");
}

}  // namespace parallax::cli
