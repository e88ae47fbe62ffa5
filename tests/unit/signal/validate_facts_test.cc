#include <string>

#include "checks.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace parallax {
namespace {

using testing::At;
using testing::Check;
using testing::Checks;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Now;
using testing::OnlyDescription;

AccountFacts Account() {
  AccountFacts facts;
  facts.account = "acme";
  facts.display_name = "Acme Schools";
  facts.archetype = Archetype::kApi;
  facts.default_lens = "edtech";
  facts.contract_start = At("2026-01-01");
  facts.contract_end = At("2027-01-01");
  facts.contract_value = Money{.currency = "USD", .units = 48000};
  facts.labels = {{"buyer_kpi", "Planning hours per week"},
                  {"core_value_code", "plan_shared"},
                  {"fiscal_year_start_month", "7"},
                  {"org_type", "school_district"},
                  {"paying", "true"},
                  {"segment", "mid"},
                  {"signed_up_at", "2026-01-05T00:00:00Z"},
                  {"x.crm.tier", "Gold tier"}};
  return facts;
}

AccountFacts Labelled(std::string key, std::string value) {
  AccountFacts facts = Account();
  facts.labels = {{std::move(key), std::move(value)}};
  return facts;
}

TEST(ValidateAccount, AcceptsEveryFact) { EXPECT_THAT(Checks(Account()), IsEmpty()); }

TEST(ValidateAccount, AcceptsAnIdAlone) {
  AccountFacts facts;
  facts.account = "acme";
  EXPECT_THAT(Checks(facts), IsEmpty());
}

TEST(ValidateAccount, NeedsAnId) {
  AccountFacts facts;
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ID_INVALID", "id")));
  facts.account = "a b";
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ID_INVALID", "id")));
}

TEST(ValidateAccount, IsNotTheSellersOwn) {
  AccountFacts facts;
  facts.account = "company";
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ACCOUNT_RESERVED", "id")));
}

TEST(ValidateAccount, HasTimesInRange) {
  AccountFacts facts = Account();
  facts.valid_from = At("2030-01-01");  // known in advance
  facts.available_at = Now();
  EXPECT_THAT(Checks(facts), IsEmpty());
  facts.valid_from = At("2100-01-02");
  facts.available_at = Now() + kDay;
  EXPECT_THAT(Checks(facts), ElementsAre(Check("TIME_INVALID", "valid_from"),
                                         Check("TIME_INVALID", "available_at")));
}

TEST(ValidateAccount, HasAContractThatEndsAfterItStarts) {
  AccountFacts facts = Account();
  facts.contract_end = facts.contract_start;
  EXPECT_THAT(Checks(facts), IsEmpty());
  facts.contract_end = facts.contract_start - 1;
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ATTRIBUTE_INVALID", "contract.end")));
}

TEST(ValidateAccount, HasAContractOfNoNegativeValue) {
  AccountFacts facts = Account();
  facts.contract_value->units = -1;
  EXPECT_THAT(Checks(facts), ElementsAre(Check("AMOUNT_MISMATCH", "contract.value")));
  facts.contract_value = Money{.currency = "Dollar", .units = 1};
  EXPECT_THAT(Checks(facts), ElementsAre(Check("AMOUNT_MISMATCH", "contract.value.currency_code")));
}

TEST(ValidateAccount, HasAListedArchetype) {
  AccountFacts facts = Account();
  facts.archetype = static_cast<Archetype>(9);
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ATTRIBUTE_INVALID", "archetype")));
  EXPECT_THAT(OnlyDescription(facts), HasSubstr("interactive, api, scanning or insurance"));
}

TEST(ValidateAccount, HasALabelForALens) {
  AccountFacts facts = Account();
  facts.default_lens = "Ed Tech";
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ATTRIBUTE_INVALID", "default_lens")));
}

TEST(ValidateLabels, AreListedOrCustom) {
  EXPECT_THAT(Checks(Labelled("segmnt", "mid")),
              ElementsAre(Check("ATTRIBUTE_UNKNOWN", "labels.segmnt")));
  EXPECT_THAT(OnlyDescription(Labelled("segmnt", "mid")), HasSubstr("did you mean segment?"));
  // A fact with a field of its own is no label.
  EXPECT_THAT(Checks(Labelled("archetype", "api")),
              ElementsAre(Check("ATTRIBUTE_UNKNOWN", "labels.archetype")));
}

TEST(ValidateLabels, AreOfTheirTypes) {
  for (const auto& [key, value] :
       std::vector<std::pair<std::string, std::string>>{{"org_type", "bank"},
                                                        {"segment", "Mid market"},
                                                        {"fiscal_year_start_month", "0"},
                                                        {"fiscal_year_start_month", "13"},
                                                        {"fiscal_year_start_month", "7.0"},
                                                        {"fiscal_year_start_month", "july"},
                                                        {"paying", "yes"},
                                                        {"signed_up_at", "2026-01-05"},
                                                        {"core_value_code", ""},
                                                        {"buyer_kpi", std::string(201, 'a')},
                                                        {"x.crm.tier", ""},
                                                        {"x.crm.tier", "a\nb"}}) {
    EXPECT_THAT(Checks(Labelled(key, value)),
                ElementsAre(Check("ATTRIBUTE_INVALID", "labels." + key)))
        << value;
  }
}

TEST(ValidateLabels, AreHeldToPrivacy) {
  EXPECT_THAT(Checks(Labelled("buyer_kpi", "write a@b.org")),
              ElementsAre(Check("PRIVACY", "labels.buyer_kpi")));
  EXPECT_THAT(Checks(Labelled("x.crm.phone", "yes")),
              ElementsAre(Check("PRIVACY", "labels.x.crm.phone")));
  EXPECT_THAT(OnlyDescription(Labelled("x.crm.note", "call 212-555-2100")), Not(HasSubstr("555")));
}

TEST(ValidateDecision, AcceptsEveryFact) {
  DecisionFacts facts;
  facts.account = "acme";
  facts.decision = "opp-1";
  facts.type = DecisionType::kExpansion;
  facts.opened_at = At("2026-01-01");
  facts.closed_at = At("2026-02-01");
  facts.outcome = Outcome::kSlipped;
  facts.amount = Money{.currency = "USD", .units = 0};
  EXPECT_THAT(Checks(facts), IsEmpty());
}

TEST(ValidateDecision, RefusesWhatIsOutOfRange) {
  DecisionFacts facts;
  facts.account = "company";
  facts.type = static_cast<DecisionType>(4);
  facts.outcome = static_cast<Outcome>(5);
  facts.opened_at = At("1969-01-01");
  facts.closed_at = At("2101-01-01");
  facts.amount = Money{.currency = "USD", .units = 0, .nanos = -1};
  EXPECT_THAT(
      Checks(facts),
      ElementsAre(Check("ID_INVALID", "id"), Check("ACCOUNT_RESERVED", "account"),
                  Check("AMOUNT_MISMATCH", "amount"), Check("ATTRIBUTE_INVALID", "type"),
                  Check("ATTRIBUTE_INVALID", "outcome"), Check("ATTRIBUTE_INVALID", "opened_at"),
                  Check("ATTRIBUTE_INVALID", "closed_at")));
}

StakeholderFacts Person() {
  StakeholderFacts facts;
  facts.account = "acme";
  facts.stakeholder = "p-1";
  facts.role = "curriculum_director";
  facts.org_unit = "north";
  facts.power = Power::kUse;
  facts.champion = true;
  facts.joined_at = At("2026-01-01");
  facts.left_at = At("2026-02-01");
  facts.decisions = {"opp-1", "opp-2"};
  return facts;
}

TEST(ValidateStakeholder, AcceptsEveryFact) { EXPECT_THAT(Checks(Person()), IsEmpty()); }

TEST(ValidateStakeholder, AcceptsACustomRoleOfAListedFamily) {
  StakeholderFacts facts = Person();
  facts.role = "x.acme.dean";
  facts.role_family = "business_owner";
  EXPECT_THAT(Checks(facts), IsEmpty());
}

TEST(ValidateStakeholder, RefusesUnknownRolesAndFamilies) {
  StakeholderFacts facts = Person();
  facts.role = "curriculum_directr";
  facts.role_family = "ceo";  // a role, but no family
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ATTRIBUTE_INVALID", "role"),
                                         Check("ATTRIBUTE_INVALID", "role_family")));
  facts.role_family.clear();
  EXPECT_THAT(OnlyDescription(facts), HasSubstr("did you mean curriculum_director?"));
}

