// The lenses the build made, and their pages.
#ifndef PARALLAX_TESTS_UNIT_LENSES_BUNDLED_H_
#define PARALLAX_TESTS_UNIT_LENSES_BUNDLED_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/lens/lens.h"

namespace parallax {

std::vector<std::string> BundledLenses();  // of the manifest, sorted

// The library as a server loads it.
absl::StatusOr<std::shared_ptr<Lens>> LoadBundled(const std::string& lens);

std::string PagePath(const std::string& lens);
// NOT_FOUND when the lens has no page.
absl::StatusOr<std::string> ReadPage(const std::string& lens);

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_LENSES_BUNDLED_H_
