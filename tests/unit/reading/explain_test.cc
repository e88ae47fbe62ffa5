#include "core/reading/explain.h"

#include <cmath>

#include "core/base/limits.h"
#include "tests/unit/reading/reading_fixture.h"
#include "tests/unit/reading/told_lens.h"

namespace parallax {
namespace {

class ExplainTest : public ReadingTest {
 protected:
  ExplainTest() {
    lens_ = std::make_shared<ToldLens>();
    lenses_.Add(lens_);
  }

  static Signal Say(const std::string& id, const std::string& kind, const std::string& who,
                    const std::string& at,
                    std::vector<std::pair<std::string, AttributeValue>> attributes) {
    Signal signal = Stance("acme", id, at);
    signal.kind = kind;
    signal.stakeholder = who;
    signal.attributes = std::move(attributes);
    return signal;
  }
  static Signal StanceOf(const std::string& id, const std::string& who, const std::string& at) {
    return Say(id, "sales.stance_expressed", who, at, {{"stance", "supports"}});
  }

  static ExplainRequest Why(std::vector<int> readings = {}) {
    ExplainRequest request;
    request.question = Ask("acme", "told");
    request.question.moment.as_of = *ParseTime("2026-05-11T00:00:00Z");
    request.readings = std::move(readings);
    return request;
  }
  Explanation Explained(const ExplainRequest& request) {
    auto explanation = Explain(env_, request, [] { return false; });
    EXPECT_TRUE(explanation.ok()) << explanation.status();
    return explanation.ok() ? *std::move(explanation) : Explanation();
  }
  const Opening* Find(const Explanation& explanation, int reading, std::string_view kind) {
    for (const Opening& opening : explanation.openings) {
      if (opening.reading == reading && opening.kind == kind) return &opening;
    }
    return nullptr;
  }

  std::shared_ptr<ToldLens> lens_;
};

TEST_F(ExplainTest, TermsOfOneReasonAreOneGroupWithItsPeopleAndSignals) {
  Store(
      {StanceOf("e-1", "p-2", "2026-05-01T00:00:00Z"),
       StanceOf("e-2", "p-1", "2026-05-02T00:00:00Z"),
       Say("e-3", "sales.champion_action", "p-1", "2026-05-03T00:00:00Z", {{"type", "defended"}})});
  const Explanation why = Explained(Why({kConfidence}));
  EXPECT_EQ(why.terms.size(), 3u);
  ASSERT_EQ(why.reasons.size(), 2u);
  const ExplainedReason& stances = why.reasons[0];
  EXPECT_EQ(stances.sum.reason, "stance_expressed");
  EXPECT_DOUBLE_EQ(stances.sum.link, 1.0);
  EXPECT_EQ(stances.people, (std::vector<std::string>{"p-1", "p-2"}));
  EXPECT_EQ(stances.sum.signals, (std::vector<std::uint32_t>{0, 1}));
}

TEST_F(ExplainTest, PointsAreWhatTheReadingWouldLoseWithoutTheWholeGroup) {
  Store({StanceOf("e-1", "p-2", "2026-05-01T00:00:00Z"),
         StanceOf("e-2", "p-1", "2026-05-02T00:00:00Z")});
  const Explanation why = Explained(Why({kConfidence}));
  // The link stands at -0.5 + 2 * 0.5 = 0.5.
  EXPECT_NEAR(why.terms[0].points, ReadingAtLink(kConfidence, 0.5) - ReadingAtLink(kConfidence, 0),
              1e-12);
  EXPECT_NEAR(why.reasons[0].sum.points,
              ReadingAtLink(kConfidence, 0.5) - ReadingAtLink(kConfidence, -0.5), 1e-12);
}

TEST_F(ExplainTest, ASilenceIsNamedWithItsDates) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  const Explanation why = Explained(Why({kMomentum}));
  ASSERT_EQ(why.reasons.size(), 2u);
  EXPECT_EQ(why.reasons[0].sum.reason, "silence");
  EXPECT_EQ(why.reasons[0].sum.silence_from, *ParseTime("2026-05-01"));
  EXPECT_EQ(why.reasons[0].sum.silence_to, *ParseTime("2026-05-11"));
}

TEST_F(ExplainTest, TermsPastTheLimitAreSummedByReason) {
  std::vector<Signal> signals;
  const std::size_t many = limits::kMaxExplanationTerms / 4 + 100;
  for (std::size_t i = 0; i < many; ++i) {
    signals.push_back(StanceOf("e-" + std::to_string(i), "p-1", "2026-05-01T00:00:00Z"));
  }
  Store(std::move(signals));
  const Explanation why = Explained(Why());
  double sum = -0.5;
  std::size_t terms = 0, named = 0;
  for (const ExplainedTerm& term : why.terms) {
    if (term.reading != kConfidence) continue;
    ++terms;
    named += term.signals.size();
    sum += term.link;
  }
  EXPECT_EQ(terms, limits::kMaxExplanationTerms / 4 + 1);
  EXPECT_EQ(named, many);
  EXPECT_NEAR(sum, why.now.interpretation.readings[kConfidence].link, 1e-6);
}

TEST_F(ExplainTest, ChangesSumToTheChangeOfTheValueAndNameWhatIsNew) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z"),
         StanceOf("e-2", "p-1", "2026-05-06T00:00:00Z"),
         StanceOf("e-3", "p-2", "2026-05-07T00:00:00Z")});
  ExplainRequest request = Why();
  request.since = *ParseTime("2026-05-05");
  const Explanation why = Explained(request);
  ASSERT_TRUE(why.before.has_value());
  EXPECT_EQ(why.before->as_of, request.since);
  for (int r = 0; r < kReadingCount; ++r) {
    double sum = 0;
    for (const ExplainedChange& change : why.changes)
      sum += change.reading == r ? change.points : 0;
    EXPECT_NEAR(
        sum,
        why.now.interpretation.readings[r].value - why.before->interpretation.readings[r].value,
        1e-9)
        << kReadingNames[r];
  }
  const ExplainedChange& first = why.changes[0];
  EXPECT_EQ(first.reading, kConfidence);
  EXPECT_EQ(first.signals.size(), 1u);  // e-1 is older than `since`
  EXPECT_GT(first.signals[0], 0u);
}

