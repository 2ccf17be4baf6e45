/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_datagram.h - what the IP header of a frame says: Ethernet with up to one VLAN tag, IPv4 with options and
 * fragments, IPv6 without extension headers.
 */
#ifndef TOE_DATAGRAM_H_
#define TOE_DATAGRAM_H_

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_datagram {
  uint32_t vlan;                       /* VID of its tag; 0: none */
  uint32_t address_bytes;              /* 4 or 16 */
  uint8_t source[16], destination[16]; /* unused bytes 0 */
  uint8_t protocol;
  uint16_t id;      /* IPv4 */
  bool has_options; /* IPv4 */
  bool is_fragment, has_more;
  uint32_t offset; /* of a fragment, bytes */
  const uint8_t *payload;
  uint32_t bytes; /* of the payload */
} toe_datagram_t;

/* false: none, or a header that is wrong (lengths, version, checksum).  payload points into the frame */
bool toe_datagram_parse(const uint8_t *frame, uint32_t bytes, toe_datagram_t *datagram_out);

/* Ones' complement sum of 16-bit words, added to sum, not complemented; an odd last byte is the high half of one
 * [RFC1071]. */
uint32_t toe_datagram_sum(uint32_t sum, const uint8_t *data, uint32_t bytes);

/* Whether a whole datagram is a TCP segment with a right checksum. */
bool toe_datagram_is_tcp(const toe_datagram_t *datagram);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_DATAGRAM_H_ */
