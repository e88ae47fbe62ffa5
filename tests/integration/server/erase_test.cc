// Erasing over the wire, and how decisions end.
#include <string>

#include "gmock/gmock.h"
#include "parallax/v1/account_service.pb.h"
#include "parallax/v1/admin_service.pb.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::Not;

class EraseTest : public ServerTest {
 protected:
  grpc::Status IngestOf(const std::string& person, const std::string& id,
                        v1::IngestSignalsResponse* response) {
    v1::IngestSignalsRequest request;
    v1::Signal signal = MakeSignal("acme", id);
    signal.set_stakeholder(person);
    *request.add_signals() = signal;
    return Call("SignalService/IngestSignals", request, response);
  }
  grpc::Status EraseStakeholder(const std::string& person, v1::EraseStakeholderResponse* response) {
    v1::EraseStakeholderRequest request;
    request.set_account("acme");
    request.set_stakeholder(person);
    return Call("AccountService/EraseStakeholder", request, response);
  }
  v1::GetStatusResponse Status() {
    v1::GetStatusResponse response;
    EXPECT_TRUE(Call("AdminService/GetStatus", v1::GetStatusRequest(), &response).ok());
    return response;
  }
};

TEST_F(EraseTest, APersonIsGoneFromSignalsAndReadings) {
  v1::IngestSignalsResponse ingested;
  ASSERT_TRUE(IngestOf("person-17", "1", &ingested).ok());
  ASSERT_TRUE(IngestOf("person-18", "2", &ingested).ok());
  v1::InterpretRequest question;
  question.set_account("acme");
  question.set_lens("first");
  v1::InterpretResponse answer;
  ASSERT_TRUE(Call("InterpretationService/Interpret", question, &answer).ok());
  EXPECT_EQ(Status().cached_journals(), 1u);

  v1::EraseStakeholderResponse erased;
  ASSERT_TRUE(EraseStakeholder("person-17", &erased).ok());
  EXPECT_EQ(erased.erasure().signals_removed(), 1u);
  EXPECT_GT(erased.erasure().revision(), ingested.revision());
  EXPECT_EQ(Status().cached_journals(), 0u);
  v1::ListSignalsRequest list;
  list.set_account("acme");
  v1::ListSignalsResponse signals;
  ASSERT_TRUE(Call("SignalService/ListSignals", list, &signals).ok());
  EXPECT_THAT(signals.ShortDebugString(), Not(testing::HasSubstr("person-17")));
  EXPECT_EQ(signals.signals_size(), 1);
}

TEST_F(EraseTest, ASignalOfAnErasedPersonIsADuplicate) {
  v1::IngestSignalsResponse response;
  ASSERT_TRUE(IngestOf("person-17", "1", &response).ok());
  v1::EraseStakeholderResponse erased;
  ASSERT_TRUE(EraseStakeholder("person-17", &erased).ok());
  for (const char* id : {"1", "new"}) {
    response.Clear();
    ASSERT_TRUE(IngestOf("person-17", id, &response).ok());
    EXPECT_EQ(response.duplicates(), 1u);
    EXPECT_EQ(response.accepted(), 0u);
  }
}

TEST_F(EraseTest, SomebodyUnknownIsNotFound) {
  v1::IngestSignalsResponse ingested;
  ASSERT_TRUE(IngestOf("person-17", "1", &ingested).ok());
  v1::EraseStakeholderResponse erased;
  const grpc::Status status = EraseStakeholder("person-99", &erased);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(status), "STAKEHOLDER_NOT_FOUND");
}

TEST_F(EraseTest, ADeletedAccountIsGoneAndItsFactsAreRefused) {
  Ingest("acme", {"1", "2"});
  v1::DeleteAccountRequest request;
  request.set_account("acme");
  v1::DeleteAccountResponse response;
  ASSERT_TRUE(Call("AccountService/DeleteAccount", request, &response).ok());
  EXPECT_EQ(response.erasure().signals_removed(), 2u);
  v1::GetAccountRequest get;
  get.set_account("acme");
  v1::GetAccountResponse got;
  EXPECT_EQ(Call("AccountService/GetAccount", get, &got).error_code(), grpc::StatusCode::NOT_FOUND);
  v1::CreateAccountRequest create;
  create.mutable_account()->set_id("acme");
  v1::CreateAccountResponse created;
  const grpc::Status status = Call("AccountService/CreateAccount", create, &created);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(status), "ACCOUNT_ERASED");
}

class OutcomeTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    v1::UpsertDecisionRequest request;
    request.mutable_decision()->set_id("renewal");
    request.mutable_decision()->set_account("acme");
    request.mutable_decision()->set_type(v1::DECISION_TYPE_RENEWAL);
    v1::UpsertDecisionResponse response;
    ASSERT_TRUE(Call("AccountService/UpsertDecision", request, &response).ok());
  }
  static v1::RecordOutcomeRequest Won() {
    v1::RecordOutcomeRequest request;
    request.set_account("acme");
    request.set_decision("renewal");
    request.set_outcome(v1::OUTCOME_WON);
    return request;
  }
};

TEST_F(OutcomeTest, IsAddedToWhatIsKnown) {
  v1::RecordOutcomeRequest request = Won();
  TimeToProto(kTestNow - 3 * kDay, request.mutable_closed_at());
  v1::RecordOutcomeResponse response;
  ASSERT_TRUE(Call("AccountService/RecordOutcome", request, &response).ok());
  EXPECT_EQ(response.decision().outcome(), v1::OUTCOME_WON);
  EXPECT_EQ(response.decision().type(), v1::DECISION_TYPE_RENEWAL);
  EXPECT_EQ(response.decision().closed_at().seconds(), (kTestNow - 3 * kDay) / kSecond);
}

TEST_F(OutcomeTest, RecordedAgainStoresNothing) {
  v1::RecordOutcomeResponse first, second;
  ASSERT_TRUE(Call("AccountService/RecordOutcome", Won(), &first).ok());
  ASSERT_TRUE(Call("AccountService/RecordOutcome", Won(), &second).ok());
  EXPECT_EQ(first.decision().closed_at().seconds(), kTestNow / kSecond);
  EXPECT_EQ(second.revision(), first.revision());
}

TEST_F(OutcomeTest, OfADecisionNobodyToldOfIsNotFound) {
  v1::RecordOutcomeRequest request = Won();
  request.set_decision("other");
  v1::RecordOutcomeResponse response;
  EXPECT_EQ(Call("AccountService/RecordOutcome", request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(OutcomeTest, MustSayHowItEnded) {
  v1::RecordOutcomeRequest request = Won();
  request.clear_outcome();
  v1::RecordOutcomeResponse response;
  EXPECT_EQ(FieldOf(Call("AccountService/RecordOutcome", request, &response)), "outcome");
}

}  // namespace
}  // namespace parallax::server
