#include "core/reading/timeline.h"

#include <gmock/gmock.h>

#include <map>

#include "core/base/errors.h"
#include "core/reading/surprises.h"
#include "parallax/abi/result.h"
#include "tests/unit/reading/linear_lens.h"
#include "tests/unit/reading/reading_fixture.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// The alignment of the lens is the number of signals read, so a moment's delta is how many it has.
class TimelineTest : public ReadingTest {
 protected:
  TimelineTest() {
    lenses_.Add(std::make_shared<LinearLens>("linear", std::map<std::string, std::string>{}));
  }
  static TimelineRequest Of(const std::string& account) {
    TimelineRequest request;
    request.workspace = "default";
    request.account = account;
    request.lens = "linear";
    return request;
  }
  void ExpectRefused(const TimelineRequest& request, const std::string& accepted) {
    const absl::Status status = ReadTimeline(env_, request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    ASSERT_THAT(GetErrorDetails(status).violations, SizeIs(1));
    EXPECT_EQ(GetErrorDetails(status).violations[0].field, "from");
    EXPECT_THAT(status.message(), HasSubstr(accepted));
  }
};

TEST_F(TimelineTest, SaysOfEachInteractionWhatItChanged) {
  Store({Stance("acme", "1", "2026-03-01T10:00:00Z"), Stance("acme", "2", "2026-03-05T10:00:00Z"),
         Stance("acme", "3", "2026-03-05T10:00:00Z")});
  const auto timeline = ReadTimeline(env_, Of("acme"));
  ASSERT_TRUE(timeline.ok()) << timeline.status();
  EXPECT_EQ(timeline->from, *ParseTime("2026-02-28T10:00:00Z"));
  std::vector<double> deltas;
  for (const TimelineEvent& event : timeline->events) {
    if (event.kind != TimelineKind::kInteraction) continue;
    deltas.push_back(event.delta[kAlignment]);
    EXPECT_EQ(event.delta[kAlignment], event.together);
    EXPECT_EQ(event.subject, "sales.stance_expressed");
  }
  EXPECT_EQ(deltas, (std::vector<double>{1, 2, 2}));
}

TEST_F(TimelineTest, BeginsWithTheStatesAndTellsOnlyWhatChanged) {
  Store({Stance("acme", "1", "2026-03-01T10:00:00Z")});
  const auto timeline = ReadTimeline(env_, Of("acme"));
  ASSERT_TRUE(timeline.ok()) << timeline.status();
  // The lens says HEALTHY all along, and no phase.
  ASSERT_THAT(timeline->events, SizeIs(2));
  EXPECT_EQ(timeline->events[0].kind, TimelineKind::kVerdict);
  EXPECT_EQ(timeline->events[0].after, PLX_VERDICT_HEALTHY);
  EXPECT_EQ(timeline->events[1].kind, TimelineKind::kInteraction);
}

TEST_F(TimelineTest, RefusesASpanThatEndsBeforeItBegins) {
  Store({Stance("acme", "1", "2026-03-01T10:00:00Z")});
  TimelineRequest request = Of("acme");
  request.from = *ParseTime("2026-04-02T00:00:00Z");
  request.to = *ParseTime("2026-04-01T00:00:00Z");
  ExpectRefused(request, "2026-04-01T00:00:00Z or earlier");
}

TEST_F(TimelineTest, RefusesMoreMomentsThanItsLimit) {
  Store({Stance("acme", "1", "2026-03-01T10:00:00Z")});
  TimelineRequest request = Of("acme");
  request.from = *ParseTime("2006-01-01T00:00:00Z");
  ExpectRefused(request, "kMaxTimelineMoments");
}

class SurprisesTest : public TimelineTest {
 protected:
  static Signal Lost(const std::string& account, const std::string& at) {
    Signal signal = Stance(account, "lost", at);
    signal.kind = "lifecycle.decision_outcome";
    signal.stakeholder.clear();
    signal.attributes = {{"state", "lost"}};
    return signal;
  }
  SurprisesRequest All() const {
    SurprisesRequest request;
    request.workspace = "default";
    request.lens = "linear";
    return request;
  }
  absl::StatusOr<Surprises> Find(const SurprisesRequest& request) {
    return FindSurprises(env_, request, [] { return false; });
  }
};

// The lens warns of accounts whose id starts with w, and of nothing else.
TEST_F(SurprisesTest, AnOutcomeThatNoAlarmPrecededIsOne) {
  Store({Stance("acme", "1", "2026-03-01T10:00:00Z"), Lost("acme", "2026-04-01T10:00:00Z"),
         Stance("worn", "2", "2026-03-01T10:00:00Z"), Lost("worn", "2026-04-01T10:00:00Z")});
  const auto found = Find(All());
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_THAT(found->outcomes, SizeIs(2));
  EXPECT_EQ(found->outcomes[0].account, "acme");
  EXPECT_EQ(found->outcomes[0].what, "lost");
  EXPECT_EQ(found->outcomes[0].decision, "d-1");
  EXPECT_EQ(found->outcomes[0].warned_at, kNoTime);
  EXPECT_EQ(found->outcomes[0].verdict_before, PLX_VERDICT_HEALTHY);
  EXPECT_EQ(found->outcomes[1].account, "worn");
  EXPECT_EQ(FormatTime(found->outcomes[1].warned_at), "2026-01-02T00:00:00Z");
}

TEST_F(SurprisesTest, OnlyAlarmsWithinTheLeadCountAndOnlyOutcomesOfTheSpan) {
  Store({Stance("worn", "2", "2026-03-01T10:00:00Z"), Lost("worn", "2026-04-01T10:00:00Z")});
  SurprisesRequest request = All();
  request.lead = 10 * kDay;
  EXPECT_EQ(FormatTime(Find(request)->outcomes[0].warned_at), "2026-03-23T00:00:00Z");
  request.from = *ParseTime("2026-04-02T00:00:00Z");
  EXPECT_THAT(Find(request)->outcomes, SizeIs(0));
  request.lead = 0;
  EXPECT_EQ(Find(request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(SurprisesTest, GoesThroughTheAccountsPageByPage) {
  Store({Stance("acme", "1", "2026-03-01T10:00:00Z"), Lost("acme", "2026-04-01T10:00:00Z"),
         Stance("beta", "2", "2026-03-01T10:00:00Z"), Lost("beta", "2026-04-01T10:00:00Z")});
  SurprisesRequest request = All();
  request.accounts = 1;
  const auto first = Find(request);
  ASSERT_THAT(first->outcomes, SizeIs(1));
  EXPECT_EQ(first->last, "acme");
  request.after = first->last;
  EXPECT_EQ(Find(request)->outcomes[0].account, "beta");
}

}  // namespace
}  // namespace parallax
