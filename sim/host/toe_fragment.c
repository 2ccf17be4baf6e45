/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/host/toe_fragment.h"

#include <string.h>

#include "sim/host/toe_datagram.h"

enum { SHORTEST_BYTES = 60, UNIT = 8, MORE_FRAGMENTS = 0x2000 };

static void put16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

uint32_t toe_fragment_write(const uint8_t *frame, uint32_t bytes, uint32_t count, uint32_t index, uint16_t id,
                            uint8_t *frame_out) {
  toe_datagram_t datagram;
  if (!toe_datagram_parse(frame, bytes, &datagram) || datagram.address_bytes != 4 || count == 0) return 0;
  const uint32_t each = (datagram.bytes / count + UNIT - 1) / UNIT * UNIT, from = index * each;
  if (each == 0 || (count - 1) * each >= datagram.bytes || index >= count) return 0;
  const uint32_t left = datagram.bytes - from, length = index + 1 == count ? left : each;
  const uint32_t lead = (uint32_t)(datagram.payload - frame), l3 = datagram.vlan != 0 || frame[12] == 0x81 ? 18 : 14;
  memcpy(frame_out, frame, lead);
  memcpy(frame_out + lead, datagram.payload + from, length);
  uint8_t *ip = frame_out + l3;
  put16(ip + 2, lead - l3 + length);
  put16(ip + 4, id);
  put16(ip + 6, from / UNIT | (index + 1 == count ? 0 : MORE_FRAGMENTS));
  put16(ip + 10, 0);
  put16(ip + 10, ~toe_datagram_sum(0, ip, lead - l3));
  if (lead + length >= SHORTEST_BYTES) return lead + length;
  memset(frame_out + lead + length, 0, SHORTEST_BYTES - lead - length);
  return SHORTEST_BYTES;
}
