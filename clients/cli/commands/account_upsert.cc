#include "clients/cli/commands/account_upsert.h"

#include <google/protobuf/struct.pb.h>

#include <fstream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/base/json.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

template <typename Item>
absl::Status ParseList(const google::protobuf::Value& value, absl::string_view key,
                       std::vector<Item>& out) {
  if (!value.has_list_value())
    return absl::InvalidArgumentError(absl::StrCat(key, ": takes a list"));
  for (const auto& element : value.list_value().values()) {
    const std::size_t at = out.size();
    absl::Status status = FromJson(ToJson(element, JsonLayout::kOneLine), out.emplace_back());
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(key, "[", at, "]: ", std::string(status.message())));
    }
  }
  return absl::OkStatus();
}

absl::Status Upsert(const std::string& path, Context& context) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file) return absl::NotFoundError(absl::StrCat("--file: cannot read ", path));
  }
  std::istream& in = path == "-" ? context.in : file;
  std::uint64_t refused_lines = 0;
  auto reject = [&](const Origin& origin, const std::string& reason) {
    context.err << "line " << origin.line << ": " << reason << "\n";
  };
  FactTally tally;
  {
    FactWriter writer(context.client, context.settings.workspace, reject);
    std::string line;
    for (std::uint64_t number = 1; std::getline(in, line); ++number) {
      if (absl::StripAsciiWhitespace(line).empty()) continue;
      absl::StatusOr<FactSet> set = ParseFactLine(line);
      if (!set.ok()) {
        if (absl::Status status = writer.Drain(); !status.ok())
          return status;  // keeps the messages in order
        reject({"", number, ""}, std::string(set.status().message()));
        ++refused_lines;
        continue;
      }
      set->origin.line = number;
      writer.Submit(*std::move(set));
    }
    if (absl::Status status = writer.Drain(); !status.ok()) return status;
    tally = writer.tally();
  }
  const std::uint64_t rejected = tally.rejected + refused_lines;
  std::ostream& out = context.out;
  switch (context.settings.output) {
    case Output::kJson:
    case Output::kNdjson:
      out << "{\"accounts\":" << tally.accounts << ",\"decisions\":" << tally.decisions
          << ",\"stakeholders\":" << tally.stakeholders << ",\"rejected\":" << rejected
          << ",\"revision\":\"" << tally.revision << "\"}\n";
      break;
    case Output::kCsv:
      out << CsvRecord({"accounts", "decisions", "stakeholders", "rejected", "revision"})
          << CsvRecord({absl::StrCat(tally.accounts), absl::StrCat(tally.decisions),
                        absl::StrCat(tally.stakeholders), absl::StrCat(rejected),
                        absl::StrCat(tally.revision)});
      break;
    case Output::kTable:
      out << "wrote " << tally.accounts << " accounts, " << tally.decisions << " decisions, "
          << tally.stakeholders << " stakeholders, rejected " << rejected << " (revision "
          << tally.revision << ")\n";
      break;
  }
  if (rejected > 0)
    return Failed(absl::StrCat(rejected, rejected == 1 ? " item was" : " items were", " rejected"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FactSet> ParseFactLine(absl::string_view line) {
  google::protobuf::Struct object;
  if (absl::Status status = FromJson(line, object); !status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a JSON object: ", std::string(status.message())));
  }
  FactSet set;
  for (const auto& [key, value] : object.fields()) {
    absl::Status status;
    if (key == "account") {
      status = FromJson(ToJson(value, JsonLayout::kOneLine), set.facts.emplace());
      if (!status.ok())
        status =
            absl::InvalidArgumentError(absl::StrCat("account: ", std::string(status.message())));
    } else if (key == "decisions") {
      status = ParseList(value, key, set.decisions);
    } else if (key == "stakeholders") {
      status = ParseList(value, key, set.stakeholders);
    } else {
      status = absl::InvalidArgumentError(
          absl::StrCat("unknown key ", key, "; accepted: account, decisions, stakeholders"));
    }
    if (!status.ok()) return status;
  }
  if (!set.facts || set.facts->id().empty())
    return absl::InvalidArgumentError("account.id: is required");
  set.account = set.facts->id();
  for (api::Decision& decision : set.decisions) {
    if (decision.account().empty()) decision.set_account(set.account);
    if (decision.account() != set.account) {
      return absl::InvalidArgumentError(absl::StrCat("decisions: ", decision.id(), " belongs to ",
                                                     decision.account(),
                                                     ", not to the line's account ", set.account));
    }
  }
  return set;
}

void AddAccountUpsert(CLI::App& account, Invocation& invocation) {
  CLI::App* verb =
      account.add_subcommand("upsert", "State facts of accounts, decisions and stakeholders");
  auto file = std::make_shared<std::string>();
  verb->add_option(
          "--file", *file,
          "One {\"account\", \"decisions\", \"stakeholders\"} a line; - reads standard input")
      ->required();
  verb->footer(
      "Examples:\n"
      "  parallax account upsert --file accounts.ndjson\n"
      "  echo '{\"account\": {\"id\": \"acme\", \"displayName\": \"Acme\"},\n"
      "    \"stakeholders\": [{\"id\": \"p-17\", \"role\": \"ciso\"}]}' | parallax account upsert "
      "--file -\n\n"
      "Facts are versioned: what a line says holds from its validFrom on and replaces the version "
      "before whole.");
  verb->callback([file, &invocation] {
    invocation.action = [file](Context& context) { return Upsert(*file, context); };
  });
}

}  // namespace parallax::cli
