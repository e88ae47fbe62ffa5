#include <string>
#include <vector>

#include "core/base/limits.h"
#include "gmock/gmock.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Signals : public ServerTest {
 protected:
  v1::IngestSignalsResponse Send(const v1::IngestSignalsRequest& request) {
    v1::IngestSignalsResponse response;
    const grpc::Status status = Call("SignalService/IngestSignals", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  std::vector<std::string> List(v1::ListSignalsRequest request, std::string* token = nullptr) {
    v1::ListSignalsResponse response;
    const grpc::Status status = Call("SignalService/ListSignals", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> ids;
    for (const v1::Signal& signal : response.signals()) ids.push_back(signal.source_event_id());
    if (token != nullptr) *token = response.next_page_token();
    return ids;
  }
  static v1::ListSignalsRequest Of(const std::string& account, const std::string& filter = "") {
    v1::ListSignalsRequest request;
    request.set_account(account);
    request.set_filter(filter);
    return request;
  }
};

TEST_F(Signals, ABadItemDoesNotSinkItsBatch) {
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1");
  *request.add_signals() = MakeSignal("acme", "2");
  *request.add_signals() = MakeSignal("acme", "3");
  request.mutable_signals(1)->set_kind("sales.meeting_hold");
  const auto response = Send(request);
  EXPECT_EQ(response.accepted(), 2u);
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.results(0).index(), 1u);
  EXPECT_EQ(response.results(0).status(), v1::INGEST_STATUS_REJECTED);
  EXPECT_EQ(response.results(0).error().reason(), "KIND_UNKNOWN");
  EXPECT_EQ(response.results(0).error().bad_request().field_violations(0).field(), "kind");
  EXPECT_THAT(response.results(0).error().message(), HasSubstr("sales.meeting_held"));
  EXPECT_THAT(List(Of("acme")), ElementsAre("1", "3"));
}

TEST_F(Signals, ASignalThatIsTooLargeIsRejectedAlone) {
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1");
  *request.add_signals() = MakeSignal("acme", "2");
  (*request.mutable_signals(0)->mutable_attributes())["x.note"].set_string_value(
      std::string(limits::kMaxSignalBytes, 'a'));
  const auto response = Send(request);
  EXPECT_EQ(response.accepted(), 1u);
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.results(0).error().reason(), "SIGNAL_TOO_LARGE");
}

TEST_F(Signals, TheSameSignalAgainIsADuplicate) {
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1");
  Send(request);
  const auto response = Send(request);
  EXPECT_EQ(response.duplicates(), 1u);
  EXPECT_EQ(response.accepted(), 0u);
  EXPECT_EQ(response.results(0).status(), v1::INGEST_STATUS_DUPLICATE);
}

TEST_F(Signals, TheSameIdWithAnotherContentIsRejected) {
  Ingest("acme", {"1"});
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1", 9);
  const auto response = Send(request);
  EXPECT_EQ(response.rejected(), 1u);
  EXPECT_EQ(response.results(0).error().reason(), "ALREADY_EXISTS");
}

TEST_F(Signals, AReplacementIsReportedAsSuperseded) {
  Ingest("acme", {"1"});
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "2");
  request.mutable_signals(0)->set_supersedes("1");
  const auto response = Send(request);
  EXPECT_EQ(response.accepted(), 1u);
  EXPECT_EQ(response.superseded(), 1u);
  EXPECT_EQ(response.results(0).status(), v1::INGEST_STATUS_SUPERSEDED);
}

