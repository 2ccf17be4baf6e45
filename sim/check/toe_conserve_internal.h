/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_internal.h - what the books hold; for toe_conserve*.c only.
 */
#ifndef TOE_CONSERVE_INTERNAL_H_
#define TOE_CONSERVE_INTERNAL_H_

#include "sim/check/toe_conserve.h"
#include "sim/check/toe_order.h"
#include "sim/check/toe_shared.h"
#include "sim/host/toe_host_options.h"

#define TOE_CONSERVE_LAYERS 4 /* indexed by toe_layer 1..3 */
#define TOE_CONSERVE_SETTINGS (TOE_SETTING_INTERFACE_MAC + 1)
/* Rows of a context that are kept: those that are handed back. */
#define TOE_CONSERVE_ROWS TOE_STAGE_TCP_RETURN_ROWS
#define TOE_CONSERVE_KEPT_BYTES (TOE_CONSERVE_ROWS * TOE_STAGE_SRAM_ROW_BYTES)

/* Receive state of a connection, as records told it. */
typedef struct toe_conserve_rcv {
  uint32_t bytes, begin; /* buffered and not delivered; where they begin in their first block */
  uint32_t nxt, wnd, initial_wnd;
  uint32_t flags, posted;
  uint32_t ack_pending;
} toe_conserve_rcv_t;

/* What an id holds, and its context as it was last written, which stays when it is freed. */
typedef struct toe_conserve_object {
  bool is_live, is_written; /* is_written: its first row was, some time */
  uint32_t parent;          /* handle; neighbor: 0 */
  uint32_t dependents;      /* live ones */
  uint32_t pages;           /* of the receive buffer */
  uint32_t block, blocks;   /* its buffer: first row of the chain, and how many */
  uint32_t last, copied;    /* the last row; how many of the first are of the copy */
  uint64_t check;           /* of the first row */
  toe_conserve_rcv_t rcv;
  uint8_t rows[TOE_CONSERVE_KEPT_BYTES];
} toe_conserve_object_t;

/* A request between submission and decision, of one marker. */
typedef struct toe_conserve_ask {
  uint32_t request_id, value;
  toe_op_kind_t kind;
  uint8_t setting; /* SET */
} toe_conserve_ask_t;

/* What is in force, by toe_setting. */
typedef struct toe_conserve_limits {
  uint32_t value[TOE_CONSERVE_SETTINGS];
  bool is_known[TOE_CONSERVE_SETTINGS];
  uint32_t page_log2;
  uint32_t host_buffers; /* lent by the driver, for good */
  toe_conserve_ask_t *asks;
  size_t ask_count, ask_capacity;
} toe_conserve_limits_t;

/* A TERMINATE between submission and its last decision: the handles the host named, 0 where it did not say. */
typedef struct toe_conserve_named {
  uint32_t request_id, count;
  bool is_in_order; /* no decision contradicted that object i of the host is object i of the device */
  uint32_t *handles;
} toe_conserve_named_t;

/* Rows of the buffer memory. */
typedef struct toe_conserve_copy {
  uint8_t *is_written; /* a bit a row: since the decision before */
  uint8_t *is_held;    /* a bit a row: by a live connection */
  uint32_t *written;   /* rows written since then, in their order */
  uint32_t *next;      /* by row: the one behind it in its chain */
  uint32_t *place;     /* by row: where in `written` and `bytes` it stands */
  uint32_t count;      /* of `written` */
  uint8_t *bytes;      /* of the rows written, in their order; room for `capacity` rows */
  uint8_t *due;        /* of the copy taken last, in the order of its chain if that is known */
  uint32_t capacity, due_capacity;
  uint32_t due_count;    /* rows, until its context says which bytes they must be */
  toe_order_t order;     /* in which blocks are given out */
  bool is_order_unknown; /* a copy failed: how many blocks it took is not told */
  char fault[160];       /* what is wrong with a row, until its object is known; "" nothing */
  toe_cycle_t fault_cycle;
} toe_conserve_copy_t;

