#include "parallax/catalog/catalog.h"

#include <cmath>

#include "server/convert/signal.h"

namespace parallax::server {
namespace {

std::string Text(std::string_view text) { return std::string(text); }

std::string NatureName(catalog::Nature nature) {
  switch (nature) {
    case catalog::Nature::kActivity:
      return "activity";
    case catalog::Nature::kEvidence:
      return "evidence";
    case catalog::Nature::kState:
      return "state";
    case catalog::Nature::kFact:
      return "fact";
    case catalog::Nature::kOutcome:
      return "outcome";
  }
  return "";
}

std::string PresenceName(catalog::Presence presence) {
  switch (presence) {
    case catalog::Presence::kRequired:
      return "required";
    case catalog::Presence::kOptional:
      return "optional";
    case catalog::Presence::kNone:
      return "none";
  }
  return "";
}

std::string InitiatorName(catalog::Initiator initiator) {
  switch (initiator) {
    case catalog::Initiator::kRequired:
      return "required";
    case catalog::Initiator::kBuyer:
      return "buyer";
    case catalog::Initiator::kSeller:
      return "seller";
    case catalog::Initiator::kThirdParty:
      return "third_party";
    case catalog::Initiator::kSystem:
      return "system";
  }
  return "";
}

std::string TypeName(catalog::Type type) {
  switch (type) {
    case catalog::Type::kEnum:
      return "enum";
    case catalog::Type::kInt:
      return "int";
    case catalog::Type::kDouble:
      return "double";
    case catalog::Type::kBool:
      return "bool";
    case catalog::Type::kDuration:
      return "duration_s";
    case catalog::Type::kTimestamp:
      return "timestamp";
    case catalog::Type::kMoney:
      return "money";
    case catalog::Type::kText:
      return "text";
    case catalog::Type::kRef:
      return "ref";
    case catalog::Type::kRole:
      return "role";
    case catalog::Type::kGate:
      return "gate";
    case catalog::Type::kRiskDimension:
      return "risk_dimension";
  }
  return "";
}

void AttributeToProto(const catalog::Attribute& attribute, v1::SignalAttribute* out) {
  out->set_key(Text(attribute.key));
  out->set_type(TypeName(attribute.type));
  out->set_required(attribute.required);
  for (std::string_view state : attribute.required_when) out->add_required_when(Text(state));
  for (std::string_view value : attribute.values) out->add_values(Text(value));
  if (!std::isnan(attribute.min)) out->set_min(attribute.min);
  if (!std::isnan(attribute.max)) out->set_max(attribute.max);
  out->set_unit(Text(attribute.unit));
  out->set_summary(Text(attribute.summary));
}

}  // namespace

std::size_t KindCount() { return catalog::Get().kinds.size(); }

void KindToProto(std::size_t index, v1::SignalKind* out) {
  const catalog::Kind& kind = catalog::Get().kinds[index];
  out->set_id(Text(kind.id));
  out->set_nature(NatureName(kind.nature));
  out->set_summary(Text(kind.summary));
  out->set_default_initiator(InitiatorName(kind.default_initiator));
  out->set_participants(PresenceName(kind.participants));
  out->set_decision(PresenceName(kind.decision));
  for (const catalog::Attribute& attribute : kind.attributes) {
    AttributeToProto(attribute, out->add_attributes());
  }
}

}  // namespace parallax::server
