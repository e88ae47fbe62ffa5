// The lenses of a running service, by id.
#ifndef PARALLAX_CORE_LENS_REGISTRY_H_
#define PARALLAX_CORE_LENS_REGISTRY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/lens/lens.h"

namespace parallax {

// About 4,700 accounts of 200 signals, a lens.
inline constexpr std::uint64_t kKeepBytes = 256u << 20;

// One entry of lenses.toml.
struct ManifestEntry {
  std::string path;    // absolute, or relative to the manifest
  std::string sha256;  // lower-case hex; empty: not pinned
  std::string trust;   // "first_party": in this process
  bool enabled = true;
};

// Reads a manifest:
//   [[lens]]
//   path = "libparallax_saas.so"
//   sha256 = "..."          # optional
//   trust = "first_party"
//   enabled = true          # optional
absl::StatusOr<std::vector<ManifestEntry>> ReadManifest(const std::string& file);

// Checks the ELF file (note, ABI, catalog, exports) before any of its code runs, copies it into a
// sealed memfd and opens that. Never unloaded. FAILED_PRECONDITION says what is wrong with the
// file. `by_path` opens the file itself, so that a debugger sees its name.
// `keep_bytes`: memory in which the lens may keep what it read, between calls.
absl::StatusOr<std::shared_ptr<Lens>> LoadLens(const ManifestEntry& entry, bool by_path = false,
                                               std::uint64_t keep_bytes = kKeepBytes);

class LensRegistry {
 public:
  // A lens that cannot be loaded is kept as a failure with its reason; the others go on.
  static LensRegistry Load(const std::vector<ManifestEntry>& entries, bool by_path = false,
                           std::uint64_t keep_bytes = kKeepBytes);

  void Add(std::shared_ptr<Lens> lens);  // ids are unique; the later one wins

  // `name` is ID or ID@VERSION. NOT_FOUND names the lenses there are.
  absl::StatusOr<std::shared_ptr<Lens>> Find(std::string_view name) const;
  std::vector<std::shared_ptr<Lens>> List() const;  // by id
  // Every lens forgets what it kept of accounts.
  void Forget() const;

  struct Failure {
    std::string path, reason;
  };
  const std::vector<Failure>& failures() const { return failures_; }

 private:
  std::vector<std::shared_ptr<Lens>> lenses_;  // sorted by id
  std::vector<Failure> failures_;
};

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_REGISTRY_H_
