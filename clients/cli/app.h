// The command line as a whole: arguments in, exit code out.
#ifndef PARALLAX_CLIENTS_CLI_APP_H_
#define PARALLAX_CLIENTS_CLI_APP_H_

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "clients/cli/base/settings.h"
#include "clients/cli/text/style.h"

namespace parallax::cli {

struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Style out_style;
  Style err_style;
};

// Runs one command. `arguments` are those after the program's name. Never throws; the exit code is
// one of exit_code.h.
int RunCommandLine(const std::vector<std::string>& arguments, const Environment& environment,
                   const Streams& streams);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_APP_H_
