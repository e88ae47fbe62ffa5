#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "clients/cli/render/compare.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/ranking.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kInterpretation[] = R"(
  account: "acme" decision: "opp-42"
  lens { id: "saas" version: "1.0.0" config_hash: "0123456789abcdef" }
  as_of { seconds: 1777464000 } revision: 17 sufficiency: 0.77
  confidence { value: 64.6 low: 50 high: 77 trend: -6.3 interval_basis: INTERVAL_BASIS_ASSUMPTIONS }
  decision_risk { value: 75 low: 67 high: 81 interval_basis: INTERVAL_BASIS_ASSUMPTIONS }
  alignment { value: 41 low: 21 high: 64 trend: -1.8 interval_basis: INTERVAL_BASIS_ASSUMPTIONS }
  momentum { value: 61 low: 48 high: 69 trend: 2 interval_basis: INTERVAL_BASIS_POSTERIOR }
  pace { state: PACE_STATE_WARNING_DECELERATION reasons: "champion_silent" }
  dip { meaning: DIP_MEANING_DISINTEREST
        posterior { key: "DIP_MEANING_DISINTEREST" value: 0.72 } posterior { key: "DIP_MEANING_CALENDAR" value: 0.28 } }
  journey { phase: JOURNEY_PHASE_VALIDATION }
  verdict { code: VERDICT_CODE_WARNING headline: "Slowing down with signs of conflict." act_by: "2026-06-10"
            next_question: "Who decides?" })";

v1::Interpretation Sample(const std::string& extra = "") {
  v1::Interpretation out;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kInterpretation + extra, &out));
  return out;
}

int Widest(const std::string& text) {
  int widest = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n'))
    widest = std::max(widest, DisplayWidth(line));
  return widest;
}

TEST(RenderInterpretation, IsThisPageAtEightyColumns) {
  EXPECT_EQ(RenderInterpretation(Sample(), Style{80}),
            R"(acme, decision opp-42 under lens saas@1.0.0
Slowing down with signs of conflict.
Verdict      WARNING: a slowdown with a bad meaning, a silent veto at a running
             gate, or drift

Reading        Value  0 .. 100            90 % range from          28-day trend
Confidence        65  ############......  50-77      assumptions     -6.3 points
  Does the buyer believe it works? Higher is better.
Decision risk     75  ##############....  67-81      assumptions      0.0 points
  What could still go wrong in the buyer's eyes, by severity. Higher is worse.
Alignment         41  #######...........  21-64      assumptions     -1.8 points
  Would the buying committee say yes? Higher is better.
Momentum          61  ###########.......  48-69      posterior       +2.0 points
  Is the buyer acting? 50 = the account's own usual pace. Higher is better.

Pace         warning deceleration: slower, for reasons that speak of conflict or
             loss (champion silent)
Slowdown     disinterest: they are losing interest (disinterest 72 %, calendar
             28 % under this lens)
Phase        validation: making the decision safe
Evidence     77 % sufficient (0 % nothing seen, 50 % the least the lens speaks
             on)
Act by       2026-06-10 (UTC), before the nearest deadline
Ask next     Who decides?

Made by lens saas@1.0.0, config 0123456789ab, as of 2026-04-29 12:00 UTC, known
at any time (everything stored), revision 17. Readings are indices of the lens's
assumptions, not probabilities.
)");
}

TEST(RenderInterpretation, UsesAWideTerminalAndFitsANarrowOne) {
  EXPECT_LE(Widest(RenderInterpretation(Sample(), Style{160})), 160);
  EXPECT_THAT(RenderInterpretation(Sample(), Style{160}), HasSubstr(std::string(40 - 26, '.')));
  EXPECT_LE(Widest(RenderInterpretation(Sample(), Style{80})), 80);
}

TEST(RenderInterpretation, ShowsCommitteeAndGatesWhenItHasThem) {
  const std::string page = RenderInterpretation(Sample(R"(
      committee { coverage: 0.5 dispersion: 0.12 missing_roles: "economic_buyer" binding_role: "security" asked: 3
        reasked_same: 2 members { stakeholder: "p-17" role: "security" power: POWER_VETO support: 0.31
                                  stance: STANCE_SILENT_BLOCKER } }
      gates { id: "security_review" state: "in_progress" opened_at { seconds: 1776556800 } age_days: 10.25 p50_days: 45
              p80_days: 75 })"),
                                                Style{80});
  EXPECT_THAT(page, HasSubstr("p-17    security  veto               31  silent blocker"));
  EXPECT_THAT(page, HasSubstr("missing economic buyer"));
  EXPECT_THAT(
      page,
      HasSubstr("security review  in progress  2026-04-19         10         45           75"));
}

