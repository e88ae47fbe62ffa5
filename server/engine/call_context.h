// What a handler knows of the call it answers. Neutral to the transport.
#ifndef PARALLAX_SERVER_ENGINE_CALL_CONTEXT_H_
#define PARALLAX_SERVER_ENGINE_CALL_CONTEXT_H_

#include <atomic>
#include <string_view>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace parallax::server {

struct State;

struct CallContext {
  const State* state = nullptr;  // what calls share; outlives every call
  absl::Time deadline = absl::InfiniteFuture();
  std::string_view workspace;  // checked; never empty for requests that name one

  const std::atomic<bool>* cancelled = nullptr;  // null: not watched

  // True when nobody waits for the answer any more. Heavy handlers poll it.
  bool Abandoned() const {
    return (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) ||
           absl::Now() > deadline;
  }
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_CALL_CONTEXT_H_
