// What a shared library says of itself before any of its code runs: machine, exports, needs, and
// the Parallax note.
//
// Reads what the dynamic loader reads (program headers and the dynamic section), not the section
// headers, which a file may lack or fake. Trusts nothing: every offset and count is checked against
// the bytes.
#ifndef PARALLAX_CORE_LENS_ELF_NOTE_H_
#define PARALLAX_CORE_LENS_ELF_NOTE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "parallax/abi/note.h"

namespace parallax {

struct ElfFacts {
  std::uint16_t machine = 0;         // EM_
  std::vector<std::string> exports;  // symbols others can bind to, in the order of the table
  std::vector<std::string> needed;   // DT_NEEDED, in order
  std::vector<plx_note> notes;       // every Parallax note of a known size
};

// FAILED_PRECONDITION when `file` is no 64-bit little-endian ELF shared library, or contradicts
// itself. O(file size).
absl::StatusOr<ElfFacts> ReadElf(std::span<const unsigned char> file);

// Whether this host may load it. FAILED_PRECONDITION names the first thing wrong: wrong machine, no
// note, another ABI major, a newer minor than ours, a catalog range without `catalog_version`,
// exports, a library a lens must not need.
absl::Status CheckElf(const ElfFacts& facts, std::uint32_t catalog_version);

// The id in a note that CheckElf accepted.
std::string NoteLensId(const plx_note& note);

}  // namespace parallax

#endif  // PARALLAX_CORE_LENS_ELF_NOTE_H_
