/* SPDX-License-Identifier: Apache-2.0
 *
 * What the link carries, by hand.  A byte is 138217 fs on gen3 x8, 70361 on gen3 x16, 69103 on gen4 x8; a write takes
 * 24 bytes more than it carries, a read request 24, a completion 20; MPS 256, MRRS 512, RCB 64; reads take 547 ns.
 */
#include "testbench/bench/toe_bench_wire.h"

#include "testbench/shim/toe_test.h"

/* fs of an operation: by the formula exactly, on the link to a thousandth (it sends at edges of 1 ps). */
static void expect_operation(const toe_bench_wire_t *wire, uint32_t read_bytes, uint32_t write_bytes,
                             uint64_t expected_fs) {
  const toe_bench_wire_work_t work = {
      .read_bytes = read_bytes, .write_bytes = write_bytes, .operations = 384, .warm_up = 128};
  double formula_fs = 0;
  toe_bench_wire_seen_t seen = {0, 0};
  TOE_EXPECT_EQ(toe_bench_wire_formula(wire, &work, &formula_fs), TOE_OK);
  TOE_EXPECT_EQ((uint64_t)(formula_fs + 0.5), expected_fs);
  TOE_EXPECT_EQ(toe_bench_wire_run(wire, &work, &seen), TOE_OK);
  const uint64_t elapsed_fs = (uint64_t)seen.elapsed_fs, all_fs = expected_fs * (384 - 128);
  TOE_EXPECT(elapsed_fs >= all_fs - all_fs / 1000);
  TOE_EXPECT(elapsed_fs <= all_fs + all_fs / 1000);
}

static toe_bench_wire_t wire_of(uint32_t gen, uint32_t lanes) {
  toe_bench_wire_t wire;
  toe_bench_wire_default(&wire);
  wire.gen = gen;
  wire.lanes = lanes;
  return wire;
}

TOE_TEST(bench_wire, reads_fill_the_link_down) {
  toe_bench_wire_t wire = wire_of(3, 8);
  expect_operation(&wire, 64, 0, 11610228);    /* 84 bytes                                           */
  expect_operation(&wire, 256, 0, 38147892);   /* 276                                                */
  expect_operation(&wire, 260, 0, 41465100);   /* 260 + 2 * 20 = 300                                 */
  expect_operation(&wire, 4096, 0, 610366272); /* 16 completions: 4096 + 320 = 4416                  */
  expect_operation(&wire, 1501, 0, 224464408); /* 376 DWs, 6 completions: 1504 + 120 = 1624          */
  wire.is_split_at_rcb = true;
  expect_operation(&wire, 1024, 0, 185763648); /* 16 of 64: 1024 + 320 = 1344                        */
  wire = wire_of(4, 8);
  expect_operation(&wire, 4096, 0, 305158848); /* 4416                                               */
}

TOE_TEST(bench_wire, writes_fill_the_link_up) {
  const toe_bench_wire_t wire = wire_of(3, 8), wide = wire_of(3, 16);
  expect_operation(&wire, 0, 64, 12163096);    /* 88 bytes                                           */
  expect_operation(&wire, 0, 300, 48099516);   /* 256 and 44: 300 + 48 = 348                         */
  expect_operation(&wire, 0, 4096, 619212160); /* 16 of 280: 4480                                    */
  expect_operation(&wire, 0, 65, 12715964);    /* 17 DWs: 68 + 24 = 92                               */
  expect_operation(&wide, 0, 4096, 315217280); /* 4480                                               */
}

/* Up a write and the requests of a read, down the read: the longer one counts. */
TOE_TEST(bench_wire, reads_and_writes_share_the_link_up) {
  toe_bench_wire_t wire = wire_of(3, 8);
  expect_operation(&wire, 64, 64, 15480304);   /* up 88 + 24 = 112, down 84                          */
  expect_operation(&wire, 512, 512, 80718728); /* up 560 + 24 = 584: 80718728; down 552     */
  wire.is_split_at_rcb = true;
  expect_operation(&wire, 512, 512, 92881824); /* up 584, down 8 of 84: 672                          */
}

/* 64 reads in flight of 547 ns each: one each 8.546875 ns, though the link could carry one each 5.91. */
TOE_TEST(bench_wire, reads_wait_for_tags) {
  toe_bench_wire_t wire = wire_of(3, 16);
  expect_operation(&wire, 64, 0, 8546875);
  wire = wire_of(3, 8);
  wire.tags = 16;
  expect_operation(&wire, 64, 0, 34187500); /* 547 / 16 */
}

/* A header is back after ser(88) + 150 + 100 + 150 ns = 406191768 fs: 64 of them are one each 6346746.4, more than the
 * link's 6191768.  32 data units of 16 bytes: a write of 64 bytes holds 4, 8 writes in 406191768: one each 50773971. */
TOE_TEST(bench_wire, writes_wait_for_credits) {
  toe_bench_wire_t wire = wire_of(3, 16);
  expect_operation(&wire, 0, 64, 6346746);
  wire.credits.posted_data = 32;
  expect_operation(&wire, 0, 64, 50773971);
  wire = wire_of(3, 8);
  wire.credits.nonposted_headers = 8; /* ser(24) + 400 ns = 403317208, by 8 */
  expect_operation(&wire, 64, 0, 50414651);
}

TOE_TEST(bench_wire, round_trips_are_the_profile) {
  static uint32_t trips_ps[20001];
  toe_bench_wire_t wire = wire_of(3, 8);
  TOE_EXPECT_EQ(toe_bench_wire_round_trips(&wire, 100, trips_ps), TOE_OK);
  for (int i = 0; i < 100; ++i) TOE_EXPECT(trips_ps[i] >= 547000 && trips_ps[i] <= 547001);
  /* Half of them below the median, none outside: 20001 draws are within 300 of that, four deviations. */
  wire.read_latency = "longtail";
  TOE_EXPECT_EQ(toe_bench_wire_round_trips(&wire, 20001, trips_ps), TOE_OK);
  int below = 0;
  for (int i = 0; i < 20001; ++i) {
    TOE_EXPECT(trips_ps[i] >= 493000 && trips_ps[i] <= 20000001);
    below += trips_ps[i] < 1213000;
  }
  TOE_EXPECT(below >= 9700 && below <= 10300);
}

TOE_TEST(bench_wire_bad, refuses_unknown_links_and_profiles) {
  const toe_bench_wire_work_t work = {.read_bytes = 64, .operations = 2, .warm_up = 1};
  toe_bench_wire_seen_t seen;
  double fs;
  toe_bench_wire_t wire = wire_of(5, 8);
  TOE_EXPECT_EQ(toe_bench_wire_run(&wire, &work, &seen), TOE_E_RANGE);
  TOE_EXPECT_EQ(toe_bench_wire_formula(&wire, &work, &fs), TOE_E_RANGE);
  wire = wire_of(3, 8);
  wire.read_latency = "fast";
  TOE_EXPECT_EQ(toe_bench_wire_run(&wire, &work, &seen), TOE_E_RANGE);
}