TEST(RenderInterpretation, TellsOfDriftInPlainWords) {
  const std::string drift = R"(
      drift { sign: "champion_engagement" severity: 1 state: DRIFT_STATE_FIRING onset { seconds: 1776556800 }
              silence { from { seconds: 1776556800 } to { seconds: 1780099200 } } signals { source: "crm" source_event_id: "e1" } }
      drift { sign: "followups_later" state: DRIFT_STATE_NO_DATA })";
  const std::string alarms = RenderInterpretation(Sample(drift), Style{80});
  EXPECT_THAT(alarms, HasSubstr("firing     100 %  2026-04-19   silent for 41 days, 1 signal"));
  EXPECT_THAT(alarms, HasSubstr("champion engagement: the champion is there less often than before "
                                "(crm:e1)"));
  EXPECT_THAT(alarms, Not(HasSubstr("followups later")));
  EXPECT_LE(Widest(alarms), 80);
  const std::string all =
      RenderInterpretation(Sample(drift + " committee { coverage: 1 }"), Style{80});
  EXPECT_THAT(all, HasSubstr("followups later"));
}

TEST(RenderInterpretation, NamesAFindingAndWhatWasDoneOnTheFullPage) {
  const std::string drift = R"(
      drift { sign: "champion_engagement" severity: 1 state: DRIFT_STATE_FIRING finding: "saas:champion_engagement:2026-04-19" }
      drift { sign: "followups_later" severity: 0.9 state: DRIFT_STATE_RECOVERING finding: "saas:followups_later:2026-04-20"
              interventions { source: "crm" source_event_id: "t-1" } interventions { source: "crm" source_event_id: "t-2" } })";
  const std::string full =
      RenderInterpretation(Sample(drift + " committee { coverage: 1 }"), Style{80});
  EXPECT_THAT(full, HasSubstr("Finding saas:champion_engagement:2026-04-19: no intervention is "
                              "recorded"));
  EXPECT_THAT(full,
              HasSubstr("Finding saas:followups_later:2026-04-20: acted on (crm:t-1 crm:t-2)"));
  EXPECT_LE(Widest(full), 80);
  EXPECT_THAT(RenderInterpretation(Sample(drift), Style{80}), Not(HasSubstr("Finding")));
}

TEST(RenderInterpretation, NeverPassesTerminalCodesOn) {
  v1::Interpretation hostile = Sample();
  hostile.mutable_verdict()->set_headline("\x1b]0;owned\x07 fine");
  hostile.set_account("a\x1b[2J");
  EXPECT_THAT(RenderInterpretation(hostile, Style{80}), Not(HasSubstr("\x1b")));
}

v1::CompareLensesResponse Comparison(int lenses) {
  v1::CompareLensesResponse out;
  for (int i = 0; i < lenses; ++i) {
    *out.add_interpretations() = Sample();
    out.mutable_interpretations(i)->mutable_lens()->set_id("lens" + std::to_string(i));
  }
  for (const auto& [group, share] : {std::pair{"tempo", 1.5}, std::pair{"committee", -9.25}}) {
    v1::LensDifference& difference = *out.add_differences();
    difference.set_lens_a("lens0");
    difference.set_lens_b("lens1");
    difference.set_reading("alignment");
    difference.set_delta(-7.75);
    difference.set_group(group);
    difference.set_share(share);
  }
  return out;
}

TEST(RenderComparison, NamesTheLargestPartFirst) {
  EXPECT_THAT(RenderComparison(Comparison(2), Style{80}), HasSubstr(R"(lens1 against lens0
  Alignment       -7.8 points
    committee     -9.2  who must agree, with what power
    tempo         +1.5  usual cadence, half-lives, calendar
)"));
}

TEST(RenderComparison, RepeatsTheReferenceWhereLensesDoNotFitBesideEachOther) {
  const std::string page = RenderComparison(Comparison(4), Style{80});
  EXPECT_LE(Widest(page), 80);
  EXPECT_THAT(page, HasSubstr("Lens          lens0@1.0.0                      lens3@1.0.0"));
}

TEST(RenderRanking, ShowsMeanAndReadingsWithWhatTheyMean) {
  v1::RankAccountsResponse ranking;
  *ranking.add_interpretations() = Sample();
  ranking.set_total_size(5);
  const std::string page = RenderRanking(ranking, Style{80});
  EXPECT_THAT(page, HasSubstr("acme     WARNING    48    65    75     41   61  Slowing down"));
  EXPECT_THAT(page, HasSubstr("1 of 5 accounts, worst first."));
  EXPECT_LE(Widest(page), 80);
}

}  // namespace
}  // namespace parallax::cli
