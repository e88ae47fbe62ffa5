// What happened in one account, as lanes over one time axis and a list.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_TIMELINE_H_
#define PARALLAX_CLIENTS_CLI_RENDER_TIMELINE_H_

#include <string>
#include <vector>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// The page. Interactions that moved no reading by half a point are drawn, and counted in the list.
std::string RenderTimeline(const v1::GetTimelineResponse& timeline, const Style& style);

// One event as flat values, for csv.
const std::vector<std::string>& TimelineColumns();
std::vector<std::string> TimelineRecord(const v1::TimelineEvent& event);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_TIMELINE_H_
