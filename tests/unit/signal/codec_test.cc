#include "core/signal/codec.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "make_signals.h"

namespace parallax {
namespace {

using testing::At;
using testing::MakeSignal;
using testing::RandomSignal;

std::string Body(const Signal& signal) {
  std::string body;
  EncodeBody(signal, body);
  return body;
}

// A meeting of the size that most signals have.
Signal Meeting() {
  Signal signal = MakeSignal("ev-901", "2026-03-12T15:00:00Z");
  signal.kind = "sales.meeting_held";
  signal.decision = "opp-42";
  signal.available_at = At("2026-03-12T16:00:00.25Z");
  signal.stakeholder.clear();
  signal.participants = {"p-17", "p-21", "p-30"};
  signal.sentiment = 0.3;
  signal.amount = Money{.currency = "USD", .units = -650, .nanos = -500000000};
  signal.supersedes = "ev-900";
  signal.attributes = {{"duration", 2700.0},
                       {"topic", std::string("rostering")},
                       {"type", std::string("demo")},
                       {"x.crm.first", true}};
  return signal;
}

TEST(SignalBody, GivesBackEveryFieldButTheIdentity) {
  const Signal signal = Meeting();
  Signal decoded;
  decoded.account = signal.account;
  decoded.source = signal.source;
  decoded.source_event_id = signal.source_event_id;
  ASSERT_TRUE(DecodeBody(Body(signal), decoded).ok());
  EXPECT_EQ(decoded, signal);
}

TEST(SignalBody, GivesBackRandomSignals) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const Signal signal = RandomSignal(random);
    Signal decoded;
    ASSERT_TRUE(DecodeBody(Body(signal), decoded).ok()) << i;
    ASSERT_EQ(decoded, signal) << i;
  }
}

TEST(SignalBody, LeavesNothingOfThePreviousContents) {
  Signal decoded = Meeting();
  decoded.retracts = "old";
  const Signal plain = MakeSignal("a", "2026-01-01");
  ASSERT_TRUE(DecodeBody(Body(plain), decoded).ok());
  decoded.source_event_id = plain.source_event_id;
  EXPECT_EQ(decoded, plain);
}

TEST(SignalBody, IsShorterThanTheTextItCarriesPlusAFewBytes) {
  const Signal signal = Meeting();
  // kind 18, decision 6, people 12, supersedes 6, currency 3, attributes 44: 89 bytes of text.
  EXPECT_LE(Body(signal).size(), 89u + 55u);
}

TEST(SignalBody, AppendsToWhatIsThere) {
  std::string out = "head";
  EncodeBody(Meeting(), out);
  EXPECT_EQ(out, "head" + Body(Meeting()));
}

TEST(SignalBody, IsIndependentOfTheIdentity) {
  Signal other = Meeting();
  other.account = "b";
  other.source = "c";
  other.source_event_id = "d";
  EXPECT_EQ(Body(other), Body(Meeting()));
}

TEST(SignalBody, TellsApartValuesThatPrintAlike) {
  const auto with = [](AttributeValue value) {
    Signal signal = MakeSignal("a", "2026-01-01");
    signal.attributes = {{"x.v", std::move(value)}};
    return Body(signal);
  };
  EXPECT_NE(with(1.0), with(true));
  EXPECT_NE(with(1.0), with(std::string("1")));
  EXPECT_NE(with(0.0), with(-0.0));
  EXPECT_NE(with(0.0), with(std::monostate()));
}

TEST(SignalBody, KeepsNumbersThatAreNoNumber) {
  Signal signal = MakeSignal("a", "2026-01-01");
  signal.attributes = {{"x.v", std::numeric_limits<double>::quiet_NaN()}};
  Signal decoded;
  ASSERT_TRUE(DecodeBody(Body(signal), decoded).ok());
  EXPECT_TRUE(std::isnan(std::get<double>(decoded.attributes[0].second)));
}

