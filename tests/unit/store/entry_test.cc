#include "core/store/sqlite/entry.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parallax::sqlite {
namespace {

TEST(Entry, ComesBackAsItWas) {
  std::string content;
  PutKey("crm", "id-1", content);
  content += "body";
  std::string sequence;
  PutEntry({.revision = 300, .recorded_at = -5, .occurred_at = kNoTime, .content = content},
           sequence);
  int entries = 0;
  EXPECT_TRUE(ForEachEntry(sequence, [&](const Entry& entry) {
    ++entries;
    EXPECT_EQ(entry.revision, 300u);
    EXPECT_EQ(entry.recorded_at, -5);
    EXPECT_EQ(entry.occurred_at, kNoTime);
    Content parsed;
    EXPECT_TRUE(ParseContent(entry.content, parsed));
    EXPECT_EQ(parsed.source, "crm");
    EXPECT_EQ(parsed.source_event_id, "id-1");
    EXPECT_EQ(parsed.body, "body");
    return true;
  }));
  EXPECT_EQ(entries, 1);
}

TEST(Entry, ReturnsWhereItsBytesBegin) {
  for (const std::uint64_t revision : {1ull, 127ull, 128ull, 16'383ull, 16'384ull, 1ull << 39}) {
    std::string out = "before";
    const std::size_t begin = PutEntry({revision, 1, 2, "content"}, out);
    Entry entry;
    ASSERT_TRUE(ParseEntry(std::string_view(out).substr(begin), entry));
    EXPECT_EQ(entry.revision, revision);
    EXPECT_EQ(entry.content, "content");
  }
}

TEST(Entry, CutBytesAreNoEntries) {
  std::string sequence;
  PutEntry({7, 1, 2, "content"}, sequence);
  for (std::size_t size = 1; size < sequence.size(); ++size) {
    EXPECT_FALSE(ForEachEntry(std::string_view(sequence).substr(0, size), [](const Entry&) {
      return true;
    })) << size;
  }
}

TEST(Entry, AVarintTakesEveryValue) {
  for (const std::uint64_t value : std::vector<std::uint64_t>{0, 127, 128, 1ull << 63, ~0ull}) {
    std::string bytes;
    PutVarint(value, bytes);
    std::string_view rest = bytes;
    std::uint64_t back = 0;
    ASSERT_TRUE(TakeVarint(rest, back));
    EXPECT_EQ(back, value);
    EXPECT_TRUE(rest.empty());
  }
}

}  // namespace
}  // namespace parallax::sqlite
