#include "clients/cli/import/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/catalog_check.h"
#include "clients/cli/import/tables.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kTables[] = R"(version = 1
source = "crm"
[[table]]
file = "deals.csv"
key = ["id"]
[[table]]
file = "people.csv"
key = ["id"]
[[join]]
table = "deals"
from = "people"
as = "owner"
on = { person = "id" }
)";

std::string Error(const std::string& rules) {
  return std::string(ParseMapping(absl::StrCat(kTables, rules), "m.toml").status().message());
}

void NoBadRows(const TableDecl&, const CsvRow&, const absl::Status& why) { FAIL() << why; }

// A folder of CSV files that ends with the test.
class TablesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              absl::StrCat("parallax_mapping_test_", getpid(), "_",
                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    Write("deals.csv",
          "id,person,sum,at,note\nd1,p1,1200.50,2024-01-13,\nd2,p9,5,2024-01-14,x\nd3\n");
    Write("people.csv", "id,account\np1,acme\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }

  std::filesystem::path folder_;
};

TEST(Mapping, NamesUnknownKeysAndWhatIsAccepted) {
  EXPECT_THAT(Error("[[signal]]\ntable = \"deals\"\nkinds = \"x\"\n"),
              HasSubstr("m.toml:16: [[signal]] of deals: unknown key kinds; did you mean kind?; "
                        "accepted: name, table, when, message, "
                        "account, decision"));
  EXPECT_THAT(
      Error(
          "[[signal]]\ntable = \"deal\"\naccount = \"a\"\nkind = \"k\"\noccurred_at = \"{at}\"\n"),
      HasSubstr("there is no table deal; accepted: deals, people"));
}

TEST(Mapping, AsksForWhatASignalNeeds) {
  EXPECT_THAT(Error("[[signal]]\ntable = \"deals\"\naccount = \"a\"\nkind = \"k\"\n"),
              HasSubstr("needs occurred_at"));
  EXPECT_THAT(Error("[[stakeholder]]\ntable = \"people\"\nid = \"{id}\"\n"),
              HasSubstr("needs account"));
}

TEST(Mapping, RefusesTwoRulesWhoseSignalsWouldHaveTheSameIds) {
  const std::string rule =
      "[[signal]]\ntable = \"deals\"\naccount = \"a\"\nkind = \"k\"\noccurred_at = \"{at}\"\n";
  EXPECT_THAT(Error(rule + rule), HasSubstr("give this one another name"));
}

TEST(Mapping, ChecksConstantsOfEnumsAndSumsOfMoney) {
  EXPECT_THAT(Error("[[signal]]\ntable = \"deals\"\naccount = \"a\"\nkind = \"k\"\noccurred_at = "
                    "\"{at}\"\ninitiator = \"us\"\n"),
              HasSubstr("\"us\" is not one of buyer, seller"));
  EXPECT_THAT(Error("[[signal]]\ntable = \"deals\"\naccount = \"a\"\nkind = \"k\"\noccurred_at = "
                    "\"{at}\"\namount = \"{sum}\"\n"),
              HasSubstr("needs currency"));
}

TEST(Mapping, ShowsWhereTheTomlIsBroken) {
  EXPECT_THAT(std::string(ParseMapping("version = 1\nx = = 2\n", "m.toml").status().message()),
              HasSubstr("m.toml:2"));
}

TEST(Mapping, TakesAVersionThatIsTheIntegerOne) {
  for (const char* version : {"2", "true", "1.0", "1e300", "\"1\"", "nan"}) {
    const auto parsed = ParseMapping(absl::StrCat("version = ", version, "\n"), "m.toml");
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr("version: takes 1")) << version;
  }
}