TEST_F(ExplainTest, WhatOnlyTimeChangedNamesNoSignal) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  ExplainRequest request = Why();
  request.since = *ParseTime("2026-05-05");
  const Explanation why = Explained(request);
  ASSERT_EQ(why.changes.size(), 1u);
  EXPECT_EQ(why.changes[0].reason, "silence");
  EXPECT_TRUE(why.changes[0].signals.empty());
  EXPECT_EQ(why.changes[0].silence_from, *ParseTime("2026-05-01"));
}

TEST_F(ExplainTest, AMomentBeforeAnySignalIsReadAsWhatTheLensSaysThen) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  ExplainRequest request = Why();
  request.since = *ParseTime("2020-01-01");
  const Explanation why = Explained(request);
  EXPECT_NEAR(why.before->interpretation.readings[kConfidence].link, -0.5, 1e-12);
  EXPECT_FALSE(why.changes.empty());
}

TEST_F(ExplainTest, SinceMustLieBeforeTheMomentSpokenOf) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  ExplainRequest request = Why();
  request.since = request.question.moment.as_of;
  const auto refused = Explain(env_, request, [] { return false; });
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(GetErrorDetails(refused.status()).violations.at(0).field, "since");
}

TEST_F(ExplainTest, AGateThatTheLensNamesIsAnOpeningUntilItIsPassed) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  ExplainRequest request = Why({kDecisionRisk});
  request.openings = true;
  const Explanation open = Explained(request);
  const Opening* gate = Find(open, kDecisionRisk, "validation.step");
  ASSERT_NE(gate, nullptr);
  EXPECT_EQ(gate->subject, "security_review");
  EXPECT_NEAR(gate->points, ReadingAtLink(kDecisionRisk, 0.4) - ReadingAtLink(kDecisionRisk, 1),
              1e-12);
  EXPECT_EQ(gate->verdict, PLX_VERDICT_HEALTHY);

  Store({Say("e-2", "validation.step", "p-1", "2026-05-02T00:00:00Z",
             {{"gate", "security_review"}, {"state", "passed"}})});
  EXPECT_EQ(Find(Explained(request), kDecisionRisk, "validation.step"), nullptr);
}

