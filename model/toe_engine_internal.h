/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_internal.h - what the files of the engine share (not for others).
 *
 * How an edge is made exact.  At edge c the due stages are evaluated in the order of toe_unit_t, then the
 * inputs of that edge are taken.  Each stage must see only what was written at edges before c.  Most of it
 * follows from the order: a stage stands before those that write what it reads.  Where two stages read
 * each other, the queue between them remembers the edge of its last push and pop (toe_places_t) and is asked with c.
 *
 * How edges are skipped.  A stage that cannot act sleeps.  Whoever changes something it may wait for
 * at edge c wakes it at c+1 (toe_engine_wake); what it waits for in time it sets itself.  Waking too often costs time
 * only; a missing wake is found by the test that compares with is_exhaustive.
 */
#ifndef TOE_ENGINE_INTERNAL_H_
#define TOE_ENGINE_INTERNAL_H_

#include "model/toe_ctx_sram.h"
#include "model/toe_engine.h"
#include "model/toe_lookup.h"
#include "model/toe_pool.h"
#include "model/toe_queue.h"
#include "model/toe_regs.h"
#include "model/toe_walk.h"
#include "model/toe_writeback.h"

/* Stages in the order of their evaluation. */
typedef enum toe_unit {
  TOE_UNIT_CC,
  TOE_UNIT_RQ,
  TOE_UNIT_CMD_FETCH,
  TOE_UNIT_OBJ_FETCH,
  TOE_UNIT_LOAD,
  TOE_UNIT_COMMIT,
  TOE_UNIT_CTXW,
  TOE_UNIT_WRITEBACK,
  TOE_UNIT_MSIX,
  TOE_UNITS
} toe_unit_t;

/* Which input came last, and so set the edge of an action: the answer to "why then". */
typedef enum toe_why {
  TOE_WHY_SERVICE, /* its own cycles          */
  TOE_WHY_ROOM,    /* room in the queue below */
  TOE_WHY_NEXT,    /* the stage below         */
  TOE_WHY_SRAM     /* the port of the SRAM    */
} toe_why_t;

/* Places of a hardware queue: how often it was pushed and popped, at most once an edge each. */
typedef struct toe_places {
  uint64_t pushed, popped;
  toe_cycle_t push_edge, pop_edge; /* of the last */
} toe_places_t;

static inline bool toe_places_has_head(const toe_places_t *fifo, toe_cycle_t c) {
  return fifo->pushed - (fifo->push_edge == c ? 1 : 0) > fifo->popped;
}
static inline uint64_t toe_places_popped(const toe_places_t *fifo, toe_cycle_t c) {
  return fifo->popped - (fifo->pop_edge == c ? 1 : 0);
}
static inline bool toe_places_has_room(const toe_places_t *fifo, toe_cycle_t c, uint64_t depth) {
  return fifo->pushed - toe_places_popped(fifo, c) < depth;
}
static inline void toe_places_push(toe_places_t *fifo, toe_cycle_t c) {
  ++fifo->pushed;
  fifo->push_edge = c;
}
static inline void toe_places_pop(toe_places_t *fifo, toe_cycle_t c) {
  ++fifo->popped;
  fifo->pop_edge = c;
}

/* A DMA read on its way. */
typedef struct toe_read {
  bool is_in_flight; /* from its push into NPQ to its last beat        */
  bool is_failed;    /* ended by a bad completion                      */
  toe_cycle_t push_edge;
  uint32_t wanted_bytes, received_bytes;
} toe_read_t;

/* A command, from its fetch to its completion entry. */
typedef struct toe_slot {
  toe_read_t read;
  uint8_t data[TOE_COMMAND_BYTES];
  uint32_t error; /* toe_error, from here on as decoded */
  bool is_set;
  uint32_t request_id, command_head, count, setting, value;
  uint64_t object_addr, result_addr;
} toe_slot_t;

/* An entry of the chunk ring. */
typedef struct toe_chunk {
  toe_read_t read;
  bool is_marker;
  uint8_t slot;
  uint32_t first_index, objects;
  toe_cycle_t fetched_edge[2]; /* of each object's last beat; NEVER: has not arrived */
  uint8_t data[TOE_STAGE_CHUNK_BYTES];
} toe_chunk_t;

