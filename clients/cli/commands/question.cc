#include "clients/cli/commands/question.h"

#include "absl/strings/str_cat.h"

namespace parallax::cli {

void AddMomentFlags(CLI::App& app, QuestionFlags& flags) {
  app.add_option("--as-of", flags.as_of, "The moment to speak of, RFC 3339 or a date [now]");
  app.add_option("--known-at", flags.known_at, "Only what could be known by then counts [all]");
  app.add_option("--at-least-revision", flags.at_least_revision,
                 "Fail unless the workspace has reached this revision");
}

void AddOverrideFlags(CLI::App& app, QuestionFlags& flags) {
  app.add_option("--set", flags.overrides,
                 "Replace an assumption: PATH=VALUE, repeatable (parallax lens params LENS)")
      ->allow_extra_args(false)
      ->take_all();
}

absl::StatusOr<std::map<std::string, std::string>> ParseOverrides(
    const std::vector<std::string>& overrides) {
  std::map<std::string, std::string> out;
  for (const std::string& text : overrides) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--set: \"", text, "\" is not PATH=VALUE, such as tempo.cadence_days.base=21"));
    }
    const std::string path = text.substr(0, equals);
    if (!out.emplace(path, text.substr(equals + 1)).second) {
      return absl::InvalidArgumentError(absl::StrCat("--set: ", path, " is given twice"));
    }
  }
  return out;
}

}  // namespace parallax::cli
