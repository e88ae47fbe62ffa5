// Run lengths against simulation, thresholds against run lengths (docs/drift.md).
#include "framework/drift_threshold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace parallax::framework {
namespace {

// Mean exposure until the statistic first reaches h, by simulation.
struct Simulated {
  double mean, error;  // of the mean, 95 %
};
template <class Draw>
Simulated Simulate(int runs, Draw&& draw) {
  double sum = 0, squares = 0;
  for (int i = 0; i < runs; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / runs;
  return {mean, 1.96 * std::sqrt((squares / runs - mean * mean) / runs)};
}

TEST(DriftThreshold, TheRunLengthOfAnExposureClockIsThatOfSimulation) {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> gap(1);
  for (const double rho : {0.1, 0.35, 0.5, 0.8}) {
    for (const double h : {0.5, 1.5, 2.8}) {
      const double gain = 1 - rho, drop = -std::log(rho);
      const Simulated simulated = Simulate(20'000, [&] {
        double level = 0, exposure = 0;
        for (;;) {
          const double next = gap(random);
          if (level + gain * next >= h) return exposure + (h - level) / gain;
          level = std::max(0.0, level + gain * next - drop);
          exposure += next;
        }
      });
      EXPECT_NEAR(ExposureRunLength(h, rho), simulated.mean, 2 * simulated.error)
          << "rho " << rho << " h " << h;
    }
  }
}

// c A' = 1 + l0 (A(x) - A(x - a)), step by step.
TEST(DriftThreshold, TheRunLengthSolvesItsDelayEquation) {
  for (const double rho : {0.05, 0.35, 0.7, 0.95}) {
    const double a = -std::log(rho), c = 1 - rho;
    for (double h = 0.3 * a; h < 20 * a; h += 0.9 * a) {
      const double d = 1e-4 * a;
      const double slope =
          (ExposureRunLength(h + d, rho) - ExposureRunLength(h - d, rho)) / (2 * d);
      const double before = h > a ? ExposureRunLength(h - a, rho) : 0;
      const double right = (1 + ExposureRunLength(h, rho) - before) / c;
      EXPECT_NEAR(slope / right, 1, 1e-5) << "rho " << rho << " h " << h;
    }
  }
}

TEST(DriftThreshold, TheSumGoesOverIntoItsLimit) {
  for (const double rho : {0.05, 0.35, 0.7, 0.95}) {
    const double h = -12 * std::log(rho);
    EXPECT_NEAR(ExposureRunLength(h * (1 + 1e-12), rho) / ExposureRunLength(h * (1 - 1e-12), rho),
                1, 1e-8)
        << rho;
  }
}

TEST(DriftThreshold, TheTableInvertsTheRunLength) {
  for (const double rho : {0.05, 0.2, 0.35, 0.5, 0.9, 0.95}) {
    const ExposureThresholds table(rho);
    double last = 0;
    for (double run = 0.01; run < 1e8; run *= 1.37) {
      const double h = table.At(run);
      EXPECT_GT(h, last);
      last = h;
      EXPECT_NEAR(ExposureRunLength(h, rho) / run, 1, 3e-6) << "rho " << rho << " run " << run;
    }
  }
}

// model.md, step 7: with a 14-day cadence and 0.5 a year an alarm from rest needs two months.
TEST(DriftThreshold, ACadenceOfFourteenDaysNeedsTwoMonthsOfSilence) {
  const auto silence = [](double rho) {
    return 14 * ExposureThresholds(rho).At(365 / 0.5 / 14) / (1 - rho);
  };
  EXPECT_NEAR(silence(0.3), 60.6, 0.1);
  EXPECT_NEAR(silence(0.35), 61.9, 0.1);
  EXPECT_NEAR(silence(0.5), 66.8, 0.1);
}

TEST(DriftThreshold, TheRunLengthOfAnActClockIsThatOfSimulation) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> share;
  for (const auto& [p0, rho, wanted] : std::vector<std::array<double, 3>>{
           {0.5, 0.35, 80}, {0.7, 0.5, 60}, {0.3, 0.6, 200}, {0.9, 0.2, 40}}) {
    const ActSteps steps = ActStepsFor(p0, rho, wanted);
    const Simulated simulated = Simulate(20'000, [&, p = p0] {
      int level = 0, acts = 0;
      while (level < steps.limit) {
        level = share(random) < p ? std::max(0, level - steps.down) : level + steps.up;
        ++acts;
      }
      return static_cast<double>(acts);
    });
    EXPECT_NEAR(ActRunLength(p0, steps), simulated.mean, 2 * simulated.error) << p0;
  }
}

TEST(DriftThreshold, TheLimitOfAnActClockIsTheLeastThatKeepsTheStatedRate) {
  for (const double p0 : {0.05, 0.3, 0.5, 0.7, 0.95}) {
    for (const double rho : {0.1, 0.35, 0.5, 0.9}) {
      ActSteps steps = ActStepsFor(p0, rho, 80);
      EXPECT_GE(ActRunLength(p0, steps), 80) << p0 << ' ' << rho;
      EXPECT_EQ(std::min(steps.up, steps.down), 8);
      if (steps.limit == 1) continue;
      --steps.limit;
      EXPECT_LT(ActRunLength(p0, steps), 80) << p0 << ' ' << rho;
    }
  }
}

}  // namespace
}  // namespace parallax::framework
