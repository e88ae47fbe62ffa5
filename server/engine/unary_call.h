// One unary call on the completion queue; rests and is used again after its end. Internal to
// server/engine.
#ifndef PARALLAX_SERVER_ENGINE_UNARY_CALL_H_
#define PARALLAX_SERVER_ENGINE_UNARY_CALL_H_

#include <atomic>
#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "server/engine/engine_impl.h"

namespace parallax::server {

class UnaryCall {
 public:
  UnaryCall(EngineImpl& engine, BoundMethod& bound);

  static void Post(EngineImpl& engine, BoundMethod& bound);

 private:
  void Request();
  void Arrived(bool ok);
  void Handle();
  void Finish(absl::Status status);
  void Release();

  EngineImpl& engine_;
  BoundMethod& bound_;
  std::optional<grpc::ServerContext> server_context_;
  std::optional<grpc::ServerAsyncResponseWriter<Message>> writer_;
  grpc::ByteBuffer bytes_;
  std::size_t request_bytes_ = 0;
  std::unique_ptr<Message> request_, response_;
  CallContext context_;
  absl::Time started_;
  bool admitted_ = false;
  std::atomic<bool> cancelled_{false};
  std::atomic<int> pending_{0};  // tags that will still come back
  Tag arrived_, finished_, ended_;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_UNARY_CALL_H_
