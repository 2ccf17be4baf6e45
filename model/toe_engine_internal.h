/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_internal.h - what the files of the engine share (not for others).
 *
 * How an edge is made exact.  At edge c the due stages are evaluated in the order of toe_unit_t, then the
 * inputs of that edge are taken.  Each stage must see only what was written at edges before c.  Most of it
 * follows from the order: a stage stands before those that write what it reads.  Where two stages read
 * each other, the queue between them remembers the edge of its last push and pop (toe_places.h) and is asked with c.
 *
 * How edges are skipped.  A stage that cannot act sleeps.  Whoever changes something it may wait for
 * at edge c wakes it at c+1 (toe_engine_wake); what it waits for in time it sets itself.  Waking too often costs time
 * only; a missing wake is found by the test that compares with is_exhaustive.
 */
#ifndef TOE_ENGINE_INTERNAL_H_
#define TOE_ENGINE_INTERNAL_H_

#include "model/toe_buf_mem.h"
#include "model/toe_ctx_sram.h"
#include "model/toe_engine.h"
#include "model/toe_engine_job.h"
#include "model/toe_engine_parts.h"
#include "model/toe_places.h"
#include "model/toe_queue.h"
#include "model/toe_regs.h"
#include "model/toe_timers.h"
#include "model/toe_trail_internal.h"
#include "model/toe_waiting.h"
#include "model/toe_writeback.h"

/* Stages in the order of their evaluation. */
typedef enum toe_unit {
  TOE_UNIT_CC,
  TOE_UNIT_RQ,
  TOE_UNIT_CMD_FETCH,
  TOE_UNIT_COPY,
  TOE_UNIT_OBJ_FETCH,
  TOE_UNIT_LOAD,
  TOE_UNIT_WRITEBACK, /* comes before RECEIVE, which is part of COMMIT, at PQ */
  TOE_UNIT_COMMIT,
  TOE_UNIT_CTXW,
  TOE_UNIT_MSIX,
  TOE_UNIT_FRAMES,
  TOE_UNITS
} toe_unit_t;

struct toe_engine {
  toe_trail_t *trail; /* who watches; NULL: nobody */

  /* time */
  toe_cycle_t now;
  toe_cycle_t edge;             /* being evaluated                                     */
  uint32_t due_next;            /* stages due at edge + 1, a bit each                  */
  uint32_t timed_units;         /* stages due later, a bit each                        */
  toe_cycle_t timed[TOE_UNITS]; /* at which edge; NEVER for the others                 */
  toe_cycle_t first_timed;      /* not later than the least of them                    */
  bool is_exhaustive;
  toe_cycle_t last_edge, last_wake; /* last evaluated edge, and the own wake it left behind (NEVER: none) */
  uint64_t busy_cycles, sram_stall_cycles;

  /* CQ, CC, registers, interrupts */
  toe_regs_t regs;
  toe_engine_config_t config;
  toe_cc_entry_t cc[TOE_STAGE_CC_DEPTH];
  toe_places_t cc_fifo;
  toe_cycle_t cpl_push_edge; /* last push into the completion ring; NEVER: none */
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

  /* COPY */
  toe_copy_t copy;
  toe_copy_read_t copy_read[TOE_STAGE_COPY_READS];
  toe_cycle_t copy_push_edge;
  toe_cycle_t buffer_edge; /* of the row to be written; NEVER: none */
  uint32_t buffer_row;
  uint8_t buffer_data[TOE_STAGE_BUFFER_ROW_BYTES];
  toe_buf_mem_t *buffer;

