#include "core/store/sqlite/page_sums.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "core/store/sqlite/schema.h"

namespace parallax::sqlite {
namespace {

// sqlite.org/fileformat2.html
constexpr int kHeaderReserved = 20;  // offset in page 1 of how many bytes a page reserves
constexpr int kLogHeader = 32;
constexpr int kFrameHeader = 24;
constexpr int kFrameSalts = 8;  // offset in the header of a frame; its checksum follows
constexpr int kFrameSum = 16;
constexpr std::int64_t kFrame = kFrameHeader + kPageSize;
constexpr std::int64_t kNoFrame = std::numeric_limits<std::int64_t>::max();

// SQLite's checksum of the write-ahead log, in the order of bytes of this machine, which is the one
// that SQLite chooses for a new log.
class Sum {
 public:
  Sum(std::uint32_t first, std::uint32_t second) : first_(first), second_(second) {}

  // REQUIRES: size is a multiple of 8.
  void Add(const unsigned char* bytes, int size) {
    for (int at = 0; at < size; at += 8) {
      std::uint32_t words[2];
      std::memcpy(words, bytes + at, sizeof words);
      first_ += words[0] + second_;
      second_ += words[1] + first_;
    }
  }
  // Big-endian, as the log has it.
  std::array<unsigned char, 8> Bytes() const {
    std::array<unsigned char, 8> bytes;
    for (int i = 0; i < 4; ++i) {
      bytes[i] = static_cast<unsigned char>(first_ >> (24 - 8 * i));
      bytes[4 + i] = static_cast<unsigned char>(second_ >> (24 - 8 * i));
    }
    return bytes;
  }

