// Every kind of the catalog: the least signal that it accepts, and that signal with one thing
// broken.
#include <cmath>
#include <string>
#include <vector>

#include "checks.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

using catalog::Attribute;
using catalog::Kind;
using catalog::Type;
using testing::Check;
using testing::Checks;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

AttributeValue Good(const Attribute& attribute) {
  switch (attribute.type) {
    case Type::kEnum:
      return std::string(attribute.values.front());
    case Type::kInt:
    case Type::kDouble:
    case Type::kDuration:
      return std::isnan(attribute.min) ? 0.0 : attribute.min;
    case Type::kBool:
      return false;
    case Type::kTimestamp:
      return std::string("2026-04-20T00:00:00Z");
    case Type::kText:
      return std::string(attribute.label ? "data_security" : "In our own words.");
    case Type::kRef:
      return std::string("ref-1");
    case Type::kRole:
      return std::string("legal");
    case Type::kGate:
      return std::string("pilot");
    case Type::kRiskDimension:
      return std::string("security");
    case Type::kMoney:
      break;
  }
  ADD_FAILURE() << "money is no attribute value";
  return {};
}

// Values of the attribute that must be refused: of another type, and just outside its range.
std::vector<AttributeValue> Bad(const Attribute& attribute) {
  std::vector<AttributeValue> bad = {std::monostate()};
  const auto numbers = [&] {
    bad.insert(bad.end(), {std::string("1"), true, std::nan(""), HUGE_VAL});
    if (!std::isnan(attribute.min)) bad.push_back(attribute.min - 1);
    if (!std::isnan(attribute.max)) bad.push_back(attribute.max + 2);
  };
  switch (attribute.type) {
    case Type::kInt:
      numbers();
      bad.insert(bad.end(), {std::isnan(attribute.min) ? 0.5 : attribute.min + 0.5,
                             9007199254740992.0, -9007199254740992.0});
      return bad;
    case Type::kDouble:
      numbers();
      return bad;
    case Type::kDuration:
      numbers();
      bad.insert(bad.end(), {-1.0, 315576001.0});
      return bad;
    case Type::kBool:
      bad.insert(bad.end(), {1.0, std::string("true")});
      return bad;
    case Type::kTimestamp:
      bad.insert(bad.end(),
                 {std::string("2026-04-20"), std::string("1969-12-31T23:59:59Z"),
                  std::string("2100-01-01T00:00:00.5Z"), std::string("2026-02-30T00:00:00Z")});
      break;
    case Type::kText:
      if (attribute.label) {
        bad.insert(bad.end(), {std::string("Upper"), std::string("a b"), std::string(65, 'a')});
      } else {
        bad.insert(bad.end(), {std::string("a\tb"), std::string(501, 'a'), std::string("\xFF")});
      }
      break;
    case Type::kRef:
      bad.insert(bad.end(), {std::string("a b"), std::string(129, 'a')});
      break;
    default:
      bad.insert(bad.end(), {std::string("no such word"), std::string("x.acme")});
      break;
  }
  bad.insert(bad.end(), {1.0, true, std::string()});
  return bad;
}

std::string_view State(const Kind& kind) {
  for (const Attribute& attribute : kind.attributes) {
    if (attribute.key == "state") return attribute.values.front();
  }
  return {};
}

bool Required(const Kind& kind, const Attribute& attribute) {
  for (const std::string_view state : attribute.required_when) {
    if (state == State(kind)) return true;
  }
  return attribute.required;
}

void Set(Signal& signal, std::string_view key, AttributeValue value) {
  std::erase_if(signal.attributes, [&](const auto& entry) { return entry.first == key; });
  signal.attributes.emplace_back(key, std::move(value));
  Normalize(signal);
}

// Everything the kind requires, in the first of its states, and nothing else.
Signal Least(const Kind& kind) {
  Signal signal;
  signal.account = "acme";
  signal.source = "crm";
  signal.source_event_id = "e-1";
  signal.kind = kind.id;
  signal.occurred_at = testing::At("2026-04-01");
  if (kind.decision == catalog::Presence::kRequired) signal.decision = "opp-1";
  if (kind.participants == catalog::Presence::kRequired) signal.stakeholder = "p-1";
  if (kind.default_initiator == catalog::Initiator::kRequired) signal.initiator = Initiator::kBuyer;
  for (const Attribute& attribute : kind.attributes) {
    if (!Required(kind, attribute)) continue;
    if (attribute.type == Type::kMoney) {
      signal.amount = Money{.currency = "USD", .units = 10};
    } else {
      signal.attributes.emplace_back(attribute.key, Good(attribute));
    }
  }
  Normalize(signal);
  return signal;
}

