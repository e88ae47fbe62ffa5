#include "server/engine/admission.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/base/errors.h"

namespace parallax::server {
namespace {

// Long enough for some of the calls in flight to end, short enough not to idle a client.
constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);
constexpr absl::Duration kIdlePoll = absl::Milliseconds(2);

}  // namespace

absl::Status Admission::Enter(Kind kind, bool always) {
  if (!always && draining_.load(std::memory_order_relaxed)) return ShuttingDown();
  std::atomic<std::size_t>& count = kind == Kind::kCall ? calls_ : streams_;
  const std::size_t limit = kind == Kind::kCall ? max_calls_ : max_streams_;
  const std::size_t before = count.fetch_add(1, std::memory_order_relaxed);
  if (always || before < limit) return absl::OkStatus();
  count.fetch_sub(1, std::memory_order_relaxed);
  if (kind == Kind::kCall) {
    return LimitExceeded("kMaxInFlight",
                         absl::StrCat("the server handles ", limit, " calls already"), kRetryAfter);
  }
  return LimitExceeded(
      "kMaxStreams", absl::StrCat("the server has ", limit, " open streams already"), kRetryAfter);
}

void Admission::Leave(Kind kind) {
  (kind == Kind::kCall ? calls_ : streams_).fetch_sub(1, std::memory_order_relaxed);
}

bool Admission::AwaitIdle(absl::Time deadline) const {
  // Polled, so that the counters stay free of locks on every call; this runs once, at the end.
  while (in_flight() > 0) {
    if (absl::Now() >= deadline) return false;
    absl::SleepFor(kIdlePoll);
  }
  return true;
}

}  // namespace parallax::server
