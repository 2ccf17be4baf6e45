/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frame.h - one Ethernet frame, as it crosses the wire port of a device.
 *
 * From the first byte of the destination address to the last of the payload; no preamble, no check sequence: the MAC
 * outside the device has made and checked those.
 */
#ifndef TOE_FRAME_H_
#define TOE_FRAME_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_FRAME_MAX_BYTES 65535 /* largest frame that can be shown to a device, bytes; it takes up to FRAME_BYTES */
#define TOE_FRAME_BEAT_BYTES 32   /* of one beat of the wire port */

/* Bytes a frame takes on the wire beyond its own: check sequence 4, preamble and gap 20; and the shortest frame with
 * its check sequence (IEEE 802.3). */
enum { TOE_FRAME_FCS_BYTES = 4, TOE_FRAME_GAP_BYTES = 20, TOE_FRAME_SHORTEST_BYTES = 64 };

typedef struct toe_frame {
  uint32_t bytes; /* 1..TOE_FRAME_MAX_BYTES */
  const uint8_t *data;
} toe_frame_t;

/* Beats of the wire port. */
static inline uint32_t toe_frame_beats(uint32_t bytes) {
  return (bytes + TOE_FRAME_BEAT_BYTES - 1) / TOE_FRAME_BEAT_BYTES;
}

/* Bytes the wire is busy with it. */
static inline uint32_t toe_frame_wire_bytes(uint32_t bytes) {
  uint32_t whole = bytes + TOE_FRAME_FCS_BYTES;
  if (whole < TOE_FRAME_SHORTEST_BYTES) whole = TOE_FRAME_SHORTEST_BYTES;
  return whole + TOE_FRAME_GAP_BYTES;
}

/* A frame that left a device: what it sends is an acknowledgment. */
#define TOE_FRAME_SENT_BYTES 80
typedef struct toe_frame_sent {
  toe_cycle_t cycle; /* edge of its last beat */
  uint32_t bytes;
  uint8_t data[TOE_FRAME_SENT_BYTES];
} toe_frame_sent_t;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FRAME_H_ */
