// The steps one by one, with values worked out by hand from model-formulas.md.
#include <gtest/gtest.h>

#include <cmath>

#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double Logit(double p) { return std::log(p / (1 - p)); }

SignalSpec Message(const char* at, const char* who, int initiator = PLX_INITIATOR_BUYER) {
  return {.at = At(at),
          .kind = "sales.message_exchanged",
          .stakeholder = who,
          .initiator = initiator,
          .decision = "d",
          .attributes = {{"channel", std::string("email")}}};
}
SignalSpec Said(const char* at, const char* kind, const char* who,
                std::map<std::string, AttributeValue> attributes) {
  return {.at = At(at),
          .kind = kind,
          .stakeholder = who,
          .decision = "d",
          .attributes = std::move(attributes)};
}
SignalSpec Stance(const char* at, const char* who, const char* stance) {
  return Said(at, "sales.stance_expressed", who, {{"stance", std::string(stance)}});
}
SignalSpec Step(const char* at, const char* gate, const char* state) {
  return Said(at, "validation.step", "",
              {{"gate", std::string(gate)}, {"state", std::string(state)}});
}

class Model : public ::testing::Test {
 protected:
  Model() { account.Add(DecisionSpec{.id = "d", .opened_at = At("2026-01-01")}); }
  Reading Read(const char* at, const Overrides& overrides = {}, const char* lens = "saas") {
    const plx_journal& journal = account.Build();
    return LensUnderTest(lens).ReadOne(journal, account.Decision("d"), At(at), kEverything,
                                       overrides);
  }
  double SupportOf(const Reading& r, const std::string& person) {
    for (const MemberOut& m : r.members) {
      if (m.person == person) return m.support;
    }
    return std::nan("");
  }
  JournalBuilder account;
};

TEST_F(Model, MomentumComparesTheWindowWithTheAccountsOwnBaseline) {
  for (const char* at : {"2026-01-01", "2026-01-11", "2026-01-21", "2026-01-31"}) {
    account.Add(Message(at, "a"));
  }
  // n = 3, E = 30, l0 = (2 + 3) / (2 * 10 + 30) = 0.1; T = 20, N = 2 on 5 February.
  const Reading r = Read("2026-02-05");
  EXPECT_NEAR(r.link[PLX_READING_MOMENTUM], std::log((1 + 2) / (1 + 0.1 * 20)), 1e-12);
  EXPECT_EQ(r.prior[PLX_READING_MOMENTUM], 0);
}

TEST_F(Model, MomentumCountsPersonDaysNotMessages) {
  account.Add(Message("2026-01-10T08:00:00Z", "a")).Add(Message("2026-01-10T09:00:00Z", "b"));
  const double two = Read("2026-01-12").momentum();
  for (int i = 0; i < 5; ++i) account.Add(Message("2026-01-10T10:00:00Z", "a"));
  EXPECT_EQ(Read("2026-01-12").momentum(), two);
}

TEST_F(Model, ASlippedStepTakesFromMomentumUntilItIsKept) {
  account.Add(Message("2026-01-10", "a"));
  const double before = Read("2026-01-20").link[PLX_READING_MOMENTUM];
  account.Add({.at = At("2026-01-11"),
               .kind = "sales.next_step",
               .decision = "d",
               .attributes = {{"ref", std::string("s")},
                              {"state", std::string("set")},
                              {"due", std::string("2026-01-15T00:00:00Z")}}});
  EXPECT_NEAR(Read("2026-01-20").link[PLX_READING_MOMENTUM] - before, -0.9 * std::tanh(0.3 / 0.9),
              1e-12);
  account.Add({.at = At("2026-01-19"),
               .kind = "sales.next_step",
               .decision = "d",
               .attributes = {{"ref", std::string("s")}, {"state", std::string("kept")}}});
  EXPECT_EQ(Read("2026-01-20").link[PLX_READING_MOMENTUM], before);
}

