// Which question is asked, and what its answer is said to change
// (docs/decisions/0019-the-next-question.md).
#include "framework/next_question.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "framework/row_reader.h"
#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

SignalSpec MessageOf(const char* at, const char* who, int initiator = PLX_INITIATOR_BUYER) {
  return {.at = At(at),
          .kind = "sales.message_exchanged",
          .stakeholder = initiator == PLX_INITIATOR_BUYER ? who : "",
          .participants = {who},
          .initiator = initiator,
          .decision = "d",
          .attributes = {{"channel", std::string("email")}}};
}
SignalSpec StanceOf(const char* at, const char* who, const char* stance) {
  return {.at = At(at),
          .kind = "sales.stance_expressed",
          .stakeholder = who,
          .decision = "d",
          .attributes = {{"stance", std::string(stance)}}};
}
SignalSpec StepOf(const char* at, const char* gate, const char* state, int initiator = 0) {
  return {.at = At(at),
          .kind = "validation.step",
          .initiator = initiator,
          .decision = "d",
          .attributes = {{"gate", std::string(gate)}, {"state", std::string(state)}}};
}

class NextQuestionTest : public ::testing::Test {
 protected:
  NextQuestionTest() { account.Add(DecisionSpec{.id = "d", .opened_at = At("2026-01-01")}); }

  // A healthy account: a champion who acts every six days and supports it.
  void Lively(const char* champion) {
    for (int day = 0; day < 60; day += 6) {
      SignalSpec mail = MessageOf("2026-01-05", champion);
      mail.at += day * 86'400'000'000'000;
      account.Add(mail);
    }
    for (const char* at : {"2026-01-10", "2026-01-20", "2026-02-10", "2026-02-25"}) {
      account.Add(StanceOf(at, champion, "supports"));
    }
  }
  std::vector<Unknown> Ask(const char* at, const std::string& lens,
                           const Overrides& overrides = {}) {
    vocabulary = std::make_unique<Vocabulary>(CatalogWords());
    assumptions = std::make_unique<Assumptions>(ParametersOf(lens), *vocabulary);
    for (const auto& [path, value] : overrides) assumptions->Set(path, value);
    assumptions->Finish();
    const plx_journal& journal = account.Build();
    rows = std::make_unique<RowReader>();
    rows->BeginGroup({.journal = &journal,
                      .decision = account.Decision("d"),
                      .assumptions = assumptions.get(),
                      .explain = false,
                      .lasting = false},
                     *vocabulary, true);
    answer = rows->Read(At(at));
    return Unknowns(answer);
  }
  static const Unknown& About(const std::vector<Unknown>& unknowns, const std::string& text) {
    for (const Unknown& u : unknowns) {
      if (u.text.find(text) != std::string::npos) return u;
    }
    throw std::runtime_error("nothing is asked about " + text);
  }

  JournalBuilder account;
  std::unique_ptr<Vocabulary> vocabulary;
  std::unique_ptr<Assumptions> assumptions;
  std::unique_ptr<RowReader> rows;
  Answer answer;
};

TEST_F(NextQuestionTest, TheQuietDecidesWhereItAloneWarns) {
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  for (const char* at : {"2026-01-05", "2026-01-20", "2026-02-04"}) {
    account.Add(MessageOf(at, "ana")).Add(StanceOf(at, "ana", "supports"));
  }
  const std::vector<Unknown> unknowns = Ask("2026-03-01", "legaltech");
  ASSERT_EQ(answer.raw.verdict, PLX_VERDICT_WARNING);
  const std::string question = NextQuestion(answer);
  EXPECT_TRUE(
      question.starts_with("What is going on inside while it is quiet? The answer would "
                           "turn WARNING into HEALTHY"))
      << question;
  const Unknown& quiet = About(unknowns, "quiet");
  ASSERT_EQ(quiet.answers.size(), 4u);
  // Disinterest and a risk escalated would still warn; a review or the calendar would not.
  EXPECT_EQ(quiet.answers[0].verdict, PLX_VERDICT_WARNING);
  EXPECT_EQ(quiet.answers[1].verdict, PLX_VERDICT_HEALTHY);
  EXPECT_EQ(quiet.answers[2].verdict, PLX_VERDICT_WARNING);
  EXPECT_EQ(quiet.answers[3].verdict, PLX_VERDICT_HEALTHY);
  EXPECT_NEAR(quiet.steps, 2 * (answer.raw.posterior[1] + answer.raw.posterior[3]), 1e-12);
}

