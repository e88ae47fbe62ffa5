// What time alone may do (model.md, "What must hold": Silence).
#include <algorithm>
#include <cmath>
#include <map>

#include "parallax/abi/result.h"
#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Silence = LensProperty;
PARALLAX_FOR_EVERY_LENS(Silence);

// True when nothing happens or begins to hold in (c.as_of, c.until].
bool IsSilent(const Case& c) {
  if (c.until == kNoTime || c.until < c.as_of) return false;
  const std::vector<Time> instants = InstantsOf(c.record);
  const auto next = std::upper_bound(instants.begin(), instants.end(), c.as_of);
  return next == instants.end() || *next > c.until;
}

// as_of and until in a silence of the life, more often the last one; on whole days when asked.
Case Silent(std::uint64_t seed, bool whole_days) {
  Case made = MakeCase(seed);
  Random random(seed + 41);
  const std::vector<Time> instants = InstantsOf(made.record);
  if (instants.empty()) return made;
  const bool last = random.Chance(0.6);
  const Time from = last ? instants.back() : random.Pick(instants);
  const auto next = std::upper_bound(instants.begin(), instants.end(), from);
  const Time end = next == instants.end() ? from + 400 * kDay : *next - 1;
  // Often soon after its beginning, where most of what silence changes is still to come.
  const Time reach = random.Chance(0.5) ? std::min(end - from, 40 * kDay) : (end - from) / 2;
  made.as_of = from + random.Whole(0, reach / kSecond) * kSecond;
  made.until = made.as_of + random.Whole(0, (end - made.as_of) / kSecond) * kSecond;
  if (!whole_days) return made;
  made.as_of = (made.as_of + kDay - 1) / kDay * kDay;
  made.until = made.until / kDay * kDay;
  return made;
}

// The same, in half of the cases under assumptions by which a raw warning often ends in silence:
// what speaks for it is soon forgotten, and nothing is ever stalled.
Case Forgetful(std::uint64_t seed) {
  Case made = Silent(seed, true);
  if (seed % 2 == 0) return made;
  Set(made.overrides, "pace.stalled_cadences", 20);
  Set(made.overrides, "pace.recent_cadences", 1 + static_cast<double>(seed % 5) / 2);
  Set(made.overrides, "pace.exit_cadences", 1 + static_cast<double>(seed % 7) / 2);
  Set(made.overrides, "pace.champion_silent_cadences", 10);
  Set(made.overrides, "dip.trigger_ratio", 0.5);
  Set(made.overrides, "dip.margin", 0.9);
  Set(made.overrides, "thresholds.evidence_floor", 1);
  return made;
}

struct BeforeAndAfter {
  Interpretation before, after;
  std::string error;
};
BeforeAndAfter AskBoth(Lens& lens, const Case& c) {
  const Time instants[] = {c.as_of, c.until};
  std::vector<Answer> answers = AskAt(lens, c, instants);
  std::string error = answers[0].said.error + answers[1].said.error;
  return {std::move(answers[0].said), std::move(answers[1].said), std::move(error)};
}

TEST_P(Silence, NeverRaisesMomentum) {
  Check([](std::uint64_t seed) { return Silent(seed, false); },
        [&](const Case& c) {
          if (!IsSilent(c)) return DoesNotApply();
          const auto [before, after, error] = AskBoth(lens(), c);
          if (!error.empty()) return Fails(error);
          const double rise = after.readings[kMomentum].link - before.readings[kMomentum].link;
          if (rise <= 1e-9) return Holds();
          return Fails("momentum rose by " + std::to_string(rise));
        });
}

// The verdict is latched: from the first warning on it does not get better at any later midnight.
Judgement NoMidnightIsBetter(Lens& lens, const Case& c) {
  std::vector<Time> midnights;
  for (Time m = c.as_of; m <= c.until && midnights.size() < 60; m += kDay) midnights.push_back(m);
  int worst = 0;
  for (const Answer& answer : AskAt(lens, c, midnights)) {
    if (answer.said.status != 0) return Fails(answer.said.error);
    const int verdict = answer.said.verdict;
    if (verdict < worst) {
      return Fails("the verdict went from " + std::to_string(worst) + " to " +
                   std::to_string(verdict));
    }
    if (verdict >= PLX_VERDICT_WARNING) worst = verdict;
  }
  return worst == 0 ? DoesNotApply() : Holds();
}

TEST_P(Silence, NeverMakesAWarningBetter) {
  Check(Forgetful, [&](const Case& c) {
    if (!IsSilent(c) || c.as_of % kDay != 0) return DoesNotApply();
    return NoMidnightIsBetter(lens(), c);
  });
}

TEST_P(Silence, NeverTakesEvidenceAway) {
  Check([](std::uint64_t seed) { return Silent(seed, true); },
        [&](const Case& c) {
          if (!IsSilent(c)) return DoesNotApply();
          const auto [before, after, error] = AskBoth(lens(), c);
          if (!error.empty()) return Fails(error);
          if (after.sufficiency < before.sufficiency) {
            return Fails("the sufficiency fell from " + std::to_string(before.sufficiency) +
                         " to " + std::to_string(after.sufficiency));
          }
          if (before.verdict != PLX_VERDICT_INSUFFICIENT &&
              after.verdict == PLX_VERDICT_INSUFFICIENT) {
            return Fails("the evidence fell below the floor");
          }
          return Holds();
        });
}

