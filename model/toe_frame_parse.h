/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frame_parse.h - what a frame of the wire is (docs/microarchitecture.md 5.13).
 *
 * Pure: it looks at the frame's bytes and at nothing else.  Whether its destination address is the device's is the
 * caller's to say, who has the addresses; it is asked for every frame whose `has_station` is set.
 */
#ifndef TOE_FRAME_PARSE_H_
#define TOE_FRAME_PARSE_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of a TCP header. */
enum { TOE_TCP_FIN = 1, TOE_TCP_SYN = 2, TOE_TCP_RST = 4, TOE_TCP_PSH = 8, TOE_TCP_ACK = 16, TOE_TCP_URG = 32 };

typedef struct toe_frame_name {
  uint32_t reason;  /* toe_frame: why it is dropped or passed up; ACCEPTED: it has a segment for the lookup */
  bool has_station; /* neither OVERSIZE, RUNT nor GROUP: FILTERED comes before `reason` if it is for another station */
  /* of a segment; else 0: */
  uint16_t vid;       /* 0: no tag */
  uint8_t family;     /* 4 or 6; addresses of 4 have 4 bytes, others 0 */
  uint8_t src_ip[16]; /* as in the frame: the peer's */
  uint8_t dst_ip[16];
  uint16_t src_port, dst_port;
  uint32_t seq;
  uint8_t flags;
  uint32_t payload, payload_bytes; /* where it begins in the frame */
} toe_frame_name_t;

/* data  the frame, of which FRAME_BYTES are enough; borrowed for the call.  bytes  how long it is, 1 or more */
toe_frame_name_t toe_frame_parse(const uint8_t *data, uint32_t bytes);

/* A segment without anything in front, whose checksum is not looked at (section 5.16): TCP_LENGTH, or ACCEPTED.
 * data  borrowed for the call */
toe_frame_name_t toe_frame_parse_segment(const uint8_t *data, uint32_t bytes);

/* Ones' complement sum of 16-bit words, big-endian, an odd last byte the high half of one, added to `sum`; folded to 16
 * bits. */
uint32_t toe_frame_sum(uint32_t sum, const uint8_t *data, uint32_t bytes);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FRAME_PARSE_H_ */