TEST_F(Model, SellersMotionIsNotMomentum) {
  account.Add(Message("2026-01-10", "a"));
  const double before = Read("2026-01-20").momentum();
  for (int i = 0; i < 9; ++i) account.Add(Message("2026-01-15", "a", PLX_INITIATOR_SELLER));
  EXPECT_EQ(Read("2026-01-20").momentum(), before);
}

TEST_F(Model, AStanceDecaysAndSaturates) {
  account.Add(PersonSpec{.id = "a", .role = "business_owner"});
  account.Add(Stance("2026-01-10", "a", "supports"));
  const double one = 2.5 * std::tanh(1.6 / 2.5), later = 2.5 * std::tanh(0.8 / 2.5);
  EXPECT_NEAR(SupportOf(Read("2026-01-10"), "a"), Sigmoid(Logit(0.65) + one), 1e-12);
  EXPECT_NEAR(SupportOf(Read("2026-03-11"), "a"), Sigmoid(Logit(0.65) + later), 1e-12);
  for (int i = 0; i < 40; ++i) account.Add(Stance("2026-01-10", "a", "supports"));
  EXPECT_NEAR(SupportOf(Read("2026-01-10"), "a"), Sigmoid(Logit(0.65) + 2.5), 1e-9);
}

TEST_F(Model, OpensNeverMakeASupporter) {
  account.Add(PersonSpec{.id = "a", .role = "business_owner"});
  for (int i = 0; i < 20; ++i) {
    account.Add(
        Said("2026-01-10", "marketing.content_engaged", "a", {{"topic", std::string("x")}}));
  }
  const Reading r = Read("2026-01-11");
  EXPECT_NEAR(SupportOf(r, "a"), 0.65, 1e-12);
  EXPECT_NEAR(r.confidence(), 40, 1e-9);
  EXPECT_EQ(r.verdict, PLX_VERDICT_INSUFFICIENT);
}

TEST_F(Model, UnansweredOutreachLowersSupportUntilAnswered) {
  account.Add(PersonSpec{.id = "a", .role = "legal"});
  account.Add(Message("2026-01-10", "a", PLX_INITIATOR_SELLER));
  EXPECT_NEAR(SupportOf(Read("2026-01-15"), "a"),
              Sigmoid(Logit(0.7) - 1.4 * std::tanh(0.35 * 0.5 / 1.4)), 1e-12);
  account.Add(Message("2026-01-16", "a"));
  EXPECT_NEAR(SupportOf(Read("2026-01-17"), "a"), 0.7, 1e-12);
}

TEST_F(Model, AnOpenObjectionStaysUndecayedUntilItEnds) {
  account.Add(PersonSpec{.id = "a", .role = "legal"});
  account.Add(Said("2026-01-10", "sales.objection", "a",
                   {{"ref", std::string("o")},
                    {"state", std::string("raised")},
                    {"risk_dimension", std::string("security")},
                    {"severity", std::string("high")}}));
  const Reading soon = Read("2026-01-11"), late = Read("2026-06-11");
  EXPECT_NEAR(soon.link[0], Logit(0.4) - 2 * std::tanh(0.6 * 0.75 / 2), 1e-12);
  EXPECT_EQ(soon.link[0], late.link[0]);
  EXPECT_EQ(SupportOf(soon, "a"), SupportOf(late, "a"));
  EXPECT_EQ(soon.risk(), late.risk());
  account.Add(Said("2026-06-12", "sales.objection", "a",
                   {{"ref", std::string("o")}, {"state", std::string("withdrawn")}}));
  EXPECT_LT(Read("2026-06-13").risk(), late.risk());
}

TEST_F(Model, RiskStartsAtItsPriorAndAPassedGateClosesUntilItExpires) {
  account.Add(Message("2026-01-05", "a"));
  const double sec = 0.2, priv = 0.15;
  const double prior = Read("2026-01-06").link[PLX_READING_DECISION_RISK];
  account.Add(Step("2026-01-07", "security_review", "passed"));
  const Reading passed = Read("2026-01-08");
  EXPECT_NEAR(passed.link[1] - prior,
              -std::log1p(-sec * 0.5 * 0.15) + std::log1p(-sec * 0.5) -
                  std::log1p(-priv * 0.4 * 0.15) + std::log1p(-priv * 0.4),
              1e-12);
  EXPECT_NEAR(Read("2027-01-08").link[1], prior, 1e-12);
  EXPECT_EQ(Read("2027-01-08").gates.at(0).state, "expired");
}

