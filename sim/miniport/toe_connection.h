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
  uint64_t ndis_handle; /* the host's name for it, for calls up [R96] */
  toe_nbl_t *sends;     /* the chain taken over with it; NULL: none */
  toe_lent_t *buffered; /* bytes received and not delivered; NULL: none */
} toe_connection_t;

typedef struct toe_connections {
  toe_connection_t *by_id;
  uint32_t count;
  toe_lent_t *lent; /* handed back at terminates, and not returned yet */
} toe_connections_t;

/* The connection of a TCP handle; NULL: that is none, or it is not offloaded. */
static inline toe_connection_t *toe_connection_of(const toe_connections_t *connections, uint32_t handle) {
  uint32_t id = handle & TOE_CONNECTION_ID_MASK;
  if (handle >> 28 != TOE_LAYER_TCP || (handle & 0xFF00000) != 0 || id >= connections->count) return NULL;
  return connections->by_id[id].is_in ? &connections->by_id[id] : NULL;
}

#endif /* TOE_CONNECTION_H_ */
