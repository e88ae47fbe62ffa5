#include "core/reading/findings.h"

#include <gmock/gmock.h>

#include "core/base/errors.h"
#include "core/signal/validate.h"
#include "parallax/abi/result.h"
#include "tests/unit/reading/quiet_lens.h"
#include "tests/unit/reading/reading_fixture.h"

namespace parallax {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FindingsTest : public ReadingTest {
 protected:
  FindingsTest() {
    lenses_.Add(std::make_shared<QuietLens>("quiet"));
    lenses_.Add(std::make_shared<QuietLens>("saas"));
  }

  static Signal Intervention(const std::string& id, const std::string& at,
                             const std::string& finding = "", const std::string& available = "") {
    Signal signal = Stance("acme", id, at, available);
    signal.kind = kIntervention;
    signal.stakeholder.clear();
    signal.decision.clear();
    signal.attributes = {{"playbook", "call_the_sponsor"}};
    if (!finding.empty()) signal.attributes.insert(signal.attributes.begin(), {"finding", finding});
    return signal;
  }
  // What was done about the alarm of acme as of a moment, by the ids of its signals.
  std::vector<std::string> Done(const std::string& as_of, const std::string& known_at = "",
                                const std::string& decision = "") {
    ReadingRequest request = Ask("acme", "quiet");
    request.decision = decision;
    request.moment.as_of = *ParseTime(as_of);
    if (!known_at.empty()) request.moment.known_at = *ParseTime(known_at);
    request.wants.drift = true;
    const auto reading = Interpret(env_, request);
    EXPECT_TRUE(reading.ok()) << reading.status();
    std::vector<std::string> ids;
    for (const std::uint32_t row : InterventionsOf(*reading, reading->interpretation.drift[0])) {
      ids.emplace_back(reading->journal->String(reading->journal->source_event_id[row]));
    }
    return ids;
  }
  absl::StatusOr<StoodFinding> Stood(const std::string& at, const std::string& finding) {
    ReadingRequest request = Ask("acme", "");
    request.moment.as_of = *ParseTime(at);
    return FindStanding(env_, request, *ParseFindingId(finding));
  }
  FindingsRequest Everywhere(const std::string& lens = "quiet") {
    FindingsRequest request;
    request.question = Ask("", lens);
    return request;
  }
  absl::StatusOr<FindingsRead> Find(const FindingsRequest& request,
                                    std::vector<ReadingResult>* readings = nullptr,
                                    bool cancelled = false) {
    return FindFindings(
        env_, request,
        [readings](const ReadingResult& reading) {
          if (readings != nullptr) readings->push_back(reading);
        },
        [cancelled] { return cancelled; });
  }
};

DriftView Sign(int state, const std::string& onset, const std::string& sign = "followups_later") {
  return {.sign = sign, .state = state, .onset = *ParseTime(onset)};
}

TEST(FindingIds, NameLensSignAndDayOfTheOnset) {
  EXPECT_EQ(MakeFindingId("saas", Sign(PLX_DRIFT_FIRING, "2026-04-12T23:59:59Z")),
            "saas:followups_later:2026-04-12");
  EXPECT_EQ(MakeFindingId("saas", Sign(PLX_DRIFT_RECOVERING, "2026-04-13")),
            "saas:followups_later:2026-04-13");
  for (const int state : {PLX_DRIFT_PENDING, PLX_DRIFT_RESOLVED, PLX_DRIFT_NO_DATA}) {
    EXPECT_EQ(MakeFindingId("saas", Sign(state, "2026-04-12")), "") << state;
  }
}

TEST(FindingIds, OfASignWhoseNameIsNoIdAreEmpty) {
  EXPECT_EQ(MakeFindingId("saas", Sign(PLX_DRIFT_FIRING, "2026-04-12", "falls off")), "");
  EXPECT_EQ(MakeFindingId("saas", Sign(PLX_DRIFT_FIRING, "2026-04-12", std::string(128, 's'))), "");
}

TEST(FindingIds, AreReadBack) {
  const auto id = ParseFindingId("legaltech:stakeholders_fewer:2026-01-31");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->lens, "legaltech");
  EXPECT_EQ(id->sign, "stakeholders_fewer");
  EXPECT_EQ(id->day, "2026-01-31");
  for (const char* text :
       {"", "saas", "saas:2026-04-12", "saas::2026-04-12", ":followups_later:2026-04-12",
        "saas:followups_later:", "saas:followups_later:2026-04-31",
        "saas:followups_later:2026-4-12", "saas:followups_later:12.04.2026",
        "saas:followups_later:2026-04-12T00:00:00Z", "saas:follow ups:2026-04-12"}) {
    EXPECT_FALSE(ParseFindingId(text).has_value()) << text;
  }
}

