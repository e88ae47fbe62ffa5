// A bit flips in a database that lies still: what is read is right or an error, never wrong; what
// the damage does not touch is served, takes writes and is kept up; and no copy of it passes for a
// good one.
#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "core/base/errors.h"
#include "tests/fault/files.h"
#include "tests/fault/life.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax::fault {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPage = 8192;
constexpr std::size_t kHeader = 100;  // bytes that tell what the file is

std::string Flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1 << at % 8);
  return bytes;
}

// Every byte of the header, and one of each `stride` after it.
std::vector<std::size_t> Places(std::size_t size, std::size_t stride) {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < size; at += at < kHeader ? 1 : stride) places.push_back(at);
  return places;
}

// What a client hears of damage, whatever was asked for.
void ExpectDamage(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_EQ(GetErrorDetails(status).reason, "STORE_DAMAGED") << status;
}

class FlippedBit : public testing::Test {
 protected:
  // A closed store that has rows in every table: all is in the database.
  void SetUp() override {
    for (const std::vector<Step>& script : {Script(8), ErasingScript(), BackupScript()}) {
      for (const Step& step : script) {
        const absl::Status status = life_.Do(step);
        ASSERT_TRUE(status.ok()) << status;
      }
    }
    life_.Close();
    whole_ = ReadAll(original_.database());
    mark_ = ReadAll(original_.path() + "/parallax.mark");
  }
  // Opens a store of these bytes.
  absl::Status Open(const std::string& bytes) {
    life_.Close();
    fs::remove_all(damaged_.path());
    fs::create_directory(damaged_.path());
    WriteAll(damaged_.database(), bytes);
    WriteAll(damaged_.path() + "/parallax.mark", mark_);
    return life_.OpenAt(damaged_.path());
  }

  TempDir original_, damaged_;
  Life life_{original_.path()};
  std::string whole_, mark_;
};

TEST_F(FlippedBit, AnywhereLeavesWhatIsReadRightOrAnError) {
  int harmless = 0, refused = 0, confined = 0;
  for (const std::size_t at : Places(whole_.size(), 97)) {
    SCOPED_TRACE(absl::StrCat("page ", at / kPage + 1, ", byte ", at % kPage));
    const absl::Status opened = Open(Flipped(whole_, at));
    if (!opened.ok()) {
      ++refused;
      ExpectDamage(opened);
      continue;
    }
    const absl::Status verified = life_.Verify();
    if (verified.ok()) {
      ++harmless;
    } else {
      ExpectDamage(verified);
      const absl::StatusOr<Life::Accounts> accounts = life_.VerifyEach();
      EXPECT_TRUE(accounts.ok()) << accounts.status();
      if (accounts.ok() && accounts->whole > 0) ++confined;
    }
    if (HasFailure()) return;
  }
  std::printf("%d flips nobody reads, %d that keep the store shut, %d confined to some accounts\n",
              harmless, refused, confined);
  EXPECT_GT(refused, 0);
  EXPECT_GT(confined, 0);
}

