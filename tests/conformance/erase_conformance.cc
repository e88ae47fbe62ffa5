#include "tests/conformance/erase_conformance.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace parallax {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A meeting of `people`; the first one called it.
Signal Meeting(std::string_view id, std::vector<std::string> people, std::string_view note = "") {
  Signal signal = MakeSignal("acme", id, note);
  signal.stakeholder = people.front();
  signal.participants = std::move(people);
  return signal;
}

StakeholderFacts Person(std::string_view id) {
  StakeholderFacts facts;
  facts.account = "acme";
  facts.stakeholder = id;
  facts.role = "cfo";
  return facts;
}

std::vector<std::string> Ids(const std::vector<Signal>& signals) {
  std::vector<std::string> ids;
  for (const Signal& signal : signals) ids.push_back(signal.source_event_id);
  return ids;
}

TEST_P(EraseConformance, TakesThePersonsSignalsAndFacts) {
  ASSERT_TRUE(
      Append({Meeting("1", {"ann"}), Meeting("2", {"bob"}), Meeting("3", {"ann", "bob"})}).ok());
  ASSERT_TRUE(store_->PutFacts("w", {Person("ann"), Person("bob")}).ok());
  const ErasureResult result = Erase("acme", "ann");
  EXPECT_EQ(result.signals_removed, 2u);
  EXPECT_EQ(result.facts_removed, 1u);
  EXPECT_THAT(Ids(Stored("acme")), ElementsAre("2"));
  const auto record = store_->ReadAccount("w", "acme");
  ASSERT_TRUE(record.ok()) << record.status();
  ASSERT_THAT(record->facts, SizeIs(1));
  EXPECT_EQ(std::get<StakeholderFacts>(record->facts[0].facts).stakeholder, "bob");
}

TEST_P(EraseConformance, KeepsWhatOthersDidWithoutThePerson) {
  Signal meeting = Meeting("1", {"bob", "ann"}, "Ann was late");
  meeting.attributes.emplace_back("topic", "budget");
  ASSERT_TRUE(Append({meeting}).ok());
  EXPECT_EQ(Erase("acme", "ann").signals_changed, 1u);
  meeting.participants = {"bob"};
  meeting.attributes.erase(meeting.attributes.begin());
  EXPECT_THAT(Stored("acme"), ElementsAre(meeting));
}

TEST_P(EraseConformance, KeepsWhatSomebodyElseDidWithThePersonAlone) {
  Signal meeting = Meeting("1", {"bob"});
  meeting.participants = {"ann"};  // normalized: the one who acted is not named twice
  ASSERT_TRUE(Append({meeting}).ok());
  EXPECT_EQ(Erase("acme", "ann").signals_changed, 1u);
  meeting.participants.clear();
  EXPECT_THAT(Stored("acme"), ElementsAre(meeting));
}

TEST_P(EraseConformance, TheSameSignalsAgainAreDuplicates) {
  const std::vector<Signal> signals = {Meeting("1", {"ann"}), Meeting("2", {"bob", "ann"}, "text"),
                                       Meeting("3", {"bob"})};
  ASSERT_TRUE(Append(signals).ok());
  Erase("acme", "ann");
  const std::vector<Signal> left = Stored("acme");
  const auto again = Append(signals);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->outcomes, testing::Each(AppendOutcome::kDuplicate));
  EXPECT_EQ(Stored("acme"), left);
}

TEST_P(EraseConformance, ANewSignalOfThePersonIsNotStored) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"})}).ok());
  Erase("acme", "ann");
  EXPECT_EQ(AppendOne(Meeting("new", {"ann"})), AppendOutcome::kDuplicate);
  EXPECT_EQ(AppendOne(Meeting("both", {"bob", "ann"})), AppendOutcome::kAccepted);
  const std::vector<Signal> stored = Stored("acme");
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_THAT(stored[0].participants, ElementsAre("bob"));
}

TEST_P(EraseConformance, FactsOfThePersonAreRefused) {
  ASSERT_TRUE(store_->PutFacts("w", {Person("ann")}).ok());
  Erase("acme", "ann");
  const auto again = store_->PutFacts("w", {Person("bob"), Person("ann")});
  EXPECT_TRUE(absl::IsFailedPrecondition(again.status())) << again.status();
  const auto record = store_->ReadAccount("w", "acme");
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_THAT(record->facts, IsEmpty());
}

TEST_P(EraseConformance, WhatThePersonReplacedDoesNotComeBack) {
  Signal corrected = Meeting("2", {"ann"});
  corrected.supersedes = "1";
  ASSERT_TRUE(Append({Meeting("1", {"bob"}), corrected}).ok());
  Erase("acme", "ann");
  EXPECT_THAT(Stored("acme"), IsEmpty());
  EXPECT_EQ(AppendOne(Meeting("1", {"bob"})), AppendOutcome::kDuplicate);
}

TEST_P(EraseConformance, WhatReplacedThePersonStays) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"})}).ok());
  Signal corrected = Meeting("1", {"bob"});
  corrected.supersedes = "1";
  ASSERT_EQ(AppendOne(corrected), AppendOutcome::kSuperseded);
  Erase("acme", "ann");
  EXPECT_THAT(Stored("acme"), ElementsAre(corrected));
  EXPECT_EQ(AppendOne(Meeting("1", {"ann"})), AppendOutcome::kDuplicate);
  EXPECT_EQ(AppendOne(corrected), AppendOutcome::kDuplicate);
}

