#include "tests/fault/faulty_disk.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "tests/fault/files.h"

namespace parallax::fault {
namespace {

constexpr std::size_t kSector = 512;

}  // namespace

int FaultyDisk::Count(Operation operation) {
  if (off_) return SQLITE_IOERR;
  const bool changes = operation != Operation::kOpen && operation != Operation::kRead;
  if (changes && until_cut_ > 0 && --until_cut_ == 0) {
    off_ = hit_ = true;
    return SQLITE_IOERR;
  }
  if (operation != fault_.operation) return SQLITE_OK;
  if (until_fault_ > 0 && --until_fault_ == 0) {
    hit_ = true;
    failing_ = fault_.lasting;
    return fault_.code;
  }
  return failing_ ? fault_.code : SQLITE_OK;
}

void FaultyDisk::Apply(const Change& change, std::string& content) {
  const auto at = static_cast<std::size_t>(change.offset);
  if (change.truncation) {
    content.resize(std::min(content.size(), at));
    return;
  }
  content.resize(std::max(content.size(), at + change.bytes.size()));
  content.replace(at, change.bytes.size(), change.bytes);
}

void FaultyDisk::ApplySome(const std::vector<Change>& changes, std::mt19937& random,
                           std::string& content) {
  // Anything from nothing to all: a cut right after a sync differs from one long after.
  std::bernoulli_distribution kept(std::uniform_int_distribution<int>(0, 4)(random) / 4.0);
  for (const Change& change : changes) {
    if (change.truncation) {
      if (kept(random)) Apply(change, content);
      continue;
    }
    for (std::size_t from = 0; from < change.bytes.size();) {
      const std::size_t at = static_cast<std::size_t>(change.offset) + from;
      const std::size_t size = std::min(kSector - at % kSector, change.bytes.size() - from);
      if (kept(random)) {
        Apply({.offset = static_cast<std::int64_t>(at), .bytes = change.bytes.substr(from, size)},
              content);
      }
      from += size;
    }
  }
}

void FaultyDisk::SettleFolder() {
  std::erase_if(files_, [](const auto& file) { return file.second.deleted; });
  for (auto& [path, file] : files_) file.entry_durable = true;
}

void FaultyDisk::Arm(const Fault& fault) {
  absl::MutexLock lock(&mutex_);
  fault_ = fault;
  until_fault_ = fault.at;
  until_cut_ = 0;
  failing_ = hit_ = false;
}

void FaultyDisk::ArmPowerCut(int at) {
  absl::MutexLock lock(&mutex_);
  until_cut_ = at;
  until_fault_ = 0;
  failing_ = hit_ = false;
}

bool FaultyDisk::hit() const {
  absl::MutexLock lock(&mutex_);
  return hit_;
}

void FaultyDisk::Mend() {
  absl::MutexLock lock(&mutex_);
  until_fault_ = until_cut_ = 0;
  failing_ = false;
}

void FaultyDisk::Restart(std::mt19937& random) {
  absl::MutexLock lock(&mutex_);
  off_ = failing_ = false;
  until_fault_ = until_cut_ = 0;
  std::bernoulli_distribution coin(0.5);
  for (auto file = files_.begin(); file != files_.end();) {
    auto& [path, state] = *file;
    const bool there = state.deleted ? coin(random) : state.entry_durable || coin(random);
    std::error_code ignored;
    std::filesystem::remove(path + "-shm", ignored);  // memory, which is gone
    if (!there) {
      std::filesystem::remove(path, ignored);
      file = files_.erase(file);
      continue;
    }
    ApplySome(state.changes, random, state.durable);
    state.changes.clear();
    state.deleted = false;
    state.entry_durable = true;
    WriteAll(path, state.durable);
    ++file;
  }
}

void FaultyDisk::Forget() {
  absl::MutexLock lock(&mutex_);
  files_.clear();
  off_ = failing_ = hit_ = false;
  until_fault_ = until_cut_ = 0;
}

// What SQLite calls. A file of ours is followed in memory by the system's.
struct Methods {
  struct Handle {
    sqlite3_file base;
    FaultyDisk* disk;
    std::string* path;  // null: a temporary file, which no cut concerns
    bool journal;       // whose first sync syncs the folder
  };

