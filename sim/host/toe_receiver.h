/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_receiver.h - the application's end of one connection: receive requests it has posted, what it makes of indicated
 * data, and the check that it sees the stream exactly once and in order.
 *
 * What it must see is known (toe_stream.h): from the first byte that was not delivered before the offload on, without
 * a gap, whether in a completed request or in an indication [R56].  What it does not take of an indication is not
 * delivered: it comes again.
 *
 * When the peer has closed its half (DISCONNECT) nothing more may come, and what is posted then gets INVALID_STATE
 * [R143, R146]; when it has reset the connection (ABORT), REQUEST_ABORTED [R144].
 *
 * A buffer is filled with two patterns before it is posted: what the host says is filled already, and the rest.  Both
 * must be as they were but for the bytes that are reported.
 */
#ifndef TOE_RECEIVER_H_
#define TOE_RECEIVER_H_

#include "sim/host/toe_tree.h"
#include "sim/miniport/toe_ndis.h"
#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TOE_RECEIVER_FILLED = 0xA5, TOE_RECEIVER_LEARN_MOST = 0x2000000 };

/* A receive request that is posted; its buffer lies behind it. */
typedef struct toe_receiver_post {
  struct toe_receiver_post *next;
  toe_op_t *op; /* owned */
  uint32_t request_id;
  toe_nbl_t nbl; /* as the driver has it */
} toe_receiver_post_t;

/* A host buffer that the application has. */
typedef struct toe_receiver_held {
  struct toe_receiver_held *next;
  toe_nbl_t *nbl;
  uint32_t seq, bytes;
  uint32_t sum; /* of its bytes */
} toe_receiver_held_t;

/* Bytes that the peer has sent, as a frame brought them; behind it. */
typedef struct toe_receiver_learnt {
  struct toe_receiver_learnt *next;
  uint32_t seq, bytes;
} toe_receiver_learnt_t;

typedef struct toe_receiver {
  const char *name;  /* borrowed */
  uint64_t number;   /* of the connection's stream */
  uint32_t next_seq; /* the first byte that is not delivered */
  toe_receiver_post_t *posts, *last_post;
  bool needs_post;   /* nothing may be indicated before a request was posted [R52, R124] */
  bool is_inside;    /* a call of the target is on the stack */
  uint32_t *accepts; /* answers to come; own */
  uint32_t accept_count, accept_at;
  bool is_hold;
  toe_receiver_held_t *held, *last_held; /* in the order of the indications */
  bool is_giver;                         /* in the host's row of those that may have some to give back */
  struct toe_receiver *next_giver;
  bool is_disconnected, is_aborted;   /* told since the offload; a disconnect also before */
  bool is_retrieved;                  /* told that the target wants the connection taken back */
  bool is_short;                      /* the last request was completed without being full: only FIN may do that */
  bool has_invalid;                   /* some request was completed with INVALID_STATE */
  uint32_t events;                    /* of the connection told since then, as TOE_OP_VALUE_EVENTS */
  uint32_t passed;                    /* frames that came up for it */
  uint32_t forwarded, forward_failed; /* segments that were forwarded and completed, with SUCCESS or not */
  bool has_acked;                     /* a frame of the target acknowledged up to `acked` */
  uint32_t acked;
  toe_receiver_learnt_t *learnt, *last_learnt; /* in the order in which they came */
  uint64_t learnt_bytes;
  bool is_learning;                                  /* all that comes from the wire was learnt */
  uint32_t wire_seq;                                 /* is_learning: where that begins */
  uint32_t completed, delivered, indicated, refused; /* since the offload */
  uint64_t delivered_all;                            /* the same as delivered, not modulo 2^32 */
  uint64_t seen_all;                                 /* the same with what was indicated and not taken */
} toe_receiver_t;

/* All zero but for the connection; nothing is offloaded.  NULL: no memory */
toe_receiver_t *toe_receiver_new(const char *name, uint64_t number);
/* NULL is allowed. */
void toe_receiver_free(toe_receiver_t *receiver);

