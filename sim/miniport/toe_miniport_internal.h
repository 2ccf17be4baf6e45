/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_internal.h - the driver's state, for the files that are the driver: toe_miniport.c brings the device up
 * and takes calls from above, toe_miniport_interrupt.c takes entries of the completion ring and calls up,
 * toe_miniport_receive.c knows receive requests and indications, toe_miniport_forward.c forwarded segments,
 * toe_miniport_told.c events and frames.
 *
 * Private to the driver.
 */
#ifndef TOE_MINIPORT_INTERNAL_H_
#define TOE_MINIPORT_INTERNAL_H_

#include <stdio.h>

#include "sim/miniport/toe_hold.h"
#include "sim/miniport/toe_indication.h"
#include "sim/miniport/toe_probe.h"

struct toe_miniport {
  toe_os_t os;
  toe_miniport_options_t options;
  toe_miniport_upcalls_t upcalls;
  toe_probe_t probe;
  toe_os_dma_t cmd_ring, cpl_ring; /* bytes 0: none */
  uint32_t cmd_tail;               /* where the next command goes                                    */
  uint32_t cmd_head;               /* entries before it are free again, as the last completion said  */
  uint32_t cpl_head;               /* the next completion entry                                      */
  uint8_t cpl_phase;               /* its PHASE when it is new                                       */
  uint32_t last_id;
  uint32_t pending;
  const toe_request_list_t *done; /* what is being called up, the first now; NULL: nothing */
  toe_request_list_t backlog, flying, finished;
  toe_hold_t hold;
  /* Receiving. */
  toe_host_buffers_t buffers;
  toe_request_list_t replies;       /* answers to indications, not yet in the ring: they go before the backlog */
  toe_request_list_t waiting;       /* receive requests that may not go to the device yet, or that it had no room for */
  toe_request_list_t posted;        /* receive requests that the device has */
  toe_nbl_t *starved_receives;      /* requests for which there was no memory */
  toe_nbl_t **starved_end;          /* where the next one goes; meaningless without any */
  uint32_t last_reply;              /* replies numbered */
  uint32_t unanswered;              /* RECEIVE, REPLY and FORWARD commands in the backlog, the ring or the device;
                                       segments to be given back */
  uint32_t receiving;               /* of the receive requests: on their way to the device, or posted there */
  uint32_t receiving_limit;         /* how many the device has room for, as far as the driver's settings say */
  toe_nbl_t *forwards_waiting;      /* segments that may not go to the device yet, in the order of the calls */
  toe_nbl_t *forwards_done;         /* segments to be given back at the next interrupt */
  uint32_t last_forward;            /* commands that brought one, numbered */
  uint32_t owes;                    /* host buffers that OWE an answer */
  toe_kept_event_t *kept_events;    /* events of connections that are not to be called up yet, in their order */
  uint32_t indicating;              /* indications on the stack: no terminate goes before they have returned [R164] */
  bool is_calling, is_called_again; /* calls up are being made; another interrupt came meanwhile */
  void *starved_head,
      *starved_tail; /* roots for which not even a request could be had, linked by MiniportReserved[1] */
  toe_connections_t connections;
  uint32_t advertised_tcp; /* capacity: changes when RESUME is told [R157] */
};

static inline void toe_miniport_lock(const toe_miniport_t *miniport) { miniport->os.lock(miniport->os.self); }
static inline void toe_miniport_unlock(const toe_miniport_t *miniport) { miniport->os.unlock(miniport->os.self); }
static inline void toe_miniport_write(const toe_miniport_t *miniport, uint32_t offset, uint32_t value) {
  miniport->os.mmio_write(miniport->os.self, offset, value);
}

static inline void toe_miniport_say(const toe_miniport_t *miniport, const char *what, uint32_t value) {
  char text[120];
  snprintf(text, sizeof text, "%s: %lu", what, (unsigned long)value);
  miniport->os.log(miniport->os.self, text);
}

/* Move requests from the backlog into the ring as far as room and memory go; then one doorbell.  Under the lock. */
void toe_miniport_pump(toe_miniport_t *miniport);

/* The device sends its message once more, though nothing is new: a call up for what the driver answers itself. */
static inline void toe_miniport_call_me(const toe_miniport_t *miniport) {
  toe_miniport_write(miniport, TOE_INTR_TEST_OFFSET, TOE_SET(0, INTR_TEST, COMPLETION, 1));
}

