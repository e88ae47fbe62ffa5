#include "clients/cli/import/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/import/condition.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;

const ColumnNames& Columns() {
  static const ColumnNames columns({"id", "kind", "empty"});
  return columns;
}

const std::vector<absl::string_view>& Values() {
  static const std::vector<absl::string_view> values = {"7", "Red Thing", ""};
  return values;
}

ValueExpr Of(absl::string_view text) {
  ValueExpr value;
  value.path = "field";
  value.source = Template::Parse(text).value();
  EXPECT_TRUE(value.Bind(Columns()).ok());
  return value;
}

TEST(Template, ExpandsColumnsAndDoubledBraces) {
  EXPECT_EQ(Of("lead-{id}{{x}}").EvaluateText(Values()).value(), "lead-7{x}");
}

TEST(Template, IsAbsentWhenAColumnIsEmpty) {
  EXPECT_EQ(Of("lead-{empty}").EvaluateText(Values()).value(), std::nullopt);
}

TEST(Template, RefusesBracesThatDoNotClose) {
  EXPECT_FALSE(Template::Parse("a{id").ok());
  EXPECT_FALSE(Template::Parse("a}").ok());
  EXPECT_FALSE(Template::Parse("a{}").ok());
}

TEST(Template, NamesTheNearestColumn) {
  ValueExpr value;
  value.path = "field";
  value.source = Template::Parse("{kinds}").value();
  EXPECT_EQ(value.Bind(Columns()).message(),
            "field: there is no column kinds; did you mean kind?; accepted: id, kind, empty");
}

TEST(Value, MapsOrSaysWhatIsMapped) {
  ValueExpr value = Of("{kind}");
  value.has_map = true;
  value.map = {{"Blue", std::string("b")}};
  EXPECT_THAT(std::string(value.EvaluateText(Values()).status().message()),
              HasSubstr("\"Red Thing\" is not mapped; mapped are: Blue"));
  value.otherwise = Scalar(std::string("other"));
  EXPECT_EQ(value.EvaluateText(Values()).value(), "other");
}

TEST(Value, MakesLabelsAsTheCatalogSays) {
  ValueExpr value = Of("{kind}");
  value.type = ValueType::kLabel;
  EXPECT_EQ(value.EvaluateText(Values()).value(), "red_thing");
  EXPECT_EQ(ToLabel("  $10M-$50M! "), "10m-_50m");
}

TEST(Value, ScalesNumbersAndRefusesWords) {
  ValueExpr value = Of("{id}");
  value.type = ValueType::kNumber;
  value.scale = 0.01;
  EXPECT_DOUBLE_EQ(std::get<double>(*value.Evaluate(Values()).value()), 0.07);
  value = Of("{kind}");
  value.type = ValueType::kNumber;
  EXPECT_EQ(value.Evaluate(Values()).status().message(), "field: \"Red Thing\" is not a number");
}

TEST(Value, ReadsTrueAndFalseInTheirUsualSpellings) {
  ValueExpr value = Of("{id}");
  value.type = ValueType::kBool;
  for (const auto& [text, expected] :
       {std::pair{"Yes", true}, std::pair{"0", false}, std::pair{"TRUE", true}}) {
    const std::vector<absl::string_view> row = {text, "", ""};
    EXPECT_EQ(std::get<bool>(*value.Evaluate(row).value()), expected) << text;
  }
  EXPECT_FALSE(value.Evaluate(Values()).ok());
}

TEST(Time, GivesDatesTheTimeOfDayInTheirZone) {
  TimeFormat format;
  format.time_of_day = absl::Hours(12);
  ASSERT_TRUE(absl::LoadTimeZone("Etc/GMT-2", &format.zone));  // two hours ahead of UTC
  EXPECT_EQ(ParseTimeAs(format, "2024-01-13").value(),
            absl::FromCivil(absl::CivilHour(2024, 1, 13, 10), absl::UTCTimeZone()));
  EXPECT_EQ(ParseTimeAs(format, "2024-01-13T08:00:00Z").value(),
            absl::FromCivil(absl::CivilHour(2024, 1, 13, 8), absl::UTCTimeZone()));
}

TEST(Time, ReadsStrptimeAndUnixFormats) {
  TimeFormat format;
  format.formats = {"%d/%m/%Y %H:%M"};
  EXPECT_EQ(absl::ToUnixSeconds(ParseTimeAs(format, "02/01/1970 00:01").value()), 86460);
  format.formats = {"unix_ms"};
  EXPECT_EQ(absl::ToUnixMillis(ParseTimeAs(format, "1500").value()), 1500);
  EXPECT_FALSE(ParseTimeAs(format, "yesterday").ok());
  EXPECT_FALSE(ParseTimeAs(format, "1e300").ok());
}

TEST(Condition, TestsAColumn) {
  Condition condition;
  condition.column = "kind";
  ASSERT_TRUE(condition.Bind(Columns()).ok());
  condition.values = {"Red Thing"};
  EXPECT_TRUE(condition.Holds(Values()));
  condition.test = Condition::Test::kNotIn;
  EXPECT_FALSE(condition.Holds(Values()));
  condition.test = Condition::Test::kNotEmpty;
  EXPECT_TRUE(condition.Holds(Values()));
  condition.test = Condition::Test::kMatches;
  condition.pattern = CompilePattern("^Red").value();
  EXPECT_TRUE(condition.Holds(Values()));
  EXPECT_FALSE(CompilePattern("(").ok());
}

}  // namespace
}  // namespace parallax::cli
