// Every write, sync, truncation, open, read and allocation of a store's life fails once, and the
// power is cut at every change of the disk. Nothing acknowledged is lost, nothing is there twice,
// the error says what it is, and the store goes on.
#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/errors.h"
#include "core/store/sqlite/page_sums.h"
#include "core/store/sqlite/schema.h"
#include "tests/fault/failing_memory.h"
#include "tests/fault/faulty_disk.h"
#include "tests/fault/life.h"
#include "tests/fault/older_file.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax::fault {
namespace {

constexpr int kRounds = 10;
constexpr int kMostAttempts = 3;  // of one step; a fault that comes once is over by then

std::int64_t QueryInt(const std::string& file, const char* sql) {
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_prepare_v2(database, sql, -1, &statement, nullptr), SQLITE_OK) << sql;
  const std::int64_t value =
      sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return value;
}

// A life has thousands of allocations, close together: without PARALLAX_SWEEP=full some are passed
// over.
bool EveryPlace() {
  const char* sweep = std::getenv("PARALLAX_SWEEP");
  return sweep != nullptr && std::string_view(sweep) == "full";
}

class Faults : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    memory_ = &FailingMemory::Install();
    disk_ = &FaultyDisk::Install();
  }

  // What a client must be told: a later try may work, and why this one did not.
  static void ExpectClear(const absl::Status& status) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(
        GetErrorDetails(status).reason,
        testing::AnyOf("DISK_FULL", "DISK_ERROR", "STORE_BUSY", "OUT_OF_MEMORY", "PURGE_PENDING"))
        << status;
  }

  // Opens what a life left behind.
  static void ExpectWhole(Life& life) {
    absl::Status status = life.Open();
    if (status.ok()) status = life.Verify();
    if (status.ok()) status = life.SendAgain();
    if (status.ok()) status = life.Verify();
    EXPECT_TRUE(status.ok()) << status;
    life.Close();
  }

  // Runs lives with a fault at its first place, its second, and so on, until one passes untouched.
  // `arm(n)` sets the fault; `hit` tells whether it came; `overcome` ends it after it was noticed.
  struct Kind {
    std::function<void(int)> arm;
    std::function<bool()> hit;
    std::function<void(Life&)> overcome;
    int stride = 1;  // from one place to the next
  };
  void Run(const Kind& kind) const {
    int runs = 0;
    for (int at = 1;; at += kind.stride, ++runs) {
      SCOPED_TRACE(testing::Message() << "fault at place " << at);
      if (!Live(kind, at)) break;
      if (testing::Test::HasFailure()) return;
    }
    std::printf("%d lives with a fault\n", runs);
    EXPECT_GT(runs, 0);
  }

  // False when the fault never came.
  bool Live(const Kind& kind, int at) const {
    const TempDir directory;
    disk_->Forget();
    Life life(directory.path());
    kind.arm(at);
    for (const Step& step : script_) {
      absl::Status status = life.Do(step);
      for (int attempt = 1; !status.ok() && attempt < kMostAttempts; ++attempt) {
        if (!kind.hit()) break;
        ExpectClear(status);
        kind.overcome(life);
        status = life.Do(step);
      }
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) return true;
    }
    life.Close();
    const bool hit = kind.hit();
    kind.overcome(life);
    ExpectWhole(life);
    return hit;
  }

  void RunDisk(const Fault& fault) const {
    Run({.arm =
             [&](int at) {
               Fault next = fault;
               next.at = at;
               disk_->Arm(next);
             },
         .hit = [] { return disk_->hit(); },
         .overcome =
             [](Life& life) {
               // What can be read while the fault lasts is right.
               const absl::Status seen = life.is_open() ? life.Verify() : absl::OkStatus();
               EXPECT_FALSE(absl::IsUnknown(seen)) << seen;
               disk_->Mend();
             }});
  }
  void RunMemory(bool lasting) const {
    Run({.arm = [&](int at) { memory_->Arm(at, lasting); },
         .hit = [] { return memory_->hit(); },
         .overcome =
             [](Life& life) {
               const absl::Status seen = life.is_open() ? life.Verify() : absl::OkStatus();
               EXPECT_FALSE(absl::IsUnknown(seen)) << seen;
               memory_->Mend();
             },
         .stride = EveryPlace() ? 1 : memory_stride_});
  }

  std::vector<Step> script_ = Script(kRounds);
  int memory_stride_ = 13;  // a sweep of allocations takes about as long as one of writes then
  static FaultyDisk* disk_;
  static FailingMemory* memory_;
};