TEST_F(FindingsTest, AnIdIsWhatAnInterventionMayName) {
  for (const char* sign : {"champion_engagement", "stakeholders_fewer", "followups_later",
                           "interest_narrower", "silent_deprioritization"}) {
    Signal signal =
        Intervention("1", "2026-05-01T10:00:00Z",
                     MakeFindingId("healthtech", Sign(PLX_DRIFT_FIRING, "2026-04-12", sign)));
    Normalize(signal);
    EXPECT_THAT(Validate(signal, clock_.Now()), IsEmpty()) << sign;
  }
}

// The rise of acme begins on March 1 at ten.
TEST_F(FindingsTest, WhatWasDoneSinceTheOnsetIsNamed) {
  const std::string own = "quiet:champion_engagement:2026-03-01";
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z"),
         Intervention("before", "2026-02-27T10:00:00Z"),
         Intervention("named-before", "2026-03-01T09:00:00Z", own),
         Intervention("at-onset", "2026-03-01T10:00:00Z"),
         Intervention("named", "2026-03-20T10:00:00Z", own),
         Intervention("unnamed", "2026-03-21T10:00:00Z"),
         Intervention("other-day", "2026-03-22T10:00:00Z", "quiet:champion_engagement:2026-03-02"),
         Intervention("other-lens", "2026-03-22T11:00:00Z", "saas:champion_engagement:2026-03-01"),
         Intervention("just-now", "2026-03-25T10:00:00Z"),
         Intervention("later", "2026-03-25T10:00:01Z")});
  EXPECT_THAT(Done("2026-03-25T10:00:00Z"), ElementsAre("named", "unnamed", "just-now"));
}

TEST_F(FindingsTest, NothingIsDoneAboutASignThatDoesNotAlarm) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z"), Intervention("i", "2026-03-02T10:00:00Z")});
  EXPECT_THAT(Done("2026-03-05T00:00:00Z"), IsEmpty());
  EXPECT_THAT(Done("2026-03-15T00:00:00Z"), ElementsAre("i"));
}

TEST_F(FindingsTest, WhatWasNotKnownYetWasNotDone) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
         Intervention("told-late", "2026-03-20T10:00:00Z", "", "2026-04-02T00:00:00Z")});
  EXPECT_THAT(Done("2026-03-25T00:00:00Z", "2026-04-01T00:00:00Z"), IsEmpty());
  EXPECT_THAT(Done("2026-03-25T00:00:00Z", "2026-04-02T00:00:00Z"), ElementsAre("told-late"));
}

TEST_F(FindingsTest, WhatWasTakenBackWasNotDone) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z"), Intervention("i", "2026-03-20T10:00:00Z"),
         Intervention("j", "2026-03-21T10:00:00Z")});
  Signal retraction = Intervention("r", "2026-03-22T10:00:00Z");
  retraction.attributes.clear();
  retraction.retracts = "i";
  Store({retraction});
  EXPECT_THAT(Done("2026-03-25T00:00:00Z"), ElementsAre("j"));
}

TEST_F(FindingsTest, WhatWasDoneOnAnotherDecisionIsNotOfThisOne) {
  Signal other = Intervention("other", "2026-03-20T10:00:00Z");
  other.decision = "d-2";
  Signal own = Intervention("own", "2026-03-21T10:00:00Z");
  own.decision = "d-1";
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z"), other, own,
         Intervention("whole", "2026-03-22T10:00:00Z")});
  EXPECT_THAT(Done("2026-03-25T00:00:00Z", "", "d-1"), ElementsAre("own", "whole"));
  EXPECT_THAT(Done("2026-03-25T00:00:00Z"), ElementsAre("other", "own", "whole"));
}

TEST_F(FindingsTest, TheLatestTwentyAreNamed) {
  std::vector<Signal> signals = {Stance("acme", "s", "2026-03-01T10:00:00Z")};
  for (int day = 2; day <= 22; ++day) {
    const std::string two = (day < 10 ? "0" : "") + std::to_string(day);
    signals.push_back(Intervention(two, "2026-03-" + two + "T10:00:00Z"));
  }
  Store(signals);
  const auto done = Done("2026-03-25T00:00:00Z");
  ASSERT_THAT(done, SizeIs(20));
  EXPECT_EQ(done.front(), "03");
  EXPECT_EQ(done.back(), "22");
}

TEST_F(FindingsTest, TheRemainingWindowCountsDaysOfTheCalendar) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z")});  // act by March 31
  const auto left = [&](const std::string& as_of) {
    ReadingRequest request = Ask("acme", "quiet");
    request.moment.as_of = *ParseTime(as_of);
    return DaysLeft(*Interpret(env_, request));
  };
  EXPECT_EQ(left("2026-03-30T23:59:59Z"), 1);
  EXPECT_EQ(left("2026-03-31T00:00:00Z"), 0);
  EXPECT_EQ(left("2026-03-31T23:59:59Z"), 0);
  EXPECT_EQ(left("2026-04-02T00:00:00Z"), -2);
  EXPECT_EQ(left("2026-02-01T00:00:00Z"), std::nullopt);
}

