// parallax signal import: CSV tables through a mapping.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/catalog_check.h"
#include "clients/cli/import/importer.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

struct ImportFlags {
  std::string mapping, rejects;
  std::vector<std::string> inputs;
  bool dry_run = false;
};

absl::Status CheckCatalog(const Mapping& mapping, Context& context) {
  api::ListSignalKindsResponse catalog;
  absl::Status status = FetchPages(
      PageFlags{0, ""}, api::ListSignalKindsRequest(),
      [&](const auto& r, auto& page) { return context.client.ListSignalKinds(r, page); },
      [](api::ListSignalKindsResponse& r) { return r.mutable_kinds(); }, catalog);
  if (!status.ok()) return status;
  return CheckAgainstCatalog(mapping, catalog);
}

// Every rule binds to its table, or nothing is sent.
absl::Status CheckColumns(const Mapping& mapping, const Tables& tables) {
  for (const Rule& rule : mapping.rules) {
    auto bound = BoundRule::Bind(mapping, rule, tables.at(rule.table));
    if (!bound.ok()) return bound.status();
  }
  return absl::OkStatus();
}

void PrintSummary(const ImportTally& t, bool dry_run, absl::Duration elapsed, Context& context) {
  std::ostream& out = context.out;
  const std::uint64_t revision = std::max(t.facts.revision, t.signals.revision);
  switch (context.settings.output) {
    case Output::kJson:
    case Output::kNdjson:
      out << "{\"rows\":" << t.rows << ",\"accounts\":" << t.facts.accounts
          << ",\"decisions\":" << t.facts.decisions << ",\"stakeholders\":" << t.facts.stakeholders
          << ",\"accepted\":" << t.signals.accepted << ",\"duplicates\":" << t.signals.duplicates
          << ",\"superseded\":" << t.signals.superseded << ",\"rejected\":" << t.rejected
          << ",\"revision\":\"" << revision << "\"}\n";
      break;
    case Output::kCsv:
      out << CsvRecord({"rows", "accounts", "decisions", "stakeholders", "accepted", "duplicates",
                        "superseded", "rejected", "revision"})
          << CsvRecord({absl::StrCat(t.rows), absl::StrCat(t.facts.accounts),
                        absl::StrCat(t.facts.decisions), absl::StrCat(t.facts.stakeholders),
                        absl::StrCat(t.signals.accepted), absl::StrCat(t.signals.duplicates),
                        absl::StrCat(t.signals.superseded), absl::StrCat(t.rejected),
                        absl::StrCat(revision)});
      break;
    case Output::kTable: {
      auto count = [](std::uint64_t value) { return Count(static_cast<std::int64_t>(value)); };
      out << (dry_run ? "Dry run, nothing was stored. Read " : "Read ") << count(t.rows)
          << " rows in " << Number(absl::ToDoubleSeconds(elapsed), 1) << " s\n"
          << (dry_run ? "Facts that would be written: " : "Facts written: ")
          << count(t.facts.accounts) << " accounts, " << count(t.facts.decisions) << " decisions, "
          << count(t.facts.stakeholders) << " stakeholders\n"
          << (dry_run ? "Signals that would be accepted: " : "Signals accepted: ")
          << count(t.signals.accepted) << ", duplicates " << count(t.signals.duplicates)
          << ", superseded " << count(t.signals.superseded) << "\n"
          << "Rejected: " << count(t.rejected);
      if (!dry_run) out << " (revision " << revision << ")";
      out << "\n";
      break;
    }
  }
}

absl::Status RunImport(const ImportFlags& flags, Context& context) {
  const absl::Time start = absl::Now();
  auto mapping = ReadMapping(flags.mapping);
  if (!mapping.ok()) return mapping.status();
  auto tables = Tables::Open(*mapping, flags.inputs);
  if (!tables.ok()) return tables.status();
  if (absl::Status status = CheckColumns(*mapping, *tables); !status.ok()) return status;
  if (absl::Status status = CheckCatalog(*mapping, context); !status.ok()) return status;

  Rejects rejects;
  if (absl::Status status = Rejects::Open(flags.rejects, context.err, rejects); !status.ok())
    return status;
  Importer importer(*mapping, *tables, {flags.dry_run}, context, rejects);
  const absl::Status status = importer.Run();
  const absl::Status closed = rejects.Close();
  PrintSummary(importer.tally(), flags.dry_run, absl::Now() - start, context);
  if (!status.ok()) {
    return absl::Status(
        status.code(), absl::StrCat(status.message(),
                                    "; import again to go on, what is stored counts as duplicate"));
  }
  if (!closed.ok()) return closed;
  if (importer.tally().rejected > 0) {
    return Failed(
        absl::StrCat(importer.tally().rejected, " rejected",
                     flags.rejects.empty() ? "" : absl::StrCat(", listed in ", flags.rejects)));
  }
  return absl::OkStatus();
}

}  // namespace

void AddSignalImport(CLI::App& signal, Invocation& invocation) {
  CLI::App* verb = signal.add_subcommand("import", "Import CSV tables through a mapping");
  auto flags = std::make_shared<ImportFlags>();
  verb->add_option("--mapping", flags->mapping, "Mapping file (docs/import.md)")->required();
  verb->add_option("INPUT", flags->inputs, "Folders with the CSV files, or the files")->required();
  verb->add_flag("--dry-run", flags->dry_run, "Check everything, store nothing");
  verb->add_option("--rejects", flags->rejects,
                   "CSV file for rejected rows: file, line, reason, row");
  verb->footer(
      "Examples:\n"
      "  parallax signal import --mapping crm.toml exports/ --dry-run\n"
      "  parallax signal import --mapping crm.toml exports/ --rejects rejected.csv\n"
      "  parallax signal import --mapping clients/cli/mappings/leadforge.toml leads.csv "
      "touches.csv ...\n\n"
      "The mapping is checked against files and catalog before a row is sent. Importing again "
      "changes nothing.");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunImport(*flags, context); };
  });
}

}  // namespace parallax::cli