/* The connection was offloaded with `buffered` bytes before `end` (toe_stream_end) that were not delivered.
 * has_fin  the peer's FIN came before: without buffered bytes the host was told, and nothing may come any more [D-16]
 */
void toe_receiver_begin(toe_receiver_t *receiver, uint32_t end, uint32_t buffered, bool has_fin);
/* It is gone: every request must have been completed before [R123, R164], one with INVALID_STATE only if a disconnect
 * was told [R146]. */
void toe_receiver_end(toe_receiver_t *receiver, const toe_tree_sink_t *sink);

/* Frames of a real peer bring bytes of their own.  These have been sent from seq on; what is delivered already, or lies
 * more than TOE_RECEIVER_LEARN_MOST behind that, is not remembered.  From the first call after the offload on the
 * stream from the connection's RcvNxt is what was learnt or what a scenario's own segments bring (toe_stream.h): of a
 * byte that came twice, either.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_receiver_expect(toe_receiver_t *receiver, uint32_t seq, const uint8_t *bytes,
                                              uint32_t count);
/* Whether `bytes` are the `count` bytes from seq on. */
bool toe_receiver_is(const toe_receiver_t *receiver, uint32_t seq, const uint8_t *bytes, uint32_t count);
/* A frame of the target acknowledged all before `ack`. */
void toe_receiver_acked(toe_receiver_t *receiver, uint32_t ack);

/* RECEIVE_POLICY.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_receiver_policy(toe_receiver_t *receiver, const toe_op_t *op);
/* Make the request of a POST_RECEIVE; it is posted from now on.
 * op  the receiver's, unless it fails.  NULL: no memory */
toe_receiver_post_t *toe_receiver_post(toe_receiver_t *receiver, toe_op_t *op, uint32_t request_id);
/* Take out the last one again: it was not posted. */
void toe_receiver_post_free(toe_receiver_post_t *post);

/* The target told toe_event `code` of the connection.  Rules: R143, R144 (told twice, or a disconnect behind an abort).
 */
void toe_receiver_event(toe_receiver_t *receiver, uint8_t code, const toe_tree_sink_t *sink);

/* The target has completed a request.  Rules that are said to be broken: R121 (not the oldest, or none), R120 (a call
 * within a call), R56 (other bytes than those of the stream), R53 (more was written than is reported), R128 (not full),
 * R146, R144 (SUCCESS behind a disconnect or an abort; bytes that were filled
 * before come back with SUCCESS). NULL: there is no such request; else it is the caller's */
toe_receiver_post_t *toe_receiver_complete(toe_receiver_t *receiver, const toe_nbl_t *nbl, const toe_tree_sink_t *sink);

/* The target indicates data.  Rules: R120, R126 (not one list with Status SUCCESS and data), R52 (before the first
 * request), R124 (refused data, before another request), R56, R143, R144 (behind a
 * disconnect or an abort).  What is taken is held until toe_receiver_give_back.
 *
 * consumed_out  bytes taken
 * returns       the status for the target */
uint32_t toe_receiver_indicate(toe_receiver_t *receiver, toe_nbl_t *nbl, uint32_t *consumed_out,
                               const toe_tree_sink_t *sink);

/* The next host buffer that may go back: R127 says that it is as it was indicated.  NULL: none, or they are held.
 * held_out  what it was */
toe_nbl_t *toe_receiver_give_back(toe_receiver_t *receiver, const toe_tree_sink_t *sink, toe_receiver_held_t *held_out);

/* What the window may be after `consumed` bytes were delivered, which lets it grow, though not above initial_wnd, and
 * `taken` bytes came from the wire, which shrinks it, in whatever order.  least_out is most_out if nothing came.
 * consumed - taken is at least what was taken from the bytes that were there before. */
void toe_receiver_window(uint32_t rcv_wnd, uint32_t initial_wnd, uint64_t consumed, uint64_t taken, uint32_t *least_out,
                         uint32_t *most_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RECEIVER_H_ */
