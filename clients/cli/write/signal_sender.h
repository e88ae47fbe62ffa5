// Sends signals in batches and counts what became of them.
#ifndef PARALLAX_CLIENTS_CLI_WRITE_SIGNAL_SENDER_H_
#define PARALLAX_CLIENTS_CLI_WRITE_SIGNAL_SENDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cli/base/client.h"
#include "clients/cli/write/origin.h"

namespace parallax::cli {

// What to do with a signal whose id is stored with another content.
enum class OnChange {
  kReject,
  kSupersede,  // the new content replaces the stored one from now on
  kIgnore      // the stored one stays
};

struct SignalTally {
  std::uint64_t accepted = 0, duplicates = 0, superseded = 0, rejected = 0;
  std::uint64_t ignored = 0;  // changed, and left as they were stored
  std::uint64_t revision = 0;
};

// "kind: unknown kind ... (KIND_UNKNOWN)": every field that was wrong, then the check that failed
// first.
std::string RejectionText(const api::IngestError& error);

// The signal that replaces `changed`: its own id is made of the old one and the content, so that
// sending the same change again finds it stored. It is known from `known_at` on, or from its
// receipt when that is the epoch: never from when the old content was.
api::Signal Superseding(const api::Signal& changed, absl::Time known_at);

// Not thread-safe. A batch the server has no room for is sent again after the delay it asks for;
// any other failure of a call ends the work, and sending everything again later does no harm.
class SignalSender {
 public:
  struct Options {
    std::string workspace;
    bool validate_only = false;
    int batch_signals = 500;
    OnChange on_change = OnChange::kReject;
    absl::Time corrected_at = absl::UnixEpoch();  // when changes could be known; epoch: at receipt
  };
  // Called with the origin of a signal that the server rejected, why, and the first field that was
  // wrong, if one was.
  using OnReject = std::function<void(const Origin& origin, const std::string& reason,
                                      const std::string& field)>;

  SignalSender(Client& client, Options options, OnReject on_reject)
      : client_(client), options_(std::move(options)), on_reject_(std::move(on_reject)) {}

  absl::Status Add(api::Signal signal, Origin origin);
  // Sends what is left.
  absl::Status Flush();
  const SignalTally& tally() const { return tally_; }

 private:
  struct Batch {
    api::IngestSignalsRequest request;
    std::vector<Origin> origins;
    bool corrections = false;  // made here, of signals that had changed
  };
  // Sends a batch; what is to be sent again as a correction goes to `again`.
  absl::Status Send(Batch& batch, Batch& again);

  Client& client_;
  const Options options_;
  const OnReject on_reject_;
  Batch batch_;
  std::size_t bytes_ = 0;
  SignalTally tally_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_WRITE_SIGNAL_SENDER_H_
