// Nothing after an instant changes what is said as of it (model.md, "What must hold").
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
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

// Where nothing was read then, there is nothing to compare with.
TEST_P(AsOf, ATrendIsTheChangeSinceWhatWasSaidThatLongBefore) {
  Check(Known, [&](const Case& c) {
    Case before = c;
    const double days = Parameter(lens(), c.overrides, "tempo.trend_days");
    before.as_of = c.as_of - std::llround(days * static_cast<double>(kDay));
    const Interpretation now = Ask(lens(), c).said, then = Ask(lens(), before).said;
    const bool something = std::ranges::any_of(
        then.contributions, [](const Contribution& k) { return !k.signals.empty(); });
    for (std::size_t r = 0; r < kReadingCount; ++r) {
      const double trend = now.readings[r].trend;
      const double change = now.readings[r].value - then.readings[r].value;
      if (std::abs(trend - change) <= 1e-9 || (!something && trend == 0)) continue;
      return Fails(std::string(kReadingNames[r]) + " trends by " + std::to_string(trend) +
                   " and changed by " + std::to_string(change));
    }
    return Holds();
  });
}

}  // namespace
}  // namespace parallax::property
