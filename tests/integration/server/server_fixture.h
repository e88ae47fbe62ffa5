// A real server on a free port of 127.0.0.1 with a store in memory, a clock that stands still and
// two small lenses ("first", "hello"), and a client.
#ifndef PARALLAX_TESTS_INTEGRATION_SERVER_SERVER_FIXTURE_H_
#define PARALLAX_TESTS_INTEGRATION_SERVER_SERVER_FIXTURE_H_

#include <chrono>
#include <memory>
#include <string>

#include "core/base/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "gtest/gtest.h"
#include "parallax/v1/account_service.pb.h"
#include "parallax/v1/signal_service.pb.h"
#include "server/daemon.h"

namespace parallax::server {

class FixedClock final : public Clock {
 public:
  explicit FixedClock(Time now) : now_(now) {}
  Time Now() const override { return now_; }

 private:
  const Time now_;
};

// 2026-06-01T00:00:00Z
inline constexpr Time kTestNow = 1'780'272'000 * kSecond;

// One unary call over the wire, by the full name of its method.
template <class Request, class Response>
grpc::Status CallMethod(grpc::Channel* channel, const std::string& path, const Request& request,
                        Response* response,
                        std::chrono::seconds patience = std::chrono::seconds(20)) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience);
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  return grpc::internal::BlockingUnaryCall(channel, method, &context, request, response);
}

// A detail of an error, or an empty message when it carries none of that type.
template <class Detail>
Detail DetailOf(const grpc::Status& status) {
  google::rpc::Status rpc;
  rpc.ParseFromString(status.error_details());
  Detail detail;
  for (const auto& any : rpc.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return Detail();
}
std::string ReasonOf(const grpc::Status& status);
// The first field named by BadRequest.
std::string FieldOf(const grpc::Status& status);

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  template <class Request, class Response>
  grpc::Status Call(const std::string& method, const Request& request, Response* response) {
    return CallMethod(channel_.get(), "/parallax.v1." + method, request, response);
  }

  // A valid signal of `account`, `days` before the clock's now.
  static v1::Signal MakeSignal(const std::string& account, const std::string& id, int days = 1);
  // Stores one a day for each id; the first happened longest ago.
  void Ingest(const std::string& account, const std::vector<std::string>& ids);

  FixedClock clock_{kTestNow};
  std::string folder_;
  std::unique_ptr<RunningServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace parallax::server

#endif  // PARALLAX_TESTS_INTEGRATION_SERVER_SERVER_FIXTURE_H_
