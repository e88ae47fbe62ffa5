#include "tests/unit/lenses/bundled.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/lens/registry.h"
#include "tests/unit/lenses/parameters.h"

namespace parallax {
namespace {

constexpr char kFolder[] = PARALLAX_BINARY_DIR "/lenses/";

std::string FileOf(const std::string& lens) { return absl::StrCat("libparallax_", lens, ".so"); }

}  // namespace

std::vector<std::string> BundledLenses() {
  std::vector<std::string> lenses;
  const auto manifest = ReadManifest(absl::StrCat(kFolder, "lenses.toml"));
  if (!manifest.ok()) return lenses;
  for (const ManifestEntry& entry : *manifest) {
    const std::string name = std::filesystem::path(entry.path).stem();
    std::string_view lens = name;
    if (TakePrefix(lens, "libparallax_")) lenses.emplace_back(lens);
  }
  std::ranges::sort(lenses);
  return lenses;
}

absl::StatusOr<std::shared_ptr<Lens>> LoadBundled(const std::string& lens) {
  return LoadLens({.path = kFolder + FileOf(lens), .sha256 = "", .trust = "first_party"});
}

std::string PagePath(const std::string& lens) {
  return absl::StrCat(PARALLAX_SOURCE_DIR "/plugins/", lens, "/README.md");
}

absl::StatusOr<std::string> ReadPage(const std::string& lens) {
  std::ifstream file(PagePath(lens), std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(lens, " has no page"));
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace parallax