TEST_F(ExplainTest, AnOpenObjectionIsAnOpeningUntilItIsSettled) {
  const auto objection = [](const std::string& id, const std::string& at, const char* state) {
    return Say(id, "sales.objection", "p-1", at,
               {{"ref", "o-1"}, {"risk_dimension", "security"}, {"state", state}});
  };
  Store({objection("e-1", "2026-05-01T00:00:00Z", "raised")});
  ExplainRequest request = Why({kDecisionRisk});
  request.openings = true;
  const Explanation open = Explained(request);
  const Opening* settled = Find(open, kDecisionRisk, "sales.objection");
  ASSERT_NE(settled, nullptr);
  EXPECT_EQ(settled->subject, "o-1");
  EXPECT_EQ(settled->stakeholder, "p-1");
  EXPECT_LT(settled->points, -1);

  Store({objection("e-2", "2026-05-02T00:00:00Z", "withdrawn")});
  EXPECT_EQ(Find(Explained(request), kDecisionRisk, "sales.objection"), nullptr);
}

TEST_F(ExplainTest, AMissingRoleIsAnOpeningForSomebodyWhoJoinsAndSaysYes) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  ExplainRequest request = Why({kAlignment});
  request.openings = true;
  const Explanation why = Explained(request);
  ASSERT_EQ(why.openings.size(), 1u);  // p-1 took a stance already
  EXPECT_EQ(why.openings[0].subject, "economic_buyer");
  EXPECT_EQ(why.openings[0].kind, "sales.stance_expressed");
  EXPECT_TRUE(why.openings[0].stakeholder.empty());
  EXPECT_NEAR(why.openings[0].points, ReadingAtLink(kAlignment, 2) - ReadingAtLink(kAlignment, 1),
              1e-12);
}

TEST_F(ExplainTest, OfWhatAMemberCouldDoTheBestIsOffered) {
  Store(
      {StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z"),
       Say("e-2", "sales.champion_action", "p-2", "2026-05-02T00:00:00Z", {{"type", "defended"}})});
  ExplainRequest request = Why({kAlignment});
  request.openings = true;
  const Explanation why = Explained(request);
  int of_p2 = 0;
  for (const Opening& opening : why.openings) of_p2 += opening.stakeholder == "p-2";
  EXPECT_EQ(of_p2, 1);
}

TEST_F(ExplainTest, WhatAnyActWouldDoIsOfferedAsTheActAlone) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z"),
         StanceOf("e-2", "p-2", "2026-05-01T01:00:00Z")});
  ExplainRequest request = Why({kMomentum});
  request.openings = true;
  const Explanation why = Explained(request);
  ASSERT_EQ(why.openings.size(), 1u);
  EXPECT_EQ(why.openings[0].kind, "sales.message_exchanged");
  EXPECT_TRUE(why.openings[0].stakeholder.empty()) << "it makes no difference who writes";
}

TEST_F(ExplainTest, OpeningsAreOnlyLookedForWhenAskedFor) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  EXPECT_TRUE(Explained(Why()).openings.empty());
  EXPECT_EQ(lens_->rows_read(), 1u);
}

TEST_F(ExplainTest, NoMoreThanTheLimitIsTried) {
  std::vector<Signal> signals;
  for (std::size_t i = 0; i < limits::kMaxHypotheses; ++i) {
    const std::string n = std::to_string(i);
    signals.push_back(Say("e-" + n, "sales.question_asked", "p-1", "2026-05-01T00:00:00Z",
                          {{"ref", "q-" + n}, {"topic", "price"}}));
  }
  Store(std::move(signals));
  ExplainRequest request = Why();
  request.openings = true;
  Explained(request);
  EXPECT_EQ(lens_->rows_read(), 1 + limits::kMaxHypotheses);
}

TEST_F(ExplainTest, StopsWhenTheCallerGoesAway) {
  Store({StanceOf("e-1", "p-1", "2026-05-01T00:00:00Z")});
  ExplainRequest request = Why();
  request.openings = true;
  EXPECT_EQ(Explain(env_, request, [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace parallax
