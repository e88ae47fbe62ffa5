#include "core/base/time.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

namespace parallax {
namespace {

Time Parsed(std::string_view text) {
  const auto time = ParseTime(text);
  EXPECT_TRUE(time.ok()) << text;
  return time.value_or(kNoTime);
}

TEST(ParseTime, ReadsInstantsInUtc) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(Parsed("2026-04-29T12:00:00Z"), 1777464000 * kSecond);
  EXPECT_EQ(Parsed("1969-12-31T23:59:59Z"), -kSecond);
}

TEST(ParseTime, ReadsUpToNineDecimals) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00.5Z"), kSecond / 2);
  EXPECT_EQ(Parsed("1970-01-01T00:00:00.000000001Z"), 1);
}

TEST(ParseTime, ReadsAnyOffset) {
  EXPECT_EQ(Parsed("2026-04-29T14:00:00+02:00"), Parsed("2026-04-29T12:00:00Z"));
  EXPECT_EQ(Parsed("2026-04-29T07:30:00-04:30"), Parsed("2026-04-29T12:00:00Z"));
}

TEST(ParseTime, TakesADateForMidnightInUtc) {
  EXPECT_EQ(Parsed("2026-04-29"), Parsed("2026-04-29T00:00:00Z"));
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "yesterday", "2026", "2026-04", "2026-02-30", "2026-13-01",
                           "2026-04-29T12:00:00", "2026-04-29 12:00:00Z", "2026-04-29T25:00:00Z",
                           "29.04.2026", "2026-04-29T12:00:00Zz", "9999-01-01T00:00:00Z"}) {
    EXPECT_EQ(ParseTime(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(ParseTime, SaysHowATimeIsWritten) {
  const std::string message(ParseTime("soon").status().message());
  EXPECT_NE(message.find("\"soon\""), std::string::npos);
  EXPECT_NE(message.find("2026-04-29T12:00:00Z"), std::string::npos);
}

TEST(FormatTime, WritesAsManyDecimalsAsItNeeds) {
  EXPECT_EQ(FormatTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(kSecond / 4), "1970-01-01T00:00:00.25Z");
  EXPECT_EQ(FormatTime(-1), "1969-12-31T23:59:59.999999999Z");
}

TEST(FormatTime, WritesNothingForAnAbsentTime) {
  EXPECT_EQ(FormatTime(kNoTime), "");
  EXPECT_EQ(FormatDate(kNoTime), "");
}

TEST(FormatDate, NamesTheDayInUtc) {
  EXPECT_EQ(FormatDate(Parsed("2026-04-29T23:59:59Z")), "2026-04-29");
  EXPECT_EQ(FormatDate(Parsed("2026-04-30T01:00:00+02:00")), "2026-04-29");
}

TEST(FormatTime, IsReadBackAsTheSameInstant) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const Time time = static_cast<Time>(random() % (200ull * 365 * kDay)) - 20 * 365 * kDay;
    ASSERT_EQ(Parsed(FormatTime(time)), time);
  }
}

TEST(SystemClock, NeverStandsBefore2024) { EXPECT_GT(Clock::System().Now(), Parsed("2024-01-01")); }

}  // namespace
}  // namespace parallax
