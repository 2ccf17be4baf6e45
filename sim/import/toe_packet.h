/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_packet.h - the headers of one captured Ethernet frame.
 */
#ifndef TOE_PACKET_H_
#define TOE_PACKET_H_

#include "model/toe_types.h"

typedef enum toe_packet_verdict {
  TOE_PACKET_TCP,
  TOE_PACKET_NOT_IP,
  TOE_PACKET_NOT_TCP,
  TOE_PACKET_FRAGMENT,
  TOE_PACKET_GARBLED,      /* headers contradict themselves */
  TOE_PACKET_CUT,          /* captured too short to hold its TCP header */
  TOE_PACKET_STACKED_VLAN, /* more than one tag */
  TOE_PACKET_VERDICTS
} toe_packet_verdict_t;

enum { TOE_PACKET_FIN = 1, TOE_PACKET_SYN = 2, TOE_PACKET_RST = 4, TOE_PACKET_ACK = 16 };

typedef struct toe_packet {
  uint8_t dst_mac[6], src_mac[6];
  uint16_t vlan;                  /* 0: no tag, or a priority tag */
  uint8_t family;                 /* 4, 6 */
  uint8_t src_ip[16], dst_ip[16]; /* IPv4: the first 4 bytes */
  uint16_t src_port, dst_port;
  uint32_t seq, ack;
  uint8_t flags;
  uint16_t window;        /* as sent, not scaled */
  uint32_t payload_bytes; /* as sent, whatever was captured */
  bool has_mss, has_scale, has_sack, has_timestamps;
  uint16_t mss;
  uint8_t scale;
  uint32_t ts_value;
} toe_packet_t;

/* data  the `bytes` captured bytes of a frame of `original_bytes`
 * frame_out is filled when the verdict is TCP */
toe_packet_verdict_t toe_packet_parse(const uint8_t *data, uint32_t bytes, uint32_t original_bytes,
                                      toe_packet_t *frame_out);

#endif /* TOE_PACKET_H_ */
