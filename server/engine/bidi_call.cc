#include "server/engine/bidi_call.h"

#include <utility>

#include "absl/time/clock.h"
#include "core/base/errors.h"
#include "server/engine/grpc_status.h"

namespace parallax::server {
BidiCall::BidiCall(EngineImpl& engine, BoundMethod& bound)
    : engine_(engine),
      bound_(bound),
      arrived_{[](void* call, bool ok) { static_cast<BidiCall*>(call)->Arrived(ok); }, this},
      read_{[](void* call, bool ok) { static_cast<BidiCall*>(call)->Read(ok); }, this},
      wrote_{[](void* call, bool ok) { static_cast<BidiCall*>(call)->Wrote(ok); }, this},
      finished_{[](void* call, bool) { static_cast<BidiCall*>(call)->Release(); }, this},
      ended_{[](void* call, bool) {
               auto* self = static_cast<BidiCall*>(call);
               if (self->server_context_.IsCancelled()) self->cancelled_.store(true);
               self->Release();
             },
             this} {}

void BidiCall::Post(EngineImpl& engine, BoundMethod& bound) {
  // Belongs to the queue until Release or a refused arrival.
  std::make_unique<BidiCall>(engine, bound).release()->Request();
}

void BidiCall::Request() {
  server_context_.AsyncNotifyWhenDone(&ended_);
  bound_.service->RequestBidi(bound_.index, &server_context_, &stream_, engine_.queue(), &arrived_);
}

void BidiCall::Arrived(bool ok) {
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
  conversation_ = bound_.method.conversation();
  for (Slot& slot : slots_) {
    slot.request.reset(bound_.method.request->New());
    slot.response.reset(bound_.method.response->New());
  }
  engine_.Track(this);
  const std::lock_guard lock(mutex_);
  absl::Status status =
      engine_.admission().Enter(Admission::Kind::kStream, bound_.method.always_admitted);
  admitted_ = status.ok();
  if (!status.ok()) Fail(std::move(status));
  Advance();
}

void BidiCall::Drain() {
  const std::lock_guard lock(mutex_);
  if (end_status_.ok()) end_status_ = ShuttingDown();
  no_more_ = true;
  Advance();
}

void BidiCall::Read(bool ok) {
  std::size_t slot = 0;
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    no_more_ = no_more_ || !ok;
    if (!no_more_) {
      slot = (first_ + taken_++) % kUnderWay;
      slots_[slot].answered = false;
      handing_ = true;
    }
    ok = handing_;
    if (!ok) Advance();
  }
  if (!ok) {
    Release();
  } else if (slots_[slot].bytes.Length() > kInlineBytes) {
    engine_.workers().Submit([this, slot] { Take(slot); });
  } else {
    Take(slot);
  }
}

void BidiCall::Take(std::size_t index) {
  Slot& slot = slots_[index];
  pending_.fetch_add(1);  // the answer
  if (absl::Status status = Parse(slot.bytes, slot.request.get()); !status.ok()) {
    Answered(index, std::move(status));
  } else {
    slot.response->Clear();
    bound_.HandlerBegins();
    conversation_->Answer(context_, *slot.request, slot.response.get(),
                          [this, index](absl::Status status) {
                            bound_.HandlerEnded();
                            Answered(index, std::move(status));
                          });
  }
  {
    const std::lock_guard lock(mutex_);
    handing_ = false;
    Advance();
  }
  Release();
}

void BidiCall::Answered(std::size_t index, absl::Status status) {
  {
    const std::lock_guard lock(mutex_);
    slots_[index].answered = true;
    slots_[index].status = std::move(status);
    Advance();
  }
  Release();
}

void BidiCall::Wrote(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    first_ = (first_ + 1) % kUnderWay;
    --taken_;
    if (!ok) Fail(absl::CancelledError("the caller went away"));
    Advance();
  }
  Release();
}

void BidiCall::Fail(absl::Status status) {
  failed_ = no_more_ = true;
  end_status_ = std::move(status);
}

void BidiCall::Advance() {
  if (finishing_) return;
  if (!writing_ && taken_ > 0 && slots_[first_].answered) {
    if (slots_[first_].status.ok()) {
      writing_ = true;
      pending_.fetch_add(1);
      stream_.Write(*slots_[first_].response, &wrote_);
    } else {
      Fail(slots_[first_].status);
    }
  }
  if (!reading_ && !handing_ && !no_more_ && taken_ < kUnderWay) {
    reading_ = true;
    pending_.fetch_add(1);
    stream_.Read(&slots_[(first_ + taken_) % kUnderWay].bytes, &read_);
  }
  if (writing_ || !no_more_ || (taken_ > 0 && !failed_)) return;
  finishing_ = true;
  pending_.fetch_add(1);
  if (admitted_) engine_.admission().Leave(Admission::Kind::kStream);
  if (!end_status_.ok() && end_status_.code() != absl::StatusCode::kCancelled) {
    LogFailure(bound_.method, end_status_, absl::Now() - started_);
  }
  stream_.Finish(ToGrpcStatus(end_status_), &finished_);
}

void BidiCall::Release() {
  if (pending_.fetch_sub(1) > 1) return;
  EngineImpl& engine = engine_;
  engine.Untrack(this);
  delete this;
  engine.CallEnded();
}

}  // namespace parallax::server
