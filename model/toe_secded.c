/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_secded.h"

enum { WORD_BYTES = 8, WORDS = TOE_STAGE_SRAM_ROW_BYTES / WORD_BYTES, HAMMING_BITS = 7, LAST_POSITION = 71 };

_Static_assert((int)WORDS == (int)TOE_STAGE_SRAM_CHECK_BYTES, "a check byte for each word");

/* The code is linear: the check byte of a word is the XOR of those of its bits.  That of the bit at a position holds
 * the position, and above it what makes the number of ones even with the bit itself. */
#define CHECK(p) ((p) | (1 ^ (p) ^ (p) >> 1 ^ (p) >> 2 ^ (p) >> 3 ^ (p) >> 4 ^ (p) >> 5 ^ (p) >> 6) % 2 << HAMMING_BITS)

/* Check bytes of all values of the bits at the given positions, lowest bit first, each XOR x. */
#define BITS_1(x, a) (x), (x) ^ CHECK(a)
#define BITS_2(x, a, b) BITS_1(x, a), BITS_1((x) ^ CHECK(b), a)
#define BITS_3(x, a, b, c) BITS_2(x, a, b), BITS_2((x) ^ CHECK(c), a, b)
#define BITS_4(x, a, b, c, d) BITS_3(x, a, b, c), BITS_3((x) ^ CHECK(d), a, b, c)
#define BITS_5(x, a, b, c, d, e) BITS_4(x, a, b, c, d), BITS_4((x) ^ CHECK(e), a, b, c, d)
#define BITS_6(x, a, b, c, d, e, f) BITS_5(x, a, b, c, d, e), BITS_5((x) ^ CHECK(f), a, b, c, d, e)
#define BITS_7(x, a, b, c, d, e, f, g) BITS_6(x, a, b, c, d, e, f), BITS_6((x) ^ CHECK(g), a, b, c, d, e, f)
#define BYTE(x, a, b, c, d, e, f, g, h) BITS_7(x, a, b, c, d, e, f, g), BITS_7((x) ^ CHECK(h), a, b, c, d, e, f, g)

/* Check bytes of the values of each byte of a word: positions 3, 5, 6, 7, 9 .. 71 hold its bits 0, 1, 2 .. 63. */
static const uint8_t kCheck[WORD_BYTES][256] = {
    {BYTE(0, 3, 5, 6, 7, 9, 10, 11, 12)},      {BYTE(0, 13, 14, 15, 17, 18, 19, 20, 21)},
    {BYTE(0, 22, 23, 24, 25, 26, 27, 28, 29)}, {BYTE(0, 30, 31, 33, 34, 35, 36, 37, 38)},
    {BYTE(0, 39, 40, 41, 42, 43, 44, 45, 46)}, {BYTE(0, 47, 48, 49, 50, 51, 52, 53, 54)},
    {BYTE(0, 55, 56, 57, 58, 59, 60, 61, 62)}, {BYTE(0, 63, 65, 66, 67, 68, 69, 70, 71)},
};

static uint32_t parity(uint64_t bits) {
  for (uint32_t shift = 32; shift > 0; shift /= 2) bits ^= bits >> shift;
  return (uint32_t)bits & 1;
}

/* Of a word as it lies in memory. */
static inline uint8_t encode_bytes(const uint8_t *word) {
  return kCheck[0][word[0]] ^ kCheck[1][word[1]] ^ kCheck[2][word[2]] ^ kCheck[3][word[3]] ^ kCheck[4][word[4]] ^
         kCheck[5][word[5]] ^ kCheck[6][word[6]] ^ kCheck[7][word[7]];
}

uint8_t toe_secded_encode(uint64_t word) {
  uint8_t bytes[WORD_BYTES];
  toe_member_write(bytes, 0, WORD_BYTES, word);
  return encode_bytes(bytes);
}

/* The word's bit at a position that is no power of two. */
static uint32_t bit_at(uint32_t position) {
  uint32_t bit = position - 1;
  for (uint32_t power = 1; power < position; power *= 2) --bit; /* check bits that lie below it */
  return bit;
}

toe_secded_t toe_secded_decode(uint64_t *word, uint8_t check) {
  uint32_t difference = (uint32_t)toe_secded_encode(*word) ^ check, syndrome = difference & ((1u << HAMMING_BITS) - 1);
  if (difference == 0) return TOE_SECDED_GOOD;
  bool is_odd = (parity(*word) ^ parity(check)) != 0;
  if (!is_odd || syndrome > LAST_POSITION) return TOE_SECDED_UNCORRECTABLE;
  bool is_check_bit = (syndrome & (syndrome - 1)) == 0; /* 0: check bit 7 */
  if (!is_check_bit) *word ^= (uint64_t)1 << bit_at(syndrome);
  return TOE_SECDED_CORRECTED;
}

void toe_secded_encode_row(const uint8_t row[TOE_STAGE_SRAM_ROW_BYTES], uint8_t check_out[TOE_STAGE_SRAM_CHECK_BYTES]) {
  for (int w = 0; w < WORDS; ++w) check_out[w] = encode_bytes(row + w * WORD_BYTES);
}

toe_secded_t toe_secded_decode_row(uint8_t row[TOE_STAGE_SRAM_ROW_BYTES],
                                   const uint8_t check[TOE_STAGE_SRAM_CHECK_BYTES]) {
  toe_secded_t worst = TOE_SECDED_GOOD;
  for (int w = 0; w < WORDS; ++w) {
    if (encode_bytes(row + w * WORD_BYTES) == check[w]) continue; /* nearly always */
    uint64_t word = toe_member_read(row, w * WORD_BYTES, WORD_BYTES);
    toe_secded_t found = toe_secded_decode(&word, check[w]);
    if (found == TOE_SECDED_CORRECTED) toe_member_write(row, w * WORD_BYTES, WORD_BYTES, word);
    if (found > worst) worst = found;
  }
  return worst;
}
