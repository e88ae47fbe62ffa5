#include <elf.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/lens/elf_note.h"

namespace parallax {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
#error "lenses are checked for x86-64 and AArch64"
#endif

// The C and C++ run time, nothing else: two copies of protobuf in one process abort, and every
// other library is one that a consultant's machine has and the server's has not.
constexpr std::array<std::string_view, 7> kAllowed = {
    "libstdc++.so.6",        "libm.so.6",       "libc.so.6",
    "libgcc_s.so.1",         "libpthread.so.0", "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
};

bool Allowed(std::string_view library) {
#ifdef PARALLAX_SANITIZED
  // An instrumented build's lenses need the sanitizer's own run time.
  for (const std::string_view name : {"libasan.so.", "libubsan.so.", "libtsan.so."}) {
    if (library.starts_with(name)) return true;
  }
#endif
  return std::ranges::find(kAllowed, library) != kAllowed.end();
}

bool IsId(std::string_view id) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !id.empty() && letter(id[0]) && std::ranges::all_of(id, [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

template <typename... Parts>
absl::Status RefuseFile(const Parts&... parts) {
  return absl::FailedPreconditionError(absl::StrCat(parts...));
}

absl::Status CheckNote(const plx_note& note, std::uint32_t catalog_version) {
  if (note.magic != PLX_NOTE_MAGIC || note.desc_size < sizeof(plx_note)) {
    return RefuseFile("its Parallax note is not one this host can read");
  }
  if (note.abi_major != PLX_ABI_MAJOR) {
    return RefuseFile("it is built for lens ABI ", note.abi_major, "; this host speaks ABI ",
                      PLX_ABI_MAJOR);
  }
  if (note.abi_minor_required > PLX_ABI_MINOR) {
    return RefuseFile("it requires lens ABI ", note.abi_major, ".", note.abi_minor_required,
                      " or newer; this host speaks ", PLX_ABI_MAJOR, ".", PLX_ABI_MINOR);
  }
  if (catalog_version < note.catalog_min || catalog_version > note.catalog_max) {
    return RefuseFile("it understands signal catalog ", note.catalog_min, " to ", note.catalog_max,
                      "; this host has ", catalog_version);
  }
  if (!IsId(NoteLensId(note))) return RefuseFile("the lens id in its note is no lower-case label");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckElf(const ElfFacts& facts, std::uint32_t catalog_version) {
  if (facts.machine != kMachine) {
    return RefuseFile("it is built for another machine (ELF machine ", facts.machine,
                      ", this one is ", kMachine, ")");
  }
  if (facts.notes.empty()) {
    return RefuseFile(
        "it carries no Parallax note; build it with parallax_add_lens and PARALLAX_LENS");
  }
  if (facts.notes.size() > 1)
    return RefuseFile("it carries ", facts.notes.size(), " Parallax notes");
  if (absl::Status status = CheckNote(facts.notes[0], catalog_version); !status.ok()) return status;
  if (facts.exports != std::vector<std::string>{PLX_ENTRY_SYMBOL}) {
    return RefuseFile("it exports ",
                      facts.exports.empty() ? "nothing" : absl::StrJoin(facts.exports, ", "),
                      "; a lens exports ", PLX_ENTRY_SYMBOL, " and nothing else");
  }
  for (const std::string& library : facts.needed) {
    if (Allowed(library)) continue;
    return RefuseFile("it needs ", library, "; a lens needs only the C and C++ run time");
  }
  return absl::OkStatus();
}

}  // namespace parallax
