#include "core/store/sqlite/key_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parallax::sqlite {
namespace {

using testing::Contains;
using testing::UnorderedElementsAre;

std::vector<std::uint64_t> Found(const KeyTable& table, std::uint64_t hash) {
  std::vector<std::uint64_t> revisions;
  table.Find(hash, [&](std::uint64_t revision) {
    revisions.push_back(revision);
    return false;
  });
  return revisions;
}

TEST(KeyTable, FindsEveryKeyItHolds) {
  KeyTable table;
  for (std::uint64_t i = 1; i <= 10'000; ++i) table.Insert(HashKey("crm", std::to_string(i)), i);
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    EXPECT_THAT(Found(table, HashKey("crm", std::to_string(i))), Contains(i));
  }
}

TEST(KeyTable, SuggestsFewKeysItDoesNotHold) {
  KeyTable table;
  for (std::uint64_t i = 1; i <= 10'000; ++i) table.Insert(HashKey("crm", std::to_string(i)), i);
  int suggested = 0;
  for (int i = 0; i < 10'000; ++i) {
    suggested += static_cast<int>(Found(table, HashKey("product", std::to_string(i))).size());
  }
  EXPECT_LT(suggested, 50);
}

TEST(KeyTable, GivesEveryVersionOfAKey) {
  KeyTable table;
  const std::uint64_t hash = HashKey("crm", "1");
  table.Insert(hash, 5);
  table.Insert(hash, kMaxRevision);
  EXPECT_THAT(Found(table, hash), UnorderedElementsAre(5, kMaxRevision));
}

TEST(KeyTable, StopsWhenToldTo) {
  KeyTable table;
  const std::uint64_t hash = HashKey("crm", "1");
  table.Insert(hash, 5);
  table.Insert(hash, 6);
  int visits = 0;
  EXPECT_TRUE(table.Find(hash, [&](std::uint64_t) { return ++visits > 0; }));
  EXPECT_EQ(visits, 1);
}

TEST(KeyTable, TakesAboutElevenBytesAKey) {
  KeyTable table;
  for (std::uint64_t i = 1; i <= 100'000; ++i) table.Insert(HashKey("crm", std::to_string(i)), i);
  EXPECT_LT(table.Bytes(), 16u * 100'000);
}

TEST(KeyTable, HoldsNothingOnceCleared) {
  KeyTable table;
  table.Insert(HashKey("crm", "1"), 1);
  table.Clear();
  EXPECT_EQ(table.Bytes(), 0u);
  EXPECT_TRUE(Found(table, HashKey("crm", "1")).empty());
}

TEST(HashKey, KeepsSourceAndIdApart) { EXPECT_NE(HashKey("ab", "c"), HashKey("a", "bc")); }

}  // namespace
}  // namespace parallax::sqlite
