// The same evidence as each function of the seller would ask it, beside what that function counts.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_FUNCTIONS_H_
#define PARALLAX_CLIENTS_CLI_RENDER_FUNCTIONS_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

// A table, and under it a sentence about those that are green while the buyer is not. Empty where
// the answer holds none.
std::string Functions(const v1::Interpretation& interpretation, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_FUNCTIONS_H_
