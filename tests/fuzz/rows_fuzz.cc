// Rows of the importer: any bytes as a file, plain or packed, of CSV, JSON or CloudEvents, through
// a mapping that uses what mappings can say.
#include <sys/mman.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "clients/cli/import/builder.h"
#include "clients/cli/import/cloud_event.h"
#include "clients/cli/import/csv_reader.h"
#include "clients/cli/import/input_file.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/record_reader.h"
#include "clients/cli/import/tables.h"
#include "tests/fuzz/fuzz.h"

namespace parallax::fuzz {
namespace {

constexpr char kMapping[] = R"(
version = 1
source = "crm"
time_format = "%d.%m.%Y"
time_of_day = "09:00"
zone = "Europe/Berlin"
[[table]]
file = "rows.csv"
key = ["id"]
[[account]]
table = "rows"
id = "{id}"
display_name = "{name}"
labels = { region = { column = "country", type = "label" } }
[[stakeholder]]
table = "rows"
account = "{account}"
id = "{id}"
role = { column = "title", map = { CISO = "ciso", CFO = "cfo" }, default = "operations" }
champion = { column = "flag", type = "bool" }
[[decision]]
table = "rows"
id = "{id}"
account = "{account}"
type = "new"
amount = { column = "value", currency = "EUR" }
[[signal]]
name = "outcome"
table = "rows"
when = [{ column = "title", in = ["call", "won"] }, { column = "people", empty = false }]
account = "{account}"
decision = "{id}"
kind = "lifecycle.decision_outcome"
occurred_at = "{at}"
amount = { column = "value", currency = "EUR" }
attributes = { state = { column = "title", map = { won = "won", lost = "lost" } } }
[[signal]]
name = "meeting"
table = "rows"
account = "{account}"
kind = "sales.meeting_held"
occurred_at = { column = "at", time_format = "%d.%m.%Y %H:%M" }
participants = { column = "people", split = ";" }
attributes = { duration = { column = "minutes", scale = 60 } }
)";

struct World {
  cli::Mapping mapping;
  cli::SourceTable table;
  std::vector<cli::BoundRule> rules;
};

const World* MakeWorld(const char* toml, cli::TableFormat format,
                       std::vector<std::string> columns) {
  auto* world = new World;
  auto mapping = cli::ParseMapping(toml, "rows.toml", {format});
  Require(mapping.ok(), "the mapping is one", mapping.status().ToString());
  world->mapping = *std::move(mapping);
  world->table.decl = &world->mapping.tables[0];
  world->table.header = std::move(columns);
  world->table.columns = cli::ColumnNames(world->table.header);
  for (const cli::Rule& rule : world->mapping.rules) {
    auto bound = cli::BoundRule::Bind(world->mapping, rule, world->table);
    Require(bound.ok(), "the rule fits the table", bound.status().ToString());
    world->rules.push_back(*std::move(bound));
  }
  return world;
}

const World& WorldOf(cli::TableFormat format) {
  static const std::vector<std::string> kColumns = {
      "id", "name", "country", "account", "title", "flag", "value", "at", "people", "minutes"};
  static const World* const csv = MakeWorld(kMapping, cli::TableFormat::kCsv, kColumns);
  static const World* const json = MakeWorld(kMapping, cli::TableFormat::kJson, kColumns);
  static const World* const events =
      MakeWorld(cli::kCloudEventsMapping, cli::TableFormat::kCloudEvents,
                {"id", "source", "type", "time", "subject", "data"});
  if (format == cli::TableFormat::kCsv) return *csv;
  return format == cli::TableFormat::kJson ? *json : *events;
}

void Check(const absl::Status& status) {
  Require(status.ok() || absl::IsInvalidArgument(status), "a row is refused as INVALID_ARGUMENT",
          status.ToString());
}

void Map(const cli::BoundRule& rule, cli::Row row) {
  if (!rule.AppliesTo(row)) return;
  switch (rule.rule().kind) {
    case cli::RuleKind::kAccount: {
      v1::Account account;
      Check(rule.Fill(row, account));
      return;
    }
    case cli::RuleKind::kDecision: {
      v1::Decision decision;
      Check(rule.Fill(row, decision));
      return;
    }
    case cli::RuleKind::kStakeholder: {
      v1::Stakeholder stakeholder;
      Check(rule.Fill(row, stakeholder));
      Check(rule.AccountOf(row).status());
      return;
    }
    case cli::RuleKind::kSignal: {
      v1::Signal signal;
      const absl::Status status = rule.FillSignal(row, signal);
      Check(status);
      std::string wire;
      if (status.ok()) Require(signal.SerializeToString(&wire), "what was mapped can be sent");
      return;
    }
  }
}

void MapRow(const World& world, const cli::CsvRow& record) {
  const std::vector<absl::string_view> row(record.fields.begin(), record.fields.end());
  for (const cli::BoundRule& rule : world.rules) Map(rule, row);
}

void ReadPlainCsv(std::string_view bytes) {
  const World& world = WorldOf(cli::TableFormat::kCsv);
  std::istringstream in{std::string(bytes)};
  cli::CsvReader reader(in, "rows.csv", {});
  cli::CsvRow record;
  std::uint64_t line = 0;
  for (;;) {
    const std::uint64_t before = reader.bytes();
    const auto more = reader.Read(record);
    if (more.ok() && !*more) break;
    Require(reader.bytes() > before, "every record takes something");
    Require(record.line > line, "records come in the order of their lines");
    line = record.line;
    if (!more.ok()) {
      Check(more.status());
      continue;
    }
    record.fields.resize(world.table.header.size());
    MapRow(world, record);
  }
  Require(reader.bytes() == bytes.size(), "everything is read");
}

// The bytes as a file: a path, without a disk.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : file_(memfd_create("rows", 0)) {
    Require(file_ >= 0 &&
                write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
            "a file in memory can be made");
  }
  ~MemoryFile() { close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  const int file_;
};

