// Chunks that duplicates were looked up in lately. A file that is imported again asks for every
// signal of a chunk, one by one and with other accounts between: each chunk is then read once.
#ifndef PARALLAX_CORE_STORE_SQLITE_CHUNK_CACHE_H_
#define PARALLAX_CORE_STORE_SQLITE_CHUNK_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {

// Belongs to the writer thread. What is stored at a revision never changes, so nothing in here
// grows old, but by an erasure.
class ChunkCache {
 public:
  explicit ChunkCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // The content of a signal; empty when its chunk is not here. The view lives until the next call.
  // O(entries of a chunk).
  std::string_view Find(std::uint64_t account, std::uint64_t revision);
  // Entries as a chunk holds them. Chunks used least lately leave for it.
  void Add(std::uint64_t account, std::uint64_t first_revision, std::uint64_t last_revision,
           std::string_view entries);
  void Clear();

 private:
  struct Chunk {
    std::uint64_t account, first_revision, last_revision;
    std::string entries;
  };
  using Place = std::list<Chunk>::iterator;

  void DropOldest();

  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::list<Chunk> chunks_;  // used last in front
  absl::flat_hash_map<std::uint64_t, std::vector<Place>> by_account_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_CHUNK_CACHE_H_
