// The SQLite store against the contract: on disk, in memory, and with a log so short that
// everything passes through chunks and merged runs.
#include "core/store/sqlite/sqlite_store.h"
#include "tests/conformance/erase_conformance.h"
#include "tests/conformance/snapshot_conformance.h"
#include "tests/conformance/store_conformance.h"
#include "tests/unit/store/temp_dir.h"

namespace parallax {
namespace {

class SqliteHome : public StoreHome {
 public:
  explicit SqliteHome(bool in_memory) : in_memory_(in_memory) {}

  absl::StatusOr<std::unique_ptr<Store>> Open(const Clock* clock,
                                              const Settings& settings) override {
    SqliteOptions options;
    options.data_dir = directory_.path();
    options.in_memory = in_memory_;
    options.clock = clock;
    options.max_queued_signals = settings.max_queued_signals;
    if (settings.eager_compaction) {
      options.max_log_signals = 3;
      options.merge_runs = options.max_runs = 2;
      options.key_cache_bytes = 1;
    }
    return OpenSqliteStore(options);
  }

 private:
  TempDir directory_;
  bool in_memory_;
};

StoreFactory Factory(std::string name, bool in_memory, bool eager) {
  return {.name = std::move(name),
          .durable = !in_memory,
          .eager_compaction = eager,
          .home = [in_memory] { return std::make_unique<SqliteHome>(in_memory); }};
}

const auto kFactories = testing::Values(
    Factory("OnDisk", false, false), Factory("InMemory", true, false),
    Factory("OnDiskCompacting", false, true), Factory("InMemoryCompacting", true, true));

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, kFactories, StoreFactoryName);
INSTANTIATE_TEST_SUITE_P(Sqlite, EraseConformance, kFactories, StoreFactoryName);
INSTANTIATE_TEST_SUITE_P(Sqlite, SnapshotConformance, kFactories, StoreFactoryName);

}  // namespace
}  // namespace parallax
