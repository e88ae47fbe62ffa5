// The day to act by (docs/decisions/0024-the-day-to-act-by.md).
#include <gtest/gtest.h>

#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

class Deadlines : public ::testing::Test {
 protected:
  void Opened(const char* at, int type) {
    account.Add(DecisionSpec{.id = "d", .opened_at = At(at), .type = type});
    account.Add(SignalSpec{.at = At(at),
                           .kind = "sales.stance_expressed",
                           .stakeholder = "ana",
                           .decision = "d",
                           .attributes = {{"stance", std::string("supports")}}});
  }
  void Step(const char* at, const char* gate, const char* state) {
    account.Add(
        SignalSpec{.at = At(at),
                   .kind = "validation.step",
                   .decision = "d",
                   .attributes = {{"gate", std::string(gate)}, {"state", std::string(state)}}});
  }
  std::int64_t ActBy(const char* at, const std::string& lens, const char* decision = "d",
                     const Overrides& overrides = {}) {
    const plx_journal& journal = account.Build();
    return LensUnderTest(lens)
        .ReadOne(journal, account.Decision(decision), At(at), 0, overrides)
        .act_by;
  }
  JournalBuilder account;
};

TEST_F(Deadlines, AWindowIsActedOnBeforeItsLeadWhileItCloses) {
  Opened("2026-02-01", PLX_DECISION_NEW);
  EXPECT_EQ(ActBy("2026-05-10", "edtech"), PLX_NO_TIME);
  EXPECT_EQ(ActBy("2026-05-16", "edtech"), At("2026-06-10"));
  EXPECT_EQ(ActBy("2026-06-30T23:00:00Z", "edtech"), At("2026-06-10"));
  EXPECT_EQ(ActBy("2026-07-01", "edtech"), PLX_NO_TIME);
}

TEST_F(Deadlines, AGateIsActedOnUpToTheDayOfItsP80) {
  Opened("2026-02-01", PLX_DECISION_NEW);
  Step("2026-02-10T09:00:00Z", "security_review", "in_progress");
  EXPECT_EQ(ActBy("2026-02-10T09:00:00Z", "legaltech"), At("2026-04-11"));
  EXPECT_EQ(ActBy("2026-04-11T09:00:00Z", "legaltech"), At("2026-04-11"));
  EXPECT_EQ(ActBy("2026-04-11T09:00:01Z", "legaltech"), PLX_NO_TIME);  // late
  Step("2026-03-01", "security_review", "passed");
  EXPECT_EQ(ActBy("2026-03-02", "legaltech"), PLX_NO_TIME);
}

TEST_F(Deadlines, ARenewalIsActedOnBeforeItsGatesAndOneCadence) {
  Opened("2026-02-01", PLX_DECISION_RENEWAL);
  account.Add(ContractSpec{.start = At("2025-07-01"), .end = At("2026-07-01")});
  EXPECT_EQ(ActBy("2026-02-02", "saas"), At("2026-06-21"));  // no required gate, 10 days
  // Security 30, legal 30, committee 30, then 21 effective days.
  EXPECT_EQ(ActBy("2026-02-02", "legaltech"), At("2026-03-12"));
  Step("2026-02-10", "security_review", "passed");
  EXPECT_EQ(ActBy("2026-02-11", "legaltech"), At("2026-04-11"));
  // A pass that ends before the contract does not cover it.
  EXPECT_EQ(
      ActBy("2026-02-11", "legaltech", "d", {{"risk.gates.security_review.validity_days", "100"}}),
      At("2026-03-12"));
  EXPECT_EQ(ActBy("2026-07-01", "saas"), PLX_NO_TIME);
}

TEST_F(Deadlines, TheCadenceBeforeARenewalRunsInEffectiveTime) {
  Opened("2026-02-01", PLX_DECISION_RENEWAL);
  account.Add(ContractSpec{.start = At("2025-07-01"), .end = At("2026-07-01")});
  const Overrides no_gate = {{"risk.gates.privacy_agreement.required", "0"}};
  // 20 to 30 June count 0.2 each: 2.2 effective days, so 12 more before.
  EXPECT_EQ(ActBy("2026-02-02", "edtech", "d", no_gate), At("2026-06-08"));
}

TEST_F(Deadlines, AFirstPurchaseHasNoContractToRenew) {
  Opened("2026-02-01", PLX_DECISION_NEW);
  account.Add(ContractSpec{.start = At("2025-07-01"), .end = At("2026-07-01")});
  EXPECT_EQ(ActBy("2026-02-02", "saas"), PLX_NO_TIME);
}

TEST_F(Deadlines, TheAccountsContractPressesWithinTheLookbackUntilItIsSettled) {
  Opened("2025-06-01", PLX_DECISION_NEW);
  account.Add(SignalSpec{.at = At("2025-06-20"),
                         .kind = "lifecycle.decision_outcome",
                         .decision = "d",
                         .attributes = {{"state", std::string("won")}}});
  account.Add(ContractSpec{.start = At("2025-07-01"), .end = At("2026-07-01")});
  EXPECT_EQ(ActBy("2026-03-22", "saas", ""), PLX_NO_TIME);
  EXPECT_EQ(ActBy("2026-03-23", "saas", ""), At("2026-06-21"));  // 90 days before
  account.Add(SignalSpec{.at = At("2026-05-01"),
                         .kind = "lifecycle.relationship_outcome",
                         .attributes = {{"state", std::string("renewed")}}});
  EXPECT_EQ(ActBy("2026-05-02", "saas", ""), PLX_NO_TIME);
}

TEST_F(Deadlines, ASignedContractSaysWhenItEnds) {
  Opened("2026-02-01", PLX_DECISION_RENEWAL);
  account.Add(SignalSpec{
      .at = At("2025-06-25"),
      .kind = "finance.contract_signed",
      .attributes = {{"starts_at", std::string("2025-08-31T00:00:00Z")}, {"term_months", 10.0}}});
  EXPECT_EQ(ActBy("2026-02-02", "saas"), At("2026-06-20"));  // ends on 30 June, clipped
}

TEST_F(Deadlines, TheEarliestDayAheadSpeaks) {
  Opened("2026-02-01", PLX_DECISION_RENEWAL);
  account.Add(ContractSpec{.start = At("2025-07-01"), .end = At("2026-07-01")});
  Step("2026-05-20", "integration_review", "in_progress");  // edtech: 28 days
  EXPECT_EQ(ActBy("2026-05-21", "edtech", "d", {{"risk.gates.privacy_agreement.required", "0"}}),
            At("2026-06-06"));  // the renewal, less what is left of the review
  EXPECT_EQ(ActBy("2026-05-21", "edtech", "d", {{"risk.gates.integration_review.p80_days", "5"}}),
            At("2026-05-25"));  // the gate
}

}  // namespace
}  // namespace parallax::framework::testing
