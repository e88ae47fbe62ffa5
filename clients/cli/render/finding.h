// Findings and the time that is left to act on them.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_FINDING_H_
#define PARALLAX_CLIENTS_CLI_RENDER_FINDING_H_

#include <string>
#include <vector>

#include "clients/cli/text/style.h"
#include "parallax/v1/drift_service.pb.h"

namespace parallax::cli {

// "2026-05-20, 21 days left", "2026-05-20, the last day", "2026-05-20, 3 days ago", or "no deadline
// ahead".
std::string WindowWords(const v1::Finding& finding);

// A line a finding, the names to act on them by, and how many accounts were read.
std::string RenderFindings(const v1::ListFindingsResponse& response, const Style& style);

// A finding as one record of csv, and what its fields are.
const std::vector<std::string>& FindingColumns();
std::vector<std::string> FindingRecord(const v1::Finding& finding);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_FINDING_H_
