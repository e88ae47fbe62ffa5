// What corrections do to a journal.
#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/signal/codec.h"
#include "core/signal/journal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "make_signals.h"

namespace parallax {
namespace {

using testing::At;
using ::testing::ElementsAre;
using testing::EventIds;
using ::testing::IsEmpty;
using testing::MakeSignal;
using testing::Stored;

AccountRecord RecordOf(std::vector<StoredSignal> signals) {
  return {.account = "acme", .signals = std::move(signals), .revision = 7};
}

StoredSignal Plain(std::string_view id, std::string_view available_at) {
  return Stored(MakeSignal(id, "2026-01-01"), available_at);
}
StoredSignal Superseder(std::string_view id, std::string_view target,
                        std::string_view available_at) {
  Signal signal = MakeSignal(id, "2026-01-01");
  signal.supersedes = target;
  return Stored(std::move(signal), available_at);
}
StoredSignal Retraction(std::string_view id, std::string_view target,
                        std::string_view available_at) {
  Signal signal = MakeSignal(id, "2026-01-01");
  signal.stakeholder.clear();
  signal.attributes.clear();
  signal.initiator = Initiator::kUnspecified;
  signal.retracts = target;
  return Stored(std::move(signal), available_at);
}

std::vector<std::string> Known(const std::vector<StoredSignal>& signals,
                               std::string_view known_at) {
  return EventIds(*ResolveJournal(BuildJournal(RecordOf(signals)), At(known_at)));
}
std::vector<std::string> Known(const std::vector<StoredSignal>& signals) {
  return EventIds(*ResolveJournal(BuildJournal(RecordOf(signals)), kEndOfTime));
}

TEST(ResolveJournal, ReturnsTheSameJournalWhereNothingChanges) {
  const auto journal = BuildJournal(RecordOf({Plain("a", "2026-01-02"), Plain("b", "2026-01-03")}));
  EXPECT_EQ(ResolveJournal(journal, kEndOfTime), journal);
  EXPECT_EQ(ResolveJournal(journal, At("2026-01-03")), journal);
}

TEST(ResolveJournal, LeavesOutWhatWasNotYetKnown) {
  const std::vector<StoredSignal> signals = {Plain("a", "2026-01-02"), Plain("b", "2026-01-03")};
  EXPECT_THAT(Known(signals, "2026-01-02"), ElementsAre("a"));
  EXPECT_THAT(Known(signals, "2026-01-01"), IsEmpty());
}

TEST(ResolveJournal, KeepsWhatOccursAfterTheInstantItIsKnown) {
  const StoredSignal ahead = Stored(MakeSignal("a", "2026-06-01"), "2026-01-02");
  EXPECT_THAT(Known({ahead}, "2026-01-02"), ElementsAre("a"));
}

TEST(ResolveJournal, DropsWhatASupersederReplacesFromTheTimeItIsKnown) {
  const std::vector<StoredSignal> signals = {Plain("a", "2026-01-02"),
                                             Superseder("b", "a", "2026-01-05")};
  EXPECT_THAT(Known(signals, "2026-01-04"), ElementsAre("a"));
  EXPECT_THAT(Known(signals), ElementsAre("b"));
}

TEST(ResolveJournal, DropsATargetThatBecomesAvailableAfterItsSuperseder) {
  EXPECT_THAT(Known({Superseder("b", "a", "2026-01-05"), Plain("a", "2026-01-09")}),
              ElementsAre("b"));
}

TEST(ResolveJournal, DropsTheTargetOfASupersederThatIsItselfSuperseded) {
  EXPECT_THAT(Known({Plain("a", "2026-01-02"), Superseder("b", "a", "2026-01-03"),
                     Superseder("c", "b", "2026-01-04")}),
              ElementsAre("c"));
}

TEST(ResolveJournal, KeepsTheLaterAvailableOfTwoSuperseders) {
  const std::vector<StoredSignal> signals = {Plain("a", "2026-01-02"),
                                             Superseder("b", "a", "2026-01-04"),
                                             Superseder("c", "a", "2026-01-03")};
  EXPECT_THAT(Known(signals), ElementsAre("b"));
  EXPECT_THAT(Known(signals, "2026-01-03"), ElementsAre("c"));
}

TEST(ResolveJournal, BreaksATieOfSupersedersByTheirIds) {
  EXPECT_THAT(Known({Plain("a", "2026-01-02"), Superseder("c", "a", "2026-01-03"),
                     Superseder("b", "a", "2026-01-03")}),
              ElementsAre("c"));
}

TEST(ResolveJournal, KeepsTheLatestVersionOfASignalSentAgainUnderItsId) {
  StoredSignal first = Plain("a", "2026-01-02");
  StoredSignal second = Superseder("a", "a", "2026-01-03");
  second.signal.attributes = {{"type", std::string("built_case")}};
  const auto journal = BuildJournal(RecordOf({second, first}));
  EXPECT_EQ(journal->size(), 2u);
  const auto resolved = ResolveJournal(journal, kEndOfTime);
  ASSERT_THAT(EventIds(*resolved), ElementsAre("a"));
  EXPECT_EQ(resolved->String(resolved->attr_string[0]), "built_case");
  const auto before = ResolveJournal(journal, At("2026-01-02"));
  EXPECT_EQ(before->String(before->attr_string[0]), "defended");
}

TEST(ResolveJournal, AppliesTheCorrectionsOfEverythingStoredOnce) {
  const auto journal =
      BuildJournal(RecordOf({Plain("a", "2026-01-02"), Superseder("b", "a", "2026-01-03")}));
  const auto settled = ResolveJournal(journal, kEndOfTime);
  EXPECT_EQ(ResolveJournal(journal, At("2026-01-03")), settled);
  EXPECT_NE(settled->identity.value(), 0u) << "what is read of it may be kept";
  EXPECT_GT(journal->Bytes(), settled->Bytes());
}

TEST(ResolveJournal, WhatWasKnownEarlierIsAJournalForOneQuestion) {
  const auto journal =
      BuildJournal(RecordOf({Plain("a", "2026-01-02"), Superseder("b", "a", "2026-01-03")}));
  const auto then = ResolveJournal(journal, At("2026-01-02"));
  EXPECT_THAT(EventIds(*then), ElementsAre("a"));
  EXPECT_EQ(then->identity.value(), 0u);
}

TEST(ResolveJournal, KeepsOneOfTwoVersionsThatBecameAvailableTogether) {
  StoredSignal one = Superseder("a", "a", "2026-01-03"), two = one;
  one.signal.attributes = {{"type", std::string("built_case")}};
  two.signal.attributes = {{"type", std::string("defended")}};
  for (const auto& signals : {std::vector{one, two}, std::vector{two, one}}) {
    const auto resolved = ResolveJournal(BuildJournal(RecordOf(signals)), kEndOfTime);
    ASSERT_EQ(resolved->size(), 1u);
    EXPECT_EQ(resolved->String(resolved->attr_string[0]), "built_case");  // the longer body
  }
}

TEST(ResolveJournal, KeepsTheLatestVersionOfASupersederSentAgain) {
  EXPECT_THAT(Known({Plain("a", "2026-01-02"), Superseder("b", "a", "2026-01-03"),
                     Superseder("b", "b", "2026-01-04")}),
              ElementsAre("b"));
}

TEST(ResolveJournal, LetsAReSendAndAnotherSupersederCompete) {
  const StoredSignal first = Plain("a", "2026-01-02"), again = Superseder("a", "a", "2026-01-04");
  EXPECT_THAT(Known({first, again, Superseder("b", "a", "2026-01-03")}), ElementsAre("a"));
  EXPECT_THAT(Known({first, again, Superseder("b", "a", "2026-01-05")}), ElementsAre("b"));
}

TEST(ResolveJournal, DropsARetractionAndItsTarget) {
  const std::vector<StoredSignal> signals = {Plain("a", "2026-01-02"), Plain("b", "2026-01-02"),
                                             Retraction("r", "a", "2026-01-04")};
  EXPECT_THAT(Known(signals, "2026-01-03"), ElementsAre("a", "b"));
  EXPECT_THAT(Known(signals), ElementsAre("b"));
}

TEST(ResolveJournal, NeverShowsARetractionOfSomethingUnknown) {
  EXPECT_THAT(Known({Retraction("r", "gone", "2026-01-04")}), IsEmpty());
}

TEST(ResolveJournal, KeepsASupersederOfSomethingUnknown) {
  EXPECT_THAT(Known({Superseder("b", "gone", "2026-01-04")}), ElementsAre("b"));
}

TEST(ResolveJournal, DropsEveryVersionOfWhatIsRetracted) {
  EXPECT_THAT(Known({Plain("a", "2026-01-02"), Superseder("a", "a", "2026-01-05"),
                     Retraction("r", "a", "2026-01-04")}),
              IsEmpty());
}

TEST(ResolveJournal, KeepsCorrectionsWithinASource) {
  StoredSignal other = Plain("a", "2026-01-02");
  other.signal.source = "web";
  EXPECT_THAT(Known({Plain("a", "2026-01-02"), other, Retraction("r", "a", "2026-01-04")}),
              ElementsAre("a"));
}

TEST(ResolveJournal, NamesOnlyWhatTheRemainingEvidenceMentions) {
  StoredSignal dropped = Plain("a", "2026-01-02"), kept = Superseder("b", "a", "2026-01-03");
  dropped.signal.stakeholder = "p-0";
  dropped.signal.decision = "opp-0";
  dropped.signal.attributes = {{"topic", std::string("old_topic")}};
  kept.signal.stakeholder = "p-5";
  kept.signal.decision = "opp-5";
  const auto resolved = ResolveJournal(BuildJournal(RecordOf({dropped, kept})), kEndOfTime);
  EXPECT_THAT(resolved->persons, ElementsAre("p-5"));
  EXPECT_THAT(resolved->decisions, ElementsAre("opp-5"));
  EXPECT_THAT(resolved->stakeholder, ElementsAre(0));
  EXPECT_EQ(std::count(resolved->strings.begin(), resolved->strings.end(), "old_topic"), 0);
  EXPECT_THAT(resolved->corrections, IsEmpty());
  EXPECT_EQ(resolved->revision, 7u);
}

// A history of corrections drawn at random: ids and instants collide often.
std::vector<StoredSignal> RandomHistory(std::mt19937_64& random) {
  std::vector<StoredSignal> signals;
  std::set<std::string> seen;
  const std::size_t count = 1 + random() % 12;
  while (signals.size() < count) {
    Signal signal = testing::RandomSignal(random);
    signal.source = random() % 4 == 0 ? "web" : "crm";
    signal.source_event_id = std::string(1, static_cast<char>('a' + random() % 6));
    signal.occurred_at = static_cast<Time>(random() % 3) * kDay;
    signal.available_at = static_cast<Time>(1 + random() % 6) * kDay;
    signal.supersedes = signal.retracts = "";
    if (random() % 3 == 0)
      signal.supersedes = std::string(1, static_cast<char>('a' + random() % 6));
    if (random() % 6 == 0) signal.retracts = std::string(1, static_cast<char>('a' + random() % 6));
    // As the store holds it: a second row of an id says that it supersedes.
    if (!seen.insert(signal.source + signal.source_event_id).second && signal.supersedes.empty()) {
      signal.supersedes = signal.source_event_id;
    }
    for (auto& [key, value] : signal.attributes) {
      if (value.index() == 0) value = true;
    }
    signals.push_back({.signal = std::move(signal), .recorded_at = 10 * kDay, .revision = 1});
  }
  return signals;
}

// The columns as bytes, NaN included.
template <typename T>
std::string Raw(const std::vector<T>& column) {
  return {reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T)};
}
std::string Everything(const Journal& j) {
  std::string out = Raw(j.occurred_at) + Raw(j.kind) + Raw(j.decision) + Raw(j.stakeholder) +
                    Raw(j.initiator) + Raw(j.provenance) + Raw(j.sentiment) + Raw(j.amount) +
                    Raw(j.currency) + Raw(j.people_begin) + Raw(j.people) + Raw(j.attr_begin) +
                    Raw(j.attr_key) + Raw(j.attr_type) + Raw(j.attr_number) + Raw(j.attr_string) +
                    Raw(j.available_at) + Raw(j.source) + Raw(j.source_event_id);
  for (const auto* names : {&j.persons, &j.decisions}) {
    for (const std::string_view name : *names) out.append(name) += '\0';
  }
  return out;
}

TEST(ResolveJournal, DoesNotDependOnTheOrderOfArrivalOrTheRevision) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 500; ++i) {
    std::vector<StoredSignal> signals = RandomHistory(random);
    const Time known_at = static_cast<Time>(1 + random() % 7) * kDay;
    const std::string expected =
        Everything(*ResolveJournal(BuildJournal(RecordOf(signals)), known_at));
    for (int shuffle = 0; shuffle < 4; ++shuffle) {
      std::shuffle(signals.begin(), signals.end(), random);
      for (StoredSignal& stored : signals) {
        stored.revision = random();
        stored.recorded_at += kDay;
      }
      ASSERT_EQ(Everything(*ResolveJournal(BuildJournal(RecordOf(signals)), known_at)), expected)
          << i;
    }
  }
}

