#include "tests/property/shrink.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/property/print.h"
#include "tests/property/runner.h"

namespace parallax::property {
namespace {

bool Has(const Case& c, std::string_view kind) {
  return std::any_of(c.record.signals.begin(), c.record.signals.end(),
                     [&](const StoredSignal& s) { return s.signal.kind == kind; });
}

// The first seed whose life breaks an artificial property that takes two signals to break.
bool Breaks(const Case& c) {
  return Has(c, "sales.meeting_held") && Has(c, "sales.stance_expressed");
}
Case BrokenCase() {
  for (std::uint64_t seed = 1;; ++seed) {
    const Case made = MakeCase(seed);
    if (Breaks(made) && made.record.signals.size() > 40) return made;
  }
}

TEST(Shrink, LeavesOnlyTheSignalsThatBreakTheProperty) {
  const Case small = Shrink(BrokenCase(), Breaks);
  EXPECT_EQ(small.record.signals.size(), 2u) << ToText(small);
  EXPECT_TRUE(small.record.facts.empty()) << ToText(small);
  EXPECT_TRUE(Breaks(small));
}

TEST(Shrink, LeavesNoFieldThatDoesNotMatter) {
  const Case small = Shrink(BrokenCase(), Breaks);
  for (const StoredSignal& s : small.record.signals) {
    EXPECT_FALSE(s.signal.sentiment.has_value());
    EXPECT_TRUE(s.signal.decision.empty());
    EXPECT_EQ(s.signal.occurred_at % kDay, 0);
  }
  EXPECT_EQ(small.decision, "");
}

TEST(Shrink, KeepsTheCaseValid) { EXPECT_EQ(Complaints(Shrink(BrokenCase(), Breaks).record), ""); }

TEST(Shrink, StopsAtItsLimit) {
  int checks = 0;
  const Case small = Shrink(BrokenCase(),
                            [&](const Case& c) {
                              ++checks;
                              return Breaks(c);
                            },
                            {.checks = 10, .seconds = 20});
  EXPECT_LE(checks, 10);
  EXPECT_TRUE(Breaks(small));
}

TEST(Counterexample, ReportsTheSeedAndTheSmallestJournal) {
  const Property property{.make = [](std::uint64_t seed) { return MakeCase(seed); },
                          .judge = [](const Case& c) { return Breaks(c) ? Fails("met") : Holds(); },
                          .limits = {}};
  const std::string report = Counterexample(property);
  EXPECT_NE(report.find("PARALLAX_PROPERTY_SEED="), std::string::npos);
  EXPECT_EQ(std::count(report.begin(), report.end(), '\n'), 6) << report;
}

TEST(Counterexample, SaysWhenAPropertyHardlyEverApplies) {
  const Property property{.make = [](std::uint64_t seed) { return MakeCase(seed); },
                          .judge = [](const Case&) { return DoesNotApply(); },
                          .limits = {}};
  EXPECT_NE(Counterexample(property).find("applied to 0 of"), std::string::npos);
}

}  // namespace
}  // namespace parallax::property
