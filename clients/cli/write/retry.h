// Waiting for room at a full server.
#ifndef PARALLAX_CLIENTS_CLI_WRITE_RETRY_H_
#define PARALLAX_CLIENTS_CLI_WRITE_RETRY_H_

#include <algorithm>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "clients/cli/base/exit_code.h"

namespace parallax::cli {

// Calls again while the server is full, after the delay it names, at least a quarter of a second,
// 20 times at most. The last status.
template <typename Call>
absl::Status WithRetry(Call call) {
  constexpr int kAttempts = 20;
  constexpr absl::Duration kLeastDelay = absl::Milliseconds(250);
  absl::Status status = call();
  for (int attempt = 1; absl::IsResourceExhausted(status) && attempt < kAttempts; ++attempt) {
    absl::SleepFor(std::max(RetryDelay(status), kLeastDelay));
    status = call();
  }
  return status;
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_WRITE_RETRY_H_
