/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_buf_mem.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

TOE_TEST(buf_mem, keeps_what_was_written_and_counts) {
  toe_buf_mem_t *mem;
  uint8_t row[64], data[64];
  static const uint8_t kZero[64];
  memset(data, 0x5A, sizeof data);
  TOE_ASSERT_EQ(toe_buf_mem_new(262144, &mem), TOE_OK);
  toe_buf_mem_read(mem, 262143, row);
  TOE_EXPECT_EQ(memcmp(row, kZero, sizeof row), 0);
  TOE_EXPECT_EQ(toe_buf_mem_bytes_used(mem), 0);
  toe_buf_mem_write(mem, 262143, data);
  toe_buf_mem_write(mem, 262143, data);
  toe_buf_mem_write(mem, 0, data);
  toe_buf_mem_read(mem, 262143, row);
  TOE_EXPECT_EQ(memcmp(row, data, sizeof row), 0);
  toe_buf_mem_read(mem, 1, row);
  TOE_EXPECT_EQ(memcmp(row, kZero, sizeof row), 0);
  TOE_EXPECT_EQ(toe_buf_mem_reads(mem), 3);
  TOE_EXPECT_EQ(toe_buf_mem_writes(mem), 3);
  TOE_EXPECT_EQ(toe_buf_mem_bytes_used(mem), 128);
  toe_buf_mem_free(mem);
  toe_buf_mem_free(NULL);
}

TOE_TEST(buf_mem, writes_the_bytes_it_is_told) {
  toe_buf_mem_t *mem;
  uint8_t row[64], data[64];
  TOE_ASSERT_EQ(toe_buf_mem_new(4, &mem), TOE_OK);
  memset(data, 1, sizeof data);
  toe_buf_mem_write_bytes(mem, 2, data, 0xF000000000000001u);
  memset(data, 2, sizeof data);
  toe_buf_mem_write_bytes(mem, 2, data, 0x0000000000000006u);
  toe_buf_mem_read(mem, 2, row);
  for (int i = 0; i < 64; ++i) TOE_EXPECT_EQ(row[i], i == 0 || i >= 60 ? 1 : i <= 2 ? 2 : 0);
  TOE_EXPECT_EQ(toe_buf_mem_writes(mem), 2);
  TOE_EXPECT_EQ(toe_buf_mem_bytes_used(mem), 64);
  toe_buf_mem_free(mem);
}

TOE_TEST(buf_mem_bad, refuses_no_rows) {
  toe_buf_mem_t *mem;
  TOE_EXPECT_EQ(toe_buf_mem_new(0, &mem), TOE_E_ARG);
}
