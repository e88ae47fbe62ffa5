#include "core/signal/journal.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "make_signals.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

using testing::At;
using ::testing::ElementsAre;
using testing::EventIds;
using ::testing::IsEmpty;
using testing::MakeSignal;
using testing::Stored;

AccountRecord MakeRecord(std::vector<StoredSignal> signals, std::vector<StoredFacts> facts = {}) {
  return {
      .account = "acme", .signals = std::move(signals), .facts = std::move(facts), .revision = 7};
}

StoredFacts Version(Facts facts, std::string_view recorded_at, std::uint64_t revision = 1) {
  return {.facts = std::move(facts), .recorded_at = At(recorded_at), .revision = revision};
}

TEST(StoredSignal, IsAvailableWhenRecordedUnlessTheSenderSaysEarlier) {
  StoredSignal stored{.signal = MakeSignal("a", "2026-01-01"), .recorded_at = At("2026-03-01")};
  EXPECT_EQ(stored.AvailableAt(), At("2026-03-01"));
  stored.signal.available_at = At("2026-02-01");
  EXPECT_EQ(stored.AvailableAt(), At("2026-02-01"));
  stored.signal.available_at = At("2026-03-02");
  EXPECT_EQ(stored.AvailableAt(), At("2026-03-01"));
}

TEST(Journal, OfAnAccountWithoutEvidenceIsEmpty) {
  const auto journal = BuildJournal(MakeRecord({}));
  EXPECT_EQ(journal->account, "acme");
  EXPECT_EQ(journal->revision, 7u);
  EXPECT_EQ(journal->size(), 0u);
  EXPECT_THAT(journal->people_begin, ElementsAre(0));
  EXPECT_THAT(journal->attr_begin, ElementsAre(0));
  EXPECT_THAT(journal->people_facts.decisions_begin, ElementsAre(0));
  EXPECT_THAT(journal->account_facts.labels_begin, ElementsAre(0));
  EXPECT_EQ(ResolveJournal(journal, At("2026-01-01")), journal);
}

TEST(Journal, OrdersByOccurrenceThenSourceThenId) {
  Signal b = MakeSignal("b", "2026-01-01"), a = MakeSignal("a", "2026-01-01");
  Signal upper = MakeSignal("Z", "2026-01-01"), other = MakeSignal("0", "2026-01-01");
  other.source = "web";
  Signal first = MakeSignal("z", "2025-12-31");
  const auto journal = BuildJournal(
      MakeRecord({Stored(b, "2026-02-01"), Stored(other, "2026-01-02"), Stored(a, "2026-03-01"),
                  Stored(upper, "2026-01-02"), Stored(first, "2026-04-01")}));
  EXPECT_THAT(EventIds(*journal), ElementsAre("z", "Z", "a", "b", "0"));
  EXPECT_EQ(journal->String(journal->source[4]), "web");
}

TEST(Journal, NamesCatalogWordsByTheirIndexAndTheRestBehindThem) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.attributes = {{"topic", std::string("rostering")}, {"type", std::string("defended")}};
  const auto journal = BuildJournal(MakeRecord({Stored(signal, "2026-01-01")}));
  const std::uint32_t words = catalog::Get().words.size();
  EXPECT_EQ(journal->kind[0],
            static_cast<std::uint32_t>(catalog::FindWord("sales.champion_action")));
  EXPECT_LT(journal->attr_string[1], words);
  EXPECT_GE(journal->attr_string[0], words);
  EXPECT_EQ(journal->String(journal->attr_string[0]), "rostering");
  EXPECT_EQ(journal->String(journal->attr_string[1]), "defended");
  EXPECT_EQ(journal->String(kNone), "");
}

TEST(Journal, RanksPeopleAndDecisionsBytewise) {
  Signal one = MakeSignal("a", "2026-01-01"), two = MakeSignal("b", "2026-01-02");
  one.stakeholder = "p-9";
  one.participants = {"p-10", "P-1"};
  one.decision = "renewal";
  two.stakeholder = "p-10";
  two.decision = "opp-2";
  const auto journal =
      BuildJournal(MakeRecord({Stored(one, "2026-01-01"), Stored(two, "2026-01-02")}));
  EXPECT_THAT(journal->persons, ElementsAre("P-1", "p-10", "p-9"));
  EXPECT_THAT(journal->decisions, ElementsAre("opp-2", "renewal"));
  EXPECT_THAT(journal->stakeholder, ElementsAre(2, 1));
  EXPECT_THAT(journal->decision, ElementsAre(1, 0));
  EXPECT_EQ(journal->FindPerson("p-9"), 2u);
  EXPECT_EQ(journal->FindPerson("p-1"), kNone);
  EXPECT_EQ(journal->FindDecision("renewal"), 1u);
  EXPECT_EQ(journal->FindDecision(""), kNone);
}

