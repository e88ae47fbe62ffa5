/* What a lens answers: fixed numeric columns in buffers of the host, and variable parts through
 * emit calls.
 *
 * The host fills every column with its "absent" value before the call: NaN, 0 for enums and counts,
 * PLX_NO_TIME, and PLX_ERROR_INTERNAL in row_status. A lens writes the rows it has an answer for
 * and sets row_status. The four readings stand in the order of PLX_READING_: reading r of row i is
 * column[4 * i + r].
 *
 * A row with PLX_OK carries at least the readings with all their columns, the sufficiency and the
 * verdict; what else it leaves absent, it did not say. The host checks all it reads: a number that
 * is not finite or outside its range, an enum value that is not listed, low <= value <= high not
 * held, an index past the journal, a signal later than the row's as_of, a text that is no UTF-8:
 * the row's status becomes PLX_ERROR_INTERNAL, and the host names the first such fault.
 */
#ifndef PARALLAX_ABI_RESULT_H_
#define PARALLAX_ABI_RESULT_H_

#include "parallax/abi/types.h"

enum {
  PLX_READING_CONFIDENCE = 0,
  PLX_READING_DECISION_RISK = 1,
  PLX_READING_ALIGNMENT = 2,
  PLX_READING_MOMENTUM = 3,
  PLX_READING_COUNT = 4
};
enum {
  PLX_PACE_UNDETERMINED = 1,
  PLX_PACE_ACCELERATING = 2,
  PLX_PACE_STEADY = 3,
  PLX_PACE_HEALTHY_DECELERATION = 4,
  PLX_PACE_WARNING_DECELERATION = 5,
  PLX_PACE_STALLED = 6
};
/* Meanings of a dip. The posterior column holds the last four, in this order, index = value - 2. */
enum {
  PLX_DIP_NONE = 1,
  PLX_DIP_DISINTEREST = 2,
  PLX_DIP_INTERNAL_REVIEW = 3,
  PLX_DIP_RISK_ESCALATION = 4,
  PLX_DIP_CALENDAR = 5,
  PLX_DIP_COUNT = 4
};
/* Phases of the journey. The posterior column holds the four in this order, index = value - 1. */
enum {
  PLX_PHASE_EVALUATION = 1,
  PLX_PHASE_VALIDATION = 2,
  PLX_PHASE_COMMITMENT = 3,
  PLX_PHASE_REASSESSMENT = 4,
  PLX_PHASE_COUNT = 4
};
enum {
  PLX_VERDICT_INSUFFICIENT = 1,
  PLX_VERDICT_HEALTHY = 2,
  PLX_VERDICT_WATCH = 3,
  PLX_VERDICT_WARNING = 4,
  PLX_VERDICT_LOST_GROUND = 5
};
enum { PLX_MOVEMENT_STEADY = 1, PLX_MOVEMENT_SPREADING = 2, PLX_MOVEMENT_NARROWING = 3 };
enum { PLX_CLARITY_CLEARING = 1, PLX_CLARITY_LOOPING = 2 };
enum {
  PLX_STANCE_CHAMPION = 1,
  PLX_STANCE_SUPPORTER = 2,
  PLX_STANCE_NEUTRAL = 3,
  PLX_STANCE_CAUTIOUS = 4,
  PLX_STANCE_SILENT_BLOCKER = 5
};
/* How an interval was made. */
enum {
  PLX_INTERVAL_NONE = 0,       /* low = high = value */
  PLX_INTERVAL_POSTERIOR = 1,  /* 90 % of a posterior under the reading's own process */
  PLX_INTERVAL_ASSUMPTIONS = 2 /* the declared ranges of the assumptions propagated */
};
enum {
  PLX_TEXT_HEADLINE = 1,
  PLX_TEXT_NEXT_QUESTION = 2,
  PLX_TEXT_PACE_REASON = 3,
  PLX_TEXT_BINDING_ROLE = 4,
  PLX_TEXT_MISSING_ROLE = 5
};
enum { PLX_MISREAD_NONE = 1, PLX_MISREAD_HEAVY_ADOPTION = 2, PLX_MISREAD_NARROW_USE = 3 };
enum {
  PLX_ACTIVITY_ACTIVE = 1,
  PLX_ACTIVITY_INACTIVE = 2,
  PLX_ACTIVITY_NOT_APPLICABLE = 3,
  PLX_ACTIVITY_NO_DATA = 4
};
enum {
  PLX_DRIFT_PENDING = 1,
  PLX_DRIFT_FIRING = 2,
  PLX_DRIFT_RECOVERING = 3,
  PLX_DRIFT_RESOLVED = 4,
  PLX_DRIFT_NO_DATA = 5
};

