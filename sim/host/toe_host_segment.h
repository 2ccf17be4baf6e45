/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_segment.h - a frame that the peer of a connection sends: addresses and ports of the connection turned round,
 * a VLAN tag if its neighbor has one, the time stamp option if it was negotiated, the bytes of its stream
 * (toe_stream.h) at their sequence numbers, checksums, and zeros up to 60 bytes.
 *
 * What the operation does not say: SEQ is the first that no segment before had, from the connection's rcv_nxt on; ACK
 * all that the connection has sent (snd_nxt); the window its snd_wnd, scaled.
 */
#ifndef TOE_HOST_SEGMENT_H_
#define TOE_HOST_SEGMENT_H_

#include "sim/host/toe_objects.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_HOST_SEGMENT_BYTES 65535 /* longest frame */

/* tcp   a connection; what it sent is noted in it
 * mac   of the interface
 * frame_out  TOE_HOST_SEGMENT_BYTES of room
 * E_UNKNOWN  no tree has put the connection on a path and a neighbor whose addresses are known
 * E_RANGE    the frame would be longer than that (frame_out may have changed)
 * E_ARG      IP options or fragments of IPv6.  The frame is whole; fragments are toe_fragment.h's */
TOE_MUST_USE toe_result_t toe_host_segment_build(toe_object_t *tcp, const toe_op_segment_t *segment,
                                                 const uint8_t mac[6], uint8_t *frame_out, uint32_t *bytes_out);

/* What such a failure means. */
const char *toe_host_segment_text(toe_result_t result);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOST_SEGMENT_H_ */
