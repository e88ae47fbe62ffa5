// parallax account upsert: facts from a file of JSON lines.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_ACCOUNT_UPSERT_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_ACCOUNT_UPSERT_H_

#include <CLI/App.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/base/context.h"
#include "clients/cli/write/fact_writer.h"

namespace parallax::cli {

// Reads {"account": {...}, "decisions": [...], "stakeholders": [...]}; the account's id is
// required, the lists are not, and a decision that names no account belongs to the line's.
// INVALID_ARGUMENT names the key or field.
absl::StatusOr<FactSet> ParseFactLine(absl::string_view line);

void AddAccountUpsert(CLI::App& account, Invocation& invocation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_ACCOUNT_UPSERT_H_