 private:
  std::uint32_t first_, second_;
};

std::uint32_t BigEndian(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | bytes[3];
}

bool AllZeros(const unsigned char* bytes, int size) {
  return std::all_of(bytes, bytes + size, [](unsigned char byte) { return byte == 0; });
}

std::array<unsigned char, 8> PageSum(const unsigned char* page, std::int64_t offset) {
  const auto number = static_cast<std::uint32_t>(offset / kPageSize + 1);
  Sum sum(number, number);
  sum.Add(page, kPageSize - kPageSumBytes);
  return sum.Bytes();
}

bool IsPage(int size, std::int64_t offset) { return size == kPageSize && offset % kPageSize == 0; }

// What lies behind the VFS's own part of a file.
struct Tail {
  const sqlite3_io_methods* below;  // what the file came with
  sqlite3_io_methods methods;       // the same but for what is changed
  bool summed;                      // a database: its pages have checksums
  // A write-ahead log: the first frame whose header is older than its page, because the open
  // transaction wrote the page a second time. SQLite makes the headers from there on anew when it
  // commits.
  std::int64_t stale_from;
  std::int64_t last_header;  // the frame whose header was written last
};

sqlite3_vfs* Below();

Tail& TailOf(sqlite3_file* file) {
  const int size = (Below()->szOsFile + 7) / 8 * 8;
  return *reinterpret_cast<Tail*>(reinterpret_cast<char*>(file) + size);
}

int ReadBelow(sqlite3_file* file, void* to, int size, std::int64_t offset) {
  return TailOf(file).below->xRead(file, to, size, offset);
}

int ReadDatabase(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  const int code = ReadBelow(file, to, size, offset);
  if (code != SQLITE_OK || !TailOf(file).summed || !IsPage(size, offset)) return code;
  const auto* page = static_cast<const unsigned char*>(to);
  const auto sum = PageSum(page, offset);
  if (std::equal(sum.begin(), sum.end(), page + kPageSize - kPageSumBytes)) return SQLITE_OK;
  return AllZeros(page, kPageSize) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int WriteDatabase(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  Tail& tail = TailOf(file);
  if (IsPage(size, offset)) {
    // A page of SQLite's memory; the bytes at its end are nobody's.
    auto* page = static_cast<unsigned char*>(const_cast<void*>(from));
    if (offset == 0) tail.summed = page[kHeaderReserved] == kPageSumBytes;
    if (tail.summed) {
      const auto sum = PageSum(page, offset);
      std::copy(sum.begin(), sum.end(), page + kPageSize - kPageSumBytes);
    }
  }
  return tail.below->xWrite(file, from, size, offset);
}

// The frame whose page lies at the offset; -1 where none does.
std::int64_t FrameOfPage(std::int64_t offset) {
  const std::int64_t from = offset - kLogHeader - kFrameHeader;
  return from >= 0 && from % kFrame == 0 ? from / kFrame : -1;
}

int ReadLog(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  const int code = ReadBelow(file, to, size, offset);
  const std::int64_t frame = FrameOfPage(offset);
  if (code != SQLITE_OK || size != kPageSize || frame < 0) return code;
  if (frame >= TailOf(file).stale_from) return SQLITE_OK;
  unsigned char header[kFrameHeader];
  int read = ReadBelow(file, header, kFrameHeader, offset - kFrameHeader);
  if (read != SQLITE_OK) return read;
  // Written after a stale one: its checksum comes with the commit.
  if (AllZeros(header + kFrameSalts, kFrameHeader - kFrameSalts)) return SQLITE_OK;
  unsigned char before[8];  // the checksum that this one goes on from
  read = ReadBelow(file, before, sizeof before,
                   frame == 0 ? kLogHeader - 8 : offset - kFrameHeader - kFrame + kFrameSum);
  if (read != SQLITE_OK) return read;
  Sum sum(BigEndian(before), BigEndian(before + 4));
  sum.Add(header, kFrameSalts);
  sum.Add(static_cast<const unsigned char*>(to), kPageSize);
  const auto bytes = sum.Bytes();
  return std::equal(bytes.begin(), bytes.end(), header + kFrameSum) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int WriteLog(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  Tail& tail = TailOf(file);
  if (size == kFrameHeader) {
    const std::int64_t frame = FrameOfPage(offset + kFrameHeader);
    if (frame >= 0 && frame <= tail.stale_from) tail.stale_from = kNoFrame;
    tail.last_header = frame;
  } else if (const std::int64_t frame = FrameOfPage(offset);
             frame >= 0 && frame != tail.last_header) {
    tail.stale_from = std::min(tail.stale_from, frame);
  }
  return tail.below->xWrite(file, from, size, offset);
}

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  sqlite3_vfs* const below = Below();
  const int code = below->xOpen(below, name, file, flags, out);
  const bool database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  if (code != SQLITE_OK || (!database && (flags & SQLITE_OPEN_WAL) == 0)) return code;
  Tail& tail = TailOf(file);
  tail = {.below = file->pMethods,
          .methods = *file->pMethods,
          .summed = database,  // one that is empty: whoever fills it has made room
          .stale_from = kNoFrame,
          .last_header = -1};
  tail.methods.iVersion = std::min(tail.methods.iVersion, 2);  // no memory maps
  tail.methods.xRead = database ? ReadDatabase : ReadLog;
  tail.methods.xWrite = database ? WriteDatabase : WriteLog;
  if (database) {
    unsigned char header[kHeaderReserved + 1];
    const int read = ReadBelow(file, header, sizeof header, 0);
    if (read == SQLITE_OK) tail.summed = header[kHeaderReserved] == kPageSumBytes;
    if (read != SQLITE_OK && read != SQLITE_IOERR_SHORT_READ) {
      file->pMethods->xClose(file);
      file->pMethods = nullptr;
      return read;
    }
  }
  file->pMethods = &tail.methods;
  return SQLITE_OK;
}

sqlite3_vfs* Below() {
  static sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
  return below;
}

int Reserve(Database& database, int bytes) {
  sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
  return bytes;  // before
}

}  // namespace

const char* PageSumsVfs() {
  static const sqlite3_vfs* const vfs = [] {
    // All but opening is the business of the VFS below; so its files stay what they are, with more
    // behind them.
    auto* made = new sqlite3_vfs(*Below());  // SQLite holds on to it
    made->pNext = nullptr;
    made->zName = "parallax";
    made->szOsFile = (made->szOsFile + 7) / 8 * 8 + static_cast<int>(sizeof(Tail));
    made->xOpen = Open;
    sqlite3_vfs_register(made, 0);
    return made;
  }();
  return vfs->zName;
}

void ReservePageSums(Database& database) { Reserve(database, kPageSumBytes); }

bool HasPageSums(Database& database) { return Reserve(database, -1) == kPageSumBytes; }

absl::Status CheckPageSums(Database& database) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  sqlite3_int64 size = 0;
  int code = file->pMethods->xFileSize(file, &size);
  std::vector<char> page(kPageSize);
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += kPageSize) {
    code = file->pMethods->xRead(file, page.data(), kPageSize, at);
  }
  // The file ends within a page.
  return ErrorFor(code == SQLITE_IOERR_SHORT_READ ? SQLITE_CORRUPT : code);
}

}  // namespace parallax::sqlite
