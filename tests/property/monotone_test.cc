// A signal whose declared weight on a reading is positive never lowers it (model.md, "What must
// hold").
//
// "Never" is up to rounding: 1e-9 on the link scale. Signals that move an object are added after
// every other one, on an object of their own: put before others they would turn later moves of the
// same object into irregular ones.
#include <algorithm>
#include <cmath>

#include "parallax/catalog/catalog.h"
#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Monotone = LensProperty;
PARALLAX_FOR_EVERY_LENS(Monotone);

std::string Word(std::string_view text) { return std::string(text); }

double Link(const Answer& answer, ReadingId reading) { return answer.said.readings[reading].link; }

// Signals corrected away could have been the first ones of a decision.
constexpr LifeOptions kUncorrected{.corrections = false};

Judgement NeverLower(const Answer& before, const Answer& after, ReadingId reading) {
  if (before.said.status != 0) return Fails(before.said.error);
  if (after.said.status != 0) return Fails(after.said.error);
  const double change = Link(after, reading) - Link(before, reading);
  if (change >= -kRounding) return Holds();
  return Fails(std::string(kReadingNames[reading]) + " fell by " + std::to_string(-change) +
               " on its link scale, from " + std::to_string(Link(before, reading)));
}
Judgement NeverHigher(const Answer& before, const Answer& after, ReadingId reading) {
  return NeverLower(after, before, reading);
}

Time SomeTime(Random& random, const Case& c, Time from) {
  return from + random.Whole(0, (c.as_of - from) / kSecond) * kSecond;
}

struct Positive {
  std::string_view kind;
  AttributeList attributes;
};

// Evidence in its positive attribute rule; may be put anywhere.
std::vector<Positive> PositiveEvidence() {
  return {
      {"sales.stance_expressed", {{"stance", Word("supports")}}},
      {"sales.champion_action", {{"type", Word("built_case")}}},
      {"success.outcome_statement", {{"framing", Word("buyer")}, {"quantified", true}}},
      {"success.advocacy", {{"type", Word("reference")}}},
      {"success.survey", {{"score", 1.0}, {"type", Word("nps")}}},
      {"success.value_review", {{"exec_present", true}, {"proof", Word("own_results")}}},
      {"product.core_value_event", {{"code", Word("plan_ready")}}},
      {"marketing.third_party_proof_sought", {{"proof", Word("peer")}}},
  };
}

// Moves of objects in favour of going on.
std::vector<Positive> PositiveMoves(std::string_view gate) {
  return {
      {"sales.question_answered", {{"ref", Word("zz-new")}, {"state", Word("accepted")}}},
      {"sales.next_step", {{"ref", Word("zz-new")}, {"state", Word("kept")}}},
      {"sales.objection", {{"ref", Word("zz-new")}, {"state", Word("resolved")}}},
      {"validation.step", {{"gate", Word(gate)}, {"state", Word("passed")}}},
      {"validation.pilot", {{"ref", Word("zz-new")}, {"state", Word("passed")}}},
      {"validation.reference_check", {{"ref", Word("zz-new")}, {"state", Word("held")}}},
      {"validation.legal_redline", {{"ref", Word("zz-new")}, {"state", Word("agreed")}}},
      {"validation.approval", {{"body", Word("board")}, {"state", Word("granted")}}},
      {"validation.budget", {{"fiscal_period", Word("zz-new")}, {"state", Word("approved")}}},
      {"lifecycle.expectation", {{"ref", Word("zz-new")}, {"state", Word("met")}}},
  };
}

TEST_P(Monotone, PositiveEvidenceNeverLowersConfidence) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 3);
    const Positive positive = random.Pick(PositiveEvidence());
    const Time at = SomeTime(random, made, made.as_of - 200 * kDay);
    made.added.push_back(Compose(made, positive.kind, kStranger, at, positive.attributes));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    return NeverLower(Ask(lens(), c), Ask(lens(), WithAdded(c)), kConfidence);
  });
}

