#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/lens/registry.h"

namespace parallax {
namespace {

absl::Status BadManifest(const std::string& file, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", what));
}

bool IsSha256(const std::string& text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// One [[lens]]; `where` names it in errors. An unknown key is refused: a misspelt `sha256` would
// pin nothing.
absl::StatusOr<ManifestEntry> ReadEntry(const toml::table& table,
                                        const std::filesystem::path& folder,
                                        const std::string& where) {
  ManifestEntry entry;
  for (const auto& [key, node] : table) {
    const std::string_view name = key.str();
    const std::optional<std::string> text =
        node.is_string() ? node.value<std::string>() : std::nullopt;
    if (name == "enabled" && node.is_boolean()) {
      entry.enabled = *node.value<bool>();
    } else if (name == "path" && text.has_value() && !text->empty()) {
      entry.path = (folder / *text).lexically_normal().string();
    } else if (name == "sha256" && text.has_value()) {
      entry.sha256 = *text;
    } else if (name == "trust" && text.has_value()) {
      entry.trust = *text;
    } else {
      return BadManifest(where,
                         absl::StrCat("\"", std::string(name),
                                      "\" is unknown or of the wrong type; a lens takes path, "
                                      "sha256, trust (texts) and enabled (true or false)"));
    }
  }
  if (entry.path.empty()) return BadManifest(where, "path is missing");
  if (!entry.sha256.empty() && !IsSha256(entry.sha256)) {
    return BadManifest(where, "sha256 is not 64 lower-case hexadecimal digits");
  }
  if (entry.trust != "first_party") {
    return BadManifest(where,
                       absl::StrCat("trust is \"", entry.trust, "\"; it takes \"first_party\""));
  }
  return entry;
}

}  // namespace

absl::StatusOr<std::vector<ManifestEntry>> ReadManifest(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return absl::NotFoundError(absl::StrCat(file, ": there is no such manifest"));
  }
  toml::table root;
  try {
    root = toml::parse_file(file);
  } catch (const toml::parse_error& e) {
    return BadManifest(
        file, absl::StrCat("line ", e.source().begin.line, ": ", std::string(e.description())));
  }
  std::vector<ManifestEntry> entries;
  for (const auto& [key, node] : root) {
    const toml::array* lenses = node.as_array();
    if (key.str() != "lens" || lenses == nullptr) {
      return BadManifest(
          file, absl::StrCat("\"", std::string(key.str()), "\" is not a list of [[lens]]"));
    }
    for (const toml::node& item : *lenses) {
      const std::string where = absl::StrCat(file, ", lens ", entries.size() + 1);
      if (!item.is_table()) return BadManifest(where, "not a table");
      absl::StatusOr<ManifestEntry> entry =
          ReadEntry(*item.as_table(), std::filesystem::path(file).parent_path(), where);
      if (!entry.ok()) return entry.status();
      entries.push_back(*std::move(entry));
    }
  }
  return entries;
}

}  // namespace parallax
