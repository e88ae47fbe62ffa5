// Durable ingest into the store beside the loops it is measured against, as JSON lines:
//
//   plain   a C++ loop that appends the same rows to a plain rowid table; WAL, FULL, transactions
//   of 1,000 unique  the same with UNIQUE over the ids store   Store::Append in batches of 500,
//   exact duplicates refused
//
// 150-byte signals (ids, times and body together) of 20,000 accounts, accounts and ids in random
// order.
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "core/signal/codec.h"
#include "core/store/sqlite/sqlite_store.h"

namespace parallax {
namespace {

constexpr std::size_t kBatch = 500;
constexpr std::size_t kTransaction = 1'000;
constexpr std::uint64_t kAccounts = 20'000;

// SplitMix64: row i of every contender is the same row, made from its number.
std::uint64_t Mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

Signal Row(std::uint64_t i) {
  const std::uint64_t random = Mix(i);
  char id[32];
  std::snprintf(id, sizeof id, "evt_%016llx", static_cast<unsigned long long>(random));
  Signal signal;
  signal.account = "account-" + std::to_string(Mix(random) % kAccounts);
  signal.source = "salesforce";
  signal.source_event_id = id;
  signal.kind = "sales.meeting_held";
  signal.occurred_at = 1'600'000'000 * kSecond + static_cast<Time>(random % 100'000'000) * kSecond;
  signal.stakeholder = "person-" + std::to_string(random % 7);
  signal.initiator = Initiator::kBuyer;
  signal.provenance = Provenance::kHuman;
  signal.attributes = {{"channel", std::string("video call")},
                       {"minutes", 30.0 + random % 60},
                       {"subject", std::string("pricing, rollout and the security review")}};
  return signal;
}

// Processor time of this process, all threads, in seconds.
double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return t.tv_sec + t.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

void Check(int code, const char* what) {
  if (code == SQLITE_OK || code == SQLITE_DONE) return;
  std::fprintf(stderr, "%s: %s\n", what, sqlite3_errstr(code));
  std::exit(1);
}

// The loop of rows into one table. Making a row's bytes is part of it, as it is of the store's.
double Loop(const std::string& directory, std::uint64_t rows, bool unique) {
  sqlite3* database = nullptr;
  Check(sqlite3_open((directory + "/loop.db").c_str(), &database), "open");
  const auto run = [&](const char* sql) {
    Check(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), sql);
  };
  run("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "PRAGMA cache_size=-65536");
  run(unique ? "CREATE TABLE signals (account TEXT, source TEXT, id TEXT, recorded_at INTEGER,"
               " body BLOB, UNIQUE (account, source, id)) STRICT"
             : "CREATE TABLE signals (account TEXT, source TEXT, id TEXT, recorded_at INTEGER,"
               " body BLOB) STRICT");
  sqlite3_stmt* insert = nullptr;
  Check(sqlite3_prepare_v2(database, "INSERT INTO signals VALUES (?1, ?2, ?3, ?4, ?5)", -1, &insert,
                           nullptr),
        "prepare");
  std::string body;
  const auto text = [&](int index, const std::string& value) {
    sqlite3_bind_text(insert, index, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  };
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < rows; ++i) {
    if (i % kTransaction == 0) run("BEGIN");
    const Signal signal = Row(i);
    body.clear();
    EncodeBody(signal, body);
    text(1, signal.account);
    text(2, signal.source);
    text(3, signal.source_event_id);
    sqlite3_bind_int64(insert, 4, static_cast<std::int64_t>(i));
    sqlite3_bind_blob(insert, 5, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    Check(sqlite3_step(insert), "insert");
    sqlite3_reset(insert);
    if (i % kTransaction == kTransaction - 1 || i + 1 == rows) run("COMMIT");
  }
  const double seconds = watch.Seconds();
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return seconds;
}

struct StoreResult {
  double seconds = 0;
  double worst_ms = 0;       // longest wait for one batch
  double reopen_ms = 0;      // open of everything stored
  double read_us = 0;        // one account, mean of 200
  double bytes = 0;          // on disk after closing
  double again_seconds = 0;  // the same rows once more, all duplicates; 0: not done
};

// Appends every row, and returns the seconds until all were answered.
double SendAll(Store& store, std::uint64_t rows, int in_flight, double& worst_ms) {
  absl::Mutex mutex;
  int waiting = 0;
  const auto room = [&] { return waiting < in_flight; };
  const auto none = [&] { return waiting == 0; };
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < rows; i += kBatch) {
    std::vector<Signal> batch;
    batch.reserve(kBatch);
    for (std::uint64_t j = i; j < std::min(rows, i + kBatch); ++j) batch.push_back(Row(j));
    {
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&room));
      ++waiting;
    }
    store.Append("bench", std::move(batch), absl::InfiniteFuture(),
                 [&, sent = Stopwatch()](absl::StatusOr<AppendResult> answer) {
                   if (!answer.ok()) std::exit(1);
                   absl::MutexLock lock(&mutex);
                   worst_ms = std::max(worst_ms, sent.Seconds() * 1e3);
                   --waiting;
                 });
  }
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&none));
  return watch.Seconds();
}

