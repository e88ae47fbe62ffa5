// A process that is killed while it ingests has stored everything it acknowledged, and nothing
// twice.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "core/store/sqlite/sqlite_store.h"
#include "tests/conformance/samples.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax {
namespace {

constexpr int kCycles = 20;
constexpr int kAccounts = 12;
constexpr int kBatch = 30;

SqliteOptions Options(const TempDir& directory) {
  SqliteOptions options;
  options.data_dir = directory.path();
  options.max_log_signals = 400;  // so that a kill falls into compaction as well
  options.merge_runs = options.max_runs = 2;
  return options;
}

std::string Id(int cycle, int batch, int signal) {
  return std::to_string(cycle) + "-" + std::to_string(batch) + "-" + std::to_string(signal);
}

std::vector<Signal> Batch(int cycle, int batch) {
  std::vector<Signal> signals;
  for (int i = 0; i < kBatch; ++i) {
    const int account = (batch * 7 + i) % kAccounts;
    signals.push_back(
        MakeSignal("account-" + std::to_string(account), Id(cycle, batch, i), "some text"));
  }
  return signals;
}

// Ingests until it is killed, four batches in flight, and writes the number of each acknowledged
// one to `acks`.
[[noreturn]] void Child(const TempDir& directory, int cycle, int acks) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(Options(directory));
  if (!store.ok()) _exit(1);
  absl::Mutex mutex;
  int in_flight = 0;
  const auto room = [&] { return in_flight < 4; };
  for (int batch = 0;; ++batch) {
    {
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&room));
      ++in_flight;
    }
    std::vector<Signal> signals = Batch(cycle, batch);
    // A retry of what came before, acknowledged or not.
    for (const Signal& again : Batch(cycle, std::max(0, batch - 3))) signals.push_back(again);
    (*store)->Append("w", std::move(signals), absl::InfiniteFuture(), [&, batch](auto result) {
      if (!result.ok()) _exit(2);
      if (write(acks, &batch, sizeof batch) != sizeof batch) _exit(3);
      absl::MutexLock lock(&mutex);
      --in_flight;
    });
  }
}

// Runs a child until it has acknowledged `enough` batches, kills it, and gives the acknowledged
// ones.
std::set<int> IngestAndKill(const TempDir& directory, int cycle, int enough) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    Child(directory, cycle, ends[1]);
  }
  close(ends[1]);
  std::set<int> acknowledged;
  int batch = 0;
  while (static_cast<int>(acknowledged.size()) < enough &&
         read(ends[0], &batch, sizeof batch) == sizeof batch) {
    acknowledged.insert(batch);
  }
  kill(child, SIGKILL);
  while (read(ends[0], &batch, sizeof batch) == sizeof batch) acknowledged.insert(batch);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  return acknowledged;
}

TEST(Kill, LosesNothingAcknowledgedAndStoresNothingTwice) {
  const TempDir directory;
  std::mt19937 random(7);
  std::map<int, std::set<int>> acknowledged;
  for (int cycle = 0; cycle < kCycles; ++cycle) {
    const int enough = std::uniform_int_distribution<int>(1, 120)(random);
    acknowledged[cycle] = IngestAndKill(directory, cycle, enough);
    ASSERT_GE(static_cast<int>(acknowledged[cycle].size()), enough);

    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(Options(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    std::set<std::string> stored;
    std::size_t count = 0;
    for (int account = 0; account < kAccounts; ++account) {
      const auto record = (*store)->ReadAccount("w", "account-" + std::to_string(account));
      if (absl::IsNotFound(record.status())) continue;
      ASSERT_TRUE(record.ok()) << record.status();
      count += record->signals.size();
      for (const StoredSignal& one : record->signals) stored.insert(one.signal.source_event_id);
      const auto summary = (*store)->GetAccount("w", "account-" + std::to_string(account));
      ASSERT_TRUE(summary.ok()) << summary.status();
      EXPECT_EQ(summary->signals, record->signals.size());
    }
    EXPECT_EQ(stored.size(), count) << "stored twice";
    EXPECT_EQ((*store)->Status().signals, count);
    for (const auto& [past, batches] : acknowledged) {
      for (const int batch : batches) {
        for (int i = 0; i < kBatch; ++i) {
          ASSERT_TRUE(stored.contains(Id(past, batch, i))) << "lost after cycle " << cycle;
        }
      }
    }
  }
}

}  // namespace
}  // namespace parallax
