// parallax account timeline: what happened in one account.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_ACCOUNT_TIMELINE_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_ACCOUNT_TIMELINE_H_

#include <CLI/App.hpp>

#include "clients/cli/base/context.h"

namespace parallax::cli {

void AddAccountTimeline(CLI::App& noun, Invocation& invocation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_ACCOUNT_TIMELINE_H_
