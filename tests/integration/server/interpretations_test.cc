#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "grpcpp/support/sync_stream.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Interpretations : public ServerTest {
 protected:
  static v1::InterpretRequest Question(const std::string& account, const std::string& lens) {
    v1::InterpretRequest request;
    request.set_account(account);
    request.set_lens(lens);
    return request;
  }
  v1::Interpretation Ask(const v1::InterpretRequest& request) {
    v1::InterpretResponse response;
    const grpc::Status status = Call("InterpretationService/Interpret", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.interpretation();
  }
  grpc::Status Refusal(const v1::InterpretRequest& request) {
    v1::InterpretResponse response;
    return Call("InterpretationService/Interpret", request, &response);
  }
};

TEST_F(Interpretations, AnAnswerSaysWhatItWasMadeFrom) {
  Ingest("acme", {"1", "2"});
  const v1::Interpretation answer = Ask(Question("acme", "hello"));
  EXPECT_EQ(answer.account(), "acme");
  EXPECT_EQ(answer.lens().id(), "hello");
  EXPECT_EQ(answer.lens().version(), "1.2.3");
  EXPECT_EQ(answer.lens().config_hash().size(), 16u);
  EXPECT_EQ(answer.as_of().seconds(), kTestNow / kSecond);
  EXPECT_FALSE(answer.has_known_at());
  EXPECT_GT(answer.revision(), 0u);
}

TEST_F(Interpretations, BasicLeavesTheDetailsOut) {
  Ingest("acme", {"1", "2"});
  const v1::Interpretation answer = Ask(Question("acme", "hello"));
  EXPECT_EQ(answer.verdict().code(), v1::VERDICT_CODE_WATCH);
  EXPECT_EQ(answer.verdict().headline(), "hello");
  EXPECT_EQ(answer.verdict().act_by(), "1970-01-02");
  EXPECT_EQ(answer.pace().state(), v1::PACE_STATE_STEADY);
  EXPECT_EQ(answer.journey().posterior().at("JOURNEY_PHASE_VALIDATION"), 0.25);
  EXPECT_FALSE(answer.has_committee());
  EXPECT_EQ(answer.gates_size() + answer.contributions_size(), 0);
}

// Calls are used again, their messages uncleared: more of them than ever rest at once.
TEST_F(Interpretations, AnAnswerHoldsNothingOfTheOneBefore) {
  Ingest("acme", {"1", "2"});
  Ingest("globex", {"1"});
  v1::InterpretRequest rich = Question("acme", "hello"), plain = Question("globex", "hello");
  rich.set_view(v1::VIEW_FULL);
  *rich.mutable_known_at() = *rich.mutable_as_of() = Ask(plain).as_of();
  const std::string expected = Ask(plain).SerializeAsString();
  for (int i = 0; i < 300; ++i) {
    EXPECT_GT(Ask(rich).contributions_size(), 0);
    const v1::Interpretation answer = Ask(plain);
    EXPECT_FALSE(answer.has_committee() || answer.has_known_at());
    ASSERT_EQ(answer.ByteSizeLong(), expected.size());
  }
}

TEST_F(Interpretations, FullHasCommitteeGatesAndContributions) {
  Ingest("acme", {"1", "2"});
  v1::InterpretRequest request = Question("acme", "hello");
  request.set_view(v1::VIEW_FULL);
  const v1::Interpretation answer = Ask(request);
  EXPECT_EQ(answer.committee().members(0).stakeholder(), "ann");
  EXPECT_EQ(answer.committee().members(0).stance(), v1::STANCE_SUPPORTER);
  EXPECT_EQ(answer.gates(0).id(), "security");
  ASSERT_EQ(answer.contributions(0).signals_size(), 2);
  EXPECT_EQ(answer.contributions(0).signals(0).source_event_id(), "1");
  EXPECT_EQ(answer.contributions(0).reading(), "confidence");
}

