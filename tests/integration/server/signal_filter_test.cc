#include "server/handlers/signal_filter.h"

#include <string>

#include "core/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace parallax::server {
namespace {

using ::testing::HasSubstr;

StoredSignal Stored() {
  StoredSignal stored;
  stored.signal.kind = "sales.meeting_held";
  stored.signal.source = "crm";
  stored.signal.stakeholder = "ann";
  stored.signal.occurred_at = *ParseTime("2026-05-01T00:00:00Z");
  stored.recorded_at = *ParseTime("2026-05-02T00:00:00Z");
  return stored;
}

bool Matches(const std::string& text) {
  const auto filter = SignalFilter::Parse(text);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return filter.ok() && filter->Matches(Stored());
}

std::string Error(const std::string& text) {
  const auto filter = SignalFilter::Parse(text);
  return filter.ok() ? "" : std::string(filter.status().message());
}

TEST(SignalFilter, EmptyMatchesEverything) { EXPECT_TRUE(Matches("  ")); }

TEST(SignalFilter, ComparesTextAsAWhole) {
  EXPECT_TRUE(Matches("source = crm"));
  EXPECT_FALSE(Matches("source = \"cr\""));
  EXPECT_TRUE(Matches("decision = \"\""));
}

TEST(SignalFilter, AStarMatchesAPrefixOfKindsOnly) {
  EXPECT_TRUE(Matches("kind = \"sales.*\""));
  EXPECT_FALSE(Matches("source = \"cr.*\""));
}

TEST(SignalFilter, EveryComparisonMustHold) {
  EXPECT_TRUE(Matches("kind=\"sales.*\" AND stakeholder!=\"bob\""));
  EXPECT_FALSE(Matches("kind=\"sales.*\" AND stakeholder=\"bob\""));
}

TEST(SignalFilter, TimesCompareByInstant) {
  EXPECT_TRUE(Matches("occurred_at <= \"2026-05-01T02:00:00+02:00\""));
  EXPECT_FALSE(Matches("occurred_at < \"2026-05-01T00:00:00Z\""));
  EXPECT_TRUE(Matches("available_at > \"2026-05-01T00:00:00Z\""));
}

TEST(SignalFilter, AnUnknownFieldNamesItsPositionAndTheFields) {
  EXPECT_THAT(Error("kind = \"a\" AND colour = \"b\""),
              HasSubstr("at character 16: expected kind,"));
}

TEST(SignalFilter, OrIsNotAccepted) {
  EXPECT_THAT(Error("kind = a OR kind = b"), HasSubstr("at character 10: expected AND or the end"));
}

TEST(SignalFilter, TextHasNoOrder) {
  EXPECT_THAT(Error("kind < \"a\""), HasSubstr("at character 6: expected = or !="));
}

TEST(SignalFilter, AnOpenQuoteIsAnError) {
  EXPECT_THAT(Error("kind = \"a"), HasSubstr("expected a closing double quote"));
}

TEST(SignalFilter, ATimeMustBeRfc3339) {
  EXPECT_THAT(Error("occurred_at > \"yesterday\""), HasSubstr("expected an RFC 3339 time"));
}

}  // namespace
}  // namespace parallax::server
