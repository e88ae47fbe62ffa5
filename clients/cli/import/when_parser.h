// Parses the conditions of a mapping: `when = { column = "type", equals = "call" }`.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_WHEN_PARSER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_WHEN_PARSER_H_

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/import/condition.h"

namespace parallax::cli {

// One condition or a list of them, all of which must hold. INVALID_ARGUMENT: "FILE:LINE: PATH:
// ...".
absl::StatusOr<std::vector<Condition>> ParseWhen(const toml::node& node, const std::string& file,
                                                 const std::string& path);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_WHEN_PARSER_H_
