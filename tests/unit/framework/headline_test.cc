// The headline is never more certain than the evidence
// (docs/decisions/0016-headline-and-next-question.md).
#include <gtest/gtest.h>

#include <memory>
#include <regex>

#include "framework/row_reader.h"
#include "framework/words.h"
#include "lens_under_test.h"

namespace parallax::framework::testing {
namespace {

constexpr Interval kVague = {.low = 20, .high = 80, .basis = PLX_INTERVAL_POSTERIOR};
constexpr Interval kFast = {.low = 55, .high = 90, .basis = PLX_INTERVAL_POSTERIOR};

// An account of which every sentence can be said: somebody spoke, somebody is silent, a step runs.
class HeadlineTest : public ::testing::Test {
 protected:
  HeadlineTest() : assumptions(ParametersOf("legaltech"), vocabulary) {
    assumptions.Finish();
    account.Add(DecisionSpec{.id = "d", .opened_at = At("2026-01-01")});
    account.Add(PersonSpec{.id = "ana", .role = "business_owner", .champion = true});
    for (const char* at : {"2026-01-05", "2026-01-10", "2026-02-04"}) {
      account.Add(SignalSpec{.at = At(at),
                             .kind = "sales.stance_expressed",
                             .stakeholder = "ana",
                             .decision = "d",
                             .attributes = {{"stance", std::string("supports")}}});
    }
    Read();
  }
  void Read() {
    const plx_journal& journal = account.Build();
    rows = std::make_unique<RowReader>();
    rows->BeginGroup({.journal = &journal,
                      .decision = account.Decision("d"),
                      .assumptions = &assumptions,
                      .explain = false,
                      .lasting = false},
                     vocabulary, true);
    answer = rows->Read(At("2026-03-01"));
  }
  // As if the row had come to this.
  std::string Say(int verdict, int pace, int dip, double lead, double mass = 100,
                  const Interval& momentum = kFast) {
    answer.raw.verdict = answer.verdict = verdict;
    answer.raw.pace = pace;
    answer.raw.dip = dip;
    answer.raw.posterior.fill(dip == PLX_DIP_NONE ? 0 : (1 - lead) / 4);
    if (dip != PLX_DIP_NONE) {
      answer.raw.posterior[static_cast<std::size_t>(dip - PLX_DIP_DISINTEREST)] += lead;
    }
    return Headline(answer, momentum, answer.reader->deadline(*answer.fold), mass);
  }
  template <class Judge>
  void ForEveryState(Judge&& judge) {
    for (int verdict = PLX_VERDICT_HEALTHY; verdict <= PLX_VERDICT_LOST_GROUND; ++verdict) {
      for (int pace = PLX_PACE_UNDETERMINED; pace <= PLX_PACE_STALLED; ++pace) {
        for (int dip = PLX_DIP_NONE; dip <= PLX_DIP_CALENDAR; ++dip) judge(verdict, pace, dip);
      }
    }
  }

