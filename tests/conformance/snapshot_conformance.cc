#include "tests/conformance/snapshot_conformance.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/limits.h"

namespace parallax {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = SnapshotChange::Kind;

SnapshotRow Row(std::string_view key, std::string_view value) {
  return {std::string(key), "acme", "ann", {{"role", std::string(value)}}};
}

TEST_P(SnapshotConformance, TheFirstOneChangesNothing) {
  const auto upload = snapshots().Begin(kRoles, 10 * kDay);
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_EQ(upload->compared_with, kNoTime);
  ASSERT_TRUE(snapshots().Put("w", upload->id, {Row("a", "buyer")}).ok());
  EXPECT_THAT(Changes(upload->id), IsEmpty());
}

TEST_P(SnapshotConformance, TellsWhatWasAddedRemovedAndChanged) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer"), Row("b", "user"), Row("c", "judge")});
  const std::uint64_t upload =
      Upload(20 * kDay, {Row("d", "champion"), Row("c", "judge"), Row("b", "owner")});
  EXPECT_THAT(
      Changes(upload),
      ElementsAre(SnapshotChange{Kind::kRemoved, "a", "acme", "ann", {{"role", "buyer"}}, {}},
                  SnapshotChange{
                      Kind::kChanged, "b", "acme", "ann", {{"role", "user"}}, {{"role", "owner"}}},
                  SnapshotChange{Kind::kAdded, "d", "acme", "ann", {}, {{"role", "champion"}}}));
}

TEST_P(SnapshotConformance, AFieldThatIsEmptyDiffersFromOneThatIsAbsent) {
  UploadAndKeep(10 * kDay, {Row("a", "")});
  SnapshotRow row = Row("a", "");
  row.fields.clear();
  EXPECT_THAT(Changes(Upload(20 * kDay, {row})), SizeIs(1));
}

TEST_P(SnapshotConformance, TheOrderOfFieldsIsNoChange) {
  SnapshotRow row{"a", "", "", {{"x", "1"}, {"y", "2"}}};
  UploadAndKeep(10 * kDay, {row});
  std::swap(row.fields[0], row.fields[1]);
  EXPECT_THAT(Changes(Upload(20 * kDay, {row})), IsEmpty());
}

TEST_P(SnapshotConformance, AreComparedWithTheKeptOneOnly) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer")});
  Upload(20 * kDay, {Row("a", "user")});
  const auto upload = snapshots().Begin(kRoles, 30 * kDay);
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_EQ(upload->compared_with, 10 * kDay);
}

TEST_P(SnapshotConformance, TheSameUploadAgainHasTheSameChangesAgain) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer"), Row("b", "user")});
  const Rows next = {Row("a", "owner")};
  const auto first = Changes(Upload(20 * kDay, next));
  ASSERT_THAT(first, SizeIs(2));
  // The client died before it kept it.
  const std::uint64_t again = Upload(20 * kDay, next);
  EXPECT_EQ(Changes(again), first);
  Keep(again);
  EXPECT_EQ(Changes(again), first);
  // The client died after it kept it.
  const std::uint64_t once_more = Upload(20 * kDay, next);
  EXPECT_EQ(Changes(once_more), first);
  Keep(once_more);
  EXPECT_EQ(Changes(once_more), first);
}

TEST_P(SnapshotConformance, AreStillThereAfterARestart) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer")});
  const std::uint64_t upload = Upload(20 * kDay, {Row("a", "owner")});
  Reopen();
  EXPECT_THAT(Changes(upload), SizeIs(1));
  Keep(upload);
  Reopen();
  EXPECT_THAT(Changes(upload), SizeIs(1));
}

TEST_P(SnapshotConformance, AnOlderExportThanTheKeptOneIsRefused) {
  UploadAndKeep(20 * kDay, {Row("a", "buyer")});
  const auto upload = snapshots().Begin(kRoles, 10 * kDay);
  EXPECT_TRUE(absl::IsFailedPrecondition(upload.status())) << upload.status();
  EXPECT_THAT(std::string(upload.status().message()),
              testing::AllOf(testing::HasSubstr("1970-01-11"), testing::HasSubstr("1970-01-21")));
}

TEST_P(SnapshotConformance, AnUploadThatALaterOneOvertookIsNotKept) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer")});
  const std::uint64_t slow = Upload(20 * kDay, {Row("a", "owner")});
  const std::uint64_t fast = Upload(30 * kDay, {Row("a", "user")});
  Keep(fast);
  EXPECT_TRUE(absl::IsAborted(snapshots().Keep("w", slow).status()));
  EXPECT_TRUE(absl::IsAborted(snapshots().Put("w", slow, {Row("b", "x")}).status()));
  EXPECT_TRUE(absl::IsAborted(snapshots().Changes("w", slow, "", 10).status()));
}

