// The life of a store in a script, and what it must remember of it.
#ifndef PARALLAX_TESTS_FAULT_LIFE_H_
#define PARALLAX_TESTS_FAULT_LIFE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/signal/signal.h"
#include "core/store/sqlite/sqlite_store.h"
#include "tests/conformance/samples.h"

namespace parallax::fault {

// One call, or a restart.
struct Step {
  std::vector<Signal> signals;
  std::vector<Facts> facts;
  bool restart = false;
};

// Ingest of small and large signals, corrections, conflicts and retries, versions of facts, and
// restarts, over enough rounds that the log is moved to chunks and chunks are merged again and
// again.
std::vector<Step> Script(int rounds);

class Life {
 public:
  explicit Life(std::string data_dir);

  absl::Status Open();
  // The same store in another directory from now on.
  absl::Status OpenAt(std::string data_dir) {
    options_.data_dir = std::move(data_dir);
    return Open();
  }
  // Sends the step. An error leaves it open whether any of it is stored.
  absl::Status Do(const Step& step);
  void Close() { store_.reset(); }
  bool is_open() const { return store_ != nullptr; }

  // UNKNOWN when the store broke a promise: everything acknowledged is there once and as it was
  // sent, nothing is there that was never sent, revisions have no gap and no repetition, and
  // summaries and lists say the same as the signals. Any other error is the store's own.
  absl::Status Verify();
  // UNKNOWN when sending everything acknowledged again stores anything.
  absl::Status SendAgain();

 private:
  struct Sent {
    Signal signal;
    bool refused = false;  // its key has another body
    bool acknowledged = false;
  };
  absl::Status Append(const std::vector<Signal>& signals, std::vector<AppendOutcome>& outcomes);
  absl::Status VerifyAccount(const std::string& account, std::vector<std::uint64_t>& revisions,
                             std::uint64_t& signals);

  SqliteOptions options_;
  FakeClock clock_;
  std::unique_ptr<Store> store_;
  std::map<std::string, std::vector<Sent>> sent_;             // by account
  std::map<std::string, std::map<std::string, bool>> facts_;  // by account: label, acknowledged
  std::uint64_t revision_ = 0;                                // acknowledged
};

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_LIFE_H_
