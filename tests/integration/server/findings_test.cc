// DriftService over the wire. The lens "hello" fires one sign on every account, since five
// nanoseconds after 1970 began, to be acted on by 1970-01-02.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "parallax/v1/drift_service.pb.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kFinding[] = "hello:champion_engagement:1970-01-01";

class FindingsTest : public ServerTest {
 protected:
  static v1::ListFindingsRequest Every() {
    v1::ListFindingsRequest request;
    request.set_lens("hello");
    return request;
  }
  v1::ListFindingsResponse List(const v1::ListFindingsRequest& request) {
    v1::ListFindingsResponse response;
    const grpc::Status status = Call("DriftService/ListFindings", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status ListRefusal(const v1::ListFindingsRequest& request) {
    v1::ListFindingsResponse response;
    return Call("DriftService/ListFindings", request, &response);
  }

  static v1::RecordInterventionRequest Act(const std::string& id = "act-1") {
    v1::RecordInterventionRequest request;
    request.set_account("acme");
    request.set_finding(kFinding);
    request.set_playbook("call_the_sponsor");
    request.add_participants("ann");
    TimeToProto(kTestNow - kDay / 2, request.mutable_occurred_at());
    request.set_source("desk");
    request.set_source_event_id(id);
    return request;
  }
  v1::RecordInterventionResponse Record(const v1::RecordInterventionRequest& request) {
    v1::RecordInterventionResponse response;
    const grpc::Status status = Call("DriftService/RecordIntervention", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status Refusal(const v1::RecordInterventionRequest& request) {
    v1::RecordInterventionResponse response;
    return Call("DriftService/RecordIntervention", request, &response);
  }
  v1::Interpretation Full(const std::string& account) {
    v1::InterpretRequest request;
    request.set_account(account);
    request.set_lens("hello");
    request.set_view(v1::VIEW_FULL);
    v1::InterpretResponse response;
    EXPECT_TRUE(Call("InterpretationService/Interpret", request, &response).ok());
    return response.interpretation();
  }
  std::vector<v1::Signal> Stored() {
    v1::ListSignalsRequest request;
    request.set_account("acme");
    v1::ListSignalsResponse response;
    EXPECT_TRUE(Call("SignalService/ListSignals", request, &response).ok());
    return {response.signals().begin(), response.signals().end()};
  }
};

TEST_F(FindingsTest, AreWhatInterpretSaysBesideTheRemainingWindow) {
  Ingest("acme", {"1", "2"});
  Record(Act());
  v1::ListFindingsRequest request = Every();
  request.set_account("acme");
  const v1::ListFindingsResponse response = List(request);
  ASSERT_EQ(response.findings_size(), 1);
  EXPECT_EQ(response.accounts(), 1u);
  EXPECT_EQ(response.alarms(), 1u);
  EXPECT_EQ(response.next_page_token(), "");
  const v1::Finding& finding = response.findings(0);
  const v1::Interpretation said = Full("acme");
  EXPECT_EQ(finding.account(), "acme");
  EXPECT_TRUE(MessageDifferencer::Equals(finding.drift(), said.drift(0)))
      << finding.DebugString() << said.drift(0).DebugString();
  EXPECT_TRUE(MessageDifferencer::Equals(finding.lens(), said.lens()));
  EXPECT_TRUE(MessageDifferencer::Equals(finding.as_of(), said.as_of()));
  EXPECT_EQ(finding.drift().finding(), kFinding);
  ASSERT_EQ(finding.drift().interventions_size(), 1);
  EXPECT_EQ(finding.drift().interventions(0).source_event_id(), "act-1");
  EXPECT_EQ(finding.verdict(), v1::VERDICT_CODE_WATCH);
  EXPECT_EQ(finding.act_by(), "1970-01-02");
  EXPECT_EQ(finding.days_left(), 1 - static_cast<int>(kTestNow / kDay));
}

TEST_F(FindingsTest, OfEveryAccountComeInPagesOfAccounts) {
  for (const char* account : {"a", "b", "c"}) Ingest(account, {"1", "2"});
  v1::ListFindingsRequest request = Every();
  request.set_page_size(2);
  std::vector<std::string> accounts;
  std::vector<unsigned> read;
  do {
    const v1::ListFindingsResponse page = List(request);
    for (const v1::Finding& finding : page.findings()) accounts.push_back(finding.account());
    read.push_back(page.accounts());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(accounts, ElementsAre("a", "b", "c"));
  EXPECT_THAT(read, ElementsAre(2, 1));
}

TEST_F(FindingsTest, AQuestionThatIsWrongNamesItsField) {
  Ingest("acme", {"1", "2"});
  v1::ListFindingsRequest request = Every();
  request.set_decision("d1");
  EXPECT_EQ(FieldOf(ListRefusal(request)), "decision");
  request = Every();
  request.set_account("no id");
  EXPECT_EQ(FieldOf(ListRefusal(request)), "account");
  request = Every();
  request.set_page_size(-1);
  EXPECT_EQ(FieldOf(ListRefusal(request)), "page_size");
  request = Every();
  request.set_page_token("AAAA");
  EXPECT_EQ(FieldOf(ListRefusal(request)), "page_token");
  request = Every();
  request.mutable_as_of()->set_nanos(-1);
  EXPECT_EQ(FieldOf(ListRefusal(request)), "as_of");
  request = Every();
  (*request.mutable_overrides())["tempo.cadence_days.base"] = "1000";
  EXPECT_EQ(ListRefusal(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = Every();
  request.set_at_least_revision(1'000'000);
  EXPECT_EQ(ReasonOf(ListRefusal(request)), "REVISION_NOT_REACHED");
  request = Every();
  request.set_lens("");
  EXPECT_EQ(ReasonOf(ListRefusal(request)), "LENS_NOT_FOUND");  // the control is not loaded here
  request = Every();
  request.set_account("nobody");
  EXPECT_EQ(ReasonOf(ListRefusal(request)), "ACCOUNT_NOT_FOUND");
}

TEST_F(FindingsTest, ATokenIsOfOneList) {
  for (const char* account : {"a", "b"}) Ingest(account, {"1", "2"});
  v1::ListFindingsRequest request = Every();
  request.set_page_size(1);
  request.set_page_token(List(request).next_page_token());
  EXPECT_EQ(List(request).findings(0).account(), "b");
  request.set_all(true);
  EXPECT_EQ(FieldOf(ListRefusal(request)), "page_token");
}

TEST_F(FindingsTest, AnInterventionIsASignalThatNamesItsFinding) {
  Ingest("acme", {"1", "2"});
  const v1::RecordInterventionResponse response = Record(Act());
  EXPECT_EQ(response.status(), v1::INGEST_STATUS_ACCEPTED);
  EXPECT_EQ(response.finding().drift().finding(), kFinding);
  EXPECT_EQ(response.finding().drift().interventions_size(), 1);
  EXPECT_EQ(response.finding().days_left(), 2 - static_cast<int>(kTestNow / kDay));
  const std::vector<v1::Signal> stored = Stored();
  ASSERT_EQ(stored.size(), 3u);
  const v1::Signal& signal = stored.back();
  EXPECT_EQ(signal.kind(), "success.intervention");
  EXPECT_EQ(signal.attributes().at("finding").string_value(), kFinding);
  EXPECT_EQ(signal.attributes().at("playbook").string_value(), "call_the_sponsor");
  EXPECT_THAT(signal.participants(), ElementsAre("ann"));
  EXPECT_EQ(signal.initiator(), v1::INITIATOR_SELLER);
  EXPECT_EQ(signal.occurred_at().seconds(), (kTestNow - kDay / 2) / kSecond);
  EXPECT_EQ(signal.source(), "desk");
  v1::ListFindingsRequest later = Every();
  later.set_at_least_revision(response.revision());
  EXPECT_EQ(List(later).findings(0).drift().interventions_size(), 1);
}

TEST_F(FindingsTest, ARetryIsADuplicateAndAnotherContentIsRefused) {
  Ingest("acme", {"1", "2"});
  const v1::RecordInterventionResponse first = Record(Act());
  const v1::RecordInterventionResponse again = Record(Act());
  EXPECT_EQ(again.status(), v1::INGEST_STATUS_DUPLICATE);
  EXPECT_EQ(again.revision(), first.revision());
  EXPECT_EQ(again.finding().drift().interventions_size(), 1);
  v1::RecordInterventionRequest other = Act();
  other.set_playbook("write_to_the_sponsor");
  const grpc::Status status = Refusal(other);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(FieldOf(status), "source_event_id");
  EXPECT_EQ(Stored().size(), 3u);
}

TEST_F(FindingsTest, AFindingThatDoesNotStandIsNotFoundAndNothingIsStored) {
  Ingest("acme", {"1", "2"});
  v1::RecordInterventionRequest request = Act();
  request.set_finding("hello:champion_engagement:2026-05-01");
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(status), "FINDING_NOT_FOUND");
  EXPECT_THAT(status.error_message(), HasSubstr(std::string("there stood ") + kFinding));
  request.set_finding("first:champion_engagement:1970-01-01");
  EXPECT_THAT(Refusal(request).error_message(), HasSubstr("there stood none"));
  request.set_finding("odd:champion_engagement:1970-01-01");
  EXPECT_EQ(ReasonOf(Refusal(request)), "LENS_NOT_FOUND");
  request = Act();
  request.set_decision("d9");
  EXPECT_EQ(ReasonOf(Refusal(request)), "DECISION_NOT_FOUND");
  EXPECT_EQ(Stored().size(), 2u);
  request = Act();
  request.set_account("nobody");
  EXPECT_EQ(ReasonOf(Refusal(request)), "ACCOUNT_NOT_FOUND");
  v1::ListFindingsRequest everywhere = Every();
  EXPECT_EQ(List(everywhere).accounts(), 1u);  // and no account was made
}

TEST_F(FindingsTest, AnInterventionThatIsWrongNamesTheFieldOfTheRequest) {
  Ingest("acme", {"1", "2"});
  const auto field_of = [this](auto change) {
    v1::RecordInterventionRequest request = Act();
    change(request);
    const grpc::Status status = Refusal(request);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
    EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations_size(), 1);
    return FieldOf(status);
  };
  using Request = v1::RecordInterventionRequest;
  EXPECT_EQ(field_of([](Request& r) { r.clear_account(); }), "account");
  EXPECT_EQ(field_of([](Request& r) { r.set_decision("no id"); }), "decision");
  EXPECT_EQ(field_of([](Request& r) { r.clear_finding(); }), "finding");
  EXPECT_EQ(field_of([](Request& r) { r.set_finding("champion_engagement"); }), "finding");
  EXPECT_EQ(field_of([](Request& r) { r.set_finding("not even an id"); }), "finding");
  EXPECT_EQ(field_of([](Request& r) { r.set_finding("phone:555 867 5309:2026-05-01"); }),
            "finding");
  EXPECT_EQ(field_of([](Request& r) { r.set_finding("phone:5558675309:2026-05-01"); }), "finding");
  EXPECT_EQ(field_of([](Request& r) { r.clear_playbook(); }), "playbook");
  EXPECT_EQ(field_of([](Request& r) { r.set_playbook("Call them"); }), "playbook");
  EXPECT_EQ(field_of([](Request& r) { r.add_participants("no id"); }), "participants");
  EXPECT_EQ(field_of([](Request& r) { r.set_stakeholder("no id"); }), "stakeholder");
  EXPECT_EQ(field_of([](Request& r) { r.clear_occurred_at(); }), "occurred_at");
  EXPECT_EQ(field_of([](Request& r) { TimeToProto(kTestNow + kDay, r.mutable_occurred_at()); }),
            "occurred_at");
  EXPECT_EQ(field_of([](Request& r) { r.clear_source(); }), "source");
  EXPECT_EQ(field_of([](Request& r) { r.clear_source_event_id(); }), "source_event_id");
  EXPECT_EQ(field_of([](Request& r) { r.set_workspace("no id"); }), "workspace");
  EXPECT_EQ(Stored().size(), 2u);
}

TEST_F(FindingsTest, AHistoryNamesThemAndLeavesInterventionsOut) {
  Ingest("acme", {"1", "2"});
  Record(Act());
  v1::GetHistoryRequest request;
  request.set_account("acme");
  request.set_lens("hello");
  v1::GetHistoryResponse history;
  ASSERT_TRUE(Call("InterpretationService/GetHistory", request, &history).ok());
  const v1::Drift& alarm = history.points(0).interpretation().drift(0);
  EXPECT_EQ(alarm.finding(), kFinding);
  EXPECT_EQ(alarm.interventions_size(), 0);
}

}  // namespace
}  // namespace parallax::server
