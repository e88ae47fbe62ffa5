// Lenses that load and then misbehave: what becomes of their rows, and of their neighbours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parallax/abi/types.h"
#include "tests/unit/lens/lens_fixture.h"

namespace parallax {
namespace {

using ::testing::HasSubstr;

// The answers of a fixture lens for the first three days.
std::vector<Interpretation> Ask(const std::string& name) {
  const auto lens = LoadFixture(name);
  EXPECT_TRUE(lens.ok()) << lens.status();
  if (!lens.ok()) return std::vector<Interpretation>(3);
  const Journal journal = SmallJournal();
  std::vector<Interpretation> out;
  const absl::Status status = (*lens)->Interpret(DailyRows(journal, 3), {}, kEverything, out);
  EXPECT_TRUE(status.ok()) << status;
  out.resize(3);
  return out;
}

void ExpectFault(const Interpretation& row, const std::string& why) {
  EXPECT_EQ(row.status, PLX_ERROR_INTERNAL);
  EXPECT_THAT(row.error, HasSubstr(why));
  EXPECT_EQ(row.readings[kConfidence].value, 0) << "a refused row carries no numbers";
}

absl::Status Failure(const std::string& name) {
  const auto lens = LoadFixture(name);
  EXPECT_TRUE(lens.ok()) << lens.status();
  if (!lens.ok()) return absl::OkStatus();
  const Journal journal = SmallJournal();
  std::vector<Interpretation> out;
  return (*lens)->Interpret(DailyRows(journal, 1), {}, {}, out);
}

TEST(HostileLens, AReadingThatIsNoNumberFailsItsRowAlone) {
  const std::vector<Interpretation> out = Ask("nan_reading");
  EXPECT_EQ(out[0].status, PLX_OK);
  EXPECT_EQ(out[1].status, PLX_OK);
  ExpectFault(out[2], "alignment: value nan is outside 0..100");
}

TEST(HostileLens, AnUnknownVerdictFailsItsRowAlone) {
  const std::vector<Interpretation> out = Ask("bad_enum");
  EXPECT_EQ(out[1].status, PLX_OK);
  ExpectFault(out[2], "the verdict is absent or unknown");
}

TEST(HostileLens, ARowWithoutStatusHasNoAnswer) {
  const std::vector<Interpretation> out = Ask("no_status");
  EXPECT_EQ(out[1].status, PLX_OK);
  ExpectFault(out[2], "the lens gave the row status -3");
}

TEST(HostileLens, AnEmissionForNoRowFailsEveryRow) {
  for (const Interpretation& row : Ask("stray_row")) {
    ExpectFault(row, "a row that the batch does not have");
  }
}

TEST(HostileLens, ARowThatNamesALaterSignalFails) {
  // Its evidence is the signal of the third day.
  const std::vector<Interpretation> out = Ask("future_signal");
  ExpectFault(out[0], "signals are not ascending rows up to as_of");
  ExpectFault(out[1], "signals are not ascending rows up to as_of");
  EXPECT_EQ(out[2].status, PLX_OK) << out[2].error;
}

TEST(HostileLens, AnExceptionOfItsModelIsAnErrorWithItsMessage) {
  const absl::Status status = Failure("throws_in_interpret");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("lens \"throws_in_interpret\" failed: code -3: the model is out of order"));
}

TEST(HostileLens, AnExceptionThatLeavesItIsAnError) {
  const absl::Status status = Failure("throws_raw");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("let an exception out"));
}

}  // namespace
}  // namespace parallax
