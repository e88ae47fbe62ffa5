#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/import/mapping.h"
#include "clients/cli/import/value_text.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<absl::Time> Iso(absl::string_view text) { return ParseTimeAs(TimeFormat(), text); }

TEST(ValueText, ReadsTheTimesThatCrmsWrite) {
  const absl::Time expected = absl::FromUnixSeconds(1573493014);
  for (absl::string_view text :
       {"2019-11-11T17:23:34.000+0000", "2019-11-11T17:23:34Z", "2019-11-11 17:23:34",
        "2019-11-11 17:23:34.000 UTC", "2019-11-11T19:23:34+02:00"}) {
    EXPECT_EQ(Iso(text).value_or(absl::InfinitePast()), expected) << text;
  }
  EXPECT_TRUE(Iso("2020-12-30 3:15:52").ok()) << "an hour of one digit";
}

TEST(ValueText, TakesTheFirstOfSeveralFormatsThatFits) {
  TimeFormat format;
  format.formats = {"iso", "%d/%m/%Y"};
  EXPECT_EQ(ParseTimeAs(format, "17/8/2023").value(), ParseTimeAs(format, "2023-08-17").value());
  EXPECT_THAT(std::string(ParseTimeAs(format, "8-17").status().message()),
              HasSubstr("or %d/%m/%Y"));
}

TEST(ValueText, ReadsNumbersAsPeopleWriteThem) {
  EXPECT_EQ(PlainNumber("1.234.567,50 EUR", ','), "1234567.50");
  EXPECT_EQ(PlainNumber("$1,234.50", '.'), "1234.50");
  EXPECT_EQ(PlainNumber("(1,200)", '.'), "-1200");
  EXPECT_EQ(PlainNumber("-3 000", '.'), "-3000");
}

TEST(ValueText, KeepsIdsAndHashesWhatIsNone) {
  EXPECT_EQ(ToId("0031G00000q9jPQAQ", ""), "0031G00000q9jPQAQ");
  const std::string hashed = ToId("ann@example.com", "");
  EXPECT_EQ(hashed.size(), 34u);
  EXPECT_EQ(hashed, ToId("ann@example.com", ""));
  EXPECT_NE(hashed, ToId("ann@example.com", "salt"));
  EXPECT_NE(HashedId("x", ""), "x");
}

TEST(ValueText, WritesHeadersInSnakeCase) {
  EXPECT_EQ(SnakeCase("AccountId"), "account_id");
  EXPECT_EQ(SnakeCase("Account ID"), "account_id");
  EXPECT_EQ(SnakeCase("account_id"), "account_id");
  EXPECT_EQ(SnakeCase("IsWon"), "is_won");
  EXPECT_EQ(SnakeCase("Sales_Region__c"), "sales_region_c");
  EXPECT_EQ(SnakeCase("_fivetran_start"), "fivetran_start");
}

// The value of a mapping's key on a row of the columns a and b.
absl::StatusOr<std::optional<std::string>> ValueOf(const std::string& toml, const std::string& a,
                                                   const std::string& b = "") {
  auto mapping = ParseMapping(
      "version = 1\nsource = \"s\"\nsalt = \"x\"\n[[table]]\nfile = \"t.csv\"\nkey = [\"a\"]\n"
      "[[signal]]\ntable = \"t\"\naccount = " +
          toml + "\nkind = \"x.a.b\"\noccurred_at = \"{a}\"\n",
      "m.toml");
  if (!mapping.ok()) return mapping.status();
  for (FieldRule& field : mapping->rules[0].fields) {
    if (field.field->name() != "account") continue;
    if (absl::Status status = field.values[0].Bind(ColumnNames({"a", "b"})); !status.ok())
      return status;
    return field.values[0].EvaluateText(std::vector<absl::string_view>{a, b});
  }
  return absl::NotFoundError("account");
}

TEST(Value, TakesTheFirstThatIsThere) {
  EXPECT_EQ(ValueOf(R"({ first = ["{a}", "x-{b}"] })", "1", "2").value(), "1");
  EXPECT_EQ(ValueOf(R"({ first = ["{a}", "x-{b}"] })", "", "2").value(), "x-2");
  EXPECT_EQ(ValueOf(R"({ first = ["{a}", "{b}"] })", "", "").value(), std::nullopt);
}

TEST(Value, CutsAPartOut) {
  EXPECT_EQ(ValueOf(R"({ column = "a", extract = "^(006.*)$" })", "006x").value(), "006x");
  EXPECT_EQ(ValueOf(R"({ column = "a", extract = "^(006.*)$" })", "001x").value(), std::nullopt);
  EXPECT_THAT(std::string(ValueOf(R"({ column = "a", extract = "x" })", "1").status().message()),
              HasSubstr("one group"));
}

TEST(Value, NamesTheColumnThatIsToBlame) {
  const absl::Status status = ValueOf(R"({ column = "b", type = "number" })", "", "x").status();
  EXPECT_EQ(ColumnOf(status), "b");
}

TEST(Value, ReadsAnAmountWithADecimalComma) {
  EXPECT_EQ(ValueOf(R"({ column = "a", decimal = "," })", "1.200,50").value(), "1200.50");
}

}  // namespace
}  // namespace parallax::cli
