#include "core/reading/history.h"

#include <gmock/gmock.h>

#include "core/base/limits.h"
#include "parallax/abi/types.h"
#include "tests/unit/reading/linear_lens.h"
#include "tests/unit/reading/reading_fixture.h"

namespace parallax {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Time kHourOfHistory = 3'600 * kSecond;

class HistoryTest : public ReadingTest {
 protected:
  HistoryTest() {
    lens_ = std::make_shared<LinearLens>("linear",
                                         std::map<std::string, std::string>{{"committee.a", "1"}});
    lenses_.Add(lens_);
    lenses_.Add(std::make_shared<LinearLens>(
        "half", std::map<std::string, std::string>{{"tempo.intensity", "0.5"}}));
  }

  static HistoryRequest Over(const std::string& account, const std::string& to = "") {
    HistoryRequest request;
    request.workspace = "default";
    request.account = account;
    request.lens = "linear";
    if (!to.empty()) request.to = *ParseTime(to);
    return request;
  }
  absl::StatusOr<std::vector<HistoryPoint>> Ask(const HistoryRequest& request) {
    return History(env_, request, [] { return false; });
  }
  // The days of the points.
  std::vector<std::string> Days(const HistoryRequest& request) {
    const auto points = Ask(request);
    EXPECT_TRUE(points.ok()) << points.status();
    std::vector<std::string> days;
    for (const HistoryPoint& point : *points) days.push_back(FormatDate(point.reading.as_of));
    return days;
  }
  // What Interpret says at each point must be what the point says.
  void ExpectSingleReadings(const HistoryRequest& request) {
    const auto points = Ask(request);
    ASSERT_TRUE(points.ok()) << points.status();
    ASSERT_GT(points->size(), 3u);
    for (const HistoryPoint& point : *points) {
      const Time at = point.reading.as_of;
      ReadingRequest single = ReadingTest::Ask(request.account, request.lens);
      single.decision = request.decision;
      single.moment = {at, request.as_known_then ? at : request.known_at, 0};
      single.overrides = request.overrides;
      const auto alone = Interpret(env_, single);
      ASSERT_TRUE(alone.ok()) << alone.status();
      EXPECT_EQ(point.reading.known_at, alone->known_at);
      EXPECT_EQ(point.reading.config_hash, alone->config_hash);
      EXPECT_EQ(point.reading.revision, alone->revision);
      EXPECT_EQ(point.reading.lens, alone->lens);
      for (int r = 0; r < kReadingCount; ++r) {
        EXPECT_EQ(point.reading.interpretation.readings[r].value,
                  alone->interpretation.readings[r].value)
            << FormatTime(at) << ' ' << kReadingNames[r];
      }
    }
  }
  void ExpectRefused(const HistoryRequest& request, const std::string& field,
                     const std::string& accepted) {
    const absl::Status status = Ask(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    const ErrorDetails details = GetErrorDetails(status);
    ASSERT_EQ(details.violations.size(), 1u);
    EXPECT_EQ(details.violations[0].field, field);
    EXPECT_THAT(details.violations[0].description, HasSubstr("accepted"));
    EXPECT_THAT(details.violations[0].description, HasSubstr(accepted));
  }
  // Signals of three weeks; the second became known in April only, the third is of another
  // decision.
  void StoreThreeWeeks() {
    Signal other = Stance("acme", "e-3", "2026-03-15T00:00:00Z", "2026-03-15T00:00:00Z");
    other.decision = "d-0";
    Store({Stance("acme", "e-1", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
           Stance("acme", "e-2", "2026-03-08T00:00:00Z", "2026-04-02T00:00:00Z"), other});
  }

  std::shared_ptr<LinearLens> lens_;
};

TEST_F(HistoryTest, CountsBackFromToByStepDownToFrom) {
  Store({Stance("acme", "e-1", "2026-01-01T00:00:00Z")});
  HistoryRequest request = Over("acme", "2026-03-20");
  request.from = *ParseTime("2026-03-01");
  EXPECT_THAT(Days(request), ElementsAre("2026-03-06", "2026-03-13", "2026-03-20"));
  request.from = *ParseTime("2026-03-06");
  EXPECT_THAT(Days(request), ElementsAre("2026-03-06", "2026-03-13", "2026-03-20"));
  request.step = kDay;
  request.from = *ParseTime("2026-03-18");
  EXPECT_THAT(Days(request), ElementsAre("2026-03-18", "2026-03-19", "2026-03-20"));
}

TEST_F(HistoryTest, EndsNowAndBeginsWithTheFirstSignalWhenNothingIsSaid) {
  Store({Stance("acme", "e-2", "2026-05-20T00:00:00Z"),
         Stance("acme", "e-1", "2026-05-13T00:00:00Z")});
  EXPECT_THAT(Days(Over("acme")), ElementsAre("2026-05-18", "2026-05-25", "2026-06-01"));
}

TEST_F(HistoryTest, OfADecisionBeginsWhereItOpensOrFirstSpeaks) {
  Signal before = Stance("acme", "e-0", "2026-01-01T00:00:00Z");
  before.decision.clear();
  Store({before, Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  HistoryRequest request = Over("acme");
  request.decision = "d-1";
  EXPECT_THAT(Days(request), ElementsAre("2026-05-25", "2026-06-01"));
  DecisionFacts facts;
  facts.account = "acme";
  facts.decision = "d-1";
  facts.opened_at = *ParseTime("2026-05-18");
  ASSERT_TRUE(store_->PutFacts("default", {facts}).ok());
  EXPECT_THAT(Days(request), ElementsAre("2026-05-18", "2026-05-25", "2026-06-01"));
}

TEST_F(HistoryTest, WithoutASignalBeforeToIsThatOnePoint) {
  Store({Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  EXPECT_THAT(Days(Over("acme", "2026-04-01")), ElementsAre("2026-04-01"));
  AccountFacts facts;
  facts.account = "mute";
  ASSERT_TRUE(store_->PutFacts("default", {facts}).ok());
  EXPECT_THAT(Days(Over("mute")), ElementsAre("2026-06-01"));
}

TEST_F(HistoryTest, EachPointIsASingleReadingOfItsMoment) {
  StoreThreeWeeks();
  HistoryRequest request = Over("acme", "2026-04-20");
  ExpectSingleReadings(request);
  request.overrides = {{"committee.a", "7"}};
  request.decision = "d-1";
  ExpectSingleReadings(request);
  request.known_at = *ParseTime("2026-03-10");
  ExpectSingleReadings(request);
}

TEST_F(HistoryTest, AsKnownThenReadsAtEachMomentWhatWasKnownThen) {
  StoreThreeWeeks();
  HistoryRequest request = Over("acme", "2026-04-05");
  request.as_known_then = true;
  const auto points = Ask(request);
  ASSERT_TRUE(points.ok()) << points.status();
  std::vector<double> seen;
  for (const HistoryPoint& point : *points) {
    seen.push_back(point.reading.interpretation.readings[kAlignment].value);
  }
  // 2026-03-01 .. 2026-04-05: the signal of 03-08 shows after 04-02.
  EXPECT_THAT(seen, ElementsAre(1, 1, 2, 2, 2, 3));
  ExpectSingleReadings(request);
  request.decision = "d-0";
  request.from = *ParseTime("2026-03-01");
  ExpectSingleReadings(request);
}

TEST_F(HistoryTest, AsKnownThenSeesASignalUntilItIsRetracted) {
  Signal retraction = Stance("acme", "e-2", "2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z");
  retraction.retracts = "e-1";
  retraction.decision.clear();
  retraction.stakeholder.clear();
  retraction.attributes.clear();
  Store({Stance("acme", "e-1", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")});
  Store({retraction});
  HistoryRequest request = Over("acme", "2026-03-29");
  request.as_known_then = true;
  std::vector<double> seen;
  const auto points = Ask(request);
  ASSERT_TRUE(points.ok()) << points.status();
  for (const HistoryPoint& point : *points) {
    seen.push_back(point.reading.interpretation.readings[kAlignment].value);
  }
  EXPECT_THAT(seen, ElementsAre(1, 1, 1, 0, 0));
}

TEST_F(HistoryTest, ADecisionThatNobodyHadNamedIsReadWithoutEvidence) {
  StoreThreeWeeks();
  ReadingRequest request = ReadingTest::Ask("acme", "linear");
  request.decision = "d-0";
  request.moment = {*ParseTime("2026-04-20"), *ParseTime("2026-03-10"), 0};
  EXPECT_EQ(Interpret(env_, request)->interpretation.readings[kAlignment].value, 0);
  request.decision = "d-1";
  EXPECT_EQ(Interpret(env_, request)->interpretation.readings[kAlignment].value, 1);
}

TEST_F(HistoryTest, AsksTheLensOnceAndReadsAJournalOnce) {
  StoreThreeWeeks();
  HistoryRequest request = Over("acme", "2026-05-31");
  const std::size_t points = Ask(request)->size();
  EXPECT_EQ(lens_->calls(), 1);
  EXPECT_EQ(lens_->rows(), static_cast<int>(points) + 1);
  request.as_known_then = true;
  ASSERT_TRUE(Ask(request).ok());
  // Something became known before the points of 03-01, 03-15 and 04-05 only.
  EXPECT_EQ(lens_->calls(), 1 + 3);
}

TEST_F(HistoryTest, TellsBuyerAndSellerSignalsOfEachStepApart) {
  std::vector<Signal> signals;
  for (const auto& [at, by] : {std::pair{"2026-03-01T00:00:00Z", Initiator::kBuyer},
                               std::pair{"2026-03-08T00:00:00Z", Initiator::kThirdParty},
                               std::pair{"2026-03-08T00:00:01Z", Initiator::kSeller},
                               std::pair{"2026-03-14T00:00:00Z", Initiator::kSystem},
                               std::pair{"2026-03-15T00:00:00Z", Initiator::kBuyer},
                               std::pair{"2026-03-15T00:00:00Z", Initiator::kBuyer}}) {
    signals.push_back(Stance("acme", "e-" + std::to_string(signals.size()), at));
    signals.back().initiator = by;
  }
  signals.back().decision = "d-2";
  Store(signals);
  HistoryRequest request = Over("acme", "2026-03-22");
  const auto counts = [&](auto HistoryPoint::*of) {
    std::vector<std::uint32_t> out;
    const auto points = Ask(request);
    for (const HistoryPoint& point : *points) out.push_back(point.*of);
    return out;
  };
  EXPECT_THAT(counts(&HistoryPoint::buyer_signals), ElementsAre(1, 1, 2, 0));
  EXPECT_THAT(counts(&HistoryPoint::seller_signals), ElementsAre(0, 0, 1, 0));
  request.decision = "d-1";
  EXPECT_THAT(counts(&HistoryPoint::buyer_signals), ElementsAre(1, 1, 1, 0));
}

TEST_F(HistoryTest, TheCalendarIsThatOfTheStepBeforeAndOneWhereThereIsNone) {
  Store({Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  HistoryRequest request = Over("acme");
  const auto without = Ask(request);
  for (const HistoryPoint& point : *without) EXPECT_EQ(point.calendar, 1);
  request.lens = "half";
  const auto half = Ask(request);
  for (const HistoryPoint& point : *half) EXPECT_NEAR(point.calendar, 0.5, 1e-9);
}

TEST_F(HistoryTest, NamesTheFieldThatIsWrongAndWhatItTakes) {
  Store({Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  HistoryRequest late = Over("acme", "2026-03-01");
  late.from = late.to + 1;
  ExpectRefused(late, "from", "2026-03-01T00:00:00Z or earlier");
  for (const Time step : {Time{0}, -kDay, kHourOfHistory - 1, 4'000 * kDay}) {
    HistoryRequest request = Over("acme");
    request.step = step;
    ExpectRefused(request, "step", "an hour to 3,660 days");
  }
  HistoryRequest both = Over("acme");
  both.as_known_then = true;
  both.known_at = clock_.now;
  ExpectRefused(both, "as_known_then", "one of the two");
}

TEST_F(HistoryTest, TakesItsManyPointsAndNoMore) {
  Store({Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  HistoryRequest request = Over("acme", "2026-06-01");
  request.step = kHourOfHistory;
  request.from = request.to - (limits::kMaxHistoryPoints - 1) * kHourOfHistory;
  EXPECT_EQ(Ask(request)->size(), limits::kMaxHistoryPoints);
  request.from -= kHourOfHistory;
  ExpectRefused(request, "step", "at most 1500 (kMaxHistoryPoints): a step of 2h");
  request.step = 2 * kHourOfHistory;
  EXPECT_TRUE(Ask(request).ok());
  request.from = *ParseTime("1678-01-01");
  request.to = *ParseTime("2261-12-31");
  ExpectRefused(request, "step", "kMaxHistoryPoints");
  request.step = 3'660 * kDay;
  EXPECT_EQ(Ask(request)->size(), 59u);
}

TEST_F(HistoryTest, NamesWhatItDoesNotFindAsInterpretDoes) {
  Store({Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  EXPECT_EQ(GetErrorDetails(Ask(Over("nobody")).status()).reason, "ACCOUNT_NOT_FOUND");
  HistoryRequest request = Over("acme");
  request.decision = "d-9";
  EXPECT_EQ(GetErrorDetails(Ask(request).status()).reason, "DECISION_NOT_FOUND");
  request = Over("acme");
  request.lens = "tarot";
  EXPECT_EQ(GetErrorDetails(Ask(request).status()).reason, "LENS_NOT_FOUND");
  request = Over("acme");
  request.overrides = {{"comittee.a", "7"}};
  EXPECT_THAT(std::string(Ask(request).status().message()), HasSubstr("committee.a"));
  request = Over("acme");
  request.at_least_revision = 1'000'000;
  EXPECT_EQ(Ask(request).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(HistoryTest, FailsInTheLensesWordsWhereARowFails) {
  Store({Stance("flaky", "e-1", "2026-05-20T00:00:00Z")});
  const absl::Status status = Ask(Over("flaky")).status();
  EXPECT_EQ(GetErrorDetails(status).reason, "LENS_FAILED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("the lens is tired"));
}

TEST_F(HistoryTest, StopsWhenTheCallerGoesAway) {
  Store({Stance("acme", "e-1", "2026-05-20T00:00:00Z")});
  HistoryRequest request = Over("acme");
  request.as_known_then = true;
  EXPECT_EQ(History(env_, request, [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace parallax
