/* What a lens is asked: rows of (journal, decision, as_of). Owned by the host, valid for the call.
 *
 * A history is one batch whose rows share one journal; a portfolio is one batch over many journals.
 */
#ifndef PARALLAX_ABI_BATCH_H_
#define PARALLAX_ABI_BATCH_H_

#include "parallax/abi/journal.h"

/* What the host wants emitted beside the fixed columns of the result. */
enum {
  PLX_WANT_COMMITTEE = 1u << 0, /* members, missing roles, binding role */
  PLX_WANT_GATES = 1u << 1,
  PLX_WANT_TEXTS = 1u << 2,         /* headline, reasons of the pace */
  PLX_WANT_CONTRIBUTIONS = 1u << 3, /* the attribution of every reading */
  PLX_WANT_DRIFT = 1u << 4,
  PLX_WANT_HANDOFFS = 1u << 5,
  PLX_WANT_VALUE = 1u << 6,
  PLX_WANT_FUNCTIONS = 1u << 7,
  PLX_WANT_NEXT_QUESTION = 1u << 8, /* tries what each answer would change: a reading of its own */
  PLX_WANT_OBSERVATIONS = 1u << 9,
  PLX_WANT_STAGES = 1u << 10 /* where confidence moved: a reading of every day of the account */
};

typedef struct plx_batch {
  uint32_t struct_size;
  uint32_t row_count;
  const plx_journal* const* journal; /* [row_count]; rows may share a journal */
  const uint32_t*
      decision; /* [row_count] decision index of that journal, or PLX_NONE: the whole account */
  const int64_t* as_of; /* [row_count] */
  uint64_t seed;        /* the only source of randomness a lens has */
  uint32_t want;        /* PLX_WANT_ bits */
  uint32_t override_count;
  const plx_str*
      override_path; /* [override_count] parameter paths, for example "tempo.cadence_days.base" */
  const plx_str*
      override_value; /* [override_count] as text; applied in order, for every row of the batch */
} plx_batch;

#endif /* PARALLAX_ABI_BATCH_H_ */
