/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_crc32c.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* The check value of the Castagnoli CRC, and the iSCSI vectors of RFC 3720 B.4. */
TOE_TEST(crc32c, gives_published_values) {
  uint8_t bytes[32];
  TOE_EXPECT_EQ(toe_crc32c((const uint8_t *)"123456789", 9), 0xE3069283u);
  TOE_EXPECT_EQ(toe_crc32c(bytes, 0), 0);
  memset(bytes, 0, sizeof bytes);
  TOE_EXPECT_EQ(toe_crc32c(bytes, 32), 0x8A9136AAu);
  memset(bytes, 0xFF, sizeof bytes);
  TOE_EXPECT_EQ(toe_crc32c(bytes, 32), 0x62A8AB43u);
  for (int i = 0; i < 32; ++i) bytes[i] = (uint8_t)i;
  TOE_EXPECT_EQ(toe_crc32c(bytes, 32), 0x46DD794Eu);
}

/* Against the definition, a bit at a time. */
TOE_TEST(crc32c, agrees_with_division_bit_by_bit) {
  uint8_t bytes[40];
  uint64_t state = 20261121;
  for (int round = 0; round < 200; ++round) {
    uint32_t crc = 0xFFFFFFFFu;
    for (int i = 0; i < 40; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      bytes[i] = (uint8_t)(state >> 56);
      crc ^= bytes[i];
      for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
    }
    TOE_ASSERT_EQ(toe_crc32c(bytes, 40), crc ^ 0xFFFFFFFFu);
  }
}

/* Whatever the pieces, empty ones too. */
TOE_TEST(crc32c, goes_on_where_it_was) {
  const uint8_t *text = (const uint8_t *)"123456789";
  TOE_EXPECT_EQ(toe_crc32c_update(0, text, 0), 0);
  for (size_t first = 0; first <= 9; ++first) {
    uint32_t crc = toe_crc32c_update(0, text, first);
    crc = toe_crc32c_update(crc, text, 0);
    TOE_EXPECT_EQ(toe_crc32c_update(crc, text + first, 9 - first), 0xE3069283u);
  }
}
