/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_internal.h - the host's state, for the files that are the host: toe_host.c takes operations, toe_host_pump.c
 * decides whose turn it is and gives them to the driver, toe_host_terminate.c does so with terminates,
 * toe_host_complete.c and toe_host_event.c take what the driver calls up.
 *
 * Private to the host; a test may include it to play a driver that breaks a rule.
 */
#ifndef TOE_HOST_INTERNAL_H_
#define TOE_HOST_INTERNAL_H_

#include "sim/host/toe_datagram.h"
#include "sim/host/toe_host.h"
#include "sim/host/toe_job.h"
#include "sim/host/toe_receiver.h"
#include "sim/miniport/toe_miniport.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Trees kept poisoned after their completion. */
enum { TOE_HOST_KEPT_TREES = 16 };

/* Connections by addresses and ports (toe_host_wire.c). */
typedef struct toe_host_wire toe_host_wire_t;

struct toe_host {
  toe_os_t os;
  toe_host_options_t options;
  toe_host_observer_t observer;
  toe_miniport_t *miniport;
  uint8_t mac[6];           /* of the interface, as the trace has it so far */
  uint8_t device_mac[6];    /* as the device has it: every change is completed */
  uint64_t message_address; /* of vector 0 */
  uint32_t message_data;
  toe_objects_t *objects;
  toe_job_queue_t waiting;           /* in the order of the trace */
  toe_job_queue_t urgent;            /* terminates that the host wants by itself: they go before what waits */
  toe_job_queue_t held;              /* until RESUME */
  toe_job_queue_t again;             /* denied, to be tried again behind the next operation of the trace (host.retry) */
  toe_job_queue_t flying;            /* in the driver */
  uint32_t driver_held;              /* of those in flight: initiates that the driver holds until RESUME */
  uint32_t urgent_flying;            /* of those in flight: the host's own terminates */
  const toe_job_t *alone;            /* in flight: nothing that waits may go before it has ended */
  bool is_paused;                    /* PAUSE or UPLOAD_ALL was indicated, and no RESUME since [R153, R154] */
  bool is_uploading;                 /* the same of UPLOAD_ALL alone */
  uint64_t last_mark;                /* of objects (toe_objects.h) */
  uint32_t sent;                     /* requests given to the driver: the number of the last one */
  toe_receiver_t *givers;            /* applications that may have host buffers they do not hold any more */
  uint32_t posted, lent;             /* receive requests; host buffers */
  toe_host_wire_t *wire;             /* NULL: no frame was seen */
  uint64_t sent_frames;              /* that the device has sent */
  bool is_freed;                     /* the run did not come to its end */
  uint64_t passed;                   /* frames that came up */
  uint64_t unforwarded;              /* of those, what a host would forward, and this one did not [R147] */
  struct toe_host_forward *forwards; /* in the driver, in the order in which they were given to it */
  uint32_t fragmented;               /* segments that a SEGMENT sent in fragments */
  struct toe_reassembly *reassembly; /* NULL: no fragment came */
  toe_host_forward_counts_t forward_counts;
  bool is_ended;
  uint64_t skipped_terminates, skipped_objects, send_completions;
  toe_host_capability_t capability;
  uint32_t offloaded[TOE_LAYER_TCP + 1];
  toe_tree_t kept[TOE_HOST_KEPT_TREES];
  uint32_t kept_at;
  toe_result_t failure;
  toe_error_t failure_text;
};

/* Tell the observer that a rule is broken; self is the host. */
void toe_host_broken(void *self, const char *rule, const char *text);

/* Tell the observer of a request: given to the driver, or done. */
void toe_host_tell(const toe_host_t *host, const toe_job_t *job, uint8_t error, bool is_done);

/* Give to the driver what may go, in order: the first that has to wait holds up all behind it. */
void toe_host_pump(toe_host_t *host);

/* Jobs in flight, but for those that wait for RESUME in the driver. */
static inline uint32_t toe_host_in_flight(const toe_host_t *host) { return host->flying.count - host->driver_held; }

/* A failure that ends the run, with the job's place unless error has a text.  The job is freed. */
void toe_host_fail(toe_host_t *host, toe_job_t *job, toe_result_t result, const toe_error_t *error);

/* The trace expects something of the objects in job->objects; mark is a number never used before. */
void toe_host_mark_expects(toe_host_t *host, const toe_job_t *job);

/* The first thing to do for a job that has ended: it is in flight no more. */
void toe_host_landed(toe_host_t *host, toe_job_t *job);
/* Put a completed tree among the kept ones. */
void toe_host_keep_tree(toe_host_t *host, toe_tree_t *tree);
/* Whether a completion has the job's number; tells if not. */
void toe_host_check_number(toe_host_t *host, const toe_job_t *job, uint32_t request_id);

/* Look again at what a terminate takes with it.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_terminate_look(toe_host_t *host, toe_job_t *job);
/* Whether it has to wait for requests that are not completed [R101]. */
bool toe_host_terminate_must_wait(const toe_job_t *job);
/* Give it to the driver; if it takes nothing with it, it ends here. */
TOE_MUST_USE toe_result_t toe_host_terminate_send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out);
/* The host wants `target` back, and all that becomes free by that; target NULL: all objects of `layer`.
 * cause  what led to it, for the request's id and place; NULL: the target by itself.  Borrowed for this call */
