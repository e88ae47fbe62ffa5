// What the drift signs say of small accounts (model.md, step 7; docs/drift.md).
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

constexpr std::int64_t kOneDay = 86'400'000'000'000;

class DriftTest : public ::testing::Test {
 protected:
  static std::int64_t Day(double day) {
    return At("2025-01-01") + static_cast<std::int64_t>(day * static_cast<double>(kOneDay));
  }
  void Champion(const std::string& id) {
    account.Add(PersonSpec{.id = id, .role = "business_owner", .champion = true});
  }
  void Message(double day, const std::string& who, int initiator = PLX_INITIATOR_BUYER,
               const std::string& topic = "") {
    SignalSpec s{.at = Day(day),
                 .kind = "sales.message_exchanged",
                 .stakeholder = initiator == PLX_INITIATOR_BUYER ? who : "",
                 .participants = {who},
                 .initiator = initiator,
                 .attributes = {{"channel", std::string("email")}}};
    if (!topic.empty()) s.attributes["topic"] = topic;
    account.Add(s);
  }
  // Every `gap` days from `from` until before `to`.
  void Beat(const std::string& who, double from, double to, double gap) {
    for (double day = from; day < to; day += gap) Message(day, who);
  }
  void Step(double day, const char* ref, const char* state, const char* due = nullptr) {
    SignalSpec s{.at = Day(day),
                 .kind = "sales.next_step",
                 .attributes = {{"ref", std::string(ref)}, {"state", std::string(state)}}};
    if (due != nullptr) s.attributes["due"] = std::string(due);
    account.Add(s);
  }
  void Gate(double day, const char* state) {
    account.Add(
        {.at = Day(day),
         .kind = "validation.step",
         .initiator = PLX_INITIATOR_SELLER,
         .attributes = {{"gate", std::string("security_review")}, {"state", std::string(state)}}});
  }
  DriftOut Read(double day, const std::string& sign, const std::string& lens = "saas",
                const Overrides& overrides = {}) {
    const Reading r = ReadAll(day, lens, overrides);
    for (const DriftOut& d : r.drift) {
      if (d.sign == sign) return d;
    }
    ADD_FAILURE() << "no sign " << sign;
    return {};
  }
  Reading ReadAll(double day, const std::string& lens = "saas", const Overrides& overrides = {}) {
    return LensUnderTest(lens, overrides).ReadOne(account.Build(), PLX_NONE, Day(day));
  }
  // The first day of [from, to) on which the sign fires, or -1.
  int FiresOn(int from, int to, const std::string& sign, const std::string& lens = "saas",
              const Overrides& overrides = {}) {
    for (int day = from; day < to; ++day) {
      if (Read(day, sign, lens, overrides).state == PLX_DRIFT_FIRING) return day;
    }
    return -1;
  }

  JournalBuilder account;
};

TEST_F(DriftTest, AChampionWhoFallsSilentAlarmsWithOnsetAndSilence) {
  Champion("ana");
  Beat("ana", 0, 100, 10);
  const int day = FiresOn(100, 250, "champion_engagement");
  ASSERT_GT(day, 120);
  ASSERT_LT(day, 150);
  const DriftOut sign = Read(day, "champion_engagement");
  EXPECT_EQ(sign.severity, 1);
  EXPECT_EQ(sign.onset, Day(90));
  EXPECT_EQ(sign.silence_from, Day(90));
  EXPECT_EQ(sign.silence_to, Day(day));
  EXPECT_EQ(Read(day - 5, "champion_engagement").state, PLX_DRIFT_PENDING);
}

TEST_F(DriftTest, OthersWhoSpeakDoNotSilenceTheAlarmOfTheChampion) {
  Champion("ana");
  Beat("ana", 0, 100, 10);
  Beat("ben", 3, 250, 5);
  EXPECT_GT(FiresOn(100, 250, "champion_engagement"), 0);
  EXPECT_EQ(FiresOn(100, 250, "stakeholders_fewer"), -1);
}

TEST_F(DriftTest, AnAlarmEndsAfterABoundedNumberOfEvents) {
  Champion("ana");
  Beat("ana", 0, 100, 10);
  Beat("ana", 400, 440, 2);
  EXPECT_EQ(Read(399, "champion_engagement").state, PLX_DRIFT_FIRING);
  EXPECT_EQ(Read(400.1, "champion_engagement").state, PLX_DRIFT_RECOVERING);
  EXPECT_EQ(Read(412, "champion_engagement").state, PLX_DRIFT_RESOLVED);
}

