#include <gtest/gtest.h>

#include "clients/cli/base/enum_words.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/base/nearest.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"
#include "parallax/v1/signal.pb.h"

namespace parallax::cli {
namespace {

TEST(Layout, BreaksAtSpacesAndOnlyThenWithinWords) {
  EXPECT_EQ(Wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(Wrap("abcdefgh ij", 3), (std::vector<std::string>{"abc", "def", "gh", "ij"}));
  EXPECT_EQ(Wrap("", 10), (std::vector<std::string>{""}));
}

TEST(Layout, CountsCodePointsAndNotColourCodes) {
  EXPECT_EQ(DisplayWidth("Grün"), 4);
  EXPECT_EQ(DisplayWidth("\x1b[31mred\x1b[0m"), 3);
}

TEST(Layout, TakesTheTeethOutOfTerminalCodes) { EXPECT_EQ(Clean("a\x1b[2Jb\nc"), "a?[2Jb c"); }

TEST(Layout, DrawsBarsInAsciiUnlessBlocksAreAllowed) {
  EXPECT_EQ(Bar(50, 4, Style{80}), "##..");
  Style unicode;
  unicode.unicode = true;
  EXPECT_EQ(Bar(200, 2, unicode), "██");
  EXPECT_EQ(Bar(-5, 2, Style{80}), "..");
}

TEST(Table, NarrowsTheColumnsThatMayWrap) {
  Table table({{"Id"}, {"Text", Align::kLeft, true, 4}});
  table.Add({"a1", "one two three four"});
  EXPECT_EQ(table.Render(Style{13}), "Id  Text\na1  one two\n    three\n    four\n");
}

TEST(Format, WritesNumbersWithoutNegativeZero) {
  EXPECT_EQ(Number(-0.04, 1), "0.0");
  EXPECT_EQ(Signed(3.14), "+3.1");
  EXPECT_EQ(Signed(0.0), "0.0");
  EXPECT_EQ(Count(-1234567), "-1,234,567");
}

TEST(Format, ReadsDatesAsMidnightUtc) {
  const auto time = ParseTimeFlag("--as-of", "2026-04-29");
  ASSERT_TRUE(time.ok());
  EXPECT_EQ(Rfc3339(ToProto(*time)), "2026-04-29T00:00:00Z");
  EXPECT_EQ(ParseTimeFlag("--as-of", "tomorrow").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Format, QuotesCsvFieldsThatNeedIt) {
  EXPECT_EQ(CsvRecord({"a", "b,c", "d\"e", "f\ng"}), "a,\"b,c\",\"d\"\"e\",\"f\ng\"\n");
}

TEST(ExitCode, TellsTheKindsOfFailureApart) {
  EXPECT_EQ(ExitCode(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCode(Failed("3 rejected")), 1);
  EXPECT_EQ(ExitCode(absl::InternalError("")), 1);
  EXPECT_EQ(ExitCode(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCode(absl::NotFoundError("")), 3);
  EXPECT_EQ(ExitCode(absl::UnavailableError("")), 4);
  EXPECT_EQ(ExitCode(absl::DeadlineExceededError("")), 4);
}

TEST(Nearest, FindsTheSlipAndNotTheStranger) {
  EXPECT_EQ(Nearest("acount", {"signal", "account"}), "account");
  EXPECT_EQ(Nearest("snd", {"log", "send"}), "send");
  EXPECT_EQ(Nearest("weather", {"signal", "account"}), "");
}

TEST(EnumWords, AcceptsShortAndFullNames) {
  const auto& type = *v1::Initiator_descriptor();
  EXPECT_EQ(*EnumFromWord("x", type, "buyer"), v1::INITIATOR_BUYER);
  EXPECT_EQ(*EnumFromWord("x", type, "INITIATOR_THIRD_PARTY"), v1::INITIATOR_THIRD_PARTY);
  EXPECT_EQ(EnumFromWord("initiator", type, "us").status().message(),
            "initiator: \"us\" is not one of buyer, seller, third_party, system");
}

TEST(Money, KeepsEveryDecimalAndTheSign) {
  const auto money = MoneyFromText("--amount", "-650.05 USD");
  ASSERT_TRUE(money.ok());
  EXPECT_EQ(money->units(), -650);
  EXPECT_EQ(money->nanos(), -50000000);
  for (const char* bad :
       {"12", "x USD", "1e5 USD", "1. USD", "12 usd", "99999999999999999999 USD"}) {
    EXPECT_FALSE(MoneyFromText("--amount", bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace parallax::cli
