/* One account's evidence, as columns. Owned by the host, read-only, valid for the call.
 *
 * The host has resolved corrections and `known_at`: superseded and retracted signals are gone, and
 * so is everything that was not yet available. It has NOT cut the journal at as_of: a row of a
 * batch names its own, and a lens must not let any signal with occurred_at > as_of change that row
 * (only durations and evidence before as_of exist).
 *
 * Order of signals: (occurred_at, source, source_event_id), ids bytewise. People and decisions are
 * ranked by external id, bytewise; never by order of arrival.
 *
 * Strings. One id space: ids below plx_words.count are words of the vocabulary (plx_words: kinds,
 * attribute keys, enum values, roles, gates, dimensions of the signal catalog), the same for every
 * journal of a process; an id at or above it is journal->strings[id - words.count]. So a lens maps
 * the vocabulary once and never compares text on the hot path.
 */
#ifndef PARALLAX_ABI_JOURNAL_H_
#define PARALLAX_ABI_JOURNAL_H_

#include "parallax/abi/types.h"

/* The vocabulary. Words are sorted bytewise; the table never changes while the process runs. */
typedef struct plx_words {
  uint32_t struct_size;
  uint32_t count;
  const plx_str* words; /* [count] */
  uint32_t catalog_version;
  uint32_t reserved0;
} plx_words;

/* Facts about people, versioned: row v says what was held true of `person[v]` from valid_from[v]
 * until the next version of the same person. Sorted by (person, valid_from, available_at). Only
 * versions known at known_at are here. */
typedef struct plx_people_facts {
  uint32_t struct_size;
  uint32_t count;
  const uint32_t* person;          /* [count] */
  const int64_t* valid_from;       /* [count] */
  const uint32_t* role;            /* [count] string id or PLX_NONE */
  const uint32_t* role_family;     /* [count] string id or PLX_NONE; for custom roles */
  const uint32_t* org_unit;        /* [count] string id or PLX_NONE */
  const uint8_t* power;            /* [count] PLX_POWER_ or 0 */
  const uint8_t* champion;         /* [count] PLX_FLAG_ */
  const int64_t* joined_at;        /* [count] or PLX_NO_TIME */
  const int64_t* left_at;          /* [count] or PLX_NO_TIME */
  const uint32_t* decisions_begin; /* [count + 1] offsets into `decisions`; none: every decision of
                                      the account */
  const uint32_t* decisions;       /* decision index */
} plx_people_facts;

/* Facts about the account, versioned, sorted by (valid_from, available_at). */
typedef struct plx_account_facts {
  uint32_t struct_size;
  uint32_t count;
  const int64_t* valid_from;     /* [count] */
  const uint8_t* archetype;      /* [count] PLX_ARCHETYPE_ or 0 */
  const int64_t* contract_start; /* [count] or PLX_NO_TIME */
  const int64_t* contract_end;   /* [count] or PLX_NO_TIME */
  const double* contract_value;  /* [count] or NaN */
  const uint32_t* labels_begin;  /* [count + 1] offsets into the label columns */
  const uint32_t* label_key;     /* string id */
  const uint32_t* label_value;   /* string id */
} plx_account_facts;

/* Facts about decisions, versioned, sorted by (decision, valid_from, available_at). */
typedef struct plx_decision_facts {
  uint32_t struct_size;
  uint32_t count;
  const uint32_t* decision;  /* [count] */
  const int64_t* valid_from; /* [count] */
  const uint8_t* type;       /* [count] PLX_DECISION_ or 0 */
  const uint8_t* outcome;    /* [count] PLX_OUTCOME_ or 0 */
  const int64_t* opened_at;  /* [count] or PLX_NO_TIME */
  const int64_t* closed_at;  /* [count] or PLX_NO_TIME */
  const double* amount;      /* [count] or NaN */
} plx_decision_facts;

typedef struct plx_journal {
  uint32_t struct_size;
  uint32_t signal_count;
  plx_str account;

  /* Columns of signals, [signal_count] each unless said otherwise. */
  const int64_t* occurred_at;
  const uint32_t* kind;         /* string id */
  const uint32_t* decision;     /* decision index or PLX_NONE: the signal belongs to the account */
  const uint32_t* stakeholder;  /* who acted: person index or PLX_NONE */
  const uint8_t* initiator;     /* PLX_INITIATOR_ */
  const uint8_t* provenance;    /* PLX_PROVENANCE_ */
  const double* sentiment;      /* -1..1, NaN when absent */
  const double* amount;         /* in `currency`, NaN when absent */
  const uint32_t* currency;     /* string id or PLX_NONE */
  const uint32_t* people_begin; /* [signal_count + 1] offsets into `people` */
  const uint32_t* people;      /* stakeholder and participants, each once, ascending person index */
  const uint32_t* attr_begin;  /* [signal_count + 1] offsets into the attribute columns */
  const uint32_t* attr_key;    /* string id; ascending within a signal by the key's text */
  const uint8_t* attr_type;    /* PLX_ATTR_ */
  const double* attr_number;   /* number; 0 or 1 for a bool; 0 for a string */
  const uint32_t* attr_string; /* string id for a string, else PLX_NONE */

  /* Names. */
  uint32_t string_count;
  uint32_t person_count;
  uint32_t decision_count;
  uint32_t reserved0;
  const plx_str* strings;   /* [string_count], ids start at plx_words.count */
  const plx_str* persons;   /* [person_count], ranked by external id */
  const plx_str* decisions; /* [decision_count], ranked by external id */

  const plx_people_facts* people_facts;
  const plx_account_facts* account_facts;
  const plx_decision_facts* decision_facts;

  uint64_t identity; /* equal and not 0: the same journal as in an earlier call to this or a twin,
                        to the last row, so that what a lens derived from its columns still holds
                        (its pointers may not). 0: unknown */
} plx_journal;

#endif /* PARALLAX_ABI_JOURNAL_H_ */
