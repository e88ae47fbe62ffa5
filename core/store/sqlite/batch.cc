#include "core/store/sqlite/batch.h"

#include "core/signal/codec.h"
#include "core/store/sqlite/entry.h"
#include "core/store/sqlite/key_table.h"

namespace parallax::sqlite {

Batch::Batch(const std::vector<Signal>& signals) {
  items_.reserve(signals.size());
  bytes_.reserve(signals.size() * 192);
  const auto at = [this] { return static_cast<std::uint32_t>(bytes_.size()); };
  for (const Signal& signal : signals) {
    Item item{};
    item.account = at();
    bytes_.append(signal.account);
    item.content = at();
    PutKey(signal.source, signal.source_event_id, bytes_);
    item.key_end = at();
    EncodeBody(signal, bytes_);
    item.end = at();
    item.key_hash = HashKey(signal.source, signal.source_event_id);
    item.occurred_at = signal.occurred_at;
    item.supersedes = !signal.supersedes.empty();
    item.supersedes_its_key = signal.supersedes == signal.source_event_id;
    items_.push_back(item);
  }
}

}  // namespace parallax::sqlite
