// The life of a store in a script, and what it must remember of it.
#ifndef PARALLAX_TESTS_FAULT_LIFE_H_
#define PARALLAX_TESTS_FAULT_LIFE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
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
  std::string erase_account, erase_person;  // the person of the account, or all of it
  int snapshot = 0;                         // keeps the export of that week, from 1
  bool backup = false;                      // makes one and restores it elsewhere
};

// Ingest of small and large signals, corrections, conflicts and retries, versions of facts, and
// restarts, over enough rounds that the log is moved to chunks and chunks are merged again and
// again.
std::vector<Step> Script(int rounds);
// Shorter ones. A person and an account are erased and sent again, and snapshots kept.
std::vector<Step> ErasingScript();
// A backup is made, restored elsewhere and read there. May follow the one that erases.
std::vector<Step> BackupScript();

class Life {
 public:
  explicit Life(std::string data_dir);

  absl::Status Open();
  const std::string& data_dir() const { return options_.data_dir; }
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
  // summaries and lists say the same as the signals; what was erased is gone whole, from every byte
  // too, and a kept snapshot is whole. Any other error is the store's own.
  absl::Status Verify();
  // The same of each account apart.
  struct Accounts {
    int whole = 0;
    int damaged = 0;  // DATA_LOSS
  };
  absl::StatusOr<Accounts> VerifyEach();
  // UNKNOWN when sending everything acknowledged again stores anything, what was erased included.
  absl::Status SendAgain();
  absl::StatusOr<BackupCopy> Backup();

 private:
  struct Sent {
    Signal signal;
    bool refused = false;  // its key has another body
    bool acknowledged = false;
  };
  struct Stated {
    std::string person;
    bool acknowledged = false;
  };
  // Where an erasure is: asked for once, or acknowledged.
  enum class Erasure : std::uint8_t { kNone, kTried, kDone };
  using Whom = std::pair<std::string, std::string>;  // account, person or empty

  absl::Status Append(const std::vector<Signal>& signals, std::vector<AppendOutcome>& outcomes);
  absl::Status Ingest(const std::vector<Signal>& signals);
  absl::Status PutFacts(const std::vector<Facts>& facts);
  absl::Status Erase(const Whom& whom);
  absl::Status Keep(int week);
  absl::Status BackUpAndRestore();
  Erasure ErasureOf(const std::string& account, const std::string& person) const;
  absl::Status VerifyAccount(const std::string& account, std::vector<std::uint64_t>& revisions,
                             std::uint64_t& signals);
  absl::Status VerifyRevisions(std::vector<std::uint64_t> revisions) const;
  absl::Status VerifySnapshots();
  absl::Status VerifyBytes() const;
  std::set<std::string> AccountsOfAll() const;

  SqliteOptions options_;
  FakeClock clock_;
  std::unique_ptr<Store> store_;
  std::map<std::string, std::vector<Sent>> sent_;               // by account
  std::map<std::string, std::map<std::string, Stated>> facts_;  // by account and label
  std::uint64_t revision_ = 0;                                  // acknowledged
  std::map<Whom, Erasure> erasures_;
  std::set<std::uint64_t> erasable_;  // revisions of what an erasure took or may have taken
  std::size_t erase_calls_ = 0, erase_answers_ = 0;
  int kept_week_ = 0, week_before_ = 0, tried_week_ = 0;
  std::uint64_t kept_upload_ = 0;
};

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_LIFE_H_
