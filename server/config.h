// What parallaxd is told: defaults, then a TOML file, then PARALLAX_* in the environment, then
// flags; the later wins (docs/configuration.md).
#ifndef PARALLAX_SERVER_CONFIG_H_
#define PARALLAX_SERVER_CONFIG_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "core/base/limits.h"
#include "core/lens/registry.h"
#include "core/store/sqlite/sqlite_store.h"

namespace parallax::server {

struct Config {
  std::string data_dir;                    // required unless memory
  std::string listen = "127.0.0.1:50051";  // port 0: any free one
  bool memory = false;                     // keep nothing on disk
  std::string lenses;  // a manifest, or a folder of libparallax_*.so; empty: where FindLenses looks
  std::string log_level = "info";         // trace, debug, info, warn, error, off
  std::string log_format = "text";        // text, json
  std::uint64_t cache_bytes = 1u << 30;   // journals held in memory
  std::uint64_t keep_bytes = kKeepBytes;  // what each lens may keep of accounts it read
  std::string durability = "full";        // full, relaxed
  std::uint64_t log_signals = SqliteOptions().max_log_signals;  // kept in memory; at least 1
  std::uint64_t drain_seconds = limits::kDrainSeconds;          // calls in flight, after SIGTERM
};

struct ParsedConfig {
  Config config;
  std::string restore;  // a backup to restore into data_dir instead of serving; empty: serve
  std::string print;    // what to print instead of serving: --help, --version, --print-config
};

// INVALID_ARGUMENT in one line that names the option, the value and where it came from. An unknown
// key of the file is an error that names the nearest one; so is an address that is not a loopback
// address.
absl::StatusOr<ParsedConfig> ParseConfig(int argc, const char* const* argv);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONFIG_H_
