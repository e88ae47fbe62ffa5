// The queries over what is stored about an account, on one connection: a reader's, or the writer's.
#ifndef PARALLAX_CORE_STORE_SQLITE_ACCOUNT_READER_H_
#define PARALLAX_CORE_STORE_SQLITE_ACCOUNT_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/signal/journal.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/directory.h"
#include "core/store/sqlite/entry.h"

namespace parallax::sqlite {

// Numbers in the facts table.
enum class Subject : std::uint8_t { kAccount = 0, kDecision = 1, kStakeholder = 2 };

// What memory held of an account at one moment; the file, read later, holds the rest or the same
// again.
struct TailCopy {
  Totals totals;  // as far as known
  bool totals_known = false;
  std::string entries;  // length, entry, over and over, by revision
};
// REQUIRES: the directory's mutex held.
TailCopy CopyTail(const Account& account);

absl::Status Damaged();  // DATA_LOSS: what the file holds cannot be read

struct StoredChunk {
  std::uint64_t first_revision = 0, last_revision = 0;
  std::string entries;
};

class AccountReader {
 public:
  static absl::StatusOr<AccountReader> Prepare(Database& database);

  absl::StatusOr<std::optional<std::uint64_t>> FindKey(std::int64_t workspace, std::string_view id);
  // Keys and ids after `after`, bytewise.
  absl::StatusOr<std::vector<std::pair<std::uint64_t, std::string>>> List(std::int64_t workspace,
                                                                          std::string_view after,
                                                                          std::size_t limit);
  // The totals of what is durable up to `horizon`, of file and tail together.
  absl::StatusOr<Totals> ReadTotals(std::uint64_t account, const TailCopy& tail,
                                    std::uint64_t horizon);
  // Every entry of the account's chunks, in order of revision within a chunk. visit(const Entry&).
  template <typename Visit>
  absl::Status VisitChunks(std::uint64_t account, Visit visit) {
    Query chunk = chunks_.Run(account);
    while (chunk.Next()) {
      const bool whole = ForEachEntry(chunk.Bytes(0), [&](const Entry& entry) {
        visit(entry);
        return true;
      });
      if (!whole) return Damaged();
    }
    return chunk.status();
  }
  // The chunk that holds a signal. DATA_LOSS when there is none.
  absl::StatusOr<StoredChunk> ReadChunk(std::uint64_t account, std::uint64_t revision);

  // Everything up to tail.totals.revision, by revision. One read transaction.
  absl::StatusOr<AccountRecord> ReadAccount(const Account& account, const TailCopy& tail);
  // Versions of facts up to `horizon`, valid_from and available_at filled in, by object and
  // revision.
  absl::Status ReadFacts(std::uint64_t account, std::uint64_t horizon,
                         std::vector<StoredFacts>& facts);
  // The versions of the account itself, by revision.
  absl::Status ReadAccountFacts(std::uint64_t account, std::uint64_t horizon,
                                std::vector<StoredFacts>& facts);
  // The latest version of one object, as written, or of those that hold from `valid_from` (kNoTime:
  // any); nullopt when there is none. `revision` is its revision.
  absl::StatusOr<std::optional<Facts>> LatestFacts(std::uint64_t account, Subject subject,
                                                   std::string_view object, Time valid_from,
                                                   std::uint64_t* revision);

 private:
  explicit AccountReader(Database* database) : database_(database) {}
  absl::Status CollectFacts(Query& query, std::uint64_t horizon, std::vector<StoredFacts>& facts);

  Database* database_;
  Statement find_, list_, totals_, facts_revision_, chunks_, chunk_, facts_, account_facts_,
      latest_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_ACCOUNT_READER_H_
