// Where the server is and how to answer: defaults, then the config file, then the environment, then
// flags.
#ifndef PARALLAX_CLIENTS_CLI_BASE_SETTINGS_H_
#define PARALLAX_CLIENTS_CLI_BASE_SETTINGS_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace parallax::cli {

enum class Output { kTable, kJson, kNdjson, kCsv };

struct Settings {
  std::string address = "127.0.0.1:50051";
  std::string workspace;  // empty: the server's "default"
  Output output = Output::kTable;
  absl::Duration timeout = absl::Seconds(60);  // of one call
};

// What one layer says; unset where it is silent.
struct SettingsLayer {
  std::optional<std::string> address, workspace, output, timeout;
};

using Environment = std::function<std::optional<std::string>(const std::string&)>;

// The process's environment.
std::optional<std::string> ProcessEnvironment(const std::string& name);

// Layers them. `config_file` is the --config flag: given, the file must be there; else
// ~/.config/parallax/config.toml (XDG_CONFIG_HOME honoured) if there is one. INVALID_ARGUMENT names
// the key, flag or variable. PARALLAX_CONFIG is the server's.
absl::StatusOr<Settings> ResolveSettings(const SettingsLayer& flags,
                                         const std::optional<std::string>& config_file,
                                         const Environment& environment);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_SETTINGS_H_
