#include "server/config.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "core/signal/validate.h"
#include "server/listen_address.h"
#include "toml++/toml.h"

namespace parallax::server {
namespace {

// One option: its key in the file; PARALLAX_KEY in the environment; --key with dashes as a flag.
struct Option {
  std::string key;
  std::string help;
  std::vector<std::string> choices;                      // empty: any
  std::function<bool(const std::string&, Config*)> set;  // false: the value does not fit
  std::function<std::string(const Config&)> get;         // as TOML
  std::string accepted;
  bool flag = false;
};

constexpr std::uint64_t kAnyNumber = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostDrainSeconds = 3600;

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

Option TextOption(std::string key, std::string help, std::string Config::*field,
                  std::vector<std::string> choices = {}) {
  Option option{std::move(key), std::move(help), std::move(choices), {}, {}, {}, false};
  option.set = [field](const std::string& value, Config* config) {
    config->*field = value;
    return true;
  };
  option.get = [field](const Config& config) { return Quoted(config.*field); };
  return option;
}

Option NumberOption(std::string key, std::string help, std::uint64_t Config::*field,
                    std::uint64_t least, std::uint64_t most, std::string accepted) {
  Option option{std::move(key), std::move(help), {}, {}, {}, std::move(accepted), false};
  option.set = [field, least, most](const std::string& value, Config* config) {
    return absl::SimpleAtoi(value, &(config->*field)) && config->*field >= least &&
           config->*field <= most;
  };
  option.get = [field](const Config& config) { return absl::StrCat(config.*field); };
  return option;
}

std::vector<Option> Options() {
  std::vector<Option> options;
  options.push_back(
      TextOption("data_dir", "Folder of the store; made where missing", &Config::data_dir));
  options.push_back(TextOption("listen", "Loopback address to serve on; port 0 takes a free one",
                               &Config::listen));
  Option memory{
      "memory", "Keep everything in memory and nothing on disk", {}, {}, {}, "true or false", true};
  memory.set = [](const std::string& value, Config* config) {
    return absl::SimpleAtob(value, &config->memory);
  };
  memory.get = [](const Config& config) { return std::string(config.memory ? "true" : "false"); };
  options.push_back(std::move(memory));
  options.push_back(TextOption(
      "lenses", "Lens manifest (lenses.toml), or a folder whose libparallax_*.so are loaded",
      &Config::lenses));
  options.push_back(TextOption("log_level", "How much to log on stderr", &Config::log_level,
                               {"trace", "debug", "info", "warn", "error", "off"}));
  options.push_back(
      TextOption("log_format", "Form of log lines", &Config::log_format, {"text", "json"}));
  options.push_back(NumberOption("cache_bytes", "Memory for journals of accounts that were read",
                                 &Config::cache_bytes, 0, kAnyNumber, "a number of bytes"));
  options.push_back(NumberOption("keep_bytes",
                                 "Memory, a lens, for what it read of accounts between calls",
                                 &Config::keep_bytes, 0, kAnyNumber, "a number of bytes"));
  options.push_back(TextOption("durability",
                               "full: acknowledged means it survives a power cut; relaxed: it "
                               "survives the end of the process",
                               &Config::durability, {"full", "relaxed"}));
  options.push_back(
      NumberOption("log_signals", "Newest signals kept in memory before they are filed by account",
                   &Config::log_signals, 1, kAnyNumber, "a number of signals, at least 1"));
  options.push_back(NumberOption(
      "drain_seconds", "What calls in flight have to finish after SIGTERM or SIGINT",
      &Config::drain_seconds, 0, kMostDrainSeconds, "a number of seconds, at most 3600"));
  return options;
}

std::string Flag(const Option& option) {
  return absl::StrCat("--", absl::StrReplaceAll(option.key, {{"_", "-"}}));
}

// A configuration on the way, and where each value came from.
class Layers {
 public:
  Layers() : options_(Options()) {
    for (const Option& option : options_) origin_[option.key] = "default";
  }

  const std::vector<Option>& options() const { return options_; }
  const Config& config() const { return config_; }

  absl::Status Set(const Option& option, const std::string& value, const std::string& origin) {
    const bool listed =
        option.choices.empty() ||
        std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end();
    if (!listed || !option.set(value, &config_)) {
      const std::string accepted =
          option.choices.empty() ? option.accepted : absl::StrJoin(option.choices, ", ");
      return absl::InvalidArgumentError(absl::StrCat(option.key, " = \"", value, "\" (", origin,
                                                     ") is not accepted; accepted: ", accepted));
    }
    origin_[option.key] = origin;
    return absl::OkStatus();
  }

  std::string Print() const {
    std::string out;
    for (const Option& option : options_) {
      absl::StrAppend(&out, option.key, " = ", option.get(config_), "  # ", origin_.at(option.key),
                      "\n");
    }
    return out;
  }

