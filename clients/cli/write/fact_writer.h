// Writes facts of accounts, decisions and stakeholders: many accounts at once, each account's facts
// in order.
#ifndef PARALLAX_CLIENTS_CLI_WRITE_FACT_WRITER_H_
#define PARALLAX_CLIENTS_CLI_WRITE_FACT_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/base/client.h"
#include "clients/cli/write/origin.h"

namespace parallax::cli {

// Facts of one account, written in this order.
struct FactSet {
  std::string account;
  std::optional<api::Account> facts;
  std::vector<api::Decision> decisions;
  std::vector<api::Stakeholder> stakeholders;
  Origin origin;
};

struct FactTally {
  std::uint64_t accounts = 0, decisions = 0, stakeholders = 0, rejected = 0;
  std::uint64_t revision = 0;
};

// True for a status that is about the one item and not about the server, so that the others may go
// on.
bool IsItemFailure(const absl::Status& status);

// A call a fact, because the API has no batches of them; several accounts at a time, so that a
// commit serves many.
class FactWriter {
 public:
  // Called with the origin of a set of which something was refused, one call at a time, from any
  // thread.
  using OnReject = std::function<void(const Origin& origin, const std::string& reason)>;

  FactWriter(Client& client, std::string workspace, OnReject on_reject);
  ~FactWriter();
  FactWriter(const FactWriter&) = delete;
  FactWriter& operator=(const FactWriter&) = delete;

  // Waits when too many sets are queued. The sets of one account are written in the order of their
  // submission.
  void Submit(FactSet set);
  // Waits until everything submitted is written; OK, or the first failure that was not about one
  // item.
  absl::Status Drain();
  // OK, or the failure that stopped it, without waiting.
  absl::Status failure() const;
  FactTally tally() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_WRITE_FACT_WRITER_H_
