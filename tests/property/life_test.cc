#include "tests/property/life.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "parallax/catalog/catalog.h"
#include "tests/property/print.h"

namespace parallax::property {
namespace {

constexpr std::uint64_t kLives = 1000;

// Moves of the objects that the signals of a record show, folded in the journal's order without
// corrections: "gate requested in_progress".
class Moves {
 public:
  void Add(const AccountRecord& record) {
    std::map<std::pair<Time, std::string>, const Signal*> order;
    for (const StoredSignal& s : record.signals) {
      order[{s.signal.occurred_at, s.signal.source + ' ' + s.signal.source_event_id}] = &s.signal;
    }
    std::map<std::string, std::string> states;
    for (const auto& [at, signal] : order) {
      const catalog::Kind* kind = catalog::FindKind(signal->kind);
      if (kind == nullptr || kind->object < 0 || !signal->retracts.empty()) continue;
      const catalog::Object& object = catalog::Get().objects[kind->object];
      std::string instance(object.id);
      if (object.decision_scope) instance += ' ' + signal->decision;
      std::string next(kind->sets);
      for (const std::string_view key : object.key) instance += ' ' + Field(*signal, key);
      if (next.empty()) next = Field(*signal, kind->state_attribute);
      std::string& state = states[instance];
      seen_.insert(std::string(object.id) + ' ' + state + ' ' + next);
      if (state.empty() || Allowed(object, state, next)) state = next;
    }
  }
  bool Seen(std::string_view object, std::string_view from, std::string_view to) const {
    return seen_.contains(std::string(object) + ' ' + std::string(from) + ' ' + std::string(to));
  }

 private:
  static std::string Field(const Signal& signal, std::string_view key) {
    if (key == "decision") return signal.decision;
    if (key == "stakeholder") return signal.stakeholder;
    for (const auto& [name, value] : signal.attributes) {
      if (name == key) return std::get<std::string>(value);
    }
    return "";
  }
  static bool Allowed(const catalog::Object& object, std::string_view from, std::string_view to) {
    for (const catalog::Transition& t : object.transitions) {
      if (t.from != from) continue;
      for (const std::string_view allowed : t.to) {
        if (allowed == to) return true;
      }
    }
    return false;
  }

  std::set<std::string> seen_;
};

TEST(Life, HoldsOnlyWhatValidationAccepts) {
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) {
    const Case made = MakeCase(seed);
    ASSERT_EQ(Complaints(made.record), "") << ToText(made);
  }
}

TEST(Life, IsTheSameForTheSameSeed) {
  EXPECT_EQ(ToText(MakeCase(7)), ToText(MakeCase(7)));
  EXPECT_NE(ToText(MakeCase(7)), ToText(MakeCase(8)));
}

TEST(Life, MeetsEveryKindInEveryStateAttributeAndInitiator) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) {
    for (const StoredSignal& s : MakeLife(seed).signals) {
      seen.insert(s.signal.kind);
      seen.insert(s.signal.kind + ' ' + std::to_string(static_cast<int>(s.signal.initiator)));
      for (const auto& [key, value] : s.signal.attributes) seen.insert(s.signal.kind + '.' + key);
      if (s.signal.amount) seen.insert(s.signal.kind + ".amount");
    }
  }
  for (const catalog::Kind& kind : catalog::Get().kinds) {
    const std::string id(kind.id);
    EXPECT_TRUE(seen.contains(id)) << id;
    EXPECT_TRUE(seen.contains(id + " 1")) << id << " by the buyer";
    EXPECT_TRUE(seen.contains(id + " 2")) << id << " by the seller";
    for (const catalog::Attribute& a : kind.attributes) {
      EXPECT_TRUE(seen.contains(id + '.' + std::string(a.key))) << id << ' ' << a.key;
    }
  }
}

TEST(Life, MovesEveryObjectAlongEveryTransition) {
  Moves moves;
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) moves.Add(MakeLife(seed));
  for (const catalog::Object& object : catalog::Get().objects) {
    for (const catalog::Transition& t : object.transitions) {
      for (const std::string_view to : t.to) {
        EXPECT_TRUE(moves.Seen(object.id, t.from, to)) << object.id << ": " << t.from << " " << to;
      }
    }
  }
}

TEST(Life, AlsoMovesObjectsAgainstTheRules) {
  Moves moves;
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) moves.Add(MakeLife(seed));
  EXPECT_TRUE(moves.Seen("gate", "", "expired"));
  EXPECT_TRUE(moves.Seen("gate", "passed", "paused"));
  EXPECT_TRUE(moves.Seen("next_step", "kept", "set"));
  EXPECT_TRUE(moves.Seen("pilot", "passed", "failed"));
}

TEST(Life, CorrectsArrivesLateTiesAndStandsStill) {
  int replaced = 0, resent = 0, withdrawn = 0, late = 0, ties = 0, silences = 0;
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) {
    const AccountRecord life = MakeLife(seed);
    std::multiset<Time> instants;
    for (const StoredSignal& s : life.signals) {
      replaced += !s.signal.supersedes.empty();
      resent += s.signal.supersedes == s.signal.source_event_id;
      withdrawn += !s.signal.retracts.empty();
      late += s.AvailableAt() > s.signal.occurred_at + kDay;
      ties += instants.contains(s.signal.occurred_at);
      instants.insert(s.signal.occurred_at);
    }
    Time before = kNoTime;
    for (const Time at : instants) {
      silences += before != kNoTime && at - before > 30 * kDay;
      before = at;
    }
  }
  EXPECT_GT(replaced, 500);
  EXPECT_GT(resent, 100);
  EXPECT_GT(withdrawn, 200);
  EXPECT_GT(late, 1000);
  EXPECT_GT(ties, 500);
  EXPECT_GT(silences, 500);
}

}  // namespace
}  // namespace parallax::property
