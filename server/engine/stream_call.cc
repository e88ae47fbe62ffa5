#include "server/engine/stream_call.h"

#include <utility>

#include "absl/time/clock.h"
#include "core/base/errors.h"
#include "server/engine/grpc_status.h"

namespace parallax::server {
namespace {

constexpr std::size_t kChunk = 64;  // answers held for a client at most

}  // namespace

StreamCall::StreamCall(EngineImpl& engine, BoundMethod& bound)
    : engine_(engine),
      bound_(bound),
      request_(bound.method.request->New()),
      arrived_{[](void* call, bool ok) { static_cast<StreamCall*>(call)->Arrived(ok); }, this},
      wrote_{[](void* call, bool ok) { static_cast<StreamCall*>(call)->Written(ok); }, this},
      finished_{[](void* call, bool) { static_cast<StreamCall*>(call)->Release(); }, this},
      ended_{[](void* call, bool) { static_cast<StreamCall*>(call)->Ended(); }, this} {}

void StreamCall::Post(EngineImpl& engine, BoundMethod& bound) {
  // Belongs to the queue until Release or a refused arrival.
  std::make_unique<StreamCall>(engine, bound).release()->Request();
}

void StreamCall::Request() {
  server_context_.AsyncNotifyWhenDone(&ended_);
  bound_.service->RequestServerStream(bound_.index, &server_context_, &bytes_, &writer_,
                                      engine_.queue(), &arrived_);
}

void StreamCall::Arrived(bool ok) {
  if (!ok) {
    EngineImpl& engine = engine_;
    delete this;
    engine.CallEnded();
    return;
  }
  engine_.Post(bound_);
  started_ = absl::Now();
  context_.state = engine_.state();
  context_.cancelled = &cancelled_;
  const gpr_timespec deadline = server_context_.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) != 0) {
    context_.deadline = DeadlineOf(server_context_, started_);
  }
  absl::Status status =
      engine_.admission().Enter(Admission::Kind::kStream, bound_.method.always_admitted);
  admitted_ = status.ok();
  if (!status.ok()) {
    Finish(status);
  } else if (bound_.method.cost == Cost::kHeavy) {
    engine_.workers().Submit([this] { Open(); });
  } else {
    Open();
  }
}

void StreamCall::Open() {
  if (absl::Status status = Parse(bytes_, request_.get()); !status.ok()) {
    Finish(status);
    return;
  }
  bound_.HandlerBegins();
  auto source = bound_.method.stream(context_, *request_, [this] { Wake(); });
  bound_.HandlerEnded();
  if (!source.ok()) {
    Finish(source.status());
    return;
  }
  source_ = *std::move(source);
  Fill();
}

void StreamCall::ScheduleFill() {
  if (bound_.method.cost == Cost::kHeavy) {
    engine_.workers().Submit([this] { Fill(); });
  } else {
    Fill();
  }
}

void StreamCall::Fill() {
  while (true) {
    filled_ = written_ = 0;
    bool waits = false;
    bound_.HandlerBegins();
    while (filled_ < kChunk && !exhausted_ && !waits) {
      if (context_.Abandoned()) {
        exhausted_ = true;
        end_status_ = absl::CancelledError("nobody waits for the rest of the stream");
        break;
      }
      if (filled_ == chunk_.size()) {
        chunk_.push_back(std::unique_ptr<Message>(bound_.method.response->New()));
      }
      chunk_[filled_]->Clear();
      const auto step = source_->Next(context_, chunk_[filled_].get());
      if (!step.ok()) {
        exhausted_ = true;
        end_status_ = step.status();
      } else if (*step == Source::Step::kEnd) {
        exhausted_ = true;
      } else if (*step == Source::Step::kWait) {
        waits = true;
      } else {
        ++filled_;
      }
    }
    bound_.HandlerEnded();
    if (filled_ > 0) {
      WriteNext();
      return;
    }
    if (exhausted_) {
      Finish(end_status_);
      return;
    }
    const std::lock_guard lock(mutex_);
    if (std::exchange(woken_, false) || cancelled_.load()) continue;
    parked_ = true;
    return;
  }
}

void StreamCall::Wake() {
  {
    const std::lock_guard lock(mutex_);
    if (!parked_) {
      woken_ = true;
      return;
    }
    parked_ = false;
  }
  // Not here: the waker may hold locks that the source takes.
  engine_.workers().Submit([this] { Fill(); });
}

void StreamCall::Ended() {
  bool was_parked = false;
  {
    const std::lock_guard lock(mutex_);
    if (server_context_.IsCancelled()) cancelled_.store(true);
    was_parked = std::exchange(parked_, false);
  }
  if (was_parked) Finish(absl::CancelledError("the caller went away"));
  Release();
}

void StreamCall::WriteNext() {
  const Message& message = *chunk_[written_++];
  grpc::WriteOptions options;
  // Never on the first message: gRPC 1.51 writes headers that are held back with it only when
  // something else is written, so that its end may never come.
  if (written_ < filled_ && std::exchange(headers_sent_, true)) options.set_buffer_hint();
  writer_.Write(message, options, &wrote_);
}

void StreamCall::Written(bool ok) {
  if (!ok) {
    Finish(absl::CancelledError("the caller went away"));
  } else if (written_ < filled_) {
    WriteNext();
  } else if (exhausted_) {
    Finish(end_status_);
  } else {
    ScheduleFill();
  }
}

void StreamCall::Finish(const absl::Status& status) {
  if (admitted_) engine_.admission().Leave(Admission::Kind::kStream);
  if (!status.ok() && status.code() != absl::StatusCode::kCancelled) {
    LogFailure(bound_.method, status, absl::Now() - started_);
  }
  writer_.Finish(ToGrpcStatus(status), &finished_);
}

void StreamCall::Release() {
  if (pending_.fetch_sub(1) > 1) return;
  EngineImpl& engine = engine_;
  delete this;
  engine.CallEnded();
}

}  // namespace parallax::server
