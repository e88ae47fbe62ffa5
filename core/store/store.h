// Where signals and facts are kept. tests/conformance holds every implementation to this contract.
//
// Thread-safe. Every key starts with the workspace. A write is acknowledged only when it is
// durable; acknowledged writes are never lost and never change. Revisions grow with every write of
// a workspace; a reader that saw revision r sees everything up to r.
#ifndef PARALLAX_CORE_STORE_STORE_H_
#define PARALLAX_CORE_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/base/file_descriptor.h"
#include "core/base/time.h"
#include "core/signal/journal.h"
#include "core/signal/signal.h"
#include "core/store/snapshots.h"

namespace parallax {

enum class AppendOutcome : std::uint8_t {
  kAccepted,
  kDuplicate,      // same key, same body: a success, nothing stored
  kSuperseded,     // accepted, and it replaces an earlier signal (it carries `supersedes`)
  kAlreadyExists,  // same key, another body: refused
};

struct AppendResult {
  std::vector<AppendOutcome> outcomes;  // one a signal, in order
  std::uint64_t revision = 0;           // of the workspace, everything of this call included
};

struct AccountSummary {
  AccountFacts
      facts;  // the version in force now; only `account` and `implicit` when nobody stated any
  std::uint64_t signals = 0;  // stored, corrections included
  Time last_occurred_at = kNoTime;
  std::string etag;  // changes with every version of the facts
};

// What an erasure took away.
struct ErasureResult {
  std::uint64_t revision = 0;  // of the workspace, the erasure included
  std::uint64_t signals_removed = 0;
  std::uint64_t signals_changed = 0;  // others are in them too, so they stay without the person
  std::uint64_t facts_removed = 0;    // versions
  std::uint64_t facts_changed = 0;    // versions of the account that lost a label
  std::uint64_t snapshot_rows_removed = 0;

  bool Empty() const {
    return signals_removed + signals_changed + facts_removed + facts_changed +
               snapshot_rows_removed ==
           0;
  }
};

// What a backup holds.
struct BackupInfo {
  std::int64_t bytes = 0;
  std::int64_t revision = 0;  // greatest of any workspace
  std::int64_t signals = 0, accounts = 0;
  std::int64_t schema_version = 0;
};

// A copy of the store in a file that has no name any more: it goes with its descriptor.
struct BackupCopy {
  BackupInfo info;
  FileDescriptor descriptor;  // open for reading, at its beginning
};

struct StoreStatus {
  std::string kind;            // "sqlite"
  std::uint64_t revision = 0;  // greatest of any workspace
  std::uint64_t signals = 0;
  // An error where the store cannot be read.
  absl::StatusOr<std::uint64_t> accounts = std::uint64_t{0};
  std::uint64_t queued_signals = 0;  // waiting for the disk
  std::uint64_t bytes = 0;           // on disk, or in memory
  int schema_version = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  using AppendDone = std::function<void(absl::StatusOr<AppendResult>)>;
  // Stores normalized, validated signals in one group commit. A duplicate or conflict never sinks
  // the others. An unknown account is created, marked implicit. `done` is called exactly once, from
  // another thread, when everything is durable; it must return soon and never wait for another
  // write. Errors: RESOURCE_EXHAUSTED when the writer's queue is full (nothing stored),
  // DEADLINE_EXCEEDED when `deadline` passed while it waited (nothing stored), UNAVAILABLE on a
  // full disk or after Close, DATA_LOSS when what is stored of an account is damaged, INTERNAL.
  virtual void Append(std::string workspace, std::vector<Signal> signals, absl::Time deadline,
                      AppendDone done) = 0;

  // Stores versions of facts, all or none; returns the revision. A version equal to the latest one
  // of its object (absent times aside) stores nothing, so a retried write is safe. `expected_etag`:
  // for one AccountFacts, refused with ABORTED when the account's etag differs, unless the latest
  // version says the same already; INVALID_ARGUMENT when `facts` has not exactly one AccountFacts.
  virtual absl::StatusOr<std::uint64_t> PutFacts(
      std::string_view workspace, std::vector<Facts> facts,
      std::optional<std::string> expected_etag = std::nullopt) = 0;

  // Removes a person from an account, or with an empty `stakeholder` the whole account, for good:
  // from rows, free space and what was written before (docs/erasure.md). Salted hashes stay, by
  // which Append answers what is sent again with kDuplicate and stores nothing of the person, and
  // PutFacts refuses with FAILED_PRECONDITION. All or nothing, also when the process dies. Erasing
  // again does no harm. Takes time in proportion to what is stored in all. NOT_FOUND when nothing
  // is known of the account or person. UNAVAILABLE with reason PURGE_PENDING when the rows are
  // gone but the disk did not allow to clear the space they took: that is tried again.
  virtual absl::StatusOr<ErasureResult> Erase(std::string_view workspace, std::string_view account,
                                              std::string_view stakeholder) = 0;

  // Everything about an account. NOT_FOUND when it was never heard of. One account's rows are
  // clustered on disk.
  virtual absl::StatusOr<AccountRecord> ReadAccount(std::string_view workspace,
                                                    std::string_view account) = 0;
  // Revision of the latest write to the account. NOT_FOUND when it was never heard of. O(1), from
  // memory, once the account was asked for or written to.
  virtual absl::StatusOr<std::uint64_t> AccountRevision(std::string_view workspace,
                                                        std::string_view account) = 0;

  // Accounts by id, bytewise, after `after` (exclusive), at most `limit`.
  virtual absl::StatusOr<std::vector<AccountSummary>> ListAccounts(std::string_view workspace,
                                                                   std::string_view after,
                                                                   std::size_t limit) = 0;
  virtual absl::StatusOr<AccountSummary> GetAccount(std::string_view workspace,
                                                    std::string_view account) = 0;

  // Exports of other systems, kept for what the next ones change. Lives as long as the store.
  virtual SnapshotStore& snapshots() = 0;

  virtual std::uint64_t Revision(
      std::string_view workspace) = 0;  // latest durable one, 0 for an unknown workspace
  virtual StoreStatus Status() = 0;

  // A whole copy, made while writes go on, and checked; of the moment it was complete. Takes time
  // and disk in proportion to what is stored, no memory. `go_on` is asked now and then: false ends
  // it with CANCELLED. RESOURCE_EXHAUSTED while another one is being made.
  virtual absl::StatusOr<BackupCopy> Backup(const std::function<bool()>& go_on) = 0;

  // Refuses new writes, finishes those queued, closes. Idempotent.
  virtual void Close() = 0;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_STORE_STORE_H_
