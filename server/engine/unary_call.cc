#include "server/engine/unary_call.h"

#include <utility>

#include "absl/time/clock.h"
#include "core/base/errors.h"
#include "server/engine/grpc_status.h"

namespace parallax::server {
namespace {

// Resting calls keep their messages' memory, which is what makes parsing cheap; few of them do.
constexpr std::size_t kMaxResting = 16;

// A request larger than this is not kept: a batch of the largest size would hold its memory for
// ever.
constexpr std::size_t kKeepBytes = 4u << 20;

// A response larger than this does not keep its parts for the next one.
constexpr int kKeepResponseBytes = 16 << 10;

absl::Status DeadlinePassed() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "the deadline passed before work began",
                   {.reason = "DEADLINE_PASSED"});
}

}  // namespace

UnaryCall::UnaryCall(EngineImpl& engine, BoundMethod& bound)
    : engine_(engine),
      bound_(bound),
      request_(bound.method.request->New()),
      response_(bound.method.response->New()),
      arrived_{[](void* call, bool ok) { static_cast<UnaryCall*>(call)->Arrived(ok); }, this},
      finished_{[](void* call, bool) { static_cast<UnaryCall*>(call)->Release(); }, this},
      ended_{[](void* call, bool) {
               auto* self = static_cast<UnaryCall*>(call);
               if (self->server_context_->IsCancelled()) self->cancelled_.store(true);
               self->Release();
             },
             this} {}

void UnaryCall::Post(EngineImpl& engine, BoundMethod& bound) {
  std::unique_ptr<UnaryCall> call;
  {
    const std::lock_guard lock(bound.mutex);
    if (!bound.resting.empty()) {
      call = std::move(bound.resting.back());
      bound.resting.pop_back();
    }
  }
  if (call == nullptr) call = std::make_unique<UnaryCall>(engine, bound);
  call.release()->Request();  // belongs to the queue until Release or a refused arrival
}

void UnaryCall::Request() {
  const bool heavy = bound_.method.cost == Cost::kHeavy;
  cancelled_.store(false, std::memory_order_relaxed);
  pending_.store(heavy ? 2 : 1, std::memory_order_relaxed);
  server_context_.emplace();
  writer_.emplace(&*server_context_);
  // Watching for cancellation costs a second event a call; only heavy handlers look.
  if (heavy) server_context_->AsyncNotifyWhenDone(&ended_);
  bound_.service->RequestUnary(bound_.index, &*server_context_, &bytes_, &*writer_, engine_.queue(),
                               &arrived_);
}

void UnaryCall::Arrived(bool ok) {
  if (!ok) {  // the server is shutting down; nothing else will come back
    EngineImpl& engine = engine_;
    delete this;
    engine.CallEnded();
    return;
  }
  engine_.Post(bound_);
  const bool heavy = bound_.method.cost == Cost::kHeavy;
  request_bytes_ = bytes_.Length();

  started_ = absl::Now();
  context_ = {engine_.state(), DeadlineOf(*server_context_, started_), {}, nullptr};
  absl::Status status =
      engine_.admission().Enter(Admission::Kind::kCall, bound_.method.always_admitted);
  admitted_ = status.ok();
  if (status.ok() && context_.deadline <= started_) status = DeadlinePassed();
  if (!status.ok()) {
    Finish(std::move(status));
  } else if (heavy || request_bytes_ > kInlineBytes) {
    if (heavy) context_.cancelled = &cancelled_;
    engine_.workers().Submit([this] { Handle(); });
  } else {
    Handle();
  }
}

void UnaryCall::Handle() {
  if (absl::Status status = Parse(bytes_, request_.get()); !status.ok()) {
    Finish(std::move(status));
    return;
  }
  if (bound_.method.unary) {
    // A queue in front of the workers may have outlived the caller's patience.
    if (context_.cancelled != nullptr && context_.Abandoned()) {
      Finish(DeadlinePassed());
      return;
    }
    bound_.HandlerBegins();
    absl::Status status = bound_.method.unary(context_, *request_, response_.get());
    bound_.HandlerEnded();
    Finish(std::move(status));
    return;
  }
  bound_.HandlerBegins();
  bound_.method.async_unary(context_, *request_, response_.get(), [this](absl::Status status) {
    bound_.HandlerEnded();
    Finish(std::move(status));
  });
}

void UnaryCall::Finish(absl::Status status) {
  if (admitted_) engine_.admission().Leave(Admission::Kind::kCall);
  if (status.ok()) {
    writer_->Finish(*response_, grpc::Status::OK, &finished_);
    return;
  }
  LogFailure(bound_.method, status, absl::Now() - started_);
  writer_->FinishWithError(ToGrpcStatus(status), &finished_);
}

void UnaryCall::Release() {
  if (pending_.fetch_sub(1) > 1) return;
  EngineImpl& engine = engine_;
  std::unique_ptr<UnaryCall> self(this);
  const bool keep = request_bytes_ <= kKeepBytes;
  bytes_.Clear();
  writer_.reset();
  server_context_.reset();
  // Clearing a message gives its parts back; a method that overwrites them finds them in place.
  if (!bound_.method.overwrites || response_->GetCachedSize() > kKeepResponseBytes) {
    response_->Clear();
  }
  if (keep) {
    const std::lock_guard lock(bound_.mutex);
    if (bound_.resting.size() < kMaxResting) bound_.resting.push_back(std::move(self));
  }
  self.reset();
  engine.CallEnded();
}

}  // namespace parallax::server
