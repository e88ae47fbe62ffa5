#include "core/store/sqlite/reader_pool.h"

#include <utility>

#include "core/base/errors.h"

namespace parallax::sqlite {
namespace {

constexpr std::size_t kMaxIdle =
    16;  // more callers at once than that open their own for the moment

}  // namespace

ReaderPool::Lease::~Lease() {
  if (connection_ == nullptr) return;  // moved from
  // One that could not end its transaction would hold on to its snapshot, and with it to the
  // write-ahead log.
  if (!connection_->database.in_transaction()) {
    absl::MutexLock lock(&pool_->mutex_);
    if (!pool_->closed_ && pool_->idle_.size() < kMaxIdle) {
      pool_->idle_.push_back(std::move(connection_));
    }
  }
  connection_.reset();
  pool_->gate_.ReaderUnlock();
}

absl::StatusOr<ReaderPool::Lease> ReaderPool::Get() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  gate_.ReaderLock();
  std::unique_ptr<Connection> connection;
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    if (closed_) {
      status = ShuttingDown();
    } else if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (status.ok() && connection == nullptr) {
    absl::StatusOr<std::unique_ptr<Connection>> opened = Open();
    status = opened.status();
    if (status.ok()) connection = *std::move(opened);
  }
  if (!status.ok()) {
    gate_.ReaderUnlock();
    return status;
  }
  return Lease(this, std::move(connection));
}

absl::StatusOr<std::unique_ptr<ReaderPool::Connection>> ReaderPool::Open() const {
  auto connection = std::make_unique<Connection>();
  absl::StatusOr<Database> database = Database::Open(uri_, flags_);
  if (!database.ok()) return database.status();
  connection->database = *std::move(database);
  // Closing the last connection would checkpoint; only the writer may (the WAL-reset bug of SQLite
  // up to 3.51.2: sqlite.org/wal.html#walresetbug).
  sqlite3_db_config(connection->database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  absl::Status status = connection->database.Execute(
      "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
      "PRAGMA mmap_size=0; PRAGMA cache_size=-4096; PRAGMA busy_timeout=1000");
  if (!status.ok()) return status;
  absl::StatusOr<AccountReader> reader = AccountReader::Prepare(connection->database);
  if (!reader.ok()) return reader.status();
  connection->reader = std::make_unique<AccountReader>(*std::move(reader));
  absl::StatusOr<SnapshotReader> snapshots = SnapshotReader::Prepare(connection->database);
  if (!snapshots.ok()) return snapshots.status();
  connection->snapshots = std::make_unique<SnapshotReader>(*std::move(snapshots));
  return connection;
}

void ReaderPool::Close() {
  absl::WriterMutexLock gate(&gate_);
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  idle_.clear();
}

}  // namespace parallax::sqlite
