// grpc.health.v1, by the same path as every other method: Check is also what the cost of an empty
// call is measured with.
#ifndef PARALLAX_SERVER_HANDLERS_HEALTH_H_
#define PARALLAX_SERVER_HANDLERS_HEALTH_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "grpc/health/v1/health.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::health::v1::HealthListRequest;
using grpc::health::v1::HealthListResponse;

// The status of the server ("") and of each of its services. Thread-safe.
class HealthBoard {
 public:
  using ServingStatus = HealthCheckResponse::ServingStatus;

  explicit HealthBoard(const std::vector<std::string>& services);

  // SERVICE_UNKNOWN for a service that is not there.
  ServingStatus Get(const std::string& service) const;
  std::map<std::string, ServingStatus> All() const;
  void SetAll(ServingStatus status);  // wakes every watcher
  // From now on nothing serves, and watches end.
  void Drain();
  bool draining() const;

  // Calls `wake` at every change until Unwatch, which returns when no call is under way.
  int Watch(std::function<void()> wake);
  void Unwatch(int watcher);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ServingStatus> statuses_;
  std::map<int, std::function<void()>> watchers_;
  int next_watcher_ = 0;
  bool draining_ = false;
};

absl::Status CheckHealth(const CallContext& context, const HealthCheckRequest& request,
                         HealthCheckResponse* response);
absl::Status ListHealth(const CallContext& context, const HealthListRequest& request,
                        HealthListResponse* response);
absl::StatusOr<std::unique_ptr<Source>> WatchHealth(const CallContext& context,
                                                    const HealthCheckRequest& request,
                                                    const Waker& waker);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_HEALTH_H_
