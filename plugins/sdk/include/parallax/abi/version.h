/* Parallax lens ABI: version and growth rules.
 *
 * A lens is a shared library that exports one symbol, PLX_ENTRY_SYMBOL, and carries one ELF note
 * (note.h) that the host reads before any of its code runs. These headers are the specification.
 * They are C11 and include <stdint.h> and <stddef.h> only.
 *
 * Version 0 may break between commits; version 1 will not. Both follow the same growth rules:
 *   - every struct starts with `struct_size`, set by whoever fills it to the size it was compiled
 * with;
 *   - members are appended, never inserted, reordered, reused or removed;
 *   - a reader touches an appended member only after PLX_HAS says that the writer knew it;
 *   - integers are fixed width, padding is explicit, enum values are written out and never
 * renumbered.
 */
#ifndef PARALLAX_ABI_VERSION_H_
#define PARALLAX_ABI_VERSION_H_

#include <stddef.h>
#include <stdint.h>

#define PLX_ABI_MAJOR 0u
#define PLX_ABI_MINOR 1u

/* The one symbol a lens exports; the major is part of the name. */
#define PLX_ENTRY plx_lens_plugin_v0
#define PLX_ENTRY_SYMBOL "plx_lens_plugin_v0"

/* True when the struct behind `p` is large enough to hold `field`. */
#define PLX_HAS(p, field)      \
  ((size_t)(p)->struct_size >= \
   (size_t)((const char*)&(p)->field - (const char*)(p)) + sizeof((p)->field))

/* The entry point is the one symbol that leaves the library. */
#define PLX_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
#define PLX_EXTERN_C extern "C"
#define PLX_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define PLX_EXTERN_C extern
#define PLX_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

#endif /* PARALLAX_ABI_VERSION_H_ */