class EveryKind : public ::testing::TestWithParam<const Kind*> {
 protected:
  const Kind& kind() const { return *GetParam(); }
};

TEST_P(EveryKind, AcceptsTheLeastSignal) { EXPECT_THAT(Checks(Least(kind())), IsEmpty()); }

TEST_P(EveryKind, AcceptsEveryAttributeItLists) {
  Signal signal = Least(kind());
  for (const Attribute& attribute : kind().attributes) {
    if (attribute.type == Type::kMoney) {
      signal.amount = Money{.currency = "USD", .units = 10};
    } else {
      Set(signal, attribute.key, Good(attribute));
    }
  }
  EXPECT_THAT(Checks(signal), IsEmpty());
}

TEST_P(EveryKind, AcceptsEveryValueOfItsEnums) {
  for (const Attribute& attribute : kind().attributes) {
    for (const std::string_view value : attribute.values) {
      Signal signal = Least(kind());
      Set(signal, attribute.key, std::string(value));
      for (const Attribute& other : kind().attributes) {  // what that state requires
        for (const std::string_view state : other.required_when) {
          if (attribute.key != "state" || state != value) continue;
          if (other.type == Type::kMoney) {
            signal.amount = Money{.currency = "USD", .units = 1};
          } else {
            Set(signal, other.key, Good(other));
          }
        }
      }
      EXPECT_THAT(Checks(signal), IsEmpty()) << attribute.key << " " << value;
    }
  }
}

TEST_P(EveryKind, RefusesTheLeastSignalWithoutOneOfItsAttributes) {
  for (const Attribute& attribute : kind().attributes) {
    if (!Required(kind(), attribute)) continue;
    Signal signal = Least(kind());
    if (attribute.type == Type::kMoney) {
      signal.amount.reset();
      EXPECT_THAT(Checks(signal), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
      continue;
    }
    std::erase_if(signal.attributes,
                  [&](const auto& entry) { return entry.first == attribute.key; });
    EXPECT_THAT(Checks(signal),
                Contains(Check("ATTRIBUTE_MISSING", "attributes." + std::string(attribute.key))));
  }
}

TEST_P(EveryKind, RefusesWrongValuesOfEveryAttribute) {
  for (const Attribute& attribute : kind().attributes) {
    if (attribute.type == Type::kMoney) continue;
    const Check expected("ATTRIBUTE_INVALID", "attributes." + std::string(attribute.key));
    for (const AttributeValue& value : Bad(attribute)) {
      Signal signal = Least(kind());
      Set(signal, attribute.key, value);
      EXPECT_THAT(Checks(signal), ElementsAre(expected)) << "value of kind " << value.index();
    }
  }
}

TEST_P(EveryKind, RefusesAnAmountItDoesNotList) {
  for (const Attribute& attribute : kind().attributes) {
    if (attribute.type == Type::kMoney) return;
  }
  Signal signal = Least(kind());
  signal.amount = Money{.currency = "USD", .units = 10};
  EXPECT_THAT(Checks(signal), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
}

TEST_P(EveryKind, GetsItsInitiatorFromTheCatalog) {
  Signal signal = Least(kind());
  if (kind().default_initiator == catalog::Initiator::kRequired) {
    signal.initiator = Initiator::kUnspecified;
    Normalize(signal);
    EXPECT_THAT(Checks(signal), ElementsAre(Check("INITIATOR_REQUIRED", "initiator")));
  } else {
    EXPECT_EQ(static_cast<int>(signal.initiator), static_cast<int>(kind().default_initiator));
  }
}

std::vector<const Kind*> Kinds() {
  std::vector<const Kind*> kinds;
  for (const Kind& kind : catalog::Get().kinds) kinds.push_back(&kind);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryKind, ::testing::ValuesIn(Kinds()), [](const auto& info) {
  std::string name(info.param->id);
  name[name.find('.')] = '_';
  return name;
});

}  // namespace
}  // namespace parallax
