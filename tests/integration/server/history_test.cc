#include <string>
#include <vector>

#include "core/base/limits.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Histories : public ServerTest {
 protected:
  static v1::GetHistoryRequest Question(const std::string& account, const std::string& lens) {
    v1::GetHistoryRequest request;
    request.set_account(account);
    request.set_lens(lens);
    return request;
  }
  v1::GetHistoryResponse Ask(const v1::GetHistoryRequest& request) {
    v1::GetHistoryResponse response;
    const grpc::Status status = Call("InterpretationService/GetHistory", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status Refusal(const v1::GetHistoryRequest& request) {
    v1::GetHistoryResponse response;
    return Call("InterpretationService/GetHistory", request, &response);
  }
  // Each point, less what only a history says, must be what Interpret answers for its moment.
  void ExpectInterpretations(const v1::GetHistoryRequest& request) {
    const v1::GetHistoryResponse history = Ask(request);
    ASSERT_GT(history.points_size(), 2);
    for (const v1::HistoryPoint& point : history.points()) {
      v1::InterpretRequest single;
      single.set_account(request.account());
      single.set_decision(request.decision());
      single.set_lens(request.lens());
      *single.mutable_overrides() = request.overrides();
      *single.mutable_as_of() = point.interpretation().as_of();
      if (request.has_known_at()) *single.mutable_known_at() = request.known_at();
      if (request.as_known_then()) *single.mutable_known_at() = single.as_of();
      v1::InterpretResponse answer;
      ASSERT_TRUE(Call("InterpretationService/Interpret", single, &answer).ok());
      v1::Interpretation basic = point.interpretation();
      basic.clear_gates();
      basic.clear_drift();
      EXPECT_TRUE(MessageDifferencer::Equals(basic, answer.interpretation()))
          << basic.DebugString() << answer.interpretation().DebugString();
    }
  }
};

TEST_F(Histories, AreWeeklyUpToNowFromTheFirstSignalUnlessAskedOtherwise) {
  // Days 15 to 1 before now.
  std::vector<std::string> ids;
  for (int i = 0; i < 15; ++i) ids.push_back(std::to_string(i));
  Ingest("acme", ids);
  const v1::GetHistoryResponse history = Ask(Question("acme", "first"));
  ASSERT_EQ(history.points_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(history.points(i).interpretation().as_of().seconds(),
              (kTestNow - (2 - i) * 7 * kDay) / kSecond);
  }
  EXPECT_EQ(history.points(2).calendar(), 1);
}

TEST_F(Histories, HoldGatesAndAlarmsAndNothingElseOfTheFullView) {
  Ingest("acme", {"1", "2"});
  const v1::GetHistoryResponse history = Ask(Question("acme", "hello"));
  const v1::Interpretation& answer = history.points(0).interpretation();
  EXPECT_EQ(answer.gates(0).id(), "security");
  ASSERT_EQ(answer.drift_size(), 1);
  EXPECT_EQ(answer.drift(0).sign(), "champion_engagement");
  EXPECT_EQ(answer.drift(0).state(), v1::DRIFT_STATE_FIRING);
  EXPECT_TRUE(answer.drift(0).has_onset());
  EXPECT_FALSE(answer.drift(0).has_silence());
  EXPECT_EQ(answer.stages_size(), 0);
  EXPECT_EQ(answer.verdict().headline(), "hello");
  EXPECT_FALSE(answer.has_committee());
  EXPECT_EQ(answer.contributions_size(), 0);
  EXPECT_EQ(answer.verdict().next_question(), "");
}

TEST_F(Histories, SayAtEachPointWhatInterpretSays) {
  // One a day for five days, each known a day and a half later.
  v1::IngestSignalsRequest signals;
  for (int days = 5; days > 0; --days) {
    v1::Signal& signal = *signals.add_signals();
    signal = MakeSignal("acme", std::to_string(days), days);
    TimeToProto(kTestNow - days * kDay + kDay * 3 / 2, signal.mutable_available_at());
  }
  signals.mutable_signals(4)->clear_available_at();
  v1::IngestSignalsResponse stored;
  ASSERT_TRUE(Call("SignalService/IngestSignals", signals, &stored).ok());
  ASSERT_EQ(stored.accepted(), 5u);
  v1::GetHistoryRequest request = Question("acme", "first");
  request.mutable_step()->set_seconds(kDay / kSecond);
  ExpectInterpretations(request);
  TimeToProto(kTestNow - 3 * kDay, request.mutable_known_at());
  ExpectInterpretations(request);
  request.clear_known_at();
  request.set_as_known_then(true);
  ExpectInterpretations(request);
  request = Question("acme", "hello");
  request.mutable_step()->set_seconds(kDay / kSecond);
  (*request.mutable_overrides())["tempo.cadence_days.base"] = "7";
  ExpectInterpretations(request);
}

TEST_F(Histories, CountTheSignalsOfEachStep) {
  Ingest("acme", {"1", "2", "3"});
  v1::GetHistoryRequest request = Question("acme", "first");
  request.mutable_step()->set_seconds(kDay / kSecond);
  std::vector<unsigned> signals;
  const v1::GetHistoryResponse history = Ask(request);
  for (const v1::HistoryPoint& point : history.points()) {
    signals.push_back(point.buyer_signals() + point.seller_signals());
  }
  EXPECT_THAT(signals, ElementsAre(1, 1, 1, 0));
}

TEST_F(Histories, OfAnAccountWithoutSignalsAreOnePoint) {
  v1::UpdateAccountRequest update;
  update.mutable_account()->set_id("mute");
  update.set_allow_missing(true);
  v1::UpdateAccountResponse updated;
  ASSERT_TRUE(Call("AccountService/UpdateAccount", update, &updated).ok());
  EXPECT_EQ(Ask(Question("mute", "first")).points_size(), 1);
}

TEST_F(Histories, NameTheFieldThatIsWrong) {
  Ingest("acme", {"1"});
  EXPECT_EQ(FieldOf(Refusal(Question("", "first"))), "account");
  v1::GetHistoryRequest request = Question("acme", "first");
  request.mutable_step()->set_seconds(3599);
  EXPECT_EQ(FieldOf(Refusal(request)), "step");
  request.mutable_step()->set_seconds(315'576'000'000);
  EXPECT_EQ(FieldOf(Refusal(request)), "step");
  request.mutable_step()->set_seconds(-315'576'000'000);
  EXPECT_EQ(FieldOf(Refusal(request)), "step");
  request = Question("acme", "first");
  TimeToProto(kTestNow + kDay, request.mutable_from());
  EXPECT_EQ(FieldOf(Refusal(request)), "from");
  request = Question("acme", "first");
  request.mutable_to()->set_seconds(-62135596800);
  EXPECT_EQ(FieldOf(Refusal(request)), "to");
  request = Question("acme", "first");
  request.set_as_known_then(true);
  TimeToProto(kTestNow, request.mutable_known_at());
  EXPECT_EQ(FieldOf(Refusal(request)), "as_known_then");
}

TEST_F(Histories, RefuseMorePointsThanTheLimitAndNameIt) {
  Ingest("acme", {"1"});
  v1::GetHistoryRequest request = Question("acme", "first");
  request.mutable_step()->set_seconds(3600);
  TimeToProto(kTestNow - static_cast<Time>(limits::kMaxHistoryPoints) * 3600 * kSecond,
              request.mutable_from());
  const grpc::Status status = Refusal(request);
  EXPECT_EQ(FieldOf(status), "step");
  EXPECT_THAT(status.error_message(), HasSubstr("kMaxHistoryPoints"));
  request.mutable_from()->set_seconds(request.from().seconds() + 3600);
  EXPECT_EQ(Ask(request).points_size(), static_cast<int>(limits::kMaxHistoryPoints));
}

TEST_F(Histories, SayWhatIsMissingAsInterpretDoes) {
  Ingest("acme", {"1"});
  EXPECT_EQ(ReasonOf(Refusal(Question("nobody", "first"))), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Refusal(Question("acme", "crystal-ball"))), "LENS_NOT_FOUND");
  v1::GetHistoryRequest request = Question("acme", "first");
  request.set_decision("d9");
  EXPECT_EQ(ReasonOf(Refusal(request)), "DECISION_NOT_FOUND");
  request = Question("acme", "first");
  request.set_at_least_revision(1'000'000);
  EXPECT_EQ(ReasonOf(Refusal(request)), "REVISION_NOT_REACHED");
}

}  // namespace
}  // namespace parallax::server
