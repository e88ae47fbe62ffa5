// CloudEvents 1.0 in JSON: what an event must have, and its payload as JSON.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_CLOUD_EVENT_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_CLOUD_EVENT_H_

#include <nlohmann/json.hpp>

#include "absl/status/status.h"

namespace parallax::cli {

// Checks specversion, id, source and type (CloudEvents 1.0.2, section 3.1), and puts JSON that came
// as data_base64 into `data`. INVALID_ARGUMENT says what is missing or wrong.
absl::Status UnpackCloudEvent(nlohmann::json& event);

// The mapping that `--format cloudevents` uses when none is given: `data` is the signal in protobuf
// JSON; source, id, type, time and subject of the event fill what it lacks.
extern const char kCloudEventsMapping[];

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_CLOUD_EVENT_H_
