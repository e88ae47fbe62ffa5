// A layer under SQLite that gives each page of a database a checksum and holds every page that is
// read to it (docs/durability.md, decision 0131).
//
// The checksum stands in the last 8 bytes of a page, which SQLite leaves alone in a database made
// with that many bytes reserved; a database without is passed through as it is. It counts the
// number of the page in, so that a page in the place of another is none. Pages read from the
// write-ahead log are held to the checksums that SQLite gives them there and looks at only after a
// crash. A page that differs is SQLITE_IOERR_DATA. One that is all zeros passes for a page that was
// never written.
#ifndef PARALLAX_CORE_STORE_SQLITE_PAGE_SUMS_H_
#define PARALLAX_CORE_STORE_SQLITE_PAGE_SUMS_H_

#include "absl/status/status.h"
#include "core/store/sqlite/database.h"

namespace parallax::sqlite {

inline constexpr int kPageSumBytes = 8;

// The name of the VFS, for sqlite3_open_v2. It lies above the VFS that is SQLite's default when it
// is first asked for.
const char* PageSumsVfs();

// Has an empty database reserve the room for checksums from its first page on, and VACUUM give it
// to one that has none.
void ReservePageSums(Database& database);
// Whether the database has the room. REQUIRES: something was read from it.
bool HasPageSums(Database& database);

// Reads every page of the file, those too that hold nothing. REQUIRES: no write-ahead log.
absl::Status CheckPageSums(Database& database);

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_PAGE_SUMS_H_