TEST_F(FindingsTest, OfEveryAccountComePageByPageAtOneMoment) {
  for (const char* account : {"acme", "beta", "gamma"}) {
    Store({Stance(account, "s", "2026-03-01T10:00:00Z")});
  }
  FindingsRequest request = Everywhere();
  request.accounts = 2;
  std::vector<ReadingResult> readings;
  const auto first = Find(request, &readings);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->as_of, clock_.Now());
  EXPECT_EQ(first->accounts, 2u);
  EXPECT_EQ(first->last, "beta");
  request.after = first->last;
  const auto second = Find(request, &readings);
  EXPECT_EQ(second->accounts, 1u);
  EXPECT_EQ(second->last, "");
  ASSERT_THAT(readings, SizeIs(3));
  EXPECT_EQ(readings[2].account, "gamma");
  EXPECT_EQ(readings[2].as_of, clock_.Now());
  EXPECT_THAT(readings[2].interpretation.drift, SizeIs(2));
}

TEST_F(FindingsTest, EveryAccountIsReadByTheControlUnlessALensIsNamed) {
  AccountFacts facts{.account = "acme", .default_lens = "quiet"};
  ASSERT_TRUE(store_->PutFacts("default", {facts}).ok());
  std::vector<ReadingResult> readings;
  ASSERT_TRUE(Find(Everywhere(""), &readings).ok());
  FindingsRequest one = Everywhere("");
  one.question.account = "acme";
  ASSERT_TRUE(Find(one, &readings).ok());
  ASSERT_THAT(readings, SizeIs(2));
  EXPECT_EQ(readings[0].lens->info().id, "saas");
  EXPECT_EQ(readings[1].lens->info().id, "quiet");
}

TEST_F(FindingsTest, ASweepRefusesADecisionAndEndsWhenNobodyWaits) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z")});
  FindingsRequest request = Everywhere();
  EXPECT_EQ(Find(request, nullptr, true).status().code(), absl::StatusCode::kCancelled);
  request.question.decision = "d-1";
  const absl::Status status = Find(request).status();
  ASSERT_THAT(GetErrorDetails(status).violations, SizeIs(1));
  EXPECT_EQ(GetErrorDetails(status).violations[0].field, "decision");
}

TEST_F(FindingsTest, AFindingStandsWhileItsAlarmLasts) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z")});
  const std::string finding = "quiet:champion_engagement:2026-03-01";
  EXPECT_EQ(Stood("2026-03-11T10:00:00Z", finding).status().code(), absl::StatusCode::kNotFound);
  const auto stood = Stood("2026-03-11T10:00:01Z", finding);
  ASSERT_TRUE(stood.ok()) << stood.status();
  EXPECT_EQ(FormatTime(stood->reading.as_of), "2026-03-11T10:00:01Z");
  EXPECT_EQ(stood->reading.interpretation.drift[stood->sign].sign, "champion_engagement");
}

TEST_F(FindingsTest, AFindingMayBeActedOnForAWeekAfterItsAlarm) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z"),
         Stance("acme", "back", "2026-03-20T12:00:00Z")});
  const std::string finding = "quiet:champion_engagement:2026-03-01";
  const auto stood = Stood("2026-03-20T15:00:00Z", finding);
  ASSERT_TRUE(stood.ok()) << stood.status();
  EXPECT_EQ(FormatTime(stood->reading.as_of), "2026-03-20T00:00:00Z");
  EXPECT_TRUE(Stood("2026-03-26T23:00:00Z", finding).ok());
  EXPECT_EQ(Stood("2026-03-27T00:00:00Z", finding).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(FindingsTest, WhatDidNotStandIsNotFoundAndWhatDidIsNamed) {
  Store({Stance("acme", "s", "2026-03-01T10:00:00Z")});
  const absl::Status status =
      Stood("2026-04-01T00:00:00Z", "quiet:champion_engagement:2026-03-02").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(GetErrorDetails(status).reason, "FINDING_NOT_FOUND");
  EXPECT_THAT(status.message(), HasSubstr("there stood quiet:champion_engagement:2026-03-01"));
  EXPECT_THAT(Stood("2026-03-02T00:00:00Z", "quiet:followups_later:2026-03-01").status().message(),
              HasSubstr("there stood none"));
  EXPECT_EQ(
      GetErrorDetails(Stood("2026-04-01T00:00:00Z", "odd:followups_later:2026-03-01").status())
          .reason,
      "LENS_NOT_FOUND");
}

}  // namespace
}  // namespace parallax
