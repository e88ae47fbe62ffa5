// Decides what becomes of each signal of a batch, and stages those that are stored.
#ifndef PARALLAX_CORE_STORE_SQLITE_APPENDER_H_
#define PARALLAX_CORE_STORE_SQLITE_APPENDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/batch.h"
#include "core/store/sqlite/chunk_cache.h"
#include "core/store/sqlite/erasures.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/resolver.h"
#include "core/store/store.h"

namespace parallax::sqlite {

// Belongs to the writer thread.
class Appender {
 public:
  Appender(Resolver* resolver, AccountReader* reader, const Erasures* erasures,
           std::size_t duplicate_cache_bytes)
      : resolver_(resolver), reader_(reader), erasures_(erasures), chunks_(duplicate_cache_bytes) {}

  // Stages `batch` in `group`, whose transaction is open. After an error the transaction must be
  // rolled back.
  absl::StatusOr<AppendResult> Apply(std::string_view workspace, const Batch& batch, Group& group);

  // After an erasure: what is stored has changed.
  void ForgetChunks() { chunks_.Clear(); }

 private:
  // How a signal stands to those of its account: kAccepted when its key is new.
  absl::StatusOr<AppendOutcome> Judge(const Account& account, const Batch& batch,
                                      const Batch::Item& item, std::string_view content,
                                      const Group& group);
  // The content stored at a revision of the account, staged, in the log or in a chunk. The view
  // lives until the next call.
  absl::StatusOr<std::string_view> ContentAt(const Account& account, std::uint64_t revision,
                                             const Group& group);

  Resolver* resolver_;
  AccountReader* reader_;
  const Erasures* erasures_;
  ChunkCache chunks_;     // read for duplicates
  std::string scrubbed_;  // what is left of a signal
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_APPENDER_H_
