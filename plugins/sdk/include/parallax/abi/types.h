/* Scalars, strings, errors and codes shared by every part of the ABI. */
#ifndef PARALLAX_ABI_TYPES_H_
#define PARALLAX_ABI_TYPES_H_

#include "parallax/abi/version.h"

/* UTF-8, not terminated; data may be null when size is 0. Lifetime: as the struct that holds it
 * says. It has no struct_size, because arrays of it are columns, and never grows. */
typedef struct plx_str {
  const char* data;
  uint32_t size;
  uint32_t reserved0;
} plx_str;

/* An absent index (person, decision, string, parameter row). */
#define PLX_NONE UINT32_MAX
/* An absent instant. Instants are nanoseconds since 1970-01-01T00:00:00Z. */
#define PLX_NO_TIME INT64_MIN

/* What a call returns, and what a row's status holds. Negative is an error. */
enum {
  PLX_OK = 0,
  PLX_ERROR_INVALID_ARGUMENT = -1, /* the input breaks this specification */
  PLX_ERROR_PARAMETER = -2, /* an override names no parameter, or its value is outside the range */
  PLX_ERROR_INTERNAL = -3,  /* the lens failed; an exception it caught counts */
  PLX_ERROR_UNSUPPORTED = -4, /* the lens does not do this */
  PLX_ERROR_OUT_OF_MEMORY = -5
};

/* Filled by the callee when it returns an error; owned by the caller. The message is terminated. */
typedef struct plx_error {
  uint32_t struct_size;
  int32_t code;
  uint32_t row; /* the row at fault, or PLX_NONE */
  uint32_t reserved0;
  char message[496];
} plx_error;

/* Who acted. */
enum {
  PLX_INITIATOR_BUYER = 1,
  PLX_INITIATOR_SELLER = 2,
  PLX_INITIATOR_THIRD_PARTY = 3,
  PLX_INITIATOR_SYSTEM = 4
};
/* How the content of a signal was made. */
enum { PLX_PROVENANCE_HUMAN = 1, PLX_PROVENANCE_MODEL = 2, PLX_PROVENANCE_DERIVED = 3 };
/* What a stakeholder can do to the decision; 0: not declared. */
enum { PLX_POWER_VETO = 1, PLX_POWER_APPROVE = 2, PLX_POWER_INFLUENCE = 3, PLX_POWER_USE = 4 };
/* A tri-state flag. */
enum { PLX_FLAG_ABSENT = 0, PLX_FLAG_FALSE = 1, PLX_FLAG_TRUE = 2 };
/* How an account uses the product; 0: not declared. */
enum {
  PLX_ARCHETYPE_INTERACTIVE = 1,
  PLX_ARCHETYPE_API = 2,
  PLX_ARCHETYPE_SCANNING = 3,
  PLX_ARCHETYPE_INSURANCE = 4
};
/* Sort of decision; 0: not declared. */
enum { PLX_DECISION_NEW = 1, PLX_DECISION_RENEWAL = 2, PLX_DECISION_EXPANSION = 3 };
/* How a decision ended; 0: not declared. */
enum {
  PLX_OUTCOME_WON = 1,
  PLX_OUTCOME_LOST = 2,
  PLX_OUTCOME_NO_DECISION = 3,
  PLX_OUTCOME_SLIPPED = 4
};
/* Type of an attribute value. */
enum { PLX_ATTR_STRING = 1, PLX_ATTR_NUMBER = 2, PLX_ATTR_BOOL = 3 };

#endif /* PARALLAX_ABI_TYPES_H_ */
