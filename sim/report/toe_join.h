/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_join.h - host calls and retire records joined into finished requests.
 *
 * A request is known from the host's `submitted` call and finished when every side that runs has retired its
 * COMPLETED record and its host has said `completed`.  Finished requests are given out in the order of submission
 * and forgotten.  Cycles nothing has told are TOE_CYCLE_NEVER.
 *
 * Object i of the host is object i of the device, but in a TERMINATE, where the driver may send dependents first: there
 * a decision that names a handle belongs to the host's object of that handle, if the host told it at `submitted`.
 * The driver may hold an INITIATE back (R155), so commands need not be in the order of their numbers; the order of
 * their decisions is that of the ring.  One that it answers itself never gets a record: it is finished when one is that
 * its host heard of later.
 *
 * A RESET is no command: it is finished when the primary side's host says so, and has no number (0) or one that no
 * doorbell covers.
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
  uint32_t named;    /* handle it had when it was submitted; 0 none */
  bool has_returned; /* the host was handed back: */
  toe_delegated_t returned;
  bool has_expect;
  uint32_t expect_status;
  /* Of the primary side's decision; has_decision */
  bool has_decision, attempted;
  bool is_freed; /* it was live before the decision and is not any more */
  uint8_t cause;
  uint32_t decided_handle;  /* as the device said it */
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
  bool is_passed;               /* is none (toe_join_pass) */
  bool is_completed[TOE_SIDES]; /* the host said so */
  uint64_t turn[TOE_SIDES];     /* as the how-manieth of its host */
  bool has_begun[TOE_SIDES];    /* something of it was decided */
  bool is_held_back[TOE_SIDES]; /* the device never got it */
  toe_cycle_t submitted[TOE_SIDES], completed[TOE_SIDES];
  toe_cycle_t decided[TOE_SIDES]; /* without objects: of its marker */
  toe_joined_object_t *objects;
  uint32_t object_count;
  uint32_t *places[TOE_SIDES]; /* TERMINATE: by the device's index, the object; else NULL */
} toe_joined_request_t;

/* The handle the host has, or of a freed object, which has none any more, the one it had; 0: none. */
uint32_t toe_joined_handle(const toe_joined_object_t *object);
/* Whether a request is one marker in the device: no objects. */
bool toe_joined_has_marker(const toe_joined_request_t *request);

typedef struct toe_join toe_join_t;

/* Told of every finished request, in order; borrowed for the call. */
typedef void (*toe_join_sink_t)(void *self, const toe_joined_request_t *request);

/* ring_entries  of the command ring, to tell which requests a doorbell covers
 * join_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_join_new(toe_engine_t engine, uint32_t ring_entries, toe_join_sink_t sink, void *self,
                                       toe_join_t **join_out);
void toe_join_free(toe_join_t *join); /* NULL is allowed */

/* A number of the driver that is no request of these: a posted receive request.  Before any record of it.
 * E_MEMORY; E_RANGE: as below */
TOE_MUST_USE toe_result_t toe_join_pass(toe_join_t *join, uint32_t request_id);
/* E_MEMORY; E_RANGE: request_id is far from the others */
TOE_MUST_USE toe_result_t toe_join_submitted(toe_join_t *join, const toe_host_request_t *request);
void toe_join_completed(toe_join_t *join, toe_side_t side, const toe_host_request_t *request);
void toe_join_retire(toe_join_t *join, toe_side_t side, const toe_retire_t *retire);
/* Give out what is in flight, as far as it came. */
void toe_join_flush(toe_join_t *join);

/* A request in flight; NULL: none of that id.  Borrowed. */
const toe_joined_request_t *toe_join_find(const toe_join_t *join, uint64_t request_id);

#endif /* TOE_JOIN_H_ */
