/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_trail.h - the way of an object through the engine, edge by edge: which input won each maximum.
 *
 * The engine's timing is a recurrence: a thing happens at the maximum of its inputs.  A trail, once given to an engine
 * (toe_engine_set_trail), remembers at each which input came last, and makes of it, for every object asked for, a path:
 * segments without a gap from the doorbell to the decision, to the result's write and to the completion's.  An object
 * that is ready waits; what it waited for is what came last, and the whole of the wait is given to that.  While it
 * stands behind others, the segments say what those were waiting for (is_behind).  A wait for a place that others hold
 * (a chunk, a command slot, room in NPQ, PQ or WBQ, an earlier object's data) is what the one that freed it was doing,
 * is_behind too, up to the edge before; only the last edge has the name of the place.
 *
 * It only looks: with a trail and without, the engine does the same at the same edges.  An engine without one pays a
 * test of a pointer.  Memory: what happened since the oldest doorbell that is not answered.
 *
 * Between RQ and RC only the link knows; it may tell edges by toe_trail_sent, _ready and _data.  Else that is one
 * segment.
 */
#ifndef TOE_TRAIL_H_
#define TOE_TRAIL_H_

#include "model/spec/toe_spec.h"
#include "model/toe_object.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where.  X(NAME, "text") */
#define TOE_TRAIL_STAGE_LIST(X) \
  X(CMD_FETCH, "CMD_FETCH")     \
  X(CMD_READ, "command read")   \
  X(OBJ_FETCH, "OBJ_FETCH")     \
  X(OBJ_READ, "object read")    \
  X(LOAD, "LOAD")               \
  X(COMMIT, "COMMIT")           \
  X(WRITEBACK, "WRITEBACK")     \
  X(RQ, "RQ")

/* Why.  X(NAME, "text", "what a summary calls it") */
#define TOE_TRAIL_REASON_LIST(X)                                                        \
  X(STEP, "a step of the pipeline", "pipeline steps")                                   \
  X(ENABLE, "waiting for the device to be enabled", "waiting for enable")               \
  X(SLOT, "waiting for a command slot", "waiting for a command slot")                   \
  X(TAG, "waiting for a tag", "waiting for a tag")                                      \
  X(NPQ, "waiting for room in the queue of reads", "waiting for room for a read")       \
  X(OTHER_READ, "another stage's read went first", "waiting for room for a read")       \
  X(WRITES_FIRST, "writes went first", "behind writes")                                 \
  X(READ_CREDIT, "waiting for a non-posted credit", "waiting for a read credit")        \
  X(UP_BUSY, "waiting for the link up", "waiting for the link")                         \
  X(UP, "request on the link up", "on the link")                                        \
  X(HOP_UP, "hop to the root complex", "host memory read")                              \
  X(ROOT, "root complex and host memory", "host memory read")                           \
  X(DOWN_BUSY, "waiting for the link down", "waiting for the link")                     \
  X(DOWN, "completion on the link down", "on the link")                                 \
  X(HOP_DOWN, "hop to the device", "host memory read")                                  \
  X(BEATS, "beats at RC", "host memory read")                                           \
  X(READ, "host memory read", "host memory read")                                       \
  X(OVERHEAD, "command overhead", "command overhead")                                   \
  X(CHUNK, "waiting for a chunk of the object buffer", "waiting for a chunk")           \
  X(ORDER, "an earlier object has not arrived", "earlier object not here")              \
  X(LOAD, "load", "load")                                                               \
  X(BUSY, "COMMIT is busy", "commit")                                                   \
  X(DECIDE, "decision", "decision")                                                     \
  X(LOOKUP, "lookup and decision", "lookup")                                            \
  X(LINK, "read of the linked context", "linked context")                               \
  X(BANK, "waiting for a bank of the context SRAM", "waiting for the context SRAM")     \
  X(COPY, "copy of buffered data", "copy of buffered data")                             \
  X(WBQ, "waiting for room in WBQ", "waiting for write-back")                           \
  X(CTXW, "waiting for CTXW to be idle", "waiting for the context SRAM")                \
  X(DEPENDENTS, "waiting for its dependents", "waiting for its dependents")             \
  X(LATER, "waiting for later objects of the request", "later objects")                 \
  X(PQ, "waiting for room in the queue of writes", "waiting for room for a write")      \
  X(RING, "waiting for room in the completion ring", "waiting for the completion ring") \
  X(WRITE_CREDIT, "waiting for a posted credit", "waiting for a write credit")

typedef enum toe_trail_stage {
#define X(name, text) TOE_TRAIL_AT_##name,
  TOE_TRAIL_STAGE_LIST(X)
#undef X
      TOE_TRAIL_STAGES
} toe_trail_stage_t;

typedef enum toe_trail_reason {
#define X(name, text, summary) TOE_TRAIL_##name,
  TOE_TRAIL_REASON_LIST(X)
#undef X
      TOE_TRAIL_REASONS
} toe_trail_reason_t;

/* Static text, never NULL. */
const char *toe_trail_stage_text(uint32_t stage);
const char *toe_trail_reason_text(uint32_t reason);
const char *toe_trail_summary_text(uint32_t reason); /* several reasons may share one */

/* Edges begin+1 .. end. */
typedef struct toe_trail_segment {
  toe_cycle_t begin, end;
  uint8_t stage, reason;
  bool is_behind; /* of things before it in the stage's order */
} toe_trail_segment_t;

#define TOE_TRAIL_VALUE_BYTES 17

/* A live object that held something of the pool. */
typedef struct toe_trail_holder {
  uint32_t handle;
  uint32_t amount; /* of the pool's unit; of a shared value 0 but for its first holder, which has 1 */
  uint8_t value[TOE_TRAIL_VALUE_BYTES]; /* of vlan, src_mac, src_ip: as toe_resources.h has it */
  uint8_t value_bytes;                  /* 0: not a shared value */
} toe_trail_holder_t;

typedef struct toe_trail_path {
  uint32_t request_id, index;
  uint64_t commit;
  toe_object_t object; /* as fetched */
  bool is_attempted;
  uint8_t cause;
  toe_pool_t pool; /* of the cause; TOE_POOL_NONE: none */
  uint64_t pool_used, pool_limit, pool_needed;
  uint32_t holder_count;
  toe_trail_holder_t *holders; /* of the pool, in order of layers and ids */
  /* TOE_CYCLE_NEVER: did not come to that. */
  toe_cycle_t submitted, fetched, decided, written, completed;
  toe_trail_segment_t *segments;                        /* from submitted on, each where the one before ended */
  uint32_t segment_count, decided_count, written_count; /* all; those up to decided, up to written */
  uint32_t segment_room;
  bool is_whole; /* false: no segments and no holders were asked for */
} toe_trail_path_t;

/* How much of an object. */
typedef enum toe_trail_want { TOE_TRAIL_NOTHING, TOE_TRAIL_FACTS, TOE_TRAIL_WHOLE } toe_trail_want_t;

/* Whom a trail asks and tells.  path  borrowed for the call */
typedef struct toe_trail_sink {
  void *self;
  /* Asked at the decision of object `index`, as fetched.  NULL: whole paths of all. */
  toe_trail_want_t (*wants)(void *self, uint32_t request_id, uint32_t index, const toe_object_t *object);
  /* Told of every denial for want of a pool, wanted or not; the facts alone, but no cycles.  NULL: nobody */
  void (*denied)(void *self, const toe_trail_path_t *facts);
  /* A request has completed (or toe_trail_end): its objects in the order of their indices. */
  void (*give)(void *self, const toe_trail_path_t *path);
} toe_trail_sink_t;

typedef struct toe_trail toe_trail_t;

/* sink  copied.  trail_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_trail_new(const toe_trail_sink_t *sink, toe_trail_t **trail_out);
void toe_trail_free(toe_trail_t *trail); /* NULL is allowed */

/* Nothing more will happen: give what is not complete as far as it came. */
void toe_trail_end(toe_trail_t *trail);

/* The link tells of a read that left at RQ; edges do not decrease.  It began to go up, was up, was at the root complex.
 */
void toe_trail_sent(toe_trail_t *trail, uint8_t tag, toe_cycle_t begin, toe_cycle_t end, toe_cycle_t arrival);
/* Host memory has answered. */
void toe_trail_ready(toe_trail_t *trail, uint8_t tag, toe_cycle_t ready);
/* The next completion of it, `bytes` of data (0: none, and no more comes), began to go down, was down, came after its
 * hop. */
void toe_trail_data(toe_trail_t *trail, uint8_t tag, uint32_t bytes, toe_cycle_t begin, toe_cycle_t end,
                    toe_cycle_t arrival);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TRAIL_H_ */
