// parallax signal send: signals from a file of JSON lines, or one from flags.
#include <fstream>
#include <memory>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/base/enum_words.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/base/json.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/write/signal_sender.h"

namespace parallax::cli {
namespace {

struct SendFlags {
  std::string file;
  bool check = false;
  std::string account, decision, source = "cli", id, kind, stakeholder, initiator, provenance;
  std::string supersedes, retracts, amount;
  std::optional<std::string> at, available_at;
  std::optional<double> sentiment;
  std::vector<std::string> participants, attributes;
};

// true, false and numbers by their look; everything else, and everything in double quotes, is text.
absl::Status AddAttribute(const std::string& text, api::Signal& signal) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return absl::InvalidArgumentError(absl::StrCat("--attr: \"", text, "\" is not KEY=VALUE"));
  }
  const std::string value = text.substr(equals + 1);
  google::protobuf::Value& out = (*signal.mutable_attributes())[text.substr(0, equals)];
  double number = 0;
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    out.set_string_value(value.substr(1, value.size() - 2));
  } else if (value == "true" || value == "false") {
    out.set_bool_value(value == "true");
  } else if (absl::SimpleAtod(value, &number)) {
    out.set_number_value(number);
  } else {
    out.set_string_value(value);
  }
  return absl::OkStatus();
}

// The content decides the id that was not given: sending the same signal again is a duplicate.
std::string ContentId(const api::Signal& signal) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : CanonicalBytes(signal)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return absl::StrFormat("cli-%016x", hash);
}

absl::Status FillTimes(const SendFlags& flags, api::Signal& signal) {
  *signal.mutable_occurred_at() = ToProto(absl::Now());
  if (flags.at) {
    auto time = ParseTimeFlag("--at", *flags.at);
    if (!time.ok()) return time.status();
    *signal.mutable_occurred_at() = ToProto(*time);
  }
  if (flags.available_at) {
    auto time = ParseTimeFlag("--available-at", *flags.available_at);
    if (!time.ok()) return time.status();
    *signal.mutable_available_at() = ToProto(*time);
  }
  return absl::OkStatus();
}

absl::Status FillWords(const SendFlags& flags, api::Signal& signal) {
  if (!flags.initiator.empty()) {
    auto value = EnumFromWord("--initiator", *api::Initiator_descriptor(), flags.initiator);
    if (!value.ok()) return value.status();
    signal.set_initiator(static_cast<api::Initiator>(*value));
  }
  if (!flags.provenance.empty()) {
    auto value = EnumFromWord("--provenance", *api::Provenance_descriptor(), flags.provenance);
    if (!value.ok()) return value.status();
    signal.set_provenance(static_cast<api::Provenance>(*value));
  }
  if (!flags.amount.empty()) {
    auto money = MoneyFromText("--amount", flags.amount);
    if (!money.ok()) return money.status();
    *signal.mutable_amount() = *money;
  }
  return absl::OkStatus();
}

absl::StatusOr<api::Signal> FromFlags(const SendFlags& flags) {
  if (flags.account.empty() || flags.kind.empty()) {
    return absl::InvalidArgumentError(
        "signal send: give --file FILE (- is standard input), or --account and --kind of one "
        "signal");
  }
  api::Signal signal;
  signal.set_account(flags.account);
  signal.set_decision(flags.decision);
  signal.set_source(flags.source);
  signal.set_kind(flags.kind);
  signal.set_stakeholder(flags.stakeholder);
  for (const std::string& person : flags.participants) signal.add_participants(person);
  signal.set_supersedes(flags.supersedes);
  signal.set_retracts(flags.retracts);
  if (flags.sentiment) signal.set_sentiment(*flags.sentiment);
  if (absl::Status status = FillTimes(flags, signal); !status.ok()) return status;
  if (absl::Status status = FillWords(flags, signal); !status.ok()) return status;
  for (const std::string& text : flags.attributes) {
    if (absl::Status status = AddAttribute(text, signal); !status.ok()) return status;
  }
  signal.set_source_event_id(flags.id.empty() ? ContentId(signal) : flags.id);
  return signal;
}

// Sends every line of the stream; `reject` hears of lines that are no signals, by number from 1.
absl::Status SendLines(std::istream& in, SignalSender& sender,
                       const SignalSender::OnReject& reject) {
  std::string line;
  for (std::uint64_t number = 1; std::getline(in, line); ++number) {
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    api::Signal signal;
    if (absl::Status status = FromJson(line, signal); !status.ok()) {
      reject({"", number, ""}, absl::StrCat("not a signal: ", std::string(status.message())), "");
      continue;
    }
    if (absl::Status status = sender.Add(std::move(signal), {"", number, ""}); !status.ok())
      return status;
  }
  if (in.bad()) return Failed("the input could not be read");
  return sender.Flush();
}

