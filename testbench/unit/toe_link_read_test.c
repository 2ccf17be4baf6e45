/* SPDX-License-Identifier: Apache-2.0
 *
 * How long a DMA read takes from RQ to RC, and how it is split.
 */
#include "bridge/toe_link.h"
#include "testbench/unit/toe_link_bench.h"

/* A read of 64 bytes leaving at edge 100 (400000000): arrived 400000000 + ser(24) + hop = 553317208, ready + RC =
 * 785389772, at the device + ser(84) + hop = 947000000 (= 400000000 + 547000000), edge ceil(236.75) = 237. */
TOE_TEST(link_read, answers_64_bytes_after_the_profile_time) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 64, 3));
  TOE_EXPECT_EQ(toe_link_next_fs(bench.link), 553317208);
  toe_link_run(bench.link, 553317208);
  TOE_EXPECT_EQ(bench.memory.count, 0); /* before, not at */
  toe_link_run(bench.link, 553317209);
  TOE_EXPECT_EQ(bench.memory.count, 1);
  TOE_EXPECT_EQ(bench.memory.log[0].at_fs, 553317208);
  TOE_EXPECT_EQ(toe_link_next_fs(bench.link), 785389772);
  run_all();
  const toe_tlp_t *got = completion(0, 237);
  TOE_EXPECT_EQ(got->type, TOE_TLP_CPLD);
  TOE_EXPECT_EQ(got->status, TOE_TLP_SC);
  TOE_EXPECT_EQ(got->tag, 3);
  TOE_EXPECT_EQ(got->length_bytes, 64);
  TOE_EXPECT_EQ(got->byte_count, 64);
  TOE_EXPECT_EQ(got->lower_address, 0);
  TOE_EXPECT_MEM(got->data, bench.memory.data, 64);
  TOE_EXPECT(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 1) == NULL);
  const toe_nic_stats_t *stats = toe_link_stats(bench.link);
  TOE_EXPECT_EQ(stats->up_tlps, 1);
  TOE_EXPECT_EQ(stats->up_bytes, 24);
  TOE_EXPECT_EQ(stats->down_tlps, 1);
  TOE_EXPECT_EQ(stats->down_bytes, 84);
  TOE_EXPECT_EQ(stats->dma_reads, 1);
  TOE_EXPECT_EQ(stats->dma_read_bytes, 64);
  stop();
}

/* 256 bytes, one completion: 785389772 + ser(276) + hop = 973537664: 243.4.
 * 512 bytes, a second one ser(276) later: 1011685556: 252.9; the first one's 8 beats end at 251. */
TOE_TEST(link_read, splits_at_the_mps) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x10100, 512, 32));
  run_all();
  const toe_tlp_t *got = completion(0, 244);
  TOE_EXPECT_EQ(got->length_bytes, 256);
  TOE_EXPECT_EQ(got->byte_count, 512);
  TOE_EXPECT_MEM(got->data, bench.memory.data + 0x100, 256);
  got = completion(1, 253);
  TOE_EXPECT_EQ(got->length_bytes, 256);
  TOE_EXPECT_EQ(got->byte_count, 256);
  TOE_EXPECT_MEM(got->data, bench.memory.data + 0x200, 256);
  TOE_EXPECT(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 2) == NULL);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->down_bytes, 552); /* ceil(512/256)*20 + 512 */
  stop();
}

/* At RCB 64: eight of 84 bytes, the n-th at 935389772 + n * 11610228: 236.75, 239.65, 242.56, 245.46, 248.36, 251.26,
 * 254.17, 257.07 edges. */
TOE_TEST(link_read, splits_at_the_rcb) {
  const toe_cycle_t cycles[] = {237, 240, 243, 246, 249, 252, 255, 258};
  prepare();
  bench.options.is_split_at_rcb = true;
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 512, 32));
  run_all();
  for (size_t i = 0; i < 8; ++i) {
    const toe_tlp_t *got = completion(i, cycles[i]);
    TOE_EXPECT_EQ(got->length_bytes, 64);
    TOE_EXPECT_EQ(got->byte_count, 512 - 64 * i);
    TOE_EXPECT_EQ(got->lower_address, i % 2 * 64);
  }
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->down_bytes, 672); /* 512/64*20 + 512 */
  stop();
}

/* From 0x10040: up to 0x10100 (192 bytes), then 256, then 64.
 * 785389772 + ser(212) + hop = 964691776: 241.2, 6 beats; + ser(276) = 1002839668: 250.7, 8 beats; + ser(84) =
 * 1014449896: 253.6, but RC is taken by the beats of the second from 251 to 258. */