/* The item between LOAD and COMMIT. */
typedef struct toe_item {
  bool is_marker, is_fetched;
  uint8_t slot;
  uint32_t index;
  toe_cycle_t fetched_edge;
  uint8_t data[TOE_OBJECT_BYTES];
} toe_item_t;

typedef struct toe_npq_entry {
  uint64_t address;
  uint32_t length_bytes;
  uint8_t tag;
} toe_npq_entry_t;

typedef enum toe_write_kind { TOE_WRITE_RESULT, TOE_WRITE_COMPLETION, TOE_WRITE_MESSAGE } toe_write_kind_t;
typedef struct toe_pq_entry {
  toe_write_kind_t kind;
  uint64_t address;
  uint32_t length_bytes;
  uint8_t data[TOE_STAGE_BEAT_BYTES];
} toe_pq_entry_t;

/* A BAR read that waits for its answer. */
typedef struct toe_cc_entry {
  toe_cycle_t ready_edge; /* its edge at CQ + CC_CYCLES          */
  uint64_t writes_before; /* pushes into PQ it must not pass     */
  toe_engine_output_t answer;
} toe_cc_entry_t;

/* Inputs as they wait. */
typedef struct toe_cq_input {
  toe_cycle_t cycle;
  toe_engine_request_t request;
} toe_cq_input_t;
typedef struct toe_rc_input {
  toe_cycle_t cycle;
  bool is_good; /* SC, not poisoned; or nothing for us (is_other) */
  bool is_other;
  uint8_t tag;
  uint32_t length_bytes;
  uint8_t data[TOE_STAGE_CHUNK_BYTES]; /* no read is longer; what is beyond is not kept */
} toe_rc_input_t;
typedef struct toe_credits_input {
  toe_cycle_t cycle;
  toe_engine_credits_t credits;
} toe_credits_input_t;
typedef struct toe_config_input {
  toe_cycle_t cycle;
  toe_engine_config_t config;
} toe_config_input_t;

typedef enum toe_obj_state { TOE_OBJ_IDLE, TOE_OBJ_DECODE, TOE_OBJ_PUSH } toe_obj_state_t;

struct toe_engine {
  /* time */
  toe_cycle_t now;
  toe_cycle_t edge;             /* being evaluated                                     */
  uint32_t due_next;            /* stages due at edge + 1, a bit each                  */
  toe_cycle_t timed[TOE_UNITS]; /* later edge at which each stage is due; NEVER: none  */
  toe_cycle_t first_timed;      /* not later than the least of them                    */
  bool is_exhaustive;
  toe_cycle_t last_edge, last_wake; /* last evaluated edge, and the own wake it left behind (NEVER: none) */
  uint64_t busy_cycles, sram_stall_cycles;

  /* CQ, CC, registers, interrupts */
  toe_regs_t regs;
  toe_engine_config_t config;
  toe_cc_entry_t cc[TOE_STAGE_CC_DEPTH];
  toe_places_t cc_fifo;
  toe_cycle_t cpl_push_edge; /* last push of a completion entry; NEVER: none */
  uint32_t cpl_tail_before;  /* CPL_TAIL before it                           */
  bool cpl_phase;

  /* PQ, NPQ, RQ and what the link takes from it */
  toe_pq_entry_t pq[TOE_STAGE_PQ_DEPTH];
  toe_places_t pq_fifo;
  toe_npq_entry_t npq[TOE_STAGE_NPQ_DEPTH];
  toe_places_t npq_fifo;
  bool is_infinite_ph, is_infinite_pd, is_infinite_nph;
  uint64_t credits_ph, credits_pd, credits_nph;

  /* CMD_FETCH, OBJ_FETCH, RC */
  toe_slot_t slot[TOE_STAGE_COMMAND_SLOTS];
  uint64_t commands_fetched, commands_taken, commands_done; /* taken: by OBJ_FETCH */
  uint32_t reads_in_flight;
  toe_cycle_t cmd_push_edge;
  toe_obj_state_t obj_state;
  toe_cycle_t obj_edge; /* DECODE: its edge; PUSH: the first edge of a push */
  bool obj_is_timer;
  uint32_t obj_index; /* of the next object to ask for */
  toe_chunk_t chunk[TOE_STAGE_CHUNKS];
  toe_places_t chunk_fifo;
  toe_cycle_t rc_edge;    /* when to look at the head of rc_inputs again */
  uint32_t rc_used_bytes; /* of the head: already given to its read    */

