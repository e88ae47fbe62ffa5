#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "clients/simulate/records/record.h"
#include "clients/simulate/records/recorder.h"
#include "tests/unit/simulate/simulated.h"

namespace parallax::simulate {
namespace {

// object id -> state -> states that may follow; "" are the first states.
using Transitions = std::map<std::string, std::map<std::string, std::set<std::string>>>;

struct Catalog {
  Transitions objects;
  std::map<std::string, std::string> object_of_kind, sets;
  std::map<std::string, std::vector<std::string>> key_of_object;
};

Catalog ReadCatalog() {
  const toml::table table =
      toml::parse_file(PARALLAX_SOURCE_DIR "/plugins/sdk/catalog/catalog.toml");
  Catalog catalog;
  for (const toml::node& node : *table["object"].as_array()) {
    const toml::table& object = *node.as_table();
    const std::string id = *object["id"].value<std::string>();
    catalog.key_of_object[id];  // relationship has none
    for (const toml::node& key : *object["key"].as_array())
      catalog.key_of_object[id].push_back(*key.value<std::string>());
    for (const toml::node& state : *object["first"].as_array())
      catalog.objects[id][""].insert(*state.value<std::string>());
    for (const auto& [from, to] : *object["transitions"].as_table()) {
      for (const toml::node& state : *to.as_array()) {
        catalog.objects[id][std::string(from.str())].insert(*state.value<std::string>());
      }
    }
  }
  for (const toml::node& node : *table["kind"].as_array()) {
    const toml::table& kind = *node.as_table();
    const toml::table* state = kind["state"].as_table();
    if (state == nullptr) continue;
    const std::string id = *kind["id"].value<std::string>();
    catalog.object_of_kind[id] = *(*state)["object"].value<std::string>();
    catalog.sets[id] = (*state)["sets"].value_or("");
  }
  return catalog;
}

std::string TextOf(const Json& signal, const std::string& key) {
  if (key == "decision") return signal.value("decision", "");
  if (key == "stakeholder") return signal.value("stakeholder", "");
  return signal.contains("attributes") ? signal["attributes"].value(key, "") : "";
}

TEST(Records, MoveObjectsOnlyAsTheCatalogAllows) {
  const Catalog catalog = ReadCatalog();
  int moves = 0;
  for (const Buyer& buyer : Sample()) {
    std::vector<Json> standing = buyer.Standing();
    std::stable_sort(standing.begin(), standing.end(), [](const Json& a, const Json& b) {
      return At(a, "occurredAt") < At(b, "occurredAt");
    });
    std::map<std::string, std::string> states;
    for (const Json& signal : standing) {
      const std::string kind = signal["kind"];
      const auto object = catalog.object_of_kind.find(kind);
      if (object == catalog.object_of_kind.end()) continue;
      std::string name = absl::StrCat(object->second, "|", signal.value("decision", ""));
      for (const std::string& key : catalog.key_of_object.at(object->second))
        absl::StrAppend(&name, "|", TextOf(signal, key));
      const std::string& fixed = catalog.sets.at(kind);
      const std::string state = fixed.empty() ? TextOf(signal, "state") : fixed;
      std::string& current = states[name];
      if (current == state) continue;
      // Of those who were there before the first day the facts tell.
      if (object->second == "membership" && current.empty()) current = "present";
      if (current == state) continue;
      const auto& rules = catalog.objects.at(object->second);
      const auto allowed = rules.find(current);
      ASSERT_TRUE(allowed != rules.end() && allowed->second.contains(state))
          << buyer.id << " " << name << ": " << current << " -> " << state << " " << signal.dump();
      current = state;
      ++moves;
    }
  }
  EXPECT_GT(moves, 2000);
}

TEST(Records, LieInTheWindowAndAreKnownAfterTheyHappened) {
  const Options options = TwoYears();
  for (const Buyer& buyer : Sample()) {
    Moment before = 0;
    for (const Json& signal : buyer.signals) {
      const Moment at = At(signal, "occurredAt"), known = At(signal, "availableAt");
      ASSERT_GE(at, MomentOf(options.from));
      ASSERT_LT(at, known);
      ASSERT_LT(known, MomentOf(options.until));
      ASSERT_GE(known, before) << "in the order in which they became known";
      before = known;
    }
  }
}

TEST(Records, HaveIdsOfTheirOwn) {
  for (const Buyer& buyer : Sample()) {
    std::set<std::string> ids;
    for (const Json& signal : buyer.signals)
      ASSERT_TRUE(ids.insert(signal["sourceEventId"]).second) << signal.dump();
  }
}

TEST(Records, AreCorrectedAndWithdrawnAfterTheWrongOneWasKnown) {
  int corrected = 0, withdrawn = 0;
  for (const Buyer& buyer : Sample()) {
    std::map<std::string, Json> by_id;
    for (const Json& signal : buyer.signals) {
      for (const char* key : {"supersedes", "retracts"}) {
        if (!signal.contains(key)) continue;
        const auto wrong = by_id.find(signal[key]);
        ASSERT_NE(wrong, by_id.end()) << signal.dump();
        EXPECT_EQ(wrong->second["kind"], signal["kind"]);
        EXPECT_EQ(wrong->second["source"], signal["source"]);
        ++(std::string(key) == "retracts" ? withdrawn : corrected);
      }
      by_id[signal["sourceEventId"]] = signal;
    }
  }
  EXPECT_GT(corrected, 10);
  EXPECT_GT(withdrawn, 5);
}

TEST(Records, OfASystemThatFailedAreLostOrComeAtItsEnd) {
  std::vector<Record> happened(40);
  for (std::size_t i = 0; i < happened.size(); ++i) {
    happened[i].kind = "sales.champion_action";
    happened[i].source = Source::kCrm;
    happened[i].at = MomentOf(100 + static_cast<Day>(i)) + 3600;
  }
  const Recording lost =
      Write(happened, {{Source::kCrm, 110, 120, true}}, 0, MomentOf(1000), Random(1));
  for (const Record& record : lost.records) {
    EXPECT_FALSE(DayOfMoment(record.at) >= 110 && DayOfMoment(record.at) < 120);
  }
  const Recording late =
      Write(happened, {{Source::kCrm, 110, 120, false}}, 0, MomentOf(1000), Random(1));
  int entered = 0;
  for (const Record& record : late.records) {
    if (DayOfMoment(record.at) < 110 || DayOfMoment(record.at) >= 120) continue;
    EXPECT_EQ(DayOfMoment(record.known), 120);
    ++entered;
  }
  EXPECT_EQ(entered, 10);
}

TEST(Records, WriteHundredthsAsDecimals) {
  std::string out;
  for (const int value : {-105, -35, -5, 0, 7, 100}) {
    AppendHundredths(value, out);
    out += ' ';
  }
  EXPECT_EQ(out, "-1.05 -0.35 -0.05 0.00 0.07 1.00 ");
}

}  // namespace
}  // namespace parallax::simulate
