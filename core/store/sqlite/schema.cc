#include "core/store/sqlite/schema.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/store/sqlite/page_sums.h"

namespace parallax::sqlite {
namespace {

// One script a version; a released script never changes.
constexpr std::array<const char*, kSchemaVersion> kMigrations = {
    R"sql(
CREATE TABLE workspaces (
  workspace INTEGER PRIMARY KEY,
  name      TEXT    NOT NULL UNIQUE,
  revision  INTEGER NOT NULL,  -- of its latest write
  signals   INTEGER NOT NULL   -- stored
) STRICT;

CREATE TABLE accounts (
  account   INTEGER PRIMARY KEY,  -- dense, from 1
  workspace INTEGER NOT NULL,
  id        TEXT    NOT NULL,
  UNIQUE (workspace, id)
) STRICT;

-- Versions of facts; the greatest revision of an object is its latest.
CREATE TABLE facts (
  account     INTEGER NOT NULL,
  subject     INTEGER NOT NULL,  -- 0 account, 1 decision, 2 stakeholder
  object      TEXT    NOT NULL,  -- id of the decision or stakeholder, else empty
  revision    INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,  -- ns since 1970
  facts       BLOB    NOT NULL,
  PRIMARY KEY (account, subject, object, revision)
) STRICT, WITHOUT ROWID;

-- Signals as they came, one row a group commit: the newest ones, until they are moved to chunks.
CREATE TABLE log (
  first_revision INTEGER PRIMARY KEY,
  entries        BLOB NOT NULL
) STRICT;

-- Sets of chunks, each made by one pass over the log or over runs of the level below.
CREATE TABLE runs (
  run        INTEGER PRIMARY KEY,
  level      INTEGER NOT NULL,
  merge_into INTEGER            -- the run its chunks are being moved to
) STRICT;

-- Signals of one account together, in order of revision. A run is written in order of account, so the chunks of an account
-- lie next to each other. Not WITHOUT ROWID: its inner pages would hold whole chunks and branch by four.
CREATE TABLE chunks (
  run              INTEGER NOT NULL,
  account          INTEGER NOT NULL,
  first_revision   INTEGER NOT NULL,
  last_revision    INTEGER NOT NULL,
  signals          INTEGER NOT NULL,
  last_occurred_at INTEGER NOT NULL,
  entries          BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX chunk_places ON chunks (run, account, first_revision);

-- The pass that moves the log up to `through` into `run`: accounts below `next_account` are done.
CREATE TABLE flush (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  run          INTEGER NOT NULL,
  through      INTEGER NOT NULL,
  next_account INTEGER NOT NULL
) STRICT;
)sql",
    R"sql(
-- Exports of objects of other systems. At most one of each role but the last for an object.
CREATE TABLE snapshots (
  snapshot    INTEGER PRIMARY KEY AUTOINCREMENT,  -- callers hold it: never used again
  workspace   INTEGER NOT NULL,
  source      TEXT    NOT NULL,
  object      TEXT    NOT NULL,
  exported_at INTEGER NOT NULL,
  role        INTEGER NOT NULL,  -- 0 being uploaded, 1 kept, 2 kept before that, 3 dropped: its rows are being removed
  rows        INTEGER NOT NULL,
  begun_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX snapshot_roles ON snapshots (workspace, source, object, role) WHERE role < 3;

CREATE TABLE snapshot_rows (
  snapshot    INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  account     TEXT    NOT NULL,  -- whose the row is, else empty
  stakeholder TEXT    NOT NULL,
  fields      BLOB    NOT NULL,
  PRIMARY KEY (snapshot, key)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- Salted hashes of accounts, people and signals that were erased.
CREATE TABLE erasures (
  token BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE erasing (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  salt  BLOB    NOT NULL,  -- random, made with the file
  purge INTEGER NOT NULL   -- 1: the file still holds traces of what was erased, between its rows and in free pages
) STRICT;
INSERT INTO erasing (id, salt, purge) VALUES (1, randomblob(32), 0);
)sql",
    "",  // pages have checksums: AddPageSums
};

absl::Status Refuse(std::string_view message, std::string_view reason) {
  return MakeError(absl::StatusCode::kFailedPrecondition, message, {.reason = std::string(reason)});
}

// Through the write-ahead log, so that page 1, which tells that there are checksums, and the pages
// that have them come into the database together (page_sums.cc).
absl::Status AddPageSums(Database& database) {
  ReservePageSums(database);
  absl::Status status = database.Execute("PRAGMA journal_mode=WAL;PRAGMA temp_store=FILE;VACUUM");
  database.Execute("PRAGMA temp_store=MEMORY").IgnoreError();
  return status;
}

}  // namespace

absl::Status Migrate(Database& database) {
  const absl::StatusOr<std::int64_t> application = database.ReadInt("PRAGMA application_id");
  if (!application.ok()) return application.status();
  const absl::StatusOr<std::int64_t> version = database.ReadInt("PRAGMA user_version");
  if (!version.ok()) return version.status();
  const absl::StatusOr<std::int64_t> objects =
      database.ReadInt("SELECT count(*) FROM sqlite_schema");
  if (!objects.ok()) return objects.status();

  const bool empty = *application == 0 && *version == 0 && *objects == 0;
  if (!empty && *application != kApplicationId) {
    return Refuse(
        "the database in the data directory was not made by Parallax; name another directory",
        "FOREIGN_STORE");
  }
  if (*version > kSchemaVersion) {
    return Refuse(absl::StrCat("the store has schema version ", *version,
                               ", made by a newer server; this one knows up to ", kSchemaVersion),
                  "NEWER_SCHEMA");
  }
  if (empty) ReservePageSums(database);
  const bool summed = empty || HasPageSums(database);
  if (*version >= kFirstSchemaWithPageSums && !summed) return ErrorFor(SQLITE_CORRUPT);
  for (std::int64_t next = *version; next < kSchemaVersion; ++next) {
    if (next + 1 == kFirstSchemaWithPageSums && !summed) {
      if (absl::Status status = AddPageSums(database); !status.ok()) return status;
    }
    const std::string script = absl::StrCat("BEGIN IMMEDIATE;", kMigrations[next],
                                            "PRAGMA application_id=", kApplicationId,
                                            ";PRAGMA user_version=", next + 1, ";COMMIT;");
    if (absl::Status status = database.Execute(script.c_str()); !status.ok()) {
      if (database.in_transaction()) database.Execute("ROLLBACK").IgnoreError();
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace parallax::sqlite