  /* LOAD, COMMIT, CTXW */
  bool load_is_busy;
  toe_cycle_t load_offer_edge;
  uint32_t load_object; /* next object of the ring's head */
  bool commit_is_busy;
  bool commit_took_item; /* what it took last: an item, or a job */
  toe_item_t item;
  toe_object_t object;             /* the item's, if it is one */
  toe_walk_verdict_t item_verdict; /* its cause only if nothing is attempted */
  toe_linked_t linked;
  toe_decision_t decision;
  toe_cycle_t commit_take_edge;  /* a */
  toe_cycle_t commit_ready_edge; /* a + service, or r + COMMIT_LINK_CYCLES once it was read */
  toe_cycle_t commit_copy_edge;  /* first edge at which its copy had ended; NEVER: none */
  toe_cycle_t commit_free_edge;  /* first edge with all but CTXW; NEVER: not yet */
  uint64_t commit_stall;         /* edges it lacked nothing but the SRAM */
  uint64_t commits;
  toe_cycle_t set_edge; /* of the last SET: it wins over a BAR write of its edge */
  uint32_t set_setting;
  uint64_t set_value;
  bool is_uploading; /* of UPLOAD_ALL and RESUME the last that was told is UPLOAD_ALL */
  toe_walk_t walk;
  toe_resources_t resources;
  toe_ctx_sram_t *sram;
  toe_cycle_t ctxw_idle_edge; /* first edge at which CTXW is visibly idle */
  uint32_t ctxw_row, ctxw_rows, ctxw_next;
  uint8_t ctxw_offset[TOE_LINKED_ROWS]; /* of each row, from ctxw_row on   */
  toe_cycle_t ctxw_edge;                /* of the next row */
  uint8_t ctxw_data[TOE_OBJECT_BYTES];
  uint64_t ecc_corrected, ecc_uncorrectable;

  /* RECEIVE */
  toe_job_t job;
  toe_timers_t timers, ack_timers; /* push timers, acknowledgment timers */
  toe_waiting_t waiting;
  toe_cycle_t host_buffer_edge; /* of the last one taken; NEVER: none */
  uint32_t host_buffer;         /* that one                           */

  /* FRAMES */
  toe_frame_mem_t frames;
  toe_frame_held_t forward;    /* the forward memory */
  toe_cycle_t frame_last_edge; /* of the frame being taken; NEVER: none since */
  toe_sending_t sending;
  uint64_t acks_sent; /* first beats */

  /* WRITEBACK */
  toe_writeback_item_t wbq[TOE_STAGE_WBQ_DEPTH];
  uint8_t wbq_rows[TOE_STAGE_WBQ_DEPTH][TOE_LINKED_ROWS * TOE_STAGE_SRAM_ROW_BYTES]; /* what each hands back */
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
  toe_cycle_t cq_free_edge, rc_free_edge;                    /* behind the last beat given */
  toe_cycle_t cq_edge, credits_edge, config_edge, flip_edge; /* of the first input of a kind; NEVER: none */
  toe_cycle_t frame_edge, frame_free_edge;
  toe_queue_t cq_inputs, rc_inputs, credits_inputs, config_inputs, flip_inputs, frame_inputs, outputs, retires, sents;
};

