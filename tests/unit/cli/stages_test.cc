// Where confidence moved, in words.
#include "clients/cli/render/stages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

using ::testing::HasSubstr;

google::protobuf::Timestamp At(int day) {
  return ToProto(absl::FromUnixSeconds(1'767'225'600 + day * 86'400));  // from 2026-01-01 on
}

// A part of 30 days.
v1::StagePart& Add(v1::Interpretation& to, const std::string& name, bool handoff, double before,
                   double after, double highest) {
  const int from = 30 * to.stages_size();
  v1::StagePart& part = *to.add_stages();
  part.set_name(name);
  if (handoff) part.mutable_handoff()->set_source("crm");
  *part.mutable_from() = At(from);
  *part.mutable_to() = At(from + 30);
  part.set_confidence_before(before);
  part.set_confidence_after(after);
  part.set_momentum_before(50);
  part.set_momentum_after(40);
  part.set_highest_confidence(highest);
  *part.mutable_highest_at() = At(from + 11);
  return part;
}

v1::Interpretation Sold() {
  v1::Interpretation said;
  Add(said, "sales", false, 50, 70, 72);
  Add(said, "sales_to_onboarding", true, 70, 60, 70).add_drift("champion_engagement");
  Add(said, "onboarding", false, 60, 54, 60);
  return said;
}

TEST(Stages, ALossIsToldSinceTheHighestAndItsPartsSumToIt) {
  EXPECT_EQ(LostWords(Sold()),
            "18.0 points of confidence lost since 2026-01-12 (72.0 then, 54.0 now): -2.0 within "
            "sales, -10.0 across sales to onboarding, -6.0 within onboarding.");
}

TEST(Stages, WhatWasWonBackIsPartOfTheSum) {
  v1::Interpretation said = Sold();
  said.mutable_stages(2)->set_confidence_after(63);
  EXPECT_THAT(LostWords(said), HasSubstr("9.0 points"));
  EXPECT_THAT(LostWords(said), HasSubstr("+3.0 within onboarding"));
}

TEST(Stages, NothingIsLostAtTheHighest) {
  v1::Interpretation said;
  Add(said, "", false, 50, 64, 64);
  EXPECT_EQ(LostWords(said), "Confidence stands at its highest so far, 64.0.");
  EXPECT_EQ(Stages({}, Style{80}), "");
}

TEST(Stages, ATableNamesTheDriftThatBeganInAPart) {
  for (const int width : {80, 160}) {
    const std::string page = Stages(Sold(), Style{width});
    EXPECT_THAT(page, HasSubstr("across sales to onboarding"));
    EXPECT_THAT(page, HasSubstr("champion"));
    EXPECT_THAT(page, HasSubstr("70 to 60"));
    for (const absl::string_view line : absl::StrSplit(page, '\n')) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST(Stages, WithoutAHandoffThereIsNoNameToTell) {
  v1::Interpretation said;
  Add(said, "", false, 50, 44, 61);
  EXPECT_THAT(LostWords(said), HasSubstr("-17.0 without a handoff"));
}

}  // namespace
}  // namespace parallax::cli
