// An entry: one stored signal as bytes, the same in the log, in a chunk and in memory
// (docs/storage.md draws it).
#ifndef PARALLAX_CORE_STORE_SQLITE_ENTRY_H_
#define PARALLAX_CORE_STORE_SQLITE_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace parallax::sqlite {

// Little-endian base 128, at most 10 bytes.
void PutVarint(std::uint64_t value, std::string& out);
// Takes a varint, or a varint-prefixed piece, off the front of `in`; false when the bytes are no
// such thing.
bool TakeVarint(std::string_view& in, std::uint64_t& value);
bool TakePiece(std::string_view& in, std::string_view& piece);

// What an entry says, as views into it. `content` = source, source_event_id and body: two signals
// of one account are the same signal exactly when these bytes are equal.
struct Entry {
  std::uint64_t revision = 0;
  Time recorded_at = kNoTime;
  Time occurred_at = kNoTime;
  std::string_view content;
};
struct Content {
  std::string_view source, source_event_id, body;
};

// Appends the entry with its length in front; returns where its own bytes begin in `out`.
std::size_t PutEntry(const Entry& entry, std::string& out);
bool ParseEntry(std::string_view bytes, Entry& entry);

// Calls visit(const Entry&) for every entry of a sequence, each with its length in front, until it
// returns false; returns false when the bytes are damaged.
template <typename Visit>
bool ForEachEntry(std::string_view sequence, Visit visit) {
  std::string_view bytes;
  Entry entry;
  while (!sequence.empty()) {
    if (!TakePiece(sequence, bytes) || !ParseEntry(bytes, entry)) return false;
    if (!visit(static_cast<const Entry&>(entry))) return true;
  }
  return true;
}

// Appends source and id as `content` begins with them; the body follows.
void PutKey(std::string_view source, std::string_view source_event_id, std::string& out);
bool ParseContent(std::string_view content, Content& parsed);

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_ENTRY_H_
