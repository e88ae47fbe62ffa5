#include "server/convert/signal.h"

#include <algorithm>
#include <utility>

namespace parallax::server {
namespace {

// Proto3 keeps enum numbers it does not know; they mean nothing here.
template <class Enum>
Enum EnumFromProto(int number, int last, std::string_view check, std::string_view field,
                   Violations* violations) {
  if (number >= 0 && number <= last) return static_cast<Enum>(number);
  violations->push_back(
      {std::string(check), std::string(field), "is a number this version does not know"});
  return Enum{};
}

AttributeValue ValueFromProto(const google::protobuf::Value& value) {
  switch (value.kind_case()) {
    case google::protobuf::Value::kStringValue:
      return value.string_value();
    case google::protobuf::Value::kNumberValue:
      return value.number_value();
    case google::protobuf::Value::kBoolValue:
      return value.bool_value();
    default:
      return std::monostate();
  }
}

struct ValueWriter {
  google::protobuf::Value* out;
  void operator()(std::monostate) const {
    out->set_null_value(google::protobuf::NullValue::NULL_VALUE);
  }
  void operator()(const std::string& value) const { out->set_string_value(value); }
  void operator()(double value) const { out->set_number_value(value); }
  void operator()(bool value) const { out->set_bool_value(value); }
};

}  // namespace

Money MoneyFromProto(const google::type::Money& money) {
  return {money.currency_code(), money.units(), money.nanos()};
}

void MoneyToProto(const Money& money, google::type::Money* out) {
  out->set_currency_code(money.currency);
  out->set_units(money.units);
  out->set_nanos(money.nanos);
}

Signal SignalFromProto(const v1::Signal& signal, Violations* violations) {
  Signal out;
  out.account = signal.account();
  out.decision = signal.decision();
  out.source = signal.source();
  out.source_event_id = signal.source_event_id();
  out.kind = signal.kind();
  if (signal.has_occurred_at()) {
    out.occurred_at = TimeFromProto(signal.occurred_at(), "occurred_at", violations);
  }
  if (signal.has_available_at()) {
    out.available_at = TimeFromProto(signal.available_at(), "available_at", violations);
  }
  out.stakeholder = signal.stakeholder();
  out.participants.assign(signal.participants().begin(), signal.participants().end());
  out.initiator = EnumFromProto<Initiator>(signal.initiator(), v1::Initiator_MAX,
                                           "INITIATOR_REQUIRED", "initiator", violations);
  out.provenance = EnumFromProto<Provenance>(signal.provenance(), v1::Provenance_MAX,
                                             "PROVENANCE_INVALID", "provenance", violations);
  if (signal.has_sentiment()) out.sentiment = signal.sentiment();
  if (signal.has_amount()) out.amount = MoneyFromProto(signal.amount());
  out.supersedes = signal.supersedes();
  out.retracts = signal.retracts();
  out.attributes.reserve(signal.attributes_size());
  for (const auto& [key, value] : signal.attributes()) {
    out.attributes.emplace_back(key, ValueFromProto(value));
  }
  std::sort(out.attributes.begin(), out.attributes.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

void SignalToProto(const StoredSignal& stored, v1::Signal* out) {
  const Signal& signal = stored.signal;
  out->set_account(signal.account);
  out->set_decision(signal.decision);
  out->set_source(signal.source);
  out->set_source_event_id(signal.source_event_id);
  out->set_kind(signal.kind);
  if (signal.occurred_at != kNoTime) TimeToProto(signal.occurred_at, out->mutable_occurred_at());
  if (const Time at = stored.AvailableAt(); at != kNoTime) {
    TimeToProto(at, out->mutable_available_at());
  }
  if (stored.recorded_at != kNoTime) TimeToProto(stored.recorded_at, out->mutable_recorded_at());
  out->set_stakeholder(signal.stakeholder);
  for (const std::string& participant : signal.participants) out->add_participants(participant);
  out->set_initiator(static_cast<v1::Initiator>(signal.initiator));
  out->set_provenance(static_cast<v1::Provenance>(signal.provenance));
  if (signal.sentiment) out->set_sentiment(*signal.sentiment);
  if (signal.amount) MoneyToProto(*signal.amount, out->mutable_amount());
  out->set_supersedes(signal.supersedes);
  out->set_retracts(signal.retracts);
  for (const auto& [key, value] : signal.attributes) {
    std::visit(ValueWriter{&(*out->mutable_attributes())[key]}, value);
  }
}

}  // namespace parallax::server
