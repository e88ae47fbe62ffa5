#include <gmock/gmock.h>

#include <variant>

#include "tests/conformance/store_conformance.h"

namespace parallax {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

StakeholderFacts MakeStakeholder(std::string_view account, std::string_view id,
                                 std::string_view role) {
  StakeholderFacts facts;
  facts.account = account;
  facts.stakeholder = id;
  facts.role = role;
  return facts;
}

DecisionFacts MakeDecision(std::string_view account, std::string_view id, DecisionType type) {
  DecisionFacts facts;
  facts.account = account;
  facts.decision = id;
  facts.type = type;
  return facts;
}

class FactsReader {
 public:
  FactsReader(Store& store, std::string_view account) {
    auto record = store.ReadAccount("w", account);
    EXPECT_TRUE(record.ok()) << record.status();
    if (record.ok()) record_ = *std::move(record);
  }
  // Versions of one kind, by revision.
  template <typename T>
  std::vector<T> Of() const {
    std::vector<std::pair<std::uint64_t, T>> found;
    for (const StoredFacts& stored : record_.facts) {
      if (const T* facts = std::get_if<T>(&stored.facts)) {
        found.emplace_back(stored.revision, *facts);
      }
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<T> facts;
    for (auto& [revision, version] : found) facts.push_back(version);
    return facts;
  }
  const AccountRecord& record() const { return record_; }

 private:
  AccountRecord record_;
};

TEST_P(StoreConformance, GivesBackEveryFieldOfFacts) {
  AccountFacts account = MakeAccount("acme", "Acme Ltd");
  account.archetype = Archetype::kApi;
  account.default_lens = "saas";
  account.contract_start = 100 * kDay;
  account.contract_end = 465 * kDay;
  account.contract_value = Money{"USD", 1'000, 0};
  account.labels = {{"paying", "yes"}, {"segment", "smb"}};
  account.valid_from = 10 * kDay;
  account.available_at = 11 * kDay;
  DecisionFacts decision = MakeDecision("acme", "renewal", DecisionType::kRenewal);
  decision.opened_at = 5 * kDay;
  decision.closed_at = 6 * kDay;
  decision.outcome = Outcome::kWon;
  decision.amount = Money{"USD", 10, 0};
  decision.valid_from = 12 * kDay;
  decision.available_at = 13 * kDay;
  StakeholderFacts person = MakeStakeholder("acme", "ann", "cfo");
  person.role_family = "finance";
  person.org_unit = "hq";
  person.power = Power::kVeto;
  person.champion = true;
  person.joined_at = 1 * kDay;
  person.left_at = 2 * kDay;
  person.decisions = {"renewal"};
  person.valid_from = 14 * kDay;
  person.available_at = 15 * kDay;
  ASSERT_TRUE(store_->PutFacts("w", {account, decision, person}).ok());
  const FactsReader facts(*store_, "acme");
  EXPECT_THAT(facts.Of<AccountFacts>(), ElementsAre(account));
  EXPECT_THAT(facts.Of<DecisionFacts>(), ElementsAre(decision));
  EXPECT_THAT(facts.Of<StakeholderFacts>(), ElementsAre(person));
}

TEST_P(StoreConformance, KeepsEveryVersionOfFacts) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "cfo")}).ok());
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "ceo")}).ok());
  const auto versions = FactsReader(*store_, "acme").Of<StakeholderFacts>();
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0].role, "cfo");
  EXPECT_EQ(versions[1].role, "ceo");
}

TEST_P(StoreConformance, AVersionEqualToTheLatestStoresNothing) {
  const auto first = store_->PutFacts("w", {MakeAccount("acme", "Acme")});
  clock_.Advance(kDay);
  const auto again = store_->PutFacts("w", {MakeAccount("acme", "Acme")});
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(*again, *first);
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(1));
}

