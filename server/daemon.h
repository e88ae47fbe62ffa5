// The life of a server: open, serve, drain, close.
#ifndef PARALLAX_SERVER_DAEMON_H_
#define PARALLAX_SERVER_DAEMON_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/base/time.h"
#include "server/config.h"

namespace parallax::server {

inline constexpr int kStuckExit = 3;

class RunningServer {
 public:
  // Opens the store, loads the lenses and starts to serve. The error is one line for the person who
  // started it.
  static absl::StatusOr<std::unique_ptr<RunningServer>> Start(const Config& config,
                                                              const Clock* clock);
  ~RunningServer();  // Stop

  int port() const;
  std::string address() const;  // "127.0.0.1:50051", with the real port

  // Health turns NOT_SERVING, new calls are refused, calls in flight have `drain_seconds`, the rest
  // is cancelled. Returns when every handler has. Idempotent.
  void Drain();
  // Drains and closes the store. Idempotent.
  void Stop();

  // Methods whose handlers still run, as "/service/Method". Any thread, also while Drain waits.
  std::vector<std::string> Running() const;

 private:
  struct Parts;
  explicit RunningServer(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

// Makes the store of an empty data directory from a backup, and prints one line on stdout.
absl::Status Restore(const std::string& backup, const std::string& data_dir);

// Serves until SIGTERM or SIGINT. Prints one line on stdout once it serves. When handlers still run
// kStuckSeconds after the drain, names their methods in one line on stderr and ends the process
// with kStuckExit.
absl::Status RunDaemon(const Config& config);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_DAEMON_H_
