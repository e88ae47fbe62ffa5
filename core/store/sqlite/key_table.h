// Which signals an account holds already: a hash of each key, and the revision to read the signal
// at.
//
// 8 bytes a slot: 24 bits of the key's hash, 40 bits of revision (more rows than the largest SQLite
// file can hold). The table only suggests: a hit is confirmed by reading the stored entry, so a
// collision costs a read and is never a wrong answer. It is memory only and can be dropped and
// filled again from the account's entries at any time.
#ifndef PARALLAX_CORE_STORE_SQLITE_KEY_TABLE_H_
#define PARALLAX_CORE_STORE_SQLITE_KEY_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace parallax::sqlite {

inline constexpr std::uint64_t kMaxRevision = (std::uint64_t{1} << 40) - 1;

// 64 bits of (source, source_event_id), different in every process.
std::uint64_t HashKey(std::string_view source, std::string_view source_event_id);

class KeyTable {
 public:
  // A key may be there several times, once a version. O(1). REQUIRES: 0 < revision <= kMaxRevision.
  void Insert(std::uint64_t hash, std::uint64_t revision);

  // Calls visit(revision) for every signal that may have this key, in no order, until it returns
  // true. O(1).
  template <typename Visit>
  bool Find(std::uint64_t hash, Visit visit) const {
    if (slots_.empty()) return false;
    const std::uint64_t tag = Tag(hash);
    for (std::size_t i = Home(tag); slots_[i] != 0; i = i + 1 == slots_.size() ? 0 : i + 1) {
      if (slots_[i] >> 40 == tag && visit(slots_[i] & kMaxRevision)) return true;
    }
    return false;
  }

  std::size_t size() const { return size_; }
  std::size_t Bytes() const { return slots_.capacity() * sizeof(std::uint64_t); }
  void Clear();  // gives the memory back

 private:
  static std::uint64_t Tag(std::uint64_t hash) { return hash >> 40; }
  // The tag also places the slot, so that the table can grow without the whole hash.
  std::size_t Home(std::uint64_t tag) const { return (tag * slots_.size()) >> 24; }
  void Place(std::uint64_t slot);
  void Grow();

  std::vector<std::uint64_t> slots_;  // 0: free
  std::size_t size_ = 0;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_KEY_TABLE_H_
