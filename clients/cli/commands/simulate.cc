// parallax simulate: made-up buyers, with the truth beside them.
#include "clients/simulate/simulate.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"

namespace parallax::cli {
namespace {

struct SimulateFlags {
  std::uint64_t seed = 1, accounts = 100, first = 0;
  std::string industry = "all", from = "2024-01-01", until = "2026-01-01";
  std::string folder, facts, signals, truth;
};

// Where one of the three kinds of lines goes: a file, the standard output, or nowhere.
class Sink {
 public:
  absl::Status Open(absl::string_view flag, const std::string& path, std::ostream& standard) {
    if (path.empty()) return absl::OkStatus();
    if (path == "-") {
      out_ = &standard;
      return absl::OkStatus();
    }
    file_.open(path, std::ios::binary | std::ios::trunc);
    if (!file_) return Failed(absl::StrCat(flag, ": cannot write ", path));
    out_ = &file_;
    return absl::OkStatus();
  }
  void Write(const std::string& lines) {
    if (out_ != nullptr) out_->write(lines.data(), static_cast<std::streamsize>(lines.size()));
  }
  // False once something could not be written.
  bool good() const { return out_ == nullptr || out_->good(); }
  void Flush() {
    if (out_ != nullptr) out_->flush();
  }

 private:
  std::ofstream file_;
  std::ostream* out_ = nullptr;
};

absl::StatusOr<simulate::Day> DayFlag(absl::string_view flag, const std::string& text) {
  const auto time = ParseTimeFlag(flag, text);
  if (!time.ok()) return time.status();
  const std::int64_t seconds = absl::ToUnixSeconds(*time);
  const absl::Time earliest = absl::FromCivil(absl::CivilDay(1992, 1, 1), absl::UTCTimeZone());
  const absl::Time latest = absl::FromCivil(absl::CivilDay(2100, 1, 1), absl::UTCTimeZone());
  if (*time < earliest || *time > latest || seconds % simulate::kSecondsOfDay != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": ", text, " is not a day from 1992-01-01 to 2100-01-01"));
  }
  return static_cast<simulate::Day>(seconds / simulate::kSecondsOfDay);
}

absl::StatusOr<simulate::Options> ReadOptions(const SimulateFlags& flags) {
  simulate::Options options;
  options.seed = flags.seed;
  if (flags.industry != "all") {
    options.industry = simulate::FindIndustry(flags.industry);
    if (options.industry == nullptr) {
      std::vector<std::string> names = {"all"};
      for (const simulate::Industry* industry : simulate::AllIndustries())
        names.emplace_back(industry->name);
      return absl::InvalidArgumentError(absl::StrCat("--industry: \"", flags.industry,
                                                     "\"; accepted: ", absl::StrJoin(names, ", ")));
    }
  }
  const auto from = DayFlag("--from", flags.from);
  if (!from.ok()) return from.status();
  const auto until = DayFlag("--until", flags.until);
  if (!until.ok()) return until.status();
  if (*until <= *from) {
    return absl::InvalidArgumentError(
        absl::StrCat("--until: ", flags.until, " is not after --from ", flags.from));
  }
  options.from = *from;
  options.until = *until;
  return options;
}

struct Outputs {
  Sink facts, signals, truth;
  bool standard = false;  // one of them is the standard output
};

absl::Status OpenOutputs(const SimulateFlags& flags, Context& context, Outputs& outputs) {
  std::string facts = flags.facts, signals = flags.signals, truth = flags.truth;
  if (!flags.folder.empty()) {
    const std::filesystem::path folder(flags.folder);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Failed(absl::StrCat("--out: cannot make the folder ", flags.folder));
    facts = (folder / "accounts.ndjson").string();
    signals = (folder / "signals.ndjson").string();
    truth = (folder / "truth.ndjson").string();
  }
  if (facts.empty() && signals.empty() && truth.empty()) {
    return absl::InvalidArgumentError(
        "simulate: say where to write: --out FOLDER, or --facts, --signals, --truth FILE (- is "
        "standard output)");
  }
  const int standard = (facts == "-") + (signals == "-") + (truth == "-");
  if (standard > 1) {
    return absl::InvalidArgumentError(
        "simulate: only one of --facts, --signals, --truth can be standard output");
  }
  outputs.standard = standard == 1;
  if (absl::Status status = outputs.facts.Open("--facts", facts, context.out); !status.ok())
    return status;
  if (absl::Status status = outputs.signals.Open("--signals", signals, context.out); !status.ok())
    return status;
  return outputs.truth.Open("--truth", truth, context.out);
}

