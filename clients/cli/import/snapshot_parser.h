// Parses the [[snapshot]] parts of a mapping.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_SNAPSHOT_PARSER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_SNAPSHOT_PARSER_H_

#include <toml++/toml.h>

#include "absl/status/statusor.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/rule_parser.h"
#include "clients/cli/import/value_parser.h"

namespace parallax::cli {

// INVALID_ARGUMENT: "FILE:LINE: KEY: what is wrong; accepted: ...".
absl::StatusOr<SnapshotDecl> ParseSnapshot(const toml::table& table, const ValueParser& values,
                                           const RuleParser& rules, const Mapping& mapping);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_SNAPSHOT_PARSER_H_
