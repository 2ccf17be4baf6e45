/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_events.h - what the device told, as the host heard it, joined with the cycle at which it left the device.
 *
 * The n-th event a host tells of is the n-th EVENT record of its device: both are in the order of the completion ring.
 * In tandem the two hosts must hear the same, in the same order.
 */
#ifndef TOE_EVENTS_H_
#define TOE_EVENTS_H_

#include "model/spec/toe_retire.h"
#include "sim/check/toe_side.h"
#include "sim/host/toe_host.h"

/* Of the primary side. */
typedef struct toe_joined_event {
  bool has_record; /* code, handle, info, commit and cycles are of it; else code and info are the host's */
  uint8_t code;    /* toe_event */
  uint64_t handle, info, commit;
  toe_cycle_t cycle[TOE_SIDES]; /* TOE_CYCLE_NEVER: not told */
  bool has_host;                /* the host heard it: */
  const char *name;             /* the connection; NULL: none.  Borrowed for the call */
  bool is_followed;
} toe_joined_event_t;

typedef struct toe_events toe_events_t;

/* Whom it tells.  All borrowed for the call. */
typedef struct toe_events_sink {
  void *self;
  void (*event)(void *self, const toe_joined_event_t *event); /* in order */
  void (*differ)(void *self, const char *text);               /* the hosts of a tandem: the first difference */
} toe_events_sink_t;

/* events_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_events_new(toe_engine_t engine, const toe_events_sink_t *sink, toe_events_t **events_out);
void toe_events_free(toe_events_t *events); /* NULL is allowed */

/* A host heard something; a device told it.  retire  of kind EVENT.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_events_hear(toe_events_t *events, toe_side_t side, const toe_host_event_t *event);
TOE_MUST_USE toe_result_t toe_events_tell(toe_events_t *events, toe_side_t side, const toe_retire_t *retire);
/* Give out what has no fellow, as far as it came. */
void toe_events_flush(toe_events_t *events);

#endif /* TOE_EVENTS_H_ */
