/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/host/toe_datagram.h"

#include <string.h>

enum {
  ETHERTYPE_VLAN = 0x8100,
  ETHERTYPE_IPV4 = 0x0800,
  ETHERTYPE_IPV6 = 0x86DD,
  PROTOCOL_TCP = 6,
  IPV4_BYTES = 20,
  IPV6_BYTES = 40,
  TCP_BYTES = 20,
  MORE_FRAGMENTS = 0x2000,
  OFFSET_MASK = 0x1FFF
};

static uint32_t get16(const uint8_t *p) { return (uint32_t)p[0] << 8 | p[1]; }

uint32_t toe_datagram_sum(uint32_t sum, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) sum += i % 2 == 0 ? (uint32_t)data[i] << 8 : data[i];
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return sum;
}

static void addresses(const uint8_t *at, uint32_t bytes, toe_datagram_t *out) {
  out->address_bytes = bytes;
  memcpy(out->source, at, bytes);
  memcpy(out->destination, at + bytes, bytes);
}

/* `there` bytes from the IP header on. */
static bool parse_ipv4(const uint8_t *ip, uint32_t there, toe_datagram_t *out) {
  if (there < IPV4_BYTES || ip[0] >> 4 != 4) return false;
  const uint32_t header = 4u * (ip[0] & 15), total = get16(ip + 2), fragment = get16(ip + 6);
  if (header < IPV4_BYTES || total < header || total > there) return false;
  if (toe_datagram_sum(0, ip, header) != 0xFFFF) return false;
  out->protocol = ip[9];
  out->id = (uint16_t)get16(ip + 4);
  out->has_options = header > IPV4_BYTES;
  out->has_more = (fragment & MORE_FRAGMENTS) != 0;
  out->offset = 8 * (fragment & OFFSET_MASK);
  out->is_fragment = out->has_more || out->offset != 0;
  out->payload = ip + header;
  out->bytes = total - header;
  addresses(ip + 12, 4, out);
  return true;
}

static bool parse_ipv6(const uint8_t *ip, uint32_t there, toe_datagram_t *out) {
  if (there < IPV6_BYTES || ip[0] >> 4 != 6 || get16(ip + 4) > there - IPV6_BYTES) return false;
  out->protocol = ip[6];
  out->payload = ip + IPV6_BYTES;
  out->bytes = get16(ip + 4);
  addresses(ip + 8, 16, out);
  return true;
}

bool toe_datagram_parse(const uint8_t *frame, uint32_t bytes, toe_datagram_t *datagram_out) {
  uint32_t l3 = 14;
  memset(datagram_out, 0, sizeof *datagram_out);
  if (frame == NULL || bytes < l3) return false;
  uint32_t type = get16(frame + 12);
  if (type == ETHERTYPE_VLAN) {
    l3 = 18;
    if (bytes < l3) return false;
    datagram_out->vlan = get16(frame + 14) & 0xFFF;
    type = get16(frame + 16);
  }
  if (type == ETHERTYPE_IPV4) return parse_ipv4(frame + l3, bytes - l3, datagram_out);
  return type == ETHERTYPE_IPV6 && parse_ipv6(frame + l3, bytes - l3, datagram_out);
}

bool toe_datagram_is_tcp(const toe_datagram_t *datagram) {
  const uint8_t *tcp = datagram->payload;
  if (datagram->protocol != PROTOCOL_TCP || datagram->bytes < TCP_BYTES) return false;
  const uint32_t header = 4u * (tcp[12] >> 4);
  if (header < TCP_BYTES || header > datagram->bytes) return false;
  uint32_t sum = toe_datagram_sum(PROTOCOL_TCP + datagram->bytes, datagram->source, datagram->address_bytes);
  sum = toe_datagram_sum(sum, datagram->destination, datagram->address_bytes);
  return toe_datagram_sum(sum, tcp, datagram->bytes) == 0xFFFF;
}