  /* LOAD, COMMIT, CTXW */
  bool load_is_busy;
  toe_cycle_t load_offer_edge;
  uint32_t load_object; /* next object of the ring's head */
  toe_why_t load_why;
  bool commit_is_busy;
  toe_item_t item;
  toe_walk_object_t item_object;
  toe_walk_verdict_t item_verdict; /* its cause only if nothing is attempted */
  toe_cycle_t commit_ready_edge;   /* a + service, or r + COMMIT_LINK_CYCLES */
  toe_cycle_t commit_room_edge;    /* first edge from there on with room in WBQ; NEVER: not yet */
  toe_why_t commit_why;
  uint64_t commits;
  toe_cycle_t set_edge; /* of the last SET: it wins over a BAR write of its edge */
  uint32_t set_setting, set_value;
  toe_walk_t walk;
  toe_pool_state_t pool[TOE_POOLS];
  toe_lookup_t *lookup;
  toe_ctx_sram_t *sram;
  toe_cycle_t ctxw_idle_edge; /* first edge at which CTXW is visibly idle */
  uint32_t ctxw_row, ctxw_rows, ctxw_next;
  toe_cycle_t ctxw_edge; /* of the next row */
  uint8_t ctxw_data[TOE_OBJECT_BYTES];

  /* WRITEBACK */
  toe_writeback_item_t wbq[TOE_STAGE_WBQ_DEPTH];
  toe_places_t wbq_fifo;
  toe_writeback_t writeback;
  bool wb_is_busy;
  uint32_t wb_next, wb_results; /* of the entry in work */
  toe_writeback_result_t wb_result[TOE_WRITEBACK_RESULTS];
  toe_writeback_summary_t wb_summary;

  /* what is finished at this edge, by kind, so that it leaves in that order */
  uint32_t retired; /* a bit a kind */
  toe_retire_t retire[TOE_RETIRE_KINDS];

  /* the seam */
  toe_cycle_t cq_free_edge, rc_free_edge;         /* behind the last beat given */
  toe_cycle_t cq_edge, credits_edge, config_edge; /* of the first input of a kind; NEVER: none */
  toe_queue_t cq_inputs, rc_inputs, credits_inputs, config_inputs, outputs, retires;
};

/* Have a stage evaluated at an edge behind the present one. */
static inline void toe_engine_wake(toe_engine_t *engine, toe_unit_t unit, toe_cycle_t edge) {
  if (edge == engine->edge + 1) {
    engine->due_next |= 1u << unit;
    return;
  }
  if (edge < engine->timed[unit]) engine->timed[unit] = edge;
  if (edge < engine->first_timed) engine->first_timed = edge;
}

/* Beats of a TLP with so much payload. */
static inline uint32_t toe_engine_beats(uint32_t length_bytes) {
  return length_bytes == 0 ? 1 : (length_bytes - 1) / TOE_STAGE_BEAT_BYTES + 1;
}

/* The record of a kind for this edge; the caller fills its members. */
static inline toe_retire_t *toe_engine_retire(toe_engine_t *engine, toe_retire_kind_t kind, toe_cycle_t c) {
  engine->retired |= 1u << kind;
  engine->retire[kind].kind = kind;
  engine->retire[kind].cycle = c;
  return &engine->retire[kind];
}

/* The stages, each at edge c (toe_engine_fetch.c, _commit.c, _link.c). */
void toe_engine_cmd_fetch(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_obj_fetch(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_load(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_commit(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_ctxw(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_writeback(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_msix(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_cc(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_rq(toe_engine_t *engine, toe_cycle_t c);
/* The inputs that are due at edge c: beats at RC, a TLP at CQ; and the interrupt of vector 0 after them. */
void toe_engine_rc(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_cq(toe_engine_t *engine, toe_cycle_t c);
/* COMMIT takes an item at edge a: engine->item. */
void toe_engine_commit_take(toe_engine_t *engine, toe_cycle_t a);

#endif /* TOE_ENGINE_INTERNAL_H_ */
