/* SPDX-License-Identifier: Apache-2.0
 *
 * BAR accesses, by hand: 250 MHz, hop 150 ns, the way to the device 200 ns, an answer 700 ns after CC.
 */
#include "bridge/toe_requester.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_device.h"

typedef struct bench {
  fake_device_t *fake;
  toe_event_queue_t events;
  toe_nic_stats_t stats;
  toe_requester_t requester;
  toe_tlp_t tlp;
} bench_t;

static bench_t bench;

static void start(void) {
  memset(&bench, 0, sizeof bench);
  bench.fake = fake_new((toe_credits_t){1, 1, 1});
  toe_event_queue_init(&bench.events);
  const toe_requester_options_t options = {{250}, 150000000, 200000000, 700000000};
  toe_requester_init(&bench.requester, &options, &bench.fake->base, &bench.events, &bench.stats);
}

static void stop(void) {
  TOE_EXPECT_EQ(bench.fake->violations, 0);
  toe_requester_end(&bench.requester);
  toe_event_queue_end(&bench.events);
  toe_device_free(&bench.fake->base);
}

static void run_all(bool has_memory) {
  while (toe_requester_next_fs(&bench.requester) != TOE_FS_NEVER) {
    TOE_EXPECT(toe_requester_step(&bench.requester, has_memory));
  }
}

static const fake_input_t *request(size_t index) {
  static fake_input_t none;
  const fake_input_t *input = fake_input(bench.fake, FAKE_TLP, TOE_STREAM_CQ, index);
  TOE_EXPECT(input != NULL);
  return input == NULL ? &none : input;
}

static size_t count(void) {
  size_t n = 0;
  while (fake_input(bench.fake, FAKE_TLP, TOE_STREAM_CQ, n) != NULL) ++n;
  return n;
}

/* Made at 1000000: at the device at 201000000, edge 50.25 -> 51. */
TOE_TEST(requester, brings_a_write_to_the_device) {
  start();
  TOE_EXPECT(toe_requester_write(&bench.requester, 1000000, 0x10C, 0x11223344));
  TOE_EXPECT_EQ(toe_requester_next_fs(&bench.requester), 51000000);
  run_all(true);
  TOE_ASSERT_EQ(count(), 1);
  const toe_tlp_t *tlp = request(0)->tlp;
  TOE_EXPECT_EQ(request(0)->cycle, 51);
  TOE_EXPECT_EQ(tlp->type, TOE_TLP_MWR);
  TOE_EXPECT_EQ(tlp->address, 0x10C);
  TOE_EXPECT_EQ(tlp->length_bytes, 4);
  TOE_EXPECT_EQ(tlp->first_be, 0xF);
  TOE_EXPECT_EQ(tlp->last_be, 0);
  TOE_EXPECT_MEM(tlp->data, "\x44\x33\x22\x11", 4);
  TOE_EXPECT_EQ(bench.stats.mmio_writes, 1);
  TOE_EXPECT_EQ(bench.stats.down_bytes, 28);
  stop();
}

/* Four at one time: edges 50, 51, 52, 53, in the order made; one made 5 ns later waits for its own time only. */
TOE_TEST(requester, keeps_the_order_of_making_one_an_edge) {
  start();
  TOE_EXPECT(toe_requester_write(&bench.requester, 0, 0x0, 1));
  TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x4, 2));
  TOE_EXPECT(toe_requester_write(&bench.requester, 0, 0x8, 3));
  TOE_EXPECT(toe_requester_write(&bench.requester, 0, 0xC, 4));
  TOE_EXPECT(toe_requester_write(&bench.requester, 40000000, 0x10, 5));
  TOE_EXPECT(toe_requester_write(&bench.requester, 39000000, 0x14, 6)); /* not before the one in front */
  run_all(true);
  TOE_ASSERT_EQ(count(), 6);
  const toe_cycle_t cycles[] = {50, 51, 52, 53, 60, 61};
  for (size_t i = 0; i < 6; ++i) {
    TOE_EXPECT_EQ(request(i)->cycle, cycles[i]);
    TOE_EXPECT_EQ(request(i)->tlp->address, 4 * i);
    TOE_EXPECT_EQ(request(i)->tlp->type, i == 1 ? TOE_TLP_MRD : TOE_TLP_MWR);
  }
  stop();
}

/* CC at 208000000; 700 ns later is later than the arrival. */
TOE_TEST(requester, answers_with_the_cookie) {
  start();
  TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x4, UINT64_C(0xC0FFEE0000000001)));
  run_all(true);
  bool is_known = false;
  fake_answer(&bench.tlp, request(0)->tlp->tag, 0xCAFE0001);
  TOE_EXPECT(toe_requester_answer(&bench.requester, &bench.tlp, 208000000, 361317208, &is_known));
  TOE_EXPECT(is_known);
  const toe_nic_event_t *event = toe_event_queue_first(&bench.events);
  TOE_ASSERT(event != NULL);
  TOE_EXPECT_EQ(event->kind, TOE_NIC_READ_ANSWER);
  TOE_EXPECT_EQ(event->at_fs, 908000000);
  TOE_EXPECT_EQ(event->cookie, UINT64_C(0xC0FFEE0000000001));
  TOE_EXPECT_EQ(event->value, 0xCAFE0001);
  stop();
}

