// The portfolio, worst first.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_RANKING_H_
#define PARALLAX_CLIENTS_CLI_RENDER_RANKING_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

std::string RenderRanking(const v1::RankAccountsResponse& ranking, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_RANKING_H_
