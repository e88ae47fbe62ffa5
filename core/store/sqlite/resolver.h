// Finds, loads and creates workspaces and accounts for the writer.
#ifndef PARALLAX_CORE_STORE_SQLITE_RESOLVER_H_
#define PARALLAX_CORE_STORE_SQLITE_RESOLVER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/directory.h"
#include "core/store/sqlite/erasures.h"
#include "core/store/sqlite/group.h"

namespace parallax::sqlite {

// Belongs to the writer thread. New rows go into the open transaction; Forget takes them back after
// a rollback.
class Resolver {
 public:
  static absl::StatusOr<Resolver> Prepare(Database& database, Directory* directory,
                                          AccountReader* reader, const Erasures* erasures,
                                          std::size_t key_cache_bytes);

  // The workspace, written to by `group` from now on.
  absl::StatusOr<Workspace*> OpenWorkspace(std::string_view name, Group& group);
  // The revision of the workspace with what the open transaction wrote to it; 0 when there is none.
  std::uint64_t RevisionOf(std::string_view workspace, const Group& group);
  // The number of the workspace; 0 when there is none.
  std::int64_t KeyOf(std::string_view workspace);
  // The account, or null when there is none.
  absl::StatusOr<Account*> FindAccount(std::string_view workspace, std::string_view id);
  // The account with its totals, made where it is new; null when it was erased.
  absl::StatusOr<Account*> OpenAccount(Workspace& workspace, std::string_view id, Group& group);
  absl::StatusOr<Totals> TotalsOf(Account& account);
  // Whether people were erased from the account, so that what comes in must be looked at.
  bool HasErasures(const Workspace& workspace, Account& account);
  // After an erasure: the keys of what went are no longer true.
  void ForgetKeys(Account& account);
  // Makes account.keys whole.
  absl::Status LoadKeys(Account& account);
  void AddKey(Account& account, std::uint64_t hash, std::uint64_t revision);

  // After a rollback: the rows `group` inserted are gone, and the keys it added are not there.
  void Forget(const Group& group);
  // Drops the keys of accounts not written to lately while they take more than the budget.
  void EvictKeys();

 private:
  Resolver(Directory* directory, AccountReader* reader, const Erasures* erasures,
           std::size_t key_cache_bytes)
      : directory_(directory),
        reader_(reader),
        erasures_(erasures),
        key_cache_bytes_(key_cache_bytes) {}
  absl::StatusOr<Account*> Find(Workspace& workspace, std::string_view id);
  absl::Status LoadTotals(Account& account);
  void DropKeys(Account& account);

  Directory* directory_;
  AccountReader* reader_;
  const Erasures* erasures_;
  const std::size_t key_cache_bytes_;
  Statement insert_workspace_, insert_account_;
  std::int64_t last_workspace_ = 0;
  std::uint64_t last_account_ = 0;
  std::vector<Account*> with_keys_;
  std::size_t hand_ = 0;  // where eviction goes on
  std::size_t key_bytes_ = 0;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_RESOLVER_H_
