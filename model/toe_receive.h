/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_receive.h - the receive state of a connection and what a job does next with it (docs/microarchitecture.md 5.11).
 *
 * Pure deciding, by the delivery algorithm of the chimney pages [R119]: it knows no time, moves no data, and holds
 * nothing.  The buffer's blocks and the posted requests stand in the ledger (toe_resources.h); here is what the context
 * says of them.
 */
#ifndef TOE_RECEIVE_H_
#define TOE_RECEIVE_H_

#include "model/spec/toe_spec.h"
#include "model/toe_posted.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the context's rows 0..3, in which it stands. */
#define TOE_RECEIVE_BYTES TOE_OBJECT_BYTES

typedef struct toe_receive {
  uint32_t rcv_nxt, rcv_wnd, initial_rcv_wnd;
  uint32_t indication_bytes; /* RCV_INDICATION; 0: any number          */
  uint32_t buf_bytes;        /* received and not delivered             */
  uint32_t begin, end;       /* in their first and last block          */
  uint32_t flags;            /* toe_rcv_flag, without timers and WAITING */
  uint32_t indicated;        /* bytes of the indication in progress    */
  uint32_t state;            /* TCP_OFFLOAD_CONNECTION_STATE           */
  uint32_t out_of_order;     /* score of segments out of order         */
  uint32_t ack_pending;      /* segments taken and not acknowledged    */
  uint32_t advertised;       /* right edge of the window as told last  */
  uint32_t remote_mss;
  uint32_t wind_scale; /* RCV_WIND_SCALE */
} toe_receive_t;

/* What a step starts. */
typedef enum toe_receive_step {
  TOE_RECEIVE_END,        /* nothing: the job ends                  */
  TOE_RECEIVE_CONSUME,    /* bytes of an indication are taken       */
  TOE_RECEIVE_PLACE,      /* bytes go into the first posted request */
  TOE_RECEIVE_COMPLETE,   /* it is completed, with a status         */
  TOE_RECEIVE_INDICATE,   /* bytes go into a host buffer            */
  TOE_RECEIVE_EVENT,      /* the event that is due is told          */
  TOE_RECEIVE_PASS,       /* the frame goes up as it is             */
  TOE_RECEIVE_DISCONNECT, /* the disconnect is told               */
  TOE_RECEIVE_ACKNOWLEDGE /* an acknowledgment is sent            */
} toe_receive_step_t;

typedef struct toe_receive_choice {
  toe_receive_step_t what;
  uint32_t status; /* COMPLETE: toe_rcv_status */
  bool is_waiting; /* for want of a host buffer; besides what it starts */
} toe_receive_choice_t;

/* What a step looks at beside the state. */
typedef struct toe_receive_facts {
  uint32_t job;      /* toe_job                                       */
  bool is_first;     /* its first step                                */
  uint32_t consumed; /* REPLY: VALUE                                  */
  bool has_placed;   /* this job has placed something                 */
  bool has_host_buffer;
  bool is_lost;                        /* its context is, or there is no connection: no more than EVENT and PASS */
  bool has_event;                      /* one is due and was not told           */
  bool has_pass;                       /* a frame is to be passed up, and was not */
  bool has_ack, has_acked;             /* the job's reason asks for an acknowledgment; it has sent one */
  uint32_t ack_frequency;              /* ACK_FREQUENCY                         */
  const toe_posted_request_t *request; /* the first; NULL: none; borrowed for the call */
} toe_receive_facts_t;

/* The state in a context, and back into it (STATE of row 0; RCV_NXT and RCV_WND of row 1; row 3 as a whole).
 * timer_flags  PUSH_TIMER, ACK_TIMER and WAITING; posted  requests in the queue */
toe_receive_t toe_receive_read(const uint8_t context[TOE_RECEIVE_BYTES]);
void toe_receive_write(const toe_receive_t *receive, uint32_t timer_flags, uint32_t posted,
                       uint8_t context[TOE_RECEIVE_BYTES]);
/* Row 3 of a new connection with so many bytes copied [R51, R52]. */
void toe_receive_write_new(uint32_t buffered_bytes, uint8_t context[TOE_RECEIVE_BYTES]);
/* Whether the state agrees with a buffer of so many blocks.  One that was read wrongly may not. */
bool toe_receive_fits(const toe_receive_t *receive, uint32_t blocks);

/* What the next step starts. */
toe_receive_choice_t toe_receive_step(const toe_receive_t *receive, const toe_receive_facts_t *facts);
/* A request is posted: what is in the buffer may be indicated again [R124, R125]. */
void toe_receive_post(toe_receive_t *receive);
/* The host's answer to an indication; false: there is none, or not of so many bytes, and nothing changed.
 * consumed  bytes it has taken; posted  requests in the queue */
bool toe_receive_reply(toe_receive_t *receive, uint32_t consumed, uint32_t posted);
/* An indication of so many bytes was told. */
void toe_receive_indicate(toe_receive_t *receive, uint32_t bytes);
/* Blocks that hold nothing any more once `bytes` of the front are consumed; and consume them (at most buf_bytes). */
uint32_t toe_receive_blocks(const toe_receive_t *receive, uint32_t bytes);
void toe_receive_consume(toe_receive_t *receive, uint32_t bytes);

/* Blocks that `bytes` more behind its end take, beyond those it has; and they are there: the buffer is so much longer.
 */
uint32_t toe_receive_blocks_for(const toe_receive_t *receive, uint32_t bytes);
void toe_receive_append(toe_receive_t *receive, uint32_t bytes);

/* Sequence number of the first byte not delivered. */
uint32_t toe_receive_first(const toe_receive_t *receive);
/* Whether acknowledgments are this device's to send. */
bool toe_receive_may_acknowledge(const toe_receive_t *receive);
/* The window field of an acknowledgment; and it was sent (or could not be, and is not tried again). */
uint32_t toe_receive_window(const toe_receive_t *receive);
void toe_receive_acknowledge(toe_receive_t *receive, bool was_sent);

/* Bytes of a write at `address` when so many are left: it ends at the next multiple of RCV_PIECE_BYTES. */
uint32_t toe_receive_piece(uint64_t address, uint32_t left_bytes);
/* Whether a request has no room. */
static inline bool toe_receive_is_full(const toe_posted_request_t *request) {
  return request->filled >= request->bytes;
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RECEIVE_H_ */
