// How the readings of one account moved, as a drawing.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_HISTORY_H_
#define PARALLAX_CLIENTS_CLI_RENDER_HISTORY_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// The page: charts of the readings over one time axis with verdicts, gates, signals and calendar,
// the legend of every symbol used, and what changed when. `as_known_then` as it was asked.
std::string RenderHistory(const v1::GetHistoryResponse& history, bool as_known_then,
                          const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_HISTORY_H_