TEST_P(Monotone, PositiveMovesNeverLowerConfidence) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 5);
    const Positive positive = random.Pick(PositiveMoves(random.Pick(catalog::Get().gates).id));
    const Time at = SomeTime(random, made, LastSignal(made.record, made.as_of));
    made.added.push_back(Compose(made, positive.kind, kStranger, at, positive.attributes));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    return NeverLower(Ask(lens(), c), Ask(lens(), WithAdded(c)), kConfidence);
  });
}

TEST_P(Monotone, SettlingAnObjectionNeverLowersConfidence) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 7);
    const Time at = SomeTime(random, made, LastSignal(made.record, made.as_of));
    const std::string ref = "objection-" + std::to_string(random.Whole(1, 3));
    made.added.push_back(Compose(made, "sales.objection", kStranger, at,
                                 {{"ref", ref}, {"state", Word("resolved")}}));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    return NeverLower(Ask(lens(), c), Ask(lens(), WithAdded(c)), kConfidence);
  });
}

// A member joining is exempt: it replaces the absent prior by the present one, with either sign.
TEST_P(Monotone, SupportOfAMemberNeverLowersAlignment) {
  Check([](std::uint64_t seed) { return MakeCase(seed, kUncorrected); },
        [&](const Case& c) {
          const Answer before = Ask(lens(), c);
          if (before.said.members.empty()) return DoesNotApply();
          Random random(c.seed + 11);
          const std::string member = random.Pick(before.said.members).stakeholder;
          const Time at = SomeTime(random, c, c.as_of - random.Whole(0, 200) * kDay);
          Case with = c;
          with.added = {Compose(c, "sales.stance_expressed", member, at,
                                {{"stance", Word(random.Chance(0.5) ? "supports" : "leans_for")}})};
          if (!AddsToAShownDecision(with)) return DoesNotApply();
          const Judgement judgement = NeverLower(before, Ask(lens(), WithAdded(with)), kAlignment);
          if (judgement.is != Judgement::kFails) return judgement;
          return Fails(judgement.why + "; " + member + " supports at " + FormatTime(at));
        });
}

// The journal says the same, but one stance or tone in it is lower: nobody is more or less present.
TEST_P(Monotone, LowerSupportNeverRaisesAlignment) {
  static constexpr std::string_view kStances[] = {"opposes", "leans_against", "neutral",
                                                  "leans_for", "supports"};
  Check([](std::uint64_t seed) { return MakeCase(seed, kUncorrected); },
        [&](const Case& c) {
          Case lower = c;
          Random random(c.seed + 13);
          std::string edited;
          for (StoredSignal& stored : lower.record.signals) {
            Signal& s = stored.signal;
            if (s.sentiment && random.Chance(0.1)) {
              s.sentiment = random.Between(-1, *s.sentiment);
              edited += ' ' + s.source_event_id;
            }
            if (s.kind != "sales.stance_expressed" || s.attributes.empty()) continue;
            for (auto& [key, value] : s.attributes) {
              if (key != "stance" || !random.Chance(0.6)) continue;
              const auto at =
                  std::find(std::begin(kStances), std::end(kStances), std::get<std::string>(value));
              value = Word(kStances[random.Whole(0, at - std::begin(kStances))]);
              edited += ' ' + s.source_event_id;
            }
          }
          if (edited.empty()) return DoesNotApply();
          const Judgement judgement = NeverHigher(Ask(lens(), c), Ask(lens(), lower), kAlignment);
          if (judgement.is != Judgement::kFails) return judgement;
          return Fails(judgement.why + "; lowered:" + edited);
        });
}