TEST(Journal, CountsEachPersonOfASignalOnceInAscendingOrder) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.stakeholder = "p-2";
  signal.participants = {"p-3", "p-1", "p-2", "p-1"};
  const auto journal = BuildJournal(MakeRecord({Stored(signal, "2026-01-01")}));
  EXPECT_THAT(journal->people, ElementsAre(0, 1, 2));
  EXPECT_THAT(journal->people_begin, ElementsAre(0, 3));
}

TEST(Journal, KeepsTypesOfAttributesAndAbsentValues) {
  Signal full = MakeSignal("a", "2026-01-01"), bare = MakeSignal("b", "2026-01-02");
  full.sentiment = -0.5;
  full.amount = Money{.currency = "USD", .units = -650, .nanos = -500000000};
  full.provenance = Provenance::kModel;
  full.attributes = {{"x.a", true}, {"x.b", 2.5}, {"x.c", std::string("word")}, {"x.d", false}};
  bare.stakeholder.clear();
  bare.attributes.clear();
  const auto journal =
      BuildJournal(MakeRecord({Stored(full, "2026-01-01"), Stored(bare, "2026-01-02")}));
  EXPECT_THAT(journal->attr_type, ElementsAre(3, 2, 1, 3));
  EXPECT_THAT(journal->attr_number, ElementsAre(1, 2.5, 0, 0));
  EXPECT_EQ(journal->attr_string[1], kNone);
  EXPECT_EQ(journal->String(journal->attr_string[2]), "word");
  EXPECT_THAT(journal->attr_begin, ElementsAre(0, 4, 4));
  EXPECT_EQ(journal->sentiment[0], -0.5);
  EXPECT_EQ(journal->amount[0], -650.5);
  EXPECT_EQ(journal->String(journal->currency[0]), "USD");
  EXPECT_EQ(journal->provenance[0], 2);
  EXPECT_EQ(journal->initiator[0], 1);
  EXPECT_TRUE(std::isnan(journal->sentiment[1]));
  EXPECT_TRUE(std::isnan(journal->amount[1]));
  EXPECT_EQ(journal->currency[1], kNone);
  EXPECT_EQ(journal->stakeholder[1], kNone);
  EXPECT_EQ(journal->decision[1], kNone);
}

TEST(Journal, OutlivesTheRecordItWasBuiltFrom) {
  std::shared_ptr<const Journal> journal;
  {
    AccountRecord record = MakeRecord(
        {Stored(MakeSignal("an-id-that-is-longer-than-most", "2026-01-01"), "2026-01-01")});
    journal = BuildJournal(record);
    record.signals[0].signal.source_event_id.assign(30, '#');
  }
  EXPECT_THAT(EventIds(*journal), ElementsAre("an-id-that-is-longer-than-most"));
}

TEST(Journal, CountsTheTextAndTheColumnsItHolds) {
  const auto empty = BuildJournal(MakeRecord({}));
  const auto journal =
      BuildJournal(MakeRecord({Stored(MakeSignal("a", "2026-01-01"), "2026-01-01")}));
  EXPECT_GT(journal->Bytes(), empty->Bytes() + 100);
}

TEST(JournalFacts, AreSortedByPersonThenTimes) {
  StakeholderFacts late{.account = "acme", .stakeholder = "p-1", .role = "ciso"};
  late.valid_from = At("2026-05-01");
  StakeholderFacts first{.account = "acme", .stakeholder = "p-1", .role = "security"};
  StakeholderFacts other{.account = "acme", .stakeholder = "a-1", .role = "legal"};
  const auto journal =
      BuildJournal(MakeRecord({}, {Version(late, "2026-05-02"), Version(first, "2026-01-01"),
                                   Version(other, "2026-09-01")}));
  const auto& facts = journal->people_facts;
  EXPECT_THAT(facts.person, ElementsAre(0, 1, 1));
  EXPECT_THAT(facts.valid_from, ElementsAre(kNoTime, kNoTime, At("2026-05-01")));
  EXPECT_EQ(journal->String(facts.role[1]), "security");
  EXPECT_EQ(journal->String(facts.role[2]), "ciso");
}

TEST(JournalFacts, KeepEveryFieldOfAPerson) {
  StakeholderFacts facts{.account = "acme", .stakeholder = "p-1", .role = "x.acme.owner"};
  facts.role_family = "business_owner";
  facts.org_unit = "north";
  facts.power = Power::kVeto;
  facts.champion = false;
  facts.joined_at = At("2026-01-01");
  facts.left_at = At("2026-02-01");
  facts.decisions = {"opp-1", "opp-2"};
  const auto journal = BuildJournal(MakeRecord({}, {Version(facts, "2026-01-01")}));
  const auto& c = journal->people_facts;
  EXPECT_EQ(journal->String(c.role[0]), "x.acme.owner");
  EXPECT_EQ(journal->String(c.role_family[0]), "business_owner");
  EXPECT_EQ(journal->String(c.org_unit[0]), "north");
  EXPECT_EQ(c.power[0], 1);
  EXPECT_EQ(c.champion[0], 1);
  EXPECT_EQ(c.joined_at[0], At("2026-01-01"));
  EXPECT_EQ(c.left_at[0], At("2026-02-01"));
  EXPECT_THAT(c.decisions, ElementsAre(0, 1));
  EXPECT_THAT(journal->decisions, ElementsAre("opp-1", "opp-2"));
}

