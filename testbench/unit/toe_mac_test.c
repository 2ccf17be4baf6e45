/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_mac.h"

#include "testbench/shim/toe_test.h"

TOE_TEST(mac, is_six_pairs_of_digits) {
  static const uint8_t expected[6] = {0x02, 0x9A, 0xBC, 0xDE, 0xF0, 0xff};
  uint8_t mac[6] = {0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE};
  TOE_EXPECT(toe_mac_parse("02:9a:BC:dE:f0:FF", mac));
  TOE_EXPECT_MEM(mac, expected, 6);
  TOE_EXPECT(!toe_mac_is_group(mac));
  TOE_EXPECT(toe_mac_parse("01:00:5e:00:00:01", mac));
  TOE_EXPECT(toe_mac_is_group(mac));
}

TOE_TEST(mac_bad, refuses_everything_else) {
  static const char *const texts[] = {"",
                                      "0",
                                      "02:00:00:00:00",
                                      "02:00:00:00:00:0",
                                      "02:00:00:00:00:01:",
                                      "02:00:00:00:00:012",
                                      "02-00-00-00-00-01",
                                      "020000000001",
                                      "02:00:00:00:00:0g",
                                      " 02:00:00:00:00:01",
                                      "2:0:0:0:0:1"};
  uint8_t mac[6];
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    toe_test_note("%s", texts[i]);
    TOE_EXPECT(!toe_mac_parse(texts[i], mac));
  }
}
