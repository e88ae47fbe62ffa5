// Journals held in memory, so that a reading of a hot account reads no disk.
#ifndef PARALLAX_CORE_READING_JOURNAL_CACHE_H_
#define PARALLAX_CORE_READING_JOURNAL_CACHE_H_

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "core/signal/journal.h"
#include "core/store/store.h"

namespace parallax {

// Thread-safe. Least recently used journals leave first when `max_bytes` is passed.
class JournalCache {
 public:
  JournalCache(Store* store, std::size_t max_bytes);

  // The journal of everything stored about the account, as fresh as the store. NOT_FOUND as
  // Store::ReadAccount. A hit costs two lookups and one comparison of revisions.
  absl::StatusOr<std::shared_ptr<const Journal>> Get(std::string_view workspace,
                                                     std::string_view account);

  // Forgets the journal of an account. Who holds it keeps it.
  void Drop(std::string_view workspace, std::string_view account);

  struct Usage {
    std::size_t journals = 0, signals = 0, bytes = 0;
  };
  Usage usage() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Journal> journal;
    std::size_t bytes = 0;
  };

  // REQUIRES: mutex_ held.
  void Remove(const std::string& key);

  Store* store_;
  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> index_;
  Usage usage_;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_READING_JOURNAL_CACHE_H_
