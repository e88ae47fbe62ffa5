// Each check of catalog.toml: what it accepts, what it refuses, and under which field.
#include "core/signal/validate.h"

#include <cmath>
#include <limits>
#include <string>

#include "checks.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace parallax {
namespace {

using ::testing::AllOf;
using testing::At;
using testing::Check;
using testing::Checks;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MakeSignal;
using ::testing::Not;
using testing::Now;
using testing::OnlyDescription;

Signal Valid() { return MakeSignal("note-1", "2026-03-01"); }

Signal OfKind(std::string_view kind) {
  Signal signal = Valid();
  signal.kind = kind;
  signal.stakeholder.clear();
  signal.attributes.clear();
  return signal;
}

Signal Objection() {
  Signal signal = OfKind("sales.objection");
  signal.attributes = {{"ref", std::string("obj-1")},
                       {"risk_dimension", std::string("security")},
                       {"state", std::string("raised")}};
  return signal;
}

Signal Proposal() {
  Signal signal = OfKind("sales.proposal");
  signal.decision = "opp-1";
  signal.amount = Money{.currency = "USD", .units = 100};
  signal.attributes = {{"ref", std::string("pr-1")}, {"state", std::string("sent")}};
  return signal;
}

// Sets or replaces an attribute, keeping the order of keys.
Signal With(Signal signal, const std::string& key, AttributeValue value) {
  std::erase_if(signal.attributes, [&](const auto& entry) { return entry.first == key; });
  signal.attributes.emplace_back(key, std::move(value));
  Normalize(signal);
  return signal;
}

TEST(Validate, AcceptsAValidSignal) { EXPECT_THAT(Checks(Valid()), IsEmpty()); }

TEST(ValidateIds, MustBePresent) {
  Signal signal = Valid();
  signal.account = signal.source = signal.source_event_id = "";
  EXPECT_THAT(Checks(signal),
              ElementsAre(Check("ID_INVALID", "account"), Check("ID_INVALID", "source"),
                          Check("ID_INVALID", "source_event_id")));
}

TEST(ValidateIds, MustMatchThePattern) {
  Signal signal = Valid();
  signal.account = "a b";
  signal.decision = "-x";
  signal.source = "s/1";
  signal.source_event_id = std::string(129, 'a');
  signal.stakeholder = "p\n";
  signal.participants = {"", "p-1", "\xC3\xA9"};
  signal.supersedes = "#";
  EXPECT_THAT(Checks(signal),
              ElementsAre(Check("ID_INVALID", "account"), Check("ID_INVALID", "decision"),
                          Check("ID_INVALID", "source"), Check("ID_INVALID", "source_event_id"),
                          Check("ID_INVALID", "stakeholder"), Check("ID_INVALID", "participants"),
                          Check("ID_INVALID", "participants"), Check("ID_INVALID", "supersedes"),
                          Check("PARTICIPANTS_MISMATCH", "participants")));
}

TEST(ValidateIds, AreQuotedInTheMessage) {
  Signal signal = Valid();
  signal.account = "a b";
  EXPECT_THAT(OnlyDescription(signal), AllOf(HasSubstr("\"a b\""), HasSubstr("1 to 128")));
}

TEST(ValidateIds, AreNotQuotedWhenTheyLookPersonal) {
  Signal signal = Valid();
  signal.stakeholder = "someone@example.org";
  const auto violations = Validate(signal, Now());
  EXPECT_THAT(Checks(signal),
              ElementsAre(Check("ID_INVALID", "stakeholder"), Check("PRIVACY", "stakeholder")));
  for (const FieldViolation& v : violations) {
    EXPECT_THAT(v.description, Not(HasSubstr("example")));
  }
}

TEST(ValidateIds, HaveControlCharactersEscapedInTheMessage) {
  Signal signal = Valid();
  signal.account = "a\x1F\x1E";
  EXPECT_THAT(OnlyDescription(signal), HasSubstr("\"a\\x1f\\x1e\""));
}

TEST(ValidateKind, MustBeListed) {
  Signal signal = Valid();
  signal.kind = "sales.meeting_hold";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("KIND_UNKNOWN", "kind")));
  EXPECT_THAT(OnlyDescription(signal), AllOf(HasSubstr("\"sales.meeting_hold\""),
                                             HasSubstr("did you mean sales.meeting_held?")));
}

