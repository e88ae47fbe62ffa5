#include "clients/cli/app.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/context.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/base/nearest.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr char kDescription[] =
    "parallax: what buyers do, and what it means under each lens.\n"
    "Signals go in, readings come out: confidence, decision risk, alignment, momentum, each 0-100.";

constexpr char kFooter[] =
    "Examples:\n"
    "  parallax status\n"
    "  parallax signal send --file signals.ndjson\n"
    "  parallax interpret acme --decision opp-42 --lens healthtech --full\n"
    "  parallax compare acme --lens saas,healthtech\n"
    "  parallax --output csv rank --lens saas > ranking.csv\n\n"
    "Exit codes: 0 ok, 1 failed or rejected, 2 wrong usage, 3 not found, 4 server unavailable.\n"
    "Settings: flags, then PARALLAX_ADDRESS, PARALLAX_WORKSPACE, PARALLAX_OUTPUT, "
    "PARALLAX_TIMEOUT, then\n"
    "the config file (address, workspace, output, timeout). See docs/cli.md.";

struct GlobalFlags {
  SettingsLayer layer;
  std::optional<std::string> config;
};

void AddGlobals(CLI::App& app, GlobalFlags& flags) {
  app.add_option("--address", flags.layer.address, "Server as HOST:PORT [127.0.0.1:50051]");
  app.add_option("--workspace", flags.layer.workspace, "Workspace [default]");
  app.add_option("--output", flags.layer.output, "table, json, ndjson or csv [table]");
  app.add_option("--timeout", flags.layer.timeout, "Longest wait for one call, such as 30s [60s]");
  app.add_option("--config", flags.config, "Config file [~/.config/parallax/config.toml]");
}

// The deepest command that was named.
const CLI::App* Deepest(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return at;
}

std::string FullName(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? "parallax" : absl::StrCat(FullName(*parent), " ", app.get_name());
}

std::vector<std::string> VerbNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> FlagNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames())
        names.push_back(absl::StrCat("--", name));
    }
  }
  return names;
}

std::string Suggest(absl::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(word, candidates);
  return nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?");
}

// One line for a command line that did not parse: what was not understood, what comes nearest,
// where help is.
std::string UsageMessage(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& at = *Deepest(app);
  const std::string help = absl::StrCat(" (", FullName(at), " --help)");
  const std::vector<std::string> verbs = VerbNames(at);
  for (const std::string& word : app.remaining(true)) {
    if (absl::StartsWith(word, "-")) {
      return absl::StrCat("unknown flag ", word, Suggest(word, FlagNames(at)), help);
    }
    if (!verbs.empty()) {
      return absl::StrCat("unknown verb ", word, " after ", FullName(at), Suggest(word, verbs),
                          "; accepted: ", absl::StrJoin(verbs, ", "), help);
    }
    return absl::StrCat(FullName(at), " does not take \"", word, "\"", help);
  }
  if (!verbs.empty()) {
    return absl::StrCat(FullName(at), " needs a verb: ", absl::StrJoin(verbs, ", "), help);
  }
  return absl::StrCat(FullName(at), ": ", error.what(), help);
}

int Finish(const absl::Status& status, const Streams& streams) {
  if (!status.ok()) {
    streams.err << Paint("parallax:", Ink::kBad, streams.err_style) << " "
                << Clean(status.message()) << "\n";
  }
  return ExitCode(status);
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& arguments, const Environment& environment,
                   const Streams& streams) {
  CLI::App app(kDescription, "parallax");
  GlobalFlags flags;
  Invocation invocation;
  app.footer(kFooter);
  app.fallthrough();  // global flags may follow the verb
  app.require_subcommand(1);
  app.set_version_flag("--version", "parallax 0.1.0");
  AddGlobals(app, flags);
  AddInterpret(app, invocation);
  AddCompare(app, invocation);
  AddHistory(app, invocation);
  AddDrift(app, invocation);
  AddRank(app, invocation);
  AddExplain(app, invocation);
  AddSignal(app, invocation);
  AddMapping(app, invocation);
  AddAccount(app, invocation);
  AddLens(app, invocation);
  AddSimulate(app, invocation);
  AddStatus(app, invocation);
  AddBackup(app, invocation);
  AddCompletion(app, invocation);

  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const CLI::App& at = *Deepest(app);
    streams.out << at.help(at.get_parent() == nullptr ? "" : FullName(*at.get_parent())) << "\n";
    return kExitOk;
  } catch (const CLI::CallForAllHelp&) {
    streams.out << app.help("", CLI::AppFormatMode::All) << "\n";
    return kExitOk;
  } catch (const CLI::CallForVersion& version) {
    streams.out << version.what() << "\n";
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    return Finish(absl::InvalidArgumentError(UsageMessage(app, error)), streams);
  }

  const auto settings = ResolveSettings(flags.layer, flags.config, environment);
  if (!settings.ok()) return Finish(settings.status(), streams);
  Client client(settings->address, settings->timeout);
  Context context{*settings,         client,           streams.in, streams.out, streams.err,
                  streams.out_style, streams.err_style};
  const absl::Status status = invocation.action(context);
  streams.out.flush();
  if (status.ok() && !streams.out.good())
    return Finish(Failed("the output could not be written"), streams);
  return Finish(status, streams);
}

}  // namespace parallax::cli
