// The alarms of a history: where a sign began to rise, fired, recovered and was over.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_HISTORY_DRIFT_H_
#define PARALLAX_CLIENTS_CLI_RENDER_HISTORY_DRIFT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/render/history_symbols.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// Greater is what a column of several points shows.
enum DriftMark { kNoAlarm, kRising, kOnset, kOver, kRecovering, kFiring };
HistorySymbol DriftSymbol(int mark);

// Signs that fired at some point, in the order in which they did.
std::vector<std::string> AlarmedSigns(const v1::GetHistoryResponse& history);

// The alarm of the sign at a point, or null.
const v1::Drift* FindAlarm(const v1::HistoryPoint& point, absl::string_view sign);

// A mark a point. An alarm is over at the first point without it; where two follow each other
// between two points, the later one's onset tells them apart.
std::vector<int> DriftMarks(const v1::GetHistoryResponse& history, absl::string_view sign);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_HISTORY_DRIFT_H_
