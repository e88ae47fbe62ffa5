#include "server/handlers/health.h"

#include <utility>

#include "core/base/errors.h"
#include "server/state.h"

namespace parallax::server {
namespace {

class HealthWatch final : public Source {
 public:
  HealthWatch(HealthBoard* board, std::string service, Waker wake)
      : board_(board), service_(std::move(service)), watcher_(board->Watch(std::move(wake))) {}
  ~HealthWatch() override { board_->Unwatch(watcher_); }

  absl::StatusOr<Step> Next(const CallContext&, Message* out) override {
    // Before the status, so that the last one is sent before the stream ends.
    const bool draining = board_->draining();
    const HealthCheckResponse::ServingStatus now = board_->Get(service_);
    if (!sent_ || now != last_) {
      sent_ = true;
      last_ = now;
      static_cast<HealthCheckResponse*>(out)->set_status(now);
      return Step::kMessage;
    }
    if (draining) return ShuttingDown();
    return Step::kWait;
  }

 private:
  HealthBoard* board_;
  const std::string service_;
  const int watcher_;
  bool sent_ = false;
  HealthCheckResponse::ServingStatus last_ = HealthCheckResponse::UNKNOWN;
};

}  // namespace

HealthBoard::HealthBoard(const std::vector<std::string>& services) {
  statuses_[""] = HealthCheckResponse::SERVING;
  for (const std::string& service : services) statuses_[service] = HealthCheckResponse::SERVING;
}

HealthBoard::ServingStatus HealthBoard::Get(const std::string& service) const {
  const std::lock_guard lock(mutex_);
  const auto found = statuses_.find(service);
  return found == statuses_.end() ? HealthCheckResponse::SERVICE_UNKNOWN : found->second;
}

std::map<std::string, HealthBoard::ServingStatus> HealthBoard::All() const {
  const std::lock_guard lock(mutex_);
  return statuses_;
}

void HealthBoard::SetAll(ServingStatus status) {
  const std::lock_guard lock(mutex_);
  for (auto& [service, current] : statuses_) current = status;
  for (const auto& [id, wake] : watchers_) wake();
}

void HealthBoard::Drain() {
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
  }
  SetAll(HealthCheckResponse::NOT_SERVING);
}

bool HealthBoard::draining() const {
  const std::lock_guard lock(mutex_);
  return draining_;
}

int HealthBoard::Watch(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  watchers_[next_watcher_] = std::move(wake);
  return next_watcher_++;
}

void HealthBoard::Unwatch(int watcher) {
  const std::lock_guard lock(mutex_);
  watchers_.erase(watcher);
}

absl::Status CheckHealth(const CallContext& context, const HealthCheckRequest& request,
                         HealthCheckResponse* response) {
  const auto status = context.state->health->Get(request.service());
  if (status == HealthCheckResponse::SERVICE_UNKNOWN) {
    return MakeError(absl::StatusCode::kNotFound, "this server has no such service",
                     {.reason = "SERVICE_NOT_FOUND"});
  }
  response->set_status(status);
  return absl::OkStatus();
}

absl::Status ListHealth(const CallContext& context, const HealthListRequest&,
                        HealthListResponse* response) {
  for (const auto& [service, status] : context.state->health->All()) {
    (*response->mutable_statuses())[service].set_status(status);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Source>> WatchHealth(const CallContext& context,
                                                    const HealthCheckRequest& request,
                                                    const Waker& waker) {
  return std::make_unique<HealthWatch>(context.state->health, request.service(), waker);
}

}  // namespace parallax::server
