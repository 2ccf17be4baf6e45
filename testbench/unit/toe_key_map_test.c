/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_key_map.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

TOE_TEST(key_map, numbers_keys_in_the_order_they_come) {
  enum { COUNT = 5000 };
  toe_key_map_t map = {.count = 0};
  for (int round = 0; round < 2; ++round) {
    for (uint32_t i = 0; i < COUNT; ++i) {
      toe_key_t key = {{0}};
      memcpy(key.bytes + i % 36, &i, sizeof i); /* at changing places; i itself makes them differ */
      key.bytes[39] = (uint8_t)(i % 36);
      uint32_t number = UINT32_MAX;
      bool is_new = false;
      toe_test_note("round %d, key %u", round, i);
      TOE_ASSERT_EQ(toe_key_map_number(&map, &key, &number, &is_new), TOE_OK);
      TOE_EXPECT_EQ(number, i);
      TOE_EXPECT_EQ(is_new, round == 0);
    }
  }
  TOE_EXPECT_EQ(map.count, COUNT);
  toe_key_map_clear(&map);
  TOE_EXPECT_EQ(map.count, 0);
}
