#include "clients/simulate/truth/truth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/unit/simulate/simulated.h"

namespace parallax::simulate {
namespace {

constexpr Moment kLeast = kLeastSilenceDays * kSecondsOfDay;

Moment EndOf(const Buyer& buyer) {
  for (const Json& state : buyer.TruthOf("state")) {
    if (state["subject"] == "account" && state["state"] == "gone") return At(state, "from");
  }
  return MomentOf(TwoYears().until);
}

TEST(Truth, HasNoSilenceThatTheSignalsBreak) {
  int silences = 0;
  for (const Buyer& buyer : Sample()) {
    const std::vector<Moment> moments = buyer.BuyerMoments();
    for (const Json& silence : buyer.TruthOf("silence")) {
      const Moment from = At(silence, "from"), until = At(silence, "until");
      EXPECT_GE(until - from, kLeast);
      const auto next = std::upper_bound(moments.begin(), moments.end(), from);
      EXPECT_TRUE(next == moments.end() || *next >= until) << buyer.id << silence.dump();
      ++silences;
    }
  }
  EXPECT_GT(silences, 500);
}

TEST(Truth, MissesNoSilenceOfTheSignals) {
  for (const Buyer& buyer : Sample()) {
    std::set<Moment> listed;
    for (const Json& silence : buyer.TruthOf("silence")) listed.insert(At(silence, "from"));
    const std::vector<Moment> moments = buyer.BuyerMoments();
    for (std::size_t i = 1; i < moments.size(); ++i) {
      if (moments[i] - moments[i - 1] < kLeast) continue;
      EXPECT_TRUE(listed.contains(moments[i - 1])) << buyer.id << " " << moments[i - 1];
    }
  }
}

TEST(Truth, CountsTheDaysOfASilenceByCauseAndNamesTheMost) {
  for (const Buyer& buyer : Sample()) {
    for (const Json& silence : buyer.TruthOf("silence")) {
      int days = 0, most = 0;
      for (const auto& [cause, count] : silence["days"].items()) {
        EXPECT_NE(cause, "heard");
        days += count.get<int>();
        most = std::max(most, count.get<int>());
      }
      EXPECT_NEAR(days,
                  static_cast<double>(At(silence, "until") - At(silence, "from")) / kSecondsOfDay,
                  1.5);
      EXPECT_EQ(silence["days"][silence["cause"].get<std::string>()], most);
    }
  }
}

TEST(Truth, HasNobodyActBeforeJoiningOrAfterLeaving) {
  int acts = 0;
  for (const Buyer& buyer : Sample()) {
    std::map<std::string, std::pair<Moment, Moment>> tenure;
    for (const Json& person : buyer.TruthOf("person")) {
      tenure[person["stakeholder"]] = {At(person, "joined"),
                                       person.contains("left") ? At(person, "left") : INT64_MAX};
    }
    for (const Json& signal : buyer.signals) {
      std::vector<std::string> people = signal.value("participants", std::vector<std::string>());
      if (signal.contains("stakeholder")) people.push_back(signal["stakeholder"]);
      for (const std::string& person : people) {
        ASSERT_TRUE(tenure.contains(person)) << signal.dump();
        const auto [joined, left] = tenure[person];
        EXPECT_GE(At(signal, "occurredAt"), joined) << signal.dump();
        EXPECT_LT(At(signal, "occurredAt"), left) << signal.dump();
        ++acts;
      }
    }
  }
  EXPECT_GT(acts, 5000);
}

TEST(Truth, HasNothingHappenAfterTheAccountLeft) {
  int left = 0;
  for (const Buyer& buyer : Sample()) {
    const Moment end = EndOf(buyer);
    if (end == MomentOf(TwoYears().until)) continue;
    ++left;
    Moment last = 0;
    std::string kind;
    for (const Json& signal : buyer.Standing()) {
      if (At(signal, "occurredAt") > last) kind = signal["kind"];
      last = std::max(last, At(signal, "occurredAt"));
    }
    EXPECT_LT(last, end + kSecondsOfDay) << buyer.id;
  }
  EXPECT_GT(left, 5);
}

TEST(Truth, RunsGatesInsideTheirRanges) {
  int gates = 0;
  for (const Buyer& buyer : Sample()) {
    for (const Json& gate : buyer.TruthOf("gate")) {
      if (gate["result"] == "abandoned") continue;
      const int days = static_cast<int>((At(gate, "until") - At(gate, "from")) / kSecondsOfDay) -
                       gate["pausedDays"].get<int>();
      EXPECT_GE(days, gate["leastDays"].get<int>()) << buyer.id << gate.dump();
      EXPECT_LE(days, gate["mostDays"].get<int>()) << buyer.id << gate.dump();
      ++gates;
    }
  }
  EXPECT_GT(gates, 200);
}

TEST(Truth, FollowsASubjectWithoutGapOrOverlap) {
  for (const Buyer& buyer : Sample()) {
    std::map<std::string, Moment> ended;
    for (const Json& state : buyer.TruthOf("state")) {
      const std::string subject = state["subject"];
      if (ended.contains(subject)) {
        EXPECT_EQ(At(state, "from"), ended[subject]) << buyer.id << state.dump();
      }
      EXPECT_LT(At(state, "from"), At(state, "until"));
      ended[subject] = At(state, "until");
    }
    EXPECT_EQ(ended["account"], MomentOf(TwoYears().until));
  }
}

TEST(Truth, AgreesWithTheRecordedOutcomeOfADecision) {
  int outcomes = 0;
  for (const Buyer& buyer : Sample()) {
    std::map<std::string, std::string> said;
    for (const Json& signal : buyer.Standing()) {
      if (signal["kind"] == "lifecycle.decision_outcome" &&
          signal["attributes"]["state"] != "slipped") {
        said[signal["decision"]] = signal["attributes"]["state"];
      }
    }
    for (const Json& outcome : buyer.TruthOf("outcome")) {
      const auto recorded = said.find(outcome["decision"]);
      if (recorded == said.end()) continue;  // never written down, or not yet
      EXPECT_EQ(recorded->second, outcome["outcome"]);
      ++outcomes;
    }
  }
  EXPECT_GT(outcomes, 100);
}

}  // namespace
}  // namespace parallax::simulate
