// Drift signs in plain words.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_DRIFT_H_
#define PARALLAX_CLIENTS_CLI_RENDER_DRIFT_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

// A heading, a line a sign, and what each firing one says; empty when the interpretation carries
// none (view BASIC). `all`: also those that never alarmed, and each alarm's name as a finding with
// what was done about it; else only alarms that are not over.
std::string RenderDrift(const v1::Interpretation& interpretation, bool all, const Style& style);

// A sign that changed: "drift, champion engagement: firing, from 2026-01-05 on"; the day of the
// onset may be empty.
std::string DriftWords(absl::string_view sign, absl::string_view state, absl::string_view onset);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_DRIFT_H_
