// What a lens says of handoffs and of what moved.
#include <algorithm>
#include <map>
#include <string>

#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using OverTime = LensProperty;
PARALLAX_FOR_EVERY_LENS(OverTime);

// A whole account, and a handoff in it before as_of.
Case HandedOver(std::uint64_t seed) {
  Case made = MakeCase(seed);
  made.decision.clear();
  Random random(seed + 71);
  const Time at = made.as_of - random.Whole(1, 200) * kDay;
  made.added.push_back(Compose(made, "lifecycle.handoff", "", at,
                               {{"transition", "sales_to_onboarding"},
                                {"state", "completed"},
                                {"fields_passed", random.Whole(0, 10) / 10.0}},
                               Initiator::kSeller));
  return made;
}

// What came after_days after it is told; a later day adds nothing to it. A decision that ends
// meanwhile is read at its end, so only whole accounts are asked about.
TEST_P(OverTime, AHandoffIsJudgedByItsOwnTime) {
  Check(HandedOver, [&](const Case& life) {
    const Case c = WithAdded(life);
    const double after_days = Parameter(lens(), c.overrides, "handoff.after_days");
    const Time instants[] = {c.as_of, c.as_of + 50 * kDay};
    const std::vector<Answer> answers = AskAt(lens(), c, instants);
    std::map<std::pair<Time, std::uint32_t>, const HandoffView*> later;
    for (const HandoffView& h : answers[1].said.handoffs) later[{h.at, h.signal}] = &h;
    bool any = false;
    for (const HandoffView& h : answers[0].said.handoffs) {
      if (h.at + static_cast<Time>((after_days + 1) * kDay) >= c.as_of) continue;
      any = true;
      const HandoffView* then = later[{h.at, h.signal}];
      if (then == nullptr) return Fails("a handoff is gone later");
      if (then->confidence_before != h.confidence_before ||
          then->confidence_after != h.confidence_after || then->survived != h.survived ||
          then->reset != h.reset) {
        return Fails("a handoff is read otherwise later");
      }
    }
    return any ? Holds() : DoesNotApply();
  });
}

// Ids that count something go the way they say; a person who came is there, one who left is not.
TEST_P(OverTime, WhatMovedSaysWhichWay) {
  const std::map<std::string, bool> rises = {{"spreading", true},
                                             {"narrowing", false},
                                             {"consensus_forming", false},
                                             {"consensus_fragmenting", true},
                                             {"unknowns_shrinking", false},
                                             {"unknowns_multiplying", true},
                                             {"stage_hides_rising", true},
                                             {"stage_hides_falling", false},
                                             {"deeper", true},
                                             {"only_more_often", false}};
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Interpretation said = Ask(lens(), c).said;
          for (const ObservationView& seen : said.observations) {
            const auto direction = rises.find(seen.id);
            const bool counts = direction != rises.end();
            const bool wrong = counts && (seen.value == seen.before ||
                                          (seen.value > seen.before) != direction->second);
            if (wrong) return Fails(seen.id + " goes the other way");
            if (seen.person.empty()) continue;
            const bool member = std::ranges::any_of(
                said.members, [&](const Member& m) { return m.stakeholder == seen.person; });
            if (member != (seen.id != "exiting")) return Fails(seen.id + ": " + seen.person);
          }
          return said.observations.empty() ? DoesNotApply() : Holds();
        });
}

}  // namespace
}  // namespace parallax::property
