/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_join.h - host calls and retire records joined into finished requests.
 *
 * A request is known from the host's `submitted` call and finished when every side that runs has retired its
 * COMPLETED record and its host has said `completed`.  Finished requests are given out in the order of submission
 * and forgotten.  Cycles nothing has told are TOE_CYCLE_NEVER.
 */
#ifndef TOE_JOIN_H_
#define TOE_JOIN_H_

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"
#include "sim/check/toe_side.h"
#include "sim/host/toe_host.h"

/* One side's cycles of an object. */
typedef struct toe_joined_cycles {
  toe_cycle_t fetched, decided, written;
} toe_joined_cycles_t;

typedef struct toe_joined_object {
  char *name;
  uint8_t layer, kind; /* as the host built it */
  bool has_answer;     /* status and handle are known */
  uint32_t status, handle;
  bool has_expect;
  uint32_t expect_status;
  /* Of the primary side's decision; has_decision */
  bool has_decision, attempted;
  uint8_t cause;
  uint64_t commit, limit;   /* limit  what cause compared with (toe_cause_has_limit) */
  uint64_t sram_stall;      /* edges it waited for the context SRAM alone; 65535: or more */
  uint64_t used[TOE_POOLS]; /* after it */
  toe_joined_cycles_t cycles[TOE_SIDES];
} toe_joined_object_t;

typedef struct toe_joined_request {
  uint32_t request_id;
  char *id, *place;
  toe_op_kind_t kind;
  uint64_t number;
  uint8_t error, setting;
  uint32_t value;
  bool is_completed[TOE_SIDES]; /* the host said so */
  toe_cycle_t submitted[TOE_SIDES], completed[TOE_SIDES];
  toe_cycle_t decided[TOE_SIDES]; /* SET: of its marker */
  toe_joined_object_t *objects;
  uint32_t object_count;
} toe_joined_request_t;

typedef struct toe_join toe_join_t;

/* Told of every finished request, in order; borrowed for the call. */
typedef void (*toe_join_sink_t)(void *self, const toe_joined_request_t *request);

/* ring_entries  of the command ring, to tell which requests a doorbell covers
 * join_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_join_new(toe_engine_t engine, uint32_t ring_entries, toe_join_sink_t sink, void *self,
                                       toe_join_t **join_out);
void toe_join_free(toe_join_t *join); /* NULL is allowed */

/* E_MEMORY; E_RANGE: request_id is far from the others */
TOE_MUST_USE toe_result_t toe_join_submitted(toe_join_t *join, const toe_host_request_t *request);
void toe_join_completed(toe_join_t *join, toe_side_t side, const toe_host_request_t *request);
void toe_join_retire(toe_join_t *join, toe_side_t side, const toe_retire_t *retire);
/* Give out what is in flight, as far as it came. */
void toe_join_flush(toe_join_t *join);

/* A request in flight; NULL: none of that id.  Borrowed. */
const toe_joined_request_t *toe_join_find(const toe_join_t *join, uint64_t request_id);

#endif /* TOE_JOIN_H_ */