TEST_F(DriftTest, WithoutAChampionThereIsNothingToWatch) {
  Beat("ana", 0, 100, 10);
  EXPECT_EQ(Read(300, "champion_engagement").state, PLX_DRIFT_NO_DATA);
  EXPECT_EQ(Read(300, "champion_engagement").onset, PLX_NO_TIME);
}

TEST_F(DriftTest, AChampionWhoLeftEndsTheSign) {
  account.Add(PersonSpec{.id = "ana",
                         .role = "business_owner",
                         .champion = true,
                         .valid_from = Day(0),
                         .left_at = Day(200)});
  Beat("ana", 0, 100, 10);
  EXPECT_EQ(Read(199, "champion_engagement").state, PLX_DRIFT_FIRING);
  EXPECT_EQ(Read(200, "champion_engagement").state, PLX_DRIFT_NO_DATA);
}

TEST_F(DriftTest, FewerPeopleAlarm) {
  for (const char* who : {"ana", "ben", "cleo", "dan"}) Beat(who, 0, 120, 12);
  Beat("ana", 120, 400, 12);
  EXPECT_EQ(Read(119, "stakeholders_fewer").state, PLX_DRIFT_PENDING);
  const int day = FiresOn(120, 400, "stakeholders_fewer");
  ASSERT_GT(day, 0);
  EXPECT_FALSE(Read(day, "stakeholders_fewer").signals.empty());
}

TEST_F(DriftTest, AnswersThatComeLaterAlarm) {
  for (int day = 0; day < 100; day += 10) {
    Message(day, "ana", PLX_INITIATOR_SELLER);
    Message(day + 2, "ana");
  }
  EXPECT_EQ(Read(99, "followups_later").state, PLX_DRIFT_PENDING);
  EXPECT_EQ(FiresOn(93, 300, "followups_later"), -1);  // nobody waits
  Message(100, "ana", PLX_INITIATOR_SELLER);
  const int day = FiresOn(100, 200, "followups_later");
  ASSERT_GT(day, 105);
  EXPECT_EQ(Read(day, "followups_later").onset, Day(100));
  EXPECT_EQ(Read(day, "followups_later").silence_from, Day(100));
}

TEST_F(DriftTest, InterestInOneTopicAlarmsAndNamesTheActs) {
  const char* topics[] = {"scope", "price", "sso", "plan", "data"};
  for (int i = 0; i < 10; ++i) Message(i, "ana", PLX_INITIATOR_BUYER, topics[i % 5]);
  EXPECT_EQ(Read(10, "interest_narrower").severity, 0);
  for (int i = 10; i < 30; ++i) Message(i, "ana", PLX_INITIATOR_BUYER, "price");
  const DriftOut sign = Read(30, "interest_narrower");
  EXPECT_EQ(sign.state, PLX_DRIFT_FIRING);
  EXPECT_EQ(sign.signals.size(), 8u);
  EXPECT_EQ(sign.signals.back(), 29u);
}

TEST_F(DriftTest, OutreachWithoutAnswerAlarmsUntilTheBuyerSaysNo) {
  for (int day = 0; day < 200; day += 12) Message(day, "ana", PLX_INITIATOR_SELLER);
  const DriftOut sign = Read(200, "silent_deprioritization");
  EXPECT_EQ(sign.state, PLX_DRIFT_FIRING);
  EXPECT_FALSE(sign.signals.empty());
  account.Add({.at = Day(201),
               .kind = "lifecycle.relationship_outcome",
               .attributes = {{"state", std::string("churned")}}});
  EXPECT_EQ(Read(202, "silent_deprioritization").state, PLX_DRIFT_RESOLVED);
}

TEST_F(DriftTest, StepsThatAreNotKeptAlarmAndStepsThatAreDoNot) {
  for (int i = 0; i < 12; ++i) {
    Step(10 * i, ("s" + std::to_string(i)).c_str(), "set", "2025-06-30T00:00:00Z");
    Step(10 * i + 5, ("s" + std::to_string(i)).c_str(), i < 4 ? "kept" : "slipped");
  }
  EXPECT_EQ(Read(40, "silent_deprioritization").severity, 0);
  EXPECT_EQ(Read(120, "silent_deprioritization").state, PLX_DRIFT_FIRING);
}

