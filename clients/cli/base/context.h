// What a command may touch: the server, the streams, the style. Nothing else of the process.
#ifndef PARALLAX_CLIENTS_CLI_BASE_CONTEXT_H_
#define PARALLAX_CLIENTS_CLI_BASE_CONTEXT_H_

#include <functional>
#include <istream>
#include <ostream>

#include "absl/status/status.h"
#include "clients/cli/base/client.h"
#include "clients/cli/base/settings.h"
#include "clients/cli/text/style.h"

namespace parallax::cli {

struct Context {
  const Settings& settings;
  Client& client;
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Style out_style;
  Style err_style;
};

// What a parsed command line asks to be done. The status decides exit code and the line on stderr.
using Action = std::function<absl::Status(Context&)>;

// Filled by the command that was named.
struct Invocation {
  Action action;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_CONTEXT_H_
