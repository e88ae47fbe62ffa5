/* Extension PLX_TWIN_ID: instances of one configuration that share what they keep between calls.
 *
 * Optional. A lens may keep what it derived from a journal it has read (plx_journal.identity); with
 * twins it is found whichever instance the host hands the account to next. */
#ifndef PARALLAX_ABI_TWIN_H_
#define PARALLAX_ABI_TWIN_H_

#include "parallax/abi/types.h"

#define PLX_TWIN_ID "parallax.twin/1"

typedef struct plx_lens plx_lens; /* plugin.h */

typedef struct plx_twin {
  uint32_t struct_size;
  uint32_t reserved0;
  /* [main] Another instance of the configuration of `lens`, which may be within a call meanwhile.
   * It is called and destroyed as if create had made it, and outlives `lens` if need be. Null and
   * `error` on failure; with PLX_ERROR_UNSUPPORTED the host uses create. */
  plx_lens* (*make)(plx_lens* lens, plx_error* error);
} plx_twin;

#endif /* PARALLAX_ABI_TWIN_H_ */
