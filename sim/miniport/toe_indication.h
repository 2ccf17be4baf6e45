/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_indication.h - EVENT entries of the completion ring, and the calls up they become [R64, R70, R71, R78, R79].
 *
 * Private to the driver.
 */
#ifndef TOE_INDICATION_H_
#define TOE_INDICATION_H_

#include "sim/miniport/toe_connection.h"
#include "sim/miniport/toe_miniport.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Events kept before they are called up; a drain of the ring stops when it has that many. */
enum { TOE_INDICATIONS = 16 };

typedef struct toe_indication {
  uint8_t code;         /* toe_event */
  uint64_t ndis_handle; /* RETRIEVE: the host's name for the connection */
  uint32_t info;
  uint32_t after; /* how many requests of the same drain are called up before it */
} toe_indication_t;

typedef struct toe_indications {
  toe_indication_t items[TOE_INDICATIONS];
  uint32_t count;
} toe_indications_t;

/* Decode an entry of type EVENT.  The connection's name is the driver's own, since an uncorrectable context has none.
 * NULL: done; else what is wrong with it, static text: no such event, or a connection the driver does not have */
const char *toe_indication_read(const toe_connections_t *connections, const uint8_t *entry, toe_indication_t *item_out);

/* Tell the host.  capability  NDIS_TCP_CONNECTION_OFFLOAD, for RESUME [R157] */
void toe_indication_call_up(const toe_miniport_upcalls_t *up, const toe_indication_t *item, const uint8_t *capability);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_INDICATION_H_ */
