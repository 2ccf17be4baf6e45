/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_clock.h"

#include "testbench/shim/toe_test.h"

/* 250 MHz: 10^9 / 250 = 4000000 fs an edge, exactly. */
TOE_TEST(clock, puts_250_mhz_edges_4_ns_apart) {
  const toe_clock_t clock = {250};
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 0), 0);
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 1), 4000000);
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 123456789), UINT64_C(493827156000000));
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 0), 0);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 1), 1);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 4000000), 1);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 4000001), 2);
}

/* 322 MHz: 10^9 / 322 = 3105590.062..., so edge 1 is at 3105591, edge 2 at ceil(6211180.124) = 6211181,
 * edge 322 at 10^9 sharp, edge 322 * 10^6 at 10^15 (one second). */
TOE_TEST(clock, rounds_each_edge_up_by_itself) {
  const toe_clock_t clock = {322};
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 1), 3105591);
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 2), 6211181);
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 322), 1000000000);
  TOE_EXPECT_EQ(toe_clock_edge_fs(clock, 322000000), UINT64_C(1000000000000000));
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 3105590), 1);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 3105591), 1);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, 3105592), 2);
}

/* The two directions agree: an edge's time gives the edge back, a femtosecond later the next one. */
TOE_TEST(clock, inverts_exactly_for_every_frequency) {
  const toe_cycle_t cycles[] = {0, 1, 2, 3, 7, 999, 1000003, UINT64_C(1) << 40, UINT64_C(1) << 56};
  for (uint32_t mhz = 1; mhz <= 2000; ++mhz) {
    const toe_clock_t clock = {mhz};
    for (size_t i = 0; i < sizeof cycles / sizeof cycles[0]; ++i) {
      toe_test_note("%u MHz, edge %llu", mhz, (unsigned long long)cycles[i]);
      toe_fs_t fs = toe_clock_edge_fs(clock, cycles[i]);
      TOE_ASSERT_EQ(toe_clock_cycle_at(clock, fs), cycles[i]);
      TOE_ASSERT_EQ(toe_clock_cycle_at(clock, fs + 1), cycles[i] + 1);
    }
  }
}

/* 213 days are 18403200 s; at 2000 MHz edge 18403200 * 2 * 10^9 = 36806400000000000 (above 2^55) is at
 * 18403200 * 10^15 fs sharp, and the next 500000 fs later. */
TOE_TEST(clock, holds_213_days_at_2_ghz) {
  const toe_clock_t clock = {2000};
  const toe_fs_t days_fs = (toe_fs_t)18403200 * UINT64_C(1000000000000000);
  TOE_EXPECT(toe_clock_edge_fs(clock, UINT64_C(36806400000000000)) == days_fs);
  TOE_EXPECT(toe_clock_edge_fs(clock, UINT64_C(36806400000000001)) == days_fs + 500000);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, days_fs), UINT64_C(36806400000000000));
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, days_fs + 1), UINT64_C(36806400000000001));
}

/* At 1 MHz an edge takes 10^9 fs; the last edge is 2^64 - 2. */
TOE_TEST(clock, saturates_at_the_end_of_time) {
  const toe_clock_t clock = {1};
  const toe_cycle_t last = TOE_CYCLE_NEVER - 1;
  const toe_fs_t last_fs = (toe_fs_t)last * 1000000000u;
  TOE_EXPECT(toe_clock_edge_fs(clock, last) == last_fs);
  TOE_EXPECT(toe_clock_edge_fs(clock, TOE_CYCLE_NEVER) == TOE_FS_NEVER);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, last_fs), last);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, last_fs + 1), TOE_CYCLE_NEVER);
  TOE_EXPECT_EQ(toe_clock_cycle_at((toe_clock_t){UINT32_MAX}, TOE_FS_NEVER - 1), TOE_CYCLE_NEVER);
  TOE_EXPECT_EQ(toe_clock_cycle_at(clock, TOE_FS_NEVER), TOE_CYCLE_NEVER);
  TOE_EXPECT(toe_fs_add(TOE_FS_NEVER, 1) == TOE_FS_NEVER);
  TOE_EXPECT(toe_fs_add(TOE_FS_NEVER - 5, 6) == TOE_FS_NEVER);
  TOE_EXPECT(toe_fs_add(TOE_FS_NEVER - 7, 6) == TOE_FS_NEVER - 1);
  TOE_EXPECT(toe_fs_add(UINT64_MAX, 1) == (toe_fs_t)UINT64_MAX + 1);
  TOE_EXPECT(toe_fs_add(3, 4) == 7);
}
