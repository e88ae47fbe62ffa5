// Rankings between two pages, so that a page is a slice of what the page before was a slice of.
#ifndef PARALLAX_SERVER_HANDLERS_RANKING_CACHE_H_
#define PARALLAX_SERVER_HANDLERS_RANKING_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/reading/reading.h"

namespace parallax::server {

using Ranking = std::vector<ReadingResult>;

// Thread-safe. Holds the latest few; a ranking that left is computed again.
class RankingCache {
 public:
  static constexpr std::size_t kHeld = 4;

  // Returns the name by which to ask for it.
  std::uint64_t Put(std::string_view digest, std::shared_ptr<const Ranking> ranking);
  // Null when it left, or was made for another query.
  std::shared_ptr<const Ranking> Get(std::string_view digest, std::uint64_t name) const;
  void Clear();

 private:
  struct Entry {
    std::uint64_t name;
    std::string digest;
    std::shared_ptr<const Ranking> ranking;
  };

  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // latest first
  std::uint64_t next_name_ = 1;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_RANKING_CACHE_H_