/* Receiving (toe_miniport_receive.c).  All under the lock, but those that call up. */

/* Put receive requests that wait into the backlog, as far as they may go, and answers for which there was no memory. */
void toe_miniport_receive_pump(toe_miniport_t *miniport);
/* A receive request finds no memory although nothing is in flight: it is aborted. */
void toe_miniport_receive_abort(toe_miniport_t *miniport, toe_request_t *request);
/* The device has answered a RECEIVE or REPLY, which is in no list any more.  completion is set. */
void toe_miniport_receive_answered(toe_miniport_t *miniport, toe_request_t *request, toe_indication_t *item_out,
                                   uint32_t *count);
/* One entry of type RECEIVED.  true: *item_out is to be called up */
bool toe_miniport_received(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out);
/* A terminate arrives; it is done: what it frees takes its receive requests and indications with it. */
void toe_miniport_receive_begin_terminate(toe_miniport_t *miniport, const toe_request_t *request);
void toe_miniport_receive_end_terminate(toe_miniport_t *miniport, toe_request_t *request);
/* Call up: a completed receive request, an indication, the indications that were kept and may go now, requests for
 * which there was no memory.  Without the lock. */
void toe_miniport_receive_call_up(toe_miniport_t *miniport, const toe_indication_t *item);
void toe_miniport_receive_call_up_kept(toe_miniport_t *miniport);
void toe_miniport_receive_call_up_starved(toe_miniport_t *miniport);

/* Forwarding (toe_miniport_forward.c).  All under the lock, but those that call up. */

/* Put segments that wait into the backlog, as far as they may go. */
void toe_miniport_forward_pump(toe_miniport_t *miniport);
/* The device has answered a FORWARD, which is in no list any more.  Its request is freed. */
void toe_miniport_forward_answered(toe_miniport_t *miniport, toe_request_t *request, toe_indication_t *item_out,
                                   uint32_t *count);
/* A FORWARD finds no memory although nothing is in flight: its segment is aborted.  Its request is freed. */
void toe_miniport_forward_abort(toe_miniport_t *miniport, toe_request_t *request);
/* A terminate has freed a connection: its segments that wait go with the request, to be called up before. */
void toe_miniport_forward_end_terminate(toe_miniport_t *miniport, toe_request_t *request, uint32_t handle);
/* Take those that the driver has refused itself, before the entries that may have led to more of them are taken. */
toe_nbl_t *toe_miniport_forward_take_done(toe_miniport_t *miniport);
/* Call up, without the lock: a segment; those that go with a terminate (true: there were some); a list of those that
 * were taken. */
void toe_miniport_forward_call_up(toe_miniport_t *miniport, toe_nbl_t *nbl);
bool toe_miniport_forward_call_up_terminated(toe_miniport_t *miniport, toe_request_t *request);
void toe_miniport_forward_call_up_done(toe_miniport_t *miniport, toe_nbl_t *list);

/* Events and frames (toe_miniport_told.c).  All under the lock, but those that call up. */

/* One entry of type EVENT.  true: *item_out is to be called up */
bool toe_miniport_told(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out);
/* One entry of type RECEIVED and kind PASS. */
bool toe_miniport_told_frame(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out);
/* Whether an event or indication of a connection is kept: no later one overtakes. */
bool toe_miniport_told_has_kept(const toe_miniport_t *miniport, uint32_t handle);
/* The first kept event that may be called up now; NULL: none.  Take it out, to be freed by os->free. */
toe_kept_event_t *toe_miniport_told_next(const toe_miniport_t *miniport);
void toe_miniport_told_take(toe_miniport_t *miniport, toe_kept_event_t *kept);
/* A terminate with that commit number has freed a connection: its events go with the request, to be called up before.
 * Later ones are of another connection with its handle. */
void toe_miniport_told_end_terminate(toe_miniport_t *miniport, toe_request_t *request, uint32_t handle);
void toe_miniport_told_free(const toe_miniport_t *miniport, toe_kept_event_t **row);
/* Call up, without the lock: a frame; what goes with a terminate. */
void toe_miniport_told_call_up_frame(toe_miniport_t *miniport, const toe_indication_t *item);
void toe_miniport_told_call_up(toe_miniport_t *miniport, toe_request_t *request);

#endif /* TOE_MINIPORT_INTERNAL_H_ */
