// Why a reading is what it is.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_H_
#define PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_H_

#include <string>
#include <vector>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// The page: by reading, terms of one reason together, largest first, each with points, share, and
// the signals or the silence. At most `signals` signals a reason; the number left out is said.
std::string RenderExplanation(const v1::ExplainReadingResponse& explanation, int signals,
                              const Style& style);

std::vector<std::string> TermColumns();
std::vector<std::string> TermRecord(const v1::ExplanationTerm& term);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_H_
