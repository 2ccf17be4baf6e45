/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host.h - the simulated host stack above the driver.
 *
 * It keeps the table of objects by name, builds NDIS trees from operations, gives them to the miniport, takes the
 * completions, checks what the target had to leave alone, and tells an observer.  Requests go to the driver strictly in
 * the order of the trace: one that names an object in transit waits, and so does all behind it (R100), so
 * that the order never depends on latency.  A FLIP waits until nothing is in flight, and all behind it waits for it; so
 * do RESET, and what makes the target tell something (UPLOAD_REQUEST, UPLOAD_ALL, PAUSE, RESUME, LINK) together with
 * the terminates that the host then wants by itself.  Those are requests of their own, not in the trace.
 *
 * Between PAUSE or UPLOAD_ALL and RESUME initiates are held back, but for late ones; so is what waits for a late one.
 *
 * It never waits and knows no time: whoever runs it calls toe_host_submit at an operation's time
 * and toe_host_interrupt when a message arrives, on one thread.
 */
#ifndef TOE_HOST_H_
#define TOE_HOST_H_

#include "sim/host/toe_delegated.h"
#include "sim/host/toe_host_capability.h"
#include "sim/host/toe_host_options.h"
#include "sim/miniport/toe_os.h"
#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One object of a finished request: in walk order, of a TERMINATE in the order in which the target is given them:
 * connections, then paths, then neighbors, each in walk order. */
typedef struct toe_host_object {
  const char *name; /* borrowed for the observer call */
  uint8_t layer;    /* toe_layer */
  uint8_t kind;     /* toe_kind: what the host made of it */
  uint32_t status;  /* NDIS status in the block */
  uint32_t handle;  /* in the block's cell; 0 none; TERMINATE: what it was before */
  /* TERMINATE: what came back; NULL: nothing (a path, a failure).  Borrowed for the observer call. */
  const toe_delegated_t *returned;
  bool has_expect; /* the trace expects expect_status */
  uint32_t expect_status;
} toe_host_object_t;

/* A finished request. */
typedef struct toe_host_request {
  uint32_t request_id;              /* the driver's number, 1, 2, 3... in order of submission */
  const char *id;                   /* the trace's name */
  const char *place;                /* where it stands in the trace */
  toe_op_kind_t kind;               /* INITIATE, TERMINATE, SET; UPLOAD_REQUEST, UPLOAD_ALL, PAUSE, RESUME or LINK: the
                                       target was made to tell it (RAISE) */
  uint64_t number;                  /* record number in the trace */
  uint8_t error;                    /* toe_error of the completion */
  uint8_t setting;                  /* SET: toe_setting; else 0 */
  uint32_t value;                   /* SET: what it was set to; RAISE: what the event says (VALUE); else 0 */
  const toe_host_object_t *objects; /* borrowed for the observer call; SET, RAISE: none */
  uint32_t object_count;
} toe_host_request_t;

/* What the target indicated, and what the host made of it. */
typedef struct toe_host_event {
  uint8_t code;     /* toe_event */
  const char *name; /* RETRIEVE, DISCONNECT, ABORT: the connection; else NULL.  Borrowed for the observer call */
  uint32_t info;    /* RETRIEVE: toe_upload_reason; LINK: 0 down, 1 up; else 0 */
  bool is_followed; /* the host terminates because of it */
} toe_host_event_t;

/* A frame that came up on the ordinary path, untouched [R133]. */
typedef struct toe_host_passed {
  const char *name;    /* the connection that the driver knows it to be of; NULL: none.  Borrowed for the call */
  uint32_t reason;     /* toe_frame */
  const uint8_t *data; /* borrowed for the call */
  uint32_t bytes;
  bool is_forwarded; /* the host forwards it, or what it completes, or keeps it until the initiate has ended [R147] */
} toe_host_passed_t;

