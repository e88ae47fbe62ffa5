// Momentum's interval holds the true ratio in nine of ten draws of its own process (model.md, "What
// must hold": Intervals). The counts are printed: they are the figures of
// docs/decisions/0014-intervals.md.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>
#include <stdexcept>

#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

constexpr double kDayNanos = 86'400e9;

double ValueOf(const std::string& lens, const std::string& path) {
  for (const plx_parameter& p : ParametersOf(lens)) {
    if (sdk::View(p.path) == path) return std::stod(std::string(sdk::View(p.default_value)));
  }
  throw std::invalid_argument(path);
}

class Coverage : public ::testing::TestWithParam<std::string> {};

// 150 acts at the cadence, so that the own pace is known; then a window in which buyers act at
// `ratio` times that pace, ratio ~ Gamma(k, k), the lens's prior. Everybody acts once.
TEST_P(Coverage, OfMomentumIsNineInTenUnderItsOwnProcess) {
  constexpr int kDraws = 4000, kBefore = 150;
  const double cadence = ValueOf(GetParam(), "tempo.cadence_days.base");
  const double window = cadence * ValueOf(GetParam(), "momentum.window_cadences");
  const double k = ValueOf(GetParam(), "momentum.prior_strength");
  const std::int64_t begin = At("2001-01-01");
  const auto at = [&](double day) { return begin + static_cast<std::int64_t>(day * kDayNanos); };
  LensUnderTest lens(GetParam(), {{"tempo.calendar_enabled", "0"}});
  const std::string name = GetParam();
  std::seed_seq seed(name.begin(), name.end());
  std::mt19937_64 random(seed);
  std::gamma_distribution<double> prior(k, 1 / k);
  int covered = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    JournalBuilder account;
    int people = 0;
    const auto act = [&](double day) {
      account.Add(SignalSpec{.at = at(day),
                             .kind = "sales.message_exchanged",
                             .stakeholder = "p" + std::to_string(++people),
                             .attributes = {{"channel", std::string("email")}}});
    };
    for (int i = 0; i < kBefore; ++i) act(i * cadence);
    const double ratio = prior(random), from = kBefore * cadence;
    std::exponential_distribution<double> gap(ratio / cadence);
    for (double day = from + gap(random); day < from + window; day += gap(random)) act(day);
    const Reading r = lens.ReadOne(account.Build(), PLX_NONE, at(from + window), 0);
    const double index = 100 * ratio / (1 + ratio);
    covered += r.low[PLX_READING_MOMENTUM] <= index && index <= r.high[PLX_READING_MOMENTUM];
  }
  const double share = static_cast<double>(covered) / kDraws;
  const double error = 1.96 * std::sqrt(share * (1 - share) / kDraws);  // 95 %, binomial
  std::printf("%s: %d of %d draws covered, %.2f %% +/- %.2f\n", name.c_str(), covered, kDraws,
              100 * share, 100 * error);
  EXPECT_NEAR(share, 0.90, 0.03);
}

INSTANTIATE_TEST_SUITE_P(Lenses, Coverage,
                         ::testing::Values("saas", "edtech", "legaltech", "healthtech"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace parallax::framework::testing