  static sqlite3_file* System(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Handle*>(file) + 1);
  }
  static const sqlite3_io_methods* Of(sqlite3_file* file) { return System(file)->pMethods; }
  static Handle& Mine(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
  static FaultyDisk& Disk(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }
  static FaultyDisk::File* Find(const Handle& handle)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(handle.disk->mutex_) {
    if (handle.path == nullptr) return nullptr;
    const auto found = handle.disk->files_.find(*handle.path);
    return found == handle.disk->files_.end() ? nullptr : &found->second;
  }

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    FaultyDisk& disk = Disk(vfs);
    Handle& mine = Mine(file);
    mine = {};
    const bool followed =
        name != nullptr &&
        (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
    absl::MutexLock lock(&disk.mutex_);
    if (const int code = disk.Count(Operation::kOpen); code != SQLITE_OK) return code;
    const bool existed = followed && std::filesystem::exists(name);
    const int code = disk.system_->xOpen(disk.system_, name, System(file), flags, out);
    if (System(file)->pMethods != nullptr) file->pMethods = &kMethods;
    if (code != SQLITE_OK) return code;
    mine.disk = &disk;
    mine.journal = (flags & SQLITE_OPEN_MAIN_DB) == 0;
    if (followed) {
      mine.path = new std::string(name);
      FaultyDisk::File& state = disk.files_[*mine.path];
      if (!existed) {
        // Over one whose deletion is not for sure, the old bytes are no concern any more: a new
        // file of the name takes their place in the folder.
        state = {.entry_durable = false};
      } else if (state.durable.empty() && state.changes.empty()) {
        state.durable = ReadAll(*mine.path);
      }
    }
    return SQLITE_OK;
  }

  static int Close(sqlite3_file* file) {
    delete Mine(file).path;
    Mine(file).path = nullptr;
    return Of(file)->xClose(System(file));
  }

  static int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
    {
      absl::MutexLock lock(&Mine(file).disk->mutex_);
      const int code = Mine(file).disk->Count(Operation::kRead);
      if (code != SQLITE_OK) return code;
    }
    return Of(file)->xRead(System(file), to, size, offset);
  }