TEST_F(Model, AGateKeepsItsAgeWhilePausedAndStartsAnewOnReentry) {
  account.Add(Step("2026-01-05", "security_review", "in_progress"));
  account.Add(Step("2026-01-10", "security_review", "paused"));
  EXPECT_NEAR(Read("2026-01-15").gates.at(0).age_days, 10, 1e-12);
  account.Add(Step("2026-01-16", "security_review", "passed"));
  account.Add(Step("2026-02-01", "security_review", "in_progress"));
  EXPECT_NEAR(Read("2026-02-03").gates.at(0).age_days, 2, 1e-12);
}

TEST_F(Model, ADeclinedReferenceLeavesNoGateRunning) {
  account.Add(Said("2026-01-05", "validation.reference_check", "a",
                   {{"ref", std::string("r")}, {"state", std::string("asked")}}));
  EXPECT_FALSE(std::isnan(Read("2026-01-06").gates.at(0).age_days));
  account.Add(Said("2026-01-07", "validation.reference_check", "a",
                   {{"ref", std::string("r")}, {"state", std::string("declined")}}));
  EXPECT_TRUE(std::isnan(Read("2026-01-08").gates.at(0).age_days));
}

TEST_F(Model, AnIrregularSignalMovesNothingAndWeighsNothing) {
  account.Add(Said("2026-01-05", "validation.reference_check", "a",
                   {{"ref", std::string("r")}, {"state", std::string("held")}}));
  const Reading held = Read("2026-01-09");
  account.Add(Said("2026-01-06", "validation.reference_check", "",
                   {{"ref", std::string("r")}, {"state", std::string("declined")}}));
  const Reading after = Read("2026-01-09");
  EXPECT_EQ(after.link[0], held.link[0]);
  EXPECT_EQ(after.gates.at(0).state, "passed");
}

TEST_F(Model, ARequiredGateThatFailedIsLostGround) {
  for (const char* at : {"2026-01-05", "2026-01-06", "2026-01-07"}) {
    account.Add(Stance(at, "a", "leans_for"));
  }
  account.Add(Step("2026-01-08", "value_analysis", "failed"));
  EXPECT_EQ(Read("2026-01-09", {}, "healthtech").verdict, PLX_VERDICT_LOST_GROUND);
  EXPECT_NE(Read("2026-01-09", {}, "saas").verdict, PLX_VERDICT_LOST_GROUND);
}

TEST_F(Model, AnExplicitNoNeedsNoOtherEvidenceAndEndsWhenOpenedAgain) {
  account.Add(
      Said("2026-01-05", "lifecycle.decision_outcome", "a", {{"state", std::string("lost")}}));
  EXPECT_EQ(Read("2026-01-06").verdict, PLX_VERDICT_LOST_GROUND);
  account.Add({.at = At("2026-02-01"),
               .kind = "sales.decision_opened",
               .decision = "d",
               .attributes = {{"type", std::string("new")}}});
  EXPECT_EQ(Read("2026-02-02").verdict, PLX_VERDICT_INSUFFICIENT);
}

TEST_F(Model, AWonDecisionDoesNotStallAfterwards) {
  for (const char* at : {"2026-01-05", "2026-01-06", "2026-01-07"}) {
    account.Add(Stance(at, "a", "supports"));
  }
  account.Add(
      Said("2026-01-08", "lifecycle.decision_outcome", "a", {{"state", std::string("won")}}));
  const Reading then = Read("2026-01-09"), later = Read("2026-12-09");
  EXPECT_EQ(later.verdict, then.verdict);
  EXPECT_EQ(later.value, then.value);
}

