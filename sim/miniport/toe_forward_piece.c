/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_forward_piece.c - see toe_forward_piece.h.
 */
#include "sim/miniport/toe_forward_piece.h"

#include <stddef.h>
#include <string.h>

/* Of a TCP header. */
enum { HEADER_BYTES = 20, SEQ = 4, OFFSET = 12, FLAGS = 13, URGENT = 18 };
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, URG = 32, CWR = 128 };

static uint32_t get(const uint8_t *at, int bytes) {
  uint32_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | at[i];
  return value;
}

static void put(uint8_t *at, int bytes, uint32_t value) {
  for (int i = 0; i < bytes; ++i) at[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
}

static uint32_t header_of(const uint8_t *segment) { return 4u * (segment[OFFSET] >> 4); }

uint32_t toe_forward_piece_count(const uint8_t *segment, uint32_t bytes, uint32_t most) {
  if (segment == NULL || bytes < HEADER_BYTES) return 0;
  const uint32_t header = header_of(segment);
  if (header < HEADER_BYTES || header > bytes) return 0;
  if (bytes <= most || (segment[FLAGS] & RST) != 0) return 1;
  const uint32_t room = most - header;
  return (bytes - header) / room + ((bytes - header) % room != 0);
}

uint32_t toe_forward_piece_bytes(const uint8_t *segment, uint32_t bytes, uint32_t most, uint32_t index) {
  const uint32_t header = header_of(segment), room = most - header, left = bytes - header - index * room;
  return header + (left < room ? left : room);
}

void toe_forward_piece_write(const uint8_t *segment, uint32_t bytes, uint32_t most, uint32_t index,
                             uint8_t *piece_out) {
  const uint32_t header = header_of(segment), from = index * (most - header);
  const bool is_last = index + 1 == toe_forward_piece_count(segment, bytes, most);
  memcpy(piece_out, segment, header);
  memcpy(piece_out + header, segment + header + from, toe_forward_piece_bytes(segment, bytes, most, index) - header);
  uint8_t *flags = piece_out + FLAGS;
  const uint32_t urgent = get(segment + URGENT, 2), syn = (*flags & SYN) != 0 && index != 0;
  put(piece_out + SEQ, 4, get(segment + SEQ, 4) + from + syn); /* SYN has a number of its own */
  if (!is_last) *flags &= (uint8_t) ~(FIN | PSH);
  if (index == 0) return;
  *flags &= (uint8_t) ~(SYN | CWR);
  if (from >= urgent) *flags &= (uint8_t)~URG;
  put(piece_out + URGENT, 2, (*flags & URG) != 0 ? urgent - from : 0);
}
