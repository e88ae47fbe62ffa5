// parallax status: what the server holds and how busy it is.
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr int kStatusLabelWidth = 20;

std::string Render(const api::GetStatusResponse& s, const std::string& address,
                   const Style& style) {
  const absl::Duration up = FromProto(s.now()) - FromProto(s.started_at());
  std::string out;
  auto line = [&](absl::string_view label, const std::string& text) {
    absl::StrAppend(&out, Labelled(label, Clean(text), kStatusLabelWidth, style));
  };
  line("Server", absl::StrCat("parallaxd ", s.version(), " at ", address));
  line("Up", absl::StrCat(absl::FormatDuration(absl::Trunc(up, absl::Seconds(1))), ", since ",
                          Moment(s.started_at())));
  line("Store",
       absl::StrCat(s.store(), ", format ", s.schema_version(), ", ", Bytes(s.stored_bytes())));
  line("Revision", absl::StrCat(s.revision(), " (grows with every write)"));
  line("Signals",
       absl::StrCat(Count(static_cast<std::int64_t>(s.signals())), " stored, ",
                    Count(static_cast<std::int64_t>(s.queued_signals())), " waiting for the disk"));
  line("Accounts", Count(static_cast<std::int64_t>(s.accounts())));
  line("Journals in memory",
       absl::StrCat(Count(static_cast<std::int64_t>(s.cached_journals())), " with ",
                    Count(static_cast<std::int64_t>(s.cached_signals())), " signals, ",
                    Bytes(s.cached_bytes())));
  line("Calls in flight", absl::StrCat(s.calls_in_flight()));
  line("Signal catalog", absl::StrCat("version ", s.catalog_version()));
  line("Lenses", s.lenses_size() == 0 ? "none" : absl::StrJoin(s.lenses(), ", "));
  return out;
}

std::string Csv(const api::GetStatusResponse& s) {
  const std::vector<std::string> names = {
      "version",        "started_at",   "store",           "schema_version",  "revision",
      "signals",        "accounts",     "stored_bytes",    "queued_signals",  "cached_journals",
      "cached_signals", "cached_bytes", "calls_in_flight", "catalog_version", "lenses"};
  return absl::StrCat(
      CsvRecord(names),
      CsvRecord({s.version(), Rfc3339(s.started_at()), s.store(), absl::StrCat(s.schema_version()),
                 absl::StrCat(s.revision()), absl::StrCat(s.signals()), absl::StrCat(s.accounts()),
                 absl::StrCat(s.stored_bytes()), absl::StrCat(s.queued_signals()),
                 absl::StrCat(s.cached_journals()), absl::StrCat(s.cached_signals()),
                 absl::StrCat(s.cached_bytes()), absl::StrCat(s.calls_in_flight()),
                 absl::StrCat(s.catalog_version()), absl::StrJoin(s.lenses(), " ")}));
}

absl::Status RunStatus(Context& context) {
  api::GetStatusResponse response;
  if (absl::Status status = context.client.GetStatus({}, response); !status.ok()) return status;
  switch (context.settings.output) {
    case Output::kJson:
      context.out << ToJson(response, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      context.out << ToJson(response, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      context.out << Csv(response);
      break;
    case Output::kTable:
      context.out << Render(response, context.settings.address, context.out_style);
      break;
  }
  return absl::OkStatus();
}

}  // namespace

void AddStatus(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("status", "What the server holds and how busy it is");
  verb->footer(
      "Examples:\n"
      "  parallax status\n"
      "  parallax --address 127.0.0.1:50061 --output json status");
  verb->callback([&invocation] { invocation.action = RunStatus; });
}

}  // namespace parallax::cli