/* A segment that was forwarded is the host's again [R147]. */
typedef struct toe_host_forwarded {
  const char *name; /* the connection.  Borrowed for the call */
  uint32_t status;  /* NDIS status: SUCCESS, UPLOAD_IN_PROGRESS, REQUEST_ABORTED or INVALID_STATE */
  uint32_t seq;     /* of the segment */
  uint32_t bytes;   /* of its payload */
  uint8_t flags;    /* of its TCP header */
} toe_host_forwarded_t;

/* Segments that were forwarded and completed, by status; FORWARDs that were the host's own: their connection was not
 * offloaded, or they are not the whole of a right TCP segment; what came up with IP options or as fragments, whole, and
 * could not be forwarded: the same, a SYN, or IPv6 extension headers; datagrams of which fragments came, and that were
 * given up or are not whole. */
typedef struct toe_host_forward_counts {
  uint64_t success, aborted, upload, invalid;
  uint64_t own;
  uint64_t unfit;
  uint64_t given_up;
} toe_host_forward_counts_t;

/* What happens to received data. */
typedef enum toe_host_receive_kind {
  TOE_HOST_RECEIVE_POSTED,    /* a receive request was given to the driver */
  TOE_HOST_RECEIVE_COMPLETED, /* it is the host's again [R121] */
  TOE_HOST_RECEIVE_INDICATED, /* data was indicated, and the host has answered [R127] */
  TOE_HOST_RECEIVE_RETURNED   /* the host gave back the buffer of an indication */
} toe_host_receive_kind_t;

typedef struct toe_host_receive {
  toe_host_receive_kind_t kind;
  const char *name;       /* the connection */
  const char *id, *place; /* POSTED, COMPLETED: of the operation; else NULL */
  uint64_t number;        /* POSTED, COMPLETED: record number in the trace; else 0 */
  uint32_t request_id;    /* POSTED, COMPLETED: the driver's number; else 0 */
  uint32_t bytes;         /* POSTED: of the buffer; else of the data: COMPLETED without what was filled before */
  uint32_t filled;        /* POSTED, COMPLETED: filled before it was posted */
  bool is_push;           /* POSTED, COMPLETED */
  uint32_t status;        /* COMPLETED; INDICATED: the host's answer; else 0 */
  uint32_t accepted;      /* INDICATED: bytes taken */
  uint32_t seq;           /* COMPLETED, INDICATED, RETURNED: sequence number of the first byte */
  const uint8_t *data;    /* COMPLETED, INDICATED: the bytes, for the call; else NULL */
} toe_host_receive_t;

/* One expectation of received data that was looked at. */
typedef struct toe_host_expectation {
  const char *id, *place, *name; /* of the operation; the connection */
  uint64_t number;               /* record number in the trace */
  toe_op_value_key_t key;
  bool has_value; /* false: there is nothing to look at (a request that was never completed, no such connection) */
  uint32_t expected, value;
  bool is_met;
} toe_host_expectation_t;

/* Whom the host tells.  Any member may be NULL. */
typedef struct toe_host_observer {
  void *self;
  /* A request was given to the driver, before its doorbell; statuses are not known yet (0). */
  void (*submitted)(void *self, const toe_host_request_t *request);
  void (*completed)(void *self, const toe_host_request_t *request);
  /* The target indicated something. */
  void (*event)(void *self, const toe_host_event_t *event);
  /* FLIP: turn over a bit of the context SRAM, now; nothing is in flight.  row and bit as in bridge/toe_device.h.  A
   * FLIP is no request: it has no number and is not told by the members above.  NULL: FLIP is E_UNSUPPORTED. */
  void (*flip)(void *self, uint32_t row, uint32_t bit);
  /* Received data: posted, completed, indicated, returned. */
  void (*received)(void *self, const toe_host_receive_t *receive);
  /* A frame came up. */
  void (*passed)(void *self, const toe_host_passed_t *frame);
  /* A segment that was forwarded is completed. */
  void (*forwarded)(void *self, const toe_host_forwarded_t *segment);
  /* An expectation of a posted receive request, a FORWARD or an EXPECT was looked at, met or not. */
  void (*expected)(void *self, const toe_host_expectation_t *expectation);
  /* SEGMENT: somebody at the other end of the wire begins to send a frame, now; it waits for nothing.  Like a FLIP it
   * is no request.  data is borrowed for the call; 1..65535 bytes.  NULL: SEGMENT is E_UNSUPPORTED. */
  void (*frame)(void *self, const uint8_t *data, uint32_t bytes);
  /* Something the target had to leave alone was changed, or another rule of the host side was broken. */
  void (*broken)(void *self, const char *rule, const char *text);
} toe_host_observer_t;