TEST(ValidateKind, MustBePresent) {
  Signal signal = Valid();
  signal.kind = "";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("KIND_UNKNOWN", "kind")));
}

TEST(ValidateKind, MayBeCustom) {
  Signal signal = OfKind("x.acme.badge_scanned");
  signal.amount = Money{.currency = "EUR", .units = -3};
  signal.attributes = {
      {"ref", std::string("b-1")}, {"topic", std::string("door")}, {"x.acme.floor", 3.0}};
  EXPECT_THAT(Checks(signal), IsEmpty());
  EXPECT_THAT(Checks(With(signal, "floor", 3.0)),
              ElementsAre(Check("ATTRIBUTE_UNKNOWN", "attributes.floor")));
  signal.kind = "x.acme";
  EXPECT_THAT(Checks(signal), Contains(Check("KIND_UNKNOWN", "kind")));
}

TEST(ValidateKind, SkipsWhatDependsOnItWhenUnknown) {
  Signal signal = Valid();
  signal.kind = "nothing.like_it";
  signal.account = "company";
  signal.sentiment = 2;
  signal.amount = Money{.currency = "??", .units = 0};
  signal.attributes = {{"whatever", 1.0}};
  EXPECT_THAT(Checks(signal),
              ElementsAre(Check("KIND_UNKNOWN", "kind"), Check("SENTIMENT_INVALID", "sentiment")));
}

TEST(ValidateTime, OfOccurrenceMustBePresent) {
  Signal signal = Valid();
  signal.occurred_at = kNoTime;
  EXPECT_THAT(Checks(signal), ElementsAre(Check("TIME_INVALID", "occurred_at")));
}

TEST(ValidateTime, LiesBetween1990AndTheClockPlusFiveMinutes) {
  Signal signal = Valid();
  for (const Time time : {At("1990-01-01"), Now() + 300 * kSecond}) {
    signal.occurred_at = signal.available_at = time;
    EXPECT_THAT(Checks(signal), IsEmpty());
  }
  for (const Time time : {At("1990-01-01") - 1, Now() + 300 * kSecond + 1}) {
    signal.occurred_at = signal.available_at = time;
    EXPECT_THAT(Checks(signal), ElementsAre(Check("TIME_INVALID", "occurred_at"),
                                            Check("TIME_INVALID", "available_at")));
  }
}

TEST(ValidateTime, MayBeAvailableBeforeItOccurs) {
  Signal signal = Valid();
  signal.available_at = signal.occurred_at - 30 * kDay;
  EXPECT_THAT(Checks(signal), IsEmpty());
}

TEST(ValidateAccount, IsReservedForCosts) {
  Signal cost = OfKind("finance.cost_recorded");
  cost.account = "company";
  cost.amount = Money{.currency = "USD", .units = -5};
  cost.attributes = {{"type", std::string("sales")}};
  EXPECT_THAT(Checks(cost), IsEmpty());
  Signal other = Valid();
  other.account = "company";
  EXPECT_THAT(Checks(other), ElementsAre(Check("ACCOUNT_RESERVED", "account")));
}

TEST(ValidateRetraction, CarriesIdentityKindAndTimes) {
  Signal signal = OfKind("sales.message_exchanged");
  signal.initiator = Initiator::kUnspecified;
  signal.retracts = "note-0";
  signal.available_at = At("2026-03-02");
  Normalize(signal);
  EXPECT_THAT(Checks(signal), IsEmpty());
}

