// parallax backup: a whole copy of the server's store, made while it is written to.
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/write/file_receiver.h"

namespace parallax::cli {
namespace {

std::string RenderBackup(const api::BackupSummary& summary, const std::string& file) {
  return absl::StrCat("Backed up ", Count(static_cast<std::int64_t>(summary.signals())),
                      " signals of ", Count(static_cast<std::int64_t>(summary.accounts())),
                      " accounts to ", Clean(file), ": ", Bytes(summary.bytes()),
                      ", checked, SHA-256 ", summary.sha256(),
                      "\nRestore it with: parallaxd --restore ", Clean(file), " --data-dir DIR\n");
}

std::string BackupCsv(const api::BackupSummary& summary) {
  return absl::StrCat(
      CsvRecord(
          {"bytes", "sha256", "taken_at", "revision", "signals", "accounts", "schema_version"}),
      CsvRecord({absl::StrCat(summary.bytes()), summary.sha256(), Rfc3339(summary.taken_at()),
                 absl::StrCat(summary.revision()), absl::StrCat(summary.signals()),
                 absl::StrCat(summary.accounts()), absl::StrCat(summary.schema_version())}));
}

// The last message tells what everything before it must be.
absl::Status Check(FileReceiver& file, const std::optional<api::BackupSummary>& summary) {
  if (!summary.has_value()) {
    return absl::DataLossError("the backup ended before it was whole; nothing was kept");
  }
  if (file.bytes() != summary->bytes() || file.Digest() != summary->sha256()) {
    return absl::DataLossError(
        "what arrived is not what the server sent (SHA-256 differs); nothing was kept");
  }
  return absl::OkStatus();
}

absl::Status RunBackup(const std::string& path, Context& context) {
  absl::StatusOr<std::unique_ptr<FileReceiver>> file = FileReceiver::Open(path);
  if (!file.ok()) return file.status();
  std::optional<api::BackupSummary> summary;
  absl::Status status =
      context.client.Backup(api::BackupRequest(), [&](const api::BackupResponse& part) {
        if (part.has_summary()) summary = part.summary();
        return (*file)->Add(part.chunk());
      });
  if (status.ok()) status = Check(**file, summary);
  if (status.ok()) status = (*file)->Keep();
  if (!status.ok()) return status;
  switch (context.settings.output) {
    case Output::kJson:
      context.out << ToJson(*summary, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      context.out << ToJson(*summary, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      context.out << BackupCsv(*summary);
      break;
    case Output::kTable:
      context.out << RenderBackup(*summary, path);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddBackup(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("backup", "A whole copy of the store, made while it is in use");
  auto file = std::make_shared<std::string>();
  verb->add_option("FILE", *file, "Where to put it; must not exist")->required();
  verb->footer(
      "The copy is checked by the server, and on arrival by its SHA-256.\n"
      "Examples:\n  parallax backup parallax-monday.db\n"
      "  parallaxd --restore parallax-monday.db --data-dir restored");
  verb->callback([file, &invocation] {
    invocation.action = [file](Context& context) { return RunBackup(*file, context); };
  });
}

}  // namespace parallax::cli
