#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "absl/synchronization/notification.h"
#include "tests/conformance/store_conformance.h"

namespace parallax {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Ids(const absl::StatusOr<std::vector<AccountSummary>>& accounts) {
  EXPECT_TRUE(accounts.ok()) << accounts.status();
  std::vector<std::string> ids;
  if (accounts.ok()) {
    for (const AccountSummary& account : *accounts) ids.push_back(account.facts.account);
  }
  return ids;
}

TEST_P(StoreConformance, AnAccountNeverHeardOfIsNotFound) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), AppendOutcome::kAccepted);
  EXPECT_TRUE(absl::IsNotFound(store_->ReadAccount("w", "globex").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->GetAccount("w", "globex").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->AccountRevision("w", "globex").status()));
}

TEST_P(StoreConformance, AnAccountOfAnotherWorkspaceIsNotFound) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), AppendOutcome::kAccepted);
  EXPECT_TRUE(absl::IsNotFound(store_->ReadAccount("w2", "acme").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->GetAccount("w2", "acme").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->AccountRevision("w2", "acme").status()));
  EXPECT_THAT(Ids(store_->ListAccounts("w2", "", 10)), IsEmpty());
  EXPECT_EQ(store_->Revision("w2"), 0u);
}

TEST_P(StoreConformance, ASignalCreatesItsAccountImplicitly) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), AppendOutcome::kAccepted);
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  AccountFacts expected;
  expected.account = "acme";
  expected.implicit = true;
  EXPECT_EQ(summary->facts, expected);
}

TEST_P(StoreConformance, SayingSomethingOfAnAccountEndsItsBeingImplicit) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), AppendOutcome::kAccepted);
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_FALSE(summary->facts.implicit);
  EXPECT_EQ(summary->facts.display_name, "Acme");
}

TEST_P(StoreConformance, SummarizesTheSignalsOfAnAccount) {
  Signal late = MakeSignal("acme", "1");
  late.occurred_at = 500 * kDay;
  Signal early = MakeSignal("acme", "2");
  early.occurred_at = 400 * kDay;
  ASSERT_TRUE(Append({late, early, late}).ok());
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->signals, 2u);
  EXPECT_EQ(summary->last_occurred_at, 500 * kDay);
}

TEST_P(StoreConformance, SummarizesAnAccountWithoutSignals) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->signals, 0u);
  EXPECT_EQ(summary->last_occurred_at, kNoTime);
}

TEST_P(StoreConformance, SummarizesWithTheVersionInForce) {
  AccountFacts past = MakeAccount("acme", "Before");
  past.valid_from = clock_.Now() - 10 * kDay;
  AccountFacts future = MakeAccount("acme", "After");
  future.valid_from = clock_.Now() + 10 * kDay;
  ASSERT_TRUE(store_->PutFacts("w", {past}).ok());
  ASSERT_TRUE(store_->PutFacts("w", {future}).ok());
  EXPECT_EQ(store_->GetAccount("w", "acme")->facts.display_name, "Before");
  clock_.Advance(11 * kDay);
  EXPECT_EQ(store_->GetAccount("w", "acme")->facts.display_name, "After");
}

TEST_P(StoreConformance, ALaterStatementAboutTheSameDayIsInForce) {
  for (const char* name : {"First", "Second"}) {
    AccountFacts facts = MakeAccount("acme", name);
    facts.valid_from = 10 * kDay;
    ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  }
  EXPECT_EQ(store_->GetAccount("w", "acme")->facts.display_name, "Second");
}

TEST_P(StoreConformance, ReadsSignalsWithWhenTheyWereRecorded) {
  const Time written = clock_.Now();
  const auto result = Append({MakeSignal("acme", "1"), MakeSignal("acme", "2")});
  ASSERT_TRUE(result.ok()) << result.status();
  const auto record = store_->ReadAccount("w", "acme");
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->account, "acme");
  EXPECT_EQ(record->revision, result->revision);
  ASSERT_THAT(record->signals, SizeIs(2));
  for (const StoredSignal& stored : record->signals) {
    EXPECT_EQ(stored.recorded_at, written);
    EXPECT_GT(stored.revision, 0u);
    EXPECT_LE(stored.revision, result->revision);
  }
}

TEST_P(StoreConformance, ListsAccountsByIdBytewise) {
  std::vector<Signal> signals;
  for (const char* id : {"b", "B", "a", "ab", "_"}) signals.push_back(MakeSignal(id, "1"));
  ASSERT_TRUE(Append(signals).ok());
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("aa", "stated only")}).ok());
  EXPECT_THAT(Ids(store_->ListAccounts("w", "", 10)), ElementsAre("B", "_", "a", "aa", "ab", "b"));
}

TEST_P(StoreConformance, ListsAccountsPageByPage) {
  std::vector<Signal> signals;
  for (const char* id : {"a", "b", "c", "d", "e"}) signals.push_back(MakeSignal(id, "1"));
  ASSERT_TRUE(Append(signals).ok());
  EXPECT_THAT(Ids(store_->ListAccounts("w", "", 2)), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(store_->ListAccounts("w", "b", 2)), ElementsAre("c", "d"));
  EXPECT_THAT(Ids(store_->ListAccounts("w", "d", 2)), ElementsAre("e"));
  EXPECT_THAT(Ids(store_->ListAccounts("w", "e", 2)), IsEmpty());
  EXPECT_THAT(Ids(store_->ListAccounts("w", "bb", 1)), ElementsAre("c"));
}

