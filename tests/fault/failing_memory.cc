#include "tests/fault/failing_memory.h"

#include <cstdlib>

namespace parallax::fault {

FailingMemory& FailingMemory::Install() {
  static FailingMemory* memory = [] {
    static FailingMemory* made = new FailingMemory();  // SQLite holds on to it
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &made->system_) != SQLITE_OK) std::abort();
    sqlite3_mem_methods methods = made->system_;
    methods.xMalloc = [](int size) -> void* {
      return made->Refuses() ? nullptr : made->system_.xMalloc(size);
    };
    methods.xRealloc = [](void* old, int size) -> void* {
      return made->Refuses() ? nullptr : made->system_.xRealloc(old, size);
    };
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK) std::abort();
    return made;
  }();
  return *memory;
}

void FailingMemory::Arm(int at, bool lasting) {
  hit_ = failing_ = false;
  lasting_ = lasting;
  until_fault_ = at;
}

void FailingMemory::Mend() {
  until_fault_ = 0;
  failing_ = false;
}

bool FailingMemory::Refuses() {
  if (failing_) return true;
  if (until_fault_ <= 0 || --until_fault_ != 0) return false;
  hit_ = true;
  failing_ = lasting_.load();
  return true;
}

}  // namespace parallax::fault
