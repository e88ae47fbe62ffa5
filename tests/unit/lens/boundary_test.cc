// What crosses the boundary besides numbers: texts, the vocabulary, the view of a journal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/lens/journal_view.h"
#include "core/lens/plugin_text.h"
#include "parallax/catalog/catalog.h"
#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

std::string_view View(plx_str text) { return {text.data, text.size}; }

TEST(IsUtf8, TakesTheShortestFormOfEveryCodePoint) {
  for (const char* text :
       {"", "ascii", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(IsUtf8, RefusesLongFormsSurrogatesAndWhatIsCutOff) {
  for (const char* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe1\x80",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "a\xc2"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

TEST(CopyPluginText, LeavesItsOutputAloneWhenItRefuses) {
  std::string out = "before";
  EXPECT_FALSE(CopyPluginText({nullptr, 3, 0}, out));
  EXPECT_FALSE(CopyPluginText({"x", kMaxPluginTextBytes + 1, 0}, out));
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(CopyPluginText({nullptr, 0, 0}, out));
  EXPECT_EQ(out, "");
}

TEST(CatalogWords, AreTheWordsOfTheCatalogInItsOrder) {
  const plx_words& words = CatalogWords();
  const catalog::Names names = catalog::Get().words;
  ASSERT_EQ(words.count, names.size());
  EXPECT_EQ(words.catalog_version, catalog::Get().version);
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(View(words.words[i]), names[i]);
    EXPECT_TRUE(i == 0 || names[i - 1] < names[i]) << "words sort bytewise";
  }
}

TEST(JournalView, PointsIntoTheColumns) {
  const Journal journal = SmallJournal();
  JournalView view;
  view.Assign(journal);
  const plx_journal& seen = *view.get();
  EXPECT_EQ(View(seen.account), "acme");
  EXPECT_EQ(seen.signal_count, 3u);
  EXPECT_EQ(seen.occurred_at, journal.occurred_at.data());
  EXPECT_EQ(seen.sentiment, journal.sentiment.data());
  EXPECT_EQ(seen.people_begin, journal.people_begin.data());
  EXPECT_EQ(seen.attr_key, journal.attr_key.data());
  EXPECT_EQ(seen.people_facts->decisions_begin, journal.people_facts.decisions_begin.data());
  EXPECT_EQ(seen.account_facts->count, 0u);
  EXPECT_EQ(seen.decision_facts->count, 0u);
}

TEST(JournalView, NamesPeopleDecisionsAndStrings) {
  const Journal journal = SmallJournal();
  JournalView view;
  view.Assign(journal);
  const plx_journal& seen = *view.get();
  ASSERT_EQ(seen.person_count, 2u);
  EXPECT_EQ(View(seen.persons[0]), "ann");
  EXPECT_EQ(View(seen.persons[1]), "bob");
  ASSERT_EQ(seen.decision_count, 1u);
  EXPECT_EQ(View(seen.decisions[0]), "renewal");
  ASSERT_EQ(seen.string_count, 1u);
  EXPECT_EQ(View(seen.strings[0]), "ann");
}

TEST(JournalView, ShowsTheNextJournalWhenAssignedAgain) {
  const Journal first = SmallJournal();
  Journal second = SmallJournal();
  second.account = "globex";
  second.persons.pop_back();
  JournalView view;
  view.Assign(first);
  view.Assign(second);
  EXPECT_EQ(View(view.get()->account), "globex");
  EXPECT_EQ(view.get()->person_count, 1u);
  EXPECT_EQ(View(view.get()->decisions[0]), "renewal");
}

}  // namespace
}  // namespace parallax
