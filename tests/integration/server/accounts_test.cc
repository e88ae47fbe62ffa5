#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::ElementsAre;

class Accounts : public ServerTest {
 protected:
  v1::Account Create(const std::string& id, const std::string& name = "Acme") {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_id(id);
    request.mutable_account()->set_display_name(name);
    request.mutable_account()->set_archetype(v1::ARCHETYPE_API);
    v1::CreateAccountResponse response;
    const grpc::Status status = Call("AccountService/CreateAccount", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_GT(response.revision(), 0u);
    return response.account();
  }
  grpc::Status Update(const v1::UpdateAccountRequest& request, v1::Account* account) {
    v1::UpdateAccountResponse response;
    const grpc::Status status = Call("AccountService/UpdateAccount", request, &response);
    *account = response.account();
    return status;
  }
};

TEST_F(Accounts, ACreatedAccountCanBeRead) {
  Create("acme");
  v1::GetAccountRequest request;
  request.set_account("acme");
  v1::GetAccountResponse response;
  ASSERT_TRUE(Call("AccountService/GetAccount", request, &response).ok());
  EXPECT_EQ(response.account().display_name(), "Acme");
  EXPECT_EQ(response.account().archetype(), v1::ARCHETYPE_API);
  EXPECT_FALSE(response.account().etag().empty());
  EXPECT_FALSE(response.account().implicit());
}

TEST_F(Accounts, CreatingAnAccountTwiceIsRefused) {
  Create("acme");
  v1::CreateAccountRequest request;
  request.mutable_account()->set_id("acme");
  v1::CreateAccountResponse response;
  EXPECT_EQ(Call("AccountService/CreateAccount", request, &response).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(Accounts, AnAccountThatOnlySignalsMadeCanBeCreated) {
  Ingest("acme", {"1"});
  EXPECT_EQ(Create("acme").signal_count(), 1);
}

TEST_F(Accounts, ASignalCreatesItsAccountImplicitly) {
  Ingest("acme", {"1"});
  v1::GetAccountRequest request;
  request.set_account("acme");
  v1::GetAccountResponse response;
  ASSERT_TRUE(Call("AccountService/GetAccount", request, &response).ok());
  EXPECT_TRUE(response.account().implicit());
}

TEST_F(Accounts, AnInvalidAccountNamesTheField) {
  v1::CreateAccountRequest request;
  request.mutable_account()->set_id("not an id");
  v1::CreateAccountResponse response;
  const grpc::Status status = Call("AccountService/CreateAccount", request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status).rfind("account.", 0), 0u) << FieldOf(status);
}

TEST_F(Accounts, AMaskChangesOnlyWhatItNames) {
  Create("acme");
  v1::UpdateAccountRequest request;
  request.mutable_account()->set_id("acme");
  request.mutable_account()->set_display_name("Acme Holding");
  request.mutable_update_mask()->add_paths("display_name");
  v1::Account account;
  ASSERT_TRUE(Update(request, &account).ok());
  EXPECT_EQ(account.display_name(), "Acme Holding");
  EXPECT_EQ(account.archetype(), v1::ARCHETYPE_API);
}

TEST_F(Accounts, WithoutAMaskTheFactsAreReplacedWhole) {
  Create("acme");
  v1::UpdateAccountRequest request;
  request.mutable_account()->set_id("acme");
  v1::Account account;
  ASSERT_TRUE(Update(request, &account).ok());
  EXPECT_EQ(account.display_name(), "");
  EXPECT_EQ(account.archetype(), v1::ARCHETYPE_UNSPECIFIED);
}

TEST_F(Accounts, AMaskThatNamesAnotherFieldIsRefused) {
  Create("acme");
  v1::UpdateAccountRequest request;
  request.mutable_account()->set_id("acme");
  request.mutable_update_mask()->add_paths("signal_count");
  v1::Account account;
  const grpc::Status status = Update(request, &account);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "update_mask");
}

TEST_F(Accounts, AnEtagOfAnEarlierVersionIsRefused) {
  const std::string etag = Create("acme").etag();
  v1::UpdateAccountRequest request;
  request.mutable_account()->set_id("acme");
  request.mutable_account()->set_display_name("one");
  request.mutable_account()->set_etag(etag);
  v1::Account account;
  ASSERT_TRUE(Update(request, &account).ok());
  request.mutable_account()->set_display_name("two");
  const grpc::Status status = Update(request, &account);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
}

TEST_F(Accounts, UpdatingAnUnknownAccountNeedsAllowMissing) {
  v1::UpdateAccountRequest request;
  request.mutable_account()->set_id("acme");
  v1::Account account;
  EXPECT_EQ(Update(request, &account).error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_allow_missing(true);
  EXPECT_TRUE(Update(request, &account).ok());
}

TEST_F(Accounts, AreListedByIdInPages) {
  for (const char* id : {"c", "a", "b"}) Create(id);
  v1::ListAccountsRequest request;
  request.set_page_size(2);
  v1::ListAccountsResponse response;
  std::vector<std::string> ids;
  do {
    ASSERT_TRUE(Call("AccountService/ListAccounts", request, &response).ok());
    for (const v1::Account& account : response.accounts()) ids.push_back(account.id());
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  EXPECT_THAT(ids, ElementsAre("a", "b", "c"));
}

TEST_F(Accounts, WorkspacesDoNotSeeEachOther) {
  Create("acme");
  v1::GetAccountRequest request;
  request.set_workspace("other");
  request.set_account("acme");
  v1::GetAccountResponse response;
  EXPECT_EQ(Call("AccountService/GetAccount", request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(Accounts, ANegativePageSizeIsRefused) {
  v1::ListAccountsRequest request;
  request.set_page_size(-1);
  v1::ListAccountsResponse response;
  EXPECT_EQ(FieldOf(Call("AccountService/ListAccounts", request, &response)), "page_size");
}

TEST_F(Accounts, EveryVersionOfAStakeholderIsListed) {
  v1::UpsertStakeholderRequest request;
  request.set_account("acme");
  request.mutable_stakeholder()->set_id("ann");
  request.mutable_stakeholder()->set_power(v1::POWER_VETO);
  v1::UpsertStakeholderResponse stored;
  ASSERT_TRUE(Call("AccountService/UpsertStakeholder", request, &stored).ok());
  request.mutable_stakeholder()->set_power(v1::POWER_USE);
  ASSERT_TRUE(Call("AccountService/UpsertStakeholder", request, &stored).ok());
  EXPECT_EQ(stored.stakeholder().power(), v1::POWER_USE);
  EXPECT_EQ(stored.stakeholder().available_at().seconds(), kTestNow / kSecond);

  v1::ListStakeholdersRequest list;
  list.set_account("acme");
  list.set_page_size(1);
  v1::ListStakeholdersResponse first, second;
  ASSERT_TRUE(Call("AccountService/ListStakeholders", list, &first).ok());
  list.set_page_token(first.next_page_token());
  ASSERT_TRUE(Call("AccountService/ListStakeholders", list, &second).ok());
  EXPECT_EQ(first.stakeholders(0).power(), v1::POWER_VETO);
  EXPECT_EQ(second.stakeholders(0).power(), v1::POWER_USE);
  EXPECT_TRUE(second.next_page_token().empty());
}

TEST_F(Accounts, ADecisionKeepsItsFacts) {
  v1::UpsertDecisionRequest request;
  request.mutable_decision()->set_account("acme");
  request.mutable_decision()->set_id("d1");
  request.mutable_decision()->set_type(v1::DECISION_TYPE_RENEWAL);
  request.mutable_decision()->mutable_amount()->set_currency_code("EUR");
  request.mutable_decision()->mutable_amount()->set_units(1200);
  TimeToProto(kTestNow - kDay, request.mutable_decision()->mutable_opened_at());
  v1::UpsertDecisionResponse stored;
  const grpc::Status status = Call("AccountService/UpsertDecision", request, &stored);
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::ListDecisionsRequest list;
  list.set_account("acme");
  v1::ListDecisionsResponse listed;
  ASSERT_TRUE(Call("AccountService/ListDecisions", list, &listed).ok());
  ASSERT_EQ(listed.decisions_size(), 1);
  EXPECT_EQ(listed.decisions(0).amount().units(), 1200);
  EXPECT_EQ(listed.decisions(0).opened_at().seconds(), (kTestNow - kDay) / kSecond);
}

TEST_F(Accounts, ADecisionWithoutAnIdIsRefused) {
  v1::UpsertDecisionRequest request;
  request.mutable_decision()->set_account("acme");
  v1::UpsertDecisionResponse stored;
  EXPECT_EQ(Call("AccountService/UpsertDecision", request, &stored).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace parallax::server
