// Compares exports with the ones before, on the server, and tells what they no longer say
// themselves.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_SNAPSHOT_IMPORTER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_SNAPSHOT_IMPORTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/base/context.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/tables.h"
#include "clients/cli/write/signal_sender.h"

namespace parallax::cli {

struct SnapshotTally {
  std::uint64_t rows = 0, changes = 0;
  bool first = false;  // there was none before
  bool kept = false;
};

// One snapshot of an import: its rows go up, the changes come back as signals, and once those are
// stored the snapshot is kept. A row that cannot be read would look as if it were gone, so such a
// snapshot is neither compared nor kept. Started again with the same export it says the same.
// Memory: a page of rows and one of changes.
class SnapshotImporter {
 public:
  using OnReject = std::function<void(const Origin& origin, const absl::Status& why)>;

  // REQUIRES: everything outlives it; the mapping knows when the export was made.
  SnapshotImporter(const Mapping& mapping, const SnapshotDecl& decl, const Tables& tables,
                   Context& context, OnReject on_reject)
      : mapping_(mapping),
        decl_(decl),
        table_(tables.at(decl.table)),
        context_(context),
        on_reject_(std::move(on_reject)) {}

  // Sends the signals through `sender`. OK also when rows were rejected, see tally().kept.
  absl::Status Run(SignalSender& sender);
  const SnapshotTally& tally() const { return tally_; }

 private:
  absl::Status Begin();
  absl::Status PutRows();
  absl::StatusOr<api::SnapshotRow> ToRow(Row row) const;
  absl::Status Send(api::PutSnapshotRowsRequest& batch, std::vector<Origin>& origins);
  absl::Status SendChanges(SignalSender& sender);
  absl::Status SendChange(const api::SnapshotChange& change, const std::vector<BoundRule>& rules,
                          SignalSender& sender);

  const Mapping& mapping_;
  const SnapshotDecl& decl_;
  const SourceTable& table_;
  Context& context_;
  const OnReject on_reject_;
  SnapshotTally tally_;
  std::uint64_t upload_ = 0, rejected_ = 0;
  std::vector<Condition> when_;
  std::vector<ValueExpr> account_, stakeholder_;
};

// Every rule and value of the snapshots binds to its columns. INVALID_ARGUMENT names file and line.
absl::Status CheckSnapshots(const Mapping& mapping, const Tables& tables);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_SNAPSHOT_IMPORTER_H_
