/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_secded.h"

enum { WORD_BYTES = 8, WORDS = TOE_STAGE_SRAM_ROW_BYTES / WORD_BYTES, HAMMING_BITS = 7, LAST_POSITION = 71 };

_Static_assert((int)WORDS == (int)TOE_STAGE_SRAM_CHECK_BYTES, "a check byte for each word");

/* Data bits whose position has bit i set: positions 3, 5, 6, 7, 9 .. 71 hold the word's bits 0, 1, 2 .. 63. */
static const uint64_t kMask[HAMMING_BITS] = {0xAB55555556AAAD5Bu, 0xCD9999999B33366Du, 0xF1E1E1E1E3C3C78Eu,
                                             0x01FE01FE03FC07F0u, 0x01FFFE0003FFF800u, 0x01FFFFFFFC000000u,
                                             0xFE00000000000000u};

static uint32_t parity(uint64_t bits) {
  for (uint32_t shift = 32; shift > 0; shift /= 2) bits ^= bits >> shift;
  return (uint32_t)bits & 1;
}

uint8_t toe_secded_encode(uint64_t word) {
  uint32_t check = 0;
  for (uint32_t i = 0; i < HAMMING_BITS; ++i) check |= parity(word & kMask[i]) << i;
  return (uint8_t)(check | (parity(word) ^ parity(check)) << HAMMING_BITS);
}

/* The word's bit at a position that is no power of two. */
static uint32_t bit_at(uint32_t position) {
  uint32_t bit = position - 1;
  for (uint32_t power = 1; power < position; power *= 2) --bit; /* check bits that lie below it */
  return bit;
}

toe_secded_t toe_secded_decode(uint64_t *word, uint8_t check) {
  uint32_t syndrome = (uint32_t)(toe_secded_encode(*word) ^ check) & ((1u << HAMMING_BITS) - 1);
  bool is_odd = (parity(*word) ^ parity(check)) != 0;
  if (!is_odd && syndrome == 0) return TOE_SECDED_GOOD;
  if (!is_odd || syndrome > LAST_POSITION) return TOE_SECDED_UNCORRECTABLE;
  bool is_check_bit = (syndrome & (syndrome - 1)) == 0; /* 0: check bit 7 */
  if (!is_check_bit) *word ^= (uint64_t)1 << bit_at(syndrome);
  return TOE_SECDED_CORRECTED;
}

void toe_secded_encode_row(const uint8_t row[TOE_STAGE_SRAM_ROW_BYTES], uint8_t check_out[TOE_STAGE_SRAM_CHECK_BYTES]) {
  for (int w = 0; w < WORDS; ++w) check_out[w] = toe_secded_encode(toe_member_read(row, w * WORD_BYTES, WORD_BYTES));
}

toe_secded_t toe_secded_decode_row(uint8_t row[TOE_STAGE_SRAM_ROW_BYTES],
                                   const uint8_t check[TOE_STAGE_SRAM_CHECK_BYTES]) {
  toe_secded_t worst = TOE_SECDED_GOOD;
  for (int w = 0; w < WORDS; ++w) {
    uint64_t word = toe_member_read(row, w * WORD_BYTES, WORD_BYTES);
    toe_secded_t found = toe_secded_decode(&word, check[w]);
    if (found == TOE_SECDED_CORRECTED) toe_member_write(row, w * WORD_BYTES, WORD_BYTES, word);
    if (found > worst) worst = found;
  }
  return worst;
}
