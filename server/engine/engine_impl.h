// What the calls of the engine share. Internal to server/engine.
#ifndef PARALLAX_SERVER_ENGINE_ENGINE_IMPL_H_
#define PARALLAX_SERVER_ENGINE_ENGINE_IMPL_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/async_unary_call.h"
#include "server/engine/admission.h"
#include "server/engine/engine.h"
#include "server/engine/method.h"
#include "server/engine/workers.h"

namespace parallax::server {

// A message larger than this leaves the polling thread before it is parsed, whatever its method.
inline constexpr std::size_t kInlineBytes = 16u << 10;

// What the completion queue hands back: a function of a call.
struct Tag {
  void (*run)(void* call, bool ok);
  void* call;
};

// One gRPC service of the table: what generated code would be, over bytes.
class BytesService final : public grpc::Service {
 public:
  int Add(const std::string& path, grpc::internal::RpcMethod::RpcType type);
  void RequestUnary(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                    grpc::internal::ServerAsyncStreamingInterface* writer,
                    grpc::ServerCompletionQueue* queue, void* tag);
  void RequestServerStream(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                           grpc::internal::ServerAsyncStreamingInterface* writer,
                           grpc::ServerCompletionQueue* queue, void* tag);
  void RequestBidi(int index, grpc::ServerContext* context,
                   grpc::internal::ServerAsyncStreamingInterface* stream,
                   grpc::ServerCompletionQueue* queue, void* tag);

 private:
  std::vector<std::unique_ptr<std::string>> paths_;  // RpcServiceMethod keeps the pointer
};

class UnaryCall;
class BidiCall;

// A method and the calls that rest between two requests.
struct BoundMethod {
  BoundMethod();
  ~BoundMethod();

  // A handler runs from its call until it returned, or reported where it answers later.
  void HandlerBegins() { running.fetch_add(1, std::memory_order_relaxed); }
  void HandlerEnded() { running.fetch_sub(1, std::memory_order_relaxed); }

  Method method;
  BytesService* service = nullptr;
  int index = 0;
  std::atomic<int> running{0};
  std::mutex mutex;
  std::vector<std::unique_ptr<UnaryCall>> resting;
};

class EngineImpl {
 public:
  EngineImpl(const State* state, Admission* admission, int workers)
      : state_(state), admission_(admission), workers_(workers) {}

  absl::Status Start(const EngineOptions& options, std::vector<Method> methods);
  void Stop(absl::Time deadline);
  std::vector<std::string> Running() const;
  int port() const { return port_; }

  // Makes one more call of the method ready to arrive.
  void Post(BoundMethod& method);

  // Calls that exist between Post and their end.
  void CallPosted() { live_.fetch_add(1); }
  void CallEnded() { live_.fetch_sub(1); }
  void Track(BidiCall* call);
  void Untrack(BidiCall* call);

  const State* state() const { return state_; }
  Admission& admission() { return *admission_; }
  Workers& workers() { return workers_; }
  grpc::ServerCompletionQueue* queue() { return queue_.get(); }

 private:
  absl::Status Bind(std::vector<Method> methods);
  void Poll();

  const State* state_;
  Admission* admission_;
  std::vector<std::unique_ptr<BytesService>> services_;
  std::vector<std::unique_ptr<BoundMethod>> methods_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::thread> pollers_;
  std::atomic<std::size_t> live_{0};
  std::mutex streams_mutex_;
  absl::flat_hash_set<BidiCall*> streams_;
  bool stopped_ = false;
  int port_ = 0;
  Workers workers_;  // last: its threads end before what they use
};

// Parses `bytes` into `message`. INVALID_ARGUMENT when they are no such message.
absl::Status Parse(grpc::ByteBuffer& bytes, Message* message);

// The deadline the caller set, or kDefaultDeadlineSeconds from `now`.
absl::Time DeadlineOf(const grpc::ServerContext& context, absl::Time now);

// One line at info for a call that failed: method, code, reason, time. Never values.
void LogFailure(const Method& method, const absl::Status& status, absl::Duration elapsed);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_ENGINE_IMPL_H_
