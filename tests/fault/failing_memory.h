// SQLite's memory, which runs out when it is told to.
#ifndef PARALLAX_TESTS_FAULT_FAILING_MEMORY_H_
#define PARALLAX_TESTS_FAULT_FAILING_MEMORY_H_

#include <sqlite3.h>

#include <atomic>

namespace parallax::fault {

// Thread-safe.
class FailingMemory {
 public:
  // SQLite allocates through it until the process ends. REQUIRES: SQLite was not used yet.
  static FailingMemory& Install();

  // The `at`-th allocation from now on fails; with `lasting` all later ones too, until Mend.
  void Arm(int at, bool lasting);
  void Mend();
  bool hit() const { return hit_; }  // since it was armed

 private:
  FailingMemory() = default;
  bool Refuses();

  sqlite3_mem_methods system_ = {};
  std::atomic<int> until_fault_ = 0;  // allocations; 0: none is armed
  std::atomic<bool> lasting_ = false, failing_ = false, hit_ = false;
};

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_FAILING_MEMORY_H_
