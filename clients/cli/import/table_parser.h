// Parses the [[table]] and [[join]] parts of a mapping.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_TABLE_PARSER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_TABLE_PARSER_H_

#include <toml++/toml.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/import/mapping.h"

namespace parallax::cli {

// INVALID_ARGUMENT: "FILE:LINE: KEY: what is wrong; accepted: ...".
absl::StatusOr<TableDecl> ParseTable(const toml::table& table, const std::string& file);
absl::StatusOr<JoinDecl> ParseJoin(const toml::table& table, const std::string& file);

// What the end of a file's name says of its format, packed or not: .json, .jsonl and .ndjson are
// JSON, everything else CSV.
TableFormat FormatOfName(absl::string_view file);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_TABLE_PARSER_H_