  static int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    Handle& mine = Mine(file);
    absl::MutexLock lock(&mine.disk->mutex_);
    const bool was_on = !mine.disk->off_;
    const int code = mine.disk->Count(Operation::kWrite);
    const bool cut = was_on && mine.disk->off_;
    if (code != SQLITE_OK && !cut) {
      if (!was_on || !mine.disk->fault_.torn) return code;
      size /= 2;
    }
    FaultyDisk::File* state = Find(mine);
    if (state != nullptr) {
      state->changes.push_back(
          {.offset = offset,
           .bytes = std::string(static_cast<const char*>(from), static_cast<std::size_t>(size))});
    }
    if (cut) return code;
    const int written = Of(file)->xWrite(System(file), from, size, offset);
    return code != SQLITE_OK ? code : written;
  }

  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& mine = Mine(file);
    absl::MutexLock lock(&mine.disk->mutex_);
    if (const int code = mine.disk->Count(Operation::kTruncate); code != SQLITE_OK) return code;
    FaultyDisk::File* state = Find(mine);
    if (state != nullptr) state->changes.push_back({.truncation = true, .offset = size});
    return Of(file)->xTruncate(System(file), size);
  }

  static int Sync(sqlite3_file* file, int) {
    Handle& mine = Mine(file);
    absl::MutexLock lock(&mine.disk->mutex_);
    const bool was_on = !mine.disk->off_;
    const int code = mine.disk->Count(Operation::kSync);
    FaultyDisk::File* state = Find(mine);
    if (state == nullptr || !was_on) return code;
    if (mine.disk->off_) return code;  // cut before it was done: the changes are still open
    if (code != SQLITE_OK) {
      FaultyDisk::ApplySome(state->changes, mine.disk->random_, state->durable);
    } else {
      for (const FaultyDisk::Change& change : state->changes) {
        FaultyDisk::Apply(change, state->durable);
      }
    }
    state->changes.clear();
    if (code == SQLITE_OK && mine.journal && !state->entry_durable) mine.disk->SettleFolder();
    return code;
  }

  static int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    FaultyDisk& disk = Disk(vfs);
    absl::MutexLock lock(&disk.mutex_);
    if (const int code = disk.Count(Operation::kDelete); code != SQLITE_OK) return code;
    if (const auto found = disk.files_.find(name); found != disk.files_.end()) {
      if (found->second.entry_durable) {
        found->second.deleted = true;
      } else {
        disk.files_.erase(found);
      }
      if (sync_folder != 0) disk.SettleFolder();
    }
    return disk.system_->xDelete(disk.system_, name, 0);
  }

  // The rest is the system's.
  static int FileSize(sqlite3_file* file, sqlite3_int64* size) {
    return Of(file)->xFileSize(System(file), size);
  }
  static int Lock(sqlite3_file* file, int kind) { return Of(file)->xLock(System(file), kind); }
  static int Unlock(sqlite3_file* file, int kind) { return Of(file)->xUnlock(System(file), kind); }
  static int CheckReservedLock(sqlite3_file* file, int* held) {
    return Of(file)->xCheckReservedLock(System(file), held);
  }
  static int FileControl(sqlite3_file* file, int what, void* argument) {
    return Of(file)->xFileControl(System(file), what, argument);
  }
  static int SectorSize(sqlite3_file* file) { return Of(file)->xSectorSize(System(file)); }
  static int Characteristics(sqlite3_file* file) {
    return Of(file)->xDeviceCharacteristics(System(file));
  }
  static int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return Of(file)->xShmMap(System(file), page, size, extend, at);
  }
  static int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
    return Of(file)->xShmLock(System(file), offset, count, flags);
  }
  static void ShmBarrier(sqlite3_file* file) { Of(file)->xShmBarrier(System(file)); }
  static int ShmUnmap(sqlite3_file* file, int remove) {
    return Of(file)->xShmUnmap(System(file), remove);
  }
  static int Access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
    return Disk(vfs).system_->xAccess(Disk(vfs).system_, name, flags, result);
  }
  static int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* path) {
    return Disk(vfs).system_->xFullPathname(Disk(vfs).system_, name, size, path);
  }
  static int Randomness(sqlite3_vfs* vfs, int size, char* bytes) {
    return Disk(vfs).system_->xRandomness(Disk(vfs).system_, size, bytes);
  }
  static int Sleep(sqlite3_vfs* vfs, int microseconds) {
    return Disk(vfs).system_->xSleep(Disk(vfs).system_, microseconds);
  }
  static int CurrentTime(sqlite3_vfs* vfs, double* time) {
    return Disk(vfs).system_->xCurrentTime(Disk(vfs).system_, time);
  }
  static int LastError(sqlite3_vfs* vfs, int size, char* text) {
    return Disk(vfs).system_->xGetLastError(Disk(vfs).system_, size, text);
  }
  static int CurrentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* time) {
    return Disk(vfs).system_->xCurrentTimeInt64(Disk(vfs).system_, time);
  }

  static constexpr sqlite3_io_methods kMethods = {
      .iVersion = 2,  // no memory maps
      .xClose = Close,
      .xRead = Read,
      .xWrite = Write,
      .xTruncate = Truncate,
      .xSync = Sync,
      .xFileSize = FileSize,
      .xLock = Lock,
      .xUnlock = Unlock,
      .xCheckReservedLock = CheckReservedLock,
      .xFileControl = FileControl,
      .xSectorSize = SectorSize,
      .xDeviceCharacteristics = Characteristics,
      .xShmMap = ShmMap,
      .xShmLock = ShmLock,
      .xShmBarrier = ShmBarrier,
      .xShmUnmap = ShmUnmap,
  };

  static void Register(FaultyDisk* disk) {
    disk->system_ = sqlite3_vfs_find(nullptr);
    disk->vfs_ = {
        .iVersion = 2,
        .szOsFile = static_cast<int>(sizeof(Handle)) + disk->system_->szOsFile,
        .mxPathname = disk->system_->mxPathname,
        .zName = "faulty",
        .pAppData = disk,
        .xOpen = Open,
        .xDelete = Delete,
        .xAccess = Access,
        .xFullPathname = FullPathname,
        .xRandomness = Randomness,
        .xSleep = Sleep,
        .xCurrentTime = CurrentTime,
        .xGetLastError = LastError,
        .xCurrentTimeInt64 = CurrentTimeInt64,
    };
    sqlite3_vfs_register(&disk->vfs_, 1);
  }
};

FaultyDisk& FaultyDisk::Install() {
  static FaultyDisk* disk = [] {
    auto* made = new FaultyDisk();  // SQLite holds on to it until the process ends
    Methods::Register(made);
    return made;
  }();
  return *disk;
}

}  // namespace parallax::fault