typedef struct toe_host toe_host_t;

/* Probe the device and bring the driver up.  Calls os (MMIO reads wait), so call it where waiting is allowed.
 * os, observer  copied; what they point to must outlive the host
 * E_DEVICE (error_out: what did not answer or fit), E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_new(const toe_host_options_t *options, const toe_os_t *os,
                                       const toe_host_observer_t *observer, toe_host_t **host_out,
                                       toe_error_t *error_out);
void toe_host_free(toe_host_t *host); /* NULL is allowed */

/* Take an operation at its time; it may be sent at once or wait.
 * op  owned by the host from now on, also on failure
 * E_UNSUPPORTED  this version, or the observer, does not carry it out (error_out says so)
 * E_UNKNOWN, E_RANGE, E_ARG  the operation contradicts what came before (error_out says where and why)
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_submit(toe_host_t *host, toe_op_t *op, toe_error_t *error_out);

/* A message interrupt arrived (address and data as the os gave them out). */
void toe_host_interrupt(toe_host_t *host, uint64_t address, uint32_t data);

/* What the host sees of the wire: a frame begins to be sent to the device, whose bytes it may be given then; the device
 * has sent one, and acknowledged by it.  Frames that are no whole TCP segment of a connection are passed over. */
void toe_host_frame_in(toe_host_t *host, const uint8_t *data, uint32_t bytes);
void toe_host_frame_out(toe_host_t *host, const uint8_t *data, uint32_t bytes);

/* The run has ended: expectations of what was never completed are told as not met.  A second call
 * does nothing. */
void toe_host_end(toe_host_t *host);

/* Receive requests that are posted and not completed, and host buffers that the application holds: neither keeps a run
 * from ending. */
uint32_t toe_host_posted(const toe_host_t *host);
uint32_t toe_host_lent(const toe_host_t *host);

/* Requests waiting or in flight, commands that post a receive request or answer an indication among them, but for those
 * that nothing but a RESUME can move; and those. */
uint32_t toe_host_pending(const toe_host_t *host);
uint32_t toe_host_held(const toe_host_t *host);
/* A failure that happened later than in submit (a waiting request that turned out wrong); OK if none. */
toe_result_t toe_host_failure(const toe_host_t *host, toe_error_t *error_out);
/* Frames that came up; and of them those that a host would forward, and this one did not: host.forward is off, or the
 * initiate of the connection failed [R147]. */
uint64_t toe_host_frames(const toe_host_t *host);
uint64_t toe_host_unforwarded(const toe_host_t *host);
toe_host_forward_counts_t toe_host_forwards(const toe_host_t *host);
/* TERMINATE operations of which nothing was offloaded, so that none was sent; and all names passed over. */
uint64_t toe_host_skipped_terminates(const toe_host_t *host);
uint64_t toe_host_skipped_objects(const toe_host_t *host);
/* Objects the host holds as offloaded, by layer (toe_layer 1..3). */
uint32_t toe_host_offloaded(const toe_host_t *host, uint8_t layer);
/* Calls of the driver's send_complete, right or wrong. */
uint64_t toe_host_send_completions(const toe_host_t *host);
/* What the driver advertises [R193], as the host read it from NDIS_TCP_CONNECTION_OFFLOAD when the driver was up, and
 * at each RESUME [R157]. */
toe_host_capability_t toe_host_capability(const toe_host_t *host);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOST_H_ */
