/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_setting_test.c - keys and values of SET operations.
 */
#include "sim/host/toe_setting.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_op.h"

/* Numbers of enums.def, typed by hand. */
TOE_TEST(setting, keys_and_values_become_numbers) {
  static const struct {
    const char *key, *value;
    uint32_t setting, number;
  } cases[] = {
      {"neighbor.entries", "0", 1, 0},
      {"neighbor.entries", "4096", 1, 4096},
      {"path.entries", "16384", 2, 16384},
      {"tcp.entries", "16384", 3, 16384},
      {"host_memory.objects", "4294967295", 4, 0xFFFFFFFF},
      {"walk.policy", "stop-on-uncategorised", 5, 0},
      {"walk.policy", "prune", 5, 1},
      {"walk.policy", "stop-at-failed-parent", 5, 2},
      {"walk.policy", "2", 5, 2},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_op_t *op = fake_set(cases[i].key, cases[i].value);
    toe_error_t error = {""};
    uint32_t setting = 99, number = 99;
    toe_test_note("%s = %s", cases[i].key, cases[i].value);
    TOE_EXPECT_EQ(toe_setting_parse(op, &setting, &number, &error), TOE_OK);
    TOE_EXPECT_EQ(setting, cases[i].setting);
    TOE_EXPECT_EQ(number, cases[i].number);
    toe_op_free(op);
  }
}

TOE_TEST(setting_bad, wrong_keys_and_values_are_refused) {
  static const struct {
    const char *key, *value;
    toe_result_t result;
    const char *part;
  } cases[] = {
      {"tcp.entrys", "1", TOE_E_UNKNOWN, "test:1: set: tcp.entrys is no configuration key"},
      {"", "1", TOE_E_UNKNOWN, "no configuration key"},
      {"clock_mhz", "100", TOE_E_UNKNOWN, "clock_mhz cannot be set while the device runs"},
      {"initiate", "1", TOE_E_UNKNOWN, "no configuration key"}, /* a word of another list */
      {"neighbor", "1", TOE_E_UNKNOWN, "no configuration key"},
      {"neighbor.entries", "4097", TOE_E_RANGE, "test:1: set: neighbor.entries cannot be \"4097\""},
      {"path.entries", "16385", TOE_E_RANGE, "16385"},
      {"tcp.entries", "16385", TOE_E_RANGE, "16385"},
      {"host_memory.objects", "4294967296", TOE_E_RANGE, "4294967296"},
      {"tcp.entries", "", TOE_E_RANGE, "\"\""},
      {"tcp.entries", "-1", TOE_E_RANGE, "-1"},
      {"tcp.entries", "1x", TOE_E_RANGE, "1x"},
      {"tcp.entries", "prune", TOE_E_RANGE, "prune"},
      {"tcp.entries", "00000000000000000001", TOE_E_RANGE, "0001"},
      {"walk.policy", "3", TOE_E_RANGE, "3"},
      {"walk.policy", "pruned", TOE_E_RANGE, "pruned"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_op_t *op = fake_set(cases[i].key, cases[i].value);
    toe_error_t error = {""};
    uint32_t setting = 99, number = 99;
    toe_test_note("%s = %s", cases[i].key, cases[i].value);
    TOE_EXPECT_EQ(toe_setting_parse(op, &setting, &number, &error), cases[i].result);
    TOE_EXPECT_HAS(error.text, cases[i].part);
    TOE_EXPECT_EQ(setting, 99);
    toe_op_free(op);
  }
}
