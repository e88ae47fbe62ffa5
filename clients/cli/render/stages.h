// Where confidence moved: within stages and across handoffs.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_STAGES_H_
#define PARALLAX_CLIENTS_CLI_RENDER_STAGES_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

// The parts as a table under a sentence; empty where nothing was read.
std::string Stages(const v1::Interpretation& interpretation, const Style& style);

// What was lost since confidence stood highest, and where: "18.0 points of confidence lost since
// 2026-01-12 (72.0 then, 54.0 now): -12.0 across sales to onboarding, -6.0 within onboarding." The
// parts it names sum to the whole. REQUIRES: there are stages.
std::string LostWords(const v1::Interpretation& interpretation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_STAGES_H_