void PrintSummary(const SignalTally& tally, std::uint64_t rejected, bool check, Context& context) {
  api::IngestSignalsResponse summary;
  summary.set_revision(tally.revision);
  summary.set_accepted(static_cast<std::uint32_t>(tally.accepted));
  summary.set_duplicates(static_cast<std::uint32_t>(tally.duplicates));
  summary.set_superseded(static_cast<std::uint32_t>(tally.superseded));
  summary.set_rejected(static_cast<std::uint32_t>(rejected));
  switch (context.settings.output) {
    case Output::kJson:
      context.out << ToJson(summary, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      context.out << ToJson(summary, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      context.out << CsvRecord({"accepted", "duplicates", "superseded", "rejected", "revision"})
                  << CsvRecord({absl::StrCat(tally.accepted), absl::StrCat(tally.duplicates),
                                absl::StrCat(tally.superseded), absl::StrCat(rejected),
                                absl::StrCat(tally.revision)});
      break;
    case Output::kTable:
      context.out << (check ? "would accept " : "accepted ") << tally.accepted << ", duplicates "
                  << tally.duplicates << ", superseded " << tally.superseded << ", rejected "
                  << rejected;
      if (!check) context.out << " (revision " << tally.revision << ")";
      context.out << "\n";
      break;
  }
}

absl::Status RunSend(const SendFlags& flags, Context& context) {
  const bool from_file = !flags.file.empty();
  std::uint64_t rejected = 0;
  auto reject = [&](const Origin& origin, const std::string& reason, const std::string&) {
    ++rejected;
    if (from_file) context.err << "line " << origin.line << ": ";
    context.err << reason << "\n";
  };
  SignalSender sender(context.client, {context.settings.workspace, flags.check}, reject);
  absl::Status status;
  if (from_file && flags.file != "-") {
    std::ifstream file(flags.file);
    if (!file) return absl::NotFoundError(absl::StrCat("--file: cannot read ", flags.file));
    status = SendLines(file, sender, reject);
  } else if (from_file) {
    status = SendLines(context.in, sender, reject);
  } else {
    absl::StatusOr<api::Signal> signal = FromFlags(flags);
    if (!signal.ok()) return signal.status();
    status = sender.Add(*std::move(signal), {});
    if (status.ok()) status = sender.Flush();
  }
  if (!status.ok()) return status;
  PrintSummary(sender.tally(), rejected, flags.check, context);
  if (rejected > 0)
    return Failed(
        absl::StrCat(rejected, rejected == 1 ? " signal was" : " signals were", " rejected"));
  return absl::OkStatus();
}

}  // namespace

void AddSignalSend(CLI::App& signal, Invocation& invocation) {
  CLI::App* verb =
      signal.add_subcommand("send", "Send signals: JSON lines of a file, or one from flags");
  auto flags = std::make_shared<SendFlags>();
  verb->add_option("--file", flags->file, "One Signal JSON a line; - reads standard input");
  verb->add_flag("--check", flags->check, "Only check, store nothing");
  verb->add_option("--account", flags->account, "Account id")->excludes("--file");
  verb->add_option("--kind", flags->kind, "What happened (parallax signal kinds)")
      ->excludes("--file");
  verb->add_option("--at", flags->at, "When it happened, RFC 3339 or a date [now]");
  verb->add_option("--available-at", flags->available_at,
                   "When it could be known [time of receipt]");
  verb->add_option("--decision", flags->decision, "Decision id");
  verb->add_option("--stakeholder", flags->stakeholder, "Who acted, a pseudonymous id");
  verb->add_option("--participant", flags->participants, "Who took part, repeatable")
      ->allow_extra_args(false);
  verb->add_option("--initiator", flags->initiator, "buyer, seller, third_party or system");
  verb->add_option("--sentiment", flags->sentiment, "Tone, -1 to 1");
  verb->add_option("--amount", flags->amount, "A sum with its currency: \"48000 USD\"");
  verb->add_option("--provenance", flags->provenance, "human, model or derived");
  verb->add_option("--attr", flags->attributes,
                   "KEY=VALUE, repeatable; quote \"2024\" to keep it text")
      ->allow_extra_args(false);
  verb->add_option("--source", flags->source, "Reporting system [cli]");
  verb->add_option("--id", flags->id, "Its id there [a hash of the content]");
  verb->add_option("--supersedes", flags->supersedes, "Id of the signal this one replaces");
  verb->add_option("--retracts", flags->retracts, "Id of the signal this one withdraws");
  verb->footer(
      "Examples:\n"
      "  parallax signal send --file signals.ndjson\n"
      "  zcat history.ndjson.gz | parallax signal send --file -\n"
      "  parallax signal send --account acme --kind sales.meeting_held --at 2026-03-12T15:00:00Z "
      "\\\n"
      "    --stakeholder p-17 --participant p-21 --attr type=demo --attr duration=2700\n\n"
      "Sending a signal again does no harm: it counts as a duplicate. Rejected lines are listed on "
      "stderr\n"
      "with their number, field and reason, and make the exit code 1; the others are stored.");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunSend(*flags, context); };
  });
}

}  // namespace parallax::cli
