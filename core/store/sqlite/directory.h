// What the store keeps in memory of workspaces and accounts: names, revisions, totals, and the
// signals not yet in chunks.
//
// One mutex guards what readers see. The writer thread alone changes it, but for accounts that a
// reader is first to ask for. Fields marked [writer] belong to the writer thread and need no lock.
#ifndef PARALLAX_CORE_STORE_SQLITE_DIRECTORY_H_
#define PARALLAX_CORE_STORE_SQLITE_DIRECTORY_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "core/base/time.h"
#include "core/store/sqlite/key_table.h"

namespace parallax::sqlite {

struct ViewHash {
  std::size_t operator()(std::string_view view) const {
    return absl::HashOf(absl::string_view(view.data(), view.size()));
  }
};

// A signal that only the log holds.
struct TailRow {
  std::uint64_t revision;
  std::string_view entry;  // into an arena of the directory
};

// What one account holds in all.
struct Totals {
  std::uint64_t revision =
      0;  // of its latest write; 0: nothing durable yet, so nobody may hear of it
  std::uint64_t signals = 0;
  Time last_occurred_at = kNoTime;
};

struct Account {
  std::uint64_t key = 0;
  std::string id;  // empty until somebody asks by name
  bool totals_known = false;
  Totals totals;
  std::vector<TailRow> tail;  // by revision

  enum class Erasures : std::uint8_t { kUnknown, kNone, kSome };
  Erasures erasures = Erasures::kUnknown;  // [writer] of people

  bool stored = true;        // [writer] has its row, or gets it with the open transaction
  bool keys_known = false;   // [writer] `keys` has all of its signals
  bool keys_recent = false;  // [writer] used since the last round of eviction
  KeyTable keys;             // [writer]
};

struct Workspace {
  std::int64_t key = 0;
  std::string name;
  std::uint64_t revision = 0;
  std::uint64_t signals = 0;
  absl::flat_hash_map<std::string_view, Account*, ViewHash, std::equal_to<>> accounts;

  bool stored = true;               // [writer]
  std::uint64_t open_revision = 0;  // [writer] `revision` once the open transaction commits
  std::uint64_t open_signals = 0;   // [writer]
};

class Directory {
 public:
  absl::Mutex& mutex() ABSL_LOCK_RETURNED(mutex_) { return mutex_; }

  // Null when not in memory. Workspaces all are; they and accounts live as long as the directory.
  Workspace* FindWorkspace(std::string_view name) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Account* FindAccount(const Workspace& workspace, std::string_view id) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  const std::deque<Workspace>& workspaces() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return workspaces_;
  }
  // By key; null where not in memory.
  const std::vector<std::unique_ptr<Account>>& accounts() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return accounts_;
  }

  // Of the latest write anybody may hear of.
  std::uint64_t revision() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return revision_; }
  void set_revision(std::uint64_t revision) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    revision_ = revision;
  }

  Workspace* AddWorkspace(std::int64_t key, std::string_view name)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The account of that key, made where it is not in memory.
  Account* Touch(std::uint64_t key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The same, and from now on found by name.
  Account* Attach(Workspace& workspace, std::string_view id, std::uint64_t key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // From now on the name finds nothing; the object stays, for readers that hold it.
  void Detach(Workspace& workspace, const Account& account) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Bytes that tail rows point into, of signals up to `last_revision`; kept until DropArenas passes
  // it.
  void AddArena(std::uint64_t last_revision, std::unique_ptr<std::string> bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropArenas(std::uint64_t through) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

 private:
  struct Arena {
    std::uint64_t last_revision;
    std::unique_ptr<std::string> bytes;
  };

  mutable absl::Mutex mutex_;
  std::deque<Workspace> workspaces_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string_view, Workspace*, ViewHash, std::equal_to<>> by_name_
      ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Account>> accounts_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t revision_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<Arena> arenas_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_DIRECTORY_H_
