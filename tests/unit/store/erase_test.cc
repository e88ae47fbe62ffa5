// After an erasure no file of the data directory holds a byte of the person, whatever the file went
// through before; and a process that dies in the middle has erased everything or nothing.
#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "core/store/sqlite/sqlite_store.h"
#include "tests/conformance/samples.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax {
namespace {

constexpr char kPerson[] = "person-7781";
constexpr char kName[] = "Quintessa";  // stands in texts beside the id
constexpr int kRounds = 60;
constexpr int kAccounts = 20;

SqliteOptions Options(const TempDir& directory) {
  SqliteOptions options;
  options.data_dir = directory.path();
  options.max_log_signals = 300;  // so that signals pass through chunks and merges
  options.merge_runs = options.max_runs = 2;
  return options;
}

std::unique_ptr<Store> Open(const TempDir& directory) {
  auto store = OpenSqliteStore(Options(directory));
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

std::vector<Signal> Round(int round) {
  std::vector<Signal> signals;
  for (int account = 0; account < kAccounts; ++account) {
    Signal signal = MakeSignal(absl::StrCat("account-", account), std::to_string(round),
                               std::string(50 + (round * 37 + account * 11) % 400, 'x'));
    const bool hers = account == 3 && round % 3 != 0;
    signal.stakeholder = hers && round % 3 == 1 ? kPerson : "somebody";
    signal.participants = {"somebody"};
    if (hers) {
      signal.participants.push_back(kPerson);
      signal.attributes[0].second = absl::StrCat(kName, " of the board said so ", round);
    }
    signals.push_back(std::move(signal));
  }
  return signals;
}

void Append(Store& store, std::vector<Signal> signals) {
  absl::Notification answered;
  store.Append("w", std::move(signals), absl::InfiniteFuture(), [&](auto result) {
    EXPECT_TRUE(result.ok()) << result.status();
    answered.Notify();
  });
  answered.WaitForNotification();
}

void FillSnapshots(Store& store, int first) {
  for (int i = first; i < first + 3; ++i) {  // the first is dropped again
    const auto upload = store.snapshots().Begin({"w", "crm", "Roles"}, i * kDay);
    ASSERT_TRUE(upload.ok()) << upload.status();
    std::vector<SnapshotRow> rows;
    for (int row = 0; row < 200; ++row) {
      rows.push_back({absl::StrCat("row-", row),
                      "account-3",
                      row % 7 == 0 ? kPerson : "somebody",
                      {{"name", row % 7 == 0 ? kName : "N. N."}, {"week", std::to_string(i)}}});
    }
    ASSERT_TRUE(store.snapshots().Put("w", upload->id, rows).ok());
    ASSERT_TRUE(store.snapshots().Keep("w", upload->id).ok());
  }
}

void Fill(Store& store) {
  for (int round = 0; round < kRounds; ++round) {
    Append(store, Round(round));
    if (round % 20 == 0) {
      StakeholderFacts facts;
      facts.account = "account-3";
      facts.stakeholder = kPerson;
      facts.org_unit = absl::StrCat(kName, " unit ", round);
      ASSERT_TRUE(store.PutFacts("w", {facts}).ok());
    }
  }
  FillSnapshots(store, 1);
}

// Files of the directory that hold the text.
std::vector<std::string> FilesWith(const TempDir& directory, std::string_view text) {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory.path())) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (bytes.find(text) != std::string::npos) found.push_back(file.path().filename());
  }
  return found;
}

std::size_t SignalsOf(Store& store, std::string_view account) {
  const auto record = store.ReadAccount("w", account);
  return record.ok() ? record->signals.size() : 0;
}

