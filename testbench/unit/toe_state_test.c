/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_state_test.c - from an operation's state to NDIS structures, by offsets typed by hand (docs/ndis.md).
 */
#include "sim/host/toe_state.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_tree.h"

#define AT(record, offset, bytes, value) TOE_EXPECT_EQ(fake_block_get((record), (offset), (bytes)), (value))

/* docs/ndis.md 2 */
TOE_TEST(state, types_and_revisions_are_those_of_whole_states) {
  TOE_EXPECT_EQ(toe_state_type(1, 0), 4);
  TOE_EXPECT_EQ(toe_state_type(2, 4), 8);
  TOE_EXPECT_EQ(toe_state_type(2, 6), 12);
  TOE_EXPECT_EQ(toe_state_type(3, 0), 17);
  TOE_EXPECT_EQ(toe_state_revision(1), 1);
  TOE_EXPECT_EQ(toe_state_revision(3), 2); /* delegated state with DWnd */
}

/* 44, 44, 12 bytes at 0, 48, 96. */
TOE_TEST(state, neighbor_is_written_whole) {
  uint8_t m[112] = {0};
  TOE_EXPECT_EQ(toe_state_bytes(1), 112);
  toe_op_state_t state = {
      .dst_mac = {1, 2, 3, 4, 5, 6}, .src_mac = {7, 8, 9, 10, 11, 12}, .has_src_mac = true, .vlan = 4094};
  toe_state_write(1, &state, NULL, NULL, NULL, m);
  AT(m, 0, 4, 44);
  TOE_EXPECT_MEM(m + 8, "\x07\x08\x09\x0A\x0B\x0C\0\0", 8);
  AT(m, 40, 4, 4094);
  AT(m, 48, 4, 44);
  TOE_EXPECT_MEM(m + 56, "\x01\x02\x03\x04\x05\x06\0\0", 8);
  AT(m, 88, 4, 0);
  AT(m, 96, 4, 12);
  AT(m, 104, 4, 4622); /* from the address: docs/driver.md */
  memset(m, 0, sizeof m);
  state.has_src_mac = false;
  toe_state_write(1, &state, NULL, NULL, NULL, m);
  AT(m, 8, 8, 0); /* "NULL" */
}

TOE_TEST(state, path_is_written_with_its_addresses_behind_pointers) {
  uint8_t m[80] = {0};
  TOE_EXPECT_EQ(toe_state_bytes(2), 24 + 16 + 8 + 32);
  toe_op_state_t state = {.family = 6, .mtu = 9000};
  for (int i = 0; i < 16; ++i) state.src_ip[i] = (uint8_t)(i + 1), state.dst_ip[i] = (uint8_t)(i + 101);
  toe_state_write(2, &state, NULL, NULL, NULL, m);
  AT(m, 0, 4, 24);
  const uint8_t *src = (const uint8_t *)(uintptr_t)fake_block_get(m, 8, 8);
  const uint8_t *dst = (const uint8_t *)(uintptr_t)fake_block_get(m, 16, 8);
  TOE_ASSERT(src >= m && src + 16 <= m + sizeof m && dst >= m && dst + 16 <= m + sizeof m);
  TOE_EXPECT_MEM(src, state.src_ip, 16);
  TOE_EXPECT_MEM(dst, state.dst_ip, 16);
  AT(m, 24, 4, 12);
  AT(m, 32, 4, 9000);
  AT(m, 40, 4, 8);
}

