// The engine alone, over methods of the test's own.
#include "server/engine/engine.h"

#include <future>
#include <optional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "parallax/v1/admin_service.pb.h"
#include "parallax/v1/signal_service.pb.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using v1::GetStatusRequest;
using v1::GetStatusResponse;

constexpr char kPath[] = "/parallax.v1.AdminService/GetStatus";

// What a call that waits for the test is waiting with.
struct Held {
  absl::Notification arrived;
  Done done;
  void Finish(absl::Status status) {
    arrived.WaitForNotification();
    done(std::move(status));
  }
};

// One server whose only method is what the test says.
class EngineTest : public ::testing::Test {
 protected:
  void Serve(Method method, std::size_t max_calls = 100, std::size_t max_streams = 100) {
    admission_.emplace(max_calls, max_streams);
    std::vector<Method> methods;
    methods.push_back(std::move(method));
    EngineOptions options;
    options.address = "127.0.0.1:0";
    auto engine = Engine::Start(options, std::move(methods), nullptr, &*admission_);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(engine_->port()),
                                   grpc::InsecureChannelCredentials());
  }

  // A method that holds every call until the test finishes it.
  Method Holding(Held* held) {
    Method method = Describe<GetStatusRequest, GetStatusResponse>("parallax.v1.AdminService",
                                                                  "GetStatus", Cost::kShort);
    method.async_unary = [held](CallContext&, const Message&, Message*, Done done) {
      held->done = std::move(done);
      held->arrived.Notify();
    };
    return method;
  }

  grpc::Status Call(std::chrono::seconds patience = std::chrono::seconds(20)) {
    GetStatusResponse response;
    return CallMethod(channel_.get(), kPath, GetStatusRequest(), &response, patience);
  }
  std::future<grpc::Status> CallLater() {
    return std::async(std::launch::async, [this] { return Call(); });
  }

  std::optional<Admission> admission_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<grpc::Channel> channel_;
};

absl::Status Succeed(const CallContext&, const GetStatusRequest&, GetStatusResponse* response) {
  response->set_version("here");
  return absl::OkStatus();
}

Method Simple(absl::Status (*handler)(const CallContext&, const GetStatusRequest&,
                                      GetStatusResponse*),
              Cost cost = Cost::kShort) {
  return Unary("parallax.v1.AdminService", "GetStatus", cost, handler);
}

TEST_F(EngineTest, AnswersShortAndHeavyMethods) {
  for (const Cost cost : {Cost::kShort, Cost::kHeavy}) {
    Serve(Simple(&Succeed, cost));
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(Call().ok());
    engine_.reset();
  }
}

