// What a store has acknowledged, kept beside its database: a file of one line that tells, at the
// next open, whether everything is still there.
//
// SQLite takes a write-ahead log that was cut short, or is gone, for one whose last writes were
// never finished, and goes on without them. The mark is written after a commit is durable and is
// never synced itself, so it never promises too much: after a power cut it may be older, and then
// less is noticed.
#ifndef PARALLAX_CORE_STORE_SQLITE_MARK_H_
#define PARALLAX_CORE_STORE_SQLITE_MARK_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "core/store/sqlite/database.h"

namespace parallax::sqlite {

class Mark {
 public:
  Mark() = default;  // marks nothing
  // The mark in `file`, made by the first Raise. A damaged one says nothing.
  static Mark Open(std::string file);
  Mark(Mark&& other) noexcept { *this = std::move(other); }
  Mark& operator=(Mark&& other) noexcept;
  ~Mark();

  // Before SQLite opens `database_file`, since it drops a write-ahead log without a database.
  // DATA_LOSS when the file is not there and something was acknowledged.
  absl::Status CheckFile(const std::string& database_file) const;
  // DATA_LOSS when `database` ends before the mark. Changes nothing.
  absl::Status Check(Database& database) const;

  // Everything up to `revision` is durable and about to be acknowledged. Best effort, about 1 us.
  void Raise(std::uint64_t revision);

 private:
  std::string file_;
  int descriptor_ = -1;
  std::uint64_t acknowledged_ = 0;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_MARK_H_
