/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_policy_text_test.c - the texts of the admission policy.  Masks and words are typed by hand from enums.def and
 * regs.def.
 */
#include "sim/host/toe_policy_text.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* R40, R104: states 4..9 have bits 4..9. */
TOE_TEST(policy_text, states_become_a_mask) {
  static const struct {
    const char *text;
    uint32_t mask;
  } cases[] = {
      {"none", 0},
      {"ESTABLISHED", 0x010},
      {"FIN_WAIT1", 0x020},
      {"FIN_WAIT2", 0x040},
      {"CLOSE_WAIT", 0x080},
      {"CLOSING", 0x100},
      {"LAST_ACK", 0x200},
      {"LAST_ACK,ESTABLISHED", 0x210},
      {"CLOSING,CLOSING", 0x100},
      {"ESTABLISHED,FIN_WAIT1,FIN_WAIT2,CLOSE_WAIT,CLOSING,LAST_ACK", 0x3F0},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    uint32_t mask = 99;
    toe_test_note("%s", cases[i].text);
    TOE_EXPECT(toe_states_parse(cases[i].text, &mask));
    TOE_EXPECT_EQ(mask, cases[i].mask);
  }
}

TOE_TEST(policy_text_bad, other_states_are_refused) {
  static const char *const texts[] = {"",
                                      ",",
                                      "established",
                                      "ESTABLISHED,",
                                      ",ESTABLISHED",
                                      "SYN_SENT",
                                      "TIME_WAIT",
                                      "ESTABLISH",
                                      "ESTABLISHEDX",
                                      "none,ESTABLISHED",
                                      "CLOSED",
                                      "CLOSING CLOSE_WAIT",
                                      "CLOSING, LAST_ACK",
                                      "4",
                                      "ESTABLISHED,,CLOSING"};
  for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    uint32_t mask = 99;
    toe_test_note("%s", texts[i]);
    TOE_EXPECT(!toe_states_parse(texts[i], &mask));
    TOE_EXPECT_EQ(mask, 99);
  }
}

/* R40: a range that is none has its first port above its last. */
TOE_TEST(policy_text, ports_become_a_range) {
  static const struct {
    const char *text;
    uint32_t first, last;
  } cases[] = {
      {"none", 65535, 0},          {"80", 80, 80},        {"0", 0, 0},   {"65535", 65535, 65535},
      {"1024-49151", 1024, 49151}, {"0-65535", 0, 65535}, {"7-7", 7, 7},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_port_range_t range = {1, 2};
    toe_test_note("%s", cases[i].text);
    TOE_EXPECT(toe_ports_parse(cases[i].text, &range));
    TOE_EXPECT_EQ(range.first, cases[i].first);
    TOE_EXPECT_EQ(range.last, cases[i].last);
  }
}

TOE_TEST(policy_text_bad, other_ports_are_refused) {
  static const char *const texts[] = {"",
                                      "-",
                                      "80-",
                                      "-80",
                                      "65536",
                                      "1-65536",
                                      "9-8",
                                      "80-81-82",
                                      "80,81",
                                      "http",
                                      "None",
                                      " 80",
                                      "80 ",
                                      "+80",
                                      "0x50",
                                      "80--81",
                                      "99999999999999999999",
                                      "4294967376"};
  for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    toe_port_range_t range = {1, 2};
    toe_test_note("%s", texts[i]);
    TOE_EXPECT(!toe_ports_parse(texts[i], &range));
    TOE_EXPECT_EQ(range.first, 1);
    TOE_EXPECT_EQ(range.last, 2);
  }
}

/* R37, R113: bit i of word w is id 32 w + i; id 0 is always the interface's and has no bit. */
TOE_TEST(policy_text, vlan_ids_become_bits) {
  uint32_t ids[128];
  memset(ids, 0xFF, sizeof ids);
  TOE_EXPECT(toe_vlan_ids_parse("0", ids));
  for (unsigned w = 0; w < 128; ++w) TOE_EXPECT_EQ(ids[w], 0);
  TOE_EXPECT(toe_vlan_ids_parse("0,1,31,32,100,4094,100", ids));
  for (unsigned w = 0; w < 128; ++w) {
    uint32_t word = w == 0 ? 0x80000002u : w == 1 ? 1u : w == 3 ? 0x10u : w == 127 ? 0x40000000u : 0;
    toe_test_note("word %u", w);
    TOE_EXPECT_EQ(ids[w], word);
  }
}

TOE_TEST(policy_text_bad, other_vlan_ids_are_refused) {
  static const char *const texts[] = {"",     "none", "4095", "1,4095", "1,",  ",1",
                                      "1,,2", "1-3",  "+1",   "-1",     "1 2", "1;2"};
  for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    uint32_t ids[128];
    memset(ids, 0xA5, sizeof ids);
    toe_test_note("%s", texts[i]);
    TOE_EXPECT(!toe_vlan_ids_parse(texts[i], ids));
    for (unsigned w = 0; w < 128; ++w) TOE_EXPECT_EQ(ids[w], 0xA5A5A5A5u);
  }
}

/* R113: bits 11..0 the id; bits 17..16: 0 remove, 1 add, 2 clear with id 0. */
TOE_TEST(policy_text, a_change_of_the_vlan_ids_becomes_a_value) {
  static const struct {
    const char *text;
    uint32_t value;
  } cases[] = {{"0", 0x20000}, {"+1", 0x10001}, {"+4094", 0x10FFE}, {"-1", 0x00001}, {"-100", 0x00064}};
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    uint32_t value = 99;
    toe_test_note("%s", cases[i].text);
    TOE_EXPECT(toe_vlan_change_parse(cases[i].text, &value));
    TOE_EXPECT_EQ(value, cases[i].value);
  }
}

TOE_TEST(policy_text_bad, other_changes_of_the_vlan_ids_are_refused) {
  static const char *const texts[] = {"",      "+",     "-",    "1",     "+0",   "-0", "00",
                                      "+4095", "-5000", "+1,2", "+1,+2", "none", "++1"};
  for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    uint32_t value = 99;
    toe_test_note("%s", texts[i]);
    TOE_EXPECT(!toe_vlan_change_parse(texts[i], &value));
    TOE_EXPECT_EQ(value, 99);
  }
}
