// Which lenses to load.
#ifndef PARALLAX_SERVER_LENS_FOLDER_H_
#define PARALLAX_SERVER_LENS_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/lens/registry.h"

namespace parallax::server {

// Entries of `configured`: a manifest, or a folder whose libparallax_*.so are taken as they are,
// first party, by name. Empty: lenses/lenses.toml beside the folder of the executable, else
// lenses.toml in `data_dir`, else none.
absl::StatusOr<std::vector<ManifestEntry>> FindLenses(const std::string& configured,
                                                      const std::string& data_dir);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_LENS_FOLDER_H_
