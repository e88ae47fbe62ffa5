// parallax completion bash|zsh: a script made from the command line itself, so that it cannot fall
// behind.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/commands.h"

namespace parallax::cli {
namespace {

std::vector<std::string> CompletionFlags(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) out.push_back(absl::StrCat("--", name));
  }
  return out;
}

// One `case` line a command: its path, then the words that may follow.
void Cases(const CLI::App& app, const std::string& path, const std::vector<std::string>& global,
           std::string& out) {
  std::vector<std::string> words;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) words.push_back(verb->get_name());
  for (const std::string& flag : CompletionFlags(app)) words.push_back(flag);
  if (!path.empty()) words.insert(words.end(), global.begin(), global.end());
  absl::StrAppend(&out, "    \"", path, "\") words=\"", absl::StrJoin(words, " "), "\" ;;\n");
  for (const CLI::App* verb : app.get_subcommands(nullptr)) {
    Cases(*verb, absl::StrCat(path, path.empty() ? "" : " ", verb->get_name()), global, out);
  }
}

void Paths(const CLI::App& app, const std::string& path, std::vector<std::string>& out) {
  for (const CLI::App* verb : app.get_subcommands(nullptr)) {
    out.push_back(absl::StrCat(path, path.empty() ? "" : " ", verb->get_name()));
    Paths(*verb, out.back(), out);
  }
}

std::string BashScript(const CLI::App& root) {
  std::vector<std::string> paths;
  Paths(root, "", paths);
  std::string cases;
  Cases(root, "", CompletionFlags(root), cases);
  return absl::StrCat(
      "_parallax() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" "
      "path=\"\" next word words i\n"
      "  case \"$previous\" in\n"
      "    --output) COMPREPLY=($(compgen -W \"table json ndjson csv\" -- \"$current\")); return "
      ";;\n"
      "    --file|--config|--mapping|--rejects|--to) COMPREPLY=($(compgen -f -- \"$current\")); "
      "return "
      ";;\n"
      "  esac\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n"
      "    next=\"${path:+$path }$word\"\n"
      "    case \"$next\" in\n"
      "      \"",
      absl::StrJoin(paths, "\"|\""),
      "\") path=\"$next\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$path\" in\n",
      cases,
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}\n"
      "complete -o default -F _parallax parallax\n");
}

}  // namespace

void AddCompletion(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("completion", "A completion script for bash or zsh");
  auto shell = std::make_shared<std::string>();
  verb->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  verb->footer(
      "Examples:\n"
      "  parallax completion bash > ~/.local/share/bash-completion/completions/parallax\n"
      "  parallax completion zsh > ~/.parallax.zsh  # then: source ~/.parallax.zsh");
  const CLI::App* root = &app;
  verb->callback([root, shell, &invocation] {
    invocation.action = [root, shell](Context& context) {
      if (*shell == "zsh") context.out << "autoload -U +X bashcompinit && bashcompinit\n";
      context.out << BashScript(*root);
      return absl::OkStatus();
    };
  });
}

}  // namespace parallax::cli