/* 24, 44, 128 bytes at 0, 24, 72.  A-21: ports in network order.  Timers not running are -1 (docs/ndis.md 5). */
TOE_TEST(state, tcp_is_written_whole) {
  uint8_t m[200] = {0};
  TOE_EXPECT_EQ(toe_state_bytes(3), 200);
  toe_nbl_t sends[2] = {{.next = &sends[1], .status = 0, .bytes = 1}, {.next = NULL, .status = 0, .bytes = 2}},
            buffered = {.next = NULL, .status = 0, .bytes = 3};
  toe_op_state_t state = {.local_port = 0x1234,
                          .remote_port = 80,
                          .tcp_state = 7,
                          .rcv_nxt = 0x01020304,
                          .rcv_wnd = 0x11121314,
                          .initial_rcv_wnd = 0x21222324,
                          .snd_una = 0x31323334,
                          .snd_nxt = 0x41424344,
                          .snd_max = 0x51525354,
                          .snd_wnd = 0x61626364,
                          .remote_mss = 1460,
                          .snd_wind_scale = 14,
                          .rcv_wind_scale = 7};
  toe_state_write(3, &state, &sends[0], &sends[1], &buffered, m);
  AT(m, 0, 4, 24);
  AT(m, 8, 2, 4); /* window scaling */
  TOE_EXPECT_MEM(m + 10, "\x00\x50\x12\x34\x7E", 5);
  AT(m, 16, 2, 1460);
  AT(m, 20, 4, 0);
  const uint8_t *c = m + 24, *d = m + 72;
  AT(c, 0, 4, 44);
  AT(c, 8, 2, 0);
  AT(c, 12, 4, 0x21222324);
  AT(c, 16, 4, 0);
  AT(c, 24, 4, 7200000);
  AT(c, 28, 4, 75000);
  AT(c, 40, 1, 128);
  AT(d, 0, 4, 128);
  AT(d, 8, 4, 7);
  AT(d, 16, 4, 0x01020304);
  AT(d, 20, 4, 0x11121314);
  AT(d, 24, 4, 0x31323334);
  AT(d, 28, 4, 0x41424344);
  AT(d, 32, 4, 0x51525354);
  AT(d, 36, 4, 0x61626364);
  /* What no trace has, computed by the rule of docs/driver.md. */
  AT(d, 40, 4, 1633864767);
  AT(d, 44, 4, 16907844);
  AT(d, 48, 4, 18980);
  AT(d, 52, 4, 26280);
  AT(d, 56, 2, 5951);
  AT(d, 58, 2, 25);
  AT(d, 64, 4, 21340);
  AT(d, 68, 4, 519294699);
  AT(d, 72, 4, 35250);
  AT(d, 76, 1, 2);
  AT(d, 77, 1, 4);
  AT(d, 80, 1, 7);
  AT(d, 84, 4, 4808017);
  AT(d, 88, 1, 14);
  AT(d, 92, 4, 9870);
  AT(d, 96, 8, (uintptr_t)&sends[0]);
  AT(d, 104, 8, (uintptr_t)&sends[1]);
  AT(d, 112, 8, (uintptr_t)&buffered);
  AT(d, 120, 4, 177693);
  AT(d, 60, 4, 0);
  memset(m, 0, sizeof m);
  state.snd_wind_scale = state.rcv_wind_scale = 0;
  state.flow_label = 0x12345, state.ttl = 7, state.tos = 184, state.user_priority = 5;
  toe_state_write(3, &state, NULL, NULL, NULL, m);
  AT(m, 8, 2, 0);
  AT(c, 36, 4, 0x12345);
  AT(c, 40, 1, 7);
  AT(c, 41, 1, 184);
  AT(c, 42, 1, 5);
  AT(d, 96, 8, 0);
}

/* TCP_FLAG_TIMESTAMP_ENABLED 0x01 with TsRecent at 60, TCP_FLAG_SACK_ENABLED 0x02. */
TOE_TEST(state, tcp_options_are_written_as_flags) {
  uint8_t m[200] = {0};
  toe_op_state_t state = {.has_timestamps = true, .ts_recent = 0xA1A2A3A4};
  toe_state_write(3, &state, NULL, NULL, NULL, m);
  AT(m, 8, 2, 1);
  AT(m, 72 + 60, 4, 0xA1A2A3A4);
  state = (toe_op_state_t){.has_sack = true};
  memset(m, 0, sizeof m);
  toe_state_write(3, &state, NULL, NULL, NULL, m);
  AT(m, 8, 2, 2);
  state.has_timestamps = true;
  state.rcv_wind_scale = 1;
  memset(m, 0, sizeof m);
  toe_state_write(3, &state, NULL, NULL, NULL, m);
  AT(m, 8, 2, 7);
}

