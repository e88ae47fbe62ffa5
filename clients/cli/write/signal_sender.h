// Sends signals in batches and counts what became of them.
#ifndef PARALLAX_CLIENTS_CLI_WRITE_SIGNAL_SENDER_H_
#define PARALLAX_CLIENTS_CLI_WRITE_SIGNAL_SENDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/base/client.h"
#include "clients/cli/write/origin.h"

namespace parallax::cli {

struct SignalTally {
  std::uint64_t accepted = 0, duplicates = 0, superseded = 0, rejected = 0;
  std::uint64_t revision = 0;
};

// "kind: unknown kind ... (KIND_UNKNOWN)": every field that was wrong, then the check that failed
// first.
std::string RejectionText(const api::IngestError& error);

// Not thread-safe. A batch the server has no room for is sent again after the delay it asks for;
// any other failure of a call ends the work, and sending everything again later does no harm.
class SignalSender {
 public:
  struct Options {
    std::string workspace;
    bool validate_only = false;
    int batch_signals = 500;
  };
  // Called with the origin of a signal that the server rejected, and why.
  using OnReject = std::function<void(const Origin& origin, const std::string& reason)>;

  SignalSender(Client& client, Options options, OnReject on_reject)
      : client_(client), options_(std::move(options)), on_reject_(std::move(on_reject)) {}

  absl::Status Add(api::Signal signal, Origin origin);
  // Sends what is left.
  absl::Status Flush();
  const SignalTally& tally() const { return tally_; }

 private:
  Client& client_;
  const Options options_;
  const OnReject on_reject_;
  api::IngestSignalsRequest batch_;
  std::vector<Origin> origins_;
  std::size_t bytes_ = 0;
  SignalTally tally_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_WRITE_SIGNAL_SENDER_H_