TEST(ValidateRetraction, CarriesNothingElse) {
  Signal signal = Proposal();
  signal.retracts = "pr-0";
  signal.supersedes = "pr-0";
  signal.stakeholder = "p-1";
  signal.participants = {"p-2"};
  signal.sentiment = 7;
  EXPECT_THAT(
      Checks(signal),
      ElementsAre(
          Check("RETRACTION_INVALID", "decision"), Check("RETRACTION_INVALID", "stakeholder"),
          Check("RETRACTION_INVALID", "participants"), Check("RETRACTION_INVALID", "initiator"),
          Check("RETRACTION_INVALID", "sentiment"), Check("RETRACTION_INVALID", "amount"),
          Check("RETRACTION_INVALID", "attributes"), Check("RETRACTION_INVALID", "supersedes")));
}

TEST(ValidateRetraction, IsStillHeldToPrivacy) {
  Signal signal = OfKind("sales.objection");
  signal.initiator = Initiator::kUnspecified;
  signal.retracts = "student-12345";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("PRIVACY", "retracts")));
}

TEST(ValidateDecision, IsGivenWhereTheKindRequiresIt) {
  Signal signal = Proposal();
  signal.decision = "";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("DECISION_MISMATCH", "decision")));
}

TEST(ValidateDecision, IsAbsentWhereTheKindHasNone) {
  Signal signal = OfKind("success.survey");
  signal.attributes = {{"score", 0.5}, {"type", std::string("nps")}};
  EXPECT_THAT(Checks(signal), IsEmpty());
  signal.decision = "opp-1";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("DECISION_MISMATCH", "decision")));
}

TEST(ValidateParticipants, AreAbsentWhereTheKindNamesNoPeople) {
  Signal signal = OfKind("marketing.intent_surge");
  signal.attributes = {{"strength", 1.0}, {"topic", std::string("privacy")}};
  EXPECT_THAT(Checks(signal), IsEmpty());
  signal.stakeholder = "p-1";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("PARTICIPANTS_MISMATCH", "stakeholder")));
  signal.stakeholder = "";
  signal.participants = {"p-1"};
  EXPECT_THAT(Checks(signal), ElementsAre(Check("PARTICIPANTS_MISMATCH", "participants")));
}

TEST(ValidateParticipants, AreGivenWhereTheKindRequiresThem) {
  Signal signal = OfKind("sales.meeting_held");
  EXPECT_THAT(Checks(signal), ElementsAre(Check("PARTICIPANTS_MISMATCH", "participants")));
  signal.stakeholder = "p-1";
  EXPECT_THAT(Checks(signal), IsEmpty());
  signal.stakeholder = "";
  signal.participants = {"p-1"};
  EXPECT_THAT(Checks(signal), IsEmpty());
}

TEST(ValidateParticipants, CountEachPersonOnce) {
  Signal one = Valid();  // of a kind with one person at most
  one.participants = {"p-1", "p-1"};
  EXPECT_THAT(Checks(one), IsEmpty());
  one.participants = {"p-2"};
  EXPECT_THAT(Checks(one), ElementsAre(Check("PARTICIPANTS_MISMATCH", "participants")));
  EXPECT_THAT(OnlyDescription(one), HasSubstr("2 people"));
}

TEST(ValidateParticipants, AreAtMostSixtyFour) {
  Signal signal = OfKind("sales.meeting_held");
  for (int i = 0; i < 64; ++i) signal.participants.push_back("p-" + std::to_string(i));
  EXPECT_THAT(Checks(signal), IsEmpty());
  signal.stakeholder = "p-64";
  EXPECT_THAT(Checks(signal), ElementsAre(Check("PARTICIPANTS_MISMATCH", "participants")));
}

TEST(ValidateInitiator, IsGivenWhereTheKindHasNoDefault) {
  Signal signal = OfKind("sales.message_exchanged");
  signal.attributes = {{"channel", std::string("email")}};
  EXPECT_THAT(Checks(signal), IsEmpty());
  signal.initiator = Initiator::kUnspecified;
  Normalize(signal);
  EXPECT_THAT(Checks(signal), ElementsAre(Check("INITIATOR_REQUIRED", "initiator")));
}

TEST(ValidateInitiator, IsOneOfFour) {
  Signal signal = Valid();
  signal.initiator = static_cast<Initiator>(5);
  EXPECT_THAT(Checks(signal), ElementsAre(Check("INITIATOR_REQUIRED", "initiator")));
}