TEST_P(StoreConformance, ListsWhatGetAccountGives) {
  ASSERT_TRUE(Append({MakeSignal("acme", "1"), MakeSignal("acme", "2")}).ok());
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const auto listed = store_->ListAccounts("w", "", 10);
  const auto got = store_->GetAccount("w", "acme");
  ASSERT_TRUE(listed.ok() && got.ok());
  ASSERT_THAT(*listed, SizeIs(1));
  EXPECT_EQ(listed->front().facts, got->facts);
  EXPECT_EQ(listed->front().signals, got->signals);
  EXPECT_EQ(listed->front().last_occurred_at, got->last_occurred_at);
  EXPECT_EQ(listed->front().etag, got->etag);
}

TEST_P(StoreConformance, StatusCountsWhatIsStored) {
  ASSERT_TRUE(Append({MakeSignal("a", "1"), MakeSignal("b", "1"), MakeSignal("b", "1")}).ok());
  ASSERT_TRUE(Append({MakeSignal("a", "1")}, "w2").ok());
  const StoreStatus status = store_->Status();
  EXPECT_EQ(status.signals, 3u);
  EXPECT_EQ(*status.accounts, 3u);
  EXPECT_EQ(status.queued_signals, 0u);
  EXPECT_EQ(status.revision, std::max(store_->Revision("w"), store_->Revision("w2")));
  EXPECT_GT(status.bytes, 0u);
  EXPECT_GT(status.schema_version, 0);
  EXPECT_FALSE(status.kind.empty());
}

TEST_P(StoreConformance, ARestartKeepsEverything) {
  ASSERT_TRUE(Append({MakeSignal("acme", "1", "a"), MakeSignal("globex", "1")}).ok());
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const std::uint64_t revision = store_->Revision("w");
  const std::uint64_t account_revision = store_->AccountRevision("w", "globex").value();
  const std::string etag = store_->GetAccount("w", "acme")->etag;
  Reopen();
  if (IsSkipped()) return;
  EXPECT_EQ(store_->Revision("w"), revision);
  EXPECT_EQ(store_->AccountRevision("w", "globex").value(), account_revision);
  EXPECT_THAT(Stored("acme"), ElementsAre(MakeSignal("acme", "1", "a")));
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->facts.display_name, "Acme");
  EXPECT_EQ(summary->etag, etag);
  EXPECT_EQ(store_->Status().signals, 2u);
}

TEST_P(StoreConformance, ARestartKeepsRefusingDuplicates) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1", "a")), AppendOutcome::kAccepted);
  Reopen();
  if (IsSkipped()) return;
  EXPECT_EQ(AppendOne(MakeSignal("acme", "1", "a")), AppendOutcome::kDuplicate);
  EXPECT_EQ(AppendOne(MakeSignal("acme", "1", "b")), AppendOutcome::kAlreadyExists);
}

TEST_P(StoreConformance, RevisionsGoOnAfterARestart) {
  const auto before = Append({MakeSignal("acme", "1")});
  Reopen();
  if (IsSkipped()) return;
  const auto after = Append({MakeSignal("acme", "2")});
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_GT(after->revision, before->revision);
  EXPECT_EQ(store_->GetAccount("w", "acme")->signals, 2u);
}

// Writers that overlap in keys, and readers that check what they see, all at once.
TEST_P(StoreConformance, OneOfManyConcurrentWritersOfAKeyIsAccepted) {
  constexpr int kWriters = 4;
  constexpr int kSignals = 200;
  std::atomic<int> accepted = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kSignals; ++i) {
        const auto result = Append({MakeSignal("acme", std::to_string((i + w * 50) % kSignals))});
        accepted += result.ok() && result->outcomes[0] == AppendOutcome::kAccepted;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(accepted.load(), kSignals);
  EXPECT_THAT(Stored("acme"), SizeIs(kSignals));
}

TEST_P(StoreConformance, AReaderOfARevisionSeesEverythingUpToIt) {
  constexpr int kSignals = 400;
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (!stop) {
      const std::uint64_t floor = store_->AccountRevision("w", "acme").value_or(0);
      const auto record = store_->ReadAccount("w", "acme");
      if (floor == 0) continue;
      std::uint64_t greatest = 0;
      bool whole = record.ok() && record->revision >= floor;
      if (record.ok()) {
        // The only writer stores the ids 0, 1, 2, ..., so a whole record has no gap.
        whole = whole && record->signals.size() + record->facts.size() > 0;
        std::map<std::uint64_t, int> ids;
        for (const StoredSignal& stored : record->signals) {
          greatest = std::max(greatest, stored.revision);
          ++ids[std::stoull(stored.signal.source_event_id)];
        }
        whole = whole && ids.size() == record->signals.size();
        whole = whole && (ids.empty() || ids.rbegin()->first + 1 == ids.size());
        whole = whole && greatest == record->revision;
      }
      torn += !whole;
    }
  });
  for (int i = 0; i < kSignals; ++i) {
    ASSERT_EQ(AppendOne(MakeSignal("acme", std::to_string(i))), AppendOutcome::kAccepted);
  }
  stop = true;
  reader.join();
  EXPECT_EQ(torn.load(), 0);
}

TEST_P(StoreConformance, ManySignalsOfManyAccountsAreAllThere) {
  constexpr int kAccounts = 40;
  constexpr int kRounds = 60;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Signal> batch;
    for (int a = 0; a < kAccounts; ++a) {
      batch.push_back(MakeSignal("account-" + std::to_string(a), std::to_string(round)));
    }
    ASSERT_TRUE(Append(batch).ok());
  }
  for (int a = 0; a < kAccounts; ++a) {
    EXPECT_THAT(Stored("account-" + std::to_string(a)), SizeIs(kRounds));
  }
  EXPECT_EQ(store_->Status().signals, static_cast<std::uint64_t>(kAccounts * kRounds));
}

}  // namespace
}  // namespace parallax
