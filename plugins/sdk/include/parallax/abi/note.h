/* The ELF note by which a host knows a lens before it runs any of its code.
 *
 * Section PLX_NOTE_SECTION, SHT_NOTE, allocated; name PLX_NOTE_NAME (with its terminator), type
 * PLX_NOTE_TYPE, and this struct as the descriptor. It survives strip.
 */
#ifndef PARALLAX_ABI_NOTE_H_
#define PARALLAX_ABI_NOTE_H_

#include "parallax/abi/version.h"

#define PLX_NOTE_SECTION ".note.parallax"
#define PLX_NOTE_NAME "Parallax"
#define PLX_NOTE_TYPE 1u
#define PLX_NOTE_MAGIC 0x31584c50u /* "PLX1", little endian */

typedef struct plx_note {
  uint32_t magic;
  uint32_t desc_size; /* of this struct as built */
  uint32_t abi_major;
  uint32_t abi_minor_required;
  uint32_t abi_minor_built;
  uint32_t catalog_min;
  uint32_t catalog_max;
  uint32_t reserved0;
  char framework_version[32]; /* terminated, padded with zeros */
  char lens_id[64];           /* terminated, padded with zeros */
} plx_note;

/* The whole note as it lies in the section. */
typedef struct plx_note_section {
  uint32_t name_size; /* 9 */
  uint32_t desc_size;
  uint32_t type;
  char name[12]; /* PLX_NOTE_NAME and padding to 4 bytes */
  plx_note desc;
} plx_note_section;

#endif /* PARALLAX_ABI_NOTE_H_ */
