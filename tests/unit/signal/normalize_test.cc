#include <cmath>
#include <string>

#include "core/signal/codec.h"
#include "core/signal/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "make_signals.h"

namespace parallax {
namespace {

using ::testing::ElementsAre;
using testing::MakeSignal;

TEST(Normalize, FillsTheInitiatorOfTheKind) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.initiator = Initiator::kUnspecified;
  signal.kind = "sales.meeting_held";
  Normalize(signal);
  EXPECT_EQ(signal.initiator, Initiator::kSeller);
}

TEST(Normalize, TakesCustomKindsForTheSystems) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.initiator = Initiator::kUnspecified;
  signal.kind = "x.acme.badge";
  Normalize(signal);
  EXPECT_EQ(signal.initiator, Initiator::kSystem);
}

TEST(Normalize, KeepsWhatTheSenderSaid) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.initiator = Initiator::kThirdParty;
  signal.provenance = Provenance::kDerived;
  Normalize(signal);
  EXPECT_EQ(signal.initiator, Initiator::kThirdParty);
  EXPECT_EQ(signal.provenance, Provenance::kDerived);
}

TEST(Normalize, TakesContentForHuman) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.provenance = Provenance::kUnspecified;
  Normalize(signal);
  EXPECT_EQ(signal.provenance, Provenance::kHuman);
}

TEST(Normalize, SaysNothingOfWhoActedInARetraction) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.initiator = Initiator::kUnspecified;
  signal.retracts = "b";
  Normalize(signal);
  EXPECT_EQ(signal.initiator, Initiator::kUnspecified);
}

TEST(Normalize, MakesAnUnknownKindNoWorse) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.initiator = Initiator::kUnspecified;
  signal.kind = "nothing.like_it";
  Normalize(signal);
  EXPECT_EQ(signal.initiator, Initiator::kUnspecified);
}

TEST(Normalize, NamesEachPersonOnce) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.stakeholder = "p-2";
  signal.participants = {"p-3", "p-1", "p-2", "p-3"};
  Normalize(signal);
  EXPECT_THAT(signal.participants, ElementsAre("p-1", "p-3"));
}

TEST(Normalize, MakesSignalsThatMeanTheSameEqual) {
  Signal one = MakeSignal("a", "2026-01-01"), two = one;
  one.participants = {"p-2", "p-1"};
  one.sentiment = -0.0;
  one.attributes = {{"type", std::string("defended")}, {"x.v", -0.0}};
  two.participants = {"p-1", "p-1", "p-2"};
  two.sentiment = 0.0;
  two.attributes = {{"x.v", 0.0}, {"type", std::string("defended")}};
  Normalize(one);
  Normalize(two);
  EXPECT_EQ(one, two);
  std::string body_one, body_two;
  EncodeBody(one, body_one);
  EncodeBody(two, body_two);
  EXPECT_EQ(body_one, body_two);
}

TEST(Normalize, ChangesNothingWhenDoneTwice) {
  Signal once = MakeSignal("a", "2026-01-01");
  once.participants = {"p-9", "p-1"};
  Normalize(once);
  Signal twice = once;
  Normalize(twice);
  EXPECT_EQ(once, twice);
}

TEST(Nearest, FindsTheClosestWordWithinHalfTheLength) {
  EXPECT_EQ(Nearest("sales.meeting_hold", {"sales.meeting_moved", "sales.meeting_held"}),
            "sales.meeting_held");
  EXPECT_EQ(Nearest("meeting_held", {"sales.meeting_held"}), "sales.meeting_held");
  EXPECT_EQ(Nearest("abcd", {"abxy"}), "abxy");
  EXPECT_EQ(Nearest("abcd", {"axyz"}), "");
  EXPECT_EQ(Nearest("kitten", {"sitting"}), "sitting");  // three changes
}

TEST(Nearest, FindsNothingAmongNothing) {
  EXPECT_EQ(Nearest("word", {}), "");
  EXPECT_EQ(Nearest("", {"word"}), "");
}

TEST(Nearest, TakesTheFirstOfEquallyNearWords) { EXPECT_EQ(Nearest("cat", {"bat", "hat"}), "bat"); }

TEST(Nearest, DoesNotSearchForVeryLongWords) {
  EXPECT_EQ(Nearest(std::string(1000, 'a'), {std::string_view("a")}), "");
}

TEST(IsValidId, FollowsTheCatalog) {
  EXPECT_TRUE(IsValidId("acme"));
  EXPECT_TRUE(IsValidId("A.b_c:d-9"));
  EXPECT_FALSE(IsValidId(""));
  EXPECT_FALSE(IsValidId(".a"));
  EXPECT_FALSE(IsValidId("a/b"));
}

}  // namespace
}  // namespace parallax
