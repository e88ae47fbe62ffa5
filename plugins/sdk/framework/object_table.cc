#include "framework/object_table.h"

#include <algorithm>

#include "framework/heap_bytes.h"

namespace parallax::framework {
namespace {

constexpr std::size_t kFirstSlots = 64;

std::uint64_t Hash(ObjectType type, std::uint32_t key, std::uint32_t decision) {
  std::uint64_t h = (static_cast<std::uint64_t>(key) << 32 | decision) + static_cast<int>(type);
  h *= 0x9E3779B97F4A7C15u;  // Fibonacci hashing: Knuth, TAOCP 3, 6.4
  return h ^ h >> 29;
}

}  // namespace

void ObjectTable::Clear() {
  if (slots_.size() > 16 * kFirstSlots && objects_.size() * 8 < slots_.size()) slots_.clear();
  objects_.clear();
  for (auto& list : by_type_) list.clear();
  if (slots_.empty()) slots_.resize(kFirstSlots);
  std::fill(slots_.begin(), slots_.end(), -1);
}

std::size_t ObjectTable::SlotOf(ObjectType type, std::uint32_t key, std::uint32_t decision) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = Hash(type, key, decision) & mask;
  while (slots_[slot] >= 0) {
    const Object& o = (*this)[slots_[slot]];
    if (o.key == key && o.decision == decision && o.type == type) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

void ObjectTable::Grow() {
  slots_.assign(slots_.size() * 2, -1);
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    const Object& o = objects_[i];
    slots_[SlotOf(o.type, o.key, o.decision)] = static_cast<std::int32_t>(i);
  }
}

std::size_t ObjectTable::Bytes() const {
  std::size_t bytes = sizeof(*this) + HeapBytes(objects_, slots_);
  for (const auto& indices : by_type_) bytes += HeapBytes(indices);
  return bytes;
}

std::int32_t ObjectTable::Find(ObjectType type, std::uint32_t key, std::uint32_t decision) const {
  return slots_[SlotOf(type, key, decision)];
}

std::int32_t ObjectTable::Enter(ObjectType type, std::uint32_t key, std::uint32_t decision,
                                int state, Time at, std::uint32_t signal,
                                const Vocabulary& vocabulary, Move& move) {
  std::size_t slot = SlotOf(type, key, decision);
  if (slots_[slot] < 0) {
    if (objects_.size() * 2 >= slots_.size()) {
      Grow();
      slot = SlotOf(type, key, decision);
    }
    slots_[slot] = static_cast<std::int32_t>(objects_.size());
    by_type_[static_cast<int>(type)].push_back(slots_[slot]);
    Object& made = objects_.emplace_back();
    made.type = type;
    made.key = key;
    made.decision = decision;
    made.opened_by = signal;
    move = Move::kOpened;
  } else {
    const Object& o = (*this)[slots_[slot]];
    move = o.state == state                           ? Move::kRepeated
           : vocabulary.Allowed(type, o.state, state) ? Move::kMoved
                                                      : Move::kIrregular;
  }
  Object& o = (*this)[slots_[slot]];
  if (move == Move::kIrregular) return slots_[slot];
  o.moved_at = at;
  o.order = signal;
  if (move != Move::kRepeated) {
    o.state = static_cast<std::uint8_t>(state);
    o.since = at;
    o.signal = signal;
  }
  return slots_[slot];
}

}  // namespace parallax::framework
