#include "tests/unit/reading/linear_lens.h"
#include "tests/unit/reading/reading_fixture.h"

namespace parallax {
namespace {

using Values = std::map<std::string, std::string>;

class CompareTest : public ReadingTest {
 protected:
  // The parts of one reading's difference, by group.
  std::map<std::string, double> Parts(const Values& a, const Values& b, ReadingId reading,
                                      double extra_b = 0) {
    lenses_.Add(std::make_shared<LinearLens>("a", a));
    lenses_.Add(std::make_shared<LinearLens>("b", b, extra_b));
    Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
    const auto comparison = Compare(env_, Ask("acme", ""), {"a", "b"});
    EXPECT_TRUE(comparison.ok()) << comparison.status();
    std::map<std::string, double> parts;
    double sum = 0;
    for (const ReadingDifference& d : comparison->differences) {
      if (d.reading != reading) continue;
      for (const auto& share : d.shares) {
        parts[share.group] = share.points;
        sum += share.points;
      }
      EXPECT_NEAR(sum, d.delta, 1e-9);
    }
    return parts;
  }
};

TEST_F(CompareTest, GivesEachGroupItsShapleyValue) {
  // committee adds 10 - 1 on its own; risk and tempo multiply, 2*3 -> 5*7, so each gets the mean of
  // both orders.
  const auto parts = Parts({{"committee.a", "1"}, {"risk.a", "2"}, {"tempo.a", "3"}},
                           {{"committee.a", "10"}, {"risk.a", "5"}, {"tempo.a", "7"}}, kConfidence);
  EXPECT_NEAR(parts.at("committee"), 9, 1e-9);
  EXPECT_NEAR(parts.at("risk"), ((5 - 2) * 3 + (5 - 2) * 7) / 2.0, 1e-9);
  EXPECT_NEAR(parts.at("tempo"), ((7 - 3) * 2 + (7 - 3) * 5) / 2.0, 1e-9);
  EXPECT_NEAR(parts.at("weights"), 0, 1e-9);
  EXPECT_NEAR(parts.at("priors"), 0, 1e-9);
  EXPECT_FALSE(parts.contains("code"));
}

TEST_F(CompareTest, TakesAndDropsRowsThatOnlyOneLensHas) {
  // The row of a (8 points) is dropped with the risk group; risk.a and tempo.a of b come in and
  // multiply to 6.
  const auto parts = Parts({{"committee.a", "4"}, {"risk.rows.x.severity", "8"}},
                           {{"committee.a", "4"}, {"risk.a", "3"}, {"tempo.a", "2"}}, kConfidence);
  EXPECT_NEAR(parts.at("committee"), 0, 1e-9);
  EXPECT_NEAR(parts.at("risk"), -8 + 3, 1e-9);
  EXPECT_NEAR(parts.at("tempo"), 3, 1e-9);
}

TEST_F(CompareTest, CallsCodeWhatParametersDoNotExplain) {
  const auto parts = Parts({{"committee.a", "1"}}, {{"committee.a", "1"}}, kDecisionRisk, 12.5);
  EXPECT_NEAR(parts.at("code"), 12.5, 1e-9);
}

TEST_F(CompareTest, ReadsEveryLensAtOneRevisionInTheOrderAsked) {
  lenses_.Add(std::make_shared<LinearLens>("a", Values{}));
  lenses_.Add(std::make_shared<LinearLens>("b", Values{}));
  lenses_.Add(std::make_shared<LinearLens>("c", Values{}));
  Store({Stance("acme", "e-1", "2026-05-01T00:00:00Z")});
  const auto comparison = Compare(env_, Ask("acme", ""), {"c", "a", "b"});
  ASSERT_TRUE(comparison.ok());
  ASSERT_EQ(comparison->readings.size(), 3u);
  EXPECT_EQ(comparison->readings[0].lens->info().id, "c");
  EXPECT_EQ(comparison->readings[2].lens->info().id, "b");
  EXPECT_EQ(comparison->readings[0].revision, comparison->readings[2].revision);
  EXPECT_EQ(comparison->differences.size(), 2u * kReadingCount);
}

TEST_F(CompareTest, RefusesASingleLens) {
  lenses_.Add(std::make_shared<LinearLens>("a", Values{}));
  EXPECT_EQ(Compare(env_, Ask("acme", ""), {"a"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace parallax