TEST(EraseBytes, NoFileHoldsThePersonAfterwards) {
  const TempDir directory;
  const auto store = Open(directory);
  Fill(*store);
  ASSERT_FALSE(FilesWith(directory, kPerson).empty());
  ASSERT_FALSE(FilesWith(directory, kName).empty());
  const auto erased = store->Erase("w", "account-3", kPerson);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->signals_removed, 20u);
  EXPECT_EQ(erased->signals_changed, 20u);
  EXPECT_EQ(erased->facts_removed, 3u);
  EXPECT_EQ(FilesWith(directory, kPerson), std::vector<std::string>());
  EXPECT_EQ(FilesWith(directory, kName), std::vector<std::string>());
}

TEST(EraseBytes, ReimportDoesNotBringThePersonBack) {
  const TempDir directory;
  {
    const auto store = Open(directory);
    Fill(*store);
    ASSERT_TRUE(store->Erase("w", "account-3", kPerson).ok());
    for (int round = 0; round < kRounds; ++round) Append(*store, Round(round));
    FillSnapshots(*store, 4);
    EXPECT_EQ(store->Status().signals, kRounds * kAccounts - 20u);
  }
  EXPECT_EQ(FilesWith(directory, kPerson), std::vector<std::string>());
  EXPECT_EQ(FilesWith(directory, kName), std::vector<std::string>());
}

TEST(EraseBytes, NoFileHoldsAnErasedAccountAfterwards) {
  const TempDir directory;
  const auto store = Open(directory);
  Fill(*store);
  ASSERT_TRUE(store->Erase("w", "account-3", "").ok());
  for (const char* text : {"account-3", kPerson, kName}) {
    EXPECT_EQ(FilesWith(directory, text), std::vector<std::string>()) << text;
  }
  EXPECT_EQ(SignalsOf(*store, "account-4"), static_cast<std::size_t>(kRounds));
}

// Erases, and dies `after` so many microseconds of it, unless it is done by then: it tells so.
[[noreturn]] void EraseInChild(const TempDir& directory, std::int64_t after, int out) {
  auto store = OpenSqliteStore(Options(directory));
  if (!store.ok()) _exit(1);
  itimerval timer{};
  timer.it_value.tv_usec = after;
  if (setitimer(ITIMER_REAL, &timer, nullptr) != 0) _exit(2);  // SIGALRM ends it at once
  if (!(*store)->Erase("w", "account-3", kPerson).ok()) _exit(3);
  if (write(out, "e", 1) != 1) _exit(4);
  while (true) pause();
}

// Whether the erasure was acknowledged before the child died.
bool EraseAndDie(const TempDir& directory, std::int64_t after) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    EraseInChild(directory, after, ends[1]);
  }
  close(ends[1]);
  char told = 0;
  const bool acknowledged = read(ends[0], &told, 1) == 1;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  return acknowledged;
}

TEST(EraseBytes, AProcessThatDiesHasErasedEverythingOrNothing) {
  const TempDir filled;
  {
    const auto store = Open(filled);
    Fill(*store);
  }
  std::mt19937 random(11);
  int nothing = 0, everything = 0;
  for (int cycle = 0; cycle < 40; ++cycle) {
    const TempDir directory;
    std::filesystem::copy(filled.path(), directory.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    const bool acknowledged =
        EraseAndDie(directory, std::uniform_int_distribution<std::int64_t>(1, 40'000)(random));
    const auto store = Open(directory);
    const std::size_t left = SignalsOf(*store, "account-3");
    if (left == static_cast<std::size_t>(kRounds)) {
      ++nothing;
      EXPECT_FALSE(acknowledged);
      EXPECT_FALSE(FilesWith(directory, kPerson).empty());
    } else {
      ++everything;
      EXPECT_EQ(left, kRounds - 20u);
      EXPECT_EQ(FilesWith(directory, kPerson), std::vector<std::string>());
      EXPECT_EQ(FilesWith(directory, kName), std::vector<std::string>());
    }
  }
  RecordProperty("nothing", nothing);
  RecordProperty("everything", everything);
}

}  // namespace
}  // namespace parallax