TOE_TEST(link_read, ends_the_first_completion_at_a_boundary) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, FAKE_MEMORY_HIGH + 0x40, 512, 63));
  run_all();
  const struct {
    toe_cycle_t cycle;
    uint32_t at, bytes, left;
  } kExpected[] = {{242, 0x40, 192, 512}, {251, 0x100, 256, 320}, {259, 0x200, 64, 64}};
  for (size_t i = 0; i < 3; ++i) {
    const toe_tlp_t *got = completion(i, kExpected[i].cycle);
    TOE_EXPECT_EQ(got->length_bytes, kExpected[i].bytes);
    TOE_EXPECT_EQ(got->byte_count, kExpected[i].left);
    TOE_EXPECT_EQ(got->lower_address, kExpected[i].at & 0x7F);
    TOE_EXPECT_MEM(got->data, bench.memory.data + kExpected[i].at, kExpected[i].bytes);
  }
  stop();
}

/* A page in one read: 16 completions, the last at 785389772 + 16 * ser(276) + hop = 1545756044: 386.4.  A byte count of
 * 4096 and a length of 1024 DWs are the largest there are. */
TOE_TEST(link_read, answers_a_whole_page) {
  prepare();
  bench.config.device.mrrs_bytes = 4096;
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x11000, 4096, 32));
  run_all();
  TOE_EXPECT_EQ(completion(0, 244)->byte_count, 4096);
  TOE_EXPECT_EQ(completion(15, 387)->byte_count, 256);
  TOE_EXPECT_MEM(completion(15, 387)->data, bench.memory.data + 0x1F00, 256);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->down_bytes, 4096 + 16 * 20);
  stop();
}

/* fixed:100 is less than the way alone: the root complex takes no time.  400000000 + ser(24) + hop + ser(84) + hop =
 * 714927436: 178.7. */
TOE_TEST(link_read, never_answers_before_the_way_is_over) {
  prepare();
  bench.options.profile.points[0].ns = bench.options.profile.points[1].ns = 100;
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 64, 0));
  run_all();
  (void)completion(0, 179);
  stop();
}

/* Nothing there: no data, what was asked for is left to return.  ready 785389772 + ser(20) + hop = 938154112: 234.5. */
TOE_TEST(link_read, refuses_a_read_of_no_memory) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x20000, 128, 5));
  run_all();
  const toe_tlp_t *got = completion(0, 235);
  TOE_EXPECT_EQ(got->type, TOE_TLP_CPL);
  TOE_EXPECT_EQ(got->status, TOE_TLP_UR);
  TOE_EXPECT_EQ(got->tag, 5);
  TOE_EXPECT_EQ(got->byte_count, 128);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->unsupported_requests, 1);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 0);
  stop();
}

/* Reads of 64 bytes over a link that is idle each time, 10000 of them: the time from RQ to RC follows the quantiles,
 * rounded up to an edge of 4 ns.  The share of a quantile q has a standard error of sqrt(q (1 - q) / 10000); four of
 * those are allowed: .020 at .5, .004 at .99, .0013 at .999. */
TOE_TEST(link_read, reproduces_the_quantiles_of_each_profile) {
  const struct {
    const char *name;
    toe_cycle_t least, most; /* quantiles 0 and 1, in edges */
    struct {
      toe_cycle_t edges;
      uint32_t low, high; /* reads of 10000 that took so long at most */
    } points[3];
  } kProfiles[] = {
      /* 520, 547, 947, 1000 ns: 130, 136.75, 236.75, 250 edges. At 136 (544 ns) the quantile is .444, at 137 .501. */
      {"server", 130, 250, {{136, 4244, 4644}, {137, 4812, 5212}, {237, 9977, 10000}}},
      /* 493, 1213, 5707, 11987, 20000 ns: 123.25, 303.25, 1426.75, 2996.75, 5000 edges. */
      {"longtail", 124, 5000, {{303, 4793, 5193}, {1427, 9860, 9940}, {2997, 9977, 10000}}},
      {"fixed:547", 137, 137, {{136, 0, 0}, {137, 10000, 10000}, {138, 10000, 10000}}},
  };
  enum { READS = 10000, APART = 6000 };
  static toe_tlp_t tlp;
  for (size_t p = 0; p < sizeof kProfiles / sizeof kProfiles[0]; ++p) {
    toe_test_note("%s", kProfiles[p].name);
    prepare();
    TOE_ASSERT_EQ(toe_latency_profile(kProfiles[p].name, &bench.options.profile, NULL), TOE_OK);
    start();
    for (toe_cycle_t i = 0; i < READS; ++i) {
      leave(i * APART, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 64, 32));
      run_all();
    }
    uint32_t within[3] = {0, 0, 0};
    for (toe_cycle_t i = 0; i < READS; ++i) {
      const fake_input_t *input = fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, i);
      TOE_ASSERT(input != NULL);
      const toe_cycle_t edges = input->cycle - i * APART;
      TOE_ASSERT(edges >= kProfiles[p].least && edges <= kProfiles[p].most);
      for (size_t k = 0; k < 3; ++k) within[k] += edges <= kProfiles[p].points[k].edges;
    }
    for (size_t k = 0; k < 3; ++k) {
      toe_test_note("%s, %llu edges: %u", kProfiles[p].name, (unsigned long long)kProfiles[p].points[k].edges,
                    within[k]);
      TOE_EXPECT(within[k] >= kProfiles[p].points[k].low && within[k] <= kProfiles[p].points[k].high);
    }
    stop();
  }
}