TEST_F(Model, WhoLeavesAfterTheCloseChangesNothingAboutTheDecision) {
  account.Add(PersonSpec{.id = "a", .role = "business_owner", .champion = true});
  for (const char* at : {"2026-01-05", "2026-01-06", "2026-01-07"}) {
    account.Add(Stance(at, "a", "supports"));
  }
  account.Add(
      Said("2026-01-08", "lifecycle.decision_outcome", "a", {{"state", std::string("won")}}));
  const Reading stayed = Read("2026-03-01");
  account.people()[0].left_at = At("2026-02-01");
  EXPECT_EQ(Read("2026-03-01"), stayed);
}

TEST_F(Model, WhatAClosedDecisionStillSaysIsNotRead) {
  for (const char* at : {"2026-01-05", "2026-01-06", "2026-01-07"}) {
    account.Add(Stance(at, "a", "supports"));
  }
  account.Add(
      Said("2026-01-08", "lifecycle.decision_outcome", "a", {{"state", std::string("won")}}));
  const Reading closed = Read("2026-07-01");
  account.Add(Stance("2026-06-01", "a", "supports"));
  EXPECT_EQ(Read("2026-07-01"), closed);
  account.Add(Said("2026-06-15", "sales.decision_opened", "a", {{"type", std::string("new")}}));
  EXPECT_NE(Read("2026-07-01").momentum(), closed.momentum());
}

TEST_F(Model, ADecisionToldLateToHaveClosedIsReadWithoutWhatCameAfter) {
  account.Add(Message("2026-01-05", "a"));
  account.Add(DecisionSpec{.id = "d",
                           .valid_from = At("2026-06-01"),
                           .opened_at = At("2026-01-01"),
                           .closed_at = At("2026-02-01"),
                           .outcome = PLX_OUTCOME_LOST});
  const Reading before = Read("2026-07-01");
  EXPECT_EQ(before.status, PLX_OK);
  account.Add({.at = At("2026-03-01"),
               .kind = "success.outcome_statement",
               .stakeholder = "a",
               .attributes = {{"framing", std::string("buyer")}}});
  EXPECT_EQ(Read("2026-07-01"), before);
}

TEST_F(Model, AFactThatEndsANoInASilenceDoesNotHideItFromARowReadAlone) {
  account.decisions().clear();
  account.Add(
      DecisionSpec{.id = "d", .valid_from = At("2026-01-20"), .opened_at = At("2026-01-15")});
  account.Add(Said("2026-01-10", "validation.approval", "a",
                   {{"body", std::string("security")}, {"state", std::string("refused")}}));
  account.Add(Stance("2026-01-12", "b", "supports"));
  account.Add(Said("2026-01-14", "validation.budget", "a", {{"state", std::string("approved")}}));
  const plx_journal& journal = account.Build();
  const std::int64_t at = At("2026-02-04");
  const Reading alone = LensUnderTest("saas").ReadOne(journal, PLX_NONE, at);
  EXPECT_EQ(alone.verdict, PLX_VERDICT_LOST_GROUND);
  EXPECT_EQ(LensUnderTest("saas").Read(journal, PLX_NONE, {At("2026-01-18"), at}, kEverything)[1],
            alone);
}

TEST_F(Model, AccountSignalsCountFromTheLookbackUntilTheDecisionCloses) {
  const auto statement = [](const char* at) {
    return SignalSpec{.at = At(at),
                      .kind = "success.outcome_statement",
                      .stakeholder = "a",
                      .attributes = {{"framing", std::string("buyer")}}};
  };
  account.Add(statement("2025-10-02"));
  EXPECT_NEAR(Read("2026-01-10").confidence(), 40, 1e-9);
  account.Add(statement("2025-10-04"));
  const double counted = Read("2026-01-10").confidence();
  EXPECT_GT(counted, 40);
  account.Add(
      Said("2026-01-11", "lifecycle.decision_outcome", "a", {{"state", std::string("won")}}));
  account.Add(statement("2026-01-12"));
  EXPECT_LT(Read("2026-01-13").confidence(), counted);
}

