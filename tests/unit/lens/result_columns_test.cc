// Which numbers of a row the host believes.
#include "core/lens/result_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace parallax {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What is said of the second of two good rows after `spoil`; empty when nothing.
std::string Fault(const std::function<void(const plx_result&)>& spoil,
                  Interpretation* out = nullptr) {
  ResultColumns columns;
  const plx_result result = columns.Prepare(2, true, nullptr);
  for (std::uint32_t row = 0; row < 2; ++row) {
    for (std::uint32_t i = 4 * row; i < 4 * row + 4; ++i) {
      result.value[i] = result.low[i] = result.high[i] = 50;
      result.trend[i] = result.link[i] = result.prior[i] = 0;
    }
    result.sufficiency[row] = 1;
    result.verdict[row] = PLX_VERDICT_HEALTHY;
  }
  spoil(result);
  Interpretation first, second;
  EXPECT_EQ(columns.Read(0, first), "") << "the row beside it was touched";
  const std::string fault(columns.Read(1, second));
  if (out != nullptr) *out = second;
  return fault;
}

TEST(ResultColumns, AreAbsentBeforeTheCall) {
  ResultColumns columns;
  const plx_result result = columns.Prepare(1, true, nullptr);
  EXPECT_EQ(columns.status(0), PLX_ERROR_INTERNAL);
  EXPECT_TRUE(std::isnan(result.value[0]));
  EXPECT_TRUE(std::isnan(result.dispersion[0]));
  EXPECT_EQ(result.verdict[0], 0);
  EXPECT_EQ(result.act_by[0], PLX_NO_TIME);
  EXPECT_EQ(result.asked[0], 0u);
}

TEST(ResultColumns, AreAbsentAgainBeforeTheNextCall) {
  ResultColumns columns;
  columns.Prepare(3, true, nullptr).value[5] = 7;
  columns.Prepare(3, true, nullptr);
  Interpretation out;
  EXPECT_NE(columns.Read(1, out), "");
}

TEST(ResultColumns, MayLackACalendar) {
  Interpretation out;
  EXPECT_EQ(Fault([](const plx_result&) {}, &out), "");
  EXPECT_TRUE(std::isnan(out.effective_days));
  EXPECT_EQ(Fault([](const plx_result& r) { r.effective_days[1] = 19'000.5; }, &out), "");
  EXPECT_EQ(out.effective_days, 19'000.5);
  EXPECT_NE(Fault([](const plx_result& r) { r.effective_days[1] = kInfinity; }), "");
}

TEST(ResultColumns, OweAPriorOnlyToThoseWhoAddContributionsToIt) {
  for (const bool wants_contributions : {false, true}) {
    ResultColumns columns;
    const plx_result result = columns.Prepare(1, wants_contributions, nullptr);
    for (int i = 0; i < 4; ++i) {
      result.value[i] = result.low[i] = result.high[i] = 50;
      result.trend[i] = result.link[i] = 0;
    }
    result.sufficiency[0] = 1;
    result.verdict[0] = PLX_VERDICT_HEALTHY;
    Interpretation out;
    EXPECT_EQ(columns.Read(0, out).empty(), !wants_contributions);
  }
}

TEST(ResultColumns, ARowNeedsItsReadings) {
  for (std::uint32_t i = 4; i < 8; ++i) {
    for (const double bad : {kNoNumber, kInfinity, -0.5, 100.5}) {
      EXPECT_THAT(Fault([&](const plx_result& r) { r.value[i] = bad; }),
                  HasSubstr("is outside 0..100"));
    }
    EXPECT_NE(Fault([&](const plx_result& r) { r.trend[i] = kNoNumber; }), "");
    EXPECT_NE(Fault([&](const plx_result& r) { r.link[i] = kInfinity; }), "");
    EXPECT_NE(Fault([&](const plx_result& r) { r.prior[i] = kNoNumber; }), "");
  }
}

TEST(ResultColumns, AFaultNamesItsReading) {
  EXPECT_EQ(Fault([](const plx_result& r) { r.value[4 + kMomentum] = 101; }),
            "momentum: value 101 is outside 0..100");
}

TEST(ResultColumns, AnIntervalHoldsItsReading) {
  EXPECT_EQ(Fault([](const plx_result& r) { r.low[4] = 51; }),
            "confidence: interval 51..50 does not hold 50, or leaves 0..100");
  EXPECT_NE(Fault([](const plx_result& r) { r.high[4] = 49; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.low[4] = -1; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.high[4] = 101; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.low[4] = kNoNumber; }), "");
  EXPECT_EQ(Fault([](const plx_result& r) { r.low[4] = 0, r.high[4] = 100; }), "");
}

TEST(ResultColumns, ARowNeedsAVerdictAndASufficiency) {
  EXPECT_NE(Fault([](const plx_result& r) { r.verdict[1] = 0; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.verdict[1] = 6; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.sufficiency[1] = kNoNumber; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.sufficiency[1] = 1.5; }), "");
}

TEST(ResultColumns, CodesAreThoseThatAreListed) {
  const auto columns = {&plx_result::pace, &plx_result::dip, &plx_result::phase,
                        &plx_result::movement, &plx_result::clarity};
  for (const auto column : columns) {
    EXPECT_NE(Fault([&](const plx_result& r) { (r.*column)[1] = -1; }), "");
    EXPECT_NE(Fault([&](const plx_result& r) { (r.*column)[1] = 7; }), "");
    EXPECT_EQ(Fault([&](const plx_result& r) { (r.*column)[1] = 2; }), "");
  }
  EXPECT_NE(Fault([](const plx_result& r) { r.interval_basis[4] = 3; }), "");
}

TEST(ResultColumns, APosteriorSumsToOneOrIsAbsent) {
  for (const auto column : {&plx_result::dip_posterior, &plx_result::phase_posterior}) {
    const auto fill = [&](double a, double b, double c, double d) {
      return Fault([&](const plx_result& r) {
        double* p = r.*column + 4;
        p[0] = a, p[1] = b, p[2] = c, p[3] = d;
      });
    };
    EXPECT_EQ(fill(0.1, 0.2, 0.3, 0.4), "");
    EXPECT_EQ(fill(0, 0, 0, 0), "");
    EXPECT_NE(fill(0.5, 0.2, 0.3, 0.4), "");
    EXPECT_NE(fill(0.5, 0.5, kNoNumber, 0), "");
    EXPECT_NE(fill(1.5, -0.5, 0, 0), "");
  }
}

TEST(ResultColumns, WhatIsAbsentReadsAsZero) {
  Interpretation out;
  EXPECT_EQ(Fault([](const plx_result&) {}, &out), "");
  EXPECT_EQ(out.coverage, 0);
  EXPECT_EQ(out.dispersion, 0);
  EXPECT_THAT(out.dip_posterior, Each(0));
  EXPECT_EQ(out.act_by, kNoTime);
}

TEST(ResultColumns, CoverageAndDispersionHaveTheirRanges) {
  EXPECT_NE(Fault([](const plx_result& r) { r.coverage[1] = 1.1; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.dispersion[1] = -0.1; }), "");
  EXPECT_NE(Fault([](const plx_result& r) { r.dispersion[1] = kInfinity; }), "");
}

TEST(ResultColumns, ActByIsAMidnight) {
  EXPECT_EQ(Fault([](const plx_result& r) { r.act_by[1] = 3 * kDay; }), "");
  EXPECT_EQ(Fault([](const plx_result& r) { r.act_by[1] = 3 * kDay + 1; }),
            "act_by is no midnight");
}

}  // namespace
}  // namespace parallax
