/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_indication.h - EVENT entries of the completion ring, and the calls up they become [R64, R70, R71, R78, R79, R143,
 * R144]; and the row of what one drain of the ring has to call up besides requests.
 *
 * Private to the driver.
 */
#ifndef TOE_INDICATION_H_
#define TOE_INDICATION_H_

#include "sim/miniport/toe_connection.h"
#include "sim/miniport/toe_host_buffer.h"
#include "sim/miniport/toe_miniport.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Events kept before they are called up; a drain of the ring stops when it has that many. */
enum { TOE_INDICATIONS = 16 };

typedef enum toe_indication_kind {
  TOE_INDICATION_EVENT,
  TOE_INDICATION_RECEIVE_COMPLETE, /* a posted receive request is done */
  TOE_INDICATION_RECEIVE,          /* received data in a host buffer */
  TOE_INDICATION_FORWARD_COMPLETE, /* a forwarded segment is done */
  TOE_INDICATION_FRAME             /* a frame that goes up untouched, in a host buffer */
} toe_indication_kind_t;

typedef struct toe_indication {
  toe_indication_kind_t kind;
  uint8_t code;    /* EVENT: toe_event */
  uint32_t handle; /* EVENT: of the connection; 0: the device itself */
  uint64_t
      ndis_handle; /* EVENT, RECEIVE_COMPLETE, FORWARD_COMPLETE, FRAME: the host's name for the connection; 0: none */
  toe_nbl_t *nbl;  /* RECEIVE_COMPLETE, FORWARD_COMPLETE: as it is given back */
  toe_host_buffer_t *buffer; /* RECEIVE, FRAME */
  uint32_t info;             /* EVENT: its INFO; FRAME: toe_frame, why */
  uint32_t after;            /* how many requests of the same drain are called up before it */
} toe_indication_t;

typedef struct toe_indications {
  toe_indication_t items[TOE_INDICATIONS];
  uint32_t count;
} toe_indications_t;

/* An event of a connection that is not to be called up yet. */
typedef struct toe_kept_event {
  struct toe_kept_event *next;
  toe_indication_t item; /* ndis_handle: of the connection that had the handle when it came; 0: none had it */
  uint64_t commit;
} toe_kept_event_t;

/* Whether an event of that code is of one connection. */
static inline bool toe_indication_is_tcp(uint8_t code) {
  return code == TOE_EVENT_DISCONNECT || code == TOE_EVENT_RETRIEVE || code == TOE_EVENT_ABORT;
}

/* Decode an entry of type EVENT; ndis_handle is what the device says, which of an uncorrectable context is 0.
 * NULL: done; else what is wrong with it, static text: no such event, or not of a connection */
const char *toe_indication_read(const uint8_t *entry, toe_indication_t *item_out);

/* Tell the host.  capability  NDIS_TCP_CONNECTION_OFFLOAD, for RESUME [R157] */
void toe_indication_call_up(const toe_miniport_upcalls_t *up, const toe_indication_t *item, const uint8_t *capability);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_INDICATION_H_ */
