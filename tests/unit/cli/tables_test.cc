#include "clients/cli/import/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/import/builder.h"
#include "tests/unit/cli/scratch_folder.h"

namespace parallax::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the rules of a mapping make of its first table: "occurred_at account" texts are not needed
// here, the source_event_id and the account are enough to see which row came through.
class TablesOfMapping : public ::testing::Test {
 protected:
  absl::StatusOr<Mapping> Parse(const std::string& toml, const MappingOptions& options = {}) {
    auto mapping = ParseMapping("version = 1\nsource = \"s\"\n" + toml, "m.toml", options);
    if (mapping.ok()) ChooseFiles({folder_.path()}, *mapping);
    return mapping;
  }

  // "id account" of every signal; what was wrong goes to errors_.
  std::vector<std::string> Signals(const std::string& toml, const MappingOptions& options = {}) {
    errors_.clear();
    const auto mapping = Parse(toml, options);
    EXPECT_TRUE(mapping.ok()) << mapping.status();
    if (!mapping.ok()) return {};
    const auto tables = Tables::Open(*mapping, {folder_.path()},
                                     [&](const TableDecl&, const CsvRow&, const absl::Status& why) {
                                       errors_.emplace_back(why.message());
                                     });
    if (!tables.ok()) {
      errors_.emplace_back(tables.status().message());
      return {};
    }
    held_ = tables->held();
    std::vector<std::string> out;
    for (const Rule& rule : mapping->rules) {
      const SourceTable& table = tables->at(rule.table);
      if (table.path.empty()) continue;
      const auto bound = BoundRule::Bind(*mapping, rule, table);
      EXPECT_TRUE(bound.ok()) << bound.status();
      auto reader = TableReader::Open(table);
      EXPECT_TRUE(reader.ok()) << reader.status();
      for (;;) {
        const absl::StatusOr<bool> read = (*reader)->Next();
        if (!read.ok()) errors_.emplace_back(read.status().message());
        if (!read.ok() && !absl::IsInvalidArgument(read.status())) break;
        if (!read.ok()) continue;
        if (!*read) break;
        if (!bound->AppliesTo((*reader)->row())) continue;
        v1::Signal signal;
        const absl::Status filled = bound->FillSignal((*reader)->row(), signal);
        if (!filled.ok()) errors_.emplace_back(filled.message());
        out.push_back(absl::StrCat(signal.source_event_id(), " ", signal.account()));
        last_ = signal;
      }
    }
    return out;
  }

  ScratchFolder folder_;
  std::vector<std::string> errors_;
  std::vector<Tables::Held> held_;
  v1::Signal last_;
};

constexpr char kSignal[] =
    "[[signal]]\ntable = \"t\"\nkind = \"x.a.b\"\noccurred_at = \"2026-01-01\"\n";

TEST_F(TablesOfMapping, ReadsNestedJsonByPath) {
  folder_.Write("t.ndjson", "{\"id\":1,\"who\":{\"org\":\"acme\"}}\n{\"id\":2,\"who\":null}\n");
  EXPECT_THAT(Signals("[[table]]\nname = \"t\"\nfile = \"t.ndjson\"\nkey = [\"id\"]\n" +
                      absl::StrCat(kSignal, "account = \"{who.org}\"\n")),
              ElementsAre("t:1 acme", "t:2 "));
}

TEST_F(TablesOfMapping, ReadsHeadersInSnakeCaseAndColumnsThatMayBeMissing) {
  folder_.Write("T.csv", "Id,AccountId\n1,acme\n");
  EXPECT_THAT(Signals("[[table]]\nname = \"t\"\nfile = [\"none.csv\", \"T.csv\"]\nkey = [\"id\"]\n"
                      "header = \"snake_case\"\noptional_columns = [\"region\"]\n" +
                      absl::StrCat(kSignal,
                                   "account = { first = [\"{region}\", "
                                   "\"{account_id}\"] }\n")),
              ElementsAre("t:1 acme"));
}

