/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_credit_account.h"

#include "testbench/unit/toe_link_bench.h"

/* A write of 32 bytes at edge 10 arrives at 40000000 + ser(56) + hop = 197740152; its credits (1 header, 2 data) are at
 * the device 100000000 + hop later: 447740152, edge 112.  A read at edge 20: 80000000 + ser(24) + hop = 233317208, +
 * 250000000 = 483317208, edge 121. */
TOE_TEST(credit_account, returns_credits_after_draining) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(10, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 32, 1));
  leave(20, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 64, 0));
  toe_link_run(bench.link, TOE_FS_NEVER);
  TOE_EXPECT_EQ(toe_link_held_cycle(bench.link), 112);
  toe_link_flush(bench.link, 112);
  TOE_EXPECT(fake_input(bench.fake, FAKE_CREDITS, 0, 0) == NULL);
  toe_link_flush(bench.link, 113);
  const fake_input_t *input = fake_input(bench.fake, FAKE_CREDITS, 0, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 112);
  TOE_EXPECT_EQ(input->credits.posted_headers, 1);
  TOE_EXPECT_EQ(input->credits.posted_data, 2);
  TOE_EXPECT_EQ(input->credits.nonposted_headers, 0);
  TOE_EXPECT_EQ(toe_link_held_cycle(bench.link), 121);
  run_all();
  input = fake_input(bench.fake, FAKE_CREDITS, 0, 1);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 121);
  TOE_EXPECT_EQ(input->credits.posted_headers, 0);
  TOE_EXPECT_EQ(input->credits.posted_data, 0);
  TOE_EXPECT_EQ(input->credits.nonposted_headers, 1);
  TOE_EXPECT_EQ(toe_link_held_cycle(bench.link), TOE_CYCLE_NEVER);
  stop();
}

/* At 100 MHz (an edge every 10000000 fs): 256 bytes at edge 10, then three messages at 11, 12, 13 that wait for the
 * link. They end at 138700760, 142570836, 146440912 and 150310988; 400000000 later (two hops and fc_update) that is in
 * edges 53.9, 54.3, 54.6 and 55.03. */
TOE_TEST(credit_account, merges_credits_that_return_at_one_edge) {
  prepare();
  bench.options.clock.mhz = 100;
  start();
  static toe_tlp_t tlp;
  leave(10, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 256, 1));
  for (toe_cycle_t cycle = 11; cycle <= 13; ++cycle) leave(cycle, TOE_STREAM_RQ, fake_write(&tlp, 0xFEE00000, 4, 1));
  run_all();
  const struct {
    toe_cycle_t cycle;
    uint32_t headers, data;
  } kExpected[] = {{54, 1, 16}, {55, 2, 2}, {56, 1, 1}};
  for (size_t i = 0; i < 3; ++i) {
    const fake_input_t *input = fake_input(bench.fake, FAKE_CREDITS, 0, i);
    TOE_ASSERT(input != NULL);
    TOE_EXPECT_EQ(input->cycle, kExpected[i].cycle);
    TOE_EXPECT_EQ(input->credits.posted_headers, kExpected[i].headers);
    TOE_EXPECT_EQ(input->credits.posted_data, kExpected[i].data);
  }
  TOE_EXPECT(fake_input(bench.fake, FAKE_CREDITS, 0, 3) == NULL);
  stop();
}

/* Three headers: a fourth write without a return is dropped.  The first return is sampled at edge 112 (see above), so a
 * write at edge 112 is still too early and one at 113 is not. */
TOE_TEST(credit_account_bad, drops_what_has_no_credit) {
  prepare();
  bench.options.credits = (toe_credits_t){3, 64, 1};
  start();
  static toe_tlp_t tlp;
  for (toe_cycle_t cycle = 10; cycle <= 13; ++cycle) leave(cycle, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 32, 1));
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 1);
  run_all();
  TOE_EXPECT_EQ(bench.memory.count, 3);
  leave(112, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 32, 1));
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 2);
  leave(113, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 32, 1));
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 2);
  leave(114, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 4, 1));
  leave(115, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 4, 2));
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 3);
  run_all();
  stop();
}

/* 64 data credits are 1024 bytes: four writes of 256, and no fifth. */
TOE_TEST(credit_account_bad, drops_what_has_no_data_credit) {
  prepare();
  bench.options.credits = (toe_credits_t){64, 64, 64};
  start();
  static toe_tlp_t tlp;
  for (toe_cycle_t cycle = 10; cycle <= 14; ++cycle) leave(cycle, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 256, 1));
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 1);
  run_all();
  TOE_EXPECT_EQ(bench.memory.count, 4);
  stop();
}

/* Infinite credits are never counted. */
TOE_TEST(credit_account, takes_infinite_credits_at_their_word) {
  prepare();
  bench.options.credits = (toe_credits_t){0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF};
  start();
  static toe_tlp_t tlp;
  for (toe_cycle_t cycle = 0; cycle < 5000; ++cycle) leave(cycle, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 256, 1));
  run_all();
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 0);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->dma_writes, 5000);
  stop();
}
