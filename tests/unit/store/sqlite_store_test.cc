// What only the SQLite store promises: its lock, its file, its disk.
#include "core/store/sqlite/sqlite_store.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "core/base/errors.h"
#include "core/store/sqlite/page_sums.h"
#include "tests/conformance/samples.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax {
namespace {

using testing::HasSubstr;
using testing::Not;

class SqliteStoreTest : public testing::Test {
 protected:
  SqliteOptions Options() const {
    SqliteOptions options;
    options.data_dir = directory_.path();
    options.clock = &clock_;
    return options;
  }
  void Open(const SqliteOptions& options) {
    store_.reset();
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  absl::StatusOr<AppendResult> Append(std::vector<Signal> signals) {
    absl::StatusOr<AppendResult> result = AppendResult();
    absl::Notification answered;
    store_->Append("w", std::move(signals), absl::InfiniteFuture(), [&](auto answer) {
      result = std::move(answer);
      answered.Notify();
    });
    answered.WaitForNotification();
    return result;
  }
  // Runs SQL on the file while no store has it.
  void Sql(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open_v2(directory_.database().c_str(), &database,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sqlite::PageSumsVfs()),
              SQLITE_OK);
    sqlite3_busy_timeout(database, 10'000);  // an open store may be writing
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    sqlite3_close(database);
  }
  std::int64_t Count(const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_open(directory_.database().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    const bool row = sqlite3_step(statement) == SQLITE_ROW;
    const std::int64_t count = row ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return count;
  }

  TempDir directory_;
  FakeClock clock_;
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteStoreTest, RefusesADirectoryThatAnotherStoreHolds) {
  Open(Options());
  const auto second = OpenSqliteStore(Options());
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << second.status();
  EXPECT_THAT(second.status().message(), HasSubstr("another server holds"));
  EXPECT_THAT(std::string(second.status().message()), Not(HasSubstr(directory_.path())));
}

TEST_F(SqliteStoreTest, GivesTheDirectoryBackWhenItDies) {
  Open(Options());
  store_.reset();
  EXPECT_TRUE(OpenSqliteStore(Options()).ok());
}

TEST_F(SqliteStoreTest, MakesTheDirectoryItIsGiven) {
  SqliteOptions options = Options();
  options.data_dir += "/a/b";
  EXPECT_TRUE(OpenSqliteStore(options).ok());
}

TEST_F(SqliteStoreTest, RefusesADirectoryThatIsAFile) {
  SqliteOptions options = Options();
  options.data_dir += "/file";
  std::ofstream(options.data_dir) << "text";
  const auto store = OpenSqliteStore(options);
  EXPECT_TRUE(absl::IsInvalidArgument(store.status())) << store.status();
  EXPECT_THAT(std::string(store.status().message()), Not(HasSubstr(directory_.path())));
}

TEST_F(SqliteStoreTest, RefusesANewerSchema) {
  Open(Options());
  store_.reset();
  Sql("PRAGMA user_version = 99");
  const auto store = OpenSqliteStore(Options());
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
  EXPECT_THAT(store.status().message(), HasSubstr("newer"));
}

TEST_F(SqliteStoreTest, RefusesTheDatabaseOfAnotherProgramAndLeavesItAlone) {
  Sql("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
  const auto store = OpenSqliteStore(Options());
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
  EXPECT_EQ(Count("SELECT count(*) FROM notes"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(SqliteStoreTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(directory_.database()) << std::string(100'000, 'x');
  const auto store = OpenSqliteStore(Options());
  EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << store.status();
}

TEST_F(SqliteStoreTest, RefusesAFileThatWasCutShort) {
  Open(Options());
  std::vector<Signal> signals;
  for (int i = 0; i < 2'000; ++i) signals.push_back(MakeSignal("acme", std::to_string(i), "text"));
  ASSERT_TRUE(Append(signals).ok());
  store_.reset();
  std::filesystem::resize_file(directory_.database(), 3 * 8192);
  const auto store = OpenSqliteStore(Options());
  EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << store.status();
}

TEST_F(SqliteStoreTest, TellsOfAFailureWhereARevisionIsAskedFor) {
  Open(Options());
  ASSERT_TRUE(Append({MakeSignal("acme", "1")}).ok());
  Open(Options());
  Sql("ALTER TABLE accounts RENAME TO elsewhere");
  const auto revision = store_->AccountRevision("w", "acme");
  EXPECT_FALSE(revision.ok());
  EXPECT_FALSE(absl::IsNotFound(revision.status())) << revision.status();
}

TEST_F(SqliteStoreTest, KeepsItsFileToItsOwner) {
  SqliteOptions options = Options();
  options.data_dir += "/new";
  ASSERT_TRUE(OpenSqliteStore(options).ok());
  EXPECT_EQ(std::filesystem::status(options.data_dir).permissions(),
            std::filesystem::perms::owner_all);
}

// 40 rounds over 25 accounts through a log of 50 signals and merges of two runs.
class Compacted : public SqliteStoreTest {
 protected:
  static constexpr int kRounds = 40;
  static constexpr int kAccounts = 25;

  SqliteOptions Small() const {
    SqliteOptions options = Options();
    options.max_log_signals = 50;
    options.merge_runs = options.max_runs = 2;
    return options;
  }
  static std::vector<Signal> Round(int round) {
    std::vector<Signal> signals;
    for (int a = 0; a < kAccounts; ++a) {
      signals.push_back(MakeSignal("account-" + std::to_string(a), std::to_string(round), "text"));
    }
    return signals;
  }
  void Fill() {
    Open(Small());
    for (int round = 0; round < kRounds; ++round) ASSERT_TRUE(Append(Round(round)).ok());
    store_.reset();
  }
};

TEST_F(Compacted, KeepsEverySignalOnce) {
  Fill();
  Open(Small());
  for (int a = 0; a < kAccounts; ++a) {
    const auto record = store_->ReadAccount("w", "account-" + std::to_string(a));
    ASSERT_TRUE(record.ok()) << record.status();
    std::set<std::string> ids;
    for (const StoredSignal& stored : record->signals) ids.insert(stored.signal.source_event_id);
    EXPECT_EQ(record->signals.size(), static_cast<std::size_t>(kRounds));
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(kRounds));
  }
}

TEST_F(Compacted, RefusesDuplicatesAfterARestart) {
  Fill();
  Open(Small());
  for (int round = 0; round < kRounds; ++round) {
    const auto result = Append(Round(round));
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_THAT(result->outcomes, testing::Each(AppendOutcome::kDuplicate)) << round;
  }
}

TEST_F(Compacted, EmptiesTheLogIntoChunks) {
  Fill();
  EXPECT_GT(Count("SELECT count(*) FROM chunks"), 0);
  EXPECT_GT(Count("SELECT sum(signals) FROM chunks"), kRounds * kAccounts - 500);
}

TEST_F(Compacted, KeepsTheRunsFew) {
  Fill();
  EXPECT_GT(Count("SELECT max(level) FROM runs"), 0);
  EXPECT_LE(Count("SELECT count(*) FROM runs"), 8);
}

TEST_F(Compacted, MergesNothingWhileWritesWaitAndRunsAreFewEnough) {
  SqliteOptions options = Small();
  options.max_runs = 1'000;
  options.max_group_signals = kAccounts;
  Open(options);
  absl::Notification queued, done;
  store_->Append("w", {MakeSignal("blocker", "1")}, absl::InfiniteFuture(),
                 [&](auto) { queued.WaitForNotification(); });
  for (int round = 0; round + 1 < kRounds; ++round) {
    store_->Append("w", Round(round), absl::InfiniteFuture(), [](auto) {});
  }
  std::int64_t runs = 0, merged = 0;
  store_->Append("w", Round(kRounds - 1), absl::InfiniteFuture(), [&](auto) {
    runs = Count("SELECT count(*) FROM runs");
    merged = Count("SELECT count(*) FROM runs WHERE level > 0");
    done.Notify();
  });
  queued.Notify();
  done.WaitForNotification();
  EXPECT_GT(runs, options.merge_runs);
  EXPECT_EQ(merged, 0);
}

TEST_F(Compacted, KeepsTheSummaries) {
  Fill();
  Open(Small());
  const auto summary = store_->GetAccount("w", "account-3");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->signals, static_cast<std::uint64_t>(kRounds));
  EXPECT_EQ(summary->last_occurred_at, MakeSignal("a", "1").occurred_at);
  EXPECT_EQ(*store_->AccountRevision("w", "account-3"),
            store_->ReadAccount("w", "account-3")->revision);
}

TEST_F(Compacted, StaysSmallOnDisk) {
  Fill();
  const std::int64_t pages = Count("SELECT page_count FROM pragma_page_count()");
  const std::int64_t bytes = Count("SELECT sum(length(entries)) FROM chunks");
  EXPECT_LT(pages * 8192, 10 * bytes + (1 << 20));
}

TEST_F(Compacted, AOneSignalBudgetOfKeysStillRefusesDuplicates) {
  SqliteOptions options = Small();
  options.key_cache_bytes = 1;
  Open(options);
  for (int round = 0; round < 5; ++round) ASSERT_TRUE(Append(Round(round)).ok());
  for (int round = 0; round < 5; ++round) {
    const auto result = Append(Round(round));
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_THAT(result->outcomes, testing::Each(AppendOutcome::kDuplicate));
  }
}

TEST_F(Compacted, ADamagedAccountDoesNotSinkTheOthersOfItsGroup) {
  Fill();
  Sql("UPDATE chunks SET entries = x'ffff' WHERE account = "
      "(SELECT account FROM accounts WHERE id = 'account-3')");
  Open(Small());
  absl::Notification writing, queued, first, second;
  absl::Status damaged, sound;
  store_->Append("w", {MakeSignal("blocker", "1")}, absl::InfiniteFuture(), [&](auto) {
    writing.Notify();
    queued.WaitForNotification();
  });
  writing.WaitForNotification();
  store_->Append("w", {MakeSignal("account-3", "new")}, absl::InfiniteFuture(), [&](auto answer) {
    damaged = answer.status();
    first.Notify();
  });
  store_->Append("w", {MakeSignal("account-4", "new")}, absl::InfiniteFuture(), [&](auto answer) {
    sound = answer.status();
    second.Notify();
  });
  queued.Notify();
  first.WaitForNotification();
  second.WaitForNotification();
  EXPECT_EQ(damaged.code(), absl::StatusCode::kDataLoss) << damaged;
  EXPECT_TRUE(sound.ok()) << sound;
  EXPECT_EQ(store_->ReadAccount("w", "account-3").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(store_->ReadAccount("w", "account-4")->signals.size(),
            static_cast<std::size_t>(kRounds + 1));
}

// Files of this process may not grow past a number of bytes while it lives.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

std::vector<Signal> Bulk(int first, int count) {
  std::vector<Signal> signals;
  for (int i = first; i < first + count; ++i) {
    signals.push_back(MakeSignal("acme", std::to_string(i), std::string(200, 'x')));
  }
  return signals;
}

TEST_F(SqliteStoreTest, AFullDiskRefusesTheWriteAndSaysSo) {
  Open(Options());
  ASSERT_TRUE(Append(Bulk(0, 10)).ok());
  absl::StatusOr<AppendResult> refused = AppendResult();
  {
    FullDisk full(64 << 10);
    refused = Append(Bulk(10, 5'000));
  }
  EXPECT_TRUE(absl::IsUnavailable(refused.status())) << refused.status();
  EXPECT_THAT(refused.status().message(), HasSubstr("disk"));
  EXPECT_EQ(store_->ReadAccount("w", "acme")->signals.size(), 10u);
}

TEST_F(SqliteStoreTest, GoesOnWhenTheDiskDoes) {
  Open(Options());
  {
    FullDisk full(64 << 10);
    ASSERT_FALSE(Append(Bulk(0, 5'000)).ok());
  }
  const auto again = Append(Bulk(0, 5'000));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->outcomes, testing::Each(AppendOutcome::kAccepted));
  Open(Options());
  EXPECT_EQ(store_->ReadAccount("w", "acme")->signals.size(), 5'000u);
}

TEST_F(SqliteStoreTest, ADiskThatFillsDuringCompactionLosesNothing) {
  SqliteOptions options = Options();
  options.max_log_signals = 100;
  options.merge_runs = options.max_runs = 2;
  Open(options);
  int stored = 0;
  {
    FullDisk full(600 << 10);
    while (Append(Bulk(stored, 50)).ok()) stored += 50;
  }
  ASSERT_GT(stored, 0);
  EXPECT_TRUE(Append(Bulk(stored, 50)).ok());
  Open(options);
  EXPECT_EQ(store_->ReadAccount("w", "acme")->signals.size(),
            static_cast<std::size_t>(stored + 50));
}

TEST_F(SqliteStoreTest, RelaxedDurabilityKeepsWhatWasClosed) {
  SqliteOptions options = Options();
  options.durability = Durability::kRelaxed;
  Open(options);
  ASSERT_TRUE(Append(Bulk(0, 10)).ok());
  Open(options);
  EXPECT_EQ(store_->ReadAccount("w", "acme")->signals.size(), 10u);
}

}  // namespace
}  // namespace parallax
