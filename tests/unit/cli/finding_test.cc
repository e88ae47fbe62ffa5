#include "clients/cli/render/finding.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "tests/unit/cli/pages.h"

namespace parallax::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAlarm[] = R"(
  account: "acme" lens { id: "saas" } as_of { seconds: 1777464000 } verdict: VERDICT_CODE_WARNING
  act_by: "2026-05-20" days_left: 21
  drift { sign: "champion_engagement" severity: 1 state: DRIFT_STATE_FIRING onset { seconds: 1776000000 }
          finding: "saas:champion_engagement:2026-04-12" interventions { source: "crm" source_event_id: "t-1" }
          interventions { source: "crm" source_event_id: "t-2" } })";

v1::Finding Parsed(const std::string& text) {
  v1::Finding finding;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &finding));
  return finding;
}

v1::ListFindingsResponse Listed(const std::vector<v1::Finding>& findings) {
  v1::ListFindingsResponse response;
  for (const v1::Finding& finding : findings) *response.add_findings() = finding;
  response.set_accounts(3);
  response.set_alarms(static_cast<std::uint32_t>(findings.size()));
  return response;
}

TEST(WindowWords, SayHowLongThereIsToAct) {
  v1::Finding finding = Parsed(kAlarm);
  const auto words = [&](int days) {
    finding.set_days_left(days);
    return WindowWords(finding);
  };
  EXPECT_EQ(words(21), "2026-05-20, 21 days left");
  EXPECT_EQ(words(1), "2026-05-20, 1 day left");
  EXPECT_EQ(words(0), "2026-05-20, the last day");
  EXPECT_EQ(words(-1), "2026-05-20, 1 day ago");
  EXPECT_EQ(words(-3), "2026-05-20, 3 days ago");
  EXPECT_EQ(WindowWords(v1::Finding()), "no deadline ahead");
}

TEST(RenderFindings, SayEachAlarmAndTheWindow) {
  const std::string page = RenderFindings(Listed({Parsed(kAlarm)}), Style{100});
  EXPECT_THAT(page, HasSubstr("acme     champion engagement     100 %  2026-04-12  firing  "
                              "2026-05-20, 21 days left     2\n"));
  EXPECT_THAT(page, HasSubstr("1 alarm stands on 3 accounts read."));
  EXPECT_THAT(page, HasSubstr("parallax drift list ACCOUNT gives the names"));
  EXPECT_THAT(page, Not(HasSubstr("--finding")));
  EXPECT_LE(WidestLine(RenderFindings(Listed({Parsed(kAlarm)}), Style{80})), 80);
}

TEST(RenderFindings, OfOneAccountGiveTheNamesToActBy) {
  v1::Finding finding = Parsed(kAlarm);
  v1::ListFindingsResponse one = Listed({finding});
  one.set_accounts(1);
  EXPECT_THAT(RenderFindings(one, Style{100}),
              HasSubstr("To act on one: parallax drift act acme --playbook LABEL\n"
                        "  --finding saas:champion_engagement:2026-04-12\n"));
  one.mutable_findings(0)->set_decision("d-1");
  EXPECT_THAT(RenderFindings(one, Style{100}), HasSubstr("acme --decision d-1 --playbook"));
}

TEST(RenderFindings, WithoutAnAlarmHaveNothingToActOn) {
  const std::string none = RenderFindings(Listed({}), Style{80});
  EXPECT_EQ(none, "0 alarms stand on 3 accounts read.\n");
  v1::ListFindingsResponse rest = Listed({Parsed(
      R"(account: "acme" decision: "d-1" drift { sign: "followups_later" state: DRIFT_STATE_NO_DATA })")});
  rest.set_alarms(0);
  const std::string page = RenderFindings(rest, Style{80});
  EXPECT_THAT(page, HasSubstr("acme, d-1"));
  EXPECT_THAT(page, HasSubstr("no data"));
  EXPECT_THAT(page, Not(HasSubstr(" act")));
}

TEST(RenderFindings, NeverPassesTerminalCodesOn) {
  v1::Finding hostile = Parsed(kAlarm);
  hostile.set_account("a\x1b[2J");
  hostile.set_act_by("\x1b]0;owned\x07");
  hostile.mutable_drift()->set_finding("\x1b[2J");
  v1::ListFindingsResponse page = Listed({hostile});
  page.set_accounts(1);
  EXPECT_THAT(RenderFindings(page, Style{80}), Not(HasSubstr("\x1b")));
}

TEST(FindingRecord, HasAFieldAColumn) {
  EXPECT_THAT(FindingRecord(Parsed(kAlarm)),
              ElementsAre("acme", "", "saas", "2026-04-29T12:00:00Z", "champion_engagement", "1",
                          "2026-04-12T13:20:00Z", "firing", "warning", "2026-05-20", "21",
                          "saas:champion_engagement:2026-04-12", "crm:t-1 crm:t-2"));
  EXPECT_EQ(FindingRecord(v1::Finding()).size(), FindingColumns().size());
}

}  // namespace
}  // namespace parallax::cli
