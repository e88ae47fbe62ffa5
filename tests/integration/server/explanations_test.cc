#include "gmock/gmock.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::ElementsAre;

// What "hello" and "first" say is in tests/fixtures/lenses.
class Explanations : public ServerTest {
 protected:
  static v1::ExplainReadingRequest Why(const std::string& lens, const std::string& reading = "") {
    v1::ExplainReadingRequest request;
    request.mutable_request()->set_account("acme");
    request.mutable_request()->set_lens(lens);
    request.set_reading(reading);
    return request;
  }
  grpc::Status Try(const v1::ExplainReadingRequest& request,
                   v1::ExplainReadingResponse* response = nullptr) {
    v1::ExplainReadingResponse unused;
    return Call("InterpretationService/ExplainReading", request,
                response == nullptr ? &unused : response);
  }
  v1::ExplainReadingResponse Explained(const v1::ExplainReadingRequest& request) {
    v1::ExplainReadingResponse response;
    const grpc::Status status = Try(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
};

TEST_F(Explanations, GroupTheTermsByReason) {
  Ingest("acme", {"1", "2"});
  const v1::ExplainReadingResponse answer = Explained(Why("hello", "confidence"));
  ASSERT_EQ(answer.reasons_size(), 1);
  const v1::ReasonGroup& reason = answer.reasons(0);
  EXPECT_EQ(reason.reading(), "confidence");
  EXPECT_EQ(reason.reason(), "stance_expressed");
  EXPECT_EQ(reason.signal_count(), 2u);
  EXPECT_THAT(reason.stakeholders(), ElementsAre("bob"));
  EXPECT_EQ(reason.link_value(), answer.terms(0).link_value());
  EXPECT_FALSE(answer.has_before());
}

TEST_F(Explanations, CompareWithAnEarlierMomentOnRequest) {
  Ingest("acme", {"1", "2", "3"});
  v1::ExplainReadingRequest request = Why("first");
  TimeToProto(kTestNow - 2 * kDay, request.mutable_since());
  const v1::ExplainReadingResponse answer = Explained(request);
  EXPECT_EQ(answer.before().as_of().seconds(), (kTestNow - 2 * kDay) / kSecond);
  EXPECT_NEAR(answer.before().confidence().value(), 100.0 * 2 / 3, 1e-9);
  EXPECT_NEAR(answer.interpretation().confidence().value(), 75, 1e-9);
  EXPECT_FALSE(answer.before().has_committee());
}

TEST_F(Explanations, AMomentThatIsNotEarlierNamesItsField) {
  Ingest("acme", {"1"});
  v1::ExplainReadingRequest request = Why("first");
  TimeToProto(kTestNow, request.mutable_since());
  EXPECT_EQ(FieldOf(Try(request)), "since");
  request.mutable_since()->set_seconds(-62135596800);
  EXPECT_EQ(FieldOf(Try(request)), "since");
}

TEST_F(Explanations, SayWhatWouldBeReadIfOneMoreThingHappened) {
  Ingest("acme", {"1", "2"});
  v1::ExplainReadingRequest request = Why("first", "confidence");
  EXPECT_EQ(Explained(request).openings_size(), 0);
  request.set_why_not_better(true);
  const v1::ExplainReadingResponse answer = Explained(request);
  // Under this lens any signal betters it alike, so that the act stands for all of them.
  ASSERT_EQ(answer.openings_size(), 1);
  EXPECT_EQ(answer.openings(0).kind(), "sales.message_exchanged");
  EXPECT_NEAR(answer.openings(0).points(), 75 - 100.0 * 2 / 3, 1e-9);
  EXPECT_EQ(answer.openings(0).verdict(), v1::VERDICT_CODE_HEALTHY);
  EXPECT_EQ(answer.interpretation().verdict().code(), v1::VERDICT_CODE_INSUFFICIENT);
}

TEST_F(Explanations, StoreNothingOfWhatIsTried) {
  Ingest("acme", {"1", "2"});
  v1::ExplainReadingRequest request = Why("first");
  request.set_why_not_better(true);
  const auto before = Explained(request).interpretation().revision();
  EXPECT_EQ(Explained(request).interpretation().revision(), before);
  EXPECT_NEAR(Explained(request).interpretation().confidence().value(), 100.0 * 2 / 3, 1e-9);
}

TEST_F(Explanations, ALensThatNamesWhatTheCatalogDoesNotTakeIsAnsweredAllTheSame) {
  Ingest("acme", {"1", "2"});  // "hello" shows a gate "security" and misses a role "hello"
  v1::ExplainReadingRequest request = Why("hello");
  request.set_why_not_better(true);
  EXPECT_EQ(Explained(request).openings_size(), 0);
}

}  // namespace
}  // namespace parallax::server
