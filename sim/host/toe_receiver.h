/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_receiver.h - the application's end of one connection: receive requests it has posted, what it makes of indicated
 * data, and the check that it sees the stream exactly once and in order.
 *
 * What it must see is known (toe_stream.h): from the first byte that was not delivered before the offload on, without
 * a gap, whether in a completed request or in an indication [R56].  What it does not take of an indication is not
 * delivered: it comes again.
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

enum { TOE_RECEIVER_FILLED = 0xA5 };

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
} toe_receiver_held_t;

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
  uint32_t completed, delivered, indicated, refused; /* since the offload */
} toe_receiver_t;

/* All zero but for the connection; nothing is offloaded.  NULL: no memory */
toe_receiver_t *toe_receiver_new(const char *name, uint64_t number);
/* NULL is allowed. */
void toe_receiver_free(toe_receiver_t *receiver);

/* The connection was offloaded with `buffered` bytes before rcv_nxt that were not delivered. */
void toe_receiver_begin(toe_receiver_t *receiver, uint32_t rcv_nxt, uint32_t buffered);
/* It is gone: every request must have been completed before [R123, R164]. */
void toe_receiver_end(toe_receiver_t *receiver, const toe_tree_sink_t *sink);

/* RECEIVE_POLICY.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_receiver_policy(toe_receiver_t *receiver, const toe_op_t *op);
/* Make the request of a POST_RECEIVE; it is posted from now on.
 * op  the receiver's, unless it fails.  NULL: no memory */
toe_receiver_post_t *toe_receiver_post(toe_receiver_t *receiver, toe_op_t *op, uint32_t request_id);
/* Take out the last one again: it was not posted. */
void toe_receiver_post_free(toe_receiver_post_t *post);

/* The target has completed a request.  Rules that are said to be broken: R121 (not the oldest, or none), R120 (a call
 * within a call), R56 (other bytes than those of the stream), R53 (more was written than is reported), R128 (not full).
 * NULL: there is no such request; else it is the caller's */
toe_receiver_post_t *toe_receiver_complete(toe_receiver_t *receiver, const toe_nbl_t *nbl, const toe_tree_sink_t *sink);

/* The target indicates data.  Rules: R120, R126 (not one list with Status SUCCESS and data), R52 (before the first
 * request), R124 (refused data, before another request), R56.  What is taken is held until toe_receiver_give_back.
 *
 * consumed_out  bytes taken
 * returns       the status for the target */
uint32_t toe_receiver_indicate(toe_receiver_t *receiver, toe_nbl_t *nbl, uint32_t *consumed_out,
                               const toe_tree_sink_t *sink);

/* The next host buffer that may go back: R127 says that it is as it was indicated.  NULL: none, or they are held.
 * held_out  what it was */
toe_nbl_t *toe_receiver_give_back(toe_receiver_t *receiver, const toe_tree_sink_t *sink, toe_receiver_held_t *held_out);

/* The window after `consumed` bytes were delivered: it grows, but not above initial_wnd. */
uint32_t toe_receiver_window(uint32_t rcv_wnd, uint32_t initial_wnd, uint32_t consumed);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RECEIVER_H_ */
