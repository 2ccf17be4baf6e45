/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_job.h - a receive job in COMMIT, and the closing of a connection (not for others;
 * docs/microarchitecture.md 5.11).
 *
 * What a step chooses is toe_receive.h's; here is when, and what leaves.
 */
#ifndef TOE_ENGINE_JOB_H_
#define TOE_ENGINE_JOB_H_

#include "model/toe_ack.h"
#include "model/toe_engine_parts.h"
#include "model/toe_frame_mem.h"
#include "model/toe_frame_parse.h"
#include "model/toe_receive.h"
#include "model/toe_segment.h"

/* Where a receive job is, or a closing. */
typedef enum toe_job_stage {
  TOE_JOB_STAGE_NAME,   /* FRAME: whose it is     */
  TOE_JOB_STAGE_FETCH,  /* FORWARD: its segment   */
  TOE_JOB_STAGE_READ,   /* its context            */
  TOE_JOB_STAGE_JUDGE,  /* of all rows            */
  TOE_JOB_STAGE_APPEND, /* FRAME, FORWARD: data goes into the buffer memory */
  TOE_JOB_STAGE_STEP,   /* choosing what is next  */
  TOE_JOB_STAGE_WALK,   /* passing consumed bytes */
  TOE_JOB_STAGE_DATA,   /* writing to the host    */
  TOE_JOB_STAGE_ENTRY,  /* telling the host       */
  TOE_JOB_STAGE_ACK     /* an acknowledgment      */
} toe_job_stage_t;

/* The receive job in COMMIT; or the closing of the connection that a TERMINATE in COMMIT frees. */
typedef struct toe_job {
  bool is_active;
  bool is_closed; /* a closing has ended                   */
  bool is_lost;   /* its context is                        */
  uint32_t kind;  /* toe_job; closing: 0                   */
  uint32_t handle;
  toe_job_stage_t stage;
  toe_cycle_t edge; /* nothing happens before it             */
  toe_cycle_t judged_edge;
  uint64_t commit;
  toe_receive_t receive;
  uint32_t consumed;         /* REPLY: VALUE                          */
  bool is_first, has_placed; /* its next step is the first; something */
  bool is_indication;        /* the action is an indication           */
  uint64_t address;          /* DATA: of the first byte               */
  uint32_t bytes, placed;    /* of them, so far                       */
  uint32_t block, offset;    /* of the next byte                      */
  bool has_row;              /* the block was read                    */
  uint8_t row[TOE_STAGE_BUFFER_ROW_BYTES];
  uint32_t entry_kind, entry_id, entry_bytes, entry_status; /* of the entry RECEIVED; kind 0: an EVENT */
  uint32_t event, event_info;                               /* toe_event that is due, or being told */
  bool has_event;                                           /* it is due                            */
  /* FRAME and FORWARD: */
  const toe_frame_held_t *frame; /* the head of the frame memory, or the forward memory; else NULL */
  bool is_unfetched;             /* FORWARD: its fetch has failed */
  toe_frame_name_t name;
  uint32_t reason;                /* toe_frame, as the JOB record has it; else 0    */
  uint32_t skip, taken, appended; /* of its payload: cut in front; taken; in the buffer memory */
  bool has_new_state;             /* STATE changed: row 0 is written      */
  bool has_pass, is_passing;      /* it is to be passed up; it is         */
  /* acknowledgments: */
  bool has_ack, has_acked;     /* the job's reason asks for one; it was started */
  toe_cycle_t ack_edge;        /* of the step that started it                   */
  toe_linked_t path, neighbor; /* row 0 of each                              */
} toe_job_t;

/* Receive jobs (toe_engine_job.c).  The one that is pending at edge c for COMMIT: toe_job, 0: none. */
uint32_t toe_engine_job_pending(const toe_engine_t *engine, toe_cycle_t c);
/* COMMIT is idle at edge c: it takes what is pending, or is woken when a timer has expired. */
void toe_engine_job_look(toe_engine_t *engine, toe_cycle_t c);
/* COMMIT takes a timer's or a wake's job at edge a; a marker that is a job starts as one. */
void toe_engine_job_take(toe_engine_t *engine, toe_cycle_t a, uint32_t kind);
void toe_engine_job_start(toe_engine_t *engine, toe_cycle_t a, uint32_t kind, uint32_t handle);
/* The job in COMMIT at edge c. */
void toe_engine_job(toe_engine_t *engine, toe_cycle_t c);
/* What it does next is `stage`, at `edge`. */
void toe_engine_job_go_on(toe_engine_t *engine, toe_job_stage_t stage, toe_cycle_t edge);
/* It is judged at edge d: its commit number, and whether its context is lost. */
void toe_engine_job_judge(toe_engine_t *engine, toe_cycle_t d);
/* Whether a host buffer is free, as visible; and take one at edge s for the data of an action. */
bool toe_engine_has_host_buffer(const toe_engine_t *engine);
uint32_t toe_engine_take_host_buffer(toe_engine_t *engine, toe_cycle_t s);

/* A FRAME in COMMIT (toe_engine_frame.c): it is named at edge a+1; judged at d; the next row of its data is written at
 * edge c; it is passed up from a step at edge s on, or dropped.  And a FORWARD that was decided without error at edge
 * d. */
void toe_engine_frame_name(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_frame_judge(toe_engine_t *engine, toe_cycle_t d);
void toe_engine_forward_judge(toe_engine_t *engine, toe_cycle_t d);
void toe_engine_frame_append(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_frame_pass(toe_engine_t *engine, toe_cycle_t s);

/* A marker that is a job (toe_engine_marker.c).  The segment of a FORWARD is fetched, at edge c; true: that has ended.
 * It is decided at edge d; false: with an error, and its job is over. */
bool toe_engine_marker_fetch(toe_engine_t *engine, toe_cycle_t c);
bool toe_engine_marker_judge(toe_engine_t *engine, toe_cycle_t d);

/* An acknowledgment (toe_engine_ack.c), started by a step at edge s; and at edge c.  True: it has ended. */
void toe_engine_ack_start(toe_engine_t *engine, toe_cycle_t s);
bool toe_engine_ack(toe_engine_t *engine, toe_cycle_t c);

/* The closing of the connection in COMMIT at edge c, from its first step on; true: it has ended. */
bool toe_engine_close(toe_engine_t *engine, toe_cycle_t c);

/* Actions of a job started by a step at edge s (toe_engine_receive.c): bytes of the buffer's front, or of the frame
 * that is passed up, go to `address`; an entry; that of an event; the first posted request is completed.  And the
 * action in progress at edge c: true: it has ended. */
void toe_engine_receive_data(toe_engine_t *engine, toe_cycle_t s, uint64_t address, uint32_t bytes);
void toe_engine_receive_entry(toe_engine_t *engine, toe_cycle_t s);
void toe_engine_receive_event(toe_engine_t *engine, toe_cycle_t s, uint32_t event, uint32_t info);
void toe_engine_receive_complete(toe_engine_t *engine, toe_cycle_t s, uint32_t status);
bool toe_engine_receive_act(toe_engine_t *engine, toe_cycle_t c);

#endif /* TOE_ENGINE_JOB_H_ */
