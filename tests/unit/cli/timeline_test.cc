// The page of what happened.
#include "clients/cli/render/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TimelineRender : public ::testing::Test {
 protected:
  TimelineRender() {
    *timeline_.mutable_from() = At(0);
    *timeline_.mutable_interpretation()->mutable_as_of() = At(100);
    timeline_.mutable_interpretation()->set_account("acme");
    Add(0, v1::TIMELINE_EVENT_KIND_VERDICT)->set_after("HEALTHY");
    Interaction(10, 6);
    Interaction(11, 0.1);
    v1::TimelineEvent& gate = *Add(20, v1::TIMELINE_EVENT_KIND_GATE);
    gate.set_subject("security_review");
    gate.set_after("in_progress");
    v1::TimelineEvent& drift = *Add(60, v1::TIMELINE_EVENT_KIND_DRIFT);
    drift.set_subject("champion_engagement");
    drift.set_after("FIRING");
    *drift.mutable_onset() = At(40);
    v1::TimelineEvent& handoff = *Add(70, v1::TIMELINE_EVENT_KIND_HANDOFF);
    handoff.set_subject("sales_to_onboarding");
    handoff.set_after("reset");
  }
  static google::protobuf::Timestamp At(int day) {
    return ToProto(absl::FromUnixSeconds(1'767'225'600 + day * 86'400));
  }
  v1::TimelineEvent* Add(int day, v1::TimelineEventKind kind) {
    v1::TimelineEvent* event = timeline_.add_events();
    *event->mutable_at() = At(day);
    event->set_kind(kind);
    return event;
  }
  void Interaction(int day, double confidence) {
    v1::TimelineEvent& event = *Add(day, v1::TIMELINE_EVENT_KIND_INTERACTION);
    event.set_subject("sales.stance_expressed");
    event.set_stakeholder("lead");
    event.set_initiator(v1::INITIATOR_BUYER);
    event.mutable_delta()->set_confidence(confidence);
    event.set_together(1);
  }
  // The lane of that name, without the name.
  std::string Lane(absl::string_view name, int width) const {
    for (absl::string_view line : absl::StrSplit(RenderTimeline(timeline_, Style{width}), '\n')) {
      if (absl::ConsumePrefix(&line, name)) return std::string(line);
    }
    return "";
  }

  v1::GetTimelineResponse timeline_;
};

TEST_F(TimelineRender, StaysWithinTheWidth) {
  for (const int width : {80, 160}) {
    const std::string page = RenderTimeline(timeline_, Style{width});
    for (const absl::string_view line : absl::StrSplit(page, '\n')) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST_F(TimelineRender, DrawsOnsetAndAlarmWhereTheyWere) {
  const std::string lane = Lane("champion engagement", 124);
  const std::size_t onset = lane.find('o'), alarm = lane.find('!');
  ASSERT_NE(onset, std::string::npos);
  ASSERT_NE(alarm, std::string::npos);
  // 99 columns over 100 days; the name and its blanks come before them.
  EXPECT_NEAR(static_cast<double>(alarm - onset), 20, 1);
  EXPECT_THAT(lane, Not(HasSubstr("! ")));
}

TEST_F(TimelineRender, ListsWhatMovedAReadingAndCountsTheRest) {
  const std::string page = RenderTimeline(timeline_, Style{80});
  EXPECT_THAT(page, HasSubstr("stance expressed, lead (buyer): confidence +6.0"));
  EXPECT_THAT(page, HasSubstr("1 interaction moved no reading"));
  EXPECT_THAT(page, HasSubstr("handoff sales to onboarding: context was lost"));
  EXPECT_THAT(page, HasSubstr("gate security review: in progress"));
}

TEST_F(TimelineRender, ARecordHasEveryColumn) {
  for (const v1::TimelineEvent& event : timeline_.events()) {
    EXPECT_EQ(TimelineRecord(event).size(), TimelineColumns().size());
  }
}

}  // namespace
}  // namespace parallax::cli