// Nor does anything that happens: the floor counts what was ever seen of the account.
TEST_P(Silence, AndTimeNeverTakeEvidenceOfTheAccountAway) {
  const auto make = [](std::uint64_t seed) {
    Case made = MakeCase(seed);
    made.decision.clear();
    made.until = made.as_of + static_cast<Time>(seed % 400) * kDay;
    return made;
  };
  Check(make, [&](const Case& c) {
    // An explicit no meets the floor by itself, until a later opening ends it.
    if (!c.decision.empty() || SaysNo(c.record, c.until)) return DoesNotApply();
    const auto [before, after, error] = AskBoth(lens(), c);
    if (!error.empty()) return Fails(error);
    if (after.sufficiency >= before.sufficiency) return Holds();
    return Fails("the sufficiency fell from " + std::to_string(before.sufficiency) + " to " +
                 std::to_string(after.sufficiency));
  });
}

// Only the buyer or a third party, or a session held, ends a warning.
TEST_P(Silence, WithTheSellerTalkingNeverMakesAWarningBetter) {
  const auto make = [](std::uint64_t seed) {
    Case made = Forgetful(seed);
    Random random(seed + 59);
    for (std::int64_t left = random.Whole(1, 5); left > 0 && made.until > made.as_of; --left) {
      const Time at = made.as_of + random.Whole(1, (made.until - made.as_of) / kSecond) * kSecond;
      made.added.push_back(Compose(made, "sales.message_exchanged", "p-1", at,
                                   {{"channel", std::string("email")}}, Initiator::kSeller));
    }
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!IsSilent(c) || c.as_of % kDay != 0) return DoesNotApply();
    return NoMidnightIsBetter(lens(), WithAdded(c));
  });
}

// What people said fades; what is open stays as it is until a signal ends it.
TEST_P(Silence, FadesEvidenceAndKeepsStates) {
  const auto terms = [](const Interpretation& said) {
    std::map<std::string, double> values;
    for (const Contribution& term : said.contributions) {
      if (term.reading != kConfidence || term.signals.empty()) continue;
      std::string name = term.reason;
      for (const std::uint32_t signal : term.signals) name += ' ' + std::to_string(signal);
      values[name] += term.link_value;
    }
    return values;
  };
  Check(
      [](std::uint64_t seed) { return Silent(seed, false); },
      [&](const Case& c) {
        if (!IsSilent(c)) return DoesNotApply();
        const auto [before, after, error] = AskBoth(lens(), c);
        if (!error.empty()) return Fails(error);
        std::map<std::string, double> later = terms(after);
        for (const auto& [name, was] : terms(before)) {
          const double is = later[name];
          const bool state = name.starts_with("open_") || name.starts_with("departed_");
          const bool right = state ? std::abs(is - was) <= 1e-9
                                   : std::abs(is) <= std::abs(was) + 1e-9 && is * was >= 0;
          if (!right) {
            return Fails(name + " went from " + std::to_string(was) + " to " + std::to_string(is));
          }
        }
        return Holds();
      });
}

// Of people of whom nothing is known but their role and what was asked of them, silence lowers the
// support or leaves it.
TEST_P(Silence, NeverRaisesTheSupportOfTheSilent) {
  const auto make = [](std::uint64_t seed) {
    Case made = Silent(seed, false);
    std::erase_if(made.record.signals, [](const StoredSignal& s) {
      return s.signal.kind != "sales.message_exchanged" && s.signal.kind != "sales.meeting_held" &&
             s.signal.kind != "sales.decision_opened";
    });
    for (StoredSignal& s : made.record.signals) s.signal.sentiment.reset();
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!IsSilent(c)) return DoesNotApply();
    const auto [before, after, error] = AskBoth(lens(), c);
    if (!error.empty()) return Fails(error);
    if (before.members.size() != after.members.size()) return Fails("somebody joined or left");
    for (std::size_t i = 0; i < before.members.size(); ++i) {
      const double rise = after.members[i].support - before.members[i].support;
      if (rise > 1e-12)
        return Fails(before.members[i].stakeholder + " rose by " + std::to_string(rise));
    }
    return before.members.empty() ? DoesNotApply() : Holds();
  });
}

std::string MonthAndDay(Time day) { return FormatDate(day).substr(5); }

// Instants in a time that a rule of the calendar closes; what the life says in between is left out,
// and so are next steps, whose due dates are on the clock. Also a lens without a calendar takes the
// row of another's.
Case InClosedTime(std::uint64_t seed) {
  Case made = MakeCase(seed);
  Random random(seed + 43);
  const Time begin = made.as_of / kDay * kDay;
  const Time end = begin + random.Whole(5, 120) * kDay;
  made.as_of = begin + random.Whole(0, (end - begin) / kSecond - 1) * kSecond;
  made.until = made.as_of + random.Whole(0, (end - 1 - made.as_of) / kSecond) * kSecond;
  std::erase_if(made.record.signals, [&](const StoredSignal& s) {
    return s.signal.kind == "sales.next_step" ||
           (s.signal.occurred_at > made.as_of && s.signal.occurred_at <= made.until);
  });
  made.overrides = {{"tempo.calendar.winter_break.from", MonthAndDay(begin)},
                    {"tempo.calendar.winter_break.to", MonthAndDay(end)},
                    {"tempo.calendar.winter_break.intensity", "0"},
                    {"tempo.calendar_enabled", "1"}};
  return made;
}

TEST_P(Silence, InClosedTimeDoesNotChangeMomentum) {
  Check(
      InClosedTime,
      [&](const Case& c) {
        if (!IsSilent(c)) return DoesNotApply();
        const auto [before, after, error] = AskBoth(lens(), c);
        if (!error.empty()) return Fails(error);
        const double change = after.readings[kMomentum].link - before.readings[kMomentum].link;
        if (change != 0) return Fails("momentum changed by " + std::to_string(change));
        return Holds();
      },
      0.1);
}

}  // namespace
}  // namespace parallax::property
