#include "tests/property/attributes.h"

#include <algorithm>
#include <cmath>

#include "core/base/time.h"

namespace parallax::property {
namespace {

constexpr std::string_view kTopics[] = {"pricing",  "data_security", "rollout", "integration",
                                        "training", "contract",      "support", "planning_time"};
constexpr std::string_view kLabels[] = {"spring", "trust-center", "webinar", "north", "stage:two"};

// Gates of no lens are rare, so that those of every lens are often met.
std::vector<std::string> SomeGates(Random& random) {
  std::vector<std::string> gates;
  const auto& listed = catalog::Get().gates;
  for (int i = 0; i < 2; ++i) gates.emplace_back(random.Pick(listed).id);
  gates.emplace_back("security_review");
  if (random.Chance(0.3)) gates.emplace_back("x.acme.quality_gate");
  return gates;
}

}  // namespace

Attributes::Attributes(Random& random) : random_(random), gates_(SomeGates(random)) {
  for (int i = 0; i < 3; ++i) topics_.emplace_back(random_.Pick(kTopics));
  for (int i = 0; i < 2; ++i) bodies_.push_back(Role());
  for (int i = 0; i < 4; ++i) {
    dimensions_.emplace_back(random_.Pick(catalog::Get().dimensions).id);
  }
  if (random_.Chance(0.2)) dimensions_.emplace_back("x.acme.local_rule");
}

std::string Attributes::Role() {
  if (random_.Chance(0.08)) return random_.Chance(0.5) ? "x.acme.works_council" : "x.acme.rector";
  return std::string(random_.Pick(catalog::Get().roles).id);
}

std::string Attributes::MoveObject(const catalog::Object& object, const std::string& instance) {
  std::string& state = states_[std::string(object.id) + ' ' + instance];
  std::string next(random_.Pick(object.states));
  if (state.empty()) {
    if (random_.Chance(0.85)) next = random_.Pick(object.first);
    return state = next;
  }
  const auto allowed = std::find_if(object.transitions.begin(), object.transitions.end(),
                                    [&](const catalog::Transition& t) { return t.from == state; });
  const bool may_move = allowed != object.transitions.end() && !allowed->to.empty();
  if (may_move && random_.Chance(0.75)) return state = random_.Pick(allowed->to);
  const bool regular =
      may_move && std::find(allowed->to.begin(), allowed->to.end(), next) != allowed->to.end();
  if (regular) state = next;  // else the state stays: an irregular move, or a repeated one
  return next;
}

std::string Attributes::Ref(const catalog::Kind& kind, std::string_view key) {
  if (key == "owner") return random_.Chance(0.5) ? "rep-1" : "rep-2";
  std::string sort(kind.id.empty() ? std::string_view("visit") : kind.id);
  if (kind.object >= 0) sort = catalog::Get().objects[kind.object].id;
  if (key == "finding") sort = "finding";
  if (kind.id == "success.outcome_statement") sort = "expectation";
  int& count = refs_[sort];
  // An old one more often than not: objects live through several signals.
  if (count == 0 || random_.Chance(0.35)) ++count;
  return sort + '-' + std::to_string(random_.Whole(1, count));
}

double Attributes::Number(const catalog::Attribute& attribute) {
  const double low = std::isnan(attribute.min) ? 0 : attribute.min;
  double high = std::isnan(attribute.max) ? low + 1'000'000 : attribute.max;
  if (attribute.type == catalog::Type::kDouble) {
    // The ends of a range are values like any other.
    if (random_.Chance(0.15)) return random_.Chance(0.5) ? low : high;
    return random_.Between(low, high);
  }
  if (attribute.type == catalog::Type::kDuration) return random_.Between(low, high);
  high = std::min(high, std::max(low, 0.0) + 60);
  return static_cast<double>(random_.Whole(static_cast<std::int64_t>(std::max(low, -60.0)),
                                           static_cast<std::int64_t>(high)));
}

Money Attributes::Amount(const catalog::Attribute& attribute) {
  Money money{.currency = random_.Chance(0.9) ? "USD" : "EUR",
              .units = random_.Whole(0, 200'000),
              .nanos = random_.Chance(0.2) ? 500'000'000 : 0};
  const bool any_sign = std::isnan(attribute.min) || attribute.min < 0;
  if (any_sign && random_.Chance(0.4)) money = {money.currency, -money.units, -money.nanos};
  return money;
}

AttributeValue Attributes::Value(const catalog::Kind& kind, const catalog::Attribute& attribute,
                                 Time at) {
  switch (attribute.type) {
    case catalog::Type::kEnum:
      return std::string(random_.Pick(attribute.values));
    case catalog::Type::kInt:
    case catalog::Type::kDouble:
    case catalog::Type::kDuration:
      return Number(attribute);
    case catalog::Type::kBool:
      return random_.Chance(0.5);
    case catalog::Type::kTimestamp:
      return FormatTime((at / kDay + random_.Whole(-20, 90)) * kDay);
    case catalog::Type::kText:
      if (attribute.key == "topic") return random_.Pick(topics_);
      if (attribute.label) return std::string(random_.Pick(kLabels));
      return std::string("We plan a week in less time.");
    case catalog::Type::kRef:
      return Ref(kind, attribute.key);
    case catalog::Type::kRole:
      return attribute.key == "body" ? random_.Pick(bodies_) : Role();
    case catalog::Type::kGate:
      return random_.Pick(gates_);
    case catalog::Type::kRiskDimension:
      return random_.Pick(dimensions_);
    case catalog::Type::kMoney:
      break;  // travels in the envelope
  }
  return {};
}

}  // namespace parallax::property
