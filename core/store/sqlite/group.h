// What one transaction is about to make durable.
#ifndef PARALLAX_CORE_STORE_SQLITE_GROUP_H_
#define PARALLAX_CORE_STORE_SQLITE_GROUP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.h"
#include "core/store/sqlite/directory.h"

namespace parallax::sqlite {

struct Group {
  struct Row {
    Account* account;
    std::uint64_t revision;
    std::size_t entry, end;  // offsets into `entries`
    Time occurred_at;
  };

  Time recorded_at = kNoTime;
  std::uint64_t first_revision = 0;
  std::uint64_t next_revision = 0;
  // As the log holds them: account key, length, entry, over and over.
  std::unique_ptr<std::string> entries = std::make_unique<std::string>();
  std::vector<Row> rows;  // by revision
  std::vector<std::pair<Account*, std::uint64_t>>
      facts;                               // account and revision of versions written
  std::vector<Workspace*> workspaces;      // written to, each once
  std::vector<Workspace*> new_workspaces;  // rows inserted
  std::vector<Account*> new_accounts;      // rows inserted

  bool empty() const { return next_revision == first_revision; }
  std::string_view EntryOf(const Row& row) const {
    return std::string_view(*entries).substr(row.entry, row.end - row.entry);
  }
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_GROUP_H_