TEST_P(StoreConformance, ARetryOfALaterVersionStoresNothing) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  clock_.Advance(kDay);
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}).ok());
  clock_.Advance(kDay);
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}).ok());
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(2));
}

TEST_P(StoreConformance, ARetryWithATimeAheadOfTheClockStoresNothing) {
  AccountFacts facts = MakeAccount("acme", "Acme");
  facts.available_at = clock_.Now() + 5 * kDay;
  ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  clock_.Advance(kDay);
  ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(1));
}

TEST_P(StoreConformance, AVersionThatReturnsToAnEarlierOneIsStored) {
  for (const char* name : {"Acme", "Globex", "Acme"}) {
    ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", name)}).ok());
  }
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(3));
}

TEST_P(StoreConformance, AVersionFromAnotherDayIsStored) {
  AccountFacts facts = MakeAccount("acme", "Acme");
  facts.valid_from = 10 * kDay;
  ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  facts.valid_from = 20 * kDay;
  ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(2));
}

TEST_P(StoreConformance, TheFirstVersionHoldsFromTheBeginning) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "cfo")}).ok());
  const auto versions = FactsReader(*store_, "acme").Of<StakeholderFacts>();
  ASSERT_THAT(versions, SizeIs(1));
  EXPECT_EQ(versions[0].valid_from, kNoTime);
}

TEST_P(StoreConformance, ALaterVersionHoldsFromItsWrite) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "cfo")}).ok());
  clock_.Advance(3 * kDay);
  const Time written = clock_.Now();
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "ceo")}).ok());
  const auto versions = FactsReader(*store_, "acme").Of<StakeholderFacts>();
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[1].valid_from, written);
}

TEST_P(StoreConformance, TheFirstVersionOfEachObjectHoldsFromTheBeginning) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "cfo")}).ok());
  clock_.Advance(kDay);
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "bea", "cfo")}).ok());
  for (const auto& version : FactsReader(*store_, "acme").Of<StakeholderFacts>()) {
    EXPECT_EQ(version.valid_from, kNoTime) << version.stakeholder;
  }
}

TEST_P(StoreConformance, AFirstVersionWithoutATimeIsKnownFromTheBeginning) {
  const Time written = clock_.Now();
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const FactsReader facts(*store_, "acme");
  ASSERT_THAT(facts.record().facts, SizeIs(1));
  EXPECT_EQ(facts.record().facts[0].recorded_at, written);
  EXPECT_EQ(facts.Of<AccountFacts>()[0].available_at, kNoTime);
}

TEST_P(StoreConformance, AnEditWithoutATimeIsKnownFromItsWrite) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  clock_.Advance(kDay);
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Globex")}).ok());
  EXPECT_EQ(FactsReader(*store_, "acme").Of<AccountFacts>()[1].available_at, clock_.Now());
}

TEST_P(StoreConformance, AFirstVersionThatSaysFromWhenItHoldsIsKnownFromItsWrite) {
  AccountFacts facts = MakeAccount("acme", "Acme");
  facts.valid_from = 10 * kDay;
  ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  EXPECT_EQ(FactsReader(*store_, "acme").Of<AccountFacts>()[0].available_at, clock_.Now());
}

TEST_P(StoreConformance, ARetryOfAnEarlierVersionThatSaysFromWhenItHoldsStoresNothing) {
  AccountFacts first = MakeAccount("acme", "Acme"), second = MakeAccount("acme", "Globex");
  first.valid_from = 10 * kDay;
  second.valid_from = 20 * kDay;
  for (int round = 0; round < 2; ++round) ASSERT_TRUE(store_->PutFacts("w", {first, second}).ok());
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(2));
}

TEST_P(StoreConformance, FactsAreKnownAtTheLatestWhenTheyAreRecorded) {
  AccountFacts facts = MakeAccount("acme", "Acme");
  facts.available_at = clock_.Now() + kDay;
  ASSERT_TRUE(store_->PutFacts("w", {facts}).ok());
  EXPECT_EQ(FactsReader(*store_, "acme").Of<AccountFacts>()[0].available_at, clock_.Now());
}

