#include "parallax/catalog/catalog.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "toml++/toml.h"

namespace parallax::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::SizeIs;

const toml::table& File() {
  static const toml::table* const file =
      new toml::table(toml::parse_file(PARALLAX_SOURCE_DIR "/plugins/sdk/catalog/catalog.toml"));
  return *file;
}

std::vector<std::string> List(toml::node_view<const toml::node> node) {
  std::vector<std::string> list;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) list.push_back(item.value<std::string>().value());
  }
  return list;
}

std::vector<std::string> Ids(std::string_view list, std::string_view key = "id") {
  std::vector<std::string> ids;
  for (const toml::node& entry : *File()[list].as_array()) {
    ids.push_back((*entry.as_table())[key].value<std::string>().value());
  }
  return ids;
}

template <typename Entry>
std::vector<std::string> Ids(std::span<const Entry> entries) {
  std::vector<std::string> ids;
  for (const Entry& entry : entries) ids.emplace_back(entry.id);
  return ids;
}

const Object& ObjectOf(string_view id) {
  for (const Object& object : Get().objects) {
    if (object.id == id) return object;
  }
  ADD_FAILURE() << "no object " << id;
  return Get().objects[0];
}

const Attribute& AttributeOf(string_view kind, string_view key) {
  for (const Attribute& attribute : FindKind(kind)->attributes) {
    if (attribute.key == key) return attribute;
  }
  ADD_FAILURE() << kind << " has no " << key;
  return Get().custom_kind.attributes[0];
}

TEST(Catalog, ListsWhatTheFileListsInItsOrder) {
  EXPECT_EQ(Get().version, 1u);
  EXPECT_EQ(Ids(Get().kinds), Ids("kind"));
  EXPECT_EQ(Ids(Get().objects), Ids("object"));
  EXPECT_EQ(Ids(Get().roles), Ids("role"));
  EXPECT_EQ(Ids(Get().dimensions), Ids("risk_dimension"));
  EXPECT_EQ(Ids(Get().gates), Ids("gate"));
  EXPECT_THAT(Get().kinds, SizeIs(50));
  EXPECT_THAT(Get().facts, SizeIs(File()["account_fact"].as_array()->size() +
                                  File()["decision_fact"].as_array()->size() +
                                  File()["stakeholder_fact"].as_array()->size()));
  EXPECT_THAT(Get().privacy_keys, SizeIs(3));
  EXPECT_THAT(Get().privacy_roles, SizeIs(1));
  EXPECT_THAT(Get().privacy_texts, SizeIs(7));
  EXPECT_THAT(Get().scales, SizeIs(9));
}

TEST(Catalog, GivesEveryKindTheAttributesOfTheFile) {
  for (const toml::node& node : *File()["kind"].as_array()) {
    const toml::table& entry = *node.as_table();
    const Kind& kind = *FindKind(*entry["id"].value<std::string_view>());
    SCOPED_TRACE(kind.id);
    const toml::array& attributes = *entry["attribute"].as_array();
    ASSERT_EQ(kind.attributes.size(), attributes.size());
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const toml::table& expected = *attributes[i].as_table();
      const Attribute& attribute = kind.attributes[i];
      SCOPED_TRACE(attribute.key);
      EXPECT_EQ(attribute.key, *expected["key"].value<std::string_view>());
      EXPECT_EQ(attribute.required, expected["required"].value_or(false));
      EXPECT_EQ(attribute.summary, *expected["summary"].value<std::string_view>());
      EXPECT_THAT(attribute.values, ElementsAreArray(List(expected["values"])));
      EXPECT_THAT(attribute.required_when, ElementsAreArray(List(expected["required_when"])));
      EXPECT_EQ(attribute.label, expected["format"].value_or(std::string()) == "label");
      const auto min = expected["min"].value<double>();
      EXPECT_EQ(std::isnan(attribute.min), !min.has_value());
      if (min) {
        EXPECT_EQ(attribute.min, *min);
      }
      const auto max = expected["max"].value<double>();
      EXPECT_EQ(std::isnan(attribute.max), !max.has_value());
      if (max) {
        EXPECT_EQ(attribute.max, *max);
      }
    }
    const int people = entry["participants_max"].value_or(64);
    EXPECT_EQ(kind.participants_max, people);
    EXPECT_EQ(kind.object < 0, entry["state"].as_table() == nullptr);
  }
}

