/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_ctx_sram.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

TOE_TEST(ctx_sram, reads_zero_until_written) {
  toe_ctx_sram_t *sram;
  uint8_t zero[64] = {0}, row[64], ones[64];
  memset(ones, 0xFF, sizeof ones);
  TOE_ASSERT_EQ(toe_ctx_sram_new(130, &sram), TOE_OK);
  memset(row, 1, sizeof row);
  toe_ctx_sram_read(sram, 129, row);
  TOE_EXPECT_MEM(row, zero, 64);
  toe_ctx_sram_write(sram, 129, ones);
  toe_ctx_sram_read(sram, 129, row);
  TOE_EXPECT_MEM(row, ones, 64);
  toe_ctx_sram_read(sram, 128, row); /* its neighbor in the same page */
  TOE_EXPECT_MEM(row, zero, 64);
  toe_ctx_sram_free(sram);
}

TOE_TEST(ctx_sram, counts_accesses_and_rows_once) {
  toe_ctx_sram_t *sram;
  uint8_t row[64] = {0};
  TOE_ASSERT_EQ(toe_ctx_sram_new(106496, &sram), TOE_OK);
  toe_ctx_sram_write(sram, 0, row);
  toe_ctx_sram_write(sram, 0, row);
  toe_ctx_sram_write(sram, 106495, row);
  toe_ctx_sram_read(sram, 5, row);
  TOE_EXPECT_EQ(toe_ctx_sram_writes(sram), 3);
  TOE_EXPECT_EQ(toe_ctx_sram_reads(sram), 1);
  TOE_EXPECT_EQ(toe_ctx_sram_bytes_used(sram), 128);
  toe_ctx_sram_free(sram);
  toe_ctx_sram_free(NULL);
}

TOE_TEST(ctx_sram_bad, refuses_no_rows) {
  toe_ctx_sram_t *sram;
  TOE_EXPECT_EQ(toe_ctx_sram_new(0, &sram), TOE_E_ARG);
}
