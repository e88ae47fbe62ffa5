#include "clients/cli/render/explain.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "clients/cli/render/explain_words.h"
#include "clients/cli/text/layout.h"
#include "tests/unit/cli/pages.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kExplanation[] = R"(
  interpretation {
    account: "acme" decision: "opp-42"
    lens { id: "saas" version: "1.0.0" config_hash: "0123456789abcdef" }
    as_of { seconds: 1777464000 } revision: 17
    confidence { value: 64.6 link_value: 0.6 prior_link_value: -0.4 }
    decision_risk { value: 75 link_value: 1.39 prior_link_value: 1.5 }
    alignment { value: 41 } momentum { value: 61 link_value: 0.45 prior_link_value: 0 }
    verdict { code: VERDICT_CODE_WARNING headline: "Slowing down with signs of conflict." }
  }
  before {
    as_of { seconds: 1775347200 }
    confidence { value: 57.6 } decision_risk { value: 75 } momentum { value: 70 }
    verdict { code: VERDICT_CODE_HEALTHY }
  }
  terms { reading: "momentum" reason: "buyer_act" link_value: 0.7 points: 17.5 stakeholder: "p-1"
          signals { source: "crm" source_event_id: "e1" kind: "sales.meeting_held" stakeholder: "p-1"
                    occurred_at { seconds: 1775347200 } } }
  terms { reading: "momentum" reason: "silence" link_value: -0.25 points: -6.1
          silence { from { seconds: 1775347200 } to { seconds: 1777464000 } } }
  reasons { reading: "momentum" reason: "buyer_act" link_value: 0.7 points: 17.5 stakeholders: "p-1"
            stakeholders: "p-2" signal_count: 3 }
  reasons { reading: "momentum" reason: "silence" link_value: -0.25 points: -6.1
            silence { from { seconds: 1775347200 } to { seconds: 1777464000 } } }
  changes { reading: "confidence" reason: "champion_action" stakeholder: "p-1" link_value_before: 0.2
            link_value_after: 0.8 points: 9.5
            signals { source: "crm" source_event_id: "e2" kind: "sales.champion_action" stakeholder: "p-1"
                      occurred_at { seconds: 1775433600 } } }
  changes { reading: "confidence" reason: "stance_expressed" stakeholder: "p-2" link_value_before: 0.6
            link_value_after: 0.5 points: -2.5 }
  changes { reading: "confidence" reason: "sentiment" link_value_before: 0.06 link_value_after: 0.061
            points: 0.01 }
  changes { reading: "momentum" reason: "silence" link_value_before: 0 link_value_after: -0.25 points: -9
            silence { from { seconds: 1775347200 } to { seconds: 1777464000 } } }
  openings { reading: "decision_risk" kind: "validation.step" subject: "security_review" points: -12.3
             verdict: VERDICT_CODE_HEALTHY }
  openings { reading: "decision_risk" kind: "sales.objection" subject: "o-1" stakeholder: "p-2" points: -2.5
             verdict: VERDICT_CODE_WARNING }
)";

v1::ExplainReadingResponse Explanation() {
  v1::ExplainReadingResponse out;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kExplanation, &out));
  return out;
}

TEST(ExplainPages, FitEightyColumns) {
  const Style style{80};
  EXPECT_LE(WidestLine(RenderReasons(Explanation(), {0, ""}, style)), 80);
  EXPECT_LE(WidestLine(RenderTerms(Explanation(), {0, ""}, style)), 80);
  EXPECT_LE(WidestLine(RenderChanges(Explanation(), {0, ""}, style)), 80);
  EXPECT_LE(WidestLine(RenderOpenings(Explanation(), {0, ""}, style)), 80);
}

TEST(ExplainPages, ReasonsSayWhoseTheyAreAndNameSilence) {
  const std::string page = RenderReasons(Explanation(), {0, ""}, Style{80});
  EXPECT_THAT(page, HasSubstr("   +17.5  ############  days on which buyers acted\n"
                              "                        p-1, p-2; 3 signals, 2026-04-05\n"));
  EXPECT_THAT(page, HasSubstr("nobody heard from any buyer since 2026-04-05, 24 days"));
  EXPECT_THAT(page, HasSubstr("Momentum 61.0 of 100"));
}

TEST(ExplainPages, ReasonsPastTheLimitAreCounted) {
  const std::string page = RenderReasons(Explanation(), {1, ""}, Style{80});
  EXPECT_THAT(page, HasSubstr("and 1 more, smaller (--limit 0 for all)"));
  EXPECT_THAT(page, Not(HasSubstr("nobody heard")));
}