TEST(JournalFacts, KeepAccountsAndDecisions) {
  AccountFacts account{.account = "acme"};
  account.archetype = Archetype::kApi;
  account.contract_start = At("2026-01-01");
  account.contract_value = Money{.currency = "USD", .units = 100};
  account.labels = {{"org_type", "school"}, {"x.crm.tier", "gold"}};
  DecisionFacts decision{.account = "acme", .decision = "opp-1"};
  decision.type = DecisionType::kExpansion;
  decision.outcome = Outcome::kLost;
  decision.closed_at = At("2026-03-01");
  const auto journal = BuildJournal(
      MakeRecord({}, {Version(account, "2026-01-01"), Version(decision, "2026-01-01")}));
  EXPECT_THAT(journal->account_facts.archetype, ElementsAre(2));
  EXPECT_THAT(journal->account_facts.contract_value, ElementsAre(100));
  EXPECT_EQ(journal->String(journal->account_facts.label_key[1]), "x.crm.tier");
  EXPECT_EQ(journal->String(journal->account_facts.label_value[1]), "gold");
  EXPECT_THAT(journal->decision_facts.type, ElementsAre(3));
  EXPECT_THAT(journal->decision_facts.outcome, ElementsAre(2));
  EXPECT_THAT(journal->decision_facts.opened_at, ElementsAre(kNoTime));
  EXPECT_TRUE(std::isnan(journal->decision_facts.amount[0]));
}

TEST(JournalFacts, LeaveOutAnAccountThatNobodyStated) {
  AccountFacts implicit{.account = "acme"};
  implicit.implicit = true;
  EXPECT_THAT(
      BuildJournal(MakeRecord({}, {Version(implicit, "2026-01-01")}))->account_facts.valid_from,
      IsEmpty());
}

TEST(JournalFacts, AreThoseKnownAtTheInstant) {
  StakeholderFacts first{.account = "acme", .stakeholder = "p-1", .role = "security"};
  StakeholderFacts second{.account = "acme", .stakeholder = "p-2", .role = "legal"};
  first.available_at = At("2026-01-01");
  second.available_at = At("2026-02-01");
  const auto all =
      BuildJournal(MakeRecord({}, {Version(first, "2026-03-01"), Version(second, "2026-03-01")}));
  const auto early = ResolveJournal(all, At("2026-01-31"));
  EXPECT_THAT(early->persons, ElementsAre("p-1"));
  EXPECT_EQ(early->latest_available, At("2026-01-01"));
  EXPECT_EQ(ResolveJournal(all, At("2026-02-01")), all);
}

TEST(JournalFacts, WithoutATimeAreKnownFromTheBeginning) {
  const StakeholderFacts facts{.account = "acme", .stakeholder = "p-1", .role = "security"};
  const auto all = BuildJournal(MakeRecord({}, {Version(facts, "2026-03-01")}));
  EXPECT_EQ(ResolveJournal(all, At("1990-01-01")), all);
}

TEST(JournalFacts, ReplaceAVersionWithTheSameStartOnceTheyAreKnown) {
  DecisionFacts wrong{.account = "acme", .decision = "opp-1"}, right = wrong;
  wrong.type = DecisionType::kNew;
  right.type = DecisionType::kRenewal;
  wrong.available_at = At("2026-01-01");
  right.available_at = At("2026-02-01");
  const auto all = BuildJournal(
      MakeRecord({}, {Version(right, "2026-02-01", 2), Version(wrong, "2026-01-01", 1)}));
  EXPECT_THAT(ResolveJournal(all, At("2026-01-15"))->decision_facts.type, ElementsAre(1));
  EXPECT_THAT(ResolveJournal(all, kEndOfTime)->decision_facts.type, ElementsAre(2));
}

TEST(JournalFacts, OfEqualTimesAreReplacedByTheLaterWrite) {
  AccountFacts wrong{.account = "acme"}, right{.account = "acme"};
  wrong.valid_from = right.valid_from = At("2026-01-01");
  wrong.available_at = right.available_at = At("2026-01-01");
  wrong.archetype = Archetype::kScanning;
  right.archetype = Archetype::kApi;
  std::vector<StoredFacts> versions = {Version(wrong, "2026-03-01", 4),
                                       Version(right, "2026-03-01", 5)};
  for (int order = 0; order < 2; ++order) {
    const auto journal = ResolveJournal(BuildJournal(MakeRecord({}, versions)), kEndOfTime);
    EXPECT_THAT(journal->account_facts.archetype, ElementsAre(2));
    std::swap(versions[0], versions[1]);
  }
}

}  // namespace
}  // namespace parallax