StoreResult Ingest(const SqliteOptions& options, std::uint64_t rows, int in_flight, bool again) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
  if (!store.ok()) std::exit(1);
  StoreResult result;
  result.seconds = SendAll(**store, rows, in_flight, result.worst_ms);
  if ((*store)->Status().signals != rows) std::exit(1);
  (*store)->Close();
  result.bytes = static_cast<double>((*store)->Status().bytes);
  store = absl::UnavailableError("closed");

  const Stopwatch reopen;
  store = OpenSqliteStore(options);
  if (!store.ok()) std::exit(1);
  result.reopen_ms = reopen.Seconds() * 1e3;
  const Stopwatch read;
  for (int i = 0; i < 200; ++i) {
    const auto record = (*store)->ReadAccount("bench", "account-" + std::to_string(i * 97));
    if (!record.ok() || record->signals.empty()) std::exit(1);
  }
  result.read_us = read.Seconds() * 1e6 / 200;
  if (again) {
    double worst_ms = 0;
    result.again_seconds = SendAll(**store, rows, in_flight, worst_ms);
    if ((*store)->Status().signals != rows) std::exit(1);
  }
  return result;
}

}  // namespace
}  // namespace parallax

int main(int argc, char** argv) {
  CLI::App app("Durable ingest: the store beside plain SQLite loops");
  std::uint64_t rows = 200'000;
  std::vector<std::string> contenders = {"plain", "unique", "store"};
  std::string parent = std::filesystem::temp_directory_path();
  int in_flight = 4;
  app.add_option("--rows", rows, "signals to store")->capture_default_str();
  app.add_option("--contender", contenders, "plain, unique, store: which to run, in this order");
  app.add_option("--directory", parent, "where to keep the data while it runs")
      ->capture_default_str();
  app.add_option("--in-flight", in_flight, "batches sent before the first is answered")
      ->capture_default_str();
  bool again = false;
  std::size_t duplicate_cache_mib = 64;
  app.add_flag("--again", again, "send the store every row a second time, after it was reopened");
  app.add_option("--duplicate-cache-mib", duplicate_cache_mib, "memory for what came again")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  for (const std::string& contender : contenders) {
    std::string directory = parent + "/parallax-bench-XXXXXX";
    if (mkdtemp(directory.data()) == nullptr) return 1;
    const double cpu = parallax::CpuSeconds();
    const auto cpu_us = [&] { return (parallax::CpuSeconds() - cpu) * 1e6 / rows; };
    if (contender == "store") {
      parallax::SqliteOptions options;
      options.data_dir = directory;
      options.duplicate_cache_bytes = duplicate_cache_mib << 20;
      const parallax::StoreResult r = parallax::Ingest(options, rows, in_flight, again);
      std::printf(
          "{\"contender\": \"store\", \"rows\": %llu, \"rows_per_s\": %.0f, \"cpu_us_per_row\": "
          "%.2f, "
          "\"worst_batch_ms\": %.1f, \"reopen_ms\": %.1f, \"read_account_us\": %.1f, "
          "\"bytes_per_row\": %.1f, \"again_per_s\": %.0f}\n",
          static_cast<unsigned long long>(rows), rows / r.seconds, cpu_us(), r.worst_ms,
          r.reopen_ms, r.read_us, r.bytes / rows, again ? rows / r.again_seconds : 0);
    } else {
      const double seconds = parallax::Loop(directory, rows, contender == "unique");
      std::printf(
          "{\"contender\": \"%s\", \"rows\": %llu, \"rows_per_s\": %.0f, \"cpu_us_per_row\": "
          "%.2f}\n",
          contender.c_str(), static_cast<unsigned long long>(rows), rows / seconds, cpu_us());
    }
    std::fflush(stdout);
    std::filesystem::remove_all(directory);
  }
  return 0;
}