TEST_F(Model, SilenceAloneNeverTurnsAWarningIntoSomethingMilder) {
  account.Add(PersonSpec{.id = "a", .role = "business_owner", .champion = true});
  for (const char* at : {"2026-01-05", "2026-01-10", "2026-01-15", "2026-01-20"}) {
    account.Add(Message(at, "a")).Add(Stance(at, "a", "leans_for"));
  }
  const plx_journal& journal = account.Build();
  std::vector<std::int64_t> days;
  for (int d = 0; d < 120; ++d) days.push_back(At("2026-01-21") + d * 86'400'000'000'000);
  LensUnderTest lens("saas");
  bool warned = false;
  for (const Reading& r : lens.Read(journal, account.Decision("d"), days, 0)) {
    if (warned) {
      EXPECT_GE(r.verdict, PLX_VERDICT_WARNING);
    }
    warned = warned || r.verdict >= PLX_VERDICT_WARNING;
  }
  EXPECT_TRUE(warned);
}

TEST_F(Model, ReasksTellTheSamePersonFromANewOne) {
  const auto ask = [&](const char* at, const char* who, const char* ref, const char* topic) {
    account.Add(Said(at, "sales.question_asked", who,
                     {{"ref", std::string(ref)}, {"topic", std::string(topic)}}));
  };
  ask("2026-01-05", "a", "q1", "price");
  ask("2026-01-06", "b", "q2", "price");  // not answered yet: a question of its own
  account.Add(Said("2026-01-07", "sales.question_answered", "",
                   {{"ref", std::string("q1")}, {"state", std::string("answered")}}));
  ask("2026-01-08", "c", "q3", "price");
  ask("2026-01-09", "a", "q1", "price");
  const Reading r = Read("2026-01-10");
  EXPECT_EQ(r.asked, 4u);
  EXPECT_EQ(r.reasked_new, 1u);
  EXPECT_EQ(r.reasked_same, 1u);
  EXPECT_EQ(r.clarity, PLX_CLARITY_LOOPING);
}

TEST_F(Model, FactsAreReadAsOf) {
  account.Add(PersonSpec{.id = "a", .role = "business_owner"});
  account.Add(PersonSpec{.id = "a", .role = "economic_buyer", .valid_from = At("2026-02-01")});
  account.Add(Message("2026-01-05", "a"));
  EXPECT_EQ(Read("2026-01-31").members.at(0).role, "business_owner");
  EXPECT_EQ(Read("2026-02-01").members.at(0).role, "economic_buyer");
}

TEST_F(Model, ADepartedChampionWeighsUntilReplaced) {
  account.Add(PersonSpec{.id = "a", .role = "business_owner", .champion = true});
  account.Add(Message("2026-01-05", "a"));
  account.Add(Said("2026-01-10", "sales.stakeholder_left", "a", {}));
  const Reading gone = Read("2026-03-11");
  EXPECT_NEAR(gone.link[0], Logit(0.4) - 1.6 * std::tanh(0.8 / 1.6), 1e-12);
  EXPECT_TRUE(gone.members.empty());
  account.Add(PersonSpec{
      .id = "b", .role = "business_owner", .champion = true, .joined_at = At("2026-03-12")});
  EXPECT_NEAR(Read("2026-03-12").link[0], Logit(0.4), 1e-12);
}

TEST_F(Model, TheIntervalOfMomentumIsThePosteriors) {
  account.Add(Message("2026-01-10", "a"));
  const Reading r = Read("2026-01-10");
  EXPECT_EQ(r.basis[PLX_READING_MOMENTUM], PLX_INTERVAL_POSTERIOR);
  EXPECT_LT(r.low[3], r.value[3]);
  EXPECT_GT(r.high[3], r.value[3]);
}

TEST_F(Model, WithoutASignalNothingIsClaimed) {
  const Reading r = Read("2026-01-10");
  EXPECT_EQ(r.verdict, PLX_VERDICT_INSUFFICIENT);
  EXPECT_EQ(r.sufficiency, 0);
  EXPECT_EQ(r.status, PLX_OK);
}

}  // namespace
}  // namespace parallax::framework::testing
