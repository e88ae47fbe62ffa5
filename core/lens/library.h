// Opens the file of a lens: reads it once, checks those bytes, loads those bytes.
#ifndef PARALLAX_CORE_LENS_LIBRARY_H_
#define PARALLAX_CORE_LENS_LIBRARY_H_

#include <string>

#include "absl/status/statusor.h"
#include "parallax/abi/plugin.h"

namespace parallax {

struct Library {
  const plx_lens_plugin* plugin =
      nullptr;         // lives as long as the process; checked as CheckPlugin says
  std::string sha256;  // of the file, lower-case hex
};

// `sha256` empty: not pinned. The bytes that were hashed and checked are the bytes that run: they
// go into a sealed memfd, and that is opened, so that nobody can replace the file in between. With
// `by_path` the file itself is opened, which a debugger can name, and which can be raced: for
// development only. The library is never unloaded: thread-locals and registered destructors of a
// plugin outlive any point at which that would be safe.
//
// FAILED_PRECONDITION says what is wrong with the file; NOT_FOUND that there is none.
absl::StatusOr<Library> OpenLibrary(const std::string& path, const std::string& sha256,
                                    bool by_path);

// Whether the table a library gave keeps to the ABI: its size, its functions, its versions and
// `note_id`, the id of its ELF note. FAILED_PRECONDITION names the first fault.
absl::Status CheckPlugin(const plx_lens_plugin* plugin, const std::string& note_id);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_LIBRARY_H_
