#include "parallax/catalog/catalog.h"

#include "tables.h"

namespace parallax::catalog {
namespace {

// Every id is a word, so one table answers all lookups.
template <typename Entry>
const Entry* Find(std::string_view id, std::span<const std::int16_t> entry_of_word,
                  std::span<const Entry> entries) {
  const int word = FindWord(id);
  if (word < 0 || entry_of_word[word] < 0) return nullptr;
  return &entries[entry_of_word[word]];
}

}  // namespace

int FindWord(string_view word) {
  const Names words = Get().words;
  const auto slots = internal::kIndex.slots;
  const std::size_t mask = slots.size() - 1;
  for (std::size_t at = internal::HashWord(word) & mask; slots[at] != 0; at = (at + 1) & mask) {
    if (words[slots[at] - 1] == word) return slots[at] - 1;
  }
  return -1;
}

const Kind* FindKind(string_view id) { return Find(id, internal::kIndex.kinds, Get().kinds); }
const Role* FindRole(string_view id) { return Find(id, internal::kIndex.roles, Get().roles); }
const Dimension* FindDimension(string_view id) {
  return Find(id, internal::kIndex.dimensions, Get().dimensions);
}
const Gate* FindGate(string_view id) { return Find(id, internal::kIndex.gates, Get().gates); }

}  // namespace parallax::catalog
