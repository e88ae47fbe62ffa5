// A backup made while signals come in holds everything acknowledged before it began, and makes a
// store again.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "core/store/sqlite/sqlite_store.h"
#include "tests/conformance/samples.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax {
namespace {

constexpr int kBackupAccounts = 10;

class BackupTest : public testing::Test {
 protected:
  std::unique_ptr<Store> OpenIn(const std::string& folder, bool in_memory = false) {
    SqliteOptions options;
    options.data_dir = folder;
    options.in_memory = in_memory;
    options.max_log_signals = 500;  // so that log, chunks and a pass between them are in the copy
    options.merge_runs = options.max_runs = 2;
    auto store = OpenSqliteStore(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  // Signals `begin` to `end`, each with an id of its own.
  static bool Append(Store& store, int begin, int end) {
    std::vector<Signal> signals;
    for (int i = begin; i < end; ++i) {
      signals.push_back(MakeSignal(absl::StrCat("account-", i % kBackupAccounts), std::to_string(i),
                                   "what was said"));
    }
    bool stored = false;
    absl::Notification answered;
    store.Append("w", std::move(signals), absl::InfiniteFuture(), [&](auto result) {
      stored = result.ok();
      answered.Notify();
    });
    answered.WaitForNotification();
    return stored;
  }
  static std::set<int> Ids(Store& store) {
    std::set<int> ids;
    for (int account = 0; account < kBackupAccounts; ++account) {
      const auto record = store.ReadAccount("w", absl::StrCat("account-", account));
      if (!record.ok()) continue;
      for (const StoredSignal& stored : record->signals) {
        ids.insert(std::stoi(stored.signal.source_event_id));
      }
    }
    return ids;
  }
  // Writes the copy to a file, as a client does.
  std::string Save(const BackupCopy& copy) {
    const std::string file = directory_.path() + "/saved.db";
    std::filesystem::copy_file(absl::StrCat("/proc/self/fd/", copy.descriptor.get()), file);
    return file;
  }
  static absl::StatusOr<BackupCopy> Backup(Store& store) {
    return store.Backup([] { return true; });
  }

  TempDir directory_;
};

TEST_F(BackupTest, MadeWhileSignalsComeInHoldsAllThatWasAcknowledgedBefore) {
  const auto store = OpenIn(directory_.path() + "/live");
  constexpr int kBefore = 4'000;
  for (int i = 0; i < kBefore; i += 500) ASSERT_TRUE(Append(*store, i, i + 500));
  std::atomic<bool> stop = false;
  std::atomic<int> next = kBefore;
  std::thread writer([&] {
    while (!stop) {
      if (!Append(*store, next, next + 20)) return;
      next += 20;
    }
  });
  const auto copy = Backup(*store);
  stop = true;
  writer.join();
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_GE(copy->info.signals, kBefore);

  const auto restored = RestoreBackup(Save(*copy), directory_.path() + "/restored");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->signals, copy->info.signals);
  const auto again = OpenIn(directory_.path() + "/restored");
  const std::set<int> ids = Ids(*again);
  EXPECT_EQ(static_cast<std::int64_t>(ids.size()), copy->info.signals);
  EXPECT_EQ(*ids.rbegin(), static_cast<int>(ids.size()) - 1) << "a gap";
  EXPECT_TRUE(Append(*again, 0, 500));  // all duplicates
  EXPECT_EQ(again->Status().signals, ids.size());
}

TEST_F(BackupTest, OfAStoreInMemoryIsAFileToo) {
  const auto store = OpenIn("", true);
  ASSERT_TRUE(Append(*store, 0, 1'000));
  const auto copy = Backup(*store);
  ASSERT_TRUE(copy.ok()) << copy.status();
  ASSERT_TRUE(RestoreBackup(Save(*copy), directory_.path() + "/restored").ok());
  EXPECT_EQ(Ids(*OpenIn(directory_.path() + "/restored")).size(), 1'000u);
}

TEST_F(BackupTest, LeavesNoFileBehind) {
  const auto store = OpenIn(directory_.path() + "/live");
  // More than one step of the copy takes, so that it can be abandoned in the middle.
  for (int i = 0; i < 80'000; i += 5'000) ASSERT_TRUE(Append(*store, i, i + 5'000));
  ASSERT_TRUE(Backup(*store).ok());
  ASSERT_FALSE(store->Backup([] { return false; }).ok());
  std::set<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(directory_.path() + "/live")) {
    files.insert(file.path().filename());
  }
  EXPECT_EQ(files, (std::set<std::string>{"parallax.db", "parallax.db-shm", "parallax.db-wal",
                                          "parallax.lock", "parallax.mark"}));
}

TEST_F(BackupTest, RemembersWhoWasErasedBeforeIt) {
  const auto store = OpenIn(directory_.path() + "/live");
  ASSERT_TRUE(Append(*store, 0, 100));
  ASSERT_TRUE(store->Erase("w", "account-3", "").ok());
  const auto copy = Backup(*store);
  ASSERT_TRUE(copy.ok()) << copy.status();
  ASSERT_TRUE(RestoreBackup(Save(*copy), directory_.path() + "/restored").ok());
  const auto again = OpenIn(directory_.path() + "/restored");
  ASSERT_TRUE(Append(*again, 0, 100));
  EXPECT_EQ(again->Status().signals, 90u);
}

TEST_F(BackupTest, IsNotRestoredIntoADirectoryThatHoldsSomething) {
  const auto store = OpenIn(directory_.path() + "/live");
  ASSERT_TRUE(Append(*store, 0, 10));
  const auto copy = Backup(*store);
  ASSERT_TRUE(copy.ok()) << copy.status();
  std::filesystem::create_directory(directory_.path() + "/other");
  std::ofstream(directory_.path() + "/other/file") << "mine";
  const auto restored = RestoreBackup(Save(*copy), directory_.path() + "/other");
  EXPECT_TRUE(absl::IsFailedPrecondition(restored.status())) << restored.status();
}

TEST_F(BackupTest, ThatWasCutShortOrChangedIsNotRestored) {
  const auto store = OpenIn(directory_.path() + "/live");
  ASSERT_TRUE(Append(*store, 0, 3'000));
  const auto copy = Backup(*store);
  ASSERT_TRUE(copy.ok()) << copy.status();
  const std::string file = Save(*copy);
  const auto size = std::filesystem::file_size(file);
  std::filesystem::resize_file(file, size - size / 3);
  const auto restored = RestoreBackup(file, directory_.path() + "/restored");
  EXPECT_EQ(restored.status().code(), absl::StatusCode::kDataLoss) << restored.status();
  EXPECT_FALSE(std::filesystem::exists(directory_.path() + "/restored/parallax.db"));
}

}  // namespace
}  // namespace parallax