// Packed data may be a million times smaller than what it holds, and what it holds is bounded by
// its readers a record at a time: such inputs say nothing here and take long.
constexpr std::size_t kMostUnpacked = 256u << 10;

// As the importer does where a mapping names no format, but by the first bytes.
cli::TableFormat FormatOf(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '['))
    return cli::TableFormat::kCsv;
  return text.find("specversion") == std::string_view::npos ? cli::TableFormat::kJson
                                                            : cli::TableFormat::kCloudEvents;
}

void ReadFile(const std::string& path, cli::TableFormat format) {
  const World& world = WorldOf(format);
  const cli::TableDecl& table = *world.table.decl;
  const auto columns = cli::ReadColumns(table, path, world.table.header);
  if (!columns.ok()) return;
  const auto reader = cli::OpenRecords(table, path, *columns);
  Require(reader.ok(), "a file whose columns could be read can be opened",
          reader.status().ToString());
  cli::CsvRow record;
  std::uint64_t line = 0;
  for (;;) {
    const auto more = (*reader)->Next(record);
    if (more.ok() && !*more) return;
    if (!more.ok() && !absl::IsInvalidArgument(more.status())) {
      Require(absl::IsDataLoss(more.status()) || absl::IsAborted(more.status()),
              "broken packed data and a broken array end the file", more.status().ToString());
      return;
    }
    Require(record.line >= line, "records come in the order of their lines");
    line = record.line;
    if (!more.ok()) {
      Require(absl::StartsWith(more.status().message(), table.file + ":"),
              "a refusal names file and line", more.status().ToString());
      continue;
    }
    Require(record.fields.size() == columns->size(), "a record has the columns of its table");
    record.fields.resize(world.table.header.size());
    MapRow(world, record);
  }
}

}  // namespace
}  // namespace parallax::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = parallax::fuzz;
  namespace cli = parallax::cli;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const fuzz::MemoryFile file(bytes);
  auto input = cli::InputFile::Open(file.path());
  fuzz::Require(input.ok(), "a file that is there can be read", input.status().ToString());
  // Kept, because new memory costs more than all the rest of a run.
  static auto* const unpacked = new std::vector<char>(fuzz::kMostUnpacked + 1);
  (*input)->stream().read(unpacked->data(), static_cast<std::streamsize>(unpacked->size()));
  const std::string_view text(unpacked->data(),
                              static_cast<std::size_t>((*input)->stream().gcount()));
  if (text.size() > fuzz::kMostUnpacked) return 0;
  const cli::TableFormat format = fuzz::FormatOf(text);
  if (format == cli::TableFormat::kCsv) fuzz::ReadPlainCsv(text);
  fuzz::ReadFile(file.path(), format);
  return 0;
}