TEST(SignalBody, IsDataLossWhenTruncatedAnywhere) {
  const std::string body = Body(Meeting());
  for (std::size_t size = 0; size < body.size(); ++size) {
    // A copy of exactly this size, so that a sanitizer sees any read behind it.
    const std::string cut(body.data(), size);
    Signal decoded;
    ASSERT_EQ(DecodeBody(cut, decoded).code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST(SignalBody, IsDataLossWhenBytesFollow) {
  Signal decoded;
  EXPECT_EQ(DecodeBody(Body(Meeting()) + '\0', decoded).code(), absl::StatusCode::kDataLoss);
}

// Bytes that are accepted must be the one body of what they give: no damage is taken for another
// form of the same signal.
TEST(SignalBody, IsTheOnlyFormOfWhatItGivesHoweverBitsFlip) {
  std::mt19937_64 random(2);
  const std::string body = Body(Meeting());
  for (int i = 0; i < 200'000; ++i) {
    std::string damaged = body;
    for (std::size_t flips = 1 + random() % 4; flips > 0; --flips) {
      damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
    }
    Signal decoded;
    if (DecodeBody(damaged, decoded).ok()) {
      ASSERT_EQ(Body(decoded), damaged) << i;
    }
  }
}

TEST(SignalBody, SurvivesNoise) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 200'000; ++i) {
    std::string noise(random() % 40, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    if (noise.size() > 1) {
      noise[0] = 1;  // past the version
      noise[1] = 9;
    }
    Signal decoded;
    if (DecodeBody(noise, decoded).ok()) {
      ASSERT_EQ(Body(decoded), noise) << i;
    }
  }
}

AccountFacts SomeAccount() {
  AccountFacts facts;
  facts.account = "acme";
  facts.display_name = "Acme";
  facts.archetype = Archetype::kApi;
  facts.default_lens = "saas";
  facts.contract_start = At("2026-01-01");
  facts.contract_end = At("2027-01-01");
  facts.contract_value = Money{.currency = "EUR", .units = 12000, .nanos = 0};
  facts.labels = {{"org_type", "company"}, {"paying", "true"}};
  facts.valid_from = At("2025-12-01");
  facts.available_at = At("2025-12-02");
  return facts;
}
DecisionFacts SomeDecision() {
  DecisionFacts facts;
  facts.account = "acme";
  facts.decision = "opp-1";
  facts.type = DecisionType::kRenewal;
  facts.opened_at = At("2026-01-01");
  facts.closed_at = At("2026-02-01");
  facts.outcome = Outcome::kWon;
  facts.amount = Money{.currency = "USD", .units = 5, .nanos = 1};
  facts.available_at = At("2026-02-01");
  return facts;
}
StakeholderFacts SomePerson() {
  StakeholderFacts facts;
  facts.account = "acme";
  facts.stakeholder = "p-1";
  facts.role = "x.acme.owner";
  facts.role_family = "business_owner";
  facts.org_unit = "north";
  facts.power = Power::kVeto;
  facts.champion = false;
  facts.joined_at = At("2026-01-01");
  facts.left_at = At("2026-02-01");
  facts.decisions = {"opp-1", "opp-2"};
  facts.valid_from = At("2026-01-01");
  return facts;
}

class FactsBytes : public ::testing::TestWithParam<Facts> {};

TEST_P(FactsBytes, GiveBackEveryField) {
  const auto decoded = DecodeFacts(EncodeFacts(GetParam()));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, GetParam());
}

TEST_P(FactsBytes, AreDataLossWhenTruncatedAnywhere) {
  const std::string bytes = EncodeFacts(GetParam());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut(bytes.data(), size);
    ASSERT_EQ(DecodeFacts(cut).status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST_P(FactsBytes, AreTheOnlyFormOfWhatTheyGiveHoweverBitsFlip) {
  std::mt19937_64 random(4);
  const std::string bytes = EncodeFacts(GetParam());
  for (int i = 0; i < 100'000; ++i) {
    std::string damaged = bytes;
    damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
    damaged[random() % damaged.size()] ^= static_cast<char>(random() % 3);
    const auto decoded = DecodeFacts(damaged);
    if (decoded.ok()) {
      ASSERT_EQ(EncodeFacts(*decoded), damaged) << i;
    }
  }
}

AccountFacts ImplicitAccount() {
  AccountFacts facts;
  facts.account = "acme";
  facts.implicit = true;
  return facts;
}

INSTANTIATE_TEST_SUITE_P(Subjects, FactsBytes,
                         ::testing::Values(Facts(SomeAccount()), Facts(SomeDecision()),
                                           Facts(SomePerson()), Facts(ImplicitAccount()),
                                           Facts(DecisionFacts{}), Facts(StakeholderFacts{})));

}  // namespace
}  // namespace parallax
