// Stores versions of facts inside the open transaction.
#ifndef PARALLAX_CORE_STORE_SQLITE_FACT_WRITER_H_
#define PARALLAX_CORE_STORE_SQLITE_FACT_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/signal/signal.h"
#include "core/store/sqlite/account_reader.h"
#include "core/store/sqlite/database.h"
#include "core/store/sqlite/erasures.h"
#include "core/store/sqlite/group.h"
#include "core/store/sqlite/resolver.h"

namespace parallax::sqlite {

// The etag of an account whose latest version of facts has this revision (0: none was ever stated).
std::string EtagOf(std::uint64_t revision);

// Belongs to the writer thread.
class FactWriter {
 public:
  static absl::StatusOr<FactWriter> Prepare(Database& database, Resolver* resolver,
                                            AccountReader* reader, const Erasures* erasures);

  // As Store::PutFacts. An error that IsRefusal leaves the group as it was; after any other the
  // transaction must be rolled back.
  absl::StatusOr<std::uint64_t> Apply(std::string_view workspace, const std::vector<Facts>& facts,
                                      const std::optional<std::string>& expected_etag,
                                      Group& group);

 private:
  FactWriter(Resolver* resolver, AccountReader* reader, const Erasures* erasures)
      : resolver_(resolver), reader_(reader), erasures_(erasures) {}
  absl::Status CheckErasures(std::string_view workspace, const std::vector<Facts>& facts);
  absl::Status CheckEtag(std::string_view workspace, const std::vector<Facts>& facts,
                         const std::string& expected_etag);
  absl::Status Put(Workspace& workspace, Facts version, Group& group);

  Resolver* resolver_;
  AccountReader* reader_;
  const Erasures* erasures_;
  Statement insert_;
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_FACT_WRITER_H_
