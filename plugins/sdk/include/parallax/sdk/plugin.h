// Turns a Definition (model.h) into a loadable lens.
//
//   // lens.cc, the whole file of a lens beside its model:
//   PARALLAX_LENS("saas", kDefinition)
//
// The macro stands once in a library, outside any namespace. It exports the entry point and writes
// the ELF note by which a host knows the lens before it runs any of its code. Build with
// parallax_add_lens (cmake/ParallaxLens.cmake), which hides every other symbol.
#ifndef PARALLAX_SDK_PLUGIN_H_
#define PARALLAX_SDK_PLUGIN_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "parallax/abi/note.h"
#include "parallax/abi/plugin.h"
#include "parallax/sdk/model.h"
#include "parallax/sdk/version.h"

namespace parallax::sdk {

// The note of a lens, made by the compiler: an id that does not fit, is empty or is no lower-case
// label does not compile.
consteval plx_note_section MakeNote(std::string_view lens_id) {
  constexpr std::string_view kName = PLX_NOTE_NAME;
  constexpr std::string_view kVersion = PARALLAX_SDK_VERSION;
  plx_note_section note{};
  note.name_size = static_cast<std::uint32_t>(kName.size() + 1);
  note.desc_size = sizeof(plx_note);
  note.type = PLX_NOTE_TYPE;
  for (std::size_t i = 0; i < kName.size(); ++i) note.name[i] = kName[i];
  note.desc.magic = PLX_NOTE_MAGIC;
  note.desc.desc_size = sizeof(plx_note);
  note.desc.abi_major = PLX_ABI_MAJOR;
  note.desc.abi_minor_required = PARALLAX_SDK_ABI_MINOR_REQUIRED;
  note.desc.abi_minor_built = PLX_ABI_MINOR;
  note.desc.catalog_min = PARALLAX_SDK_CATALOG_MIN;
  note.desc.catalog_max = PARALLAX_SDK_CATALOG_MAX;
  for (std::size_t i = 0; i < kVersion.size(); ++i) note.desc.framework_version[i] = kVersion[i];
  if (lens_id.empty() || lens_id.size() >= sizeof(note.desc.lens_id)) {
    throw "a lens id has 1 to 63 characters";
  }
  for (std::size_t i = 0; i < lens_id.size(); ++i) {
    const char c = lens_id[i];
    const bool letter = c >= 'a' && c <= 'z';
    const bool other = (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!letter && !(other && i > 0)) throw "a lens id matches [a-z][a-z0-9_-]*";
    note.desc.lens_id[i] = c;
  }
  return note;
}

namespace internal {

// The bodies behind the table; none lets an exception out. See plugin.cc.
plx_lens_plugin MakeTable(const Definition& definition);
const plx_parameter* DescribeParameters(const Definition& definition,
                                        std::uint32_t* count) noexcept;
const plx_role* DescribeCommittee(const Definition& definition, std::uint32_t* count) noexcept;
plx_lens* Create(const Definition& definition, const plx_config* config, plx_error* error) noexcept;

// The table's functions take no context, so the definition is part of their type.
template <const Definition& (*kGet)()>
const plx_lens_plugin* Export() noexcept {
  try {
    static const plx_lens_plugin table = [] {
      plx_lens_plugin made = MakeTable(kGet());
      made.describe_parameters = [](std::uint32_t* count) {
        return DescribeParameters(kGet(), count);
      };
      made.describe_committee = [](std::uint32_t* count) {
        return DescribeCommittee(kGet(), count);
      };
      made.create = [](const plx_config* config, plx_error* error) {
        return Create(kGet(), config, error);
      };
      return made;
    }();
    return &table;
  } catch (...) {
    return nullptr;  // the host says that the entry point gave no table
  }
}

}  // namespace internal
}  // namespace parallax::sdk

// `lens_id` is a string literal and equals the definition's id; the rest is an expression that
// makes a Definition (braces and commas are fine). It is evaluated once, at the first call of the
// entry point.
#define PARALLAX_LENS(lens_id, ...)                                        \
  namespace {                                                              \
  [[gnu::section(PLX_NOTE_SECTION), gnu::used,                             \
    gnu::aligned(4)]] constinit const plx_note_section kParallaxLensNote = \
      ::parallax::sdk::MakeNote(lens_id);                                  \
  const ::parallax::sdk::Definition& ParallaxLensDefinition() {            \
    static const ::parallax::sdk::Definition definition = __VA_ARGS__;     \
    return definition;                                                     \
  }                                                                        \
  }                                                                        \
  PLX_EXTERN_C PLX_EXPORT const plx_lens_plugin* PLX_ENTRY(void) {         \
    return ::parallax::sdk::internal::Export<&ParallaxLensDefinition>();   \
  }                                                                        \
  static_assert(true, "PARALLAX_LENS may end in a semicolon")

#endif  // PARALLAX_SDK_PLUGIN_H_
