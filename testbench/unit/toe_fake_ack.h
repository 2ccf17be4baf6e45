/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_ack.h - an acknowledgment as the device has to send it (docs/microarchitecture.md 5.15), byte by byte, for
 * tests that change one of them.
 */
#ifndef TOE_FAKE_ACK_H_
#define TOE_FAKE_ACK_H_

#include <string.h>

#include "sim/trace/toe_op.h"

enum { FAKE_ACK_MOST = 80 };

typedef struct fake_ack {
  uint8_t data[FAKE_ACK_MOST];
  uint32_t bytes, ip, tcp; /* where these headers are */
} fake_ack_t;

static inline uint32_t fake_ack_sum(uint32_t sum, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i += 2) sum += (uint32_t)(data[i] << 8 | data[i + 1]);
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return sum;
}

static inline void fake_ack_put(uint8_t *at, uint64_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) at[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

/* Make both checksums right. */
static inline void fake_ack_seal(fake_ack_t *ack) {
  uint8_t *ip = ack->data + ack->ip, *tcp = ack->data + ack->tcp;
  const bool is_ipv6 = ip[0] >> 4 == 6;
  fake_ack_put(tcp + 16, 0, 2);
  const uint32_t pseudo = fake_ack_sum(6 + 20, ip + (is_ipv6 ? 8 : 12), is_ipv6 ? 32 : 8);
  fake_ack_put(tcp + 16, ~fake_ack_sum(pseudo, tcp, 20) & 0xFFFF, 2);
  if (is_ipv6) return;
  fake_ack_put(ip + 10, 0, 2);
  fake_ack_put(ip + 10, ~fake_ack_sum(0, ip, 20) & 0xFFFF, 2);
}

/* The acknowledgment `number` (from 0) of the device; mac: the interface's. */
static inline void fake_ack_make(fake_ack_t *ack, const toe_op_state_t *neighbor, const toe_op_state_t *path,
                                 const toe_op_state_t *tcp, const uint8_t mac[6], uint32_t number, uint32_t acked,
                                 uint32_t window) {
  memset(ack, 0, sizeof *ack);
  memcpy(ack->data, neighbor->dst_mac, 6);
  memcpy(ack->data + 6, neighbor->has_src_mac ? neighbor->src_mac : mac, 6);
  ack->ip = 14;
  if (neighbor->vlan != 0 || tcp->user_priority != 0) {
    fake_ack_put(ack->data + 12, 0x81000000u | (uint32_t)tcp->user_priority << 13 | neighbor->vlan, 4);
    ack->ip = 18;
  }
  const bool is_ipv6 = path->family == 6;
  uint8_t *ip = ack->data + ack->ip;
  ack->tcp = ack->ip + (is_ipv6 ? 40 : 20);
  fake_ack_put(ip - 2, is_ipv6 ? 0x86DD : 0x0800, 2);
  if (is_ipv6) {
    fake_ack_put(ip, 6u << 28 | (uint32_t)tcp->tos << 20 | tcp->flow_label, 4);
    fake_ack_put(ip + 4, 20u << 16 | 6u << 8 | tcp->ttl, 4);
    memcpy(ip + 8, path->src_ip, 16);
    memcpy(ip + 24, path->dst_ip, 16);
  } else {
    fake_ack_put(ip, 0x45000028u | (uint32_t)tcp->tos << 16, 4);
    fake_ack_put(ip + 4, (uint64_t)(0x8000 + number % 0x8000) << 16 | 0x4000, 4);
    fake_ack_put(ip + 8, (uint32_t)(tcp->ttl == 0 ? 128 : tcp->ttl) << 8 | 6, 2);
    memcpy(ip + 12, path->src_ip, 4);
    memcpy(ip + 16, path->dst_ip, 4);
  }
  uint8_t *header = ack->data + ack->tcp;
  fake_ack_put(header, (uint32_t)tcp->local_port << 16 | tcp->remote_port, 4);
  fake_ack_put(header + 4, tcp->snd_max, 4);
  fake_ack_put(header + 8, acked, 4);
  fake_ack_put(header + 12, 0x50100000u | window, 4);
  ack->bytes = ack->tcp + 20 < 60 ? 60 : ack->tcp + 20;
  fake_ack_seal(ack);
}

#endif /* TOE_FAKE_ACK_H_ */
