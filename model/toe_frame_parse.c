/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_frame_parse.h"

#include <string.h>

enum {
  ETHERNET = 14,
  TAG = 4,
  TYPE_VLAN = 0x8100,
  TYPE_IPV4 = 0x0800,
  TYPE_IPV6 = 0x86DD,
  IPV4_HEADER = 20,
  IPV6_HEADER = 40,
  TCP_HEADER = 20,
  TCP_PROTOCOL = 6,
  MORE_OR_OFFSET = 0x3FFF /* MF and the fragment offset */
};

static uint32_t word_at(const uint8_t *data) { return (uint32_t)data[0] << 8 | data[1]; }

uint32_t toe_frame_sum(uint32_t sum, const uint8_t *data, uint32_t bytes) {
  uint64_t total = sum;
  for (uint32_t i = 0; i + 1 < bytes; i += 2) total += word_at(data + i);
  if (bytes % 2 != 0) total += (uint32_t)data[bytes - 1] << 8;
  while (total >> 16 != 0) total = (total & 0xFFFF) + (total >> 16);
  return (uint32_t)total;
}

/* Bytes of a segment, and where it stands. */
typedef struct segment {
  const uint8_t *data;
  uint32_t bytes;
} segment_t;

/* An IPv4 packet, `bytes` of it from `ip` on.  ACCEPTED: it has a segment. */
static uint32_t look_ipv4(const uint8_t *ip, uint32_t bytes, toe_frame_name_t *name, segment_t *segment) {
  if (bytes < IPV4_HEADER) return TOE_FRAME_IP_LENGTH;
  if (ip[0] >> 4 != 4) return TOE_FRAME_IP_VERSION;
  if ((ip[0] & 15) < 5) return TOE_FRAME_IP_HEADER;
  if ((ip[0] & 15) > 5) return TOE_FRAME_IP_OPTIONS;
  uint32_t total = word_at(ip + 2);
  if (total < IPV4_HEADER || total > bytes) return TOE_FRAME_IP_LENGTH;
  if (toe_frame_sum(0, ip, IPV4_HEADER) != 0xFFFF) return TOE_FRAME_IP_CHECKSUM;
  if ((word_at(ip + 6) & MORE_OR_OFFSET) != 0) return TOE_FRAME_FRAGMENT;
  if (ip[9] != TCP_PROTOCOL) return TOE_FRAME_NOT_TCP;
  name->family = 4;
  memcpy(name->src_ip, ip + 12, 4);
  memcpy(name->dst_ip, ip + 16, 4);
  *segment = (segment_t){.data = ip + IPV4_HEADER, .bytes = total - IPV4_HEADER};
  return TOE_FRAME_ACCEPTED;
}

static uint32_t look_ipv6(const uint8_t *ip, uint32_t bytes, toe_frame_name_t *name, segment_t *segment) {
  if (bytes < IPV6_HEADER) return TOE_FRAME_IP_LENGTH;
  if (ip[0] >> 4 != 6) return TOE_FRAME_IP_VERSION;
  uint32_t payload = word_at(ip + 4);
  if (payload > bytes - IPV6_HEADER) return TOE_FRAME_IP_LENGTH;
  if (ip[6] != TCP_PROTOCOL) return TOE_FRAME_NOT_TCP;
  name->family = 6;
  memcpy(name->src_ip, ip + 8, 16);
  memcpy(name->dst_ip, ip + 24, 16);
  *segment = (segment_t){.data = ip + IPV6_HEADER, .bytes = payload};
  return TOE_FRAME_ACCEPTED;
}

/* What the header of a segment says. */
static uint32_t read_header(const uint8_t *frame, toe_frame_name_t *name, const segment_t *segment) {
  const uint8_t *tcp = segment->data;
  if (segment->bytes < TCP_HEADER) return TOE_FRAME_TCP_LENGTH;
  uint32_t header = (uint32_t)(tcp[12] >> 4) * 4;
  if (header < TCP_HEADER || header > segment->bytes) return TOE_FRAME_TCP_LENGTH;
  name->src_port = (uint16_t)word_at(tcp);
  name->dst_port = (uint16_t)word_at(tcp + 2);
  name->seq = word_at(tcp + 4) << 16 | word_at(tcp + 6);
  name->flags = tcp[13];
  name->payload = (uint32_t)(tcp - frame) + header;
  name->payload_bytes = segment->bytes - header;
  return TOE_FRAME_ACCEPTED;
}

static uint32_t look_segment(const uint8_t *frame, toe_frame_name_t *name, const segment_t *segment) {
  uint32_t reason = read_header(frame, name, segment);
  if (reason != TOE_FRAME_ACCEPTED) return reason;
  /* The pseudo header: addresses, protocol, length; what a family lacks of them is 0 and adds nothing. */
  uint32_t sum = toe_frame_sum(TCP_PROTOCOL + segment->bytes, name->src_ip, sizeof name->src_ip);
  sum = toe_frame_sum(sum, name->dst_ip, sizeof name->dst_ip);
  return toe_frame_sum(sum, segment->data, segment->bytes) == 0xFFFF ? TOE_FRAME_ACCEPTED : TOE_FRAME_TCP_CHECKSUM;
}

static uint32_t look(const uint8_t *data, uint32_t bytes, toe_frame_name_t *name) {
  uint32_t l3 = ETHERNET;
  if (bytes > TOE_STAGE_FRAME_BYTES) return TOE_FRAME_OVERSIZE;
  if (bytes < ETHERNET) return TOE_FRAME_RUNT;
  uint32_t type = word_at(data + 12);
  if (type == TYPE_VLAN) {
    if (bytes < ETHERNET + TAG) return TOE_FRAME_RUNT;
    name->vid = word_at(data + 14) & 0xFFF;
    type = word_at(data + 16);
    l3 += TAG;
  }
  if ((data[0] & 1) != 0) return TOE_FRAME_GROUP;
  name->has_station = true;
  segment_t segment = {.data = NULL};
  uint32_t reason = TOE_FRAME_NOT_IP;
  if (type == TYPE_IPV4) reason = look_ipv4(data + l3, bytes - l3, name, &segment);
  if (type == TYPE_IPV6) reason = look_ipv6(data + l3, bytes - l3, name, &segment);
  return reason == TOE_FRAME_ACCEPTED ? look_segment(data, name, &segment) : reason;
}

toe_frame_name_t toe_frame_parse(const uint8_t *data, uint32_t bytes) {
  toe_frame_name_t name, none;
  memset(&name, 0, sizeof name);
  memset(&none, 0, sizeof none);
  name.reason = look(data, bytes, &name);
  if (name.reason == TOE_FRAME_ACCEPTED) return name;
  none.reason = name.reason;
  none.has_station = name.has_station;
  return none;
}

toe_frame_name_t toe_frame_parse_segment(const uint8_t *data, uint32_t bytes) {
  toe_frame_name_t name;
  const segment_t segment = {.data = data, .bytes = bytes};
  memset(&name, 0, sizeof name);
  name.reason = read_header(data, &name, &segment);
  return name;
}
