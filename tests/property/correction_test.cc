// A corrected signal leaves no trace (model.md, "Journal": corrections).
#include <algorithm>

#include "tests/property/lens_property.h"
#include "tests/property/life_signals.h"

namespace parallax::property {
namespace {

using Correction = LensProperty;
PARALLAX_FOR_EVERY_LENS(Correction);

Case CorrectionCase(std::uint64_t seed) { return MakeCase(seed, {.corrections = false}); }

Judgement Same(const Answer& a, const Answer& b, const std::string& of) {
  const std::string difference = Difference(a, b);
  return difference.empty() ? Holds() : Fails(of + ": " + difference);
}

// Asks about the record, in which `changed` holds instead of the case's signals.
Answer AskWith(Lens& lens, const Case& c, std::vector<StoredSignal> signals) {
  Case changed = c;
  changed.record.signals = std::move(signals);
  return Ask(lens, changed);
}

// A retelling of the signal, later in the day and in another mood.
StoredSignal Replacement(const StoredSignal& of, std::string id, Time available_at) {
  StoredSignal replacement = of;
  replacement.signal.source_event_id = std::move(id);
  replacement.signal.supersedes = of.signal.source_event_id;
  replacement.signal.occurred_at += 3600 * kSecond;
  replacement.signal.sentiment = -0.75;
  replacement.signal.available_at = available_at;
  replacement.recorded_at = available_at;
  return replacement;
}

struct Target {
  std::size_t index;
  StoredSignal signal;
  std::vector<StoredSignal> others;  // without it
};
Target SomeTarget(const Case& c) {
  Random random(c.seed + 47);
  Target target;
  target.index = static_cast<std::size_t>(
      random.Whole(0, static_cast<std::int64_t>(c.record.signals.size()) - 1));
  target.signal = c.record.signals[target.index];
  target.others = c.record.signals;
  target.others.erase(target.others.begin() + static_cast<std::ptrdiff_t>(target.index));
  return target;
}

TEST_P(Correction, AWithdrawnSignalHasNeverBeen) {
  Check(CorrectionCase, [&](const Case& c) {
    if (c.record.signals.empty()) return DoesNotApply();
    const Target target = SomeTarget(c);
    std::vector<StoredSignal> told = c.record.signals;
    told.push_back(Retraction(target.signal, "zz-withdrawal", target.signal.AvailableAt() + kDay));
    return Same(AskWith(lens(), c, told), AskWith(lens(), c, target.others),
                target.signal.signal.source_event_id);
  });
}

TEST_P(Correction, AReplacedSignalLeavesOnlyItsReplacement) {
  Check(CorrectionCase, [&](const Case& c) {
    if (c.record.signals.empty()) return DoesNotApply();
    const Target target = SomeTarget(c);
    const Time known = target.signal.AvailableAt() + kDay;
    const bool resent = c.seed % 2 == 0;
    const StoredSignal replacement = Replacement(
        target.signal, resent ? target.signal.signal.source_event_id : "zz-replacement", known);
    std::vector<StoredSignal> told = c.record.signals;
    told.push_back(replacement);
    std::vector<StoredSignal> expected = target.others;
    expected.push_back(replacement);
    expected.back().signal.supersedes.clear();
    return Same(AskWith(lens(), c, told), AskWith(lens(), c, expected),
                target.signal.signal.source_event_id);
  });
}

TEST_P(Correction, AChainOfReplacementsLeavesOnlyItsLast) {
  Check(CorrectionCase, [&](const Case& c) {
    if (c.record.signals.empty()) return DoesNotApply();
    const Target target = SomeTarget(c);
    const Time known = target.signal.AvailableAt() + kDay;
    const StoredSignal first = Replacement(target.signal, "zz-first", known);
    const StoredSignal second = Replacement(first, "zz-second", known + kDay);
    std::vector<StoredSignal> told = c.record.signals;
    told.push_back(second);  // arrives before what it replaces
    told.push_back(first);
    std::vector<StoredSignal> expected = target.others;
    expected.push_back(second);
    expected.back().signal.supersedes.clear();
    return Same(AskWith(lens(), c, told), AskWith(lens(), c, expected),
                target.signal.signal.source_event_id);
  });
}

TEST_P(Correction, OfTwoReplacementsTheLaterKnownHolds) {
  Check(CorrectionCase, [&](const Case& c) {
    if (c.record.signals.empty()) return DoesNotApply();
    const Target target = SomeTarget(c);
    const Time known = target.signal.AvailableAt() + kDay;
    const StoredSignal later = Replacement(target.signal, "zz-a-later", known + kDay);
    StoredSignal earlier = Replacement(target.signal, "zz-b-earlier", known);
    earlier.signal.sentiment = 0.5;
    std::vector<StoredSignal> told = c.record.signals;
    told.push_back(later);
    told.push_back(earlier);
    std::vector<StoredSignal> expected = target.others;
    expected.push_back(later);
    expected.back().signal.supersedes.clear();
    return Same(AskWith(lens(), c, told), AskWith(lens(), c, expected),
                target.signal.signal.source_event_id);
  });
}

// Corrections come first, the cut at the instant after them: a signal that is known to have
// happened later did not happen where it was.
TEST_P(Correction, AMovedSignalLeavesItsPlace) {
  const auto make = [](std::uint64_t seed) {
    Case made = CorrectionCase(seed);
    made.known_at = made.as_of;
    return made;
  };
  Check(make, [&](const Case& c) {
    if (c.record.signals.empty()) return DoesNotApply();
    const Target target = SomeTarget(c);
    const Time known = target.signal.AvailableAt();
    if (target.signal.signal.occurred_at > c.as_of || known > c.as_of) return DoesNotApply();
    std::vector<StoredSignal> told = c.record.signals;
    told.push_back(Replacement(target.signal, "zz-moved", known));
    told.back().signal.occurred_at = c.as_of + kDay;
    const Answer never = AskWith(lens(), c, target.others);
    if (!Knows(*never.journal, c.decision)) return DoesNotApply();
    return Same(AskWith(lens(), c, told), never, target.signal.signal.source_event_id);
  });
}

TEST_P(Correction, IsUnknownBeforeItWasKnown) {
  Check(CorrectionCase, [&](const Case& c) {
    if (c.record.signals.empty()) return DoesNotApply();
    const Target target = SomeTarget(c);
    Case before = c;
    before.known_at = target.signal.AvailableAt() + kDay - 1;
    Case told = before;
    told.record.signals.push_back(
        Replacement(target.signal, "zz-replacement", before.known_at + 1));
    return Same(Ask(lens(), before), Ask(lens(), told), target.signal.signal.source_event_id);
  });
}

}  // namespace
}  // namespace parallax::property
