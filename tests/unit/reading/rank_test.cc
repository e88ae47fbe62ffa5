#include <algorithm>

#include "tests/unit/reading/linear_lens.h"
#include "tests/unit/reading/reading_fixture.h"

namespace parallax {
namespace {

class RankTest : public ReadingTest {
 protected:
  RankTest() {
    lenses_.Add(std::make_shared<LinearLens>("linear", std::map<std::string, std::string>{}));
  }
  std::vector<std::string> Order() {
    const auto ranked =
        Rank(env_, {.workspace = "default", .lens = "linear"}, [] { return false; });
    EXPECT_TRUE(ranked.ok()) << ranked.status();
    std::vector<std::string> order;
    for (const ReadingResult& result : *ranked) order.push_back(result.account);
    return order;
  }
};

TEST_F(RankTest, PutsTheWorstVerdictFirstAndInsufficientLast) {
  Store({Stance("ivy", "e-1", "2026-05-01T00:00:00Z"),
         Stance("acme", "e-2", "2026-05-01T00:00:00Z"),
         Stance("wave", "e-3", "2026-05-01T00:00:00Z")});
  EXPECT_EQ(Order(), (std::vector<std::string>{"wave", "acme", "ivy"}));
}

TEST_F(RankTest, OrdersEqualVerdictsByMeanThenById) {
  // More signals mean a higher alignment under the linear lens; b and c tie.
  Store({Stance("a", "e-1", "2026-05-01T00:00:00Z"), Stance("a", "e-2", "2026-05-02T00:00:00Z"),
         Stance("c", "e-3", "2026-05-01T00:00:00Z"), Stance("b", "e-4", "2026-05-01T00:00:00Z")});
  EXPECT_EQ(Order(), (std::vector<std::string>{"b", "c", "a"}));
}

TEST_F(RankTest, RanksMoreAccountsThanABatchOrAPageHolds) {
  std::vector<Signal> signals;
  for (int i = 0; i < 1234; ++i) {
    signals.push_back(Stance("acct-" + std::to_string(i), "e-1", "2026-05-01T00:00:00Z"));
  }
  Store(std::move(signals));
  std::vector<std::string> order = Order();
  EXPECT_EQ(order.size(), 1234u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(std::unique(order.begin(), order.end()), order.end());
}

TEST_F(RankTest, StopsWhenTheCallerGoesAway) {
  Store({Stance("a", "e-1", "2026-05-01T00:00:00Z")});
  const auto ranked = Rank(env_, {.workspace = "default", .lens = "linear"}, [] { return true; });
  EXPECT_EQ(ranked.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace parallax
