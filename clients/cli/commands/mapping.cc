// parallax mapping new: a draft of a mapping from a file.
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/base/exit_code.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/import/draft_mapping.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

namespace fs = std::filesystem;

struct MappingNewFlags {
  std::string input, to;
};

absl::Status RunMappingNew(const MappingNewFlags& flags, Context& context) {
  std::error_code failed;
  if (!flags.to.empty() && fs::exists(flags.to, failed))
    return absl::InvalidArgumentError(absl::StrCat("--to: ", flags.to, " is there already"));
  auto sample = SampleFile(flags.input);
  if (!sample.ok()) return sample.status();
  fs::path name = fs::path(flags.input).filename();
  if (name.extension() == ".gz" || name.extension() == ".zst") name.replace_extension();
  const Draft draft = DraftMapping(*sample, name.string());
  if (flags.to.empty()) {
    context.out << draft.toml;
    return absl::OkStatus();
  }
  std::ofstream file(flags.to, std::ios::binary);
  file << draft.toml;
  file.close();
  if (!file) return Failed(absl::StrCat("--to: cannot write ", flags.to));
  for (const std::string& guess : draft.guesses) context.out << Clean(guess) << "\n";
  context.out << "Written to " << flags.to << "; try it: parallax signal import --mapping "
              << flags.to << " " << flags.input << " --check\n";
  return absl::OkStatus();
}

}  // namespace

void AddMapping(CLI::App& app, Invocation& invocation) {
  CLI::App* mapping = app.add_subcommand("mapping", "Mappings of files to signals");
  mapping->require_subcommand(1);
  CLI::App* verb = mapping->add_subcommand("new", "Draft a mapping from a file's columns");
  auto flags = std::make_shared<MappingNewFlags>();
  verb->add_option("FILE", flags->input, "A CSV or JSON file; also .gz, .zst")->required();
  verb->add_option("--to", flags->to, "Write the draft there [standard output]");
  verb->footer(
      "Examples:\n"
      "  parallax mapping new activities.csv > crm.toml\n"
      "  parallax mapping new activities.csv --to crm.toml\n"
      "  parallax signal import --mapping crm.toml activities.csv --check\n\n"
      "The draft says in comments what was guessed from which column. No server is asked.");
  verb->callback([flags, &invocation] {
    invocation.action = [flags](Context& context) { return RunMappingNew(*flags, context); };
  });
}

}  // namespace parallax::cli