TEST(ValidateProvenance, IsOneOfThree) {
  Signal signal = Valid();
  signal.provenance = static_cast<Provenance>(4);
  EXPECT_THAT(Checks(signal), ElementsAre(Check("ATTRIBUTE_INVALID", "provenance")));
}

TEST(ValidateSentiment, LiesBetweenMinusOneAndOne) {
  Signal signal = Valid();
  for (const double sentiment : {-1.0, 0.0, 1.0}) {
    signal.sentiment = sentiment;
    EXPECT_THAT(Checks(signal), IsEmpty());
  }
  for (const double sentiment :
       {-1.01, 2.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    signal.sentiment = sentiment;
    EXPECT_THAT(Checks(signal), ElementsAre(Check("SENTIMENT_INVALID", "sentiment")));
  }
}

TEST(ValidateAmount, IsAbsentWhereTheKindListsNone) {
  Signal signal = Valid();
  signal.amount = Money{.currency = "USD", .units = 1};
  EXPECT_THAT(Checks(signal), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
}

TEST(ValidateAmount, IsGivenWhereTheKindRequiresIt) {
  Signal signal = OfKind("finance.subscription_changed");
  EXPECT_THAT(Checks(signal), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
}

TEST(ValidateAmount, IsGivenInTheStatesThatRequireIt) {
  Signal signal = Proposal();
  signal.amount.reset();
  EXPECT_THAT(Checks(signal), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
  EXPECT_THAT(Checks(With(signal, "state", std::string("viewed"))), IsEmpty());
}

TEST(ValidateAmount, IsValidMoney) {
  Signal signal = Proposal();
  const auto checks = [&](std::string currency, std::int64_t units, std::int32_t nanos) {
    signal.amount = Money{.currency = std::move(currency), .units = units, .nanos = nanos};
    return Checks(signal);
  };
  EXPECT_THAT(checks("USD", 1000000000000, 0), IsEmpty());
  EXPECT_THAT(checks("USD", 0, 999999999), IsEmpty());
  EXPECT_THAT(checks("usd", 1, 0), ElementsAre(Check("AMOUNT_MISMATCH", "amount.currency_code")));
  EXPECT_THAT(checks("", 1, 0), ElementsAre(Check("AMOUNT_MISMATCH", "amount.currency_code")));
  EXPECT_THAT(checks("USD", 1000000000001, 0),
              ElementsAre(Check("AMOUNT_MISMATCH", "amount.units")));
  EXPECT_THAT(checks("USD", 1, 1000000000), ElementsAre(Check("AMOUNT_MISMATCH", "amount.nanos")));
  EXPECT_THAT(checks("USD", 1, -1), ElementsAre(Check("AMOUNT_MISMATCH", "amount.nanos")));
  EXPECT_THAT(checks("USD", -1, 0), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
  EXPECT_THAT(checks("USD", 0, -1), ElementsAre(Check("AMOUNT_MISMATCH", "amount")));
}

TEST(ValidateAmount, MayBeNegativeWhereTheKindSetsNoLeast) {
  Signal signal = OfKind("finance.subscription_changed");
  signal.amount = Money{.currency = "USD", .units = -650, .nanos = -500000000};
  EXPECT_THAT(Checks(signal), IsEmpty());
}

TEST(ValidateAttributes, AreAtMostThirtyTwo) {
  Signal signal = Valid();
  for (int i = 0; i < 31; ++i) signal.attributes.emplace_back("x.k" + std::to_string(i), 1.0);
  Normalize(signal);
  EXPECT_THAT(Checks(signal), IsEmpty());
  EXPECT_THAT(Checks(With(signal, "x.more", 1.0)),
              ElementsAre(Check("ATTRIBUTE_TOO_MANY", "attributes")));
}

TEST(ValidateAttributes, AreListedOrCustom) {
  EXPECT_THAT(Checks(With(Valid(), "x.crm.id", std::string("7"))), IsEmpty());
  EXPECT_THAT(Checks(With(Valid(), "topics", std::string("a"))),
              ElementsAre(Check("ATTRIBUTE_UNKNOWN", "attributes.topics")));
  EXPECT_THAT(OnlyDescription(With(Valid(), "topics", std::string("a"))),
              AllOf(HasSubstr("did you mean topic?"), HasSubstr("type or topic")));
  EXPECT_THAT(Checks(With(Valid(), "x.a.b.c.d", 1.0)),
              ElementsAre(Check("ATTRIBUTE_UNKNOWN", "attributes.x.a.b.c.d")));
}

TEST(ValidateAttributes, NeverHoldTheAmount) {
  EXPECT_THAT(Checks(With(Proposal(), "amount", 5.0)),
              ElementsAre(Check("ATTRIBUTE_UNKNOWN", "attributes.amount")));
}

TEST(ValidateAttributes, AreGivenOnce) {
  Signal signal = Valid();
  signal.attributes.push_back(signal.attributes[0]);
  EXPECT_THAT(Checks(signal), ElementsAre(Check("ATTRIBUTE_INVALID", "attributes.type")));
}

TEST(ValidateAttributes, OfEnumsAreOneOfTheirValues) {
  const Signal signal = With(Valid(), "type", std::string("defends"));
  EXPECT_THAT(Checks(signal), ElementsAre(Check("ATTRIBUTE_INVALID", "attributes.type")));
  EXPECT_THAT(OnlyDescription(signal), AllOf(HasSubstr("\"defends\""), HasSubstr("built_case"),
                                             HasSubstr("requested_budget or other")));
}

TEST(ValidateAttributes, OfCustomKeysHoldTextNumbersAndBools) {
  EXPECT_THAT(Checks(With(Valid(), "x.v", 1e300)), IsEmpty());
  EXPECT_THAT(Checks(With(Valid(), "x.v", false)), IsEmpty());
  EXPECT_THAT(Checks(With(Valid(), "x.v", std::string("Any text, \xC3\xA9."))), IsEmpty());
  for (const AttributeValue& value :
       {AttributeValue(std::monostate()), AttributeValue(std::nan("")),
        AttributeValue(std::string()), AttributeValue(std::string("a\nb")),
        AttributeValue(std::string(501, 'a'))}) {
    EXPECT_THAT(Checks(With(Valid(), "x.v", value)),
                ElementsAre(Check("ATTRIBUTE_INVALID", "attributes.x.v")));
  }
}

TEST(ValidateAttributes, NameListedRolesGatesAndDimensionsOrCustomOnes) {
  const auto step = [](std::string gate, std::string body) {
    Signal signal = OfKind("validation.step");
    signal.attributes = {
        {"body", std::move(body)}, {"gate", std::move(gate)}, {"state", std::string("passed")}};
    return signal;
  };
  EXPECT_THAT(Checks(step("security_review", "ciso")), IsEmpty());
  EXPECT_THAT(Checks(step("x.acme.audit", "x.acme.auditor")), IsEmpty());
  EXPECT_THAT(Checks(step("security_revew", "ciso")),
              ElementsAre(Check("ATTRIBUTE_INVALID", "attributes.gate")));
  EXPECT_THAT(OnlyDescription(step("security_revew", "ciso")),
              HasSubstr("did you mean security_review?"));
  EXPECT_THAT(OnlyDescription(step("pilot", "cisso")), HasSubstr("did you mean ciso?"));
  EXPECT_THAT(OnlyDescription(With(Objection(), "risk_dimension", std::string("data_privcy"))),
              HasSubstr("did you mean data_privacy?"));
}

TEST(ValidateAttributes, ArePresentWhereRequired) {
  Signal signal = Valid();
  signal.attributes.clear();
  EXPECT_THAT(Checks(signal), ElementsAre(Check("ATTRIBUTE_MISSING", "attributes.type")));
}

TEST(ValidateAttributes, ArePresentInTheStatesThatRequireThem) {
  Signal signal = Objection();
  std::erase_if(signal.attributes,
                [](const auto& entry) { return entry.first == "risk_dimension"; });
  EXPECT_THAT(Checks(signal), ElementsAre(Check("ATTRIBUTE_MISSING", "attributes.risk_dimension")));
  EXPECT_THAT(OnlyDescription(signal), HasSubstr("in state raised"));
  EXPECT_THAT(Checks(With(signal, "state", std::string("resolved"))), IsEmpty());
}

TEST(ValidatePrivacy, CoversEveryIdOfTheEnvelope) {
  Signal signal = OfKind("sales.meeting_held");
  const std::string id = "patient:123456";
  signal.account = signal.decision = signal.source = signal.source_event_id = id;
  signal.stakeholder = signal.supersedes = id;
  signal.participants = {"student_0001"};
  EXPECT_THAT(Checks(signal),
              ElementsAre(Check("PRIVACY", "account"), Check("PRIVACY", "decision"),
                          Check("PRIVACY", "source"), Check("PRIVACY", "source_event_id"),
                          Check("PRIVACY", "stakeholder"), Check("PRIVACY", "participants"),
                          Check("PRIVACY", "supersedes")));
}

TEST(ValidatePrivacy, CoversKeysRefsLabelsTextsAndCustomRoles) {
  EXPECT_THAT(Checks(With(Valid(), "x.acme.student_id", 1.0)),
              ElementsAre(Check("PRIVACY", "attributes.x.acme.student_id")));
  EXPECT_THAT(Checks(With(Objection(), "ref", std::string("mrn-123456"))),
              ElementsAre(Check("PRIVACY", "attributes.ref")));
  EXPECT_THAT(Checks(With(Valid(), "topic", std::string("mrn_123456"))),
              ElementsAre(Check("PRIVACY", "attributes.topic")));
  EXPECT_THAT(Checks(With(Objection(), "statement", std::string("Ask a@b.org."))),
              ElementsAre(Check("PRIVACY", "attributes.statement")));
  EXPECT_THAT(Checks(With(Valid(), "x.note", std::string("SSN 123-45-6789"))),
              ElementsAre(Check("PRIVACY", "attributes.x.note")));
  Signal joined = OfKind("sales.stakeholder_joined");
  joined.stakeholder = "p-1";
  EXPECT_THAT(Checks(With(joined, "role", std::string("x.acme.student"))),
              ElementsAre(Check("PRIVACY", "attributes.role")));
}

TEST(ValidatePrivacy, NeverRepeatsTheValue) {
  const std::string description =
      OnlyDescription(With(Objection(), "statement", std::string("Call 212-555-2100.")));
  EXPECT_THAT(description, AllOf(HasSubstr("phone"), Not(HasSubstr("555"))));
}

TEST(ValidatePrivacy, NamesNoKeyThatIsItselfPersonal) {
  const auto checks = Checks(With(Valid(), "someone@example.org", 1.0));
  EXPECT_THAT(checks, Contains(Check("ATTRIBUTE_UNKNOWN", "attributes")));
}

TEST(Validate, ListsAllFailuresInTheOrderOfTheCatalog) {
  Signal signal = OfKind("sales.proposal");
  signal.account = "";
  signal.occurred_at = kNoTime;
  signal.sentiment = 3;
  signal.stakeholder = "student-1234";
  signal.attributes = {{"due", 5.0}, {"odd", 1.0}, {"state", std::string("sent")}};
  EXPECT_THAT(
      Checks(signal),
      ElementsAre(Check("ID_INVALID", "account"), Check("TIME_INVALID", "occurred_at"),
                  Check("DECISION_MISMATCH", "decision"), Check("SENTIMENT_INVALID", "sentiment"),
                  Check("AMOUNT_MISMATCH", "amount"), Check("ATTRIBUTE_UNKNOWN", "attributes.odd"),
                  Check("ATTRIBUTE_INVALID", "attributes.due"),
                  Check("ATTRIBUTE_MISSING", "attributes.ref"), Check("PRIVACY", "stakeholder")));
}

}  // namespace
}  // namespace parallax
