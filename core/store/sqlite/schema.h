// The tables of the store's file and the versions they went through (docs/storage.md).
#ifndef PARALLAX_CORE_STORE_SQLITE_SCHEMA_H_
#define PARALLAX_CORE_STORE_SQLITE_SCHEMA_H_

#include "absl/status/status.h"
#include "core/store/sqlite/database.h"

namespace parallax::sqlite {

inline constexpr int kApplicationId = 0x504c5853;  // "PLXS"
inline constexpr int kSchemaVersion = 4;           // what this program writes
inline constexpr int kFirstSchemaWithPageSums = 4;
inline constexpr int kPageSize = 8192;  // bytes

// Brings an empty or older file to kSchemaVersion, one transaction a version. Errors:
// FAILED_PRECONDITION for a file of a newer program or of another one (which is left as it is),
// DATA_LOSS for a damaged one. Version 4 came with checksums of pages: an older file is made anew
// once, which takes time and room in proportion to all that is stored.
absl::Status Migrate(Database& database);

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_SCHEMA_H_
