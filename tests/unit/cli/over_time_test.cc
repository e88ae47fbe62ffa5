// What moved, in words.
#include "clients/cli/render/over_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;

v1::Observation Seen(const char* id, double value, double before) {
  v1::Observation out;
  out.set_id(id);
  out.set_value(value);
  out.set_before(before);
  return out;
}

TEST(OverTime, ObservationsSayTheirNumbersInTheirUnit) {
  EXPECT_EQ(ObservationWords(Seen("spreading", 5, 3)), "more people take part: 5, 3 before");
  EXPECT_EQ(ObservationWords(Seen("consensus_forming", 0.03, 0.27)),
            "they agree more: spread of support: 3 of 100, 27 of 100 before");
  EXPECT_EQ(ObservationWords(
                Seen("journey_back", v1::JOURNEY_PHASE_EVALUATION, v1::JOURNEY_PHASE_VALIDATION)),
            "the journey went back: evaluation, validation before");
}

TEST(OverTime, AnObservationNamesItsPersonAndNoNumberItDoesNotHave) {
  v1::Observation left;
  left.set_id("exiting");
  left.set_stakeholder("a-person");
  EXPECT_EQ(ObservationWords(left), "a-person left");
}

TEST(OverTime, AnObservationOfANewerServerIsSaidAsItCame) {
  EXPECT_EQ(ObservationWords(Seen("budget_moving", 2, 1)), "budget moving: 2, 1 before");
}

TEST(OverTime, AHandoffThatLostTheContextSaysSo) {
  v1::Interpretation interpretation;
  v1::Handoff& handoff = *interpretation.add_handoffs();
  handoff.set_transition("sales_to_onboarding");
  handoff.set_confidence_before(67);
  handoff.set_confidence_after(42);
  handoff.set_reset(true);
  const std::string page = Handoffs(interpretation, Style{.width = 80});
  EXPECT_THAT(page, HasSubstr("sales to onboarding"));
  EXPECT_THAT(page, HasSubstr("context was lost"));
  EXPECT_EQ(Handoffs({}, Style{.width = 80}), "");
}

}  // namespace
}  // namespace parallax::cli
