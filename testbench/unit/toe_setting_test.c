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
    uint32_t setting;
    uint64_t number;
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
      {"src_mac.entries", "0", 6, 0},
      {"src_mac.entries", "64", 6, 64},
      {"src_ip.entries", "128", 7, 128},
      {"vlan.entries", "128", 8, 128},
      {"rcv_buffer.pages", "65536", 9, 65536},
      {"xmit_buffer.pages", "65536", 10, 65536},
      {"buffered_copy.bytes", "16777216", 11, 16777216},
      {"posted.requests", "4096", 20, 4096},
      {"rcv_data.bytes", "0", 21, 0},
      {"mtu.max", "0", 12, 0},
      {"mtu.max", "4294967295", 12, 0xFFFFFFFF},
      {"rcv_window.max", "4294967295", 13, 0xFFFFFFFF},
      {"admission.reject_states", "none", 14, 0},
      {"admission.reject_states", "ESTABLISHED,LAST_ACK", 14, 0x210},
      {"admission.reject_local_ports", "none", 15, 0x0000FFFF}, /* LAST << 16 | FIRST */
      {"admission.reject_local_ports", "1024-49151", 15, 0xBFFF0400},
      {"admission.reject_remote_ports", "80", 16, 0x00500050},
      {"admission.min_rcv_window", "4294967295", 17, 0xFFFFFFFF},
      {"admission.duplicates", "reject", 18, 0},
      {"admission.duplicates", "fail", 18, 1},
      {"admission.duplicates", "1", 18, 1},
      {"vlan.interface_ids", "0", 19, 0x20000}, /* clear */
      {"vlan.interface_ids", "+4094", 19, 0x10FFE},
      {"vlan.interface_ids", "-7", 19, 7},
      {"wire.mac", "02:70:e5:0A:0b:0C", 22, UINT64_C(0x0C0B0AE57002)}, /* byte 0 lowest */
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_op_t *op = fake_set(cases[i].key, cases[i].value);
    toe_error_t error = {""};
    uint32_t setting = 99;
    uint64_t number = 99;
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
      {"walk.policy", "prun", TOE_E_RANGE, "prun"},
      {"walk.policy", "prune|", TOE_E_RANGE, "prune|"},
      {"walk.policy", "", TOE_E_RANGE, "\"\""},
      {"src_mac.entries", "65", TOE_E_RANGE, "65"},
      {"src_ip.entries", "129", TOE_E_RANGE, "129"},
      {"vlan.entries", "129", TOE_E_RANGE, "129"},
      {"rcv_buffer.pages", "65537", TOE_E_RANGE, "65537"},
      {"xmit_buffer.pages", "65537", TOE_E_RANGE, "65537"},
      {"buffered_copy.bytes", "16777217", TOE_E_RANGE, "16777217"},
      {"mtu.max", "4294967296", TOE_E_RANGE, "4294967296"},
      {"admission.reject_states", "SYN_SENT", TOE_E_RANGE, "admission.reject_states cannot be \"SYN_SENT\""},
      {"admission.reject_states", "16", TOE_E_RANGE, "16"},
      {"admission.reject_local_ports", "9-8", TOE_E_RANGE, "9-8"},
      {"admission.reject_remote_ports", "65536", TOE_E_RANGE, "65536"},
      {"admission.duplicates", "2", TOE_E_RANGE, "2"},
      {"admission.duplicates", "prune", TOE_E_RANGE, "prune"}, /* a word of another key */
      {"vlan.interface_ids", "5", TOE_E_RANGE, "5"},
      {"vlan.interface_ids", "+4095", TOE_E_RANGE, "+4095"},
      {"rcv_buffer.page_bytes", "4096", TOE_E_UNKNOWN, "rcv_buffer.page_bytes cannot be set while the device runs"},
      {"sram.banks", "1", TOE_E_UNKNOWN, "sram.banks cannot be set while the device runs"},
      {"wire.mac", "02:70:e5:0A:0b", TOE_E_RANGE, "02:70:e5:0A:0b"},
      {"wire.mac", "03:70:e5:0A:0b:0C", TOE_E_RANGE, "no group's"},
      {"wire.gbps", "1", TOE_E_UNKNOWN, "cannot be set while the device runs"},
      {"pcie.tags", "1", TOE_E_UNKNOWN, "cannot be set while the device runs"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_op_t *op = fake_set(cases[i].key, cases[i].value);
    toe_error_t error = {""};
    uint32_t setting = 99;
    uint64_t number = 99;
    toe_test_note("%s = %s", cases[i].key, cases[i].value);
    TOE_EXPECT_EQ(toe_setting_parse(op, &setting, &number, &error), cases[i].result);
    TOE_EXPECT_HAS(error.text, cases[i].part);
    TOE_EXPECT_EQ(setting, 99);
    toe_op_free(op);
  }
}

/* Ranges and words by hand from docs/config.md; of numbers with their unit. */
TOE_TEST(setting_bad, a_refusal_says_what_is_taken) {
  static const char states[] =
      "it takes none, or of ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK those to reject with a "
      "comma between";
  static const struct {
    const char *key, *value, *text;
  } cases[] = {
      {"vlan.entries", "129", "test:1: set: vlan.entries cannot be \"129\"; it takes 0..128 values"},
      {"vlan.entries", "", "test:1: set: vlan.entries cannot be \"\"; it takes 0..128 values"},
      {"buffered_copy.bytes", "x", "cannot be \"x\"; it takes 0..16777216 bytes"},
      {"walk.policy", "", "cannot be \"\"; it takes stop-on-uncategorised|prune|stop-at-failed-parent"},
      {"admission.duplicates", "maybe", "cannot be \"maybe\"; it takes reject|fail"},
      {"admission.reject_states", "", states},
      {"admission.reject_local_ports", "9-8", "it takes none, one port 0..65535, or FIRST-LAST"},
      {"admission.reject_remote_ports", "", "it takes none, one port 0..65535, or FIRST-LAST"},
      {"vlan.interface_ids", "5", "it takes +ID or -ID with ID 1..4094, or 0"},
      {"vlan.interface_ids", "", "cannot be \"\"; it takes +ID or -ID with ID 1..4094, or 0"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_op_t *op = fake_set(cases[i].key, cases[i].value);
    toe_error_t error = {""};
    uint32_t setting = 99;
    uint64_t number = 99;
    toe_test_note("%s = %s", cases[i].key, cases[i].value);
    TOE_EXPECT_EQ(toe_setting_parse(op, &setting, &number, &error), TOE_E_RANGE);
    TOE_EXPECT_HAS(error.text, cases[i].text);
    toe_op_free(op);
  }
}
