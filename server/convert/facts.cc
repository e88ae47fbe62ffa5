#include "server/convert/facts.h"

#include <algorithm>

#include "server/convert/signal.h"

namespace parallax::server {
namespace {

template <class Enum>
Enum EnumFromProto(int number, int last, std::string_view field, Violations* violations) {
  if (number >= 0 && number <= last) return static_cast<Enum>(number);
  violations->push_back(
      {"ENUM_UNKNOWN", std::string(field), "is a number this version does not know"});
  return Enum{};
}

Time OptionalTime(bool present, const google::protobuf::Timestamp& time, std::string_view field,
                  Violations* violations) {
  return present ? TimeFromProto(time, field, violations) : kNoTime;
}

template <class Set>
void SetTime(Time time, Set mutable_field) {
  if (time != kNoTime) TimeToProto(time, mutable_field());
}

}  // namespace

AccountFacts AccountFromProto(const v1::Account& account, Violations* violations) {
  AccountFacts out;
  out.account = account.id();
  out.display_name = account.display_name();
  out.archetype =
      EnumFromProto<Archetype>(account.archetype(), v1::Archetype_MAX, "archetype", violations);
  out.default_lens = account.default_lens();
  const v1::Contract& contract = account.contract();
  out.contract_start =
      OptionalTime(contract.has_start(), contract.start(), "contract.start", violations);
  out.contract_end = OptionalTime(contract.has_end(), contract.end(), "contract.end", violations);
  if (contract.has_value()) out.contract_value = MoneyFromProto(contract.value());
  out.labels.assign(account.labels().begin(), account.labels().end());
  std::sort(out.labels.begin(), out.labels.end());
  out.valid_from =
      OptionalTime(account.has_valid_from(), account.valid_from(), "valid_from", violations);
  out.available_at =
      OptionalTime(account.has_available_at(), account.available_at(), "available_at", violations);
  return out;
}

DecisionFacts DecisionFromProto(const v1::Decision& decision, Violations* violations) {
  DecisionFacts out;
  out.account = decision.account();
  out.decision = decision.id();
  out.type = EnumFromProto<DecisionType>(decision.type(), v1::DecisionType_MAX, "type", violations);
  out.opened_at =
      OptionalTime(decision.has_opened_at(), decision.opened_at(), "opened_at", violations);
  out.closed_at =
      OptionalTime(decision.has_closed_at(), decision.closed_at(), "closed_at", violations);
  out.outcome = EnumFromProto<Outcome>(decision.outcome(), v1::Outcome_MAX, "outcome", violations);
  if (decision.has_amount()) out.amount = MoneyFromProto(decision.amount());
  out.valid_from =
      OptionalTime(decision.has_valid_from(), decision.valid_from(), "valid_from", violations);
  out.available_at = OptionalTime(decision.has_available_at(), decision.available_at(),
                                  "available_at", violations);
  return out;
}

StakeholderFacts StakeholderFromProto(std::string_view account, const v1::Stakeholder& stakeholder,
                                      Violations* violations) {
  StakeholderFacts out;
  out.account = account;
  out.stakeholder = stakeholder.id();
  out.role = stakeholder.role();
  out.role_family = stakeholder.role_family();
  out.org_unit = stakeholder.org_unit();
  out.power = EnumFromProto<Power>(stakeholder.power(), v1::Power_MAX, "power", violations);
  if (stakeholder.has_champion()) out.champion = stakeholder.champion();
  out.joined_at =
      OptionalTime(stakeholder.has_joined_at(), stakeholder.joined_at(), "joined_at", violations);
  out.left_at =
      OptionalTime(stakeholder.has_left_at(), stakeholder.left_at(), "left_at", violations);
  out.decisions.assign(stakeholder.decisions().begin(), stakeholder.decisions().end());
  std::sort(out.decisions.begin(), out.decisions.end());
  out.decisions.erase(std::unique(out.decisions.begin(), out.decisions.end()), out.decisions.end());
  out.valid_from = OptionalTime(stakeholder.has_valid_from(), stakeholder.valid_from(),
                                "valid_from", violations);
  out.available_at = OptionalTime(stakeholder.has_available_at(), stakeholder.available_at(),
                                  "available_at", violations);
  return out;
}

void AccountToProto(const AccountSummary& summary, v1::Account* out) {
  const AccountFacts& facts = summary.facts;
  out->set_id(facts.account);
  out->set_display_name(facts.display_name);
  out->set_archetype(static_cast<v1::Archetype>(facts.archetype));
  out->set_default_lens(facts.default_lens);
  SetTime(facts.contract_start, [&] { return out->mutable_contract()->mutable_start(); });
  SetTime(facts.contract_end, [&] { return out->mutable_contract()->mutable_end(); });
  if (facts.contract_value) {
    MoneyToProto(*facts.contract_value, out->mutable_contract()->mutable_value());
  }
  for (const auto& [key, value] : facts.labels) (*out->mutable_labels())[key] = value;
  SetTime(facts.valid_from, [&] { return out->mutable_valid_from(); });
  SetTime(facts.available_at, [&] { return out->mutable_available_at(); });
  out->set_etag(summary.etag);
  out->set_implicit(facts.implicit);
  out->set_signal_count(static_cast<std::int64_t>(summary.signals));
  SetTime(summary.last_occurred_at, [&] { return out->mutable_last_signal_at(); });
}

void DecisionToProto(const DecisionFacts& facts, v1::Decision* out) {
  out->set_id(facts.decision);
  out->set_account(facts.account);
  out->set_type(static_cast<v1::DecisionType>(facts.type));
  SetTime(facts.opened_at, [&] { return out->mutable_opened_at(); });
  SetTime(facts.closed_at, [&] { return out->mutable_closed_at(); });
  out->set_outcome(static_cast<v1::Outcome>(facts.outcome));
  if (facts.amount) MoneyToProto(*facts.amount, out->mutable_amount());
  SetTime(facts.valid_from, [&] { return out->mutable_valid_from(); });
  SetTime(facts.available_at, [&] { return out->mutable_available_at(); });
}

void StakeholderToProto(const StakeholderFacts& facts, v1::Stakeholder* out) {
  out->set_id(facts.stakeholder);
  out->set_role(facts.role);
  out->set_role_family(facts.role_family);
  out->set_org_unit(facts.org_unit);
  out->set_power(static_cast<v1::Power>(facts.power));
  if (facts.champion) out->set_champion(*facts.champion);
  SetTime(facts.joined_at, [&] { return out->mutable_joined_at(); });
  SetTime(facts.left_at, [&] { return out->mutable_left_at(); });
  for (const std::string& decision : facts.decisions) out->add_decisions(decision);
  SetTime(facts.valid_from, [&] { return out->mutable_valid_from(); });
  SetTime(facts.available_at, [&] { return out->mutable_available_at(); });
}

}  // namespace parallax::server