TEST_P(StoreConformance, FactsTakeARevisionOfTheirWorkspace) {
  const auto appended = Append({MakeSignal("acme", "1")});
  const auto revision = store_->PutFacts("w", {MakeDecision("acme", "d", DecisionType::kNew)});
  ASSERT_TRUE(appended.ok() && revision.ok());
  EXPECT_GT(*revision, appended->revision);
  EXPECT_EQ(store_->Revision("w"), *revision);
  EXPECT_EQ(store_->AccountRevision("w", "acme").value(), *revision);
}

TEST_P(StoreConformance, FactsOfManyAccountsGoInOneWrite) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("a", "A"), MakeAccount("b", "B")}).ok());
  EXPECT_THAT(FactsReader(*store_, "a").Of<AccountFacts>(), SizeIs(1));
  EXPECT_THAT(FactsReader(*store_, "b").Of<AccountFacts>(), SizeIs(1));
}

TEST_P(StoreConformance, FactsOfAPersonMakeTheAccountKnownButImplicit) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeStakeholder("acme", "ann", "cfo")}).ok());
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_TRUE(summary->facts.implicit);
}

TEST_P(StoreConformance, WritesFactsWhenTheEtagIsTheLatest) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}, summary->etag).ok());
}

TEST_P(StoreConformance, RefusesFactsWhoseEtagIsStale) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}).ok());
  const auto stale = store_->PutFacts("w", {MakeAccount("acme", "Other")}, summary->etag);
  EXPECT_TRUE(absl::IsAborted(stale.status())) << stale.status();
  EXPECT_THAT(FactsReader(*store_, "acme").Of<AccountFacts>(), SizeIs(2));
}

TEST_P(StoreConformance, RefusesAnEtagOfAnUnknownAccount) {
  const auto refused = store_->PutFacts("w", {MakeAccount("acme", "Acme")}, "1");
  EXPECT_TRUE(absl::IsAborted(refused.status())) << refused.status();
  EXPECT_TRUE(absl::IsNotFound(store_->GetAccount("w", "acme").status()));
}

TEST_P(StoreConformance, AnImplicitAccountHasAnEtagToWriteBy) {
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), AppendOutcome::kAccepted);
  const auto summary = store_->GetAccount("w", "acme");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}, summary->etag).ok());
}

TEST_P(StoreConformance, ARefusedWriteOfFactsStoresNoneOfThem) {
  const auto refused = store_->PutFacts(
      "w", {MakeStakeholder("globex", "ann", "cfo"), MakeAccount("acme", "Acme")}, "1");
  ASSERT_TRUE(absl::IsAborted(refused.status())) << refused.status();
  EXPECT_TRUE(absl::IsNotFound(store_->ReadAccount("w", "globex").status()));
}

TEST_P(StoreConformance, ARetryWithItsOldEtagIsSafe) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const auto before = store_->GetAccount("w", "acme");
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}, before->etag).ok());
  EXPECT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}, before->etag).ok());
}

TEST_P(StoreConformance, TheEtagChangesWithEveryVersion) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const std::string first = store_->GetAccount("w", "acme")->etag;
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme Ltd")}).ok());
  EXPECT_NE(store_->GetAccount("w", "acme")->etag, first);
}

TEST_P(StoreConformance, TheEtagStaysWhenOnlySignalsAreWritten) {
  ASSERT_TRUE(store_->PutFacts("w", {MakeAccount("acme", "Acme")}).ok());
  const std::string first = store_->GetAccount("w", "acme")->etag;
  ASSERT_EQ(AppendOne(MakeSignal("acme", "1")), AppendOutcome::kAccepted);
  EXPECT_EQ(store_->GetAccount("w", "acme")->etag, first);
}

}  // namespace
}  // namespace parallax
