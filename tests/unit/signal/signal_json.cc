#include "signal_json.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "gtest/gtest.h"
#include "make_signals.h"

namespace parallax::testing {
namespace {

using nlohmann::json;

Money ParseMoney(const json& value) {
  return {.currency = value.at("currencyCode").get<std::string>(),
          .units = std::stoll(value.at("units").get<std::string>()),
          .nanos = value.value("nanos", 0)};
}

AttributeValue ParseValue(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.get<double>();
  if (value.is_boolean()) return value.get<bool>();
  return std::monostate();
}

}  // namespace

Signal ParseSignal(std::string_view text) {
  const std::map<std::string, std::string Signal::*> ids = {
      {"account", &Signal::account},
      {"decision", &Signal::decision},
      {"source", &Signal::source},
      {"sourceEventId", &Signal::source_event_id},
      {"kind", &Signal::kind},
      {"stakeholder", &Signal::stakeholder},
      {"supersedes", &Signal::supersedes},
      {"retracts", &Signal::retracts}};
  const std::map<std::string, Initiator> initiators = {
      {"INITIATOR_BUYER", Initiator::kBuyer},
      {"INITIATOR_SELLER", Initiator::kSeller},
      {"INITIATOR_THIRD_PARTY", Initiator::kThirdParty},
      {"INITIATOR_SYSTEM", Initiator::kSystem}};
  const std::map<std::string, Provenance> provenances = {
      {"PROVENANCE_HUMAN", Provenance::kHuman},
      {"PROVENANCE_MODEL", Provenance::kModel},
      {"PROVENANCE_DERIVED", Provenance::kDerived}};
  Signal signal;
  const json object = json::parse(text);
  for (const auto& [field, value] : object.items()) {
    if (const auto id = ids.find(field); id != ids.end()) {
      signal.*(id->second) = value.get<std::string>();
    } else if (field == "occurredAt") {
      signal.occurred_at = At(value.get<std::string>());
    } else if (field == "availableAt") {
      signal.available_at = At(value.get<std::string>());
    } else if (field == "participants") {
      signal.participants = value.get<std::vector<std::string>>();
    } else if (field == "initiator") {
      signal.initiator = initiators.at(value.get<std::string>());
    } else if (field == "provenance") {
      signal.provenance = provenances.at(value.get<std::string>());
    } else if (field == "sentiment") {
      signal.sentiment = value.get<double>();
    } else if (field == "amount") {
      signal.amount = ParseMoney(value);
    } else if (field == "attributes") {
      for (const auto& [key, attribute] : value.items()) {
        signal.attributes.emplace_back(key, ParseValue(attribute));
      }
    } else {
      ADD_FAILURE() << "unknown field " << field;
    }
  }
  return signal;
}

}  // namespace parallax::testing
