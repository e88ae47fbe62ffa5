#include "clients/cli/render/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_split.h"
#include "clients/cli/render/flat.h"
#include "clients/cli/render/history_columns.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "tests/unit/cli/pages.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kFirstSecond = 1'767'225'600;  // 2026-01-01
constexpr std::int64_t kDaySeconds = 86'400;

// Readings that rise by ten points, one a week, healthy, without signals.
v1::GetHistoryResponse Weeks(int points, std::int64_t step = 7 * kDaySeconds) {
  v1::GetHistoryResponse history;
  for (int i = 0; i < points; ++i) {
    v1::HistoryPoint& point = *history.add_points();
    point.set_calendar(1);
    v1::Interpretation& said = *point.mutable_interpretation();
    said.set_account("acme");
    said.mutable_lens()->set_id("saas");
    said.mutable_lens()->set_version("1.0.0");
    said.mutable_as_of()->set_seconds(kFirstSecond + i * step);
    said.mutable_confidence()->set_value(10.0 * (i % 11));
    said.mutable_verdict()->set_code(v1::VERDICT_CODE_HEALTHY);
    said.mutable_verdict()->set_headline("Nothing warns.");
  }
  return history;
}

v1::Gate& AddGate(v1::HistoryPoint& point, const std::string& state, double age) {
  v1::Gate& gate = *point.mutable_interpretation()->add_gates();
  gate.set_id("security_review");
  gate.set_state(state);
  if (age > 0) gate.set_age_days(age);
  gate.set_p80_days(21);
  return gate;
}

// The drawing's line that begins so.
std::string LineOf(const std::string& page, absl::string_view label) {
  for (const absl::string_view line : absl::StrSplit(page, '\n')) {
    if (line.substr(0, label.size()) == label) return std::string(line);
  }
  return "";
}

TEST(RenderHistory, IsThisPageAtEightyColumns) {
  v1::GetHistoryResponse history = Weeks(6);
  for (int i = 0; i < 6; ++i) history.mutable_points(i)->set_seller_signals(i == 4 ? 12 : 0);
  history.mutable_points(0)->set_buyer_signals(3);
  history.mutable_points(0)->mutable_interpretation()->mutable_verdict()->set_code(
      v1::VERDICT_CODE_INSUFFICIENT);
  AddGate(*history.mutable_points(2), "in_progress", 3);
  AddGate(*history.mutable_points(3), "in_progress", 10);
  AddGate(*history.mutable_points(4), "in_progress", 22);
  AddGate(*history.mutable_points(5), "passed", 0);
  history.mutable_points(5)->set_calendar(0.3);
  history.mutable_points(5)->mutable_interpretation()->mutable_verdict()->set_code(
      v1::VERDICT_CODE_WARNING);
  history.mutable_points(5)->mutable_interpretation()->mutable_verdict()->set_headline("It slows.");
  EXPECT_EQ(RenderHistory(history, false, Style{80}), R"(acme under lens saas@1.0.0
6 readings, one every 7 days, from 2026-01-01 00:00 UTC to 2026-02-05 00:00 UTC,
by everything stored.

                                   first last  min  max
Confidence      000111222333444555     0   50    0   50
Decision risk   000000000000000000     0    0    0    0
Alignment       000000000000000000     0    0    0    0
Momentum        000000000000000000     0    0    0    0
Verdict         ???oooooooooooo!!! WARNING
security review       ======!!!+++ passed
Buyer signals     3--------------- 3 in all
Seller signals  ------------  +--- 12 in all
Calendar        ...............=== 88 % of normal
                  |              |
                  2026-01-01     2026-02-05

Readings        0-100, drawn as tens: 6 is 60 to 69, 9 is 90 to 100. Higher is
                better, but for decision risk, where it is worse; momentum 50 is
                the account's own pace.
Verdict         ? too little evidence, o healthy, ! warning
Gates           + passed, = running, ! late (four in five take no longer);
                blank: has not moved yet
Signals         1-9 of them since the column before, + ten or more, - none, at
                the right of the column
Calendar        intensity under this lens: . normal time, = less than half

What changed
  2026-01-01  INSUFFICIENT, the first reading
              Nothing warns.
  2026-01-08  HEALTHY, was insufficient
              Nothing warns.
  2026-01-15  gate security review: in progress
  2026-01-29  gate security review: in progress, late
  2026-02-05  WARNING, was healthy
              It slows.
  2026-02-05  gate security review: passed
  Longest silence of the buyer: 5 steps without a signal, 2026-01-01 to
  2026-02-05.

The last point is made by lens saas@1.0.0, config , as of 2026-02-05 00:00 UTC,
known at any time (everything stored), revision 0. Readings are indices of the
lens's assumptions, not probabilities.
)");
}