 private:
  const std::vector<Option> options_;
  Config config_;
  std::map<std::string, std::string> origin_;
};

absl::Status UnknownKey(const std::string& file, const std::string& key,
                        const std::vector<Option>& options) {
  std::vector<std::string_view> keys;
  keys.reserve(options.size());
  for (const Option& option : options) keys.push_back(option.key);
  const std::string nearest(Nearest(key, keys));
  return absl::InvalidArgumentError(absl::StrCat(
      file, ": unknown key \"", key, "\"",
      nearest.empty()
          ? absl::StrCat("; accepted: ", absl::StrJoin(keys, ", ",
                                                       [](std::string* out, std::string_view k) {
                                                         out->append(k);
                                                       }))
          : absl::StrCat("; did you mean \"", nearest, "\"?")));
}

absl::Status ReadFile(const std::string& file, Layers* layers) {
  toml::table table;
  try {
    table = toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    return absl::InvalidArgumentError(
        begin.line == 0
            ? absl::StrCat("cannot read the configuration file ", file)
            : absl::StrCat(file, ":", begin.line, ": ", std::string(error.description())));
  }
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto& options = layers->options();
    const auto option = std::find_if(options.begin(), options.end(),
                                     [&name](const Option& o) { return o.key == name; });
    if (option == options.end()) return UnknownKey(file, name, options);
    std::string value;
    if (const auto text = node.value_exact<std::string>()) {
      value = *text;
    } else if (const auto number = node.value_exact<std::int64_t>()) {
      value = absl::StrCat(*number);
    } else if (const auto boolean = node.value_exact<bool>()) {
      value = *boolean ? "true" : "false";
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat(file, ": ", name, " is neither a string, a whole number nor a boolean"));
    }
    if (absl::Status status = layers->Set(*option, value, file); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadEnvironment(Layers* layers) {
  for (const Option& option : layers->options()) {
    const std::string name = absl::StrCat("PARALLAX_", absl::AsciiStrToUpper(option.key));
    if (const char* value = std::getenv(name.c_str())) {
      if (absl::Status status = layers->Set(option, value, name); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckWhole(const Config& config) {
  if (absl::Status status = CheckListenAddress(config.listen); !status.ok()) return status;
  if (config.data_dir.empty() && !config.memory) {
    return absl::InvalidArgumentError(
        "no data directory: give --data-dir DIR, or --memory to keep nothing");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ParsedConfig> ParseConfig(int argc, const char* const* argv) {
  Layers layers;
  CLI::App app("Parallax: stores buyer signals and reads them through industry lenses.",
               "parallaxd");
  app.set_version_flag("--version", std::string("parallaxd ") + PARALLAX_VERSION);
  std::string file;
  bool print_config = false;
  app.add_option("--config", file, "TOML file with any of the options below, as key = value")
      ->envname("PARALLAX_CONFIG");
  ParsedConfig parsed;
  app.add_option("--restore", parsed.restore,
                 "Make the store of --data-dir, which must be new or empty, from this backup, and "
                 "end");
  app.add_flag("--print-config", print_config, "Print the effective configuration and end");
  std::map<std::string, std::string> given;
  for (const Option& option : layers.options()) {
    std::string help = option.help;
    if (!option.choices.empty())
      absl::StrAppend(&help, " (", absl::StrJoin(option.choices, ", "), ")");
    if (option.flag) {
      app.add_flag_callback(
          Flag(option), [&given, key = option.key] { given[key] = "true"; }, help);
    } else {
      app.add_option_function<std::string>(
          Flag(option), [&given, key = option.key](const std::string& v) { given[key] = v; }, help);
    }
  }
  app.footer(
      "Each option can be set as PARALLAX_NAME in the environment, too. Flags win over the\n"
      "environment, the environment over the file.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    parsed.print = app.help();
    return parsed;
  } catch (const CLI::CallForVersion&) {
    parsed.print = std::string("parallaxd ") + PARALLAX_VERSION + "\n";
    return parsed;
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(absl::StrCat(error.what(), " (see --help)"));
  }
  if (!file.empty()) {
    if (absl::Status status = ReadFile(file, &layers); !status.ok()) return status;
  }
  if (absl::Status status = ReadEnvironment(&layers); !status.ok()) return status;
  for (const Option& option : layers.options()) {
    const auto value = given.find(option.key);
    if (value == given.end()) continue;
    if (absl::Status status = layers.Set(option, value->second, Flag(option)); !status.ok()) {
      return status;
    }
  }
  parsed.config = layers.config();
  if (print_config) {
    parsed.print = layers.Print();
    return parsed;
  }
  if (absl::Status status = CheckWhole(parsed.config); !status.ok()) return status;
  if (!parsed.restore.empty() && parsed.config.data_dir.empty()) {
    return absl::InvalidArgumentError("--restore needs --data-dir DIR to restore into");
  }
  return parsed;
}

}  // namespace parallax::server
