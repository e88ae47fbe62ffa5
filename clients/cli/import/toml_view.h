// A TOML table with its name and place, for errors that say where they are.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_TOML_VIEW_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_TOML_VIEW_H_

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/base/nearest.h"

namespace parallax::cli {

inline int LineOf(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

// "leadforge.toml:12: [[table]] leads.key: takes a list of columns".
inline absl::Status MappingError(absl::string_view file, int line, absl::string_view path,
                                 absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(file, ":", line, ": ", path, path.empty() ? "" : ": ", what));
}

// OK when every key of the table is among the accepted ones.
inline absl::Status CheckKeys(const toml::table& table, absl::string_view file,
                              absl::string_view path, const std::vector<std::string>& accepted) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    bool known = false;
    for (const std::string& one : accepted) known |= one == name;
    if (known) continue;
    const std::string nearest = Nearest(name, accepted);
    return MappingError(
        file, LineOf(node), path,
        absl::StrCat("unknown key ", name,
                     nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"),
                     "; accepted: ", absl::StrJoin(accepted, ", ")));
  }
  return absl::OkStatus();
}

// A text at a key; the fallback when it is absent.
inline absl::StatusOr<std::string> TextAt(const toml::table& table, absl::string_view key,
                                          absl::string_view file, absl::string_view path,
                                          absl::string_view fallback) {
  const toml::node* node = table.get(std::string_view(key.data(), key.size()));
  if (node == nullptr) return std::string(fallback);
  if (const auto text = node->value<std::string>(); node->is_string() && text) return *text;
  return MappingError(file, LineOf(*node), absl::StrCat(path, ".", key), "takes text in quotes");
}

// A text or a list of texts.
inline absl::StatusOr<std::vector<std::string>> TextsAt(const toml::node& node,
                                                        absl::string_view file,
                                                        absl::string_view path) {
  std::vector<std::string> out;
  if (const auto text = node.value<std::string>(); node.is_string() && text) {
    out.push_back(*text);
  } else if (const toml::array* items = node.as_array()) {
    for (const toml::node& item : *items) {
      const auto text = item.value<std::string>();
      if (!item.is_string() || !text)
        return MappingError(file, LineOf(item), path, "takes texts in quotes");
      out.push_back(*text);
    }
  } else {
    return MappingError(file, LineOf(node), path, "takes text in quotes, or a list of texts");
  }
  return out;
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_TOML_VIEW_H_
