#include "core/lens/registry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/lens/library.h"
#include "core/lens/plugin_lens.h"

namespace parallax {
namespace {

const std::string& IdOf(const std::shared_ptr<Lens>& lens) { return lens->info().id; }

}  // namespace

absl::StatusOr<std::shared_ptr<Lens>> LoadLens(const ManifestEntry& entry, bool by_path,
                                               std::uint64_t keep_bytes) {
  if (entry.trust != "first_party") {
    return absl::FailedPreconditionError(absl::StrCat(
        "its trust is \"", entry.trust, "\"; only first_party lenses run in this process"));
  }
  const absl::StatusOr<Library> library = OpenLibrary(entry.path, entry.sha256, by_path);
  if (!library.ok()) return library.status();
  return MakePluginLens(library->plugin, library->sha256, keep_bytes);
}

LensRegistry LensRegistry::Load(const std::vector<ManifestEntry>& entries, bool by_path,
                                std::uint64_t keep_bytes) {
  LensRegistry registry;
  for (const ManifestEntry& entry : entries) {
    if (!entry.enabled) continue;
    absl::StatusOr<std::shared_ptr<Lens>> lens = LoadLens(entry, by_path, keep_bytes);
    if (lens.ok()) {
      registry.Add(*std::move(lens));
    } else {
      registry.failures_.push_back({entry.path, std::string(lens.status().message())});
    }
  }
  return registry;
}

void LensRegistry::Add(std::shared_ptr<Lens> lens) {
  const auto at = std::ranges::lower_bound(lenses_, IdOf(lens), {}, IdOf);
  if (at != lenses_.end() && IdOf(*at) == IdOf(lens)) {
    *at = std::move(lens);
  } else {
    lenses_.insert(at, std::move(lens));
  }
}

absl::StatusOr<std::shared_ptr<Lens>> LensRegistry::Find(std::string_view name) const {
  const std::size_t at_sign = name.find('@');
  const std::string_view id = name.substr(0, at_sign);
  const auto at = std::ranges::lower_bound(lenses_, id, {}, IdOf);
  const bool found =
      at != lenses_.end() && IdOf(*at) == id &&
      (at_sign == std::string_view::npos || (*at)->info().version == name.substr(at_sign + 1));
  if (found) return *at;
  std::vector<std::string> known;
  for (const std::shared_ptr<Lens>& lens : lenses_) {
    known.push_back(absl::StrCat(lens->info().id, "@", lens->info().version));
  }
  return LensNotFound(name, known);
}

std::vector<std::shared_ptr<Lens>> LensRegistry::List() const { return lenses_; }

void LensRegistry::Forget() const {
  for (const std::shared_ptr<Lens>& lens : lenses_) lens->Forget();
}

}  // namespace parallax
