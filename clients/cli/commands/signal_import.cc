// parallax signal import: CSV tables through a mapping.
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/catalog_check.h"
#include "clients/cli/import/cloud_event.h"
#include "clients/cli/import/explain_mapping.h"
#include "clients/cli/import/importer.h"
#include "clients/cli/import/snapshot_importer.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

struct ImportFlags {
  std::string mapping, format, rejects, on_change = "reject", exported_at;
  std::vector<std::string> inputs;
  bool dry_run = false, check = false;
  int check_rows = 20;
};

absl::StatusOr<Mapping> MappingOf(const ImportFlags& flags) {
  MappingOptions options;
  if (flags.format == "csv") options.format = TableFormat::kCsv;
  if (flags.format == "json") options.format = TableFormat::kJson;
  if (flags.format == "cloudevents") options.format = TableFormat::kCloudEvents;
  if (flags.mapping.empty() && flags.format != "cloudevents") {
    return absl::InvalidArgumentError(
        "signal import: give --mapping FILE; only --format cloudevents goes without one");
  }
  auto mapping = flags.mapping.empty() ? ParseMapping(kCloudEventsMapping, "cloudevents", options)
                                       : ReadMapping(flags.mapping, options);
  if (!mapping.ok() || flags.exported_at.empty()) return mapping;
  auto time = ParseTimeFlag("--exported-at", flags.exported_at);
  if (!time.ok()) return time.status();
  SetExportedAt(*time, *mapping);
  return mapping;
}

OnChange OnChangeOf(const ImportFlags& flags) {
  if (flags.on_change == "supersede") return OnChange::kSupersede;
  return flags.on_change == "ignore" ? OnChange::kIgnore : OnChange::kReject;
}

// Every input that was named is there, or it was mistyped.
absl::Status CheckInputs(const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code ignored;
    if (!std::filesystem::exists(input, ignored))
      return absl::NotFoundError(absl::StrCat("there is no file or folder ", input));
  }
  return absl::OkStatus();
}

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
    if (tables.at(rule.table).path.empty()) continue;
    auto bound = BoundRule::Bind(mapping, rule, tables.at(rule.table));
    if (!bound.ok()) return bound.status();
  }
  return CheckSnapshots(mapping, tables);
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
          << ",\"superseded\":" << t.signals.superseded << ",\"ignored\":" << t.signals.ignored
          << ",\"snapshots\":" << t.snapshots << ",\"snapshotChanges\":" << t.snapshot_changes
          << ",\"rejected\":" << t.rejected << ",\"revision\":\"" << revision << "\"}\n";
      break;
    case Output::kCsv:
      out << CsvRecord({"rows", "accounts", "decisions", "stakeholders", "accepted", "duplicates",
                        "superseded", "ignored", "snapshots", "snapshot_changes", "rejected",
                        "revision"})
          << CsvRecord({absl::StrCat(t.rows), absl::StrCat(t.facts.accounts),
                        absl::StrCat(t.facts.decisions), absl::StrCat(t.facts.stakeholders),
                        absl::StrCat(t.signals.accepted), absl::StrCat(t.signals.duplicates),
                        absl::StrCat(t.signals.superseded), absl::StrCat(t.signals.ignored),
                        absl::StrCat(t.snapshots), absl::StrCat(t.snapshot_changes),
                        absl::StrCat(t.rejected), absl::StrCat(revision)});
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
          << ", superseded " << count(t.signals.superseded);
      if (t.signals.ignored > 0)
        out << ", changed and left as they were " << count(t.signals.ignored);
      out << "\n"
          << "Rejected: " << count(t.rejected);
      if (!dry_run) out << " (revision " << revision << ")";
      out << "\n";
      if (t.snapshots > 0)
        out << "Snapshots kept: " << count(t.snapshots) << ", changes since the ones before "
            << count(t.snapshot_changes) << "\n";
      break;
    }
  }
}

void PrintHeld(const Tables& tables, Context& context) {
  if (context.settings.output != Output::kTable) return;
  for (const Tables::Held& held : tables.held()) {
    context.out << "Held in memory for joins: " << held.table << ", "
                << Count(static_cast<std::int64_t>(held.rows)) << " keys, " << Bytes(held.bytes)
                << "\n";
  }
}

