// The drift signs over random lives (model.md, "What must hold": Silence; docs/drift.md).
#include <algorithm>
#include <cmath>

#include "parallax/abi/result.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Drift = LensProperty;
PARALLAX_FOR_EVERY_LENS(Drift);

bool Happens(const Case& c, Time from, Time to) {
  const std::vector<Time> instants = InstantsOf(c.record);
  const auto next = std::upper_bound(instants.begin(), instants.end(), from);
  return next != instants.end() && *next <= to;
}

// Two instants between which nothing happens or begins to hold.
Case Quiet(std::uint64_t seed) {
  Case made = MakeCase(seed);
  Random random(seed + 71);
  const std::vector<Time> instants = InstantsOf(made.record);
  if (instants.empty()) return made;
  const Time from = random.Chance(0.5) ? instants.back() : random.Pick(instants);
  const auto next = std::upper_bound(instants.begin(), instants.end(), from);
  const Time end = next == instants.end() ? from + 300 * kDay : *next - 1;
  made.as_of = from + random.Whole(0, (end - from) / kSecond) * kSecond;
  made.until = made.as_of + random.Whole(0, (end - made.as_of) / kSecond) * kSecond;
  return made;
}

// Every sign before and after a quiet time: `compare` says what is wrong, or nothing.
template <class Compare>
Judgement SignsOverQuiet(Lens& lens, const Case& c, Compare compare) {
  if (c.until == kNoTime || c.until < c.as_of || Happens(c, c.as_of, c.until)) {
    return DoesNotApply();
  }
  const Time instants[] = {c.as_of, c.until};
  const std::vector<Answer> said = AskAt(lens, c, instants);
  for (std::size_t s = 0; s < said[0].said.drift.size(); ++s) {
    const std::string fault = compare(said[0].said.drift[s], said[1].said.drift[s]);
    if (!fault.empty()) return Fails(fault);
  }
  return said[0].said.drift.empty() ? Fails("no drift signs") : Holds();
}

TEST_P(Drift, IsNeverLoweredBySilence) {
  Check(Quiet, [&](const Case& c) {
    return SignsOverQuiet(
        lens(), c, [](const DriftView& before, const DriftView& after) -> std::string {
          if (after.severity < before.severity - 1e-12) {
            return before.sign + " fell from " + std::to_string(before.severity) + " to " +
                   std::to_string(after.severity);
          }
          const bool stopped = before.state == PLX_DRIFT_FIRING && after.state != PLX_DRIFT_FIRING;
          return stopped ? before.sign + " stopped firing" : "";
        });
  });
}

// In a time that the calendar closes nothing moves and nothing crosses.
TEST_P(Drift, StandsStillInClosedTime) {
  const auto make = [](std::uint64_t seed) {
    Case made = Quiet(seed);
    if (made.until == kNoTime) return made;
    made.until = std::min(made.until, made.as_of + 200 * kDay);
    const auto day = [](Time t) { return FormatDate(t).substr(5); };
    made.overrides = {{"tempo.calendar.winter_break.from", day(made.as_of)},
                      {"tempo.calendar.winter_break.to", day(made.until + kDay)},
                      {"tempo.calendar.winter_break.intensity", "0"},
                      {"tempo.calendar_enabled", "1"}};
    return made;
  };
  Check(make, [&](const Case& c) {
    return SignsOverQuiet(lens(), c,
                          [](const DriftView& before, const DriftView& after) -> std::string {
                            if (after.severity == before.severity && after.state == before.state)
                              return "";
                            return before.sign + " went from " + std::to_string(before.severity) +
                                   " to " + std::to_string(after.severity);
                          });
  });
}

// What fires says since when, and names the signals or the silence behind it.
TEST_P(Drift, NamesWhatIsBehindAnAlarm) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Answer answer = Ask(lens(), c);
          bool fires = false;
          for (const DriftView& sign : answer.said.drift) {
            const bool nothing = sign.state == PLX_DRIFT_NO_DATA;
            if (nothing != (sign.onset == kNoTime)) return Fails(sign.sign + " has no onset");
            if (sign.state != PLX_DRIFT_FIRING) {
              if (sign.severity > 1) return Fails(sign.sign + " is above its alarm");
              continue;
            }
            fires = true;
            if (sign.severity != 1) return Fails(sign.sign + " fires below its alarm");
            if (sign.signals.empty() && sign.silence_from == kNoTime) {
              return Fails(sign.sign + " fires for no reason");
            }
          }
          return fires ? Holds() : DoesNotApply();
        },
        0.1);
}

// A firing sign warns at least; with confidence or alignment below the low mark ground is lost.
TEST_P(Drift, WarnsWhenItFires) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Interpretation said = Ask(lens(), c).said;
          const bool fires = std::any_of(said.drift.begin(), said.drift.end(),
                                         [](const auto& d) { return d.state == PLX_DRIFT_FIRING; });
          if (!fires || said.verdict == PLX_VERDICT_INSUFFICIENT) return DoesNotApply();
          const auto mark = [&](const char* path) { return Parameter(lens(), c.overrides, path); };
          const bool low = said.readings[kConfidence].value < mark("thresholds.confidence_low") ||
                           said.readings[kAlignment].value < mark("thresholds.alignment_low");
          const int least = low ? PLX_VERDICT_LOST_GROUND : PLX_VERDICT_WARNING;
          if (said.verdict >= least) return Holds();
          return Fails("the verdict is " + std::to_string(said.verdict));
        },
        0.1);
}

// The lower the stated rate of false alarms, the later an alarm: the same life is as severe or
// less.
TEST_P(Drift, AlarmsLessWhenFewerFalseAlarmsAreStated) {
  Check([](std::uint64_t seed) { return MakeCase(seed); },
        [&](const Case& c) {
          const Answer before = Ask(lens(), c);
          Case fewer = c;
          for (const DriftView& sign : before.said.drift) {
            const std::string path = "drift." + sign.sign + ".false_alarms_per_year";
            Set(fewer.overrides, path, std::max(0.01, Parameter(lens(), c.overrides, path) / 3));
          }
          const Answer after = Ask(lens(), fewer);
          for (std::size_t s = 0; s < before.said.drift.size(); ++s) {
            const DriftView &x = before.said.drift[s], &y = after.said.drift[s];
            // What was capped at an alarm may stand lower than what never reached one.
            if (x.state != PLX_DRIFT_PENDING) continue;
            if (y.severity > x.severity + 1e-9) {
              return Fails(x.sign + " rose from " + std::to_string(x.severity) + " to " +
                           std::to_string(y.severity));
            }
          }
          return Holds();
        });
}

}  // namespace
}  // namespace parallax::property