void AddAlarm(v1::HistoryPoint& point, v1::DriftState state, std::int64_t onset) {
  v1::Drift& drift = *point.mutable_interpretation()->add_drift();
  drift.set_sign("champion_engagement");
  drift.set_state(state);
  drift.mutable_onset()->set_seconds(onset);
}

// Rises from the second week on, fires in weeks 4 and 5, recovers in week 6, is over in week 7.
v1::GetHistoryResponse WithAnAlarm() {
  v1::GetHistoryResponse history = Weeks(9);
  const std::int64_t onset = kFirstSecond + 8 * kDaySeconds;
  AddAlarm(*history.mutable_points(4), v1::DRIFT_STATE_FIRING, onset);
  AddAlarm(*history.mutable_points(5), v1::DRIFT_STATE_FIRING, onset);
  AddAlarm(*history.mutable_points(6), v1::DRIFT_STATE_RECOVERING, onset);
  return history;
}

TEST(RenderHistory, MarksWhereAnAlarmRoseFiredAndWasOver) {
  const std::string page = RenderHistory(WithAnAlarm(), false, Style{80});
  EXPECT_THAT(LineOf(page, "champion engagement"), HasSubstr("ooo---!!!!!!:::+++"));
  EXPECT_THAT(LineOf(page, "champion engagement"), HasSubstr("over 2026-02-19"));
  EXPECT_THAT(page, HasSubstr("- it rises, o the rise began, + it is over, : it recovers, !"));
  EXPECT_LE(WidestLine(page), 80);
  EXPECT_LE(WidestLine(RenderHistory(WithAnAlarm(), false, Style{160})), 160);
}

TEST(RenderHistory, ListsWhatAnAlarmDid) {
  const std::string page = RenderHistory(WithAnAlarm(), false, Style{80});
  EXPECT_THAT(page,
              HasSubstr("2026-01-29  drift, champion engagement: firing, from 2026-01-09 on"));
  EXPECT_THAT(page, HasSubstr("2026-02-12  drift, champion engagement: recovering"));
  EXPECT_THAT(page, HasSubstr("2026-02-19  drift, champion engagement: over"));
}

TEST(RenderHistory, AnAlarmThatRoseBeforeTheHistoryHasNoBeginningInIt) {
  v1::GetHistoryResponse history = Weeks(3);
  AddAlarm(*history.mutable_points(2), v1::DRIFT_STATE_FIRING, kFirstSecond - kDaySeconds);
  const std::string line = LineOf(RenderHistory(history, false, Style{80}), "champion engagement");
  EXPECT_THAT(line, HasSubstr("------!!!"));
  EXPECT_THAT(line, HasSubstr("firing"));
}

TEST(RenderHistory, TwoAlarmsInARowAreToldApartByTheirOnset) {
  v1::GetHistoryResponse history = Weeks(4);
  AddAlarm(*history.mutable_points(0), v1::DRIFT_STATE_FIRING, kFirstSecond - kDaySeconds);
  AddAlarm(*history.mutable_points(3), v1::DRIFT_STATE_FIRING, kFirstSecond + 8 * kDaySeconds);
  EXPECT_THAT(LineOf(RenderHistory(history, false, Style{80}), "champion engagement"),
              HasSubstr("!!!+++ooo!!!"));
}

TEST(RenderHistory, WithoutAnAlarmThereIsNoDriftToExplain) {
  EXPECT_THAT(RenderHistory(Weeks(3), false, Style{80}), Not(HasSubstr("Drift")));
}

TEST(RenderHistory, DrawsBlocksOnATerminalThreeLinesHighWhereItIsWide) {
  Style style{80};
  style.unicode = true;
  EXPECT_THAT(LineOf(RenderHistory(Weeks(11), false, style), "Confidence"),
              HasSubstr("▁▁▁▁▁▁▂▂▂▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▆▆▆▇▇▇███"));
  style.width = 160;
  const std::string page = RenderHistory(Weeks(11), false, style);
  EXPECT_LE(WidestLine(page), 160);
  EXPECT_THAT(page, HasSubstr("100"));
  EXPECT_THAT(LineOf(page, "Confidence"), HasSubstr("▁▁▁▁▁▁▂▂▂▂▂▂▅▅▅▅▅▅▇▇▇▇▇▇██████"));
}

TEST(RenderHistory, NeverIsWiderThanItIsAllowed) {
  v1::GetHistoryResponse history = Weeks(1500);
  AddGate(*history.mutable_points(1499), "in_progress", 400)
      .set_id("custom.a_gate_with_a_name_that_is_much_too_long_for_a_line");
  for (const int width : {80, 100, 160}) {
    EXPECT_LE(WidestLine(RenderHistory(history, false, Style{width})), width);
  }
}

