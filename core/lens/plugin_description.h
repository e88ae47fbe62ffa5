// Reads what a lens says of itself into the core's terms.
#ifndef PARALLAX_CORE_LENS_PLUGIN_DESCRIPTION_H_
#define PARALLAX_CORE_LENS_PLUGIN_DESCRIPTION_H_

#include <vector>

#include "absl/status/statusor.h"
#include "core/lens/lens.h"
#include "parallax/abi/plugin.h"

namespace parallax {

// Of a table that CheckPlugin accepted. FAILED_PRECONDITION names the first parameter or role that
// breaks the ABI: no path, a path said twice, an unknown type or power, a default that does not fit
// its own type and range.
absl::StatusOr<std::vector<Parameter>> ReadParameters(const plx_lens_plugin& plugin);
absl::StatusOr<std::vector<CommitteeRole>> ReadCommittee(const plx_lens_plugin& plugin);
LensInfo ReadInfo(const plx_lens_plugin& plugin, const std::string& sha256);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_PLUGIN_DESCRIPTION_H_
