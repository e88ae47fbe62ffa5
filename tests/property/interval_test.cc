// Intervals keep their word (model.md, "What must hold": Intervals).
#include <cmath>
#include <string_view>

#include "tests/property/compose.h"
#include "tests/property/lens_property.h"

namespace parallax::property {
namespace {

using Interval = LensProperty;
PARALLAX_FOR_EVERY_LENS(Interval);

// A gamma draw with the given shape and rate 1 (Marsaglia and Tsang 2000; Johnk's boost below 1).
double Gamma(Random& random, double shape) {
  if (shape < 1) return Gamma(random, shape + 1) * std::pow(1 - random.Share(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double radius = std::sqrt(2 * random.Gap());
    const double x = radius * std::cos(2 * M_PI * random.Share());  // Box and Muller
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && random.Gap() > -(0.5 * x * x + d - d * v + d * std::log(v))) return d * v;
  }
}

// 150 acts at the cadence, so that the account's own pace is known; then a window with acts at
// `ratio` times that pace.
Case PacedLife(std::uint64_t seed, double cadence, double window, double ratio) {
  Random random(seed);
  Case made;
  made.seed = seed;
  made.record.account = "acme";
  const Time begin = ParseTime("2001-01-01").value();
  const auto days = [](double count) { return static_cast<Time>(count * 86'400) * kSecond; };
  int people = 0;
  const auto act = [&](Time at) {
    // Everybody acts once: two acts on one day are two person-days.
    made.added.push_back(Compose(made, "sales.message_exchanged", "p-" + std::to_string(++people),
                                 at, {{"channel", std::string("email")}}));
    made.record.signals.push_back(made.added.back());
  };
  const double last = 150 * cadence;
  for (double day = 0; day <= last; day += cadence) act(begin + days(day));
  const double window_begin = last + cadence;
  for (double day = window_begin;;) {
    day += random.Gap() * cadence / ratio;
    if (day >= window_begin + window) break;
    act(begin + days(day));
  }
  made.added.clear();
  made.as_of = begin + days(window_begin + window);
  made.overrides = {{"tempo.calendar_enabled", "0"}};
  return made;
}

TEST_P(Interval, MomentumCoversTheTrueRatioInNineOfTenDraws) {
  constexpr int kDraws = 2000;
  const double cadence = Parameter(lens(), {}, "tempo.cadence_days.base");
  const double window = cadence * Parameter(lens(), {}, "momentum.window_cadences");
  const double prior = Parameter(lens(), {}, "momentum.prior_strength");
  int covered = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    Random random(static_cast<std::uint64_t>(draw) + 77);
    const double ratio = Gamma(random, prior) / prior;
    const Answer answer =
        Ask(lens(), PacedLife(static_cast<std::uint64_t>(draw), cadence, window, ratio));
    ASSERT_EQ(answer.said.status, 0) << answer.said.error;
    const double index = 100 * ratio / (1 + ratio);  // 100 * sigmoid(ln ratio)
    const Reading& momentum = answer.said.readings[kMomentum];
    covered += momentum.low <= index && index <= momentum.high;
  }
  EXPECT_NEAR(static_cast<double>(covered) / kDraws, 0.90, 0.03);
}

// Width of the interval on the link scale.
double Width(const Interpretation& said, int reading) {
  const Reading& r = said.readings[reading];
  if (reading == kDecisionRisk) return std::log1p(-r.low / 100) - std::log1p(-r.high / 100);
  const auto logit = [](double index) { return std::log(index / (100 - index)); };
  return logit(r.high) - logit(r.low);
}

TEST_P(Interval, MoreEvidenceNeverWidensIt) {
  static constexpr std::string_view kActs[] = {"sales.meeting_held", "sales.champion_action",
                                               "success.advocacy", "sales.stance_expressed"};
  const auto make = [&](std::uint64_t seed) {
    Case made = MakeCase(seed, {.corrections = false});
    Random random(seed + 53);
    const std::string_view kind = random.Pick(kActs);
    AttributeList attributes;
    if (kind == "sales.champion_action") attributes = {{"type", std::string("defended")}};
    if (kind == "success.advocacy") attributes = {{"type", std::string("review")}};
    if (kind == "sales.stance_expressed") attributes = {{"stance", std::string("neutral")}};
    const Time at = made.as_of - random.Whole(0, 200 * 86'400) * kSecond;
    made.added.push_back(Compose(made, kind, kStranger, at, std::move(attributes)));
    return made;
  };
  Check(make, [&](const Case& c) {
    if (!AddsToAShownDecision(c)) return DoesNotApply();
    const Interpretation less = Ask(lens(), c).said, more = Ask(lens(), WithAdded(c)).said;
    if (less.status != 0 || more.status != 0) return Fails(less.error + more.error);
    for (int r = 0; r < kReadingCount; ++r) {
      // At the ends of the index its digits no longer tell the link.
      if (less.readings[r].high > 99.999 || more.readings[r].high > 99.999) continue;
      if (less.readings[r].low < 0.001 || more.readings[r].low < 0.001) continue;
      if (Width(more, r) <= Width(less, r) + 1e-6) continue;
      return Fails(std::string(kReadingNames[r]) + " widened from " +
                   std::to_string(Width(less, r)) + " to " + std::to_string(Width(more, r)));
    }
    return Holds();
  });
}

}  // namespace
}  // namespace parallax::property
