/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_secded.h - the code of the context SRAM, bit by bit as docs/microarchitecture.md 5.8 tells it.
 */
#ifndef TESTBENCH_LEAF_TOE_SECDED_H_
#define TESTBENCH_LEAF_TOE_SECDED_H_

#include <cstdint>

namespace toe {

/* Positions 1..71: check bit i at 2^i, data bits in order at the others. */
inline bool IsCheckPosition(int position) { return (position & (position - 1)) == 0; }

inline uint8_t CheckByte(uint64_t word) {
  int check = 0, bit = 0, parity = 0;
  for (int position = 1; position <= 71; ++position) {
    if (IsCheckPosition(position)) continue;
    if (word >> bit++ & 1) {
      check ^= position;
      parity ^= 1;
    }
  }
  for (int i = 0; i < 7; ++i) parity ^= check >> i & 1;
  return static_cast<uint8_t>(check | parity << 7);
}

/* A word read: 0 good, 1 a bit turned, 2 not to be corrected; *word as corrected. */
inline int Correct(uint64_t *word, uint8_t stored) {
  uint8_t computed = CheckByte(*word);
  int syndrome = (stored ^ computed) & 0x7F, parity = 0;
  for (int i = 0; i < 64; ++i) parity ^= static_cast<int>(*word >> i & 1);
  for (int i = 0; i < 8; ++i) parity ^= stored >> i & 1;
  if (parity == 0 && syndrome == 0) return 0;
  if (parity == 0 || syndrome > 71) return 2;
  if (syndrome != 0 && !IsCheckPosition(syndrome)) {
    int bit = 0;
    for (int position = 1; position < syndrome; ++position) bit += !IsCheckPosition(position);
    *word ^= uint64_t{1} << bit;
  }
  return 1;
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_SECDED_H_ */
