/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream_check_internal.h - what the stream checker holds; for toe_stream_check*.c only.
 */
#ifndef TOE_STREAM_CHECK_INTERNAL_H_
#define TOE_STREAM_CHECK_INTERNAL_H_

#include "sim/check/toe_stream_check.h"

/* What the peer sent of a stream, from the first byte behind those that the host had buffered on; of a connection, as
 * long as it or a span needs it. */
typedef struct toe_stream_wire {
  uint32_t users;
  uint32_t first; /* sequence number of data[0] */
  size_t bytes, capacity;
  uint8_t *data;
} toe_stream_wire_t;

/* A connection, by the id of its handle; it stays after its terminate until the id is given out again. */
typedef struct toe_stream_connection {
  bool is_known;           /* it was taken, and its context has not been lost */
  uint32_t rows_seen;      /* of its first two */
  uint64_t begin_commit;   /* an entry of an earlier one is of whoever had the id before */
  uint64_t number;         /* of its stream */
  toe_stream_wire_t *wire; /* NULL: nothing was sent */
  uint32_t first, nxt;     /* the stream: [first, nxt) */
  uint32_t at;             /* first byte not delivered, by the last job */
  uint32_t told;           /* the same, by the last entry */
  uint64_t flags;
  uint32_t indicated, posted;
  uint64_t told_commit, told_kind;          /* of the last entry */
  uint64_t job_commit;                      /* of the last job; 0: none */
  uint32_t job_from;                        /* `at` before it */
  uint64_t indicate_commit, indicate_bytes; /* the last indication as its entry says it */
  uint64_t state_commit, state_bytes;       /* and as its context does */
} toe_stream_connection_t;

/* Bytes of a stream that must leave next: [from, from + bytes), of which up to `slack` first ones may have been
 * consumed by a reply. */
typedef struct toe_stream_span {
  uint64_t handle, number;
  toe_stream_wire_t *wire; /* one of its users; or NULL */
  bool is_frame;           /* no stream: a frame that was passed up */
  bool is_open;            /* its bytes are not known yet */
  uint64_t commit;         /* of a frame */
  uint32_t from, bytes, slack;
  uint32_t behind;  /* bytes that the same job wrote behind them */
  toe_cycle_t ends; /* what left up to here is not of a later job */
} toe_stream_span_t;

/* A write that left. */
typedef struct toe_stream_piece {
  toe_cycle_t cycle;
  uint8_t bytes, done;
  uint8_t data[32];
} toe_stream_piece_t;

struct toe_stream_check {
  toe_side_t side;
  uint64_t posted; /* level of the pool, by the last record that tells it */
  toe_stream_connection_t *connections;
  uint32_t built, end;   /* end: behind the last one that was ever taken */
  toe_retire_t job;      /* whose rows are being written; cycle TOE_CYCLE_NEVER: none */
  uint64_t frame_handle; /* whose data is being written */
  uint32_t frame_left;
  uint64_t pass_commit; /* of the last frame that was said to be passed up, and its bytes */
  uint32_t pass_bytes;
  toe_stream_span_t *spans;
  size_t span_count, span_capacity;
  toe_stream_piece_t *pieces;
  size_t piece_count, piece_capacity, piece_first; /* those before piece_first are done */
  uint64_t right;
  toe_result_t failure;
  toe_cycle_t cycle;
  char violation[320];
};

void toe_stream_violate(toe_stream_check_t *check, uint64_t handle, toe_cycle_t cycle, const char *format, ...)
    TOE_PRINTF(4, 5);

/* ---- what was written (toe_stream_check_pieces.c) */
void toe_stream_put_piece(toe_stream_check_t *check, const toe_retire_t *retire);
/* It becomes one of the users of what it names. */
void toe_stream_put_span(toe_stream_check_t *check, const toe_stream_span_t *span);
/* A frame that was passed up has left. */
void toe_stream_close_span(toe_stream_check_t *check, uint64_t commit, uint32_t bytes);
/* Hold what left against what must have.  is_end  nothing more will */
void toe_stream_settle(toe_stream_check_t *check, bool is_end);

/* ---- what was sent (toe_stream_check_wire.c) */
/* FRAME, and BUFFER rows of its data. */
void toe_stream_put_frame(toe_stream_check_t *check, const toe_retire_t *retire);
void toe_stream_put_data(toe_stream_check_t *check, const toe_retire_t *retire);
/* The byte of a stream. */
uint8_t toe_stream_due(const toe_stream_wire_t *wire, uint64_t number, uint32_t seq);
/* A user less.  NULL is allowed */
void toe_stream_wire_release(toe_stream_wire_t *wire);

#endif /* TOE_STREAM_CHECK_INTERNAL_H_ */
