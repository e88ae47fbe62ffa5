#include "server/daemon.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "core/base/limits.h"
#include "core/store/sqlite/sqlite_store.h"
#include "server/engine/admission.h"
#include "server/engine/engine.h"
#include "server/handlers/accounts.h"
#include "server/handlers/health.h"
#include "server/handlers/ranking_cache.h"
#include "server/lens_folder.h"
#include "server/listen_address.h"
#include "server/log.h"
#include "server/methods.h"
#include "server/state.h"
#include "spdlog/spdlog.h"

namespace parallax::server {
namespace {

// Heavy calls mostly compute; a few more threads than cores let one that waits for the disk not
// hold the others.
int WorkerThreads() { return std::max(4, static_cast<int>(std::thread::hardware_concurrency())); }

SqliteOptions StoreOptions(const Config& config, const Clock* clock) {
  SqliteOptions options;
  options.data_dir = config.data_dir;
  options.in_memory = config.memory;
  options.clock = clock;
  options.durability = config.durability == "relaxed" ? Durability::kRelaxed : Durability::kFull;
  options.max_log_signals = config.log_signals;
  return options;
}

// Drains, for as long as the drain may take. A handler that does not return by then holds threads
// which cannot be ended and may hold locks, so nothing shared is touched any more: the process ends
// as if it were killed, which loses nothing that was acknowledged.
void DrainOrEnd(RunningServer& server, absl::Duration longest) {
  absl::Notification drained;
  std::thread watch([&] {
    if (drained.WaitForNotificationWithTimeout(longest)) return;
    const std::vector<std::string> running = server.Running();
    std::fprintf(stderr, "parallaxd: ended after %s without waiting any longer for %s\n",
                 absl::FormatDuration(longest).c_str(),
                 running.empty() ? "its connections" : absl::StrJoin(running, ", ").c_str());
    _exit(kStuckExit);
  });
  server.Drain();
  drained.Notify();
  watch.join();
}

}  // namespace

// In the order of need: what comes later uses what came before, and goes first.
struct RunningServer::Parts {
  std::string host;
  absl::Duration drain;
  std::unique_ptr<Store> store;
  LensRegistry lenses;
  std::unique_ptr<JournalCache> journals;
  Admission admission{limits::kMaxInFlight, limits::kMaxStreams};
  HealthBoard health{ServiceNames()};
  RankingCache rankings;
  AccountLocks account_locks;
  State state;
  std::unique_ptr<Engine> engine;
};

RunningServer::RunningServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RunningServer::~RunningServer() { Stop(); }

int RunningServer::port() const { return parts_->engine->port(); }
std::string RunningServer::address() const { return absl::StrCat(parts_->host, ":", port()); }

absl::StatusOr<std::unique_ptr<RunningServer>> RunningServer::Start(const Config& config,
                                                                    const Clock* clock) {
  auto parts = std::make_unique<Parts>();
  parts->host = HostOf(config.listen);
  parts->drain = absl::Seconds(config.drain_seconds);
  auto entries = FindLenses(config.lenses, config.memory ? "" : config.data_dir);
  if (!entries.ok()) return entries.status();
  auto store = OpenSqliteStore(StoreOptions(config, clock));
  if (!store.ok()) return store.status();
  parts->store = *std::move(store);
  parts->lenses = LensRegistry::Load(*entries, /*by_path=*/false, config.keep_bytes);
  for (const auto& failure : parts->lenses.failures()) {
    spdlog::warn("lens not loaded file=\"{}\" reason=\"{}\"", failure.path, failure.reason);
  }
  parts->journals = std::make_unique<JournalCache>(parts->store.get(), config.cache_bytes);
  parts->state.env = {parts->store.get(), &parts->lenses, parts->journals.get(), clock};
  parts->state.admission = &parts->admission;
  parts->state.health = &parts->health;
  parts->state.rankings = &parts->rankings;
  parts->state.account_locks = &parts->account_locks;
  parts->state.version = PARALLAX_VERSION;
  parts->state.started_at = clock->Now();

  EngineOptions options;
  options.address = config.listen;
  options.worker_threads = WorkerThreads();
  auto engine = Engine::Start(options, AllMethods(), &parts->state, &parts->admission);
  if (!engine.ok()) return engine.status();
  parts->engine = *std::move(engine);
  return std::unique_ptr<RunningServer>(new RunningServer(std::move(parts)));
}

void RunningServer::Drain() {
  parts_->health.Drain();
  parts_->engine->Stop(absl::Now() + parts_->drain);
}

void RunningServer::Stop() {
  Drain();
  parts_->store->Close();
}

std::vector<std::string> RunningServer::Running() const { return parts_->engine->Running(); }

absl::Status Restore(const std::string& backup, const std::string& data_dir) {
  const auto info = RestoreBackup(backup, data_dir);
  if (!info.ok()) return info.status();
  std::printf("parallaxd restored %lld signals of %lld accounts, up to revision %lld\n",
              static_cast<long long>(info->signals), static_cast<long long>(info->accounts),
              static_cast<long long>(info->revision));
  return absl::OkStatus();
}

absl::Status RunDaemon(const Config& config) {
  // Where SQLite puts the copy through which it makes a file anew: beside the data, which has the
  // room and the owner's permissions. Before it is first used, and before any thread.
  if (!config.data_dir.empty()) setenv("SQLITE_TMPDIR", config.data_dir.c_str(), 0);
  SetUpLog(config.log_level, config.log_format);
  // Debian's Abseil looks for lock cycles at every lock, in gRPC's locks too; that is for
  // debugging.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // Blocked before any thread starts, so that every thread leaves them to the wait below.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto server = RunningServer::Start(config, &Clock::System());
  if (!server.ok()) return server.status();
  std::printf("parallaxd serving on %s\n", (*server)->address().c_str());
  std::fflush(stdout);

  int received = 0;
  sigwait(&signals, &received);
  spdlog::info("stopping signal={}", received);
  DrainOrEnd(**server, absl::Seconds(config.drain_seconds) + absl::Seconds(limits::kStuckSeconds));
  (*server)->Stop();
  spdlog::info("stopped");
  return absl::OkStatus();
}

}  // namespace parallax::server
