// Decides what becomes of each signal of a batch, and stages those that are stored.
#ifndef PARALLAX_CORE_STORE_SQLITE_APPENDER_H_
#define PARALLAX_CORE_STORE_SQLITE_APPENDER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/batch.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/resolver.h"
#include "core/store/store.h"

namespace parallax::sqlite {

// Belongs to the writer thread.
class Appender {
 public:
  Appender(Resolver* resolver, AccountReader* reader) : resolver_(resolver), reader_(reader) {}

  // Stages `batch` in `group`, whose transaction is open. After an error the transaction must be
  // rolled back.
  absl::StatusOr<AppendResult> Apply(std::string_view workspace, const Batch& batch, Group& group);

 private:
  // How a signal stands to those of its account: kAccepted when its key is new.
  absl::StatusOr<AppendOutcome> Judge(const Account& account, const Batch& batch,
                                      const Batch::Item& item, const Group& group);
  // The content stored at a revision of the account, staged, in the log or in a chunk. The view
  // lives until the next call.
  absl::StatusOr<std::string_view> ContentAt(const Account& account, std::uint64_t revision,
                                             const Group& group);

  Resolver* resolver_;
  AccountReader* reader_;
  std::string content_;  // read from a chunk
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_APPENDER_H_
