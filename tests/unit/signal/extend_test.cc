#include "core/signal/extend.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/signal/validate.h"
#include "tests/unit/signal/make_signals.h"

namespace parallax {
namespace {

using testing::At;
using testing::EventIds;
using testing::MakeSignal;
using testing::Stored;

std::shared_ptr<const Journal> JournalOf(std::vector<Signal> signals) {
  AccountRecord record;
  record.account = "acme";
  for (Signal& signal : signals) {
    Normalize(signal);
    record.signals.push_back(Stored(std::move(signal), "2026-01-01"));
  }
  return ResolveJournal(BuildJournal(record), kEndOfTime);
}

Signal By(std::string_view id, std::string_view at, std::string_view person) {
  Signal signal = MakeSignal(id, at);
  signal.stakeholder = person;
  return signal;
}

std::string NameOf(const Journal& journal, std::size_t row) {
  return std::string(journal.persons[journal.stakeholder[row]]);
}

TEST(ExtendJournal, PutsTheSignalsLastAtTheMoment) {
  const auto journal = JournalOf({MakeSignal("e-1", "2026-01-01")});
  const Signal added = MakeSignal("a-0", "2020-01-01");
  const auto extended = ExtendJournal(*journal, At("2026-02-01"), {&added, 1});
  EXPECT_EQ(EventIds(*extended), (std::vector<std::string>{"e-1", "a-0"}));
  EXPECT_EQ(extended->occurred_at.back(), At("2026-02-01"));
}

TEST(ExtendJournal, LeavesOutWhatCameLater) {
  const auto journal =
      JournalOf({MakeSignal("e-1", "2026-01-01"), MakeSignal("e-2", "2026-03-01")});
  const Signal added = MakeSignal("a-0", "2026-01-01");
  const auto extended = ExtendJournal(*journal, At("2026-02-01"), {&added, 1});
  EXPECT_EQ(EventIds(*extended), (std::vector<std::string>{"e-1", "a-0"}));
  EXPECT_EQ(extended->attr_begin.size(), 3u);
  EXPECT_EQ(extended->attr_key.size(), extended->attr_begin.back());
  EXPECT_EQ(extended->people.size(), extended->people_begin.back());
}

TEST(ExtendJournal, GivesANewPersonTheirRankAmongTheOthers) {
  const auto journal = JournalOf({By("e-1", "2026-01-01", "anna"), By("e-2", "2026-01-02", "zoe")});
  const Signal added = By("a-0", "2026-01-01", "mia");
  const auto extended = ExtendJournal(*journal, At("2026-02-01"), {&added, 1});
  EXPECT_TRUE(std::is_sorted(extended->persons.begin(), extended->persons.end()));
  EXPECT_EQ(NameOf(*extended, 0), "anna");
  EXPECT_EQ(NameOf(*extended, 1), "zoe");
  EXPECT_EQ(NameOf(*extended, 2), "mia");
}

TEST(ExtendJournal, NamesWhatIsKnownByTheSameId) {
  Signal known = MakeSignal("e-1", "2026-01-01");
  known.attributes = {{"x.vendor.note", std::string("the-same")}};
  const auto journal = JournalOf({known});
  const auto extended = ExtendJournal(*journal, At("2026-02-01"), {&known, 1});
  EXPECT_EQ(extended->attr_string.at(0), extended->attr_string.at(1));
  EXPECT_EQ(extended->attr_key.at(0), extended->attr_key.at(1));
}

TEST(ExtendJournal, OutlivesTheJournalItCameFrom) {
  auto journal = JournalOf({By("e-1", "2026-01-01", "anna")});
  const Signal added = By("a-0", "2026-01-01", "mia");
  const auto extended = ExtendJournal(*journal, At("2026-02-01"), {&added, 1});
  journal.reset();
  EXPECT_EQ(NameOf(*extended, 0), "anna");
  EXPECT_EQ(EventIds(*extended), (std::vector<std::string>{"e-1", "a-0"}));
}

TEST(ExtendJournal, LeavesTheJournalAsItWas) {
  const auto journal = JournalOf({By("e-1", "2026-01-01", "zoe")});
  const Signal added = By("a-0", "2026-01-01", "anna");
  ExtendJournal(*journal, At("2026-02-01"), {&added, 1});
  EXPECT_EQ(journal->size(), 1u);
  EXPECT_EQ(NameOf(*journal, 0), "zoe");
}

}  // namespace
}  // namespace parallax