TEST_F(TablesTest, MakesASignalOfARowAndItsPartner) {
  auto mapping = ParseMapping(absl::StrCat(kTables, R"([[signal]]
table = "deals"
account = "{owner.account}"
kind = "sales.decision_opened"
decision = "{id}"
occurred_at = { column = "at", time_of_day = "09:30" }
initiator = "seller"
participants = ["{person}", "{note}"]
amount = { column = "sum", currency = "EUR" }
attributes = { type = "new", "x.crm.sum" = { column = "sum", type = "number" } }
)"),
                              "m.toml");
  ASSERT_TRUE(mapping.ok()) << mapping.status().message();
  ChooseFiles({folder_.string()}, *mapping);
  const auto tables = Tables::Open(*mapping, {folder_.string()}, NoBadRows);
  ASSERT_TRUE(tables.ok()) << tables.status().message();
  const auto rule = BoundRule::Bind(*mapping, mapping->rules[0], tables->at("deals"));
  ASSERT_TRUE(rule.ok()) << rule.status().message();
  auto reader = TableReader::Open(tables->at("deals"));
  ASSERT_TRUE(reader.ok() && (*reader)->Next().value());

  v1::Signal signal;
  ASSERT_TRUE(rule->FillSignal((*reader)->row(), signal).ok());
  EXPECT_EQ(signal.account(), "acme");
  EXPECT_EQ(signal.source(), "crm");
  EXPECT_EQ(signal.source_event_id(), "deals:d1");
  EXPECT_EQ(signal.occurred_at().seconds(), 1705138200);
  EXPECT_EQ(signal.initiator(), v1::INITIATOR_SELLER);
  ASSERT_EQ(signal.participants_size(), 1);
  EXPECT_EQ(signal.amount().nanos(), 500000000);
  EXPECT_DOUBLE_EQ(signal.attributes().at("x.crm.sum").number_value(), 1200.5);

  ASSERT_TRUE((*reader)->Next().value()) << "a row without partner has empty columns";
  EXPECT_EQ((*reader)->row().back(), "");
  EXPECT_THAT(std::string((*reader)->Next().status().message()),
              HasSubstr("deals.csv:4: has 1 fields, the header has 5"));
  EXPECT_FALSE((*reader)->Next().value());
}

TEST_F(TablesTest, RefusesAJoinTableWithARepeatedKey) {
  Write("people.csv", "id,account\np1,acme\np1,other\n");
  auto mapping = ParseMapping(
      absl::StrCat(kTables, "[[account]]\ntable = \"deals\"\nid = \"{owner.account}\"\n"),
      "m.toml");
  ASSERT_TRUE(mapping.ok());
  ChooseFiles({folder_.string()}, *mapping);
  EXPECT_THAT(std::string(Tables::Open(*mapping, {folder_.string()}, NoBadRows).status().message()),
              HasSubstr("people.csv:3: a second row with the same id"));
}

TEST_F(TablesTest, NamesTheFileThatIsMissing) {
  std::filesystem::remove(folder_ / "people.csv");
  auto mapping = ParseMapping(
      absl::StrCat(kTables, "[[account]]\ntable = \"deals\"\nid = \"{owner.account}\"\n"),
      "m.toml");
  ChooseFiles({folder_.string()}, *mapping);
  const auto tables = Tables::Open(*mapping, {folder_.string()}, NoBadRows);
  EXPECT_EQ(tables.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(tables.status().message()), HasSubstr("there is no people.csv in"));
}

v1::ListSignalKindsResponse Catalog() {
  v1::ListSignalKindsResponse catalog;
  v1::SignalKind& kind = *catalog.add_kinds();
  kind.set_id("sales.meeting_held");
  v1::SignalAttribute& duration = *kind.add_attributes();
  duration.set_key("duration");
  duration.set_type("duration_s");
  v1::SignalAttribute& type = *kind.add_attributes();
  type.set_key("type");
  type.set_type("enum");
  type.set_required(true);
  type.add_values("demo");
  return catalog;
}

std::string CatalogError(const std::string& attributes,
                         const std::string& kind = "sales.meeting_held") {
  const auto mapping = ParseMapping(
      absl::StrCat(
          kTables,
          "[[signal]]\ntable = \"deals\"\naccount = \"a\"\noccurred_at = \"{at}\"\nkind = \"", kind,
          "\"\nattributes = ", attributes, "\n"),
      "m.toml");
  if (!mapping.ok()) return std::string(mapping.status().message());
  return std::string(CheckAgainstCatalog(*mapping, Catalog()).message());
}

TEST(CatalogCheck, HoldsKindsAndAttributesAgainstTheCatalog) {
  EXPECT_EQ(CatalogError("{ type = \"demo\", duration = { column = \"sum\", type = \"number\" } }"),
            "");
  EXPECT_THAT(CatalogError("{ type = \"demo\" }", "sales.meeting_hold"),
              HasSubstr("did you mean sales.meeting_held?"));
  EXPECT_THAT(CatalogError("{ type = \"demo\", durations = 3 }"),
              HasSubstr("did you mean duration?"));
  EXPECT_THAT(CatalogError("{ duration = 3 }"), HasSubstr("needs attributes.type"));
  EXPECT_THAT(CatalogError("{ type = \"walk\" }"), HasSubstr("\"walk\" is not one of demo"));
  EXPECT_THAT(CatalogError("{ type = \"demo\", duration = \"{sum}\" }"),
              HasSubstr("add type = \"number\""));
}

TEST(Leadforge, ShipsAMappingThatParses) {
  const auto mapping = ReadMapping(PARALLAX_SOURCE_DIR "/clients/cli/mappings/leadforge.toml");
  ASSERT_TRUE(mapping.ok()) << mapping.status().message();
  EXPECT_EQ(mapping->tables.size(), 9u);
}

}  // namespace
}  // namespace parallax::cli