/* What an item has still to tell or to hand back. */
typedef struct toe_conserve_due {
  toe_retire_t decided;
  bool is_event;
  bool is_job;  /* EVENT of a frame or a job, which waits for no write-back */
  bool is_sure; /* EVENT: it must come */
  uint8_t code; /* EVENT: toe_event; 0: not known */
  uint64_t handle, ndis_handle;
  uint32_t done, bytes; /* RETURNED */
  uint8_t rows[TOE_CONSERVE_KEPT_BYTES];
} toe_conserve_due_t;

/* Received entries of a job or a terminate, by its commit number: completions [0], indications [1], frames [2]. */
typedef struct toe_conserve_entries {
  uint64_t commit;
  bool is_known; /* its record came: `due` holds */
  toe_retire_t teller;
  uint32_t due[3], came[3];
} toe_conserve_entries_t;

/* The frame that was judged last. */
typedef struct toe_conserve_frame {
  bool is_open; /* its job goes on */
  bool has_new_state, has_passed;
  toe_retire_t record;
  uint32_t left, rows; /* of its data: bytes still to be written; rows written */
} toe_conserve_frame_t;

struct toe_conserve {
  toe_side_t side;
  uint64_t commits;
  uint64_t held[TOE_POOLS];
  toe_conserve_limits_t limits;
  uint32_t built[TOE_CONSERVE_LAYERS];
  toe_conserve_object_t *objects[TOE_CONSERVE_LAYERS];
  toe_order_t ids[TOE_CONSERVE_LAYERS];
  toe_shared_t src_mac, src_ip, vlan;
  toe_retire_t last;            /* DECIDED; cycle TOE_CYCLE_NEVER: none yet */
  toe_retire_t taken;           /* DECIDED whose context rows are being written */
  uint32_t row_count, row_done; /* of its context; equal: all are written */
  toe_conserve_copy_t copy;
  toe_conserve_named_t *named;
  size_t named_count, named_capacity;
  toe_conserve_due_t *dues; /* in the order of commit numbers */
  size_t due_count, due_capacity;
  toe_conserve_entries_t *entries;
  size_t entries_count, entries_capacity;
  toe_retire_t job;                /* JOB whose rows are being written */
  uint32_t job_rows, job_rows_due; /* how many; of them still to come */
  toe_conserve_frame_t frame;
  bool is_forward_due;  /* the last decision forwards a segment, whose FRAME did not come yet */
  toe_retire_t sent;    /* whose teller did not come yet */
  bool has_sent;        /* there is one */
  uint64_t ended;       /* commit number of the last item that is over */
  uint64_t told_early;  /* that of a job, not ended, whose DISCONNECT came; 0: none */
  uint64_t lost_early;  /* the same of a RETRIEVE for lost rows */
  bool is_uploading;    /* the last of UPLOAD_ALL and RESUME told was UPLOAD_ALL */
  toe_result_t failure; /* no memory while records came */
  toe_cycle_t cycle;
  char violation[512]; /* "" without one */
};

/* Note a violation, at `cycle`; the first one stays.  decided  of the object, or the JOB */
void toe_conserve_violate(toe_conserve_t *conserve, const toe_retire_t *decided, toe_cycle_t cycle, const char *format,
                          ...) TOE_PRINTF(4, 5);
/* The pool of a layer's entries. */
toe_pool_t toe_conserve_pool_of_layer(uint64_t layer);

