#include "core/store/sqlite/chunk_cache.h"

#include <iterator>

namespace parallax::sqlite {
namespace {

constexpr std::size_t kCachedChunkOverhead = 128;  // bytes of list, map and vector a chunk

}  // namespace

std::string_view ChunkCache::Find(std::uint64_t account, std::uint64_t revision) {
  const auto places = by_account_.find(account);
  if (places == by_account_.end()) return {};
  for (const Place place : places->second) {
    if (revision < place->first_revision || revision > place->last_revision) continue;
    std::string_view content;
    ForEachEntry(place->entries, [&](const Entry& entry) {
      if (entry.revision == revision) content = entry.content;
      return content.empty();
    });
    if (content.empty()) continue;
    chunks_.splice(chunks_.begin(), chunks_, place);
    return content;
  }
  return {};
}

void ChunkCache::Add(std::uint64_t account, std::uint64_t first_revision,
                     std::uint64_t last_revision, std::string_view entries) {
  chunks_.push_front({account, first_revision, last_revision, std::string(entries)});
  by_account_[account].push_back(chunks_.begin());
  bytes_ += entries.size() + kCachedChunkOverhead;
  while (bytes_ > max_bytes_ && chunks_.size() > 1) DropOldest();
}

void ChunkCache::DropOldest() {
  const Place last = std::prev(chunks_.end());
  const auto places = by_account_.find(last->account);
  std::erase(places->second, last);
  if (places->second.empty()) by_account_.erase(places);
  bytes_ -= last->entries.size() + kCachedChunkOverhead;
  chunks_.pop_back();
}

void ChunkCache::Clear() {
  by_account_.clear();
  chunks_.clear();
  bytes_ = 0;
}

}  // namespace parallax::sqlite
