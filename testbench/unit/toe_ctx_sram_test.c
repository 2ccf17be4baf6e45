/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_ctx_sram.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

static const uint8_t kOnes[64] = {1, 1, 1, 1};
static const uint8_t kCheck[8] = {0xA5, 1};
static const uint8_t kZero[64];

TOE_TEST(ctx_sram, reads_zero_until_written) {
  toe_ctx_sram_t *sram;
  uint8_t row[64], check[8];
  TOE_ASSERT_EQ(toe_ctx_sram_new(130, &sram), TOE_OK);
  memset(row, 0xAA, sizeof row);
  memset(check, 0xAA, sizeof check);
  toe_ctx_sram_read(sram, 129, row, check);
  TOE_EXPECT_EQ(memcmp(row, kZero, sizeof row), 0);
  TOE_EXPECT_EQ(memcmp(check, kZero, sizeof check), 0);
  toe_ctx_sram_write(sram, 129, kOnes, kCheck);
  toe_ctx_sram_read(sram, 129, row, check);
  TOE_EXPECT_EQ(memcmp(row, kOnes, sizeof row), 0);
  TOE_EXPECT_EQ(memcmp(check, kCheck, sizeof check), 0);
  toe_ctx_sram_read(sram, 128, row, check); /* its neighbor in the same page */
  TOE_EXPECT_EQ(memcmp(row, kZero, sizeof row), 0);
  toe_ctx_sram_free(sram);
}

TOE_TEST(ctx_sram, counts_accesses_by_part_and_rows_once) {
  toe_ctx_sram_t *sram;
  uint8_t row[64], check[8];
  TOE_ASSERT_EQ(toe_ctx_sram_new(106496, &sram), TOE_OK);
  toe_ctx_sram_write(sram, 0, kOnes, kCheck);
  toe_ctx_sram_write(sram, 0, kOnes, kCheck);
  toe_ctx_sram_write(sram, 106495, kOnes, kCheck); /* 106495 = 4 * 26623 + 3 */
  toe_ctx_sram_read(sram, 5, row, check);
  TOE_EXPECT_EQ(toe_ctx_sram_writes(sram), 3);
  TOE_EXPECT_EQ(toe_ctx_sram_reads(sram), 1);
  TOE_EXPECT_EQ(toe_ctx_sram_accesses(sram, 0), 2);
  TOE_EXPECT_EQ(toe_ctx_sram_accesses(sram, 1), 1);
  TOE_EXPECT_EQ(toe_ctx_sram_accesses(sram, 2), 0);
  TOE_EXPECT_EQ(toe_ctx_sram_accesses(sram, 3), 1);
  TOE_EXPECT_EQ(toe_ctx_sram_bytes_used(sram), 128);
  toe_ctx_sram_free(sram);
  toe_ctx_sram_free(NULL);
}

TOE_TEST(ctx_sram, flip_turns_one_bit_of_data_or_check) {
  toe_ctx_sram_t *sram;
  uint8_t row[64], check[8];
  TOE_ASSERT_EQ(toe_ctx_sram_new(8, &sram), TOE_OK);
  toe_ctx_sram_write(sram, 3, kOnes, kCheck);
  toe_ctx_sram_flip(sram, 3, 8);   /* byte 1, bit 0 */
  toe_ctx_sram_flip(sram, 3, 511); /* byte 63, bit 7 */
  toe_ctx_sram_flip(sram, 3, 513); /* check byte 0, bit 1 */
  toe_ctx_sram_flip(sram, 3, 575); /* check byte 7, bit 7 */
  toe_ctx_sram_read(sram, 3, row, check);
  TOE_EXPECT_EQ(row[0], 1);
  TOE_EXPECT_EQ(row[1], 0);
  TOE_EXPECT_EQ(row[63], 0x80);
  TOE_EXPECT_EQ(check[0], 0xA7);
  TOE_EXPECT_EQ(check[7], 0x80);
  toe_ctx_sram_flip(sram, 3, 8); /* and back */
  toe_ctx_sram_read(sram, 3, row, check);
  TOE_EXPECT_EQ(row[1], 1);
  TOE_EXPECT_EQ(toe_ctx_sram_writes(sram), 1); /* a flip is no access */
  TOE_EXPECT_EQ(toe_ctx_sram_accesses(sram, 3), 3);
  toe_ctx_sram_free(sram);
}

TOE_TEST(ctx_sram_bad, refuses_no_rows) {
  toe_ctx_sram_t *sram;
  TOE_EXPECT_EQ(toe_ctx_sram_new(0, &sram), TOE_E_ARG);
}
