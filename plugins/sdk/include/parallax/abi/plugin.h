/* The entry point of a lens.
 *
 *   const plx_lens_plugin* plx_lens_plugin_v0(void);
 *
 * returns a table that lives as long as the library. The library is never unloaded.
 *
 * Threads: [main] calls are serialized by the host; [instance] calls are never concurrent on one
 * instance, while different instances run in parallel. Purity: no clock, no I/O, no randomness but
 * batch.seed: the same batch gives the same bits. Errors: no exception leaves the library; a call
 * returns a code and fills `error`; a row that fails alone sets its status.
 */
#ifndef PARALLAX_ABI_PLUGIN_H_
#define PARALLAX_ABI_PLUGIN_H_

#include "parallax/abi/batch.h"
#include "parallax/abi/describe.h"
#include "parallax/abi/result.h"

/* An instance: one configuration of the lens. */
typedef struct plx_lens plx_lens;

/* How an instance is made. Overrides hold for its life; a batch may add its own on top. */
typedef struct plx_config {
  uint32_t struct_size;
  uint32_t override_count;
  const plx_words* words; /* valid while the process runs */
  const plx_str* override_path;
  const plx_str* override_value;
  /* Memory that the lens may keep between calls beside its buffers, its twins (twin.h) included. */
  uint64_t keep_bytes;
} plx_config;

typedef struct plx_lens_plugin {
  uint32_t struct_size;
  uint32_t abi_minor_built;
  uint32_t abi_minor_required;
  uint32_t catalog_min; /* least and greatest catalog version it understands */
  uint32_t catalog_max;
  uint32_t reserved0;
  plx_str id; /* lower-case label, as in the note */
  plx_str name;
  plx_str version; /* of the lens's model, MAJOR.MINOR.PATCH */
  plx_str vendor;
  plx_str industry;
  plx_str framework_version;

  /* [main] Every assumption; *count is set, the array is the lens's. Elements of this and the next
   * array lie struct_size of the first apart, so that a newer lens may use longer ones. */
  const plx_parameter* (*describe_parameters)(uint32_t* count);
  /* [main] The roles of the buying committee under the default assumptions. */
  const plx_role* (*describe_committee)(uint32_t* count);
  /* [main] Null and `error` on failure. The host may make any number of instances of one
   * configuration. */
  plx_lens* (*create)(const plx_config* config, plx_error* error);
  /* [main] Of what create made, once. */
  void (*destroy)(plx_lens* lens);
  /* [instance] PLX_OK when every row has a status; else nothing in `result` counts. */
  int32_t (*interpret_batch)(plx_lens* lens, const plx_batch* batch, const plx_result* result,
                             plx_error* error);
  /* [any] Null when the lens does not know the extension. Ids look like "parallax.explain/1". */
  const void* (*get_extension)(plx_str id);
} plx_lens_plugin;

typedef const plx_lens_plugin* (*plx_entry_fn)(void);

/* [main] Defined by a lens, once. */
PLX_EXTERN_C PLX_EXPORT const plx_lens_plugin* PLX_ENTRY(void);

#include "parallax/abi/layout.h"

#endif /* PARALLAX_ABI_PLUGIN_H_ */