TEST(ValidateStakeholder, RefusesWhatIsOutOfRange) {
  StakeholderFacts facts = Person();
  facts.decisions = {"a b"};
  facts.org_unit = "North Campus";
  facts.power = static_cast<Power>(5);
  facts.joined_at = At("1960-01-01");
  EXPECT_THAT(
      Checks(facts),
      ElementsAre(Check("ID_INVALID", "decisions"), Check("ATTRIBUTE_INVALID", "org_unit"),
                  Check("ATTRIBUTE_INVALID", "power"), Check("ATTRIBUTE_INVALID", "joined_at")));
}

TEST(ValidateStakeholder, IsNoStudentAndNoPatient) {
  StakeholderFacts facts = Person();
  facts.stakeholder = "student-10042";
  facts.role = "x.acme.student";
  EXPECT_THAT(Checks(facts), ElementsAre(Check("PRIVACY", "id"), Check("PRIVACY", "role")));
}

TEST(ValidateStakeholder, IsKnownByAPseudonym) {
  StakeholderFacts facts = Person();
  facts.stakeholder = "someone@example.org";
  EXPECT_THAT(Checks(facts), ElementsAre(Check("ID_INVALID", "id"), Check("PRIVACY", "id")));
}

}  // namespace
}  // namespace parallax
