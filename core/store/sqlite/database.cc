#include "core/store/sqlite/database.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/store/sqlite/page_sums.h"

namespace parallax::sqlite {
namespace {

absl::Status Unavailable(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, message,
                   {.reason = std::string(reason), .retry_after = absl::Seconds(1)});
}

}  // namespace

absl::Status ErrorFor(int code) {
  if (code == SQLITE_IOERR_DATA) code = SQLITE_CORRUPT;  // a page that differs from its checksum
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_FULL:
      return Unavailable("DISK_FULL", "the disk of the store is full; nothing of this was stored");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Unavailable("DISK_ERROR", absl::StrCat("the disk of the store failed (code ", code,
                                                    "); nothing of this was stored"));
    case SQLITE_NOMEM:
      return Unavailable("OUT_OF_MEMORY",
                         "the store found no memory for this; nothing of it was stored");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Unavailable("STORE_BUSY", "another process holds the store's file");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MakeError(absl::StatusCode::kDataLoss,
                       "the store's file is damaged or no store; restore it from a backup",
                       {.reason = "STORE_DAMAGED"});
    default:
      return MakeError(absl::StatusCode::kInternal,
                       absl::StrCat("the store failed (code ", code, ")"),
                       {.reason = "STORE_FAILED"});
  }
}

bool Query::Next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    status_ = ErrorFor(sqlite3_extended_errcode(sqlite3_db_handle(statement_)));
    if (status_.ok()) status_ = ErrorFor(code);
  }
  return false;
}

std::string_view Query::Bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

void Statement::Bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data() == nullptr ? "" : text.data(),
                      text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::Bind(int index, Blob blob) {
  sqlite3_bind_blob64(statement_.get(), index,
                      blob.bytes.data() == nullptr ? "" : blob.bytes.data(), blob.bytes.size(),
                      SQLITE_STATIC);
}

absl::StatusOr<Database> Database::Open(const std::string& uri, int flags) {
  Database database;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &handle, flags, PageSumsVfs());
  database.handle_.reset(handle);
  if (code != SQLITE_OK) return ErrorFor(code);
  sqlite3_extended_result_codes(handle, 1);
  return database;
}

absl::Status Database::Execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  return ErrorFor(code);
}

absl::StatusOr<Statement> Database::Prepare(std::string_view sql) {
  Statement statement;
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  statement.statement_.reset(raw);
  if (code != SQLITE_OK) return ErrorFor(code);
  return statement;
}

absl::Status Database::PrepareAll(
    std::initializer_list<std::pair<Statement*, std::string_view>> all) {
  for (const auto& [statement, sql] : all) {
    absl::StatusOr<Statement> prepared = Prepare(sql);
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> Database::ReadInt(std::string_view sql) {
  absl::StatusOr<Statement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  Query query = statement->Run();
  if (query.Next()) return query.Int(0);
  if (!query.status().ok()) return query.status();
  return MakeError(absl::StatusCode::kInternal, "the store gave no answer",
                   {.reason = "STORE_FAILED"});
}

absl::Status Database::EndLeftOver() {
  return in_transaction() ? Execute("ROLLBACK") : absl::OkStatus();
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  begun_ = database.EndLeftOver();
  if (begun_.ok()) begun_ = database.Execute(kind == kWriting ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // SQLite has rolled back by itself after some errors.
  if (database_.in_transaction()) database_.Execute("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() { return database_.Execute("COMMIT"); }

}  // namespace parallax::sqlite
