// A Lens over the table of a plugin.
#ifndef PARALLAX_CORE_LENS_PLUGIN_LENS_H_
#define PARALLAX_CORE_LENS_PLUGIN_LENS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/lens/lens.h"
#include "parallax/abi/plugin.h"

namespace parallax {

// Rows handed to a plugin in one call; bounds the buffers of an instance (about 150 KB) whatever a
// caller asks.
inline constexpr std::size_t kRowsPerCall = 512;

// `plugin` is a table that CheckPlugin (library.h) accepted and lives as long as the process. Makes
// one instance at once, so that a lens that cannot be created is not loaded. FAILED_PRECONDITION
// says why it cannot.
//
// Interpret splits its rows into calls of at most kRowsPerCall. Rows that break the ABI (result.h)
// have status PLX_ERROR_INTERNAL. An instance that failed as a whole is thrown away, since it may
// be half way through a change of state.
// An instance may keep what it read, `keep_bytes` together with its twins.
absl::StatusOr<std::shared_ptr<Lens>> MakePluginLens(const plx_lens_plugin* plugin,
                                                     const std::string& sha256,
                                                     std::uint64_t keep_bytes = 0);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_PLUGIN_LENS_H_
