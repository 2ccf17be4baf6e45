/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream.h - the bytes of a connection: what both of its ends send.
 *
 * A trace says how many bytes lie where, not which.  So every byte of a simulated connection is a function of the
 * connection and of its sequence number, the same in both directions: whoever makes data and whoever checks it
 * need no memory of it.  A byte at the wrong place, of the wrong connection, or lost or doubled is seen as a wrong one.
 *
 * Connections are numbered by the host (NdisOffloadHandle, toe_objects.h).  Sequence numbers wrap at 2^32.
 *
 * The last byte that was received is left of RcvNxt [R44], but the peer's FIN, which has a number and no byte, lies
 * between them when it came: in CLOSE_WAIT, CLOSING, LAST_ACK and TIME_WAIT.
 */
#ifndef TOE_STREAM_H_
#define TOE_STREAM_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Behind the last byte that was received, of a connection in `tcp_state` (TCP_OFFLOAD_CONNECTION_STATE). */
static inline uint32_t toe_stream_end(uint32_t rcv_nxt, uint64_t tcp_state) {
  return rcv_nxt - (tcp_state >= 7 && tcp_state <= 10 ? 1 : 0);
}

/* The byte at sequence number `seq` of connection number `connection`. */
uint8_t toe_stream_byte(uint64_t connection, uint32_t seq);

/* The `count` bytes from `seq` on. */
void toe_stream_write(uint64_t connection, uint32_t seq, uint8_t *bytes_out, size_t count);

/* Whether `bytes` are the `count` bytes from `seq` on. */
bool toe_stream_is(uint64_t connection, uint32_t seq, const uint8_t *bytes, size_t count);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_STREAM_H_ */
