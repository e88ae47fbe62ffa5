// Pages are held to their checksums in the database and in its write-ahead log, also while a
// transaction writes pages more than once; a database without checksums is left as it is.
#include "core/store/sqlite/page_sums.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/store/sqlite/schema.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax::sqlite {
namespace {

constexpr int kRows = 200;
constexpr int kLogFrame = 24 + kPageSize;

class PageSums : public testing::Test {
 protected:
  Database Open() {
    absl::StatusOr<Database> database =
        Database::Open(file_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    EXPECT_TRUE(database.ok()) << database.status();
    return database.ok() ? *std::move(database) : Database();
  }
  static void Run(Database& database, const std::string& sql) {
    const absl::Status status = database.Execute(sql.c_str());
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }
  // A table of kRows rows, eight to a page, in a database with checksums.
  Database Fill() {
    Database database = Open();
    Run(database, absl::StrCat("PRAGMA page_size=", kPageSize));
    ReservePageSums(database);
    Run(database, "CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB);BEGIN");
    for (int id = 0; id < kRows; ++id) {
      Run(database, absl::StrCat("INSERT INTO t VALUES (", id, ", zeroblob(1000))"));
    }
    Run(database, "COMMIT");
    return database;
  }
  static absl::StatusOr<std::int64_t> Sum(Database& database) {
    return database.ReadInt("SELECT sum(length(bytes) + id) FROM t WHERE bytes IS NOT x'00'");
  }
  static std::int64_t Value(Database& database) {
    const absl::StatusOr<std::int64_t> sum = Sum(database);
    EXPECT_TRUE(sum.ok()) << sum.status();
    return sum.value_or(-1);
  }
  static void ExpectDamage(const absl::Status& status) {
    EXPECT_EQ(GetErrorDetails(status).reason, "STORE_DAMAGED") << status;
  }
  // Reads or writes bytes of a file in place.
  static std::string Bytes(const std::string& file, std::int64_t at, std::size_t size) {
    std::string bytes(size, '\0');
    std::ifstream in(file, std::ios::binary);
    in.seekg(at).read(bytes.data(), static_cast<std::streamsize>(size));
    return bytes;
  }
  static void Put(const std::string& file, std::int64_t at, const std::string& bytes) {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(at).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  static void Flip(const std::string& file, std::int64_t at) {
    std::string byte = Bytes(file, at, 1);
    byte[0] = static_cast<char>(byte[0] ^ 4);
    Put(file, at, byte);
  }

  TempDir directory_;
  const std::string file_ = directory_.path() + "/pages.db";
  static constexpr std::int64_t kSum = kRows * 1000 + kRows * (kRows - 1) / 2;
};

TEST_F(PageSums, OfASoundDatabaseAreRight) {
  Fill();
  Database database = Open();
  EXPECT_EQ(Value(database), kSum);
  EXPECT_TRUE(HasPageSums(database));
  EXPECT_TRUE(CheckPageSums(database).ok());
}

TEST_F(PageSums, NoticeAFlippedBit) {
  Fill();
  Flip(file_, 5 * kPageSize + 1234);
  Database database = Open();
  ExpectDamage(Sum(database).status());
  ExpectDamage(CheckPageSums(database));
}

TEST_F(PageSums, NoticeAPageInThePlaceOfAnother) {
  Fill();
  Put(file_, 5 * kPageSize, Bytes(file_, 6 * kPageSize, kPageSize));
  Database database = Open();
  ExpectDamage(Sum(database).status());
}

TEST_F(PageSums, NoticeAFlippedBitInTheLogOfARunningDatabase) {
  Database writer = Fill();
  Run(writer, "PRAGMA journal_mode=WAL;UPDATE t SET bytes = zeroblob(1001)");
  EXPECT_EQ(Value(writer), kSum + kRows);
  Database reader = Open();
  EXPECT_EQ(Value(reader), kSum + kRows);
  Flip(file_ + "-wal", 32 + 4 * kLogFrame + 5000);
  Database later = Open();
  ExpectDamage(Sum(later).status());
  ExpectDamage(writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
}

TEST_F(PageSums, GoWithPagesThatATransactionWritesAgainAndAgain) {
  Database writer = Fill();
  Run(writer, "PRAGMA journal_mode=WAL;PRAGMA cache_size=4");
  // Rolled back to its beginning, with the log and with a savepoint, and gone on from there.
  for (const char* back : {"ROLLBACK;BEGIN;SAVEPOINT s", "ROLLBACK TO s", "ROLLBACK TO s"}) {
    if (!writer.in_transaction()) Run(writer, "BEGIN");
    for (int round = 1; round <= 3; ++round) {
      Run(writer, absl::StrCat("UPDATE t SET bytes = zeroblob(1000 + ", round, ")"));
      EXPECT_EQ(Value(writer), kSum + round * kRows);
    }
    Run(writer, back);
    EXPECT_EQ(Value(writer), kSum);
  }
  Run(writer, "UPDATE t SET bytes = zeroblob(1005)");
  EXPECT_EQ(Value(writer), kSum + 5 * kRows);
  Run(writer, "UPDATE t SET bytes = zeroblob(1006)");
  EXPECT_EQ(Value(writer), kSum + 6 * kRows);
  Run(writer, "COMMIT");
  Database reader = Open();
  EXPECT_EQ(Value(reader), kSum + 6 * kRows);
  Run(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_TRUE(CheckPageSums(writer).ok());
  EXPECT_EQ(Value(reader), kSum + 6 * kRows);
}

TEST_F(PageSums, NoticeThatAnotherProgramWrote) {
  Fill();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file_.c_str(), &other), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(other, "UPDATE t SET bytes = zeroblob(1001)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(other);
  Database database = Open();
  ExpectDamage(Sum(database).status());
}

TEST_F(PageSums, LeaveADatabaseWithoutThemAsItIs) {
  Database database = Open();
  Run(database, absl::StrCat("PRAGMA page_size=", kPageSize,
                             ";CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB);"
                             "INSERT INTO t VALUES (1, zeroblob(100000))"));
  EXPECT_EQ(Value(database), 100'001);
  EXPECT_FALSE(HasPageSums(database));
}

}  // namespace
}  // namespace parallax::sqlite