TEST_F(Interpretations, AsOfReadsThePast) {
  Ingest("acme", {"1", "2", "3"});
  v1::InterpretRequest request = Question("acme", "first");
  TimeToProto(kTestNow - 2 * kDay, request.mutable_as_of());
  EXPECT_NEAR(Ask(request).confidence().value(), 100.0 * 2 / 3, 1e-9);
}

TEST_F(Interpretations, ErrorsSayWhatIsMissing) {
  Ingest("acme", {"1"});
  EXPECT_EQ(ReasonOf(Refusal(Question("nobody", "hello"))), "ACCOUNT_NOT_FOUND");
  const grpc::Status lens = Refusal(Question("acme", "crystal-ball"));
  EXPECT_EQ(ReasonOf(lens), "LENS_NOT_FOUND");
  EXPECT_THAT(lens.error_message(), HasSubstr("hello"));
  v1::InterpretRequest decision = Question("acme", "first");
  decision.set_decision("d9");
  EXPECT_EQ(ReasonOf(Refusal(decision)), "DECISION_NOT_FOUND");
}

TEST_F(Interpretations, TheAccountsOwnLensReadsItWhenNoneIsNamed) {
  Ingest("acme", {"1", "2"});
  v1::UpdateAccountRequest update;
  update.mutable_account()->set_id("acme");
  update.mutable_account()->set_default_lens("first");
  v1::UpdateAccountResponse updated;
  ASSERT_TRUE(Call("AccountService/UpdateAccount", update, &updated).ok());
  EXPECT_EQ(Ask(Question("acme", "")).lens().id(), "first");
}

TEST_F(Interpretations, ARevisionAheadOfTheStoreIsRefused) {
  Ingest("acme", {"1"});
  v1::InterpretRequest request = Question("acme", "first");
  request.set_at_least_revision(1'000'000);
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(status), "REVISION_NOT_REACHED");
}

TEST_F(Interpretations, AnOverrideThatDoesNotExistIsRefused) {
  Ingest("acme", {"1", "2"});
  v1::InterpretRequest request = Question("acme", "hello");
  (*request.mutable_overrides())["tempo.cadence_days.bas"] = "7";
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("tempo.cadence_days.base"));
}

TEST_F(Interpretations, AnOverrideChangesTheConfigurationHash) {
  Ingest("acme", {"1", "2"});
  v1::InterpretRequest request = Question("acme", "hello");
  const std::string before = Ask(request).lens().config_hash();
  (*request.mutable_overrides())["tempo.cadence_days.base"] = "7";
  EXPECT_NE(Ask(request).lens().config_hash(), before);
}

TEST_F(Interpretations, AMissingAccountNamesItsField) {
  EXPECT_EQ(FieldOf(Refusal(Question("", "hello"))), "account");
}

TEST_F(Interpretations, ATimeOutOfRangeNamesItsField) {
  v1::InterpretRequest request = Question("acme", "hello");
  request.mutable_as_of()->set_seconds(-62135596800);
  EXPECT_EQ(FieldOf(Refusal(request)), "as_of");
}

