// What a buyer does on its way, each from its evidence (docs/decisions/0112).
#include <map>
#include <string>

#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using JourneySteps = LensProperty;
PARALLAX_FOR_EVERY_LENS(JourneySteps);

// A signal, what it shows, and one like it that shows nothing.
struct Shown {
  const char* step;
  const char* kind;
  AttributeList attributes;
  AttributeList otherwise;  // instead of them; empty: the same by the seller
};

const std::vector<Shown>& AllShown() {
  static const auto& all = *new std::vector<Shown>{
      {"hesitating", "sales.meeting_moved", {{"type", "cancelled"}}, {}},
      {"hesitating",
       "sales.next_step",
       {{"ref", "js-step"}, {"state", "slipped"}, {"side", "buyer"}},
       {{"ref", "js-step"}, {"state", "slipped"}, {"side", "seller"}}},
      {"hesitating",
       "sales.close_date_changed",
       {{"due", "2031-06-30T00:00:00Z"}, {"due_before", "2031-05-31T00:00:00Z"}},
       {{"due", "2031-05-31T00:00:00Z"}, {"due_before", "2031-06-30T00:00:00Z"}}},
      {"hesitating",
       "sales.question_asked",
       {{"ref", "js-again"}, {"topic", "js"}, {"reopen_of", "js-first"}},
       {{"ref", "js-new"}, {"topic", "js-new"}}},
      {"hesitating", "validation.approval", {{"body", "cfo"}, {"state", "deferred"}}, {}},
      {"validating", "validation.step", {{"gate", "security_review"}, {"state", "requested"}}, {}},
      {"validating",
       "validation.pilot",
       {{"ref", "js-pilot"}, {"state", "started"}},
       {{"ref", "js-pilot"}, {"state", "abandoned"}}},
      {"reassessing", "sales.competitor_mentioned", {{"type", "status_quo"}}, {}},
      {"reassessing",
       "sales.objection",
       {{"ref", "js-objection"}, {"state", "raised"}},
       {{"ref", "js-objection"}, {"state", "withdrawn"}}},
      {"self_protecting",
       "sales.champion_action",
       {{"type", "built_case"}},
       {{"type", "shared_inside"}}},
      {"reassessing", "sales.price_pressure", {{"type", "discount"}}, {}},
      {"reassessing", "validation.budget", {{"state", "frozen"}}, {{"state", "approved"}}},
      {"reassessing", "sales.stance_expressed", {{"stance", "opposes"}}, {{"stance", "supports"}}},
      {"seeking_reassurance", "marketing.third_party_proof_sought", {{"proof", "peer"}}, {}},
      {"seeking_reassurance",
       "validation.reference_check",
       {{"ref", "js-check"}, {"state", "asked"}},
       {{"ref", "js-check"}, {"state", "declined"}}},
      {"self_protecting", "validation.approval", {{"body", "board"}, {"state", "requested"}}, {}},
      {"self_protecting",
       "validation.legal_redline",
       {{"ref", "js-line"}, {"state", "opened"}},
       {{"ref", "js-line"}, {"state", "agreed"}}},
      {"self_protecting", "sales.price_pressure", {{"type", "shorter_term"}}, {}}};
  return all;
}
const Shown& ShownBy(const Case& c) { return AllShown()[c.seed % AllShown().size()]; }

std::map<std::string, double> Counts(const Interpretation& said) {
  std::map<std::string, double> counts;
  for (const char* step :
       {"hesitating", "validating", "reassessing", "seeking_reassurance", "self_protecting"}) {
    counts[step] = 0;
  }
  for (const ObservationView& seen : said.observations) {
    if (counts.contains(seen.id)) counts[seen.id] = seen.value;
  }
  return counts;
}

// A whole account, and one more signal of a stranger within the span.
Case WithOneMore(std::uint64_t seed, bool shows) {
  Case made = MakeCase(seed);
  made.decision.clear();
  const Shown& shown = ShownBy(made);
  const bool by_seller = !shows && shown.otherwise.empty();
  made.added.push_back(Compose(made, shown.kind, kStranger, made.as_of - kDay,
                               shows || by_seller ? shown.attributes : shown.otherwise,
                               by_seller ? Initiator::kSeller : Initiator::kBuyer));
  return made;
}

Judgement Adds(Lens& lens, const Case& c, int more) {
  const Interpretation without = Ask(lens, c).said, with = Ask(lens, WithAdded(c)).said;
  if (with.status != 0) return Fails(with.error);
  std::map<std::string, double> expected = Counts(without);
  expected[ShownBy(c).step] += more;
  for (const auto& [step, count] : Counts(with)) {
    if (count == expected[step]) continue;
    return Fails(std::string(ShownBy(c).kind) + ": " + step + " is " + std::to_string(count) +
                 ", not " + std::to_string(expected[step]));
  }
  return Holds();
}

TEST_P(JourneySteps, AreCountedFromTheSignalsThatShowThem) {
  Check([](std::uint64_t seed) { return WithOneMore(seed, true); },
        [&](const Case& c) { return Adds(lens(), c, 1); }, 0.9);
}

TEST_P(JourneySteps, AreNotShownBySignalsThatSayOtherwise) {
  Check([](std::uint64_t seed) { return WithOneMore(seed, false); },
        [&](const Case& c) { return Adds(lens(), c, 0); }, 0.9);
}

// A step is said with what shows it, and not where nothing does.
TEST_P(JourneySteps, NameAsManySignalsAsTheyCount) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Interpretation said = Ask(lens(), c).said;
          const std::map<std::string, double> counts = Counts(said);
          bool any = false;
          for (const ObservationView& seen : said.observations) {
            if (!counts.contains(seen.id)) continue;
            any = true;
            const std::size_t named =
                std::min<std::size_t>(static_cast<std::size_t>(seen.value), 20);
            if (seen.value <= 0 || seen.signals.size() != named) return Fails(seen.id);
          }
          return any ? Holds() : DoesNotApply();
        });
}

}  // namespace
}  // namespace parallax::property