/* ---- limits (toe_conserve_limits.c) */
void toe_conserve_limits_new(toe_conserve_limits_t *limits, const toe_host_options_t *options);
/* A marker was decided: what the host asked with it; false: nothing, or not of this host. */
bool toe_conserve_take_ask(toe_conserve_t *conserve, const toe_retire_t *retire, toe_conserve_ask_t *ask_out);
/* A SET was decided: what it sets is in force from here on. */
void toe_conserve_apply_set(toe_conserve_t *conserve, const toe_retire_t *retire, const toe_conserve_ask_t *set);
/* The limit of a pool; false: not known. */
bool toe_conserve_limit(const toe_conserve_t *conserve, toe_pool_t pool, uint64_t *limit_out);
/* Demand room for `amount` more of a pool that holds `held`. */
void toe_conserve_need(toe_conserve_t *conserve, const toe_retire_t *decided, toe_pool_t pool, uint64_t amount);
/* A denied object: was there no room, and is the limit the one in force? */
void toe_conserve_check_denied(toe_conserve_t *conserve, const toe_retire_t *retire);

/* ---- rows (toe_conserve_rows.c) */
/* The live object a handle of `layer` names; NULL: none. */
toe_conserve_object_t *toe_conserve_find(const toe_conserve_t *conserve, uint64_t handle, uint64_t layer);
/* Row 0 of the context a handle names. */
uint64_t toe_conserve_first_row(uint64_t handle);
/* A row of the context SRAM. */
void toe_conserve_put_context(toe_conserve_t *conserve, const toe_retire_t *retire);
/* Whether what an object of `layer` takes of a pool is told by its context only. */
bool toe_conserve_is_told_later(uint64_t layer, toe_pool_t pool);
/* A shared value an object has by its first row, at most two of them: pool, table and bytes; false: no such one.
 * value_out  of TOE_SHARED_VALUE_BYTES */
bool toe_conserve_value(toe_conserve_t *conserve, uint64_t layer, const uint8_t *row, int number, toe_pool_t *pool_out,
                        toe_shared_t **shared_out, uint8_t *value_out, size_t *bytes_out);

