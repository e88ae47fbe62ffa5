// The server proper: one completion queue, one polling thread, and every method of the table on it,
// streams included.
//
// One queue and no callback services on purpose: in gRPC 1.51 the callback API stalls 20-70 ms
// after an idle second, and synchronous services add threads that take reads away from the polling
// one (docs/decisions/0050-one-queue.md). Messages are bytes to gRPC and are parsed into messages
// that a call keeps for the next call, so no generated gRPC code is compiled here.
#ifndef PARALLAX_SERVER_ENGINE_ENGINE_H_
#define PARALLAX_SERVER_ENGINE_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/engine/admission.h"
#include "server/engine/method.h"
#include "server/engine/workers.h"

namespace parallax::server {

struct EngineOptions {
  std::string address;  // "127.0.0.1:0"
  int polling_threads = 1;
  int worker_threads = 4;
};

class EngineImpl;

class Engine {
 public:
  // Starts serving. `state` and `admission` outlive the engine. INVALID_ARGUMENT when a method does
  // not match its declaration, UNAVAILABLE when the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Engine>> Start(const EngineOptions& options,
                                                       std::vector<Method> methods,
                                                       const State* state, Admission* admission);
  ~Engine();  // Stop(now)

  int port() const;

  // Refuses new calls, ends streams after the answers under way, lets calls in flight finish until
  // `deadline`, cancels the rest and waits for their handlers, for ever where one does not return.
  // Idempotent.
  void Stop(absl::Time deadline);

  // Methods with a handler that has neither returned nor reported, as "/service/Method". Any
  // thread, also while Stop waits.
  std::vector<std::string> Running() const;

 private:
  explicit Engine(std::unique_ptr<EngineImpl> impl);

  std::unique_ptr<EngineImpl> impl_;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_ENGINE_H_
