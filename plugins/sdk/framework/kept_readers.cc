#include "framework/kept_readers.h"

#include <cstdint>
#include <utility>

namespace parallax::framework {
namespace {

constexpr std::size_t kMostSpare = 4;  // about one a thread that reads

}  // namespace

std::size_t KeptReaders::Hash::operator()(const RowReader::Key& key) const {
  std::uint64_t h = key.identity * 0x9e3779b97f4a7c15u;
  h ^= (std::uint64_t{key.decision} << 1 | (key.explain ? 1u : 0u)) * 0xbf58476d1ce4e5b9u;
  return static_cast<std::size_t>(h ^ h >> 32);
}

std::unique_ptr<RowReader> KeptReaders::Take(const RowReader::Key& key) {
  {
    const std::lock_guard lock(mutex_);
    if (key.identity != 0) {
      const auto found = index_.find(key);
      if (found != index_.end() && entries_[found->second].reader != nullptr) {
        Entry& entry = entries_[found->second];
        bytes_ -= std::exchange(entry.bytes, 0);
        return std::move(entry.reader);
      }
    }
    if (!spare_.empty()) {
      std::unique_ptr<RowReader> reader = std::move(spare_.back());
      spare_.pop_back();
      return reader;
    }
  }
  return std::make_unique<RowReader>();
}

void KeptReaders::Put(std::unique_ptr<RowReader> reader) {
  const RowReader::Key key = reader->key();
  const std::size_t bytes = reader->Bytes();
  std::vector<std::unique_ptr<RowReader>> gone;  // freed after the lock
  const std::lock_guard lock(mutex_);
  const auto set_aside = [&](std::unique_ptr<RowReader> useless) {
    (spare_.size() < kMostSpare ? spare_ : gone).push_back(std::move(useless));
  };
  if (key.identity == 0 || bytes > max_bytes_) return set_aside(std::move(reader));
  const auto [found, added] = index_.try_emplace(key, entries_.size());
  if (added) entries_.push_back({key, nullptr, 0});
  Entry& entry = entries_[found->second];
  bytes_ += bytes - entry.bytes;
  entry.bytes = bytes;
  std::swap(entry.reader, reader);
  if (reader != nullptr) set_aside(std::move(reader));  // two read the same at the same time
  // Whoever leaves is arbitrary: the least recently read would be just the ones that a sweep over
  // more than fits asks for next, so that it would find nothing at all.
  while (bytes_ > max_bytes_) {
    turn_ += 0x9e3779b97f4a7c15u;
    std::unique_ptr<RowReader> evicted = Evict((turn_ >> 32) % entries_.size());
    if (evicted != nullptr) set_aside(std::move(evicted));
  }
}

std::unique_ptr<RowReader> KeptReaders::Evict(std::size_t at) {
  Entry entry = std::move(entries_[at]);
  bytes_ -= entry.bytes;
  index_.erase(entry.key);
  if (at + 1 != entries_.size()) {
    entries_[at] = std::move(entries_.back());
    index_[entries_[at].key] = at;
  }
  entries_.pop_back();
  return std::move(entry.reader);
}

}  // namespace parallax::framework
