#include "server/engine/engine.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "google/protobuf/descriptor.h"
#include "grpc/support/log.h"
#include "server/engine/bidi_call.h"
#include "server/engine/engine_impl.h"
#include "server/engine/stream_call.h"
#include "server/engine/unary_call.h"
#include "spdlog/spdlog.h"

namespace parallax::server {
namespace {

using grpc::internal::RpcMethod;

constexpr int kMinute = 60'000;  // ms

RpcMethod::RpcType TypeOf(const Method& method) {
  if (method.stream) return RpcMethod::SERVER_STREAMING;
  if (method.conversation) return RpcMethod::BIDI_STREAMING;
  return RpcMethod::NORMAL_RPC;
}

// The table is written by hand; the declaration is what callers compile against.
absl::Status CheckDeclaration(const Method& method) {
  const auto* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(method.service);
  // Services without a descriptor of their own (reflection v1alpha) have nothing to compare with.
  if (service == nullptr) return absl::OkStatus();
  const auto* declared = service->FindMethodByName(method.name);
  if (declared == nullptr || declared->input_type() != method.request->GetDescriptor() ||
      declared->output_type() != method.response->GetDescriptor() ||
      declared->client_streaming() != static_cast<bool>(method.conversation) ||
      declared->server_streaming() != (method.stream || method.conversation)) {
    return absl::InvalidArgumentError(
        absl::StrCat(method.Path(), " is not bound as it is declared"));
  }
  return absl::OkStatus();
}

// gRPC writes to stderr on its own; here its errors become debug lines of the server's log.
void ForwardLog(gpr_log_func_args* args) { spdlog::debug("grpc: {}", args->message); }

void SetTransport(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits::kMaxMessageBytes));
  builder.SetMaxSendMessageSize(static_cast<int>(limits::kMaxMessageBytes));
  // A second server on the port is an error, not a silent split of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // The default tolerates a ping each 5 minutes and sends GOAWAY to a client that pings each 30 s.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 2 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  // Old connections end so that clients look up addresses again; calls under way have the grace.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 60 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 10 * kMinute);
}

}  // namespace

BoundMethod::BoundMethod() = default;
BoundMethod::~BoundMethod() = default;

int BytesService::Add(const std::string& path, RpcMethod::RpcType type) {
  paths_.push_back(std::make_unique<std::string>(path));
  const int index = static_cast<int>(paths_.size()) - 1;
  AddMethod(new grpc::internal::RpcServiceMethod(paths_.back()->c_str(), type, nullptr));
  MarkMethodAsync(index);  // or gRPC adds threads for synchronous methods
  return index;
}

void BytesService::RequestUnary(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                                grpc::internal::ServerAsyncStreamingInterface* writer,
                                grpc::ServerCompletionQueue* queue, void* tag) {
  RequestAsyncUnary(index, context, request, writer, queue, queue, tag);
}

void BytesService::RequestServerStream(int index, grpc::ServerContext* context,
                                       grpc::ByteBuffer* request,
                                       grpc::internal::ServerAsyncStreamingInterface* writer,
                                       grpc::ServerCompletionQueue* queue, void* tag) {
  RequestAsyncServerStreaming(index, context, request, writer, queue, queue, tag);
}

void BytesService::RequestBidi(int index, grpc::ServerContext* context,
                               grpc::internal::ServerAsyncStreamingInterface* stream,
                               grpc::ServerCompletionQueue* queue, void* tag) {
  RequestAsyncBidiStreaming(index, context, stream, queue, queue, tag);
}

absl::Status Parse(grpc::ByteBuffer& bytes, Message* message) {
  const grpc::Status status =
      grpc::GenericDeserialize<grpc::ProtoBufferReader, Message>(&bytes, message);
  if (status.ok()) return absl::OkStatus();
  return InvalidArgument(
      "", absl::StrCat("the bytes are not a message of type ", message->GetTypeName()));
}

absl::Time DeadlineOf(const grpc::ServerContext& context, absl::Time now) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
    return now + absl::Seconds(limits::kDefaultDeadlineSeconds);
  }
  const gpr_timespec real = gpr_convert_clock_type(deadline, GPR_CLOCK_REALTIME);
  return absl::FromUnixSeconds(real.tv_sec) + absl::Nanoseconds(real.tv_nsec);
}