TEST(ExplainPages, TermsListTheirSignals) {
  EXPECT_THAT(RenderTerms(Explanation(), {0, ""}, Style{120}),
              HasSubstr("days on which buyers acted (p-1): 2026-04-05 sales.meeting_held by p-1"));
}

TEST(ExplainPages, ChangesGoFromThenToNowAndNameWhatIsNew) {
  const std::string page = RenderChanges(Explanation(), {10, ""}, Style{80});
  EXPECT_THAT(page, HasSubstr("Verdict HEALTHY -> WARNING"));
  EXPECT_THAT(page, HasSubstr("Confidence 57.6 -> 64.6 of 100 (+7.0 points)"));
  EXPECT_THAT(page, HasSubstr("    +9.5  what was done for us inside (p-1): 1 new signal\n"
                              "          2026-04-06 sales.champion_action by p-1 [crm:e2]\n"));
  EXPECT_THAT(page, HasSubstr("    -2.5  where people said they stand (p-2): fades with time, no "
                              "new signal\n"));
  EXPECT_THAT(page, HasSubstr("     0.0  1 smaller change together\n"));
  EXPECT_THAT(page, HasSubstr("    -9.0  quiet since, at the account's usual pace: nobody heard "));
}

TEST(ExplainPages, OpeningsSayWhatWouldBeReadNotWhatWill) {
  const std::string page = RenderOpenings(Explanation(), {10, ""}, Style{80});
  EXPECT_THAT(page, HasSubstr("nothing says that it will"));
  EXPECT_THAT(page, HasSubstr("-12.3           62.7  HEALTHY       a gate (security review)"));
  EXPECT_THAT(page, HasSubstr("the objection (o-1) was settled"));
  EXPECT_THAT(page, HasSubstr("Nothing that was tried would be read as a point better"));
}

TEST(ExplainPages, SayWhenThereIsNothingToSay) {
  v1::ExplainReadingResponse nothing;
  *nothing.mutable_interpretation() = Explanation().interpretation();
  EXPECT_THAT(RenderReasons(nothing, {10, ""}, Style{80}), HasSubstr("No evidence has moved it."));
  EXPECT_THAT(RenderChanges(nothing, {10, ""}, Style{80}), HasSubstr("Nothing changed."));
  EXPECT_THAT(RenderOpenings(nothing, {10, ""}, Style{80}), HasSubstr("Nothing that was tried"));
}

TEST(ExplainPages, SpeakOfTheReadingThatWasAskedForAlone) {
  const std::string page = RenderReasons(Explanation(), {0, "momentum"}, Style{80});
  EXPECT_THAT(page, HasSubstr("Momentum 61.0 of 100"));
  EXPECT_THAT(page, Not(HasSubstr("Confidence")));
}

TEST(ExplainPages, NeverPassTerminalCodesOn) {
  v1::ExplainReadingResponse hostile = Explanation();
  hostile.mutable_reasons(0)->set_reason("\x1b[2J");
  hostile.mutable_reasons(0)->set_stakeholders(0, "\x1b[2J");
  hostile.mutable_openings(0)->set_subject("\x1b[2J");
  hostile.mutable_changes(0)->set_stakeholder("\x1b[2J");
  hostile.mutable_terms(0)->set_stakeholder("\x1b[2J");
  for (const auto page : {RenderReasons, RenderTerms, RenderChanges, RenderOpenings}) {
    EXPECT_THAT(page(hostile, {0, ""}, Style{80}), Not(HasSubstr("\x1b")));
  }
}

TEST(ExplainWords, SpellOutAReasonThatNobodyKnows) {
  EXPECT_EQ(ReasonWords("confidence", "moon_phase"), "moon phase");
}

TEST(ExplainWords, NameTheOneWhoIsSilent) {
  v1::Silence silence;
  silence.mutable_from()->set_seconds(1775347200);
  silence.mutable_to()->set_seconds(1775433600);
  EXPECT_EQ(SilenceWords("silence", "p-7", silence),
            "nobody heard from p-7 since 2026-04-05, 1 day");
  EXPECT_EQ(SilenceWords("departed_champion", "p-7", silence),
            "p-7 is gone since 2026-04-05, 1 day");
}

TEST(ExplainWords, SayWhoWouldJoin) {
  v1::Opening opening;
  opening.set_kind("sales.stance_expressed");
  opening.set_subject("economic_buyer");
  EXPECT_EQ(OpeningWords(opening), "somebody joined as economic buyer and came out in support");
  opening.set_kind("x.vendor.rumour");
  opening.set_stakeholder("p-1");
  EXPECT_EQ(OpeningWords(opening), "a signal x.vendor.rumour came from p-1 about economic buyer");
}

}  // namespace
}  // namespace parallax::cli
