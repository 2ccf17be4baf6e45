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

TOE_TEST(buf_mem_bad, refuses_no_rows) {
  toe_buf_mem_t *mem;
  TOE_EXPECT_EQ(toe_buf_mem_new(0, &mem), TOE_E_ARG);
}
