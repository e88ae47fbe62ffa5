// Holds the signal rules of a mapping against the server's catalog, before any row is sent.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_CATALOG_CHECK_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_CATALOG_CHECK_H_

#include "absl/status/status.h"
#include "clients/cli/import/mapping.h"
#include "parallax/v1/signal_service.pb.h"

namespace parallax::cli {

// For every kind a rule can yield whatever the data: it exists, takes the attributes of the rule,
// and gets those it requires. INVALID_ARGUMENT names file, rule, and what would be accepted.
absl::Status CheckAgainstCatalog(const Mapping& mapping,
                                 const v1::ListSignalKindsResponse& catalog);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_CATALOG_CHECK_H_