TEST_F(EngineTest, AMethodBoundToOtherMessagesThanDeclaredDoesNotStart) {
  Method method = Describe<v1::ListSignalsRequest, GetStatusResponse>("parallax.v1.AdminService",
                                                                      "GetStatus", Cost::kShort);
  std::vector<Method> methods;
  methods.push_back(std::move(method));
  Admission admission(1, 1);
  EngineOptions options;
  options.address = "127.0.0.1:0";
  const auto engine = Engine::Start(options, std::move(methods), nullptr, &admission);
  EXPECT_EQ(engine.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(EngineTest, CallsAboveTheCapAreRefusedWithTheLimitAndADelay) {
  Held held;
  Serve(Holding(&held), 1);
  auto first = CallLater();
  held.arrived.WaitForNotification();
  const grpc::Status second = Call();
  EXPECT_EQ(second.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(second).violations(0).subject(), "kMaxInFlight");
  EXPECT_GT(DetailOf<google::rpc::RetryInfo>(second).retry_delay().nanos(), 0);
  held.Finish(absl::OkStatus());
  EXPECT_TRUE(first.get().ok());
  EXPECT_EQ(admission_->in_flight(), 0u);
}

TEST_F(EngineTest, AMethodThatIsAlwaysAdmittedIgnoresTheCap) {
  Method method = Simple(&Succeed);
  method.always_admitted = true;
  Serve(std::move(method), 0);
  EXPECT_TRUE(Call().ok());
}

TEST_F(EngineTest, BytesThatAreNoMessageAreAnErrorOfThatCallAlone) {
  Serve(Simple(&Succeed));
  grpc::ByteBuffer response;
  grpc::Slice slice("\xff\xff\xff");
  const grpc::ByteBuffer request(&slice, 1);
  const grpc::Status status = CallMethod(channel_.get(), kPath, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(Call().ok());
}

TEST_F(EngineTest, AMessageAboveTheLimitIsRefused) {
  Serve(Simple(&Succeed));
  grpc::ByteBuffer response;
  grpc::Slice slice(std::string(limits::kMaxMessageBytes + 1, 'x'));
  const grpc::ByteBuffer request(&slice, 1);
  const grpc::Status status = CallMethod(channel_.get(), kPath, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(EngineTest, InternalErrorsKeepTheirTextToThemselves) {
  Serve(Simple([](const CallContext&, const GetStatusRequest&, GetStatusResponse*) {
    return absl::InternalError("no such table: signals in /var/lib/parallax");
  }));
  const grpc::Status status = Call();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message().find("/var"), std::string::npos);
}

TEST_F(EngineTest, AHeavyHandlerSeesThatTheCallerLeft) {
  static absl::Notification running, abandoned;
  Serve(Simple(
      [](const CallContext& context, const GetStatusRequest&, GetStatusResponse*) {
        running.Notify();
        while (!context.Abandoned()) std::this_thread::yield();
        abandoned.Notify();
        return absl::CancelledError();
      },
      Cost::kHeavy));
  grpc::ClientContext context;
  std::thread caller([this, &context] {
    GetStatusResponse response;
    const grpc::internal::RpcMethod method(kPath, grpc::internal::RpcMethod::NORMAL_RPC);
    const grpc::Status status = grpc::internal::BlockingUnaryCall(channel_.get(), method, &context,
                                                                  GetStatusRequest(), &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  });
  running.WaitForNotification();
  context.TryCancel();
  abandoned.WaitForNotification();
  caller.join();
}

TEST_F(EngineTest, TheDeadlineOfTheCallerReachesTheHandler) {
  Serve(Simple([](const CallContext& context, const GetStatusRequest&, GetStatusResponse*) {
    const absl::Duration left = context.deadline - absl::Now();
    return left > absl::Seconds(90) && left <= absl::Seconds(102)
               ? absl::OkStatus()
               : absl::FailedPreconditionError("another deadline");
  }));
  const grpc::Status status = Call(std::chrono::seconds(100));
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(EngineTest, ACallWithoutADeadlineGetsTheDefault) {
  Serve(Simple([](const CallContext& context, const GetStatusRequest&, GetStatusResponse*) {
    const absl::Duration left = context.deadline - absl::Now();
    return left <= absl::Seconds(limits::kDefaultDeadlineSeconds)
               ? absl::OkStatus()
               : absl::FailedPreconditionError("no deadline");
  }));
  grpc::ClientContext context;
  GetStatusResponse response;
  const grpc::internal::RpcMethod method(kPath, grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Status status = grpc::internal::BlockingUnaryCall(channel_.get(), method, &context,
                                                                GetStatusRequest(), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(EngineTest, StoppingLetsACallInFlightFinishAndRefusesNewOnes) {
  Held held;
  Serve(Holding(&held));
  auto call = CallLater();
  held.arrived.WaitForNotification();
  admission_->Drain();
  const grpc::Status refused = Call();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(refused), "SHUTTING_DOWN");
  EXPECT_GT(DetailOf<google::rpc::RetryInfo>(refused).retry_delay().seconds(), 0);
  std::thread stop([this] { engine_->Stop(absl::Now() + absl::Seconds(30)); });
  held.Finish(absl::OkStatus());
  stop.join();
  EXPECT_TRUE(call.get().ok());
}

TEST_F(EngineTest, StoppingCancelsWhatOutlastsTheDeadline) {
  Serve(Simple(
      [](const CallContext& context, const GetStatusRequest&, GetStatusResponse*) {
        while (!context.Abandoned()) std::this_thread::yield();
        return absl::CancelledError();
      },
      Cost::kHeavy));
  auto call = CallLater();
  while (admission_->in_flight() == 0) std::this_thread::yield();
  engine_->Stop(absl::Now());
  EXPECT_FALSE(call.get().ok());
}

TEST_F(EngineTest, ASecondServerOnThePortIsRefused) {
  Serve(Simple(&Succeed));
  Admission admission(1, 1);
  EngineOptions options;
  options.address = "127.0.0.1:" + std::to_string(engine_->port());
  std::vector<Method> methods;
  methods.push_back(Simple(&Succeed));
  const auto second = Engine::Start(options, std::move(methods), nullptr, &admission);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace parallax::server
