// Explanations hold for every lens: changes add up, and what could happen next can be said.
#include <algorithm>
#include <cmath>

#include "core/reading/explain_parts.h"
#include "core/reading/hypotheses.h"
#include "core/signal/extend.h"
#include "core/signal/validate.h"
#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Explanations = LensProperty;
PARALLAX_FOR_EVERY_LENS(Explanations);

constexpr int kEveryReading[] = {kConfidence, kDecisionRisk, kAlignment, kMomentum};

// A case that compares `until` with a later as_of: some instant of the life, or a month before.
Case WithEarlierMoment(std::uint64_t seed) {
  Case c = MakeCase(seed);
  std::vector<Time> instants = InstantsOf(c.record);
  std::erase_if(instants, [&](Time at) { return at >= c.as_of; });
  c.until = instants.empty() ? c.as_of - 30 * kDay : instants[seed % instants.size()];
  return c;
}

TEST_P(Explanations, ChangesSumToTheChangeOfTheValue) {
  Check(WithEarlierMoment, [&](const Case& c) {
    if (c.until >= c.as_of) return DoesNotApply();
    const Time moments[] = {c.until, c.as_of};
    const std::vector<Answer> answers = AskAt(lens(), c, moments);
    ReadingResult before, now;
    before.as_of = c.until;
    before.interpretation = answers[0].said;
    now.as_of = c.as_of;
    now.journal = answers[1].journal;
    now.interpretation = answers[1].said;
    if (now.interpretation.status != 0) return Fails(now.interpretation.error);
    const auto changes = ChangesSince(before, now, kEveryReading);
    for (const int r : kEveryReading) {
      double sum = 0;
      for (const ExplainedChange& change : changes) sum += change.reading == r ? change.points : 0;
      const double change =
          now.interpretation.readings[r].value - before.interpretation.readings[r].value;
      if (!(std::abs(sum - change) <= 1e-9)) {
        return Fails(std::string(kReadingNames[r]) + ": changes sum to " + std::to_string(sum) +
                     ", the value changed by " + std::to_string(change));
      }
    }
    for (const ExplainedChange& change : changes) {
      for (const std::uint32_t row : change.signals) {
        const Time at = now.journal->occurred_at[row];
        if (at <= c.until || at > c.as_of) return Fails(change.reason + " names an old signal");
      }
    }
    return Holds();
  });
}

TEST_P(Explanations, WhatCouldHappenIsASignalThatTheCatalogAccepts) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Answer answer = Ask(lens(), c);
          if (answer.said.status != 0) return Fails(answer.said.error);
          const auto hypotheses =
              Hypothesize(lens(), c.overrides, *answer.journal, c.decision, c.as_of, answer.said);
          if (hypotheses.empty()) return Fails("nothing could happen");
          for (const Hypothesis& h : hypotheses) {
            for (const Signal& signal : h.signals) {
              const auto faults = Validate(signal, kNow);
              if (!faults.empty()) {
                return Fails(signal.kind + ": " + faults[0].field + ' ' + faults[0].description);
              }
              Signal normal = signal;
              Normalize(normal);
              if (normal != signal) return Fails(signal.kind + " is not normalized");
            }
          }
          return Holds();
        });
}

// A case with an act of somebody new at as_of, the last thing that happened.
Case WithAStranger(std::uint64_t seed) {
  Case c = MakeCase(seed, {.corrections = false, .late = false});
  c.added.push_back(Compose(c, "sales.stance_expressed", kStranger, c.as_of,
                            {{"stance", std::string("supports")}}));
  return c;
}

TEST_P(Explanations, AnExtendedJournalIsReadAsIfTheSignalHadBeenStored) {
  Check(WithAStranger, [&](const Case& c) {
    if (c.added.empty()) return DoesNotApply();
    const Answer stored = Ask(lens(), WithAdded(c));
    const auto plain = JournalOf(c.record, c.known_at);
    const Signal& added = c.added.front().signal;
    const auto extended = ExtendJournal(*plain, c.as_of, {&added, 1});
    const std::uint32_t decision = c.decision.empty() ? kNone : extended->FindDecision(c.decision);
    const LensRow row{extended.get(), decision, c.as_of};
    const Answer imagined{extended, AskRows(lens(), {&row, 1}, c.overrides).front()};
    const std::string difference = Difference(stored, imagined);
    return difference.empty() ? Holds() : Fails(difference);
  });
}

}  // namespace
}  // namespace parallax::property