/* One term of a reading's attribution: prior + the sum of all terms = link_value of the reading,
 * within 1e-9. It names its signals, or an interval of silence, or (the prior) neither. */
typedef struct plx_contribution {
  uint32_t struct_size;
  int32_t reading;         /* PLX_READING_ */
  double link_value;       /* in the link unit of the reading */
  plx_str reason;          /* a stable lower-case label, such as "stance_expressed" or "silence" */
  const uint32_t* signals; /* [signal_count] indices into the row's journal, ascending */
  uint32_t signal_count;
  uint32_t person;      /* the member it speaks of, or PLX_NONE */
  int64_t silence_from; /* PLX_NO_TIME when it is not a silence */
  int64_t silence_to;
} plx_contribution;

typedef struct plx_member {
  uint32_t struct_size;
  uint32_t person;
  plx_str role; /* the role or family whose row of the lens applies */
  int32_t power;
  int32_t stance;
  double support; /* 0..1 */
} plx_member;

typedef struct plx_gate {
  uint32_t struct_size;
  int32_t required; /* 0 or 1 */
  plx_str id;
  plx_str state;
  int64_t opened_at; /* of the present run, or PLX_NO_TIME */
  double age_days;   /* clock days, NaN when it does not run */
  double p50_days;
  double p80_days;
} plx_gate;

typedef struct plx_drift {
  uint32_t struct_size;
  int32_t state; /* PLX_DRIFT_ */
  plx_str sign;
  double severity; /* 0..1 of the threshold, 1 when it fires */
  int64_t onset;
  int64_t silence_from; /* PLX_NO_TIME when signals carry the evidence */
  int64_t silence_to;
  const uint32_t* signals;
  uint32_t signal_count;
  uint32_t reserved0;
} plx_drift;

typedef struct plx_handoff {
  uint32_t struct_size;
  int32_t survived; /* PLX_FLAG_ */
  int32_t reset;    /* PLX_FLAG_ */
  uint32_t signal;
  plx_str transition;
  int64_t at;
  double confidence_before; /* 0..100 */
  double confidence_after;
} plx_handoff;

typedef struct plx_value {
  uint32_t struct_size;
  int32_t misread;  /* PLX_MISREAD_ */
  int32_t activity; /* PLX_ACTIVITY_ */
  uint32_t reserved0;
  double time_to_value_days; /* clock days, NaN when unknown */
} plx_value;

/* The evidence as one function of the seller would ask it, beside what that function counts. */
typedef struct plx_function {
  uint32_t struct_size;
  int32_t misread; /* 0 or 1: green here while the buyer is not */
  plx_str function;
  double reading;                  /* 0..100, NaN while there is nothing to read */
  double counted;                  /* over the last tempo.trend_days, >= 0; NaN when nobody told */
  double counted_before;           /* over the span before */
  const uint32_t* signals;         /* [signal_count] behind the reading, indices, ascending */
  const uint32_t* counted_signals; /* [counted_signal_count] behind `counted`, ascending */
  uint32_t signal_count;
  uint32_t counted_signal_count;
} plx_function;

/* Something that moved: who came or went, agreement, questions, depth, a stage that hides it. */
typedef struct plx_observation {
  uint32_t struct_size;
  uint32_t person;      /* whom it speaks of, or PLX_NONE */
  plx_str id;           /* a stable lower-case label, such as "consensus_forming" */
  double value;         /* in the unit of the id, NaN where a number says nothing */
  double before;        /* the same tempo.trend_days ago */
  int64_t silence_from; /* PLX_NO_TIME when it is not a silence */
  int64_t silence_to;
  const uint32_t* signals; /* [signal_count] indices into the row's journal, ascending */
  uint32_t signal_count;
  uint32_t reserved0;
} plx_observation;

