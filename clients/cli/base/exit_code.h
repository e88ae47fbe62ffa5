// What a command's status means to the shell, and the one line that goes with it.
#ifndef PARALLAX_CLIENTS_CLI_BASE_EXIT_CODE_H_
#define PARALLAX_CLIENTS_CLI_BASE_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace parallax::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNotFound = 3;
inline constexpr int kExitUnavailable = 4;

// INVALID_ARGUMENT: usage; NOT_FOUND; UNAVAILABLE, DEADLINE_EXCEEDED and RESOURCE_EXHAUSTED:
// unavailable; else failed.
int ExitCode(const absl::Status& status);

// A status that means "failed" whatever its cause, for input that came from a file and not from the
// command line.
absl::Status Failed(absl::string_view message);

// How long the server asks to wait before a retry, kept in a payload; zero when it did not say.
void SetRetryDelay(absl::Duration delay, absl::Status& status);
absl::Duration RetryDelay(const absl::Status& status);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_EXIT_CODE_H_
