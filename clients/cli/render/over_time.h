// What moved, as sections of the page about an interpretation.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_OVER_TIME_H_
#define PARALLAX_CLIENTS_CLI_RENDER_OVER_TIME_H_

#include <string>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation.pb.h"

namespace parallax::cli {

// Empty where there was none.
std::string Handoffs(const v1::Interpretation& interpretation, const Style& style);

// Empty where nothing moved.
std::string Observations(const v1::Interpretation& interpretation, const Style& style);

// One observation as a sentence without its signals: "more people take part: 5, 3 before". An id
// that this version does not know is said as it came.
std::string ObservationWords(const v1::Observation& observation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_OVER_TIME_H_