void LogFailure(const Method& method, const absl::Status& status, absl::Duration elapsed) {
  const ErrorDetails details = GetErrorDetails(status);
  const std::string code = absl::StatusCodeToString(status.code());
  const double ms = absl::ToDoubleMilliseconds(elapsed);
  if (details.reason.empty() && status.code() == absl::StatusCode::kInternal) {
    // The caller is not told why; the operator is.
    spdlog::error("call failed method={} code={} ms={:.3f} cause=\"{}\"", method.Path(), code, ms,
                  std::string(status.message()));
    return;
  }
  spdlog::info("call failed method={} code={} reason={} ms={:.3f}", method.Path(), code,
               details.reason.empty() ? "-" : details.reason, ms);
}

absl::Status EngineImpl::Bind(std::vector<Method> methods) {
  std::map<std::string, BytesService*> by_name;
  for (Method& method : methods) {
    if (absl::Status status = CheckDeclaration(method); !status.ok()) return status;
    BytesService*& service = by_name[method.service];
    if (service == nullptr) {
      services_.push_back(std::make_unique<BytesService>());
      service = services_.back().get();
    }
    auto bound = std::make_unique<BoundMethod>();
    bound->service = service;
    bound->index = service->Add(method.Path(), TypeOf(method));
    bound->method = std::move(method);
    methods_.push_back(std::move(bound));
  }
  return absl::OkStatus();
}

absl::Status EngineImpl::Start(const EngineOptions& options, std::vector<Method> methods) {
  gpr_set_log_function(&ForwardLog);
  if (absl::Status status = Bind(std::move(methods)); !status.ok()) return status;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &port_);
  SetTransport(builder);
  for (const auto& service : services_) builder.RegisterService(service.get());
  queue_ = builder.AddCompletionQueue();
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port_ == 0) {
    queue_->Shutdown();
    Poll();
    stopped_ = true;
    return absl::UnavailableError(absl::StrCat("cannot listen on ", options.address,
                                               ": the port is in use or may not be bound"));
  }
  for (const auto& method : methods_) {
    for (int i = 0; i < method->method.posted; ++i) Post(*method);
  }
  for (int i = 0; i < options.polling_threads; ++i) pollers_.emplace_back([this] { Poll(); });
  return absl::OkStatus();
}

void EngineImpl::Poll() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
    const Tag* event = static_cast<Tag*>(tag);
    event->run(event->call, ok);
  }
}

void EngineImpl::Post(BoundMethod& bound) {
  CallPosted();
  if (bound.method.stream) {
    StreamCall::Post(*this, bound);
  } else if (bound.method.conversation) {
    BidiCall::Post(*this, bound);
  } else {
    UnaryCall::Post(*this, bound);
  }
}

void EngineImpl::Track(BidiCall* call) {
  const std::lock_guard lock(streams_mutex_);
  streams_.insert(call);
}

void EngineImpl::Untrack(BidiCall* call) {
  const std::lock_guard lock(streams_mutex_);
  streams_.erase(call);
}

void EngineImpl::Stop(absl::Time deadline) {
  if (std::exchange(stopped_, true)) return;
  admission_->Drain();
  {
    const std::lock_guard lock(streams_mutex_);
    for (BidiCall* call : streams_) call->Drain();
  }
  // While calls in flight finish, connections stay open and new calls are refused with a reason.
  admission_->AwaitIdle(deadline);
  server_->Shutdown(absl::ToChronoTime(deadline));
  // Whatever was cancelled still has a handler that will report; the queue must be there for it.
  while (live_.load() > 0) absl::SleepFor(absl::Milliseconds(1));
  queue_->Shutdown();
  for (std::thread& poller : pollers_) poller.join();
}

std::vector<std::string> EngineImpl::Running() const {
  std::vector<std::string> paths;
  for (const auto& bound : methods_) {
    if (bound->running.load() > 0) paths.push_back(bound->method.Path());
  }
  return paths;
}

Engine::Engine(std::unique_ptr<EngineImpl> impl) : impl_(std::move(impl)) {}

Engine::~Engine() { Stop(absl::Now()); }

int Engine::port() const { return impl_->port(); }

void Engine::Stop(absl::Time deadline) { impl_->Stop(deadline); }

std::vector<std::string> Engine::Running() const { return impl_->Running(); }

absl::StatusOr<std::unique_ptr<Engine>> Engine::Start(const EngineOptions& options,
                                                      std::vector<Method> methods,
                                                      const State* state, Admission* admission) {
  auto impl = std::make_unique<EngineImpl>(state, admission, options.worker_threads);
  if (absl::Status status = impl->Start(options, std::move(methods)); !status.ok()) return status;
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

}  // namespace parallax::server
