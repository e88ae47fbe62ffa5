// Takes an account, or a person out of one, off the file within the open transaction.
#ifndef PARALLAX_CORE_STORE_SQLITE_ERASER_H_
#define PARALLAX_CORE_STORE_SQLITE_ERASER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/signal/scrub.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/erasures.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/resolver.h"
#include "core/store/store.h"

namespace parallax::sqlite {

// Belongs to the writer thread. REQUIRES of both calls: the log is empty. After an error the
// transaction must be rolled back.
class Eraser {
 public:
  static absl::StatusOr<Eraser> Prepare(Database& database, Resolver* resolver, Erasures* erasures);

  // What becomes of the directory once the transaction commits.
  struct Change {
    ErasureResult result;
    Account* account = nullptr;  // null: nothing was there any more
    Totals totals;               // of it; revision 0: the account is gone
  };
  absl::StatusOr<Change> EraseStakeholder(std::string_view workspace, std::string_view account,
                                          std::string_view person, Group& group);
  absl::StatusOr<Change> EraseAccount(std::string_view workspace, std::string_view account,
                                      Group& group);

 private:
  struct Row;
  struct Chunk;

  Eraser(Database* database, Resolver* resolver, Erasures* erasures)
      : database_(database), resolver_(resolver), erasures_(erasures) {}
  // The account as it is; null when there is none.
  absl::StatusOr<Change> Find(std::string_view workspace, std::string_view id);
  absl::StatusOr<std::vector<Chunk>> ReadChunks(std::uint64_t account);
  absl::Status MarkGone(std::int64_t workspace, std::string_view account,
                        std::vector<Chunk>& chunks);
  absl::Status WriteChunk(const Chunk& chunk);
  absl::Status EraseSignals(std::int64_t workspace, Change& change);
  absl::Status EraseFacts(const Erased& erased, std::string_view person, Change& change);
  absl::Status EraseSnapshotRows(const Erased* erased, std::int64_t workspace,
                                 std::string_view account, std::string_view person, Change& change);
  absl::Status Finish(std::string_view workspace, std::uint64_t signals_before, Change& change,
                      Group& group);
  std::uint64_t Changed() const;  // rows by the last statement

  Database* database_;
  Resolver* resolver_;
  Erasures* erasures_;
  Statement chunks_, set_chunk_, drop_chunk_, drop_chunks_, person_facts_, account_facts_,
      set_facts_, drop_facts_, drop_account_, snapshot_rows_, drop_row_, set_rows_, set_purge_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_ERASER_H_