TEST_F(NextQuestionTest, ASilentVetoDecidesWhereItAloneWarns) {
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  account.Add(PersonSpec{.id = "sam", .role = "security"});
  Lively("ana");
  for (const char* at : {"2026-01-10", "2026-01-20"}) {
    account.Add(MessageOf(at, "sam", PLX_INITIATOR_SELLER));
  }
  account.Add(StepOf("2026-02-20", "security_review", "in_progress"));
  // Answers that come late warn too.
  const std::vector<Unknown> unknowns =
      Ask("2026-03-02", "healthtech", {{"drift.followups_later", "absent"}});
  ASSERT_EQ(answer.raw.verdict, PLX_VERDICT_WARNING);
  const std::string question = NextQuestion(answer);
  EXPECT_TRUE(question.starts_with(
      "Where does sam (security), who can veto and does not answer, stand? The answer would turn "
      "WARNING into"))
      << question;
  EXPECT_EQ(About(unknowns, "sam").answers[0].probability, answer.reader->members()[1].support);
}

TEST_F(NextQuestionTest, NothingIsAskedWhereNoAnswerChangesAnything) {
  // Everybody spoke, nobody is missing, nothing is at risk, nothing runs, nothing is quiet.
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  account.Add(PersonSpec{.id = "max", .role = "economic_buyer"});
  Lively("ana");
  account.Add(StanceOf("2026-02-20", "max", "supports"));
  Ask("2026-03-01", "saas");
  Overrides nothing_at_risk;
  for (const DimensionRow& row : assumptions->dimensions) {
    nothing_at_risk.emplace_back("risk.dimensions." + row.id + ".severity", "0");
    nothing_at_risk.emplace_back("risk.dimensions." + row.id + ".prior", "0");
  }
  nothing_at_risk.emplace_back("weights.sales.question_answered.confidence", "0");
  Ask("2026-03-01", "saas", nothing_at_risk);
  ASSERT_EQ(answer.raw.verdict, PLX_VERDICT_HEALTHY);
  EXPECT_EQ(NextQuestion(answer), "");
}

TEST_F(NextQuestionTest, NothingIsAskedOfADecisionThatEnded) {
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  Lively("ana");
  account.Add({.at = At("2026-03-01"),
               .kind = "lifecycle.decision_outcome",
               .decision = "d",
               .attributes = {{"state", std::string("won")}}});
  EXPECT_TRUE(Ask("2026-03-02", "saas").empty());
  EXPECT_EQ(NextQuestion(answer), "");
}

TEST_F(NextQuestionTest, AnAnswerPromisesWhatTheLensReadsOnceItIsTold) {
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  Lively("ana");
  account.Add(StepOf("2026-02-20", "security_review", "in_progress"));
  const PossibleAnswer passes = About(Ask("2026-03-01", "legaltech"), "security review").answers[0];
  const PossibleAnswer fails = About(Ask("2026-03-01", "legaltech"), "security review").answers[1];
  EXPECT_EQ(fails.verdict, PLX_VERDICT_LOST_GROUND);
  account.Add(StepOf("2026-03-01", "security_review", "passed", PLX_INITIATOR_SELLER));
  Ask("2026-03-01", "legaltech");
  EXPECT_EQ(answer.levels.value, passes.value);
  EXPECT_EQ(answer.raw.verdict, passes.verdict);
}

TEST_F(NextQuestionTest, AnAnswerEndsNobodysSilence) {
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  account.Add(PersonSpec{.id = "max", .role = "legal"});
  account.Add(MessageOf("2026-01-05", "max"));
  for (const char* at : {"2026-01-05", "2026-01-06", "2026-01-07"}) {
    account.Add(StanceOf(at, "ana", "supports"));
  }
  // Stalled: what anybody thinks does not make them act.
  const std::vector<Unknown> unknowns = Ask("2026-06-01", "saas");
  ASSERT_EQ(answer.raw.verdict, PLX_VERDICT_LOST_GROUND);
  EXPECT_EQ(About(unknowns, "max").steps, 0);
  // A review out of sight would.
  EXPECT_LT(About(unknowns, "quiet").answers[1].verdict, PLX_VERDICT_LOST_GROUND);
}

TEST_F(NextQuestionTest, SomebodyInAMissingRoleIsNoNewFunction) {
  account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
  for (const char* at : {"2026-01-05", "2026-01-20", "2026-02-04"}) {
    account.Add(MessageOf(at, "ana")).Add(StanceOf(at, "ana", "supports"));
  }
  const std::vector<Unknown> unknowns = Ask("2026-03-01", "legaltech");
  const Unknown& role = About(unknowns, "Who decides as board");
  ASSERT_EQ(role.answers.size(), 2u);
  EXPECT_NEAR(role.answers[0].probability + role.answers[1].probability, 1, 1e-12);
  EXPECT_GT(role.answers[0].value[PLX_READING_ALIGNMENT],
            role.answers[1].value[PLX_READING_ALIGNMENT]);
  EXPECT_EQ(role.steps, 0);  // the quiet still warns
}

}  // namespace
}  // namespace parallax::framework::testing
