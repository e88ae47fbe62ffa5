// Nothing after an instant changes what is said as of it (model.md, "What must hold").
#include <algorithm>
#include <map>
#include <tuple>
#include <variant>

#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using AsOf = LensProperty;
PARALLAX_FOR_EVERY_LENS(AsOf);

Case Known(std::uint64_t seed) {
  Case made = MakeCase(seed);
  Random random(seed + 17);
  if (random.Chance(0.5)) made.known_at = made.as_of + random.Whole(-60, 60) * kDay;
  return made;
}

// What was known at c.known_at of what happened or held until c.as_of, and nothing else: rows of
// the resolved journal, without a word of corrections, and the versions of facts in force until
// then.
AccountRecord CutRecord(const Case& c, const Journal& resolved) {
  std::map<std::tuple<std::string_view, std::string_view, Time, Time>, bool> kept;
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    if (resolved.occurred_at[i] > c.as_of) continue;
    kept[{resolved.String(resolved.source[i]), resolved.String(resolved.source_event_id[i]),
          resolved.occurred_at[i], resolved.available_at[i]}] = true;
  }
  AccountRecord cut{.account = c.record.account, .signals = {}, .facts = {}, .revision = 0};
  for (const StoredSignal& stored : c.record.signals) {
    const Signal& s = stored.signal;
    const auto at = kept.find({s.source, s.source_event_id, s.occurred_at, stored.AvailableAt()});
    if (at == kept.end() || !s.retracts.empty()) continue;
    kept.erase(at);
    cut.signals.push_back(stored);
    cut.signals.back().signal.supersedes.clear();
  }
  for (const StoredFacts& stored : c.record.facts) {
    const bool holds = std::visit(
        [&](const auto& f) { return f.valid_from <= c.as_of && f.available_at <= c.known_at; },
        stored.facts);
    if (holds) cut.facts.push_back(stored);
  }
  return cut;
}

TEST_P(AsOf, EqualsReadingWhatWasKnownCutAtTheInstant) {
  Check(Known, [&](const Case& c) {
    const Answer whole = Ask(lens(), c);
    Case cut = c;
    cut.known_at = kEndOfTime;
    cut.record = CutRecord(c, *whole.journal);
    const Answer answer = Ask(lens(), cut);
    // A decision that the cut journal does not know cannot be asked about in it.
    if (!Knows(*answer.journal, c.decision)) return DoesNotApply();
    const std::string difference = Difference(whole, answer);
    return difference.empty() ? Holds() : Fails(difference);
  });
}

// Joining, leaving, opening and closing that a fact foretells count only when their time has come.
TEST_P(AsOf, DoesNotDependOnWhenAForetoldChangeWillCome) {
  const auto later = [](Time& time, Time than) {
    if (time != kNoTime && time > than) time += 33 * kDay;
  };
  Check(Known, [&](const Case& c) {
    Case moved = c;
    for (StoredFacts& stored : moved.record.facts) {
      if (auto* f = std::get_if<StakeholderFacts>(&stored.facts)) {
        later(f->joined_at, c.as_of);
        later(f->left_at, c.as_of);
      } else if (auto* f = std::get_if<DecisionFacts>(&stored.facts)) {
        later(f->opened_at, c.as_of);
        later(f->closed_at, c.as_of);
      }
    }
    const std::string difference = Difference(Ask(lens(), c), Ask(lens(), moved));
    return difference.empty() ? Holds() : Fails(difference);
  });
}

TEST_P(AsOf, IsNotChangedByAnotherLifeThatFollows) {
  Check(Known, [&](const Case& c) {
    Case longer = c;
    for (const StoredSignal& next : MakeLife(c.seed + 900'000, {.signals_max = 40}).signals) {
      longer.record.signals.push_back(next);
      Signal& s = longer.record.signals.back().signal;
      s.source = "later-" + s.source;  // no correction of the other life finds a target in this one
      s.occurred_at = c.as_of + 1 + (s.occurred_at % (300 * kDay));
    }
    const Answer before = Ask(lens(), c);
    if (!Knows(*before.journal, c.decision)) return DoesNotApply();
    const std::string difference = Difference(before, Ask(lens(), longer));
    return difference.empty() ? Holds() : Fails(difference);
  });
}

}  // namespace
}  // namespace parallax::property
