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

struct StoreStatus {
  std::string kind;            // "sqlite"
  std::uint64_t revision = 0;  // greatest of any workspace
  std::uint64_t signals = 0;
  std::uint64_t accounts = 0;
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

  // Everything about an account. NOT_FOUND when it was never heard of. One account's rows are
  // clustered on disk.
  virtual absl::StatusOr<AccountRecord> ReadAccount(std::string_view workspace,
                                                    std::string_view account) = 0;
  // Revision of the latest write to the account, or 0 when it was never heard of. O(1), from
  // memory.
  virtual std::uint64_t AccountRevision(std::string_view workspace, std::string_view account) = 0;

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

  // Refuses new writes, finishes those queued, closes. Idempotent.
  virtual void Close() = 0;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_STORE_STORE_H_
