/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buffers.h - the buffer lists the host hands over with a connection: data to send, and data received and not
 * delivered.
 *
 * A list is one piece of os memory: the array of its toe_nbl_t, then the bytes.  Buffers to send carry no bytes yet.
 * Received ones carry those of the connection's stream (toe_stream.h) that were received last: [RcvNxt - N, RcvNxt)
 * [R44], in buffers of an Ethernet segment's size.  More than any device was built to copy (pools.def) is
 * a list without bytes: no target ever reads it, and a trace that names gigabytes must not take them.
 */
#ifndef TOE_BUFFERS_H_
#define TOE_BUFFERS_H_

#include "sim/miniport/toe_ndis.h"
#include "sim/miniport/toe_os.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Status of a buffer list nobody has completed: NDIS_STATUS_PENDING. */
#define TOE_BUFFERS_STATUS 0x00000103u
/* What fills memory that is the host's again. */
#define TOE_BUFFERS_POISON 0xDB

/* NetBufferListChain: `count` buffers of the sizes given, count not 0.  NULL: no memory. */
toe_nbl_t *toe_buffers_to_send(const toe_os_t *os, const uint32_t *sizes, uint32_t count);
/* Whether the list is as it was made [R2, R4]. */
bool toe_buffers_to_send_is_same(const toe_nbl_t *list, const uint32_t *sizes, uint32_t count);

/* BufferedData: the last `bytes` bytes, not 0, before sequence number rcv_nxt of a connection.  NULL: no memory. */
toe_nbl_t *toe_buffers_received(const toe_os_t *os, uint64_t connection, uint32_t rcv_nxt, uint32_t bytes);
/* Whether list and bytes are as they were made [R50]. */
bool toe_buffers_received_is_same(const toe_nbl_t *list, uint64_t connection, uint32_t rcv_nxt, uint32_t bytes);
/* Fill list and bytes with poison and free them: who still looks at them sees nonsense [R49].  NULL is allowed. */
void toe_buffers_received_free(const toe_os_t *os, toe_nbl_t *list, uint32_t bytes);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_BUFFERS_H_ */