void PrintSummary(const SimulateFlags& flags, std::uint64_t signals, double seconds,
                  Context& context) {
  const std::string accounts = absl::StrCat(flags.accounts);
  switch (context.settings.output) {
    case Output::kJson:
    case Output::kNdjson:
      context.out << "{\"accounts\":" << accounts << ",\"signals\":" << signals << ",\"seed\":\""
                  << flags.seed << "\"}\n";
      break;
    case Output::kCsv:
      context.out << CsvRecord({"accounts", "signals", "seed"})
                  << CsvRecord({accounts, absl::StrCat(signals), absl::StrCat(flags.seed)});
      break;
    case Output::kTable:
      context.out << "simulated " << Count(static_cast<std::int64_t>(flags.accounts))
                  << " accounts with " << Count(static_cast<std::int64_t>(signals))
                  << " signals, seed " << flags.seed << " ("
                  << Count(static_cast<std::int64_t>(static_cast<double>(signals) / seconds))
                  << " signals/s)\n";
      break;
  }
}

absl::Status RunSimulate(const SimulateFlags& flags, Context& context) {
  const auto options = ReadOptions(flags);
  if (!options.ok()) return options.status();
  Outputs outputs;
  if (absl::Status status = OpenOutputs(flags, context, outputs); !status.ok()) return status;
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t signals = 0;
  const auto good = [&outputs] {
    return outputs.facts.good() && outputs.signals.good() && outputs.truth.good();
  };
  for (std::uint64_t i = 0; i < flags.accounts && good(); ++i) {
    const simulate::SimulatedAccount account = simulate::Simulate(*options, flags.first + i);
    outputs.facts.Write(account.facts);
    outputs.signals.Write(account.signals);
    outputs.truth.Write(account.truth);
    signals += account.signal_count;
  }
  outputs.facts.Flush();
  outputs.signals.Flush();
  outputs.truth.Flush();
  if (!good()) return Failed("simulate: not everything could be written");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (!outputs.standard) PrintSummary(flags, signals, took.count(), context);
  return absl::OkStatus();
}

}  // namespace

void AddSimulate(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "simulate", "Make up buyers: accounts, signals, and the truth beside them");
  auto flags = std::make_shared<SimulateFlags>();
  verb->add_option("--accounts", flags->accounts, "How many accounts [100]")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--seed", flags->seed, "Same seed, same bytes, on every machine [1]");
  verb->add_option("--industry", flags->industry,
                   "edtech, healthtech, legaltech, saas, or all in turn [all]");
  verb->add_option("--from", flags->from, "First day [2024-01-01]");
  verb->add_option("--until", flags->until,
                   "The day after the last; nothing known later is written [2026-01-01]");
  verb->add_option("--first", flags->first,
                   "Number of the first account, to go on with a simulation or share it out [0]");
  verb->add_option("--out", flags->folder,
                   "Folder for accounts.ndjson, signals.ndjson and truth.ndjson");
  verb->add_option("--facts", flags->facts, "File for the facts; - is standard output")
      ->excludes("--out");
  verb->add_option("--signals", flags->signals, "File for the signals; - is standard output")
      ->excludes("--out");
  verb->add_option("--truth", flags->truth, "File for the truth; - is standard output")
      ->excludes("--out");
  verb->footer(
      "Examples:\n"
      "  parallax simulate --accounts 40 --industry legaltech --out sample\n"
      "  parallax account upsert --file sample/accounts.ndjson\n"
      "  parallax signal send --file sample/signals.ndjson\n"
      "  parallax simulate --accounts 100000 --signals - | parallax signal send --file -\n\n"
      "All of it is synthetic. Only the facts and the signals are meant for a server; the truth "
      "says what\n"
      "the buyers really were at and why they were silent (docs/simulator.md).");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunSimulate(*flags, context); };
  });
}

}  // namespace parallax::cli
