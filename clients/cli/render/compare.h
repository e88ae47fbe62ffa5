// Lenses side by side, and the assumptions that part them.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_COMPARE_H_
#define PARALLAX_CLIENTS_CLI_RENDER_COMPARE_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// The page. Lenses that do not fit beside each other follow below, the first one repeated as the
// reference.
std::string RenderComparison(const v1::CompareLensesResponse& comparison, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_COMPARE_H_
