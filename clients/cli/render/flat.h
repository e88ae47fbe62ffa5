// Interpretations as flat records, for csv.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_FLAT_H_
#define PARALLAX_CLIENTS_CLI_RENDER_FLAT_H_

#include <string>
#include <vector>

#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// Names and values of the same columns, in the same order.
std::vector<std::string> InterpretationColumns();
std::vector<std::string> InterpretationRecord(const v1::Interpretation& interpretation);

// The same of a point of a history: those columns, then its own.
std::vector<std::string> HistoryPointColumns();
std::vector<std::string> HistoryPointRecord(const v1::HistoryPoint& point);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_FLAT_H_