TEST_P(SnapshotConformance, KeepingTwiceIsKeepingOnce) {
  const std::uint64_t upload = Upload(10 * kDay, {Row("a", "buyer")});
  Keep(upload);
  Keep(upload);
  const auto kept = snapshots().List("w", {}, 10);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_THAT(*kept, ElementsAre(KeptSnapshot{kRoles.source, kRoles.object, 10 * kDay, 1}));
}

TEST_P(SnapshotConformance, TakeNoRowsOnceKept) {
  const std::uint64_t upload = Upload(10 * kDay, {Row("a", "buyer")});
  Keep(upload);
  EXPECT_TRUE(absl::IsFailedPrecondition(snapshots().Put("w", upload, {Row("b", "x")}).status()));
}

TEST_P(SnapshotConformance, ARowPutAgainIsReplacedAndCountedOnce) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer")});
  const std::uint64_t upload = Upload(20 * kDay, {Row("a", "owner")});
  const auto rows = snapshots().Put("w", upload, {Row("a", "buyer")});
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(*rows, 1u);
  EXPECT_THAT(Changes(upload), IsEmpty());
}

TEST_P(SnapshotConformance, BelongToTheirWorkspaceSourceAndObject) {
  UploadAndKeep(10 * kDay, {Row("a", "buyer")});
  for (const SnapshotObject& other : {SnapshotObject{"w2", kRoles.source, kRoles.object},
                                      SnapshotObject{"w", "hubspot", kRoles.object},
                                      SnapshotObject{"w", kRoles.source, "Deal"}}) {
    const auto upload = snapshots().Begin(other, 5 * kDay);
    ASSERT_TRUE(upload.ok()) << upload.status();
    EXPECT_EQ(upload->compared_with, kNoTime);
  }
  const std::uint64_t upload = Upload(20 * kDay, {});
  EXPECT_TRUE(absl::IsAborted(snapshots().Keep("w2", upload).status()));
}

TEST_P(SnapshotConformance, ListTheirChangesInPages) {
  Rows before, after;
  for (int i = 0; i < 50; ++i) {
    before.push_back(Row(absl::StrCat("k", i), "x"));
    if (i % 3 != 0) after.push_back(Row(absl::StrCat("k", i), i % 2 == 0 ? "x" : "y"));
  }
  UploadAndKeep(10 * kDay, before);
  const std::uint64_t upload = Upload(20 * kDay, after);
  const auto all = Changes(upload);
  ASSERT_THAT(all, SizeIs(17 + 17));
  EXPECT_EQ(Changes(upload, 7), all);
}

TEST_P(SnapshotConformance, APageOfLargeRowsIsShort) {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back({absl::StrCat("k", i), "", "", {{"text", std::string(60'000, 'x')}}});
  }
  UploadAndKeep(10 * kDay, {});
  const std::uint64_t upload = Upload(20 * kDay, rows);
  const auto page = snapshots().Changes("w", upload, "", 1'000);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_LT(page->changes.size(), rows.size());
  EXPECT_TRUE(page->more);
  EXPECT_THAT(Changes(upload), SizeIs(200));
}

TEST_P(SnapshotConformance, ADeletedOneIsForgotten) {
  UploadAndKeep(20 * kDay, {Row("a", "buyer")});
  ASSERT_TRUE(snapshots().Delete(kRoles).ok());
  EXPECT_TRUE(absl::IsNotFound(snapshots().Delete(kRoles)));
  const auto upload = snapshots().Begin(kRoles, 10 * kDay);
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_EQ(upload->compared_with, kNoTime);
}

TEST_P(SnapshotConformance, AreListedInPages) {
  for (const char* object : {"C", "A", "B"}) {
    Keep(Upload(10 * kDay, {}, {"w", "crm", object}));
  }
  const auto first = snapshots().List("w", {}, 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(*first, SizeIs(2));
  EXPECT_EQ(first->at(1).object, "B");
  const auto second = snapshots().List("w", {"crm", "B"}, 2);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_THAT(*second, SizeIs(1));
  EXPECT_EQ(second->at(0).object, "C");
}

TEST_P(SnapshotConformance, NoMoreObjectsThanTheLimit) {
  for (std::size_t i = 0; i < limits::kMaxSnapshots; ++i) {
    ASSERT_TRUE(snapshots().Begin({"w", "crm", absl::StrCat("o", i)}, kDay).ok());
  }
  EXPECT_TRUE(absl::IsResourceExhausted(snapshots().Begin({"w", "crm", "more"}, kDay).status()));
  EXPECT_TRUE(snapshots().Begin({"w", "crm", "o0"}, kDay).ok());
}

TEST_P(SnapshotConformance, AnUploadNobodyKeptIsDroppedAfterADay) {
  const std::uint64_t upload = Upload(10 * kDay, {Row("a", "buyer")});
  clock_.Advance(2 * kDay);
  ASSERT_TRUE(snapshots().Begin({"w", "crm", "Other"}, kDay).ok());
  EXPECT_TRUE(absl::IsAborted(snapshots().Keep("w", upload).status()));
}

}  // namespace
}  // namespace parallax