FaultyDisk* Faults::disk_ = nullptr;
FailingMemory* Faults::memory_ = nullptr;

// A store of schema version 3, to be opened by this program.
class Migration : public Faults {
 protected:
  void SetUp() override {
    for (const Step& step : ErasingScript()) ASSERT_TRUE(life_.Do(step).ok());
    life_.Close();
    disk_->Forget();
    MakeVersion3(original_.database());
    disk_->Forget();
  }
  // As the older program left it.
  void Copy(const TempDir& to) const {
    std::filesystem::copy(original_.path(), to.path(), std::filesystem::copy_options::recursive);
  }

  TempDir original_;
  Life life_{original_.path()};
};

TEST_F(Migration, GivesEveryPageOfAnOlderStoreItsChecksum) {
  ASSERT_TRUE(life_.Open().ok());
  EXPECT_TRUE(life_.Verify().ok()) << life_.Verify();
  EXPECT_TRUE(life_.SendAgain().ok());
  life_.Close();
  EXPECT_EQ(QueryInt(original_.database(), "PRAGMA user_version"), sqlite::kSchemaVersion);
  auto database = sqlite::Database::Open(original_.database(), SQLITE_OPEN_READONLY);
  ASSERT_TRUE(database.ok());
  ASSERT_TRUE(database->ReadInt("SELECT count(*) FROM accounts").ok());
  EXPECT_TRUE(sqlite::HasPageSums(*database));
  EXPECT_TRUE(sqlite::CheckPageSums(*database).ok());
}

TEST_F(Migration, APowerCutAtAnyChangeOfTheDiskLosesNothing) {
  std::mt19937 random(7);
  int at = 1;
  for (bool cut = true; cut && !HasFailure(); ++at) {
    SCOPED_TRACE(at);
    const TempDir directory;
    Copy(directory);
    disk_->Forget();
    disk_->ArmPowerCut(at);
    life_.OpenAt(directory.path()).IgnoreError();
    life_.Close();
    cut = disk_->hit();
    disk_->Mend();
    disk_->Restart(random);
    ExpectWhole(life_);
  }
  EXPECT_GT(at, 50);
}

TEST_F(Migration, AWriteThatFailsIsAnsweredAndTheNextStartPasses) {
  int at = 1;
  for (bool hit = true; hit && !HasFailure(); ++at) {
    SCOPED_TRACE(at);
    const TempDir directory;
    Copy(directory);
    disk_->Forget();
    disk_->Arm({.operation = Operation::kWrite, .at = at, .code = SQLITE_IOERR_WRITE});
    const absl::Status opened = life_.OpenAt(directory.path());
    if (!opened.ok()) ExpectClear(opened);
    life_.Close();
    hit = disk_->hit();
    disk_->Mend();
    ExpectWhole(life_);
  }
  EXPECT_GT(at, 50);
}