  Vocabulary vocabulary{CatalogWords()};
  Assumptions assumptions;
  JournalBuilder account;
  std::unique_ptr<RowReader> rows;
  Answer answer;
};

TEST_F(HeadlineTest, ClaimsNoMeaningThatDoesNotLeadByItsMargin) {
  ForEveryState([&](int verdict, int pace, int dip) {
    const std::string text = Say(verdict, pace, dip, assumptions.dip_margin / 2);
    EXPECT_EQ(text.find("most likely"), std::string::npos) << text;
    EXPECT_EQ(text.find("perhaps"), std::string::npos) << text;
    if (dip == PLX_DIP_NONE) {
      EXPECT_EQ(text.find('%'), std::string::npos) << text;
    }
  });
}

TEST_F(HeadlineTest, CallsAMeaningLikelyFromOneHalfOnAndAlwaysGivesItsShare) {
  const std::regex meaning("(it is most likely|it is perhaps|it may be) [a-z ]+ \\([0-9]+%\\)");
  for (const double lead : {0.15, 0.5, 0.9}) {  // shares of 36, 63 and 93 %
    ForEveryState([&](int verdict, int pace, int dip) {
      const std::string text = Say(verdict, pace, dip, lead);
      if (text.find('%') == std::string::npos) return;
      EXPECT_TRUE(std::regex_search(text, meaning)) << text;
      EXPECT_EQ(text.find("most likely") != std::string::npos, lead > 0.4) << text;
    });
  }
}

TEST_F(HeadlineTest, SaysWhenTheEvidenceIsLittle) {
  ForEveryState([&](int verdict, int pace, int dip) {
    const double floor = assumptions.evidence_floor;
    EXPECT_TRUE(Say(verdict, pace, dip, 0.5, 2 * floor - 1).starts_with("On little evidence: "));
    EXPECT_FALSE(Say(verdict, pace, dip, 0.5, 2 * floor).starts_with("On little evidence: "));
  });
}

TEST_F(HeadlineTest, SaysWhatIsMissingWhenTooLittleIsKnown) {
  for (int pace = PLX_PACE_UNDETERMINED; pace <= PLX_PACE_STALLED; ++pace) {
    for (int dip = PLX_DIP_NONE; dip <= PLX_DIP_CALENDAR; ++dip) {
      EXPECT_EQ(Say(PLX_VERDICT_INSUFFICIENT, pace, dip, 0.9, 1),
                "Too little is known to say anything: 1 piece of evidence, and at least 3 are "
                "needed; what counts is what the buyer says, and meetings held.");
    }
  }
}

TEST_F(HeadlineTest, TellsNoPaceThatIsUndetermined) {
  for (int dip = PLX_DIP_NONE; dip <= PLX_DIP_CALENDAR; ++dip) {
    const std::string healthy = Say(PLX_VERDICT_HEALTHY, PLX_PACE_UNDETERMINED, dip, 0.9);
    EXPECT_EQ(healthy, "Nothing warns, but the buyer's pace cannot be told.");
    const std::string watch = Say(PLX_VERDICT_WATCH, PLX_PACE_UNDETERMINED, dip, 0.9);
    EXPECT_NE(watch.find("the signs do not agree on why"), std::string::npos) << watch;
  }
}

TEST_F(HeadlineTest, OnlySeemsToKnowAPaceWhoseIntervalIsWide) {
  const int none = PLX_DIP_NONE;
  EXPECT_NE(Say(PLX_VERDICT_HEALTHY, PLX_PACE_ACCELERATING, none, 0, 100, kVague).find("seems"),
            std::string::npos);
  EXPECT_EQ(Say(PLX_VERDICT_HEALTHY, PLX_PACE_ACCELERATING, none, 0, 100, kFast).find("seems"),
            std::string::npos);
  EXPECT_NE(Say(PLX_VERDICT_HEALTHY, PLX_PACE_STEADY, none, 0, 100, kVague).find("few acts"),
            std::string::npos);
}

TEST_F(HeadlineTest, SaysWhatSpeaksAgainstThePaceToo) {
  account.Add(SignalSpec{.at = At("2026-02-05"),
                         .kind = "validation.step",
                         .decision = "d",
                         .attributes = {{"gate", std::string("security_review")},
                                        {"state", std::string("in_progress")}}});
  account.Add(SignalSpec{.at = At("2026-02-04"), .kind = "sales.price_pressure", .decision = "d"});
  Read();
  EXPECT_NE(Say(PLX_VERDICT_WARNING, PLX_PACE_WARNING_DECELERATION, PLX_DIP_DISINTEREST, 0.9)
                .find("presses on price, though a validation step is moving"),
            std::string::npos);
  EXPECT_NE(Say(PLX_VERDICT_HEALTHY, PLX_PACE_HEALTHY_DECELERATION, PLX_DIP_INTERNAL_REVIEW, 0.9)
                .find("within its usual time, though the buyer presses on price"),
            std::string::npos);
}

TEST_F(HeadlineTest, NamesTheDeadlineItSpeaksOf) {
  account.Add(SignalSpec{.at = At("2026-02-05"),
                         .kind = "validation.step",
                         .decision = "d",
                         .attributes = {{"gate", std::string("security_review")},
                                        {"state", std::string("in_progress")}}});
  Read();
  EXPECT_TRUE(Say(PLX_VERDICT_WARNING, PLX_PACE_WARNING_DECELERATION, PLX_DIP_DISINTEREST, 0.9)
                  .ends_with(" Act by 2026-04-06, before the security review is late."));
  EXPECT_EQ(Say(PLX_VERDICT_HEALTHY, PLX_PACE_STEADY, PLX_DIP_NONE, 0).find("Act by"),
            std::string::npos);
}

}  // namespace
}  // namespace parallax::framework::testing
