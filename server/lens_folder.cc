#include "server/lens_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace parallax::server {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<std::vector<ManifestEntry>> ScanFolder(const fs::path& folder) {
  std::vector<ManifestEntry> entries;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(folder, error)) {
    const std::string name = file.path().filename().string();
    if (!absl::StartsWith(name, "libparallax_") || !absl::EndsWith(name, ".so")) continue;
    entries.push_back(
        {.path = fs::absolute(file.path()).string(), .sha256 = "", .trust = "first_party"});
  }
  if (error) return absl::InvalidArgumentError("cannot read the folder of lenses");
  std::sort(entries.begin(), entries.end(),
            [](const ManifestEntry& a, const ManifestEntry& b) { return a.path < b.path; });
  return entries;
}

}  // namespace

absl::StatusOr<std::vector<ManifestEntry>> FindLenses(const std::string& configured,
                                                      const std::string& data_dir) {
  std::error_code error;
  if (!configured.empty()) {
    if (fs::is_directory(configured, error)) return ScanFolder(configured);
    if (!fs::exists(configured, error)) {
      return absl::InvalidArgumentError(
          absl::StrCat("lenses = \"", configured, "\": there is no such manifest or folder"));
    }
    return ReadManifest(configured);
  }
  std::vector<fs::path> places;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    places.push_back(executable.parent_path().parent_path() / "lenses" / "lenses.toml");
  }
  if (!data_dir.empty()) places.push_back(fs::path(data_dir) / "lenses.toml");
  for (const fs::path& place : places) {
    if (fs::exists(place, error)) return ReadManifest(place.string());
  }
  return std::vector<ManifestEntry>();
}

}  // namespace parallax::server