TEST_P(EraseConformance, TheSamePersonOfAnotherAccountStays) {
  Signal other = Meeting("1", {"ann"});
  other.account = "globex";
  ASSERT_TRUE(Append({Meeting("1", {"ann"}), other}).ok());
  Erase("acme", "ann");
  EXPECT_THAT(Stored("globex"), ElementsAre(other));
}

TEST_P(EraseConformance, CountsWhatIsLeft) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"}), Meeting("2", {"bob"})}).ok());
  const ErasureResult result = Erase("acme", "ann");
  EXPECT_EQ(store_->Revision("w"), result.revision);
  EXPECT_EQ(store_->Status().signals, 1u);
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->signals, 1u);
  EXPECT_GE(store_->AccountRevision("w", "acme").value(), result.revision);
}

TEST_P(EraseConformance, SomebodyNobodyHeardOfIsNotFound) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"})}).ok());
  EXPECT_TRUE(absl::IsNotFound(store_->Erase("w", "acme", "bob").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->Erase("w", "globex", "ann").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->Erase("w", "globex", "").status()));
  EXPECT_EQ(AppendOne(Meeting("2", {"bob"})), AppendOutcome::kAccepted);
}

TEST_P(EraseConformance, ErasingAgainDoesNoHarm) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"}), Meeting("2", {"bob"})}).ok());
  Erase("acme", "ann");
  EXPECT_TRUE(Erase("acme", "ann").Empty());
  Erase("acme", "");
  EXPECT_TRUE(Erase("acme", "").Empty());
  EXPECT_TRUE(Erase("acme", "ann").Empty());
}

TEST_P(EraseConformance, AnErasedAccountIsGone) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"})}).ok());
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme"), Person("ann")}).ok());
  const ErasureResult result = Erase("acme", "");
  EXPECT_EQ(result.signals_removed, 1u);
  EXPECT_EQ(result.facts_removed, 2u);
  EXPECT_TRUE(absl::IsNotFound(store_->ReadAccount("w", "acme").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->GetAccount("w", "acme").status()));
  const auto list = store_->ListAccounts("w", "", 10);
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_THAT(*list, IsEmpty());
}

TEST_P(EraseConformance, AnErasedAccountDoesNotComeBack) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"})}).ok());
  Erase("acme", "");
  EXPECT_EQ(AppendOne(Meeting("1", {"ann"})), AppendOutcome::kDuplicate);
  EXPECT_EQ(AppendOne(Meeting("2", {"bob"})), AppendOutcome::kDuplicate);
  EXPECT_TRUE(
      absl::IsFailedPrecondition(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).status()));
  EXPECT_TRUE(absl::IsNotFound(store_->ReadAccount("w", "acme").status()));
}

TEST_P(EraseConformance, ARestartRemembersWhoWasErased) {
  ASSERT_TRUE(Append({Meeting("1", {"ann"}), Meeting("2", {"bob"})}).ok());
  Erase("acme", "ann");
  Reopen();
  EXPECT_THAT(Ids(Stored("acme")), ElementsAre("2"));
  EXPECT_EQ(AppendOne(Meeting("1", {"ann"})), AppendOutcome::kDuplicate);
  Erase("acme", "");
  Reopen();
  EXPECT_EQ(AppendOne(Meeting("2", {"bob"})), AppendOutcome::kDuplicate);
}

TEST_P(EraseConformance, RowsOfSnapshotsGoAndDoNotComeBack) {
  SnapshotStore& snapshots = store_->snapshots();
  const std::vector<SnapshotRow> rows = {{"r1", "acme", "ann", {{"role", "buyer"}}},
                                         {"r2", "acme", "bob", {{"role", "user"}}},
                                         {"r3", "acme", "", {{"owner", "ann"}}},
                                         {"r4", "globex", "ann", {{"role", "user"}}}};
  const auto upload = [&](Time at) {
    const auto begun = snapshots.Begin({"w", "crm", "Roles"}, at);
    EXPECT_TRUE(begun.ok()) << begun.status();
    EXPECT_TRUE(snapshots.Put("w", begun->id, rows).ok());
    return begun->id;
  };
  ASSERT_TRUE(snapshots.Keep("w", upload(kDay)).ok());
  ASSERT_TRUE(Append({Meeting("1", {"ann"})}).ok());
  EXPECT_EQ(Erase("acme", "ann").snapshot_rows_removed, 2u);
  const std::uint64_t again = upload(2 * kDay);
  const auto changes = snapshots.Changes("w", again, "", 10);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_THAT(changes->changes, IsEmpty());
  const auto kept = snapshots.Keep("w", again);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->rows, 2u);
}

TEST_P(EraseConformance, ManySignalsInEveryPlaceAreFound) {
  std::vector<Signal> all;
  for (int i = 0; i < 300; ++i) {
    all.push_back(Meeting(std::to_string(i), {i % 3 == 0 ? "ann" : "bob"}));
    ASSERT_TRUE(Append({all.back()}).ok());
  }
  EXPECT_EQ(Erase("acme", "ann").signals_removed, 100u);
  EXPECT_THAT(Stored("acme"), SizeIs(200));
  const auto again = Append(all);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->outcomes, testing::Each(AppendOutcome::kDuplicate));
}

}  // namespace
}  // namespace parallax