// A row of a joined table that cannot be read, and that no rule reads: the importer never sees it.
void RejectJoined(const TableDecl& table, const CsvRow& row, const absl::Status& why,
                  Rejects& rejects) {
  const auto records = OpenRecords(table, table.path, {});
  if (records.ok()) rejects.SetHead(table.file, (*records)->head());
  const std::size_t place = why.message().find(": ");
  rejects.Add({table.file, row.line, row.raw},
              std::string(place == absl::string_view::npos ? why.message()
                                                           : why.message().substr(place + 2)));
}

// What was not done belongs where nobody parses it.
void PrintNotes(const ImportTally& tally, Context& context) {
  for (const std::string& note : tally.notes) context.err << note << "\n";
}

absl::Status RunImport(const ImportFlags& flags, Context& context) {
  const absl::Time start = absl::Now();
  auto mapping = MappingOf(flags);
  if (!mapping.ok()) return mapping.status();
  if (absl::Status status = CheckInputs(flags.inputs); !status.ok()) return status;
  ChooseFiles(flags.inputs, *mapping);
  Rejects rejects;
  if (absl::Status status = Rejects::Open(flags.check ? "" : flags.rejects, context.err, rejects);
      !status.ok()) {
    return status;
  }
  auto tables =
      Tables::Open(*mapping, flags.inputs,
                   [&](const TableDecl& table, const CsvRow& row, const absl::Status& why) {
                     RejectJoined(table, row, why, rejects);
                   });
  if (!tables.ok()) return tables.status();
  if (absl::Status status = CheckColumns(*mapping, *tables); !status.ok()) return status;
  if (absl::Status status = CheckCatalog(*mapping, context); !status.ok()) return status;
  if (flags.check) return ExplainMapping(*mapping, *tables, flags.check_rows, context);

  Importer importer(*mapping, *tables, {flags.dry_run, OnChangeOf(flags)}, context, rejects);
  const absl::Status status = importer.Run();
  const absl::Status closed = rejects.Close();
  PrintSummary(importer.tally(), flags.dry_run, absl::Now() - start, context);
  PrintHeld(*tables, context);
  PrintNotes(importer.tally(), context);
  if (!status.ok()) {
    return absl::Status(
        status.code(), absl::StrCat(status.message(),
                                    "; import again to go on, what is stored counts as duplicate"));
  }
  if (!closed.ok()) return closed;
  if (importer.tally().rejected > 0) {
    return Failed(
        absl::StrCat(importer.tally().rejected, " rejected",
                     flags.rejects.empty() ? "" : absl::StrCat(", kept in ", flags.rejects)));
  }
  return absl::OkStatus();
}

}  // namespace

void AddSignalImport(CLI::App& signal, Invocation& invocation) {
  CLI::App* verb = signal.add_subcommand("import", "Import CSV, JSON and CloudEvents by a mapping");
  auto flags = std::make_shared<ImportFlags>();
  verb->add_option("--mapping", flags->mapping, "Mapping file (docs/import.md)");
  verb->add_option("INPUT", flags->inputs, "Folders with the files, or the files; also .gz, .zst")
      ->required();
  verb->add_option("--format", flags->format, "csv, json or cloudevents [what the mapping says]")
      ->check(CLI::IsMember({"csv", "json", "cloudevents"}));
  verb->add_flag("--check", flags->check, "Show what becomes of the first rows, store nothing");
  verb->add_option("--check-rows", flags->check_rows, "Rows of each table that --check reads [20]")
      ->check(CLI::Range(1, 100000));
  verb->add_flag("--dry-run", flags->dry_run, "Check every row with the server, store nothing");
  verb->add_option("--on-change", flags->on_change,
                   "A signal stored with another content: reject, supersede or ignore [reject]")
      ->check(CLI::IsMember({"reject", "supersede", "ignore"}));
  verb->add_option("--exported-at", flags->exported_at,
                   "When the files were exported: the column @exported_at");
  verb->add_option("--rejects", flags->rejects,
                   "New folder for rejected rows, in the formats of their files, and errors.csv");
  verb->footer(
      "Examples:\n"
      "  parallax signal import --mapping crm.toml exports/ --check\n"
      "  parallax signal import --mapping crm.toml exports/ --rejects rejected/\n"
      "  parallax signal import --mapping crm.toml exports/ --on-change supersede\n"
      "  parallax signal import --mapping clients/cli/mappings/segment.toml events.ndjson.gz\n"
      "  parallax signal import --format cloudevents batch.json\n\n"
      "The mapping is checked against files and catalog before a row is sent. Importing again "
      "changes nothing.");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunImport(*flags, context); };
  });
}

}  // namespace parallax::cli