TEST_F(TablesOfMapping, DoesNothingWithoutAnOptionalFile) {
  EXPECT_THAT(
      Signals("[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\noptional = true\n" +
              absl::StrCat(kSignal, "account = \"{a}\"\n")),
      ElementsAre());
  EXPECT_TRUE(errors_.empty());
  Signals("[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n" +
          absl::StrCat(kSignal, "account = \"{a}\"\n"));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("there is no t.csv in")));
}

TEST_F(TablesOfMapping, SaysWhatSeveralPartnersDo) {
  folder_.Write("t.csv", "id,k\n1,x\n2,\n");
  folder_.Write("p.csv", "k,v\nx,a\nx,b\nx,a\n,c\n");
  auto joined = [&](const std::string& many) {
    return Signals(
        "[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n[[table]]\n"
        "file = \"p.csv\"\n[[join]]\ntable = \"t\"\nfrom = \"p\"\non = { k = \"k\" }\n" +
        many + kSignal + "account = \"{p.v}\"\n");
  };
  EXPECT_THAT(joined("many = \"first\"\n"), ElementsAre("t:1 a", "t:2 "));
  EXPECT_THAT(joined("many = \"last\"\n"), ElementsAre("t:1 a", "t:2 "));
  EXPECT_THAT(joined("many = \"list\"\n"), ElementsAre("t:1 a;b", "t:2 "));
  ASSERT_EQ(held_.size(), 1u);
  EXPECT_EQ(held_[0].rows, 1u) << "a blank key is no key";
  EXPECT_GT(held_[0].bytes, 0u);
  joined("");
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("many = \"first\"")));
}