/* UR, poison and a completion without data give all ones, as on a PC. */
TOE_TEST(requester, answers_all_ones_after_a_fault) {
  start();
  for (uint64_t i = 0; i < 3; ++i) TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x4, i));
  run_all(true);
  bool is_known = false;
  for (uint8_t i = 0; i < 3; ++i) {
    fake_answer(&bench.tlp, request(i)->tlp->tag, 0x1234);
    if (i == 0) {
      bench.tlp.type = TOE_TLP_CPL;
      bench.tlp.length_bytes = 0;
      bench.tlp.status = TOE_TLP_UR;
    }
    if (i == 1) bench.tlp.is_poisoned = true;
    if (i == 2) bench.tlp.length_bytes = 0;
    TOE_EXPECT(toe_requester_answer(&bench.requester, &bench.tlp, 208000000 + i, 361317208, &is_known));
    TOE_EXPECT(is_known);
    TOE_ASSERT(toe_event_queue_first(&bench.events) != NULL);
    TOE_EXPECT_EQ(toe_event_queue_first(&bench.events)->value, 0xFFFFFFFF);
    toe_event_queue_drop(&bench.events);
  }
  TOE_EXPECT_EQ(bench.stats.unsupported_requests, 3);
  stop();
}

/* Eight reads go; the ninth waits till a completion has arrived at 400000000 and is at the device at 550000000, edge
 * 137.5; the write behind it an edge later. */
TOE_TEST(requester, keeps_to_eight_unanswered_reads) {
  start();
  for (uint64_t i = 0; i < 9; ++i) TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x4, i));
  TOE_EXPECT(toe_requester_write(&bench.requester, 0, 0x8, 1));
  run_all(true);
  TOE_EXPECT_EQ(count(), 8);
  TOE_EXPECT_EQ(request(7)->cycle, 57);
  bool is_known = false;
  fake_answer(&bench.tlp, request(0)->tlp->tag, 1);
  TOE_EXPECT(toe_requester_answer(&bench.requester, &bench.tlp, 208000000, 400000000, &is_known));
  TOE_EXPECT(toe_requester_next_fs(&bench.requester) == TOE_FS_NEVER); /* it is not there yet */
  toe_requester_arrived(&bench.requester, 400000000);
  run_all(true);
  TOE_ASSERT_EQ(count(), 10);
  TOE_EXPECT_EQ(request(8)->cycle, 138);
  TOE_EXPECT_EQ(request(8)->tlp->type, TOE_TLP_MRD);
  TOE_EXPECT_EQ(request(9)->cycle, 139);
  TOE_EXPECT_EQ(request(9)->tlp->type, TOE_TLP_MWR);
  stop();
}

/* Four bytes from offset 6 are the upper half of the DW at 4 and the lower half of the one at 8. */
TOE_TEST(requester, shows_the_device_what_is_not_aligned) {
  start();
  TOE_EXPECT(toe_requester_write(&bench.requester, 0, 6, 0x44332211));
  TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x3FFD, 0)); /* beyond the BAR's end */
  run_all(true);
  TOE_ASSERT_EQ(count(), 1);
  const toe_tlp_t *tlp = request(0)->tlp;
  TOE_EXPECT_EQ(tlp->address, 4);
  TOE_EXPECT_EQ(tlp->length_bytes, 8);
  TOE_EXPECT_EQ(tlp->first_be, 0xC);
  TOE_EXPECT_EQ(tlp->last_be, 0x3);
  TOE_EXPECT_MEM(tlp->data, "\0\0\x11\x22\x33\x44\0\0", 8);
  TOE_EXPECT_EQ(bench.stats.unsupported_requests, 1);
  stop();
}

/* Nobody answers with COMMAND.MEMORY 0, or beyond 16 KiB: all ones after 50 + 150 + 700 ns. */
TOE_TEST(requester_bad, answers_all_ones_for_nothing) {
  start();
  TOE_EXPECT(toe_requester_write(&bench.requester, 0, 0x4, 1));
  TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x4, 5));
  run_all(false);
  TOE_EXPECT(toe_requester_read(&bench.requester, 1, 0x4000, 6));
  TOE_EXPECT(toe_requester_read(&bench.requester, 2, 0xFFFFFFFF, 7));
  run_all(true);
  TOE_EXPECT_EQ(count(), 0);
  for (uint64_t i = 0; i < 3; ++i) {
    const toe_nic_event_t *event = toe_event_queue_first(&bench.events);
    TOE_ASSERT(event != NULL);
    TOE_EXPECT_EQ(event->at_fs, 900000000 + i);
    TOE_EXPECT_EQ(event->cookie, 5 + i);
    TOE_EXPECT_EQ(event->value, 0xFFFFFFFF);
    toe_event_queue_drop(&bench.events);
  }
  TOE_EXPECT_EQ(bench.stats.unsupported_requests, 4);
  stop();
}

/* An answer nobody asked for, or out of order, is unknown and changes nothing. */
TOE_TEST(requester_bad, knows_only_the_oldest_read) {
  start();
  bool is_known = true;
  fake_answer(&bench.tlp, 0, 1);
  TOE_EXPECT(toe_requester_answer(&bench.requester, &bench.tlp, 1, 2, &is_known));
  TOE_EXPECT(!is_known);
  for (uint64_t i = 0; i < 2; ++i) TOE_EXPECT(toe_requester_read(&bench.requester, 0, 0x4, i));
  run_all(true);
  fake_answer(&bench.tlp, request(1)->tlp->tag, 1);
  TOE_EXPECT(toe_requester_answer(&bench.requester, &bench.tlp, 1, 2, &is_known));
  TOE_EXPECT(!is_known);
  TOE_EXPECT(toe_event_queue_first(&bench.events) == NULL);
  stop();
}
