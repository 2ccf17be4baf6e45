/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_crc.h - CRC32C bit by bit, the oracle of the lookup benches, and its inverse over four bytes.
 *
 * Castagnoli polynomial, reflected: 0x82F63B78.  The check value of "123456789" is 0xE3069283.
 */
#ifndef TESTBENCH_LEAF_TOE_CRC_H_
#define TESTBENCH_LEAF_TOE_CRC_H_

#include <cstddef>
#include <cstdint>

namespace toe {

inline uint32_t CrcState(uint32_t state, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    state ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) state = state & 1 ? state >> 1 ^ 0x82F63B78u : state >> 1;
  }
  return state;
}

inline uint32_t Crc32c(const uint8_t *bytes, size_t count) { return CrcState(0xFFFFFFFFu, bytes, count) ^ 0xFFFFFFFFu; }

/* Make the last four of `count` bytes such that the CRC is `wanted`: 32 steps backwards from the end. */
inline void CrcForge(uint8_t *bytes, size_t count, uint32_t wanted) {
  uint32_t state = wanted ^ 0xFFFFFFFFu;
  for (int bit = 0; bit < 32; ++bit) {
    state = state & 0x80000000u ? (state ^ 0x82F63B78u) << 1 | 1 : state << 1;
  }
  state ^= CrcState(0xFFFFFFFFu, bytes, count - 4);
  for (int i = 0; i < 4; ++i) bytes[count - 4 + i] = static_cast<uint8_t>(state >> (8 * i));
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_CRC_H_ */