TEST_F(TablesOfMapping, HoldsOnlyTheColumnsThatRulesRead) {
  folder_.Write("t.csv", "id,k\n1,x\n");
  folder_.Write("p.csv", "k,v,long\nx,a," + std::string(100'000, 'z') + "\n");
  Signals(
      "[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n[[table]]\n"
      "file = \"p.csv\"\n[[join]]\ntable = \"t\"\nfrom = \"p\"\non = { k = \"k\" }\n" +
      absl::StrCat(kSignal, "account = \"{p.v}\"\n"));
  ASSERT_EQ(held_.size(), 1u);
  EXPECT_LT(held_[0].bytes, 1000u);
}

TEST_F(TablesOfMapping, ReportsABadRowOfAJoinedTableAndGoesOn) {
  folder_.Write("t.csv", "id,k\n1,x\n");
  folder_.Write("p.csv", "k,v\ny\nx,a\n");
  EXPECT_THAT(
      Signals("[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n[[table]]\n"
              "file = \"p.csv\"\n[[join]]\ntable = \"t\"\nfrom = \"p\"\non = { k = \"k\" }\n" +
              absl::StrCat(kSignal, "account = \"{p.v}\"\n")),
      ElementsAre("t:1 a"));
  EXPECT_THAT(errors_, ElementsAre("p.csv:2: has 1 fields, the header has 2"));
}

TEST_F(TablesOfMapping, KnowsTheRowBeforeOfTheSameKey) {
  folder_.Write("t.csv", "id,deal,stage\n1,a,new\n2,b,new\n3,a,new\n4,a,won\n");
  EXPECT_THAT(Signals("[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n"
                      "previous_by = [\"deal\"]\n" +
                      absl::StrCat(kSignal,
                                   "account = \"{stage}-{previous.stage}\"\nwhen = { column = "
                                   "\"stage\", differs_from = \"previous.stage\" }\n")),
              ElementsAre("t:1 ", "t:2 ", "t:4 won-new"));
}

TEST_F(TablesOfMapping, HoldsConditionsOnNumbersColumnsAndAlternatives) {
  folder_.Write("t.csv", "id,n,a,b\n1,5,x,x\n2,15,x,y\n3,,y,y\n");
  auto when = [&](const std::string& condition) {
    return Signals("[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n" +
                   absl::StrCat(kSignal, "account = \"z\"\nwhen = ", condition, "\n"));
  };
  EXPECT_THAT(when("{ column = \"n\", above = 5 }"), ElementsAre("t:2 z"));
  EXPECT_THAT(when("{ column = \"n\", below = 15 }"), ElementsAre("t:1 z"));
  EXPECT_THAT(when("{ column = \"a\", same_as = \"b\" }"), ElementsAre("t:1 z", "t:3 z"));
  EXPECT_THAT(when("{ any = [{ column = \"n\", empty = true }, { column = \"a\", differs_from = "
                   "\"b\" }] }"),
              ElementsAre("t:2 z", "t:3 z"));
}

TEST_F(TablesOfMapping, OffersTheTimeOfTheExport) {
  folder_.Write("t.csv", "id\n1\n");
  const std::string toml = "[[table]]\nname = \"t\"\nfile = \"t.csv\"\nkey = [\"id\"]\n" +
                           absl::StrCat(kSignal,
                                        "account = \"z\"\navailable_at = "
                                        "\"{@exported_at}\"\n");
  Signals("exported_at = \"2026-03-31T10:00:00+02:00\"\ntime_format = \"%d.%m.%Y\"\n" + toml);
  EXPECT_EQ(last_.available_at().seconds(), 1774944000);
  const auto mapping = Parse(toml);
  const auto tables = Tables::Open(*mapping, {}, [](auto&&...) {});
  ASSERT_TRUE(tables.ok());
  EXPECT_THAT(
      std::string(BoundRule::Bind(*mapping, mapping->rules[0], tables->at("t")).status().message()),
      HasSubstr("--exported-at"));
}

TEST_F(TablesOfMapping, KnowsCloudEventsBySourceAndId) {
  folder_.Write("e.json",
                "[{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/crm/eu\",\"type\":\"x.a.b\","
                "\"subject\":\"acme\"},{\"specversion\":\"1.0\",\"id\":\"8\",\"type\":\"x.a.b\"}]");
  EXPECT_THAT(Signals("[[table]]\nname = \"t\"\nfile = \"e.json\"\nformat = \"cloudevents\"\n" +
                      absl::StrCat(kSignal, "account = \"{subject}\"\n")),
              ElementsAre("7 acme"));
  EXPECT_EQ(last_.source().substr(0, 2), "h-") << "a path is no id";
  EXPECT_THAT(errors_, ElementsAre("e.json:1: source: a CloudEvent needs it, as text"));
}

TEST_F(TablesOfMapping, FillsASignalFromAMessageAndTheRestFromColumns) {
  folder_.Write("t.ndjson",
                "{\"id\":\"1\",\"subject\":\"acme\",\"data\":{\"stakeholder\":\"p\",\"account\":"
                "\"zenith\"}}\n{\"id\":\"2\",\"data\":{\"stake\":1}}\n");
  Signals("[[table]]\nname = \"t\"\nfile = \"t.ndjson\"\nkey = [\"id\"]\n" +
          absl::StrCat(kSignal, "account = \"{subject}\"\nmessage = \"{data}\"\n"));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("is no signal in JSON")));
}

TEST_F(TablesOfMapping, TakesTheMessagesWordBeforeTheColumns) {
  folder_.Write("t.ndjson",
                "{\"id\":\"1\",\"subject\":\"acme\",\"data\":{\"account\":\"zenith\"}}\n");
  EXPECT_THAT(Signals("[[table]]\nname = \"t\"\nfile = \"t.ndjson\"\nkey = [\"id\"]\n" +
                      absl::StrCat(kSignal, "account = \"{subject}\"\nmessage = \"{data}\"\n")),
              ElementsAre("t:1 zenith"));
}

}  // namespace
}  // namespace parallax::cli
