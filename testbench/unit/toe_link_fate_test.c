/* SPDX-License-Identifier: Apache-2.0
 *
 * What a DMA read may meet besides its profile: a cold cache, a far node, a translation that is not at hand, no answer
 * in time, a fault asked for.
 *
 * Without all that a read of 64 bytes leaving at edge 100 arrives at 553317208, is ready at 785389772 and at the device
 * at 947000000, edge 237 (toe_link_read_test.c).
 */
#include "bridge/toe_link.h"
#include "testbench/unit/toe_link_bench.h"

enum { PAGE = 0x1000 };

static void ask(toe_cycle_t cycle, uint64_t address, uint32_t bytes, uint8_t tag) {
  static toe_tlp_t tlp;
  leave(cycle, TOE_STREAM_RQ, fake_read(&tlp, address, bytes, tag));
  run_all();
}

static void set_faults(const char *text) {
  TOE_ASSERT_EQ(toe_read_faults_parse(text, &bench.options.reads.faults, NULL), TOE_OK);
}

/* 70 and 100 ns more: 1117000000, 279.25. */
TOE_TEST(link_fate, adds_a_cold_cache_and_a_far_node) {
  prepare();
  bench.options.reads.extra_fs = 170000000;
  start();
  ask(100, 0x10000, 64, 3);
  (void)completion(0, 280);
  stop();
}

/* 330 ns more for each page seen first: 1277000000, 319.25; not again for it (edge 400: 1600000000 + 547000000,
 * 536.75); again for the next page (edge 800: 3200000000 + 877000000, 1019.25); not for a page that was written to
 * (edge 1300: 5200000000 + 547000000, 1436.75). */
TOE_TEST(link_fate, adds_a_translation_that_is_not_at_hand) {
  prepare();
  bench.options.reads.iotlb_miss_fs = 330000000;
  bench.options.reads.iotlb_entries = 64;
  start();
  static toe_tlp_t tlp;
  ask(100, 0x10000, 64, 3);
  ask(400, 0x10000 + PAGE - 64, 64, 3);
  ask(800, 0x10000 + PAGE, 64, 3);
  leave(1200, TOE_STREAM_RQ, fake_write(&tlp, 0x10000 + 2 * PAGE, 4, 1));
  run_all();
  ask(1300, 0x10000 + 2 * PAGE, 64, 3);
  (void)completion(0, 320);
  (void)completion(1, 537);
  (void)completion(2, 1020);
  (void)completion(3, 1437);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->iotlb_misses, 2);
  stop();
}

/* Messages are no memory and take no entry: with one, the page of the read before is still there. */
TOE_TEST(link_fate, translates_no_message) {
  prepare();
  bench.options.reads.iotlb_miss_fs = 330000000;
  bench.options.reads.iotlb_entries = 1;
  start();
  static toe_tlp_t tlp;
  ask(100, 0x10000, 64, 3);
  leave(390, TOE_STREAM_RQ, fake_write(&tlp, 0xFEE00000, 4, 0));
  ask(400, 0x10000, 64, 3);
  (void)completion(1, 537);
  stop();
}

/* The request has left the device's end at 400000000 + ser(24) = 403317208; 50 us later is 50403317208, 12600.83: an
 * end without data that took nothing of the link.  Its tag is free then. */
TOE_TEST(link_fate, gives_a_lost_read_up_after_its_timeout) {
  prepare();
  bench.options.reads.timeout_fs = UINT64_C(50000000000);
  set_faults("object:0=lost");
  start();
  ask(100, 0x10040, 64, 32);
  const toe_tlp_t *got = completion(0, 12601);
  TOE_EXPECT_EQ(got->type, TOE_TLP_CPL);
  TOE_EXPECT_EQ(got->status, TOE_TLP_CA);
  TOE_EXPECT_EQ(got->tag, 32);
  TOE_EXPECT_EQ(got->byte_count, 64);
  TOE_EXPECT_EQ(got->lower_address, 0x40);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->completion_timeouts, 1);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->down_tlps, 0);
  ask(13000, 0x10000, 64, 32); /* 52547000000: 13136.75 */
  TOE_EXPECT_EQ(completion(1, 13137)->status, TOE_TLP_SC);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 0);
  stop();
}

/* Of 512 bytes the first 256 come as they should (edge 244, as in toe_link_read_test.c). */
TOE_TEST(link_fate, says_how_much_of_a_lost_read_was_left) {
  prepare();
  bench.options.reads.timeout_fs = UINT64_C(50000000000);
  set_faults("object:0=lost@1");
  start();
  ask(100, 0x10100, 512, 32);
  TOE_EXPECT_EQ(completion(0, 244)->length_bytes, 256);
  const toe_tlp_t *got = completion(1, 12601);
  TOE_EXPECT_EQ(got->status, TOE_TLP_CA);
  TOE_EXPECT_EQ(got->byte_count, 256);
  TOE_EXPECT_EQ(got->lower_address, 0);
  TOE_EXPECT(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 2) == NULL);
  stop();
}

/* A host that takes 60 us is too late for a timeout of 50: what it would have brought is dropped. */
TOE_TEST(link_fate, gives_a_slow_read_up) {
  prepare();
  bench.options.profile.points[0].ns = bench.options.profile.points[1].ns = 60000;
  bench.options.reads.timeout_fs = UINT64_C(50000000000);
  start();
  ask(100, 0x10000, 64, 3);
  TOE_EXPECT_EQ(completion(0, 12601)->status, TOE_TLP_CA);
  TOE_EXPECT(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 1) == NULL);
  stop();
}

/* Reads are counted by stream.  Object read 1 (edge 200): ready at 1185389772, + ser(20) + hop = 1338154112, 334.5.
 * Command read 0 (edge 300): 1347000000 + 400000000, 436.75.  Copy read 0 (edge 400): as object read 1, 200 edges
 * later. */
TOE_TEST(link_fate, lets_the_reads_go_wrong_that_were_asked_for) {
  prepare();
  set_faults("object:1=ur,command:0=poisoned,copy:0=ca");
  start();
  ask(100, 0x10000, 64, 32);
  ask(200, 0x10000, 64, 33);
  ask(300, 0x10000, 64, 0);
  ask(400, 0x10000, 64, 16);
  ask(500, 0x10000, 64, 0);
  TOE_EXPECT_EQ(completion(0, 237)->status, TOE_TLP_SC);
  const toe_tlp_t *got = completion(1, 335);
  TOE_EXPECT_EQ(got->type, TOE_TLP_CPL);
  TOE_EXPECT_EQ(got->status, TOE_TLP_UR);
  got = completion(2, 437);
  TOE_EXPECT_EQ(got->type, TOE_TLP_CPLD);
  TOE_EXPECT(got->is_poisoned);
  got = completion(3, 535);
  TOE_EXPECT_EQ(got->status, TOE_TLP_CA);
  TOE_EXPECT(!completion(4, 637)->is_poisoned);
  stop();
}

/* Memory that is not there is UR, whatever else was asked for. */
TOE_TEST(link_fate, keeps_what_is_no_memory_unsupported) {
  prepare();
  set_faults("object:0=poisoned@1");
  start();
  ask(100, 0x20000, 512, 32);
  TOE_EXPECT_EQ(completion(0, 235)->status, TOE_TLP_UR);
  stop();
}