TEST_F(Interpretations, ABatchAnswersInOrderAndCarriesItsErrors) {
  Ingest("acme", {"1"});
  v1::BatchInterpretRequest request;
  *request.add_requests() = Question("acme", "first");
  *request.add_requests() = Question("nobody", "first");
  for (int i = 0; i < 200; ++i) *request.add_requests() = Question("acme", "first");
  grpc::ClientContext context;
  const grpc::internal::RpcMethod method("/parallax.v1.InterpretationService/BatchInterpret",
                                         grpc::internal::RpcMethod::SERVER_STREAMING);
  std::unique_ptr<grpc::ClientReader<v1::BatchInterpretResponse>> reader(
      grpc::internal::ClientReaderFactory<v1::BatchInterpretResponse>::Create(
          channel_.get(), method, &context, request));
  v1::BatchInterpretResponse response;
  int next = 0;
  while (reader->Read(&response)) {
    EXPECT_EQ(response.index(), static_cast<unsigned>(next));
    EXPECT_EQ(response.error_code(), next == 1 ? static_cast<int>(grpc::StatusCode::NOT_FOUND) : 0);
    EXPECT_EQ(response.has_interpretation(), next != 1);
    ++next;
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(next, 202);
}

TEST_F(Interpretations, LensesAreComparedAtOneRevision) {
  Ingest("acme", {"1", "2"});
  v1::CompareLensesRequest request;
  request.set_account("acme");
  request.add_lenses("hello");
  request.add_lenses("first");
  v1::CompareLensesResponse response;
  ASSERT_TRUE(Call("InterpretationService/CompareLenses", request, &response).ok());
  ASSERT_EQ(response.interpretations_size(), 2);
  EXPECT_EQ(response.interpretations(0).lens().id(), "hello");
  EXPECT_EQ(response.interpretations(0).revision(), response.interpretations(1).revision());
  double parts = 0;
  for (const v1::LensDifference& difference : response.differences()) {
    if (difference.reading() == "confidence") parts += difference.share();
  }
  EXPECT_NEAR(parts,
              response.interpretations(1).confidence().value() -
                  response.interpretations(0).confidence().value(),
              1e-9);
}

TEST_F(Interpretations, OneLensAloneCannotBeCompared) {
  v1::CompareLensesRequest request;
  request.set_account("acme");
  request.add_lenses("hello");
  v1::CompareLensesResponse response;
  EXPECT_EQ(FieldOf(Call("InterpretationService/CompareLenses", request, &response)), "lenses");
}

TEST_F(Interpretations, ARankingPutsInsufficientLastAndKeepsItsPages) {
  Ingest("thin", {"1"});
  Ingest("thick", {"1", "2", "3", "4", "5"});
  Ingest("middling", {"1", "2", "3"});
  v1::RankAccountsRequest request;
  request.set_lens("first");
  request.set_page_size(1);
  v1::RankAccountsResponse response;
  std::vector<std::string> order;
  do {
    ASSERT_TRUE(Call("InterpretationService/RankAccounts", request, &response).ok());
    EXPECT_EQ(response.total_size(), 3);
    for (const auto& answer : response.interpretations()) order.push_back(answer.account());
    // A new account between two pages does not move what was ranked.
    Ingest("late" + std::to_string(order.size()), {"1", "2", "3"});
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  EXPECT_THAT(order, ElementsAre("middling", "thick", "thin"));
}

TEST_F(Interpretations, AnExplanationHoldsItsSignalsInFull) {
  Ingest("acme", {"1", "2"});
  v1::ExplainReadingRequest request;
  *request.mutable_request() = Question("acme", "hello");
  request.set_reading("confidence");
  v1::ExplainReadingResponse response;
  const grpc::Status status = Call("InterpretationService/ExplainReading", request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.terms_size(), 1);
  const v1::ExplanationTerm& term = response.terms(0);
  EXPECT_EQ(term.reason(), "stance_expressed");
  // 100 (sigmoid(0.25) - sigmoid(0)): the lens says link 0.25, all of it this term.
  EXPECT_NEAR(term.points(), 6.217650, 1e-6);
  ASSERT_EQ(term.signals_size(), 2);
  EXPECT_EQ(term.signals(0).kind(), "sales.meeting_held");
  EXPECT_EQ(response.interpretation().contributions_size(), 0);
}

TEST_F(Interpretations, AnUnknownReadingIsRefused) {
  v1::ExplainReadingRequest request;
  request.set_reading("mood");
  v1::ExplainReadingResponse response;
  EXPECT_EQ(FieldOf(Call("InterpretationService/ExplainReading", request, &response)), "reading");
}

}  // namespace
}  // namespace parallax::server
