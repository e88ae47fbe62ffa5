// Rows of the importer: any bytes as a CSV file, through a mapping that uses what mappings can say.
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/import/builder.h"
#include "clients/cli/import/csv_reader.h"
#include "clients/cli/import/mapping.h"
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

World MakeWorld() {
  World world;
  auto mapping = cli::ParseMapping(kMapping, "rows.toml");
  Require(mapping.ok(), "the mapping is one", mapping.status().ToString());
  world.mapping = *std::move(mapping);
  world.table.header = {"id",   "name",  "country", "account", "title",
                        "flag", "value", "at",      "people",  "minutes"};
  world.table.columns = cli::ColumnNames(world.table.header);
  return world;
}

const World& TheWorld() {
  static const World* const world = [] {
    auto* made = new World(MakeWorld());
    made->table.decl = &made->mapping.tables[0];
    for (const cli::Rule& rule : made->mapping.rules) {
      auto bound = cli::BoundRule::Bind(made->mapping, rule, made->table);
      Require(bound.ok(), "the rule fits the table", bound.status().ToString());
      made->rules.push_back(*std::move(bound));
    }
    return made;
  }();
  return *world;
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

}  // namespace
}  // namespace parallax::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using parallax::fuzz::Require;
  namespace cli = parallax::cli;
  const auto& world = parallax::fuzz::TheWorld();
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
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
      parallax::fuzz::Check(more.status());
      continue;
    }
    record.fields.resize(world.table.header.size());
    const std::vector<absl::string_view> row(record.fields.begin(), record.fields.end());
    for (const cli::BoundRule& rule : world.rules) parallax::fuzz::Map(rule, row);
  }
  Require(reader.bytes() == size, "everything is read");
  return 0;
}