/* What no trace has (docs/driver.md): in range, no member has what another has, the same again for the same state. */
TOE_TEST(state, unknown_members_are_plausible_and_not_each_others) {
  static const struct {
    int offset, bytes;
    uint32_t least, most;
  } members[] = {{40, 4, 65536, 131070},
                 {48, 4, 2 * 1460, 15 * 1460},
                 {52, 4, 16 * 1460, 31 * 1460},
                 {56, 2, 320, 7999},
                 {58, 2, 16, 159},
                 {64, 4, 10000, 29999},
                 {68, 4, 0x10000000, 0x1FFFFFFF},
                 {72, 4, 30000, 59999},
                 {76, 1, 1, 2},
                 {77, 1, 3, 5},
                 {80, 1, 6, 9},
                 {84, 4, 100000, 7199999},
                 {88, 1, 10, 15},
                 {92, 4, 8000, 0xFFFFFFFF},
                 {120, 4, 131072, 196607}};
  enum { MEMBERS = sizeof members / sizeof members[0], CONNECTIONS = 64 };
  int equal = 0, running = 0;
  uint64_t previous[MEMBERS] = {0};
  bool is_changing[MEMBERS] = {false};
  for (int n = 0; n < CONNECTIONS; ++n) {
    toe_op_state_t state = {.local_port = (uint16_t)(1024 + n),
                            .remote_port = 80,
                            .rcv_nxt = 1,
                            .snd_una = 1,
                            .snd_nxt = 1,
                            .snd_max = 1,
                            .snd_wnd = 65535,
                            .remote_mss = 1460};
    uint8_t m[200] = {0}, again[200] = {0};
    const uint8_t *d = m + 72;
    toe_state_write(3, &state, NULL, NULL, NULL, m);
    toe_state_write(3, &state, NULL, NULL, NULL, again);
    TOE_EXPECT_MEM(m, again, 200);
    AT(d, 28, 4, 1); /* what is given is kept */
    AT(d, 32, 4, 1);
    AT(d, 36, 4, 65535);
    uint64_t behind = (uint32_t)(1 - fake_block_get(d, 44, 4)); /* SendWL1 is before RcvNxt */
    TOE_EXPECT(behind >= 1 && behind <= 1460);
    TOE_EXPECT(fake_block_get(d, 48, 4) % 1460 == 0 && fake_block_get(d, 52, 4) % 1460 == 0);
    running += fake_block_get(d, 92, 4) != 0xFFFFFFFF;
    for (int i = 0; i < MEMBERS; ++i) {
      uint64_t value = fake_block_get(d, members[i].offset, members[i].bytes);
      TOE_EXPECT(value >= members[i].least && value <= members[i].most);
      for (int j = 0; j < i; ++j) equal += value == fake_block_get(d, members[j].offset, members[j].bytes);
      is_changing[i] = is_changing[i] || (n > 0 && value != previous[i]);
      previous[i] = value;
    }
  }
  TOE_EXPECT_EQ(equal, 0);
  TOE_EXPECT(running > 0 && running < CONNECTIONS / 3);
  for (int i = 0; i < MEMBERS; ++i) TOE_EXPECT(is_changing[i]);
}

/* A window of 2^32 - 1 has none above it; a sequence number wraps. */
TOE_TEST(state, unknown_members_stay_in_32_bits) {
  uint8_t m[200] = {0};
  toe_op_state_t state = {.snd_wnd = 0xFFFFFFFF};
  toe_state_write(3, &state, NULL, NULL, NULL, m);
  AT(m, 72 + 40, 4, 0xFFFFFFFF);
  AT(m, 72 + 44, 4, 0xFFFFFEF6);
}
