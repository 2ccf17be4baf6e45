/* SPDX-License-Identifier: Apache-2.0
 *
 * The code of docs/microarchitecture.md 5.8.
 */
#include "model/toe_secded.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

static const uint64_t kWords[] = {
    0, 1, 0x8000000000000000u, 0xFFFFFFFFFFFFFFFFu, 0x0123456789ABCDEFu, 0xA5A55A5A00FF1234u};
enum { WORDS = sizeof kWords / sizeof kWords[0], BITS = 72 };

/* Bit 0 stands at position 3: check bits 0 and 1, and with the data bit an odd number: bit 7.  Bit 1 at 5: 0, 2 and 7.
 * Bit 63 at 71 (64 + 4 + 2 + 1): 0, 1, 2, 6, and 7.  Bits 0 and 1 together: bit 0 falls away, 1 and 2, an even number.
 */
TOE_TEST(secded, has_the_check_bytes_of_the_document) {
  TOE_EXPECT_EQ(toe_secded_encode(0), 0);
  TOE_EXPECT_EQ(toe_secded_encode(1), 0x83);
  TOE_EXPECT_EQ(toe_secded_encode(2), 0x85);
  TOE_EXPECT_EQ(toe_secded_encode(0x8000000000000000u), 0xC7);
  TOE_EXPECT_EQ(toe_secded_encode(3), 0x06);
}

/* Every data bit by the definition: its position is the n-th number from 3 on that is no power of two. */
TOE_TEST(secded, places_every_data_bit) {
  uint32_t position = 3;
  for (uint32_t bit = 0; bit < 64; ++bit, ++position) {
    if ((position & (position - 1)) == 0) ++position;
    uint32_t ones = 1;
    for (uint32_t i = 0; i < 7; ++i) ones += position >> i & 1;
    toe_test_note("bit %u", (unsigned)bit);
    TOE_EXPECT_EQ(toe_secded_encode((uint64_t)1 << bit), position | (ones & 1) << 7);
  }
  TOE_EXPECT_EQ(position, 72);
}

/* Word and check byte with a bit turned: 0..63 data, 64..71 check. */
static void flip(uint64_t *word, uint8_t *check, uint32_t bit) {
  if (bit < 64) {
    *word ^= (uint64_t)1 << bit;
  } else {
    *check = (uint8_t)(*check ^ 1u << (bit - 64));
  }
}

TOE_TEST(secded, turns_back_every_single_flip) {
  for (uint32_t w = 0; w < WORDS; ++w) {
    uint64_t word = kWords[w];
    TOE_EXPECT_EQ(toe_secded_decode(&word, toe_secded_encode(kWords[w])), TOE_SECDED_GOOD);
    for (uint32_t bit = 0; bit < BITS; ++bit) {
      uint8_t check = toe_secded_encode(kWords[w]);
      word = kWords[w];
      flip(&word, &check, bit);
      toe_test_note("word %u, bit %u", (unsigned)w, (unsigned)bit);
      TOE_EXPECT_EQ(toe_secded_decode(&word, check), TOE_SECDED_CORRECTED);
      TOE_EXPECT_EQ(word, kWords[w]);
    }
  }
}

TOE_TEST(secded, finds_every_double_flip) {
  for (uint32_t w = 0; w < WORDS; ++w) {
    for (uint32_t a = 0; a < BITS; ++a) {
      for (uint32_t b = a + 1; b < BITS; ++b) {
        uint8_t check = toe_secded_encode(kWords[w]);
        uint64_t word = kWords[w];
        flip(&word, &check, a);
        flip(&word, &check, b);
        uint64_t stored = word;
        toe_test_note("word %u, bits %u and %u", (unsigned)w, (unsigned)a, (unsigned)b);
        TOE_EXPECT_EQ(toe_secded_decode(&word, check), TOE_SECDED_UNCORRECTABLE);
        TOE_EXPECT_EQ(word, stored);
      }
    }
  }
}

/* Three flips whose positions give more than 71: check bits 3, 6 and data bit 0 (8 ^ 64 ^ 3 = 75): no such bit. */
TOE_TEST(secded, refuses_a_position_beyond_the_last) {
  uint64_t word = 1;
  TOE_EXPECT_EQ(toe_secded_decode(&word, 0x48), TOE_SECDED_UNCORRECTABLE);
  TOE_EXPECT_EQ(word, 1);
}

/* A flip in each word of a row is corrected; one word with two makes the row uncorrectable. */
TOE_TEST(secded, guards_the_words_of_a_row_apart) {
  uint8_t row[64], check[8], flipped[64];
  for (uint32_t i = 0; i < 64; ++i) row[i] = (uint8_t)(i * 37 + 5);
  toe_secded_encode_row(row, check);
  TOE_EXPECT_EQ(check[2], toe_secded_encode(toe_member_read(row, 16, 8)));
  memcpy(flipped, row, 64);
  TOE_EXPECT_EQ(toe_secded_decode_row(flipped, check), TOE_SECDED_GOOD);
  for (uint32_t w = 0; w < 8; ++w) flipped[8 * w + w] ^= (uint8_t)(1u << w);
  TOE_EXPECT_EQ(toe_secded_decode_row(flipped, check), TOE_SECDED_CORRECTED);
  TOE_EXPECT_MEM(flipped, row, 64);
  flipped[63] ^= 0x80;
  check[7] ^= 1;
  flipped[0] ^= 1;
  TOE_EXPECT_EQ(toe_secded_decode_row(flipped, check), TOE_SECDED_UNCORRECTABLE);
}
