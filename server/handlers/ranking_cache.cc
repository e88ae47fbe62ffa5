#include "server/handlers/ranking_cache.h"

#include <utility>

namespace parallax::server {

std::uint64_t RankingCache::Put(std::string_view digest, std::shared_ptr<const Ranking> ranking) {
  const std::lock_guard lock(mutex_);
  entries_.push_front({next_name_, std::string(digest), std::move(ranking)});
  if (entries_.size() > kHeld) entries_.pop_back();
  return next_name_++;
}

std::shared_ptr<const Ranking> RankingCache::Get(std::string_view digest,
                                                 std::uint64_t name) const {
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.name == name && entry.digest == digest) return entry.ranking;
  }
  return nullptr;
}

void RankingCache::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

}  // namespace parallax::server
