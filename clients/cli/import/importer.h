// Runs a mapping over its tables: facts of accounts first, then decisions and stakeholders, then
// signals.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_IMPORTER_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_IMPORTER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/base/context.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/rejects.h"
#include "clients/cli/import/tables.h"
#include "clients/cli/write/fact_writer.h"
#include "clients/cli/write/signal_sender.h"

namespace parallax::cli {

struct ImportTally {
  std::uint64_t rows = 0;  // of every table once
  FactTally facts;
  SignalTally signals;
  std::uint64_t snapshots = 0, snapshot_changes = 0;  // kept, and what they said
  std::vector<std::string> notes;                     // what was not done, and why
  std::uint64_t rejected =
      0;  // rows that could not be read or mapped, and facts and signals the server refused
};

// Memory: the joined tables, and one batch. Importing again sends the same ids, so it changes
// nothing.
class Importer {
 public:
  struct Options {
    bool dry_run = false;  // signals are checked by the server, nothing is stored
    OnChange on_change = OnChange::kReject;
  };

  // REQUIRES: mapping and tables outlive it.
  Importer(const Mapping& mapping, const Tables& tables, Options options, Context& context,
           Rejects& rejects);

  // OK when every row was tried, rejected ones included; else what stopped it (the server, a file).
  absl::Status Run();
  const ImportTally& tally() const { return tally_; }

 private:
  using Kinds = std::vector<RuleKind>;

  absl::Status WriteFacts(const Kinds& kinds);
  absl::Status SendSignals();
  absl::Status CompareSnapshots(SignalSender& sender);
  // Every row of every table that a rule of these kinds uses, in the order of the mapping.
  template <typename Use>
  absl::Status ForEachRow(const Kinds& kinds, absl::string_view phase, Use use);
  absl::StatusOr<FactSet> Facts(const BoundRule& rule, Row row) const;
  void Reject(Origin origin, const absl::Status& why);
  // The columns that a field of the rule's message is read from.
  std::string ColumnOfField(int rule, const std::string& field) const;

  const Mapping& mapping_;
  const Tables& tables_;
  const Options options_;
  Context& context_;
  Rejects& rejects_;
  ImportTally tally_;
  std::vector<std::string> counted_;  // tables whose rows are in the tally
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_IMPORTER_H_
