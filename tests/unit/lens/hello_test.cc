// The sample lens says everything a lens can say; all of it arrives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parallax/abi/plugin.h"
#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Hello : public ::testing::Test {
 protected:
  void SetUp() override {
    auto lens = LoadFixture("hello");
    ASSERT_TRUE(lens.ok()) << lens.status();
    lens_ = *lens;
  }

  // The answer as of the third day.
  Interpretation Ask(const LensWants& wants) {
    const Journal journal = SmallJournal();
    const LensRow row = {.journal = &journal, .decision = kNone, .as_of = 3 * kDay};
    std::vector<Interpretation> out;
    const absl::Status status = lens_->Interpret({&row, 1}, {}, wants, out);
    EXPECT_TRUE(status.ok()) << status;
    if (out.size() != 1) return {};
    EXPECT_EQ(out[0].error, "");
    EXPECT_EQ(out[0].status, PLX_OK);
    return out[0];
  }

  std::shared_ptr<Lens> lens_;
};

TEST_F(Hello, SaysWhoItIs) {
  EXPECT_EQ(lens_->info().id, "hello");
  EXPECT_EQ(lens_->info().name, "Hello");
  EXPECT_EQ(lens_->info().version, "1.2.3");
  EXPECT_EQ(lens_->info().vendor, "Parallax");
  EXPECT_EQ(lens_->info().industry, "none");
  EXPECT_EQ(lens_->info().framework_version, "0.1.0");
  EXPECT_THAT(lens_->info().sha256, SizeIs(64));
}

TEST_F(Hello, DescribesItsAssumptions) {
  ASSERT_THAT(lens_->parameters(), SizeIs(2));
  const Parameter& cadence = lens_->parameters()[0];
  EXPECT_EQ(cadence.path, "tempo.cadence_days.base");
  EXPECT_EQ(cadence.type, ParameterType::kNumber);
  EXPECT_EQ(cadence.default_value, "14");
  EXPECT_EQ(cadence.unit, "days");
  EXPECT_EQ(cadence.min, 1);
  EXPECT_EQ(cadence.max, 90);
  const Parameter& rule = lens_->parameters()[1];
  EXPECT_EQ(rule.type, ParameterType::kEnum);
  EXPECT_EQ(rule.choices, "unanimous | any_veto");
}

TEST_F(Hello, DescribesItsCommittee) {
  ASSERT_THAT(lens_->committee(), SizeIs(1));
  EXPECT_EQ(lens_->committee()[0].id, "champion");
  EXPECT_EQ(lens_->committee()[0].power, PLX_POWER_VETO);
  EXPECT_TRUE(lens_->committee()[0].required);
}

TEST_F(Hello, ItsNumbersArrive) {
  const Interpretation out = Ask({});
  for (int r = 0; r < kReadingCount; ++r) {
    const Reading& reading = out.readings[static_cast<std::size_t>(r)];
    EXPECT_EQ(reading.value, 50 + r);
    EXPECT_EQ(reading.low, 40);
    EXPECT_EQ(reading.high, 60);
    EXPECT_EQ(reading.trend, -1);
    EXPECT_EQ(reading.link, 0.25);
    EXPECT_EQ(reading.prior, 0);
    EXPECT_EQ(reading.interval_basis, PLX_INTERVAL_ASSUMPTIONS);
  }
  EXPECT_EQ(out.sufficiency, 0.5);
  EXPECT_EQ(out.coverage, 0.75);
  EXPECT_EQ(out.dispersion, 0.125);
  EXPECT_EQ(out.pace, PLX_PACE_STEADY);
  EXPECT_EQ(out.dip, PLX_DIP_CALENDAR);
  EXPECT_EQ(out.phase, PLX_PHASE_VALIDATION);
  EXPECT_EQ(out.verdict, PLX_VERDICT_WATCH);
  EXPECT_EQ(out.movement, PLX_MOVEMENT_SPREADING);
  EXPECT_EQ(out.clarity, PLX_CLARITY_LOOPING);
  EXPECT_THAT(out.dip_posterior, ElementsAre(0.25, 0.25, 0.25, 0.25));
  EXPECT_THAT(out.phase_posterior, ElementsAre(0.25, 0.25, 0.25, 0.25));
  EXPECT_EQ(out.act_by, kDay);
  EXPECT_EQ(out.asked, 3u);
  EXPECT_EQ(out.reasked_same, 1u);
  EXPECT_EQ(out.reasked_new, 2u);
}

TEST_F(Hello, ItsContributionArrives) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.contributions, SizeIs(1));
  const Contribution& c = out.contributions[0];
  EXPECT_EQ(c.reading, PLX_READING_CONFIDENCE);
  EXPECT_EQ(c.link_value, 0.25);
  EXPECT_EQ(c.reason, "stance_expressed");
  EXPECT_EQ(c.person, "bob");
  EXPECT_THAT(c.signals, ElementsAre(0u, 1u));
  EXPECT_EQ(c.silence_from, kNoTime);
  EXPECT_EQ(c.silence_to, kNoTime);
}

TEST_F(Hello, ItsCommitteeArrives) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.members, SizeIs(1));
  EXPECT_EQ(out.members[0].stakeholder, "ann");
  EXPECT_EQ(out.members[0].role, "champion");
  EXPECT_EQ(out.members[0].power, PLX_POWER_VETO);
  EXPECT_EQ(out.members[0].stance, PLX_STANCE_SUPPORTER);
  EXPECT_EQ(out.members[0].support, 0.75);
  EXPECT_EQ(out.binding_role, "hello");
  EXPECT_THAT(out.missing_roles, ElementsAre("hello"));
}

