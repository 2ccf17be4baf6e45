/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_compare_internal.h - what a comparison holds; for toe_compare*.c only.
 */
#ifndef TOE_COMPARE_INTERNAL_H_
#define TOE_COMPARE_INTERNAL_H_

#include "sim/check/toe_compare.h"
#include "sim/check/toe_spread.h"

/* Whom a record belongs to. */
typedef struct toe_compare_owner {
  bool is_known;
  bool is_whole; /* the request as a whole: its completion, or its marker; index is 0 */
  uint64_t request_id, index;
  uint64_t connection; /* its handle, of what receive delivery does; 0: none */
} toe_compare_owner_t;

typedef struct toe_compare_past {
  toe_compare_owner_t owner;
  toe_retire_t record; /* last: what its kind does not use is not touched */
} toe_compare_past_t;

static inline void toe_compare_past_put(toe_compare_past_t *past, const toe_retire_t *record,
                                        toe_compare_owner_t owner) {
  past->owner = owner;
  toe_retire_copy(&past->record, record);
}

/* Records of one kind and side that wait for their fellow: a ring that grows. */
typedef struct toe_compare_queue {
  toe_compare_past_t *items;
  size_t capacity, head, count; /* capacity is a power of two */
} toe_compare_queue_t;

/* The last records of a side; enough that a path's decision is still there when a large request writes its result. */
#define TOE_COMPARE_PAST 16384
typedef struct toe_compare_history {
  toe_compare_past_t *items;
  size_t capacity; /* a power of two */
  uint64_t count;  /* ever put; the last min(count, capacity) are held */
  /* Whose the rows are that come next (toe_compare_owner.c); zero: nothing was decided. */
  toe_retire_t decided; /* the last DECIDED */
  toe_retire_t taken;   /* the last one whose object is new and in */
  toe_retire_t job;     /* the last JOB */
  toe_retire_t frame;   /* the last FRAME; cycle 0: its job has ended */
  uint64_t sent_commit; /* of a SENT that waits for its owner; 0: none does */
} toe_compare_history_t;

struct toe_compare {
  uint64_t budget_cycles;
  toe_compare_queue_t queues[TOE_SIDES][TOE_RETIRE_KINDS];
  toe_compare_history_t history[TOE_SIDES];
  uint64_t compared[TOE_RETIRE_KINDS];
  toe_spread_t spread[TOE_RETIRE_KINDS];
  toe_spread_t fetched;
  bool has_mismatch;
  toe_mismatch_t mismatch;
};

/* Keep a record with its owner; NULL: no memory.  Borrowed until the next call. */
const toe_compare_past_t *toe_compare_history_put(toe_compare_history_t *history, const toe_retire_t *retire);
/* Whether a DECIDED or a JOB says whose a record before it is: rows of the buffer memory are the copy of the object
 * decided, a frame that was sent is of the item or job with its commit number. */
bool toe_compare_claims(const toe_retire_t *retire, const toe_retire_t *past);
/* Whose it is then. */
toe_compare_owner_t toe_compare_owner_claimed(const toe_retire_t *retire);
/* It claims what waits without an owner in a queue of its side. */
void toe_compare_claim(toe_compare_queue_t *queue, const toe_retire_t *retire);

#endif /* TOE_COMPARE_INTERNAL_H_ */
