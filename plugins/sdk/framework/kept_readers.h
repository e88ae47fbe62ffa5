// What has been read of accounts, kept between calls and shared by the instances of one
// configuration: an account that is asked about again goes on where it stood, whichever instance
// reads it (docs/decisions/0027).
#ifndef PARALLAX_SDK_FRAMEWORK_KEPT_READERS_H_
#define PARALLAX_SDK_FRAMEWORK_KEPT_READERS_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "framework/row_reader.h"

namespace parallax::framework {

// Thread-safe. A reader belongs to one caller from Take to Put.
class KeptReaders {
 public:
  // All that is kept takes at most `max_bytes`; 0 keeps nothing but some buffers.
  explicit KeptReaders(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // The reader that read `key` last, or another; never null. O(1).
  std::unique_ptr<RowReader> Take(const RowReader::Key& key);
  // Keeps it under its own key. O(1) amortised, and what has to leave for it.
  void Put(std::unique_ptr<RowReader> reader);

 private:
  struct Hash {
    std::size_t operator()(const RowReader::Key& key) const;
  };
  struct Entry {
    RowReader::Key key;
    std::unique_ptr<RowReader> reader;  // null while it is taken
    std::size_t bytes = 0;
  };

  std::unique_ptr<RowReader> Evict(std::size_t at);

  const std::size_t max_bytes_;
  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::unordered_map<RowReader::Key, std::size_t, Hash> index_;  // into entries_
  std::vector<std::unique_ptr<RowReader>> spare_;  // have buffers; what they read is of no use
  std::size_t bytes_ = 0, turn_ = 0;
};

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_KEPT_READERS_H_
