// What an assumption declares, it does (model.md, "Steps"; model-formulas.md 4 to 7).
#include <algorithm>
#include <cmath>
#include <string>

#include "parallax/catalog/catalog.h"
#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Effect = LensProperty;
PARALLAX_FOR_EVERY_LENS(Effect);

// The whole account, long enough after everything that nothing begins to hold any more.
Case AfterEverything(std::uint64_t seed) {
  Case made = MakeCase(seed, {.corrections = false});
  made.decision.clear();
  const std::vector<Time> instants = InstantsOf(made.record);
  if (!instants.empty()) made.as_of = instants.back() + 61 * kDay;
  return made;
}

// The support of a member, or NaN.
double SupportOf(const Interpretation& said, const std::string& person) {
  for (const Member& m : said.members) {
    if (m.stakeholder == person) return m.support;
  }
  return std::nan("");
}

TEST_P(Effect, AnOverrideIsTheAssumptionThatIsRead) {
  const auto make = [](std::uint64_t seed) {
    Case made = MakeCase(seed);
    Set(made.overrides, "thresholds.confidence_prior", Random(seed).Between(0.05, 0.95));
    return made;
  };
  Check(make, [&](const Case& c) {
    const double prior = Parameter(lens(), c.overrides, "thresholds.confidence_prior");
    const Interpretation said = Ask(lens(), c).said;
    if (said.status != 0) return Fails(said.error);
    const double expected = std::log(prior / (1 - prior));
    const double read = said.readings[kConfidence].prior;
    if (std::abs(read - expected) <= 1e-9) return Holds();
    return Fails("the prior is " + std::to_string(read) + ", given was " +
                 std::to_string(expected));
  });
}

// A silent veto is less likely, not only labelled.
TEST_P(Effect, UnansweredOutreachLowersTheSupportOfTheAsked) {
  const auto make = [](std::uint64_t seed) {
    Case made = AfterEverything(seed);
    // What was asked before could have used up the term.
    std::erase_if(made.record.signals, [](const StoredSignal& s) {
      return s.signal.initiator == Initiator::kSeller && s.signal.kind != "sales.meeting_held";
    });
    return made;
  };
  Check(make, [&](const Case& c) {
    const Interpretation without = Ask(lens(), c).said;
    if (without.status != 0) return Fails(without.error);
    if (without.members.empty()) return DoesNotApply();
    const std::string member = Random(c.seed).Pick(without.members).stakeholder;
    Case asked = c;
    asked.added = {Compose(c, "sales.message_exchanged", member, c.as_of - 60 * kDay,
                           {{"channel", std::string("email")}}, Initiator::kSeller)};
    const Interpretation with = Ask(lens(), WithAdded(asked)).said;
    if (with.status != 0) return Fails(with.error);
    const double before = SupportOf(without, member), after = SupportOf(with, member);
    if (after < before) return Holds();
    return Fails(member + " stands at " + std::to_string(after) + " after silence under outreach");
  });
}

TEST_P(Effect, CompanyNeverWeakensWhatAMemberSays) {
  Check(AfterEverything, [&](const Case& c) {
    const Interpretation said = Ask(lens(), c).said;
    if (said.members.empty()) return DoesNotApply();
    const std::string member = Random(c.seed).Pick(said.members).stakeholder;
    Case alone = c;
    alone.added = {Compose(c, "success.value_review", member, c.as_of - kDay,
                           {{"exec_present", true}, {"proof", std::string("own_results")}})};
    Case together = alone;
    together.added[0].signal.participants = {std::string(kStranger)};
    const double by_one = SupportOf(Ask(lens(), WithAdded(alone)).said, member);
    const double by_two = SupportOf(Ask(lens(), WithAdded(together)).said, member);
    if (by_two >= by_one - 1e-12) return Holds();
    return Fails(member + " stands at " + std::to_string(by_one) + " alone, at " +
                 std::to_string(by_two) + " in company");
  });
}

TEST_P(Effect, AnExpiredPassClosesNothing) {
  const auto make = [&](std::uint64_t seed) {
    Case made = AfterEverything(seed);
    Random random(seed + 71);
    std::erase_if(made.record.signals, [](const StoredSignal& s) {
      return s.signal.kind.starts_with("validation.");  // that the gate has no other history
    });
    const std::string gate(random.Pick(catalog::Get().gates).id);
    if (seed % 3 == 0) made.overrides = SomeOverrides(lens(), seed);
    double validity = Parameter(lens(), made.overrides, "risk.gates." + gate + ".validity_days");
    if (std::isnan(validity)) {
      validity = Parameter(lens(), made.overrides, "risk.gate_default.validity_days");
    }
    const Time passed =
        made.as_of - static_cast<Time>(validity * kDay) - random.Whole(1, 50) * kDay;
    made.added = {Compose(made, "validation.step", "", passed,
                          {{"gate", gate}, {"state", std::string("passed")}})};
    return made;
  };
  Check(make, [&](const Case& c) {
    const Interpretation without = Ask(lens(), c).said, with = Ask(lens(), WithAdded(c)).said;
    if (without.status != 0 || with.status != 0) return Fails(without.error + with.error);
    const double change = with.readings[kDecisionRisk].link - without.readings[kDecisionRisk].link;
    if (std::abs(change) <= 1e-12) return Holds();
    return Fails("risk changed by " + std::to_string(change) + " on its link scale");
  });
}

// "Absent required roles take their prior, never above that of a present one."
TEST_P(Effect, AnAbsentRoleNeverStandsAboveAPresentOne) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed);
    Random random(seed + 73);
    std::vector<std::string> required;
    for (const CommitteeRole& role : lens().committee()) {
      if (role.required) required.push_back("committee.roles." + role.id);
    }
    const std::string role = random.Pick(required);
    const double present = random.Between(0.05, 0.9);
    Set(made.overrides, role + ".prior_present", present);
    Set(made.overrides, role + ".prior_absent", random.Between(present, 0.99));
    return made;
  };
  Check(make, [&](const Case& c) {
    Case level = c;  // the absent prior at the present one
    if (level.overrides.size() < 2) return DoesNotApply();
    level.overrides[1].value = level.overrides[0].value;
    const Interpretation above = Ask(lens(), c).said, even = Ask(lens(), level).said;
    if (above.status != 0 || even.status != 0) return Fails(above.error + even.error);
    const double change = above.readings[kAlignment].link - even.readings[kAlignment].link;
    if (change <= 1e-9) return Holds();
    return Fails("alignment rose by " + std::to_string(change) + " on its link scale");
  });
}

}  // namespace
}  // namespace parallax::property