/* Have a stage evaluated at an edge behind the present one. */
static inline void toe_engine_wake(toe_engine_t *engine, toe_unit_t unit, toe_cycle_t edge) {
  if (edge == engine->edge + 1) {
    engine->due_next |= 1u << unit;
    return;
  }
  engine->timed_units |= 1u << unit;
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

/* The stages, each at edge c (toe_engine_fetch.c, _copy.c, _load.c, _commit.c, _ctxw.c, _writeback.c, _link.c). */
void toe_engine_cmd_fetch(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_copy(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_obj_fetch(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_load(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_commit(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_ctxw(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_writeback(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_msix(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_frames(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_cc(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_rq(toe_engine_t *engine, toe_cycle_t c);
/* The inputs that are due at edge c: beats at RC (toe_engine_rc.c), a TLP at CQ; and the interrupt of vector 0 after
 * them. */
void toe_engine_rc(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_cq(toe_engine_t *engine, toe_cycle_t c);
/* The first beat of a frame. */
void toe_engine_wire(toe_engine_t *engine, toe_cycle_t c);

/* Whether a read may be pushed at edge c as far as NPQ, TAG_LIMIT and the bus-master enable go; and do it. */
bool toe_engine_may_read(const toe_engine_t *engine, toe_cycle_t c);
void toe_engine_push_read(toe_engine_t *engine, toe_cycle_t c, toe_read_t *read, uint64_t address,
                          uint32_t length_bytes, uint32_t tag);

/* COMMIT takes an item at edge a: engine->item. */
void toe_engine_commit_take(toe_engine_t *engine, toe_cycle_t a);
/* What COMMIT had is over at edge c (toe_engine_decided.c). */
void toe_engine_commit_idle(toe_engine_t *engine, toe_cycle_t c);
/* One more commit number, and the rows read for what has it are counted. */
void toe_engine_count_commit(toe_engine_t *engine);
/* The item's decision at edge d: its record, and on to WRITEBACK.  limit  what its cause or error compared with */
void toe_engine_decided(toe_engine_t *engine, toe_cycle_t d, uint32_t error, uint32_t limit);
/* Show the pools' levels in their registers; check levels and ledger against each other (asserted). */
void toe_engine_show_levels(toe_engine_t *engine);
void toe_engine_check(const toe_engine_t *engine);

/* COPY starts at edge s for the connection in COMMIT, into blocks of the buffer memory; or for the segment of the
 * FORWARD in COMMIT, into the forward memory. */
void toe_engine_copy_start(toe_engine_t *engine, toe_cycle_t s);
void toe_engine_copy_start_forward(toe_engine_t *engine, toe_cycle_t s);
/* Whether the copy has ended, as visible. */
bool toe_engine_copy_has_ended(const toe_engine_t *engine);
/* Bytes of a read of a copy have come at edge c up to a multiple of 64. */
void toe_engine_copy_row(toe_engine_t *engine, toe_cycle_t c, const toe_copy_read_t *read);

/* What is said of the item in COMMIT at its decision: an object of a TERMINATE, a RAISE without error; and what an
 * INITIATE's linker tells.  They change nothing but the decision (toe_engine_terminate.c). */
void toe_engine_decide_terminate(toe_engine_t *engine);
void toe_engine_decide_raise(toe_engine_t *engine);
void toe_engine_tell_failure(toe_engine_t *engine);
/* A RETRIEVE of a connection, by the row read; one that is lost cannot say its state or its name. */
void toe_engine_tell_retrieve(toe_engine_t *engine, uint32_t handle, uint32_t reason);
/* Whether the item, an attempted linker, takes back a connection that is going to be freed and so is closed. */
bool toe_engine_is_closing(const toe_engine_t *engine);

/* The new last entry of PQ; data is zeroed. */
toe_pq_entry_t *toe_engine_push_write(toe_engine_t *engine, toe_cycle_t c, toe_write_kind_t kind, uint64_t address,
                                      uint32_t length_bytes);

/* Address of the next entry of the completion ring; false: it has no room.  An entry was pushed at edge c: the ring
 * goes on.  And the entry of an event: false, and nothing pushed, without room. */
bool toe_engine_find_entry(const toe_engine_t *engine, uint64_t *address_out);
void toe_engine_end_entry(toe_engine_t *engine, toe_cycle_t c);
bool toe_engine_push_event(toe_engine_t *engine, toe_cycle_t c, const toe_writeback_item_t *item);

/* A read at edge c, of a linker, a job or an acknowledgment: the next row that is wanted.  False: CTXW has its bank. */
bool toe_engine_read_context(toe_engine_t *engine, toe_linked_t *linked, toe_cycle_t c);
/* First row of an object's context. */
uint32_t toe_engine_context_row(uint32_t layer, uint32_t id);
/* Give CTXW the context of the object just taken in, or the corrected row of a linker, at edge d. */
void toe_engine_write_context(toe_engine_t *engine, toe_cycle_t d, uint32_t id);
void toe_engine_write_corrected(toe_engine_t *engine, toe_cycle_t d);
/* Give it rows 1 and 3 of engine->linked at the end of a job, with STATE changed row 0 too. */
void toe_engine_write_received(toe_engine_t *engine, toe_cycle_t z, bool has_new_state);

#endif /* TOE_ENGINE_INTERNAL_H_ */