/* ---- copies (toe_conserve_copy.c) */
toe_result_t toe_conserve_copy_new(toe_conserve_copy_t *copy);
void toe_conserve_copy_free(toe_conserve_copy_t *copy);
/* A row of the buffer memory. */
void toe_conserve_put_buffer(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A decision comes: what was written to the buffer memory must be its copy. */
void toe_conserve_judge_copy(toe_conserve_t *conserve, const toe_retire_t *retire);
/* The first row of a connection that was taken came: its copy is held from here on. */
void toe_conserve_take_copy(toe_conserve_t *conserve, toe_conserve_object_t *object, const uint8_t *row);
/* A block more at the end of its buffer: the next in order.  said  row of the record, which tells if that is unknown */
uint32_t toe_conserve_take_block(toe_conserve_t *conserve, toe_conserve_object_t *object, uint64_t said);
/* The first `blocks` of its blocks go back; and all. */
void toe_conserve_give_blocks(toe_conserve_t *conserve, toe_conserve_object_t *object, uint32_t blocks);
void toe_conserve_give_copy(toe_conserve_t *conserve, toe_conserve_object_t *object);
/* The second row of it came, which says where in the stream its copy ends: are those the bytes the host has? */
void toe_conserve_check_bytes(toe_conserve_t *conserve, const toe_conserve_object_t *object);

/* ---- terminates (toe_conserve_free.c) */
/* What a TERMINATE names, from its submission on.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_conserve_name(toe_conserve_t *conserve, const toe_host_request_t *request);
/* It was not carried out (a marker in error). */
void toe_conserve_unname(toe_conserve_t *conserve, uint64_t request_id);
/* An object of a TERMINATE was decided. */
void toe_conserve_terminate(toe_conserve_t *conserve, const toe_retire_t *retire);

/* ---- what is told and handed back (toe_conserve_due.c) */
/* A marker that is no SET was decided.  ask  NULL: not known what it was */
void toe_conserve_raise(toe_conserve_t *conserve, const toe_retire_t *retire, const toe_conserve_ask_t *ask);
/* A linker of an INITIATE to a connection whose context is lost. */
void toe_conserve_expect_lost(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A receive job or its marker may have found the context lost, and told so. */
void toe_conserve_expect_lost_unsure(toe_conserve_t *conserve, const toe_retire_t *retire, uint64_t commit);
/* The item of this commit number turned out to be one that tells nothing. */
void toe_conserve_forget_due(toe_conserve_t *conserve, uint64_t commit);
/* One more at the end of the queue, of `teller`, all else 0.  NULL: no memory */
toe_conserve_due_t *toe_conserve_push_due(toe_conserve_t *conserve, const toe_retire_t *teller);
/* A connection's job set DISCONNECTED: its event comes, or came already. */
void toe_conserve_expect_disconnect(toe_conserve_t *conserve, const toe_retire_t *job,
                                    const toe_conserve_object_t *object);
/* The rows of an object that is freed. */
void toe_conserve_expect_returned(toe_conserve_t *conserve, const toe_retire_t *retire,
                                  const toe_conserve_object_t *object);
void toe_conserve_put_event(toe_conserve_t *conserve, const toe_retire_t *retire);
void toe_conserve_put_returned(toe_conserve_t *conserve, const toe_retire_t *retire);
/* Something of commit number `commit` was answered: all of it and before has been told and handed back. */
void toe_conserve_settle(toe_conserve_t *conserve, uint64_t commit, toe_cycle_t cycle);

/* ---- receive delivery (toe_conserve_receive.c) */
/* Row `k` of a new connection came. */
void toe_conserve_take_receive(toe_conserve_t *conserve, toe_conserve_object_t *object, uint32_t k);
/* Whether a marker is a RECEIVE.  ask  NULL: not known what was asked */
bool toe_conserve_is_receive(const toe_conserve_t *conserve, const toe_retire_t *retire, const toe_conserve_ask_t *ask);
/* A RECEIVE was decided. */
void toe_conserve_post(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A connection is freed: its posted requests were completed. */
void toe_conserve_close(toe_conserve_t *conserve, const toe_retire_t *retire, toe_conserve_object_t *object);
void toe_conserve_put_job(toe_conserve_t *conserve, const toe_retire_t *retire);
void toe_conserve_put_received(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A context row; false: it is of no job. */
bool toe_conserve_put_job_row(toe_conserve_t *conserve, const toe_retire_t *retire);
void toe_conserve_check_job_overdue(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A record says how many host buffers are with the host; at most `taken` were since the one before. */
void toe_conserve_check_lent(toe_conserve_t *conserve, const toe_retire_t *retire, uint64_t said, uint64_t taken);
void toe_conserve_finish_entries(toe_conserve_t *conserve);

/* ---- frames of the wire, and segments that the host forwards (toe_conserve_frame.c) */
/* Whether a job is that of a frame or of a forwarded segment. */
static inline bool toe_conserve_is_frame(const toe_retire_t *job) {
  return job->u.job.job == TOE_JOB_FRAME || job->u.job.job == TOE_JOB_FORWARD;
}
/* A FORWARD was decided. */
void toe_conserve_forward(toe_conserve_t *conserve, const toe_retire_t *retire);
/* Something came that comes behind the FRAME of a forwarded segment. */
void toe_conserve_check_forwarded(toe_conserve_t *conserve, toe_cycle_t cycle);
void toe_conserve_put_frame(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A row of the buffer memory; false: it is of no frame. */
bool toe_conserve_put_data(toe_conserve_t *conserve, const toe_retire_t *retire);
/* The JOB of a frame or a forwarded segment.  false: there is no such one */
bool toe_conserve_end_frame(toe_conserve_t *conserve, const toe_retire_t *job);
void toe_conserve_put_sent(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A job or a terminate of this commit number came: the acknowledgment it sent says where its connection stands.
 * false: it sent none */
bool toe_conserve_weigh_sent(toe_conserve_t *conserve, const toe_retire_t *teller, uint64_t commit,
                             const toe_conserve_object_t *object);

#endif /* TOE_CONSERVE_INTERNAL_H_ */