/* A part of the time that was read: within a stage, or around a handoff. The parts of a row follow
 * each other without a gap and end at as_of, or where the decision did: what one ends with, the
 * next begins with. */
typedef struct plx_stage {
  uint32_t struct_size;
  uint32_t handoff; /* the signal that told of the handoff, PLX_NONE within a stage */
  plx_str name;     /* the transition, or the stage; empty while no handoff names it */
  int64_t from;
  int64_t to;
  double confidence_before; /* 0..100, at `from` */
  double confidence_after;  /* at `to` */
  double momentum_before;
  double momentum_after;
  double highest; /* confidence where it stood highest between them */
  int64_t highest_at;
} plx_stage;

/* Calls by which a lens emits what has no fixed size. The host copies at once, in the order of the
 * calls, and drops what batch.want does not ask for. Only during interpret_batch, on the thread
 * that runs it; none fails. An emission for a row that the batch does not have is a fault of every
 * row, because the row that lacks it cannot be known. */
typedef struct plx_emit {
  uint32_t struct_size;
  uint32_t reserved0;
  void* context; /* first argument of every call */
  void (*contribution)(void* context, uint32_t row, const plx_contribution* value);
  void (*member)(void* context, uint32_t row, const plx_member* value);
  void (*gate)(void* context, uint32_t row, const plx_gate* value);
  void (*text)(void* context, uint32_t row, int32_t id, plx_str text);
  void (*drift)(void* context, uint32_t row, const plx_drift* value);
  void (*handoff)(void* context, uint32_t row, const plx_handoff* value);
  void (*value)(void* context, uint32_t row, const plx_value* value);
  void (*function)(void* context, uint32_t row, const plx_function* value);
  void (*observation)(void* context, uint32_t row, const plx_observation* value);
  void (*stage)(void* context, uint32_t row, const plx_stage* value);
} plx_emit;

typedef struct plx_result {
  uint32_t struct_size;
  uint32_t row_count;
  int32_t* row_status; /* [row_count] PLX_OK or an error */

  double* value; /* [4 * row_count] 0..100 */
  double* low;   /* [4 * row_count] 90 % interval, 0..100 */
  double* high;  /* [4 * row_count] */
  double* trend; /* [4 * row_count] points against tempo.trend_days ago */
  double* link;  /* [4 * row_count] log-odds, -ln(1-R), logit, ln rate ratio */
  double* prior; /* [4 * row_count] what the contributions are added to, in the same unit; may stay
                    absent where the batch does not want contributions */
  int32_t* interval_basis; /* [4 * row_count] PLX_INTERVAL_ */

  double* sufficiency;     /* [row_count] 0..1 */
  int32_t* pace;           /* [row_count] PLX_PACE_ */
  int32_t* dip;            /* [row_count] PLX_DIP_ */
  double* dip_posterior;   /* [4 * row_count] */
  int32_t* phase;          /* [row_count] PLX_PHASE_, the most probable */
  double* phase_posterior; /* [4 * row_count] */
  int32_t* verdict;        /* [row_count] PLX_VERDICT_ */
  int64_t* act_by;         /* [row_count] midnight UTC of the day, or PLX_NO_TIME */

  double* coverage; /* [row_count] share of the required roles that somebody present holds, 0..1 */
  double* dispersion;     /* [row_count] standard deviation of the supports */
  int32_t* movement;      /* [row_count] PLX_MOVEMENT_ */
  int32_t* clarity;       /* [row_count] PLX_CLARITY_ */
  uint32_t* asked;        /* [row_count] questions */
  uint32_t* reasked_same; /* [row_count] re-asked by a person who asked before */
  uint32_t* reasked_new;  /* [row_count] re-asked by somebody else */

  const plx_emit* emit;

  double* effective_days; /* [row_count] the lens's calendar from 1970-01-01 to as_of, integrated:
                             clock days less those it holds closed. Two rows give its mean intensity
                             between them. May stay absent where a lens has no calendar */
} plx_result;

#endif /* PARALLAX_ABI_RESULT_H_ */
