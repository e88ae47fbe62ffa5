// What a mapping makes of the first rows of its tables, for the eye.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_EXPLAIN_MAPPING_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_EXPLAIN_MAPPING_H_

#include "absl/status/status.h"
#include "clients/cli/base/context.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/tables.h"

namespace parallax::cli {

// Reads `rows` rows of every table a rule uses and prints what each rule makes of them, why a rule
// or the server refuses, and what no rule used. The server checks the signals; nothing is stored.
// Failed when something would be rejected.
absl::Status ExplainMapping(const Mapping& mapping, const Tables& tables, int rows,
                            Context& context);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_EXPLAIN_MAPPING_H_