TEST_F(FlippedBit, AnywhereKeepsABackupFromPassingForAGoodOne) {
  int refused = 0;
  for (const std::size_t at : Places(whole_.size(), 701)) {
    SCOPED_TRACE(absl::StrCat("page ", at / kPage + 1, ", byte ", at % kPage));
    if (!Open(Flipped(whole_, at)).ok()) continue;
    const absl::StatusOr<BackupCopy> copy = life_.Backup();
    const absl::Status whole = life_.Verify();
    if (copy.ok()) {  // the page was written anew since the store was opened
      EXPECT_TRUE(whole.ok()) << whole;
    } else {
      EXPECT_EQ(copy.status().code(), absl::StatusCode::kDataLoss) << copy.status();
      ++refused;
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(refused, 0);
}

TEST_F(FlippedBit, InABackupKeepsItFromBeingRestored) {
  ASSERT_TRUE(Open(whole_).ok());
  const absl::StatusOr<BackupCopy> copy = life_.Backup();
  ASSERT_TRUE(copy.ok()) << copy.status();
  const std::string good = ReadAll(absl::StrCat("/proc/self/fd/", copy->descriptor.get()));
  const TempDir place;
  const std::string file = place.path() + "/saved.db";
  const std::string target = place.path() + "/restored";
  for (const std::size_t at : Places(good.size(), 701)) {
    SCOPED_TRACE(absl::StrCat("page ", at / kPage + 1, ", byte ", at % kPage));
    WriteAll(file, Flipped(good, at));
    fs::remove_all(target);
    const absl::StatusOr<BackupInfo> restored = RestoreBackup(file, target);
    EXPECT_EQ(restored.status().code(), absl::StatusCode::kDataLoss) << restored.status();
    EXPECT_FALSE(fs::exists(target + "/parallax.db"));
    if (HasFailure()) return;
  }
}

// The damaged page has a part of the text of one large signal, and nothing else.
class DamagedAccount : public testing::Test {
 protected:
  static constexpr char kMarker = '#';

  void Open() {
    store_.reset();
    SqliteOptions options;
    options.data_dir = directory_.path();
    options.max_log_signals = 12;
    options.merge_runs = options.max_runs = 2;
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  absl::Status Append(const std::string& account, const std::string& id, std::string text) {
    absl::Status status;
    absl::Notification answered;
    store_->Append("w", {MakeSignal(account, id, std::move(text))}, absl::InfiniteFuture(),
                   [&](auto result) {
                     status = result.status();
                     answered.Notify();
                   });
    answered.WaitForNotification();
    return status;
  }
  std::size_t SignalsOf(const std::string& account) {
    const absl::StatusOr<AccountRecord> record = store_->ReadAccount("w", account);
    EXPECT_TRUE(record.ok()) << record.status();
    return record.ok() ? record->signals.size() : 0;
  }
  // `rounds` of a signal each for the accounts sound-0 to sound-4.
  void IngestSound(int from, int rounds) {
    for (int round = from; round < from + rounds; ++round) {
      for (int a = 0; a < 5; ++a) {
        const absl::Status status =
            Append(absl::StrCat("sound-", a), absl::StrCat(round), std::string(300, 's'));
        ASSERT_TRUE(status.ok()) << status;
      }
    }
  }
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Open());
    ASSERT_TRUE(Append("hit", "1", std::string(60'000, kMarker)).ok());
    ASSERT_NO_FATAL_FAILURE(IngestSound(0, 10));
    // Which leaves all signals in chunks and no page free.
    ASSERT_TRUE(Append("passing", "1", "").ok());
    ASSERT_TRUE(store_->Erase("w", "passing", "").ok());
    store_.reset();
    std::string bytes = ReadAll(directory_.database());
    const std::size_t at = bytes.find(std::string(kPage - 100, kMarker));
    ASSERT_NE(at, bytes.npos);
    WriteAll(directory_.database(), Flipped(std::move(bytes), at + 1'000));
    ASSERT_NO_FATAL_FAILURE(Open());
  }

  TempDir directory_;
  std::unique_ptr<Store> store_;
};

TEST_F(DamagedAccount, IsNeitherReadNorWrittenNorErased) {
  ExpectDamage(store_->ReadAccount("w", "hit").status());
  ExpectDamage(Append("hit", "2", "new"));
  ExpectDamage(store_->Erase("w", "hit", "somebody").status());
  ExpectDamage(store_->Erase("w", "hit", "").status());
}

TEST_F(DamagedAccount, LeavesTheOthersServedAndKeptUpAndIsNotMergedOn) {
  ASSERT_NO_FATAL_FAILURE(IngestSound(10, 30));
  ExpectDamage(store_->ReadAccount("w", "hit").status());
  ASSERT_NO_FATAL_FAILURE(Open());
  ASSERT_NO_FATAL_FAILURE(IngestSound(40, 10));
  for (int a = 0; a < 5; ++a) EXPECT_EQ(SignalsOf(absl::StrCat("sound-", a)), 50u);
  ExpectDamage(store_->ReadAccount("w", "hit").status());
}

TEST_F(DamagedAccount, KeepsABackupFromBeingMade) {
  ExpectDamage(store_->Backup([] { return true; }).status());
}

// The rows go; the space they took cannot be cleared while the file cannot be read whole.
TEST_F(DamagedAccount, LeavesTheErasureOfAnotherPendingAndTheStoreOpen) {
  const absl::Status erased = store_->Erase("w", "sound-0", "").status();
  EXPECT_TRUE(absl::IsUnavailable(erased)) << erased;
  EXPECT_EQ(GetErrorDetails(erased).reason, "PURGE_PENDING");
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_TRUE(absl::IsNotFound(store_->ReadAccount("w", "sound-0").status()));
  EXPECT_EQ(SignalsOf("sound-1"), 10u);
}

}  // namespace
}  // namespace parallax::fault