TEST(Catalog, KeepsTheTransitionsOfEveryObject) {
  for (const toml::node& node : *File()["object"].as_array()) {
    const toml::table& entry = *node.as_table();
    const Object& object = ObjectOf(*entry["id"].value<std::string_view>());
    SCOPED_TRACE(object.id);
    EXPECT_EQ(object.decision_scope, *entry["scope"].value<std::string_view>() == "decision");
    EXPECT_THAT(object.key, ElementsAreArray(List(entry["key"])));
    EXPECT_THAT(object.states, ElementsAreArray(List(entry["states"])));
    EXPECT_THAT(object.first, ElementsAreArray(List(entry["first"])));
    EXPECT_THAT(object.open, ElementsAreArray(List(entry["open"])));
    EXPECT_THAT(object.closed, ElementsAreArray(List(entry["closed"])));
    EXPECT_THAT(object.resolves, ElementsAreArray(List(entry["resolves"])));
    ASSERT_EQ(object.transitions.size(), object.states.size());
    for (std::size_t i = 0; i < object.states.size(); ++i) {
      EXPECT_EQ(object.transitions[i].from, object.states[i]);
      EXPECT_THAT(object.transitions[i].to,
                  ElementsAreArray(List(entry["transitions"][object.states[i]])));
    }
  }
}

TEST(Catalog, KnowsHowAnObjectionMoves) {
  const Kind& kind = *FindKind("sales.objection");
  EXPECT_EQ(Get().objects[kind.object].id, "objection");
  EXPECT_EQ(kind.state_attribute, "state");
  EXPECT_EQ(kind.nature, Nature::kState);
  EXPECT_EQ(kind.default_initiator, Initiator::kBuyer);
  EXPECT_EQ(kind.decision, Presence::kOptional);
  EXPECT_EQ(kind.participants_max, 1);
  EXPECT_THAT(AttributeOf("sales.objection", "risk_dimension").required_when,
              ElementsAre("raised"));
}

TEST(Catalog, KnowsWhichGateAPilotMoves) {
  const Kind& kind = *FindKind("validation.pilot");
  EXPECT_EQ(kind.gate_id, "pilot");
  std::map<string_view, string_view> moves;
  for (const GateMove& move : kind.gate_moves) moves[move.state] = move.gate_state;
  EXPECT_EQ(moves.size(), 7u);
  EXPECT_EQ(moves["inconclusive"], "paused");
  EXPECT_EQ(FindKind("validation.approval")->gate_from, "gate");
  EXPECT_EQ(FindKind("sales.decision_opened")->sets, "open");
}

TEST(Catalog, KeepsRangesAndLengths) {
  EXPECT_EQ(AttributeOf("product.usage_rollup", "period").min, 3600);
  EXPECT_EQ(AttributeOf("product.usage_rollup", "period").max, 31622400);
  EXPECT_EQ(AttributeOf("product.usage_rollup", "seats").max, 9007199254740991.0);
  EXPECT_EQ(AttributeOf("sales.stance_expressed", "statement").max_chars, 500);
  EXPECT_TRUE(std::isnan(AttributeOf("finance.cost_recorded", "amount").min));
  for (const Fact& fact : Get().facts) {
    if (fact.key == "buyer_kpi") {
      EXPECT_EQ(fact.max_chars, 200);
    }
    if (fact.key == "fiscal_year_start_month") {
      EXPECT_EQ(fact.max, 12);
    }
  }
}

