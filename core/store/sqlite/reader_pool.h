// Read-only connections, lent to one caller at a time, and the gate through which the writer can
// have the file for itself.
#ifndef PARALLAX_CORE_STORE_SQLITE_READER_POOL_H_
#define PARALLAX_CORE_STORE_SQLITE_READER_POOL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/snapshot_reader.h"

namespace parallax::sqlite {

class ReaderPool {
 private:
  struct Connection {
    Database database;
    std::unique_ptr<AccountReader> reader;
    std::unique_ptr<SnapshotReader> snapshots;
  };

 public:
  // Thread-safe. Connections are opened as they are needed.
  ReaderPool(std::string uri, int flags) : uri_(std::move(uri)), flags_(flags) {}

  // A connection, and a share of the gate, until it dies.
  class Lease {
   public:
    Lease(ReaderPool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    ~Lease();

    AccountReader& operator*() const { return *connection_->reader; }
    AccountReader* operator->() const { return connection_->reader.get(); }
    SnapshotReader& snapshots() const { return *connection_->snapshots; }
    Database& database() const { return connection_->database; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Connection> connection_;
  };
  absl::StatusOr<Lease> Get();

  // While it is held exclusively no reader is in the file: a checkpoint can then empty the
  // write-ahead log whatever readers do, which is what bounds its size.
  absl::Mutex& gate() ABSL_LOCK_RETURNED(gate_) { return gate_; }

  // Closes every connection and lends no more (UNAVAILABLE). Waits for those lent.
  void Close();

 private:
  absl::StatusOr<std::unique_ptr<Connection>> Open() const;

  const std::string uri_;
  const int flags_;
  absl::Mutex gate_;
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_READER_POOL_H_