// The rules once more, in the plainest words: quadratic, over the record, without a journal.
std::vector<StoredSignal> Expected(const std::vector<StoredSignal>& all, Time known_at) {
  std::vector<StoredSignal> known;
  for (const StoredSignal& stored : all) {
    if (stored.AvailableAt() <= known_at) known.push_back(stored);
  }
  // The order of the journal, which breaks ties.
  const auto before = [](const StoredSignal& a, const StoredSignal& b) {
    std::string body_a, body_b;
    EncodeBody(a.signal, body_a);
    EncodeBody(b.signal, body_b);
    return std::tie(a.signal.occurred_at, a.signal.source, a.signal.source_event_id,
                    a.signal.available_at, body_a) < std::tie(b.signal.occurred_at, b.signal.source,
                                                              b.signal.source_event_id,
                                                              b.signal.available_at, body_b);
  };
  std::sort(known.begin(), known.end(), before);
  std::vector<StoredSignal> left;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const Signal& row = known[i].signal;
    bool drop = !row.retracts.empty();
    for (std::size_t k = 0; k < known.size(); ++k) {
      const Signal& other = known[k].signal;
      if (other.source != row.source) continue;
      if (other.retracts == row.source_event_id) drop = true;
      // The winner among the superseders of this row's id drops it, unless it is this row.
      if (k != i && other.supersedes == row.source_event_id &&
          row.supersedes != row.source_event_id) {
        drop = true;
      }
      // Of two superseders of one id the later wins.
      const bool rivals = !row.supersedes.empty() && other.supersedes == row.supersedes;
      const auto rank = [](const Signal& s, std::size_t place) {
        return std::tuple(s.available_at, s.source_event_id, place);
      };
      if (rivals && rank(other, k) > rank(row, i)) drop = true;
    }
    if (!drop) left.push_back(known[i]);
  }
  // One row an id, the latest.
  std::vector<StoredSignal> out;
  for (std::size_t i = 0; i < left.size(); ++i) {
    bool latest = true;
    for (std::size_t k = 0; k < left.size(); ++k) {
      if (k != i && left[k].signal.source == left[i].signal.source &&
          left[k].signal.source_event_id == left[i].signal.source_event_id &&
          std::pair(left[k].signal.available_at, k) > std::pair(left[i].signal.available_at, i)) {
        latest = false;
      }
    }
    if (latest) out.push_back(left[i]);
  }
  return out;
}

TEST(ResolveJournal, EqualsTheJournalOfAnAccountThatWasNeverToldTheRest) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 2000; ++i) {
    const std::vector<StoredSignal> signals = RandomHistory(random);
    const Time known_at = static_cast<Time>(1 + random() % 7) * kDay;
    const auto resolved = ResolveJournal(BuildJournal(RecordOf(signals)), known_at);
    const auto expected = BuildJournal(RecordOf(Expected(signals, known_at)));
    ASSERT_EQ(Everything(*resolved), Everything(*expected)) << i;
  }
}

TEST(ResolveJournal, ChangesNothingWhenDoneTwice) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 200; ++i) {
    const auto resolved = ResolveJournal(BuildJournal(RecordOf(RandomHistory(random))), 4 * kDay);
    ASSERT_EQ(ResolveJournal(resolved, 4 * kDay), resolved);
  }
}

}  // namespace
}  // namespace parallax
