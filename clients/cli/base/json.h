// Messages as JSON, as api.md wants it: lowerCamelCase, primitive defaults printed, enum names in
// full.
#ifndef PARALLAX_CLIENTS_CLI_BASE_JSON_H_
#define PARALLAX_CLIENTS_CLI_BASE_JSON_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace parallax::cli {

enum class JsonLayout { kOneLine, kIndented, kBrief };

// The message in wire format with the keys of maps in order: equal messages, equal bytes.
std::string CanonicalBytes(const google::protobuf::Message& message);

// The message; one newline at the end of kIndented, none else. kBrief is one line too, without
// what has its default.
std::string ToJson(const google::protobuf::Message& message, JsonLayout layout);

// Reads protobuf JSON (lowerCamelCase or proto names; enum names in full). The error says what the
// parser did not take.
absl::Status FromJson(absl::string_view json, google::protobuf::Message& message);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_JSON_H_
