#include "clients/cli/import/column_guess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/import/builder.h"
#include "clients/cli/import/draft_mapping.h"
#include "clients/cli/import/tables.h"
#include "tests/unit/cli/scratch_folder.h"

namespace parallax::cli {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST(Sample, SeesDelimiterTimesNumbersAndAddresses) {
  const ScratchFolder folder;
  const auto sample = SampleFile(
      folder.Write("s.csv", "id;when;sum;mail\n1;28.02.2026;3,5;a@b.example\n2;01.03.2026;4;\n"));
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_EQ(sample->delimiter, ';');
  ASSERT_EQ(sample->columns.size(), 4u);
  EXPECT_TRUE(sample->columns[0].distinct);
  EXPECT_EQ(sample->columns[1].time_format, "%d.%m.%Y");
  EXPECT_TRUE(sample->columns[0].numbers);
  EXPECT_FALSE(sample->columns[2].numbers);
  EXPECT_TRUE(sample->columns[3].addresses);
}

TEST(Sample, ListsThePathsOfJson) {
  const ScratchFolder folder;
  const auto sample = SampleFile(
      folder.Write("s.json", "[{\"id\":\"a\",\"ctx\":{\"groupId\":\"g\"}},{\"at\":1767225600}]"));
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_TRUE(sample->json);
  ASSERT_EQ(sample->columns.size(), 3u);
  EXPECT_EQ(sample->columns[2].time_format, "unix");
  const SampledColumn* group = FindColumn(*sample, {"group_id"}, [](const auto&) { return true; });
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(group->name, "ctx.groupId");
}

// Drafts a mapping for a file and holds it against the file.
Draft DraftAndBind(const ScratchFolder& folder, const std::string& name, const std::string& text) {
  const auto sample = SampleFile(folder.Write(name, text));
  EXPECT_TRUE(sample.ok()) << sample.status();
  const Draft draft = DraftMapping(*sample, name);
  auto mapping = ParseMapping(draft.toml, "draft.toml");
  EXPECT_TRUE(mapping.ok()) << mapping.status() << "\n" << draft.toml;
  if (!mapping.ok()) return draft;
  ChooseFiles({folder.path()}, *mapping);
  SetExportedAt(absl::UnixEpoch(), *mapping);
  const auto tables = Tables::Open(*mapping, {}, [](auto&&...) {});
  EXPECT_TRUE(tables.ok()) << tables.status() << "\n" << draft.toml;
  if (!tables.ok()) return draft;
  for (const Rule& rule : mapping->rules) {
    const auto bound = BoundRule::Bind(*mapping, rule, tables->at(rule.table));
    EXPECT_TRUE(bound.ok()) << bound.status() << "\n" << draft.toml;
  }
  return draft;
}

TEST(Draft, ParsesAndBindsAndSaysWhatItGuessed) {
  const ScratchFolder folder;
  const Draft draft = DraftAndBind(folder, "meetings.csv",
                                   "Meeting ID,Account Id,contact_id,Start Time,mail\n"
                                   "m1,acme,p1,2026-03-01 10:00,a@b.example\n"
                                   "m2,acme,p2,2026-03-02 10:00,c@d.example\n");
  EXPECT_THAT(draft.toml, HasSubstr("kind = \"sales.meeting_held\""));
  EXPECT_THAT(draft.toml, HasSubstr("key = [\"Meeting ID\"]"));
  EXPECT_THAT(draft.guesses, Contains(HasSubstr("Account Id is the account")));
  EXPECT_THAT(draft.guesses, Contains(HasSubstr("addresses of people: mail")));
}

TEST(Draft, ParsesForEverySortOfFileAndForColumnsItCannotName) {
  const ScratchFolder folder;
  for (const char* name : {"accounts.csv", "contacts.csv", "deals.csv", "tickets.csv", "calls.csv",
                           "emails.csv", "zzz.csv", "2024.csv", "deal_history.csv"}) {
    DraftAndBind(folder, name, "\"a \"\"q\"\" {x}\",b\nsame,same\nsame,same\n");
    DraftAndBind(folder, name,
                 "id,account_id,contact_id,created_at,amount,currency\n1,a,p,2026-01-01,5,EUR\n"
                 "2,b,q,2026-01-02,6,EUR\n");
  }
  DraftAndBind(folder, "events.ndjson",
               "{\"id\":\"a\",\"user\":{\"id\":\"u\"},\"ts\":\"2026-01-01T00:00:00Z\"}\n");
}

}  // namespace
}  // namespace parallax::cli