TEST_P(Monotone, UnansweredOutreachNeverRaisesAlignment) {
  Check([](std::uint64_t seed) { return MakeCase(seed, kUncorrected); },
        [&](const Case& c) {
          const Answer before = Ask(lens(), c);
          if (before.said.members.empty()) return DoesNotApply();
          Random random(c.seed + 19);
          const std::string member = random.Pick(before.said.members).stakeholder;
          const Time at = SomeTime(random, c, LastSignal(c.record, c.as_of));
          Case with = c;
          with.added = {Compose(c, "sales.message_exchanged", member, at,
                                {{"channel", Word("email")}}, Initiator::kSeller)};
          if (!AddsToAShownDecision(with)) return DoesNotApply();
          return NeverHigher(before, Ask(lens(), WithAdded(with)), kAlignment);
        });
}

// An act later than every other, since an older one also raises the baseline. At the head: not
// older than the window, beyond which it is baseline only; and, where nothing was there before, not
// older than a cadence, because the first act of all starts the exposure.
TEST_P(Monotone, TheLatestActNeverLowersMomentum) {
  static constexpr std::string_view kActs[] = {"sales.message_exchanged", "sales.meeting_held",
                                               "sales.champion_action", "success.advocacy"};
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 23);
    const double head = std::min(10.0, Parameter(lens(), {}, "tempo.cadence_days.base"));
    const Time from = std::max(LastSignal(made.record, made.as_of),
                               made.as_of - static_cast<Time>(head * 86'400) * kSecond);
    const std::string_view kind = random.Pick(kActs);
    AttributeList attributes;
    if (kind == "sales.message_exchanged") attributes = {{"channel", Word("email")}};
    if (kind == "sales.champion_action") attributes = {{"type", Word("defended")}};
    if (kind == "success.advocacy") attributes = {{"type", Word("review")}};
    made.added.push_back(
        Compose(made, kind, kStranger, SomeTime(random, made, from), std::move(attributes)));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    const double cadence = Parameter(lens(), c.overrides, "tempo.cadence_days.base");
    if (static_cast<double>(c.as_of - c.added[0].signal.occurred_at) > cadence * kDay) {
      return DoesNotApply();
    }
    return NeverLower(Ask(lens(), c), Ask(lens(), WithAdded(c)), kMomentum);
  });
}

TEST_P(Monotone, AnUnresolvedObjectionNeverLowersRisk) {
  static constexpr std::string_view kSeverities[] = {"low", "medium", "high", "critical"};
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 29);
    const Time at = SomeTime(random, made, made.as_of - 200 * kDay);
    made.added.push_back(
        Compose(made, "sales.objection", random.Chance(0.5) ? kStranger : std::string_view(), at,
                {{"ref", Word("zz-new")},
                 {"risk_dimension", Word(random.Pick(catalog::Get().dimensions).id)},
                 {"severity", Word(random.Pick(kSeverities))},
                 {"state", Word("raised")}}));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    return NeverLower(Ask(lens(), c), Ask(lens(), WithAdded(c)), kDecisionRisk);
  });
}

TEST_P(Monotone, APassedGateNeverRaisesRisk) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 31);
    const Time at = SomeTime(random, made, LastSignal(made.record, made.as_of));
    made.added.push_back(
        Compose(made, "validation.step", kStranger, at,
                {{"gate", Word(random.Pick(catalog::Get().gates).id)}, {"state", Word("passed")}}));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    return NeverHigher(Ask(lens(), c), Ask(lens(), WithAdded(c)), kDecisionRisk);
  });
}

TEST_P(Monotone, AHeldReferenceNeverRaisesRisk) {
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, kUncorrected);
    Random random(seed + 37);
    const Time at = SomeTime(random, made, LastSignal(made.record, made.as_of));
    made.added.push_back(
        Compose(made, "validation.reference_check", kStranger, at,
                {{"ref", Word("zz-new")},
                 {"risk_dimension", Word(random.Pick(catalog::Get().dimensions).id)},
                 {"state", Word("held")}}));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    return NeverHigher(Ask(lens(), c), Ask(lens(), WithAdded(c)), kDecisionRisk);
  });
}

}  // namespace
}  // namespace parallax::property
