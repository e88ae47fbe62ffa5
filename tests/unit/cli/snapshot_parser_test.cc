#include "clients/cli/import/snapshot_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/import/column_use.h"

namespace parallax::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kRoles[] =
    "version = 1\nsource = \"crm\"\n[[table]]\nname = \"roles\"\nfile = \"roles.csv\"\n"
    "key = [\"id\"]\n[[snapshot]]\ntable = \"roles\"\naccount = \"{org}\"\n"
    "columns = [\"deal\", \"role\"]\n";

std::string SnapshotError(const std::string& more) {
  return std::string(ParseMapping(kRoles + more, "m.toml").status().message());
}

TEST(Snapshot, TakesKeyAndNameOfItsTable) {
  const auto mapping = ParseMapping(kRoles, "m.toml");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ASSERT_EQ(mapping->snapshots.size(), 1u);
  EXPECT_EQ(mapping->snapshots[0].object, "roles");
  EXPECT_THAT(mapping->snapshots[0].key, ElementsAre("id"));
  EXPECT_THAT(FindColumnUse(*mapping).own.at("roles"), ElementsAre("deal", "id", "org", "role"));
}

TEST(Snapshot, DatesItsSignalsByTheExport) {
  const auto mapping = ParseMapping(std::string(kRoles) +
                                        "[[snapshot.removed]]\naccount = \"{@account}\"\n"
                                        "kind = \"x.a.b\"\ndecision = \"{before.deal}\"\n",
                                    "m.toml");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ASSERT_EQ(mapping->snapshots[0].removed.size(), 1u);
  EXPECT_THAT(ColumnsOf(mapping->snapshots[0].removed[0]),
              ElementsAre("@account", "@exported_at", "before.deal"));
  EXPECT_EQ(mapping->snapshots[0].removed[0].name, "removed");
}

TEST(Snapshot, SaysWhatItNeedsAndTakes) {
  EXPECT_THAT(SnapshotError("[[snapshot.gone]]\nkind = \"x.a.b\"\n"),
              HasSubstr("unknown key gone; accepted: table, object"));
  EXPECT_THAT(SnapshotError("[[snapshot.removed]]\nkind = \"x.a.b\"\n"),
              HasSubstr("needs account"));
  EXPECT_THAT(SnapshotError("[[snapshot.removed]]\ntable = \"roles\"\n"),
              HasSubstr("take no table"));
  EXPECT_THAT(SnapshotError("removed = 3\n"), HasSubstr("is written [[snapshot.removed]]"));
}

}  // namespace
}  // namespace parallax::cli
