/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_returned_test.c - delegated variables in NDIS memory.  Offsets by hand from docs/ndis.md 3 and 5.
 */
#include "sim/host/toe_returned.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_op.h"

TOE_TEST(returned, structures_and_types_are_those_of_their_layer) {
  static const struct {
    uint8_t layer, family, type;
    uint32_t bytes;
  } cases[] = {{1, 0, 3, 12}, {2, 4, 7, 8}, {2, 6, 11, 8}, {3, 0, 15, 128}};
  for (unsigned i = 0; i < 4; ++i) {
    TOE_EXPECT_EQ(toe_returned_type(cases[i].layer, cases[i].family), cases[i].type);
    TOE_EXPECT_EQ(toe_returned_bytes(cases[i].layer), cases[i].bytes);
  }
}

/* R161: what is written is what is read, at its offset. */
TOE_TEST(returned, variables_are_written_and_read) {
  uint8_t record[128] = {0}, again[128] = {0};
  for (int i = 8; i < 96; ++i) record[i] = (uint8_t)(i * 5 + 3);
  for (int i = 120; i < 124; ++i) record[i] = (uint8_t)i;
  toe_delegated_t delegated;
  toe_returned_read(3, record, &delegated);
  TOE_EXPECT_EQ(delegated.layer, 3);
  TOE_EXPECT_EQ(delegated.rcv_nxt, fake_get(record, 16, 4));
  TOE_EXPECT_EQ(delegated.srtt, fake_get(record, 56, 2));
  TOE_EXPECT_EQ(delegated.rt_count, record[88]);
  TOE_EXPECT_EQ(delegated.dwnd, 0x7B7A7978);
  toe_returned_write(&delegated, again);
  static const int unused[] = {12, 13, 14, 15, 78, 79, 81, 82, 83, 89, 90, 91}; /* no variable lies there */
  for (unsigned i = 0; i < sizeof unused / sizeof unused[0]; ++i) record[unused[i]] = 0;
  TOE_EXPECT_MEM(again, record, 128);
  fake_put(record, 8, 4, 0xABCD);
  toe_returned_read(1, record, &delegated);
  TOE_EXPECT_EQ(delegated.nic_reachability_delta, 0xABCD);
  TOE_EXPECT_EQ(delegated.rcv_nxt, 0);
  memset(again, 0, sizeof again);
  toe_returned_write(&delegated, again);
  TOE_EXPECT_EQ(fake_get(again, 8, 4), 0xABCD);
}

/* What the state has a member for goes back into it: the next offload begins there. */
TOE_TEST(returned, state_takes_over_what_came_back) {
  toe_op_state_t state = {0}, fresh = {0};
  fake_op_state(3, 1, &state);
  fake_op_state(3, 1, &fresh);
  toe_delegated_t given, back;
  toe_returned_given(3, &state, &given);
  TOE_EXPECT_EQ(given.state, 4);
  TOE_EXPECT_EQ(given.rcv_wnd, 65535);
  TOE_EXPECT(given.dwnd >= 131072 && given.dwnd < 196608); /* docs/driver.md: what no trace has */
  TOE_EXPECT(toe_returned_differs(&given, &given) == NULL);
  back = given;
  back.state = 7, back.rcv_nxt = 10, back.rcv_wnd = 20, back.snd_una = 30, back.snd_nxt = 40, back.snd_max = 50;
  back.snd_wnd = 60, back.ts_recent = 70;
  toe_returned_update(&back, &state);
  TOE_EXPECT(state.tcp_state == 7 && state.rcv_nxt == 10 && state.rcv_wnd == 20 && state.snd_una == 30);
  TOE_EXPECT(state.snd_nxt == 40 && state.snd_max == 50 && state.snd_wnd == 60 && state.ts_recent == 70);
  TOE_EXPECT_EQ(state.local_port, fresh.local_port); /* const and cached values stay [R162] */
  TOE_EXPECT_EQ(state.initial_rcv_wnd, fresh.initial_rcv_wnd);
  TOE_EXPECT_STR(toe_returned_differs(&back, &given), "State");
}
