#include "stored_account.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

namespace parallax::framework::testing {
namespace {

using nlohmann::json;

std::int64_t TimeOf(const json& object, const char* key) {
  return object.contains(key) ? At(object[key].get<std::string>()) : PLX_NO_TIME;
}

SignalSpec SignalOf(const json& line) {
  const std::map<std::string, int> initiators = {
      {"INITIATOR_BUYER", PLX_INITIATOR_BUYER},
      {"INITIATOR_SELLER", PLX_INITIATOR_SELLER},
      {"INITIATOR_THIRD_PARTY", PLX_INITIATOR_THIRD_PARTY},
      {"INITIATOR_SYSTEM", PLX_INITIATOR_SYSTEM}};
  SignalSpec s;
  s.at = At(line["occurredAt"].get<std::string>());
  s.kind = line["kind"];
  s.stakeholder = line.value("stakeholder", "");
  s.decision = line.value("decision", "");
  s.source = line["source"];
  s.id = line["sourceEventId"];
  if (line.contains("initiator")) s.initiator = initiators.at(line["initiator"]);
  if (line.contains("sentiment")) s.sentiment = line["sentiment"];
  for (const json& p : line.value("participants", json::array())) s.participants.push_back(p);
  const json attributes = line.value("attributes", json::object());
  for (const auto& [key, value] : attributes.items()) {
    if (value.is_boolean()) {
      s.attributes[key] = value.get<bool>();
    } else if (value.is_number()) {
      s.attributes[key] = value.get<double>();
    } else {
      s.attributes[key] = value.get<std::string>();
    }
  }
  return s;
}

PersonSpec PersonOf(const json& p) {
  PersonSpec out{.id = p["id"], .role = p.value("role", ""), .power = p.value("power", "")};
  if (out.power.starts_with("POWER_")) {
    out.power = out.power.substr(6);
    for (char& c : out.power) c = static_cast<char>(std::tolower(c));
  }
  out.champion = p.value("champion", false);
  out.valid_from = TimeOf(p, "validFrom");
  out.joined_at = TimeOf(p, "joinedAt");
  out.left_at = TimeOf(p, "leftAt");
  return out;
}

DecisionSpec DecisionOf(const json& d) {
  const std::map<std::string, int> types = {{"", 0},
                                            {"DECISION_TYPE_NEW", PLX_DECISION_NEW},
                                            {"DECISION_TYPE_RENEWAL", PLX_DECISION_RENEWAL},
                                            {"DECISION_TYPE_EXPANSION", PLX_DECISION_EXPANSION}};
  const std::map<std::string, int> outcomes = {{"", 0},
                                               {"OUTCOME_WON", PLX_OUTCOME_WON},
                                               {"OUTCOME_LOST", PLX_OUTCOME_LOST},
                                               {"OUTCOME_NO_DECISION", PLX_OUTCOME_NO_DECISION}};
  return {.id = d["id"],
          .valid_from = TimeOf(d, "validFrom"),
          .opened_at = TimeOf(d, "openedAt"),
          .closed_at = TimeOf(d, "closedAt"),
          .outcome = outcomes.at(d.value("outcome", "")),
          .type = types.at(d.value("type", ""))};
}

// A line of facts without times says how things are from the beginning, and was known then: the
// scenario that sets known_at compares two moments over one committee.
constexpr std::int64_t kAlwaysKnown = INT64_MIN;

}  // namespace

std::map<std::string, StoredAccount> ReadAccounts(std::istream& signals, std::istream& facts) {
  std::map<std::string, StoredAccount> accounts;
  std::string line;
  while (std::getline(signals, line)) {
    if (line.empty()) continue;
    const json j = json::parse(line);
    const std::int64_t available = TimeOf(j, "availableAt");
    accounts[j["account"]].signals.push_back(
        {.available = available == PLX_NO_TIME ? kAlwaysKnown : available,
         .signal = SignalOf(j),
         .drops = j.value("supersedes", j.value("retracts", "")),
         .retracts = j.contains("retracts")});
  }
  while (std::getline(facts, line)) {
    if (line.empty()) continue;
    const json j = json::parse(line);
    StoredAccount& stored = accounts[j["account"]["id"]];
    for (const json& p : j.value("stakeholders", json::array())) {
      const std::int64_t available = TimeOf(p, "availableAt");
      stored.people.emplace_back(available == PLX_NO_TIME ? kAlwaysKnown : available, PersonOf(p));
    }
    for (const json& d : j.value("decisions", json::array())) {
      stored.decisions.push_back(DecisionOf(d));
    }
    if (j["account"].contains("contract")) {
      const json& contract = j["account"]["contract"];
      stored.contracts.push_back({.valid_from = TimeOf(j["account"], "validFrom"),
                                  .start = TimeOf(contract, "start"),
                                  .end = TimeOf(contract, "end")});
    }
  }
  return accounts;
}

std::map<std::string, StoredAccount> LoadAccounts(const std::filesystem::path& folder) {
  std::ifstream signals(folder / "signals.ndjson"), facts(folder / "accounts.ndjson");
  return ReadAccounts(signals, facts);
}

JournalBuilder JournalAt(const StoredAccount& stored, std::int64_t known_at) {
  JournalBuilder builder;
  const auto known = [&](const StoredAccount::Signal& s) { return s.available <= known_at; };
  for (const StoredAccount::Signal& s : stored.signals) {
    const bool dropped = std::any_of(stored.signals.begin(), stored.signals.end(),
                                     [&](const StoredAccount::Signal& other) {
                                       return known(other) && other.drops == s.signal.id &&
                                              other.signal.source == s.signal.source;
                                     });
    if (known(s) && !dropped && !s.retracts) builder.Add(s.signal);
  }
  for (const ContractSpec& contract : stored.contracts) builder.Add(contract);
  for (const auto& [available, person] : stored.people) {
    if (available <= known_at) builder.Add(person);
  }
  for (const DecisionSpec& decision : stored.decisions) builder.Add(decision);
  return builder;
}

}  // namespace parallax::framework::testing
