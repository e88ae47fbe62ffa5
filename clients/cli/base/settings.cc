#include "clients/cli/base/settings.h"

#include <toml++/toml.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

absl::StatusOr<SettingsLayer> ReadFile(const std::string& path) {
  toml::table root;
  try {
    root = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ":", error.source().begin.line, ": ", std::string(error.description())));
  }
  SettingsLayer layer;
  for (const auto& [key, node] : root) {
    const std::optional<std::string> value = node.value<std::string>();
    if (!value) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", std::string(key.str()), " takes text in quotes"));
    }
    if (key == "address") {
      layer.address = value;
    } else if (key == "workspace") {
      layer.workspace = value;
    } else if (key == "output") {
      layer.output = value;
    } else if (key == "timeout") {
      layer.timeout = value;
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": unknown key ", std::string(key.str()),
                       "; accepted: address, workspace, output, timeout"));
    }
  }
  return layer;
}

// The config file to read, or none.
absl::StatusOr<std::optional<std::string>> ConfigPath(const std::optional<std::string>& flag,
                                                      const Environment& environment) {
  if (flag) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(*flag, ignored)) {
      return absl::InvalidArgumentError(absl::StrCat("--config: there is no file ", *flag));
    }
    return flag;
  }
  std::filesystem::path folder;
  if (const auto xdg = environment("XDG_CONFIG_HOME"); xdg && !xdg->empty()) {
    folder = *xdg;
  } else if (const auto home = environment("HOME"); home && !home->empty()) {
    folder = std::filesystem::path(*home) / ".config";
  } else {
    return std::nullopt;
  }
  const std::filesystem::path path = folder / "parallax" / "config.toml";
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  return path.string();
}

absl::StatusOr<Output> ParseOutput(absl::string_view origin, absl::string_view text) {
  if (text == "table") return Output::kTable;
  if (text == "json") return Output::kJson;
  if (text == "ndjson") return Output::kNdjson;
  if (text == "csv") return Output::kCsv;
  return absl::InvalidArgumentError(absl::StrCat(
      origin, ": \"", text, "\" is not an output; accepted: table, json, ndjson, csv"));
}

absl::Status Apply(const SettingsLayer& layer, absl::string_view output_origin,
                   absl::string_view timeout_origin, Settings& settings) {
  if (layer.address) settings.address = *layer.address;
  if (layer.workspace) settings.workspace = *layer.workspace;
  if (layer.output) {
    auto output = ParseOutput(output_origin, *layer.output);
    if (!output.ok()) return output.status();
    settings.output = *output;
  }
  if (layer.timeout) {
    auto timeout = ParseDurationFlag(timeout_origin, *layer.timeout);
    if (!timeout.ok()) return timeout.status();
    settings.timeout = *timeout;
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

absl::StatusOr<Settings> ResolveSettings(const SettingsLayer& flags,
                                         const std::optional<std::string>& config_file,
                                         const Environment& environment) {
  Settings settings;
  auto path = ConfigPath(config_file, environment);
  if (!path.ok()) return path.status();
  if (*path) {
    auto file = ReadFile(**path);
    if (!file.ok()) return file.status();
    const absl::Status applied =
        Apply(*file, absl::StrCat(**path, ": output"), absl::StrCat(**path, ": timeout"), settings);
    if (!applied.ok()) return applied;
  }
  const SettingsLayer variables = {environment("PARALLAX_ADDRESS"),
                                   environment("PARALLAX_WORKSPACE"),
                                   environment("PARALLAX_OUTPUT"), environment("PARALLAX_TIMEOUT")};
  absl::Status applied = Apply(variables, "PARALLAX_OUTPUT", "PARALLAX_TIMEOUT", settings);
  if (!applied.ok()) return applied;
  applied = Apply(flags, "--output", "--timeout", settings);
  if (!applied.ok()) return applied;
  return settings;
}

}  // namespace parallax::cli