TEST_F(Hello, ItsGateArrives) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.gates, SizeIs(1));
  EXPECT_EQ(out.gates[0].id, "security");
  EXPECT_EQ(out.gates[0].state, "running");
  EXPECT_TRUE(out.gates[0].required);
  EXPECT_EQ(out.gates[0].opened_at, 5);
  EXPECT_EQ(out.gates[0].age_days, 3.5);
  EXPECT_EQ(out.gates[0].p50_days, 21);
  EXPECT_EQ(out.gates[0].p80_days, 42);
}

TEST_F(Hello, ItsTextsArrive) {
  const Interpretation out = Ask(kEverything);
  EXPECT_EQ(out.headline, "hello");
  EXPECT_EQ(out.next_question, "hello");
  EXPECT_THAT(out.pace_reasons, ElementsAre("hello"));
}

TEST_F(Hello, ItsDriftAlarmArrives) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.drift, SizeIs(1));
  EXPECT_EQ(out.drift[0].sign, "champion_engagement");
  EXPECT_EQ(out.drift[0].state, PLX_DRIFT_FIRING);
  EXPECT_EQ(out.drift[0].severity, 1);
  EXPECT_EQ(out.drift[0].onset, 5);
  EXPECT_EQ(out.drift[0].silence_from, 5);
  EXPECT_EQ(out.drift[0].silence_to, 9);
  EXPECT_THAT(out.drift[0].signals, IsEmpty());
}

TEST_F(Hello, ItsHandoffArrives) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.handoffs, SizeIs(1));
  EXPECT_EQ(out.handoffs[0].transition, "sales_to_onboarding");
  EXPECT_EQ(out.handoffs[0].at, 7);
  EXPECT_EQ(out.handoffs[0].signal, 1u);
  EXPECT_EQ(out.handoffs[0].confidence_before, 60);
  EXPECT_EQ(out.handoffs[0].confidence_after, 55);
  EXPECT_EQ(out.handoffs[0].survived, PLX_FLAG_TRUE);
  EXPECT_EQ(out.handoffs[0].reset, PLX_FLAG_FALSE);
}

TEST_F(Hello, ItsStageArrives) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.stages, SizeIs(1));
  EXPECT_EQ(out.stages[0].name, "sales");
  EXPECT_EQ(out.stages[0].handoff, kNone);
  EXPECT_EQ(out.stages[0].from, 0);
  EXPECT_EQ(out.stages[0].to, 7);
  EXPECT_EQ(out.stages[0].confidence_before, 50);
  EXPECT_EQ(out.stages[0].confidence_after, 60);
  EXPECT_EQ(out.stages[0].momentum_before, 50);
  EXPECT_EQ(out.stages[0].momentum_after, 45);
  EXPECT_EQ(out.stages[0].highest, 61);
  EXPECT_EQ(out.stages[0].highest_at, 3);
}

TEST_F(Hello, ItsValueAndFunctionArrive) {
  const Interpretation out = Ask(kEverything);
  ASSERT_THAT(out.value, SizeIs(1));
  EXPECT_EQ(out.value[0].misread, PLX_MISREAD_NARROW_USE);
  EXPECT_EQ(out.value[0].activity, PLX_ACTIVITY_ACTIVE);
  EXPECT_THAT(out.value[0].time_to_value_days, DoubleEq(65));
  ASSERT_THAT(out.functions, SizeIs(1));
  EXPECT_EQ(out.functions[0].function, "marketing");
  EXPECT_EQ(out.functions[0].reading, 80);
  EXPECT_TRUE(out.functions[0].misread);
  EXPECT_EQ(out.functions[0].counted, 2);
  EXPECT_EQ(out.functions[0].counted_before, 1);
  EXPECT_THAT(out.functions[0].signals, ElementsAre(0));
  EXPECT_THAT(out.functions[0].counted_signals, ElementsAre(0, 1));
}

TEST_F(Hello, WhatNobodyAskedForIsNotInTheAnswer) {
  const Interpretation out = Ask({});
  EXPECT_THAT(out.contributions, IsEmpty());
  EXPECT_THAT(out.members, IsEmpty());
  EXPECT_THAT(out.missing_roles, IsEmpty());
  EXPECT_THAT(out.gates, IsEmpty());
  EXPECT_THAT(out.drift, IsEmpty());
  EXPECT_THAT(out.handoffs, IsEmpty());
  EXPECT_THAT(out.stages, IsEmpty());
  EXPECT_THAT(out.value, IsEmpty());
  EXPECT_THAT(out.functions, IsEmpty());
  EXPECT_EQ(out.headline, "");
}

TEST_F(Hello, AnEmptyBatchHasNoAnswers) {
  std::vector<Interpretation> out(3);
  EXPECT_TRUE(lens_->Interpret({}, {}, kEverything, out).ok());
  EXPECT_THAT(out, IsEmpty());
}

TEST(FirstLens, ReadsWhatIsThereByAsOf) {
  const auto lens = LoadFixture("first");
  ASSERT_TRUE(lens.ok()) << lens.status();
  const Journal journal = SmallJournal();
  std::vector<Interpretation> out;
  ASSERT_TRUE((*lens)->Interpret(DailyRows(journal, 3), {}, {}, out).ok());
  EXPECT_EQ(out[0].readings[kConfidence].value, 50);
  EXPECT_EQ(out[0].verdict, PLX_VERDICT_INSUFFICIENT);
  EXPECT_EQ(out[2].readings[kConfidence].value, 75);
  EXPECT_EQ(out[2].verdict, PLX_VERDICT_HEALTHY);
}

}  // namespace
}  // namespace parallax