TEST(RenderHistory, SaysHowManyPointsAColumnHoldsAndShowsTheWorstOfThem) {
  v1::GetHistoryResponse history = Weeks(100);
  history.mutable_points(30)->mutable_interpretation()->mutable_verdict()->set_code(
      v1::VERDICT_CODE_LOST_GROUND);
  const std::string page = RenderHistory(history, false, Style{80});
  EXPECT_THAT(page, HasSubstr("Each column is 3 points"));
  const std::string verdicts = LineOf(page, "Verdict");
  EXPECT_EQ(std::count(verdicts.begin(), verdicts.end(), 'X'), 1) << verdicts;
  EXPECT_THAT(RenderHistory(Weeks(10), false, Style{80}), Not(HasSubstr("Each column")));
}

TEST(RenderHistory, SaysWhoseKnowledgeItIs) {
  v1::GetHistoryResponse history = Weeks(2);
  EXPECT_THAT(RenderHistory(history, false, Style{200}), HasSubstr("by everything stored"));
  for (v1::HistoryPoint& point : *history.mutable_points()) {
    point.mutable_interpretation()->mutable_known_at()->set_seconds(kFirstSecond);
  }
  EXPECT_THAT(RenderHistory(history, false, Style{200}),
              HasSubstr("by what was known at 2026-01-01 00:00 UTC"));
  EXPECT_THAT(RenderHistory(history, true, Style{200}),
              HasSubstr("each by what was known at its own moment"));
}

TEST(RenderHistory, NamesTheLongestSilence) {
  v1::GetHistoryResponse history = Weeks(6);
  history.mutable_points(1)->set_buyer_signals(1);
  history.mutable_points(5)->set_buyer_signals(2);
  EXPECT_THAT(RenderHistory(history, false, Style{120}),
              HasSubstr("3 steps without a signal, 2026-01-08 to 2026-01-29"));
}

TEST(RenderHistory, OfOnePointOrNoneIsStillAPage) {
  EXPECT_THAT(RenderHistory(Weeks(1), false, Style{80}), HasSubstr("One reading, of 2026-01-01"));
  EXPECT_EQ(RenderHistory(Weeks(0), false, Style{80}), "No readings.\n");
}

TEST(RenderHistory, KeepsColourToStylesThatHaveIt) {
  EXPECT_THAT(RenderHistory(Weeks(5), false, Style{80}), Not(HasSubstr("\x1b")));
  Style style{80};
  style.color = true;
  EXPECT_THAT(RenderHistory(Weeks(5), false, style), HasSubstr("\x1b[32m"));
  EXPECT_LE(WidestLine(RenderHistory(Weeks(5), false, style)), 80);
}

TEST(HistoryAxis, DatesTheLastPointOfTheColumnAboveIt) {
  const v1::GetHistoryResponse history = Weeks(30);
  const HistoryColumns columns(history, 15);
  EXPECT_EQ(columns.points_per_column(), 2);
  const auto axis = DrawTimeAxis(columns, false);
  // Columns end with the points 2026-01-08 and 2026-07-23.
  EXPECT_EQ(axis[0], "|             |");
  EXPECT_EQ(axis[1], "2026-01-08    2026-07-23");
  const v1::GetHistoryResponse hourly = Weeks(13, 3600);
  EXPECT_EQ(DrawTimeAxis(HistoryColumns(hourly, 13), true)[1], "01-01 00:00");
}

TEST(HistoryRecords, HaveTheColumnsOfAnInterpretationAndTheirOwn) {
  v1::GetHistoryResponse history = Weeks(1);
  v1::HistoryPoint& point = *history.mutable_points(0);
  AddGate(point, "in_progress", 3);
  AddAlarm(point, v1::DRIFT_STATE_FIRING, kFirstSecond);
  point.set_buyer_signals(4);
  point.set_calendar(0.25);
  const auto columns = HistoryPointColumns(), record = HistoryPointRecord(point);
  ASSERT_EQ(columns.size(), record.size());
  EXPECT_EQ(columns.size(), InterpretationColumns().size() + 5);
  EXPECT_EQ(columns[columns.size() - 5], "gates");
  EXPECT_EQ(record[columns.size() - 5], "security_review=in_progress");
  EXPECT_EQ(record[columns.size() - 4], "0.2500");
  EXPECT_EQ(record[columns.size() - 3], "4");
  EXPECT_EQ(record[columns.size() - 1], "champion_engagement=firing");
}

TEST(StepFlag, TakesDaysWeeksAndHours) {
  EXPECT_EQ(*ParseStepFlag("--step", "7d"), absl::Hours(168));
  EXPECT_EQ(*ParseStepFlag("--step", "2w"), absl::Hours(336));
  EXPECT_EQ(*ParseStepFlag("--step", "12h"), absl::Hours(12));
  for (const char* text : {"", "d", "0d", "-1d", "7", "1.5d", "fortnight", "-2h"}) {
    EXPECT_THAT(std::string(ParseStepFlag("--step", text).status().message()),
                HasSubstr("write 7d, 2w or 12h"))
        << text;
  }
}

}  // namespace
}  // namespace parallax::cli
