#include "clients/simulate/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/unit/simulate/simulated.h"

namespace parallax::simulate {
namespace {

std::uint64_t Fingerprint(const Options& options, std::uint64_t accounts) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (std::uint64_t index = 0; index < accounts; ++index) {
    const SimulatedAccount account = Simulate(options, index);
    for (const std::string* text : {&account.facts, &account.signals, &account.truth}) {
      for (const char c : *text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    }
  }
  return hash;
}

TEST(RandomNumbers, AreTheSplitMixSequence) {
  // The published first outputs of SplitMix64 for the seed 1234567.
  Random random(1234567 + 0x9e3779b97f4a7c15u * static_cast<std::uint64_t>(-1));
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
}

TEST(RandomNumbers, HaveALogarithmThatIsRight) {
  for (double x = 1e-12; x < 1e6; x *= 1.37) EXPECT_NEAR(Log(x), std::log(x), 1e-10) << x;
}

TEST(RandomNumbers, StayInTheirRange) {
  Random random(1);
  int low = 0, high = 0;
  for (int i = 0; i < 10000; ++i) {
    const int value = random.Between(-3, 3);
    ASSERT_LE(value, 3);
    ASSERT_GE(value, -3);
    low += value == -3;
    high += value == 3;
    ASSERT_LT(random.Share(), 1.0);
    ASSERT_GE(random.Days(0.01), 1);
  }
  EXPECT_NEAR(low, 10000 / 7, 120);
  EXPECT_NEAR(high, 10000 / 7, 120);
}

TEST(RandomNumbers, HaveTheMeanTheyAreAskedFor) {
  Random random(2);
  double exponential = 0, days = 0;
  for (int i = 0; i < 20000; ++i) {
    exponential += random.Exponential(10);
    days += random.Days(10);
  }
  EXPECT_NEAR(exponential / 20000, 10, 0.3);
  EXPECT_NEAR(days / 20000, 10, 0.3);
}

TEST(Simulation, GivesTheSameBytesForTheSameSeed) {
  EXPECT_EQ(Fingerprint(TwoYears(), 12), Fingerprint(TwoYears(), 12));
  EXPECT_NE(Fingerprint(TwoYears(), 12), Fingerprint(TwoYears(nullptr, 2), 12));
}

// Pinned, so that another compiler or machine that gives other bytes is noticed. A change of the
// process changes it knowingly.
TEST(Simulation, GivesTheSameBytesOnEveryMachine) {
  EXPECT_EQ(Fingerprint(TwoYears(), 40), 13599469032116929292u);
}

TEST(Simulation, GivesAnAccountTheSameLifeAmongAllIndustriesAndAmongItsOwn) {
  const Industry* own = AllIndustries()[2];
  EXPECT_EQ(Simulate(TwoYears(), 6).signals, Simulate(TwoYears(own), 6).signals);
}

TEST(Simulation, OnlyAddsWhereItGoesOnLonger) {
  Options longer = TwoYears();
  longer.until += 200;
  for (std::uint64_t index = 0; index < 20; ++index) {
    const std::string begin = Simulate(TwoYears(), index).signals;
    EXPECT_EQ(Simulate(longer, index).signals.substr(0, begin.size()), begin);
  }
}

}  // namespace
}  // namespace parallax::simulate
