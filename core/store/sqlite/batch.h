// A batch of signals as bytes, made on the caller's thread so that the writer's only decides and
// copies.
#ifndef PARALLAX_CORE_STORE_SQLITE_BATCH_H_
#define PARALLAX_CORE_STORE_SQLITE_BATCH_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/signal/signal.h"

namespace parallax::sqlite {

class Batch {
 public:
  struct Item {
    std::uint32_t account, content, key_end, end;  // offsets into the bytes
    std::uint64_t key_hash;                        // HashKey of source and source_event_id
    Time occurred_at;
    bool supersedes;          // an earlier signal
    bool supersedes_its_key;  // a signal of its own key
  };

  explicit Batch(const std::vector<Signal>& signals);

  const std::vector<Item>& items() const { return items_; }
  std::size_t bytes() const { return bytes_.size(); }
  std::string_view Account(const Item& item) const { return Piece(item.account, item.content); }
  // Source, id and body, as entry.h has them; Key is what of it both versions of a signal share.
  std::string_view Content(const Item& item) const { return Piece(item.content, item.end); }
  std::string_view Key(const Item& item) const { return Piece(item.content, item.key_end); }

 private:
  std::string_view Piece(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(bytes_).substr(begin, end - begin);
  }

  std::string bytes_;
  std::vector<Item> items_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_BATCH_H_
