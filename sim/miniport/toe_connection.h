/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_connection.h - what the driver remembers of an offloaded TCP connection: a table by TCP id.
 *
 * Private to the driver.
 */
#ifndef TOE_CONNECTION_H_
#define TOE_CONNECTION_H_

#include "sim/miniport/toe_lent.h"

enum { TOE_CONNECTION_ID_MASK = 0xFFFFF };

typedef struct toe_connection {
  bool is_in;
  uint64_t ndis_handle;  /* the host's name for it, for calls up [R96] */
  toe_nbl_t *sends;      /* the chain taken over with it; NULL: none */
  uint32_t room_bytes;   /* what can be left undelivered, never more than was buffered at the offload and the window
                            then: room for it goes along with its terminate [R166] */
  uint32_t terminate_id; /* the terminate under way that names it, the last of several; 0: none */
  bool is_waiting;       /* a receive request of it waits in the driver: no other overtakes [R121] */
  bool is_asking;        /* a receive request is on its way for which the device may have no room: no other overtakes */
  bool is_aborted;       /* the device has told that its peer has reset it */
  bool is_forward_waiting; /* a segment of it waits in the driver: no other overtakes */
  uint32_t forwarding;     /* segments on their way to the device and back */
  bool is_lost;            /* the device knows it, and cannot receive for it any more */
} toe_connection_t;

typedef struct toe_connections {
  toe_connection_t *by_id;
  uint32_t count;
  uint32_t room_most; /* of one connection: the device was built to hold no more */
  uint64_t room_out;  /* of all terminates in the ring: bytes of room for what comes back */
  toe_lent_t *lent;   /* handed back at terminates, and not returned yet */
} toe_connections_t;

/* The connection of a TCP handle; NULL: that is none, or it is not offloaded. */
static inline toe_connection_t *toe_connection_of(const toe_connections_t *connections, uint32_t handle) {
  uint32_t id = handle & TOE_CONNECTION_ID_MASK;
  if (handle >> 28 != TOE_LAYER_TCP || (handle & 0xFF00000) != 0 || id >= connections->count) return NULL;
  return connections->by_id[id].is_in ? &connections->by_id[id] : NULL;
}

#endif /* TOE_CONNECTION_H_ */