TEST_F(Signals, ValidateOnlyAnswersForEveryItemAndStoresNothing) {
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1");
  *request.add_signals() = MakeSignal("acme", "");
  request.set_validate_only(true);
  const auto response = Send(request);
  ASSERT_EQ(response.results_size(), 2);
  EXPECT_EQ(response.results(0).status(), v1::INGEST_STATUS_ACCEPTED);
  EXPECT_EQ(response.results(1).status(), v1::INGEST_STATUS_REJECTED);
  v1::GetAccountRequest account;
  account.set_account("acme");
  v1::GetAccountResponse found;
  EXPECT_EQ(Call("AccountService/GetAccount", account, &found).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(Signals, ATimestampOutOfRangeNamesItsField) {
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1");
  request.mutable_signals(0)->mutable_occurred_at()->set_seconds(253402300799);
  const auto response = Send(request);
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.results(0).error().reason(), "TIME_INVALID");
  EXPECT_EQ(response.results(0).error().bad_request().field_violations(0).field(), "occurred_at");
}

TEST_F(Signals, AnAttributeThatIsAListIsRejected) {
  v1::IngestSignalsRequest request;
  *request.add_signals() = MakeSignal("acme", "1");
  (*request.mutable_signals(0)->mutable_attributes())["x.tags"].mutable_list_value();
  const auto response = Send(request);
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.results(0).error().reason(), "ATTRIBUTE_INVALID");
}

TEST_F(Signals, ABatchAboveTheLimitIsRefusedWhole) {
  v1::IngestSignalsRequest request;
  for (int i = 0; i < 10'001; ++i) request.add_signals();
  v1::IngestSignalsResponse response;
  const grpc::Status status = Call("SignalService/IngestSignals", request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "signals");
}

TEST_F(Signals, AWorkspaceThatIsNoIdIsRefused) {
  v1::IngestSignalsRequest request;
  request.set_workspace("Not An Id");
  v1::IngestSignalsResponse response;
  const grpc::Status status = Call("SignalService/IngestSignals", request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "workspace");
}

TEST_F(Signals, PagesFollowEachOtherWithoutGapOrRepeat) {
  Ingest("acme", {"e", "d", "c", "b", "a"});
  v1::ListSignalsRequest request = Of("acme");
  request.set_page_size(2);
  std::vector<std::string> all;
  std::string token;
  do {
    request.set_page_token(token);
    for (std::string& id : List(request, &token)) all.push_back(std::move(id));
  } while (!token.empty());
  EXPECT_THAT(all, ElementsAre("e", "d", "c", "b", "a"));
}

TEST_F(Signals, ATokenOfAnotherListIsRefused) {
  Ingest("acme", {"1", "2", "3"});
  v1::ListSignalsRequest request = Of("acme");
  request.set_page_size(1);
  std::string token;
  List(request, &token);
  request.set_filter("kind = \"sales.*\"");
  request.set_page_token(token);
  v1::ListSignalsResponse response;
  const grpc::Status status = Call("SignalService/ListSignals", request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "page_token");
}

TEST_F(Signals, AFilterChoosesByKindAndTime) {
  Ingest("acme", {"1", "2", "3"});
  EXPECT_THAT(List(Of("acme", "kind = \"sales.*\" AND occurred_at >= \"2026-05-30T00:00:00Z\"")),
              ElementsAre("2", "3"));
  EXPECT_THAT(List(Of("acme", "kind != \"sales.*\"")), ElementsAre());
}

TEST_F(Signals, ListedSignalsSayWhenTheyWereStored) {
  Ingest("acme", {"1"});
  v1::ListSignalsResponse response;
  ASSERT_TRUE(Call("SignalService/ListSignals", Of("acme"), &response).ok());
  EXPECT_EQ(response.signals(0).recorded_at().seconds(), kTestNow / kSecond);
  EXPECT_THAT(response.signals(0).participants(), ElementsAre("ann", "bob"));
}

TEST_F(Signals, AnUnknownAccountIsNotFound) {
  v1::ListSignalsResponse response;
  const grpc::Status status = Call("SignalService/ListSignals", Of("nobody"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(status), "ACCOUNT_NOT_FOUND");
}

TEST_F(Signals, TheCatalogIsListedInPages) {
  v1::ListSignalKindsRequest request;
  request.set_page_size(10);
  v1::ListSignalKindsResponse response;
  ASSERT_TRUE(Call("SignalService/ListSignalKinds", request, &response).ok());
  EXPECT_EQ(response.kinds_size(), 10);
  const std::string first = response.kinds(0).id();
  request.set_page_token(response.next_page_token());
  ASSERT_TRUE(Call("SignalService/ListSignalKinds", request, &response).ok());
  EXPECT_NE(response.kinds(0).id(), first);
}

}  // namespace
}  // namespace parallax::server
