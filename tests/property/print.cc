#include "tests/property/print.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>

namespace parallax::property {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kInitiators[] = {"", "INITIATOR_BUYER", "INITIATOR_SELLER",
                                            "INITIATOR_THIRD_PARTY", "INITIATOR_SYSTEM"};
constexpr std::string_view kProvenances[] = {"", "PROVENANCE_HUMAN", "PROVENANCE_MODEL",
                                             "PROVENANCE_DERIVED"};
constexpr std::string_view kPowers[] = {"", "POWER_VETO", "POWER_APPROVE", "POWER_INFLUENCE",
                                        "POWER_USE"};
constexpr std::string_view kArchetypes[] = {"", "ARCHETYPE_INTERACTIVE", "ARCHETYPE_API",
                                            "ARCHETYPE_SCANNING", "ARCHETYPE_INSURANCE"};
constexpr std::string_view kTypes[] = {"", "DECISION_TYPE_NEW", "DECISION_TYPE_RENEWAL",
                                       "DECISION_TYPE_EXPANSION"};
constexpr std::string_view kOutcomes[] = {"", "won", "lost", "no_decision", "slipped"};

void Text(Json& json, const char* key, std::string_view text) {
  if (!text.empty()) json[key] = text;
}
void Instant(Json& json, const char* key, Time time) {
  if (time != kNoTime) json[key] = FormatTime(time);
}
void Sum(Json& json, const char* key, const std::optional<Money>& money) {
  if (!money) return;
  json[key] = {{"currencyCode", money->currency},
               {"units", std::to_string(money->units)},
               {"nanos", money->nanos}};
}

Json Show(const AccountFacts& f) {
  Json json;
  Text(json, "archetype", kArchetypes[static_cast<int>(f.archetype)]);
  Instant(json["contract"], "start", f.contract_start);
  Instant(json["contract"], "end", f.contract_end);
  Sum(json["contract"], "value", f.contract_value);
  for (const auto& [key, value] : f.labels) json["labels"][key] = value;
  return json;
}

Json Show(const DecisionFacts& f) {
  Json json;
  Text(json, "id", f.decision);
  Text(json, "type", kTypes[static_cast<int>(f.type)]);
  Instant(json, "openedAt", f.opened_at);
  Instant(json, "closedAt", f.closed_at);
  Text(json, "outcome", kOutcomes[static_cast<int>(f.outcome)]);
  Sum(json, "amount", f.amount);
  return json;
}

Json Show(const StakeholderFacts& f) {
  Json json;
  Text(json, "id", f.stakeholder);
  Text(json, "role", f.role);
  Text(json, "roleFamily", f.role_family);
  Text(json, "orgUnit", f.org_unit);
  Text(json, "power", kPowers[static_cast<int>(f.power)]);
  if (f.champion) json["champion"] = *f.champion;
  Instant(json, "joinedAt", f.joined_at);
  Instant(json, "leftAt", f.left_at);
  if (!f.decisions.empty()) json["decisions"] = f.decisions;
  return json;
}

constexpr const char* kSubjects[] = {"account", "decision", "stakeholder"};  // order of Facts

}  // namespace

std::string ToJson(const StoredSignal& stored) {
  const Signal& s = stored.signal;
  Json json;
  Text(json, "account", s.account);
  Text(json, "decision", s.decision);
  Text(json, "source", s.source);
  Text(json, "sourceEventId", s.source_event_id);
  Text(json, "kind", s.kind);
  Instant(json, "occurredAt", s.occurred_at);
  Instant(json, "availableAt", stored.AvailableAt());
  Text(json, "stakeholder", s.stakeholder);
  if (!s.participants.empty()) json["participants"] = s.participants;
  Text(json, "initiator", kInitiators[static_cast<int>(s.initiator)]);
  if (s.sentiment) json["sentiment"] = *s.sentiment;
  Text(json, "provenance", kProvenances[static_cast<int>(s.provenance)]);
  Text(json, "supersedes", s.supersedes);
  Text(json, "retracts", s.retracts);
  Sum(json, "amount", s.amount);
  for (const auto& [key, value] : s.attributes) {
    Json& shown = json["attributes"][key];
    if (const auto* text = std::get_if<std::string>(&value)) shown = *text;
    if (const auto* number = std::get_if<double>(&value)) shown = *number;
    if (const auto* flag = std::get_if<bool>(&value)) shown = *flag;
  }
  return json.dump();
}

std::string ToJson(const StoredFacts& stored) {
  return std::visit(
      [&](const auto& facts) {
        Json json = Show(facts);
        Instant(json, "validFrom", facts.valid_from);
        Instant(json, "availableAt", facts.available_at);
        return Json{{kSubjects[stored.facts.index()], json}}.dump();
      },
      stored.facts);
}

std::string ToText(const Case& shown) {
  std::string text;
  for (const StoredFacts& facts : shown.record.facts) text += ToJson(facts) + '\n';
  for (const StoredSignal& signal : shown.record.signals) text += ToJson(signal) + '\n';
  for (const StoredSignal& signal : shown.added) text += "added " + ToJson(signal) + '\n';
  text += "decision '" + shown.decision + "' as of " + FormatTime(shown.as_of);
  if (shown.until != kNoTime) text += " and " + FormatTime(shown.until);
  if (shown.known_at != kEndOfTime) text += ", known at " + FormatTime(shown.known_at);
  for (const Override& o : shown.overrides) text += "\n  --set " + o.path + '=' + o.value;
  return text + '\n';
}

}  // namespace parallax::property
