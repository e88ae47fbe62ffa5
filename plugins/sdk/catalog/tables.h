// What the generator writes beside the tables of catalog.h: the index behind the lookups.
#ifndef PARALLAX_SDK_CATALOG_TABLES_H_
#define PARALLAX_SDK_CATALOG_TABLES_H_

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace parallax::catalog::internal {

// An open-addressed hash table over `words`, filled by the generator, with linear probing.
struct Index {
  std::span<const std::uint16_t>
      slots;  // a power of two, at most a quarter full; word index + 1, 0: free
  // By word index: the entry of that id, or -1.
  std::span<const std::int16_t> kinds, roles, dimensions, gates;
};

extern const Index kIndex;

// Of the generator and of the lookups alike, so both must run on machines of the same byte order.
// O(size / 8).
inline std::uint64_t HashWord(std::string_view word) {
  std::uint64_t hash = 0x9E3779B97F4A7C15u ^ word.size();
  const char* data = word.data();
  std::size_t left = word.size();
  while (left >= 8) {
    std::uint64_t chunk;
    std::memcpy(&chunk, data, 8);
    hash = (hash ^ chunk) * 0xD6E8FEB86659FD93u;
    hash ^= hash >> 32;
    data += 8;
    left -= 8;
  }
  std::uint64_t tail = 0;
  for (std::size_t i = 0; i < left; ++i) {
    tail |= std::uint64_t{static_cast<unsigned char>(data[i])} << (8 * i);
  }
  hash = (hash ^ tail) * 0xD6E8FEB86659FD93u;
  return hash ^ (hash >> 32);
}

}  // namespace parallax::catalog::internal

#endif  // PARALLAX_SDK_CATALOG_TABLES_H_
