// SQLite behind RAII: a connection, kept statements, and their errors as statuses without paths or
// SQL.
//
// A Database and its statements belong to one thread at a time. REQUIRES: statements die before
// their Database.
#ifndef PARALLAX_CORE_STORE_SQLITE_DATABASE_H_
#define PARALLAX_CORE_STORE_SQLITE_DATABASE_H_

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace parallax::sqlite {

// The status for a SQLite result code: UNAVAILABLE where the disk is full, failing or busy or
// memory ran out (a later try may work), DATA_LOSS where the file is damaged, INTERNAL for the
// rest. The message says what happened in words, never where.
absl::Status ErrorFor(int code);

// Marks a bound argument as bytes instead of text.
struct Blob {
  std::string_view bytes;
};

class Statement;

// One run of a statement; frees the statement for the next run when it dies.
class Query {
 public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { sqlite3_reset(statement_); }

  // Moves to the next row; false at the end and on an error, which status() then tells.
  bool Next();
  const absl::Status& status() const { return status_; }

  // Columns of the current row, from 0. Views live until the next call of Next.
  std::int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }
  bool IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::string_view Bytes(int column) const;

 private:
  sqlite3_stmt* statement_;
  absl::Status status_;
};

class Statement {
 public:
  Statement() = default;

  // Binds the arguments from ?1 on and runs. Text and bytes must outlive the Query.
  template <typename... Args>
  Query Run(const Args&... args) {
    int index = 0;
    (Bind(++index, args), ...);
    return Query(statement_.get());
  }
  // The same for a statement that returns no rows.
  template <typename... Args>
  absl::Status Execute(const Args&... args) {
    Query query = Run(args...);
    query.Next();
    return query.status();
  }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  template <std::integral Integer>
  void Bind(int index, Integer value) {
    sqlite3_bind_int64(statement_.get(), index, static_cast<std::int64_t>(value));
  }
  void Bind(int index, std::string_view text);
  void Bind(int index, Blob blob);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  Database() = default;

  // `uri`: a file name or URI as sqlite3_open_v2 takes it; `flags`: SQLITE_OPEN_*. Pages of a file
  // are held to their checksums (page_sums.h).
  static absl::StatusOr<Database> Open(const std::string& uri, int flags);

  absl::Status Execute(const char* sql);  // any number of statements, no results
  absl::StatusOr<Statement> Prepare(std::string_view sql);
  // Several at once.
  absl::Status PrepareAll(std::initializer_list<std::pair<Statement*, std::string_view>> all);
  // The first column of the first row.
  absl::StatusOr<std::int64_t> ReadInt(std::string_view sql);

  // Ends a transaction that is still open because rolling it back found no memory: while one is
  // open nothing begins another, copies the file or makes it anew.
  absl::Status EndLeftOver();

  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  sqlite3* handle() const { return handle_.get(); }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

// From BEGIN to COMMIT; rolls back when it dies before. A writing one takes the file's lock at
// once; a reading one sees the file as it is at its first query.
class Transaction {
 public:
  enum Kind { kWriting, kReading };
  explicit Transaction(Database& database, Kind kind = kWriting);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  const absl::Status& status() const { return begun_; }  // of the begin
  absl::Status Commit();

 private:
  Database& database_;
  absl::Status begun_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_DATABASE_H_
