#include "clients/cli/import/cloud_event.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/import/json_reader.h"

namespace parallax::cli {
namespace {

using nlohmann::json;

bool IsJsonType(const json& event) {
  const auto type = event.find("datacontenttype");
  if (type == event.end() || !type->is_string()) return true;  // JSON unless it says otherwise
  const std::string name = type->get<std::string>();
  const std::string plain = name.substr(0, name.find(';'));
  return absl::EndsWith(plain, "/json") || absl::EndsWith(plain, "+json");
}

absl::Status Replace(const std::string& text, const char* from, json& event) {
  if (NestsTooDeep(text))
    return absl::InvalidArgumentError(absl::StrCat(from, ": is nested deeper than ", kMostNested));
  json data = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (data.is_discarded())
    return absl::InvalidArgumentError(
        absl::StrCat(from, ": holds no JSON, though its type says so"));
  event["data"] = std::move(data);
  return absl::OkStatus();
}

}  // namespace

const char kCloudEventsMapping[] = R"(version = 1
name = "cloudevents"
[[table]]
name = "events"
file = "events.json"
format = "cloudevents"
[[signal]]
table = "events"
message = "{data}"
account = { column = "subject", type = "id" }
kind = "{type}"
occurred_at = "{time}"
)";

absl::Status UnpackCloudEvent(json& event) {
  for (const char* key : {"specversion", "id", "source", "type"}) {
    const auto value = event.find(key);
    if (value == event.end() || !value->is_string() || value->get_ref<const std::string&>().empty())
      return absl::InvalidArgumentError(absl::StrCat(key, ": a CloudEvent needs it, as text"));
  }
  if (event["specversion"] != "1.0") {
    return absl::InvalidArgumentError(absl::StrCat("specversion: \"",
                                                   event["specversion"].get<std::string>(),
                                                   "\" is not known; accepted: 1.0"));
  }
  const auto packed = event.find("data_base64");
  if (packed != event.end()) {
    std::string bytes;
    if (!packed->is_string() ||
        !absl::Base64Unescape(packed->get_ref<const std::string&>(), &bytes))
      return absl::InvalidArgumentError("data_base64: is not base64");
    if (event.contains("data"))
      return absl::InvalidArgumentError("data_base64: an event has either data or data_base64");
    if (!IsJsonType(event)) return absl::OkStatus();
    return Replace(bytes, "data_base64", event);
  }
  return absl::OkStatus();
}

}  // namespace parallax::cli