TEST_F(DriftTest, AStepADayPastDueCountsAsNotKept) {
  Step(0, "s", "set", "2025-01-11T00:00:00Z");
  EXPECT_EQ(Read(10.9, "silent_deprioritization").state, PLX_DRIFT_NO_DATA);
  EXPECT_EQ(Read(11.1, "silent_deprioritization").state, PLX_DRIFT_PENDING);
  EXPECT_GT(Read(11.1, "silent_deprioritization").severity, 0);
}

TEST_F(DriftTest, AGateWithinItsTimeSlowsTheClock) {
  Champion("ana");
  Beat("ana", 0, 100, 10);
  Gate(100, "in_progress");
  const double slow = Read(120, "champion_engagement", "healthtech").severity;
  const double fast =
      Read(120, "champion_engagement", "healthtech", {{"drift.gate_exposure", "1"}}).severity;
  EXPECT_LT(slow, fast);
  // From the tenth day, when the champion was last there, to the hundredth the clock ran in full,
  // then at a fifth.
  EXPECT_NEAR(slow / fast, (10 + 0.2 * 20) / 30, 1e-9);
  // Past its P80 it runs in full again.
  const Overrides brief = {{"risk.gates.security_review.p80_days", "5"},
                           {"risk.gates.security_review.p50_days", "2"}};
  EXPECT_NEAR(Read(120, "champion_engagement", "healthtech", brief).severity / fast,
              (10 + 0.2 * 5 + 15) / 30, 1e-9);
}

TEST_F(DriftTest, AnOverrideOfTheStatedRateMovesTheThreshold) {
  Champion("ana");
  Beat("ana", 0, 100, 10);
  const auto fires = [&](const char* rate) {
    return FiresOn(100, 400, "champion_engagement", "saas",
                   {{"drift.champion_engagement.false_alarms_per_year", rate}});
  };
  EXPECT_LT(fires("2"), fires("0.5"));
  EXPECT_LT(fires("0.5"), fires("0.05"));
}

TEST_F(DriftTest, ASignThatTheLensLeavesOutSaysNothing) {
  Champion("ana");
  Beat("ana", 0, 100, 10);
  const DriftOut sign =
      Read(300, "champion_engagement", "saas", {{"drift.champion_engagement", "absent"}});
  EXPECT_EQ(sign.state, PLX_DRIFT_NO_DATA);
}

TEST_F(DriftTest, OnlyColumnsThatASignReadsCanBeSet) {
  for (const char* path : {"drift.champion_engagement.p0", "drift.interest_narrower.prior_interval",
                           "drift.nobody.rho"}) {
    EXPECT_THROW(LensUnderTest("saas", {{path, "0.5"}}), sdk::ParameterError) << path;
  }
}

// What is low by the first midnight of an alarm need not be low any more by the last: the latch
// keeps the worst.
TEST_F(DriftTest, GroundLostAtAMidnightStaysLost) {
  Champion("ana");
  for (int i = 0; i < 12; ++i) Message(i, "ana", PLX_INITIATOR_BUYER, "price");
  account.Add({.at = Day(12),
               .kind = "sales.stance_expressed",
               .stakeholder = "ana",
               .attributes = {{"stance", std::string("opposes")}}});
  const Overrides quickly = {{"tempo.half_life_days.stance", "5"},
                             {"thresholds.evidence_floor", "1"},
                             {"thresholds.alignment_low", "0"},
                             {"thresholds.confidence_low", "39"},
                             {"pace.stalled_cadences", "20"}};
  const Reading first = ReadAll(13.5, "saas", quickly), later = ReadAll(42, "saas", quickly);
  ASSERT_LT(first.confidence(), 39);
  ASSERT_GT(later.confidence(), 39);
  EXPECT_EQ(first.verdict, PLX_VERDICT_LOST_GROUND);
  EXPECT_EQ(later.verdict, PLX_VERDICT_LOST_GROUND);
}

}  // namespace
}  // namespace parallax::framework::testing
