/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream.c - see toe_stream.h.
 */
#include "sim/host/toe_stream.h"

/* Eight bytes at a time, those of sequence numbers 8 w .. 8 w + 7: the mixing steps of splitmix64. */
static uint64_t word_of(uint64_t connection, uint32_t w) {
  uint64_t x = (connection << 32 ^ connection >> 32 ^ w) * 0x9E3779B97F4A7C15u + 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

uint8_t toe_stream_byte(uint64_t connection, uint32_t seq) {
  return (uint8_t)(word_of(connection, seq / 8) >> seq % 8 * 8);
}

void toe_stream_write(uint64_t connection, uint32_t seq, uint8_t *bytes_out, size_t count) {
  uint64_t word = word_of(connection, seq / 8);
  for (size_t i = 0; i < count; ++i, ++seq) {
    if (seq % 8 == 0) word = word_of(connection, seq / 8);
    bytes_out[i] = (uint8_t)(word >> seq % 8 * 8);
  }
}

bool toe_stream_is(uint64_t connection, uint32_t seq, const uint8_t *bytes, size_t count) {
  uint64_t word = word_of(connection, seq / 8);
  for (size_t i = 0; i < count; ++i, ++seq) {
    if (seq % 8 == 0) word = word_of(connection, seq / 8);
    if (bytes[i] != (uint8_t)(word >> seq % 8 * 8)) return false;
  }
  return true;
}
