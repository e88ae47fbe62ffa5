/* What a lens says of itself: its assumptions and its committee. Owned by the lens, valid while the
 * library is loaded. */
#ifndef PARALLAX_ABI_DESCRIBE_H_
#define PARALLAX_ABI_DESCRIBE_H_

#include "parallax/abi/types.h"

enum {
  PLX_PARAM_NUMBER = 1, /* decimal text, within min..max */
  PLX_PARAM_BOOL = 2,   /* "0", "1", "false" or "true" */
  PLX_PARAM_ENUM = 3,   /* one of `choices`, separated by " | " */
  PLX_PARAM_DATE = 4,   /* "MM-DD" */
  PLX_PARAM_IDS = 5     /* ids separated by commas */
};

/* One assumption: named, typed, ranged, documented, sourced or marked as an assumption, and
 * overridable. */
typedef struct plx_parameter {
  uint32_t struct_size;
  int32_t type;          /* PLX_PARAM_ */
  plx_str path;          /* "committee.quorum", "weights.sales.stance_expressed.confidence" */
  plx_str default_value; /* as text */
  plx_str choices;       /* enums only */
  plx_str unit;
  plx_str doc;
  plx_str provenance; /* "sourced" or "assumption" */
  plx_str citation;   /* references of the lens's page, or empty */
  double min;         /* NaN where the type has no range */
  double max;
} plx_parameter;

typedef struct plx_role {
  uint32_t struct_size;
  int32_t power; /* PLX_POWER_ */
  plx_str id;    /* a role or family of the signal catalog */
  int32_t required;
  uint32_t reserved0;
} plx_role;

#endif /* PARALLAX_ABI_DESCRIBE_H_ */