// Each fault over each of the lives.
class Sweep : public Faults, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    const std::string_view life = GetParam();
    if (life == "Ingest") return;
    script_ = life == "Erasing" ? ErasingScript() : BackupScript();
    memory_stride_ = 29;
  }
};
INSTANTIATE_TEST_SUITE_P(Lives, Sweep, testing::Values("Ingest", "Erasing", "BackedUp"),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(Faults, NoneKeepsEveryPromiseOfALifeThatErasesAndBacksUp) {
  const TempDir directory;
  Life life(directory.path());
  for (const std::vector<Step>& script : {ErasingScript(), BackupScript()}) {
    for (const Step& step : script) {
      const absl::Status status = life.Do(step);
      ASSERT_TRUE(status.ok()) << status;
    }
  }
  life.Close();
  ExpectWhole(life);
  EXPECT_GT(QueryInt(directory.database(), "SELECT count(*) FROM erasures"), 3);
  EXPECT_GT(QueryInt(directory.database(), "SELECT count(*) FROM snapshot_rows"), 0);
}

TEST_F(Faults, NoneKeepsEveryPromiseOfALifeThatIngestsAndMerges) {
  const TempDir directory;
  Life life(directory.path());
  for (const Step& step : Script(kRounds)) ASSERT_TRUE(life.Do(step).ok());
  life.Close();
  ExpectWhole(life);
  // What the other tests rely on to meet every kind of upkeep.
  EXPECT_GT(QueryInt(directory.database(), "SELECT max(level) FROM runs"), 0);
  EXPECT_GT(QueryInt(directory.database(), "SELECT count(*) FROM chunks"), 0);
}

TEST_P(Sweep, APowerCutAtAnyChangeOfTheDiskLosesNothingAcknowledged) {
  std::mt19937 random(5);
  bool cut = false;
  Run({.arm =
           [&](int at) {
             cut = false;
             disk_->ArmPowerCut(at);
           },
       .hit = [&] { return cut || disk_->hit(); },
       .overcome =
           [&](Life& life) {
             if (cut) return;
             cut = disk_->hit();
             life.Close();
             disk_->Mend();
             if (cut) disk_->Restart(random);
           }});
}

TEST_P(Sweep, AWriteThatFailsOnceIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kWrite, .code = SQLITE_IOERR_WRITE});
}

TEST_P(Sweep, ATornWriteIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kWrite, .code = SQLITE_IOERR_WRITE, .torn = true});
}

TEST_P(Sweep, AFullDiskIsAnsweredUntilThereIsRoom) {
  RunDisk({.operation = Operation::kWrite, .code = SQLITE_FULL, .lasting = true});
}

TEST_P(Sweep, ASyncThatFailsOnceIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kSync, .code = SQLITE_IOERR_FSYNC});
}

TEST_P(Sweep, ATruncationThatFailsOnceIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kTruncate, .code = SQLITE_IOERR_TRUNCATE});
}

TEST_P(Sweep, AnOpenThatFailsOnceIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kOpen, .code = SQLITE_CANTOPEN});
}

TEST_P(Sweep, AReadThatFailsOnceIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kRead, .code = SQLITE_IOERR_READ});
}

TEST_P(Sweep, AllReadsThatFailAreAnsweredUntilTheyPass) {
  RunDisk({.operation = Operation::kRead, .code = SQLITE_IOERR_READ, .lasting = true});
}

TEST_P(Sweep, ADeletionThatFailsOnceIsAnsweredAndPasses) {
  RunDisk({.operation = Operation::kDelete, .code = SQLITE_IOERR_DELETE});
}

TEST_P(Sweep, AnAllocationThatFailsOnceIsAnsweredAndPasses) { RunMemory(false); }

TEST_P(Sweep, MemoryThatRunsOutIsAnsweredUntilThereIsSome) { RunMemory(true); }

// What a failed sync left undone is gone for good; the write that was refused is not missed, and
// later ones do not stand on it.
TEST_P(Sweep, APowerCutAfterAFailedSyncLosesNothingAcknowledged) {
  std::mt19937 random(6);
  for (int at = 1;; ++at) {
    SCOPED_TRACE(testing::Message() << "sync " << at);
    const TempDir directory;
    disk_->Forget();
    Life life(directory.path());
    disk_->Arm({.operation = Operation::kSync, .at = at, .code = SQLITE_IOERR_FSYNC});
    for (const Step& step : script_) {
      if (life.Do(step).ok()) continue;
      const absl::Status again = life.Do(step);
      ASSERT_TRUE(again.ok()) << again;
    }
    const bool hit = disk_->hit();
    disk_->ArmPowerCut(1);
    life.Close();
    disk_->Restart(random);
    ExpectWhole(life);
    if (!hit || testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace parallax::fault
