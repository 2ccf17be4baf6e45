/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_deliveries.h - received data of each connection: what it had buffered, and where that went.
 *
 * Fed with the primary side's retire records and what its host tells of received data.  An object that is offloaded
 * again is a connection of its own, and each figure is of the one it happened in.  A connection is given out when it is
 * terminated, its last entry has left and the host has heard all, in the order of the terminates; or at the end.  Bytes
 * are counted once where they ended: placed into requests, taken of indications, handed back at the terminate, lost
 * with the context, or left.
 */
#ifndef TOE_DELIVERIES_H_
#define TOE_DELIVERIES_H_

#include "model/spec/toe_retire.h"
#include "sim/host/toe_host.h"
#include "sim/report/toe_frames.h"

typedef struct toe_delivery {
  char *name; /* NULL: not known */
  uint64_t handle, commit;
  uint64_t buffered, placed, taken, returned, lost, left; /* bytes; buffered and wire.taken are the sum of the others */
  uint64_t acked;                                         /* bytes of the wire that were acknowledged */
  toe_frame_counts_t wire;                                /* what its peer sent */
  toe_forward_counts_t forwards;                          /* segments that the host forwarded, by its status */
  uint64_t indicated;                                     /* bytes, each time they were */
  uint64_t posted, completed, aborted;                    /* requests; aborted: completed without SUCCESS */
  uint64_t indications, refused;                          /* refused: not taken, or not all of it */
  uint64_t waits;                                         /* for a host buffer */
  toe_cycle_t first_posted, first_delivered;              /* TOE_CYCLE_NEVER: never */
  bool is_freed;
} toe_delivery_t;

typedef struct toe_deliveries toe_deliveries_t;

/* Told of every connection that had or was asked for received data; borrowed for the call. */
typedef void (*toe_deliveries_sink_t)(void *self, const toe_delivery_t *delivery);

/* deliveries_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_deliveries_new(toe_deliveries_sink_t sink, void *self, toe_deliveries_t **deliveries_out);
void toe_deliveries_free(toe_deliveries_t *deliveries); /* NULL is allowed */

/* The next record.  name  of a DECIDED's object; NULL: not known.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_deliveries_retire(toe_deliveries_t *deliveries, const toe_retire_t *retire,
                                                const char *name);
/* What the host tells: how much it took of an indication, in order of a connection's indications. */
void toe_deliveries_received(toe_deliveries_t *deliveries, const toe_host_receive_t *receive);
/* What the host tells: a forwarded segment is its own again; it has heard that a TERMINATE is completed. */
void toe_deliveries_forwarded(toe_deliveries_t *deliveries, const toe_host_forwarded_t *segment);
void toe_deliveries_terminated(toe_deliveries_t *deliveries, uint32_t request_id);
/* The run has ended, or the device was reset: give out what is still there. */
void toe_deliveries_flush(toe_deliveries_t *deliveries);

/* The name of the connection a handle names now; NULL: not known.  Borrowed. */
const char *toe_deliveries_name(const toe_deliveries_t *deliveries, uint64_t handle);
/* Whether a JOB, not put yet, begins to wait for a host buffer. */
bool toe_deliveries_waits(const toe_deliveries_t *deliveries, const toe_retire_t *retire);
/* All frames, whether of a connection or of none. */
const toe_frame_counts_t *toe_deliveries_frames(const toe_deliveries_t *deliveries);
/* Sums over all that were given out; name NULL. */
const toe_delivery_t *toe_deliveries_sum(const toe_deliveries_t *deliveries);
uint64_t toe_deliveries_count(const toe_deliveries_t *deliveries); /* given out */

#endif /* TOE_DELIVERIES_H_ */
