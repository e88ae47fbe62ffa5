// parallaxd: read the configuration, open what it names, serve until told to stop.
#include <cstdio>
#include <string>

#include "server/config.h"
#include "server/daemon.h"

int main(int argc, char** argv) {
  using namespace parallax::server;
  absl::StatusOr<ParsedConfig> config = ParseConfig(argc, argv);
  if (!config.ok()) {
    std::fprintf(stderr, "parallaxd: %s\n", std::string(config.status().message()).c_str());
    return 2;
  }
  if (!config->print.empty()) {  // --help, --version, --print-config
    std::fputs(config->print.c_str(), stdout);
    return 0;
  }
  const absl::Status status = config->restore.empty()
                                  ? RunDaemon(config->config)
                                  : Restore(config->restore, config->config.data_dir);
  if (!status.ok()) {
    std::fprintf(stderr, "parallaxd: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  return 0;
}