void toe_host_terminate_want(toe_host_t *host, const toe_op_t *cause, toe_object_t *target, uint8_t layer);

/* POST_RECEIVE, RECEIVE_POLICY, EXPECT and FORWARD of a connection: check an operation; whether it has to wait for the
 * initiate of its connection [R101]; carry it out, which ends the job. */
TOE_MUST_USE toe_result_t toe_host_receive_check(const toe_host_t *host, const toe_op_t *op, toe_error_t *error_out);
bool toe_host_receive_must_wait(const toe_job_t *job);
TOE_MUST_USE toe_result_t toe_host_receive_send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out);
static inline bool toe_host_is_receive(toe_op_kind_t kind) {
  return kind == TOE_OP_POST_RECEIVE || kind == TOE_OP_RECEIVE_POLICY || kind == TOE_OP_EXPECT ||
         kind == TOE_OP_FORWARD;
}
/* Tell what an operation expects: of that key there is a value; nothing is known of any (op NULL: nothing to tell). */
void toe_host_receive_expected(const toe_host_t *host, const toe_op_t *op, toe_op_value_key_t key, uint32_t value);
void toe_host_receive_unmet(const toe_host_t *host, const toe_op_t *op);
/* A connection was offloaded; it is gone.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_receive_begin(toe_object_t *object);
void toe_host_receive_end(toe_host_t *host, toe_object_t *object);
/* Give back the host buffers that no application holds any more.  Not from within a call of the driver. */
void toe_host_receive_give_back(toe_host_t *host);

/* The peer of a connection has sent bytes (toe_receiver.h); it is offloaded or on its way.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_receive_expect(toe_object_t *object, uint32_t seq, const uint8_t *bytes,
                                                  uint32_t count);
/* The connection of a frame that the peer sent, offloaded or on its way there or back; NULL: none. */
const toe_object_t *toe_host_wire_find(toe_host_t *host, const uint8_t *data, uint32_t bytes);
/* The connection of a whole datagram that is a TCP segment, by addresses, ports and VLAN; NULL: none. */
toe_object_t *toe_host_wire_object(toe_host_t *host, const toe_datagram_t *datagram);
/* A connection was offloaded: frames that were on their way then bring bytes of its stream too.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_wire_begin(toe_host_t *host, toe_object_t *object);
/* A connection was terminated with SUCCESS and comes back with `rcv_nxt`: what came is acknowledged before that, though
 * the frame may still be on the wire [R168].  E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_wire_end(toe_host_t *host, toe_object_t *object, uint32_t rcv_nxt);
/* The run has ended, and all is quiet: what every peer has to know by now. */
void toe_host_wire_quiet(toe_host_t *host);
void toe_host_wire_free(toe_host_t *host);

/* Forwarding (toe_host_forward.c).
 *
 * A frame came up, of `object` if that is known: forward it, or what it completes, or keep it until the initiate of its
 * connection is completed.  true: that was done. */
bool toe_host_forward_frame(toe_host_t *host, const uint8_t *data, uint32_t bytes, uint32_t reason,
                            const toe_object_t *object);
/* The initiate of a connection is completed: forward what was kept, or leave it to the host if it is not in. */
void toe_host_forward_kept(toe_host_t *host, toe_object_t *object);
/* A connection is gone: all that was forwarded must have been completed before [R164]. */
void toe_host_forward_end(toe_host_t *host, const toe_object_t *object);
/* Carry out a FORWARD, which ends the job. */
TOE_MUST_USE toe_result_t toe_host_forward_send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out);
/* The run has ended: nothing is known of what is expected of segments that are not completed. */
void toe_host_forward_unmet(const toe_host_t *host);
/* Free all there is, when the driver is gone. */
void toe_host_forward_free(toe_host_t *host);

/* Look whether any kept tree was written to. */
void toe_host_check_kept(toe_host_t *host, const toe_tree_t *kept);

/* Calls of the driver; self is the host. */
void toe_host_initiate_complete(void *self, void *root, const toe_miniport_completion_t *completion);
void toe_host_set_complete(void *self, uint32_t setting, uint32_t value, const toe_miniport_completion_t *completion);
void toe_host_terminate_complete(void *self, void *root, const toe_miniport_completion_t *completion);
void toe_host_raise_complete(void *self, uint32_t event, uint32_t handle, uint32_t info,
                             const toe_miniport_completion_t *completion);
void toe_host_tcp_event(void *self, uint64_t ndis_handle, uint32_t event, uint32_t info);
void toe_host_indicate_status(void *self, uint32_t status, const void *buffer, uint32_t bytes);
void toe_host_receive_complete(void *self, uint64_t ndis_handle, toe_nbl_t *list);
void toe_host_forward_complete(void *self, uint64_t ndis_handle, toe_nbl_t *list);
void toe_host_frame(void *self, toe_nbl_t *nbl, uint64_t ndis_handle, uint32_t reason);
uint32_t toe_host_receive_indicate(void *self, uint64_t ndis_handle, toe_nbl_t *nbl, uint32_t *consumed);
/* Read NDIS_TCP_CONNECTION_OFFLOAD [R193]. */
void toe_host_read_capability(toe_host_t *host, const uint8_t *record);
/* Right only for buffers that an offloaded connection, named by its handle, has taken over: any other, those of a block
 * that failed above all, is a breach of R3. */
void toe_host_send_complete(void *self, uint32_t handle, toe_nbl_t *chain);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOST_INTERNAL_H_ */
