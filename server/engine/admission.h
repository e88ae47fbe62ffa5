// Which calls may start. gRPC has no server-wide cap of its own: max_concurrent_streams holds for a
// connection and only queues in the client.
#ifndef PARALLAX_SERVER_ENGINE_ADMISSION_H_
#define PARALLAX_SERVER_ENGINE_ADMISSION_H_

#include <atomic>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace parallax::server {

// Thread-safe.
class Admission {
 public:
  Admission(std::size_t max_calls, std::size_t max_streams)
      : max_calls_(max_calls), max_streams_(max_streams) {}

  enum class Kind { kCall, kStream };

  // Counts a call in. RESOURCE_EXHAUSTED naming the limit, UNAVAILABLE while draining; then nothing
  // is counted. With `always`, the call is counted and never refused.
  absl::Status Enter(Kind kind, bool always);
  void Leave(Kind kind);

  // From now on every Enter is refused.
  void Drain() { draining_.store(true); }
  // Waits until nothing is in flight. False when `deadline` came first.
  bool AwaitIdle(absl::Time deadline) const;

  std::size_t in_flight() const { return calls_.load() + streams_.load(); }

 private:
  const std::size_t max_calls_, max_streams_;
  std::atomic<std::size_t> calls_{0}, streams_{0};
  std::atomic<bool> draining_{false};
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_ADMISSION_H_
