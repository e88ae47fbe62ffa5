#include "core/store/sqlite/key_table.h"

#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace parallax::sqlite {

std::uint64_t HashKey(std::string_view source, std::string_view source_event_id) {
  return absl::HashOf(absl::string_view(source.data(), source.size()),
                      absl::string_view(source_event_id.data(), source_event_id.size()));
}

void KeyTable::Insert(std::uint64_t hash, std::uint64_t revision) {
  // Linear probing stays short up to four fifths.
  if ((size_ + 1) * 5 > slots_.size() * 4) Grow();
  Place(Tag(hash) << 40 | revision);
  ++size_;
}

void KeyTable::Clear() {
  std::vector<std::uint64_t>().swap(slots_);
  size_ = 0;
}

void KeyTable::Place(std::uint64_t slot) {
  std::size_t i = Home(slot >> 40);
  while (slots_[i] != 0) i = i + 1 == slots_.size() ? 0 : i + 1;
  slots_[i] = slot;
}

void KeyTable::Grow() {
  std::vector<std::uint64_t> old = std::exchange(slots_, {});
  slots_.resize(old.empty() ? 8 : old.size() + old.size() / 2);
  for (const std::uint64_t slot : old) {
    if (slot != 0) Place(slot);
  }
}

}  // namespace parallax::sqlite
