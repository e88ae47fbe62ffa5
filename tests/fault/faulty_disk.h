// A disk that fails when it is told to, between SQLite and the system's own.
//
// It keeps the system's files as they are, and beside them what a power cut would leave: of each
// file what was last synced, and the changes since. A sync is a matter of this model alone, so that
// sweeps of thousands of runs do not wait for a real disk.
//
// The model of a power cut (sqlite.org/atomiccommit.html, the harshest that its "powersafe
// overwrite" allows): of what was not synced any subset survives, in pieces of a sector; a new file
// is there for sure once the folder was synced, which SQLite does with a journal's first sync; a
// deleted file may come back until then. A sync that fails may have kept a part, and the rest is
// never written, whatever a later sync says (the "fsyncgate" of Linux).
#ifndef PARALLAX_TESTS_FAULT_FAULTY_DISK_H_
#define PARALLAX_TESTS_FAULT_FAULTY_DISK_H_

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace parallax::fault {

enum class Operation : std::uint8_t { kOpen, kRead, kWrite, kSync, kTruncate, kDelete };

struct Fault {
  Operation operation = Operation::kWrite;
  int at = 1;            // which of these operations from now on, from 1
  int code = 0;          // its result, SQLITE_IOERR_WRITE say
  bool lasting = false;  // all later ones of its kind fail as well, until Mend
  bool torn = false;     // a write that fails leaves its first half
};

// Thread-safe.
class FaultyDisk {
 public:
  // SQLite's default VFS from now on, until the process ends. To be called before a store is
  // opened.
  static FaultyDisk& Install();

  void Arm(const Fault& fault);
  // The `at`-th write, sync, truncation or deletion from now on never returns: the power is cut.
  // Everything fails until Restart.
  void ArmPowerCut(int at);
  bool hit() const;  // since it was armed
  void Mend();       // faults end; the power stays as it is

  // The power returns: files become what the cut left, chosen by `random`. REQUIRES: all are
  // closed.
  void Restart(std::mt19937& random);
  // Forgets every file. REQUIRES: all are closed.
  void Forget();

 private:
  friend struct Methods;

  struct Change {
    bool truncation = false;
    std::int64_t offset = 0;  // or size
    std::string bytes;
  };
  struct File {
    std::string durable;          // as of the last sync
    std::vector<Change> changes;  // since
    bool entry_durable = true;    // its name
    bool deleted = false;         // but not for sure
  };

  FaultyDisk() = default;

  // SQLITE_OK, or the result that the operation must have.
  int Count(Operation operation) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static void Apply(const Change& change, std::string& content);
  static void ApplySome(const std::vector<Change>& changes, std::mt19937& random,
                        std::string& content);
  void SettleFolder() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  sqlite3_vfs vfs_ = {};
  sqlite3_vfs* system_ = nullptr;

  mutable absl::Mutex mutex_;
  std::map<std::string, File> files_ ABSL_GUARDED_BY(mutex_);
  Fault fault_ ABSL_GUARDED_BY(mutex_);
  int until_fault_ ABSL_GUARDED_BY(mutex_) = 0;  // operations; 0: none is armed
  int until_cut_ ABSL_GUARDED_BY(mutex_) = 0;
  bool failing_ ABSL_GUARDED_BY(mutex_) = false;  // a lasting fault has begun
  bool off_ ABSL_GUARDED_BY(mutex_) = false;
  bool hit_ ABSL_GUARDED_BY(mutex_) = false;
  std::mt19937 random_ ABSL_GUARDED_BY(mutex_){11};  // of syncs that fail
};

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_FAULTY_DISK_H_
