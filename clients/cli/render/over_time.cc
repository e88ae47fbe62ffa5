#include "clients/cli/render/over_time.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

enum class Unit { kNone, kCount, kShare, kIndex, kPhase, kDays };

// What an id says, and what its numbers are.
struct Meaning {
  absl::string_view id, words;
  Unit unit;
};
constexpr std::array kMeanings = {
    Meaning{"silent_blocker", "holds a veto and leaves outreach unanswered", Unit::kDays},
    Meaning{"spreading", "more people take part", Unit::kCount},
    Meaning{"narrowing", "fewer people take part", Unit::kCount},
    Meaning{"entering", "came in", Unit::kNone},
    Meaning{"exiting", "left", Unit::kNone},
    Meaning{"consensus_forming", "they agree more: spread of support", Unit::kShare},
    Meaning{"consensus_fragmenting", "they agree less: spread of support", Unit::kShare},
    Meaning{"unknowns_shrinking", "fewer questions are open", Unit::kCount},
    Meaning{"unknowns_multiplying", "more questions are open", Unit::kCount},
    Meaning{"questions_looping", "questions are asked again", Unit::kCount},
    Meaning{"deeper", "deeper, not more often: new topics an act", Unit::kShare},
    Meaning{"only_more_often", "more often, not deeper: new topics an act", Unit::kShare},
    Meaning{"stage_hides_falling", "the pipeline stage stands still while alignment falls",
            Unit::kIndex},
    Meaning{"stage_hides_rising", "the pipeline stage stands still while alignment rises",
            Unit::kIndex},
    Meaning{"hesitating", "the buyer hesitates, puts off or asks again: times", Unit::kCount},
    Meaning{"validating", "the buyer tests and reviews: steps", Unit::kCount},
    Meaning{"reassessing", "the buyer thinks again: signs", Unit::kCount},
    Meaning{"seeking_reassurance", "the buyer seeks proof from others: times", Unit::kCount},
    Meaning{"self_protecting", "the buyer protects itself, by cover or terms: times", Unit::kCount},
    Meaning{"journey_on", "the journey went on", Unit::kPhase},
    Meaning{"journey_back", "the journey went back", Unit::kPhase}};

std::string NumberIn(Unit unit, double value) {
  switch (unit) {
    case Unit::kShare:
      return absl::StrCat(Number(100 * value), " of 100");
    case Unit::kPhase:
      return PhaseName(static_cast<v1::JourneyPhase>(value));
    case Unit::kDays:
      return absl::StrCat(Number(value), value == 1 ? " day" : " days");
    default:
      return Number(value);
  }
}

// "crm e0042, crm e0043 and 5 more".
std::string Evidence(const v1::Observation& observation) {
  constexpr int kNamed = 3;
  std::vector<std::string> parts;
  const int size = observation.signals_size();
  for (int i = std::max(0, size - kNamed); i < size; ++i) {
    const v1::SignalRef& ref = observation.signals(i);
    parts.push_back(absl::StrCat(Clean(ref.source()), " ", Clean(ref.source_event_id())));
  }
  std::string out = absl::StrJoin(parts, ", ");
  if (size > kNamed) absl::StrAppend(&out, " and ", size - kNamed, " before");
  if (observation.has_silence()) {
    if (!out.empty()) absl::StrAppend(&out, "; ");
    absl::StrAppend(&out, "silent since ", Day(observation.silence().from()));
  }
  return out;
}

}  // namespace

std::string Handoffs(const v1::Interpretation& interpretation, const Style& style) {
  if (interpretation.handoffs().empty()) return {};
  Table table({{"Handoff", Align::kLeft, true, 12},
               {"Day"},
               {"Confidence", Align::kRight},
               {"after", Align::kRight},
               {"Outcome", Align::kLeft, true, 10}});
  for (const v1::Handoff& handoff : interpretation.handoffs()) {
    table.Add({LabelWords(Clean(handoff.transition())), Day(handoff.at()),
               Number(handoff.confidence_before()), Number(handoff.confidence_after()),
               handoff.reset()      ? "context was lost"
               : handoff.survived() ? "survived"
                                    : "confidence fell"});
  }
  return absl::StrCat(Paint("Handoffs", Ink::kBold, style), "\n", table.Render(style));
}

std::string ObservationWords(const v1::Observation& observation) {
  Meaning meaning{observation.id(), {}, Unit::kIndex};
  for (const Meaning& known : kMeanings) {
    if (known.id == observation.id()) meaning = known;
  }
  std::string out =
      observation.stakeholder().empty() ? "" : absl::StrCat(Clean(observation.stakeholder()), " ");
  absl::StrAppend(&out, meaning.words.empty() ? LabelWords(Clean(observation.id()))
                                              : std::string(meaning.words));
  if (observation.has_value()) {
    absl::StrAppend(&out, ": ", NumberIn(meaning.unit, observation.value()));
  }
  if (observation.has_before()) {
    absl::StrAppend(&out, ", ", NumberIn(meaning.unit, observation.before()), " before");
  }
  return out;
}

std::string Observations(const v1::Interpretation& interpretation, const Style& style) {
  if (interpretation.observations().empty()) return {};
  Table table({{"Moved lately", Align::kLeft, true, 20}, {"Evidence", Align::kLeft, true, 10}});
  for (const v1::Observation& observation : interpretation.observations()) {
    table.Add({ObservationWords(observation), Evidence(observation)});
  }
  return table.Render(style);
}

}  // namespace parallax::cli