TEST(Catalog, KeepsLimits) {
  const Limits& limits = Get().limits;
  EXPECT_EQ(limits.id_pattern, File()["limits"]["id_pattern"].value<std::string_view>().value());
  EXPECT_EQ(limits.company_account, "company");
  EXPECT_EQ(limits.occurred_at_min_ns, 631152000'000000000);
  EXPECT_EQ(limits.timestamp_min_ns, 0);
  EXPECT_EQ(limits.timestamp_max_ns, 4102444800'000000000);
  EXPECT_EQ(limits.text_max_chars, 500);
  EXPECT_EQ(limits.attributes_max, 32);
  EXPECT_EQ(limits.participants_max, 64);
  EXPECT_EQ(limits.future_tolerance_s, 300);
  EXPECT_EQ(limits.int_abs_max, 9007199254740991.0);
  EXPECT_EQ(limits.duration_s_max, 315576000);
  EXPECT_EQ(limits.money_units_abs_max, 1000000000000);
}

TEST(Catalog, AcceptsAnAmountOnCustomKinds) {
  std::set<string_view> keys;
  for (const Attribute& attribute : Get().custom_kind.attributes) {
    keys.insert(attribute.key);
    EXPECT_FALSE(attribute.required);
  }
  EXPECT_THAT(keys, ElementsAre("amount", "ref", "topic"));
  EXPECT_EQ(Get().custom_kind.nature, Nature::kEvidence);
}

TEST(Catalog, SaysWherePrivacyPatternsApply) {
  std::map<string_view, std::pair<bool, bool>> applies;
  for (const Pattern& pattern : Get().privacy_texts) {
    applies[pattern.id] = {pattern.ids, pattern.text};
  }
  EXPECT_EQ(applies["email"], (std::pair{true, true}));
  EXPECT_EQ(applies["student_or_patient_id"], (std::pair{true, false}));
  EXPECT_EQ(applies["student_or_patient_number"], (std::pair{false, true}));
}

TEST(Catalog, FindsEveryEntryByItsId) {
  for (const Kind& kind : Get().kinds) EXPECT_EQ(FindKind(kind.id), &kind);
  for (const Role& role : Get().roles) EXPECT_EQ(FindRole(role.id), &role);
  for (const Dimension& d : Get().dimensions) EXPECT_EQ(FindDimension(d.id), &d);
  for (const Gate& gate : Get().gates) EXPECT_EQ(FindGate(gate.id), &gate);
}

TEST(Catalog, FindsNothingElse) {
  EXPECT_EQ(FindKind("sales.meeting"), nullptr);
  EXPECT_EQ(FindKind(""), nullptr);
  EXPECT_EQ(FindKind("security"), nullptr);  // a role and a dimension
  EXPECT_EQ(FindRole("sales.meeting_held"), nullptr);
  EXPECT_EQ(FindGate("security"), nullptr);
  EXPECT_NE(FindDimension("security"), nullptr);
  EXPECT_NE(FindRole("security"), nullptr);
}

TEST(CatalogWords, AreSortedBytewiseAndUnique) {
  const Names words = Get().words;
  EXPECT_TRUE(std::is_sorted(words.begin(), words.end()));
  EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end());
}

TEST(CatalogWords, HoldEveryIdKeyValueAndState) {
  const auto expect = [](string_view word) {
    const int at = FindWord(word);
    ASSERT_GE(at, 0) << word;
    EXPECT_EQ(Get().words[at], word);
  };
  for (const Kind& kind : Get().kinds) {
    expect(kind.id);
    for (const Attribute& attribute : kind.attributes) {
      expect(attribute.key);
      for (const string_view value : attribute.values) expect(value);
    }
  }
  for (const Object& object : Get().objects) {
    expect(object.id);
    for (const string_view state : object.states) expect(state);
  }
  for (const Role& role : Get().roles) {
    expect(role.id);
    expect(role.family);
  }
  for (const Dimension& dimension : Get().dimensions) expect(dimension.id);
  for (const Gate& gate : Get().gates) expect(gate.id);
  for (const Fact& fact : Get().facts) {
    expect(fact.key);
    for (const string_view value : fact.values) expect(value);
  }
}

TEST(CatalogWords, HoldNoOtherWord) {
  for (const char* word : {"", "acme", "salesforce", "Security", "sales.meeting_hel",
                           "sales.meeting_held ", "zzzzzzzzzzzzzzzzzzzzzzzz"}) {
    EXPECT_EQ(FindWord(word), -1) << word;
  }
}

}  // namespace
}  // namespace parallax::catalog
