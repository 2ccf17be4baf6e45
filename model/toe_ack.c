/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_ack.h"

#include <string.h>

#include "model/toe_frame_parse.h"

enum {
  MAC = 6,
  IPV4_HEADER = 20,
  IPV6_HEADER = 40,
  TCP_HEADER = 20,
  TCP_PROTOCOL = 6,
  ID_HALF = 0x8000, /* identifications come from the upper half [R139] */
  DONT_FRAGMENT = 0x4000,
  PRIORITY_LSB = 13
};

static uint8_t *put(uint8_t *at, uint64_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) at[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
  return at + bytes;
}

static uint8_t *put_bytes(uint8_t *at, const uint8_t *bytes, uint32_t count) {
  memcpy(at, bytes, count);
  return at + count;
}

static uint8_t *put_ethernet(uint8_t *at, const toe_ack_parts_t *parts, bool is_ipv4) {
  bool has_src = TOE_READ(parts->neighbor, OBJ_NEIGHBOR, HAS_SRC_MAC) != 0;
  uint32_t vlan = (uint32_t)TOE_READ(parts->neighbor, OBJ_NEIGHBOR, VLAN) & 0xFFF;
  uint32_t priority = (uint32_t)TOE_READ(parts->tcp, OBJ_TCP, USER_PRIORITY) & 7;
  at = put_bytes(at, parts->neighbor + TOE_OBJ_NEIGHBOR_DST_MAC_OFFSET, MAC);
  at = put_bytes(at, has_src ? parts->neighbor + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET : parts->interface_mac, MAC);
  if (vlan != 0 || priority != 0) {
    at = put(at, 0x8100, 2);
    at = put(at, priority << PRIORITY_LSB | vlan, 2);
  }
  return put(at, is_ipv4 ? 0x0800 : 0x86DD, 2);
}

static uint8_t *put_ipv4(uint8_t *at, const toe_ack_parts_t *parts) {
  uint8_t *header = at;
  at = put(at, 0x45, 1);
  at = put(at, TOE_READ(parts->tcp, OBJ_TCP, TOS), 1);
  at = put(at, IPV4_HEADER + TCP_HEADER, 2);
  at = put(at, ID_HALF + parts->number % ID_HALF, 2);
  at = put(at, DONT_FRAGMENT, 2);
  at = put(at, TOE_READ(parts->tcp, OBJ_TCP, TTL), 1);
  at = put(at, TCP_PROTOCOL, 1);
  at = put(at, 0, 2);
  at = put_bytes(at, parts->path + TOE_OBJ_PATH_SRC_IP_OFFSET, 4);
  at = put_bytes(at, parts->path + TOE_OBJ_PATH_DST_IP_OFFSET, 4);
  (void)put(header + 10, ~toe_frame_sum(0, header, IPV4_HEADER) & 0xFFFF, 2);
  return at;
}

static uint8_t *put_ipv6(uint8_t *at, const toe_ack_parts_t *parts) {
  uint64_t label = TOE_READ(parts->tcp, OBJ_TCP, FLOW_LABEL) & 0xFFFFF;
  at = put(at, (uint64_t)6 << 28 | TOE_READ(parts->tcp, OBJ_TCP, TOS) << 20 | label, 4);
  at = put(at, TCP_HEADER, 2);
  at = put(at, TCP_PROTOCOL, 1);
  at = put(at, TOE_READ(parts->tcp, OBJ_TCP, TTL), 1);
  at = put_bytes(at, parts->path + TOE_OBJ_PATH_SRC_IP_OFFSET, 16);
  return put_bytes(at, parts->path + TOE_OBJ_PATH_DST_IP_OFFSET, 16);
}

static uint8_t *put_tcp(uint8_t *at, const toe_ack_parts_t *parts, uint32_t address_bytes) {
  uint8_t *header = at;
  at = put(at, TOE_READ(parts->tcp, OBJ_TCP, LOCAL_PORT), 2);
  at = put(at, TOE_READ(parts->tcp, OBJ_TCP, REMOTE_PORT), 2);
  at = put(at, TOE_READ(parts->tcp, OBJ_TCP, SND_MAX), 4);
  at = put(at, parts->receive->rcv_nxt, 4);
  at = put(at, TCP_HEADER / 4 << 4, 1);
  at = put(at, TOE_TCP_ACK, 1);
  at = put(at, toe_receive_window(parts->receive), 2);
  at = put(at, 0, 4); /* checksum, urgent pointer */
  uint32_t sum = toe_frame_sum(TCP_PROTOCOL + TCP_HEADER, parts->path + TOE_OBJ_PATH_SRC_IP_OFFSET, address_bytes);
  sum = toe_frame_sum(sum, parts->path + TOE_OBJ_PATH_DST_IP_OFFSET, address_bytes);
  (void)put(header + 16, ~toe_frame_sum(sum, header, TCP_HEADER) & 0xFFFF, 2);
  return at;
}

uint32_t toe_ack_make(const toe_ack_parts_t *parts, uint8_t frame_out[TOE_ACK_MAX_BYTES]) {
  bool is_ipv4 = TOE_READ(parts->tcp, CONTEXT, FAMILY) != 6;
  memset(frame_out, 0, TOE_ACK_MAX_BYTES);
  uint8_t *at = put_ethernet(frame_out, parts, is_ipv4);
  at = is_ipv4 ? put_ipv4(at, parts) : put_ipv6(at, parts);
  at = put_tcp(at, parts, is_ipv4 ? 4 : 16);
  uint32_t bytes = (uint32_t)(at - frame_out);
  return bytes < TOE_STAGE_FRAME_PAD_BYTES ? TOE_STAGE_FRAME_PAD_BYTES : bytes;
}
