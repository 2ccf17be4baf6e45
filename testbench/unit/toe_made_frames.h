/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_made_frames.h - frames made byte by byte, for tests of what comes over the wire.
 *
 * The peer 02:aa:00:00:00:02, 10.0.0.2 or fd00::2, port 40000, sends to the interface 02:70:e5:00:00:01, 10.0.0.1 or
 * fd00::1, port 80.  Byte i of the stream is made_byte(i); the stream's byte at sequence number 5000 is number 0.
 */
#ifndef TOE_MADE_FRAMES_H_
#define TOE_MADE_FRAMES_H_

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MADE_FIN = 1, MADE_SYN = 2, MADE_RST = 4, MADE_PSH = 8, MADE_ACK = 16, MADE_URG = 32, MADE_BYTES = 12000 };

static const uint8_t kMadeInterfaceMac[6] = {2, 0x70, 0xE5, 0, 0, 1};
static const uint8_t kMadePeerMac[6] = {2, 0xAA, 0, 0, 0, 2};
static const uint8_t kMadeLocal4[4] = {10, 0, 0, 1}, kMadePeer4[4] = {10, 0, 0, 2};
static const uint8_t kMadeLocal6[16] = {0xFD, [15] = 1}, kMadePeer6[16] = {0xFD, [15] = 2};

typedef struct made {
  bool is_ipv6;
  bool has_tag;
  uint16_t tag;           /* TCI */
  const uint8_t *dst_mac; /* NULL: the interface's */
  uint32_t seq;
  uint8_t flags;
  uint32_t bytes;              /* of payload: the stream's at `seq` */
  uint32_t options;            /* bytes of TCP options, a multiple of 4 */
  uint16_t src_port, dst_port; /* 0: 40000 and 80 */
  uint32_t behind;             /* bytes behind the packet, as a switch pads */
} made_t;

static inline uint8_t made_byte(uint32_t i) { return (uint8_t)(i * 11 + i / 256 * 3 + 1); }

static inline void made_big(uint8_t *at, uint32_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) at[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

/* The checksum of bytes on top of a sum, as RFC 1071 has it: byte by byte, even ones high. */
static inline uint32_t made_checksum(uint32_t sum, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) {
    sum += i % 2 == 0 ? (uint32_t)data[i] << 8 : data[i];
    if (sum > 0xFFFF) sum -= 0xFFFF;
  }
  return 0xFFFF - sum;
}

static inline void made_tcp_checksum(uint8_t *tcp, uint32_t bytes, const uint8_t *src, const uint8_t *dst,
                                     uint32_t address_bytes) {
  made_big(tcp + 16, 0, 2);
  uint32_t sum = 0xFFFF - made_checksum(6 + bytes, src, address_bytes);
  sum = 0xFFFF - made_checksum(sum, dst, address_bytes);
  made_big(tcp + 16, made_checksum(sum, tcp, bytes), 2);
}

/* Make it; its bytes. */
static inline uint32_t made_frame(const made_t *made, uint8_t frame[MADE_BYTES]) {
  uint32_t header = 20 + made->options, l3 = made->has_tag ? 18 : 14, l4 = l3 + (made->is_ipv6 ? 40 : 20);
  memset(frame, 0, l4 + header);
  memcpy(frame, made->dst_mac != NULL ? made->dst_mac : kMadeInterfaceMac, 6);
  memcpy(frame + 6, kMadePeerMac, 6);
  if (made->has_tag) {
    made_big(frame + 12, 0x8100, 2);
    made_big(frame + 14, made->tag, 2);
  }
  made_big(frame + l3 - 2, made->is_ipv6 ? 0x86DD : 0x0800, 2);
  uint8_t *ip = frame + l3, *tcp = frame + l4;
  if (made->is_ipv6) {
    made_big(ip, 0x60000000, 4);
    made_big(ip + 4, header + made->bytes, 2);
    ip[6] = 6;
    ip[7] = 64;
    memcpy(ip + 8, kMadePeer6, 16);
    memcpy(ip + 24, kMadeLocal6, 16);
  } else {
    ip[0] = 0x45;
    made_big(ip + 2, 20 + header + made->bytes, 2);
    made_big(ip + 6, 0x4000, 2);
    ip[8] = 64;
    ip[9] = 6;
    memcpy(ip + 12, kMadePeer4, 4);
    memcpy(ip + 16, kMadeLocal4, 4);
    made_big(ip + 10, made_checksum(0, ip, 20), 2);
  }
  made_big(tcp, made->src_port != 0 ? made->src_port : 40000, 2);
  made_big(tcp + 2, made->dst_port != 0 ? made->dst_port : 80, 2);
  made_big(tcp + 4, made->seq, 4);
  made_big(tcp + 8, 0x51525354, 4);
  tcp[12] = (uint8_t)(header / 4 << 4);
  tcp[13] = made->flags;
  made_big(tcp + 14, 0x2000, 2);
  memset(tcp + 20, 1, made->options);
  for (uint32_t i = 0; i < made->bytes; ++i) tcp[header + i] = made_byte(made->seq - 5000 + i);
  made_tcp_checksum(tcp, header + made->bytes, ip + (made->is_ipv6 ? 8 : 12), ip + (made->is_ipv6 ? 24 : 16),
                    made->is_ipv6 ? 16 : 4);
  memset(tcp + header + made->bytes, 0xEE, made->behind);
  return l4 + header + made->bytes + made->behind;
}

#endif /* TOE_MADE_FRAMES_H_ */
