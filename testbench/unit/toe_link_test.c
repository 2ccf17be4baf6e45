/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_link.h"

#include "testbench/unit/toe_link_bench.h"

/* Usable Gb/s: lanes * GT/s * 128/130, less a DLLP of 8 bytes for acknowledgement and one for credits every 512, 313,
 * 214, 203, 168 symbols (x1, x2, x4, x8, x16 at an MPS of 256), less 4 symbols of 1538 for clock compensation.  x8 of
 * gen3: 63.0154 * (1 - 16/203 - 4/1538) = 57.88.  The time of a byte is 8 bits over that, rounded to fs. */
TOE_TEST(link, takes_its_rate_from_generation_and_width) {
  const struct {
    uint32_t gen, lanes, fs; /* of 7.61, 14.91, 29.07, 57.88, 113.70 and 15.22, 29.82, 58.14, 115.77, 227.40 Gb/s */
  } kExpected[] = {{3, 1, 1051248}, {3, 2, 536553}, {3, 4, 275198}, {3, 8, 138217}, {3, 16, 70361},
                   {4, 1, 525624},  {4, 2, 268276}, {4, 4, 137599}, {4, 8, 69103},  {4, 16, 35180}};
  for (size_t i = 0; i < sizeof kExpected / sizeof kExpected[0]; ++i) {
    toe_fs_t fs = 0;
    toe_test_note("gen %u x %u", kExpected[i].gen, kExpected[i].lanes);
    TOE_EXPECT_EQ(toe_link_byte_fs(kExpected[i].gen, kExpected[i].lanes, &fs), TOE_OK);
    TOE_EXPECT_EQ(fs, kExpected[i].fs);
  }
}

TOE_TEST(link_bad, refuses_unknown_rates) {
  toe_fs_t fs = 7;
  TOE_EXPECT_EQ(toe_link_byte_fs(5, 16, &fs), TOE_E_RANGE);
  TOE_EXPECT_EQ(toe_link_byte_fs(2, 8, &fs), TOE_E_RANGE);
  TOE_EXPECT_EQ(toe_link_byte_fs(3, 0, &fs), TOE_E_RANGE);
  TOE_EXPECT_EQ(toe_link_byte_fs(4, 12, &fs), TOE_E_RANGE);
  TOE_EXPECT_EQ(fs, 7);
}

/* A write of 256 bytes at edge 10 holds the link to 40000000 + ser(280) = 78700760; the completion and the message that
 * left at edge 11 go after it, CC first: 82017968 (24) and 85888044 (28); each arrives a hop later. */
TOE_TEST(link, sends_up_in_the_order_of_leaving) {
  prepare();
  start();
  static toe_tlp_t tlp;
  toe_link_mmio_read(bench.link, 0, 0x8, 77);
  toe_link_run(bench.link, 60000000);
  leave(10, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 256, 0xA1));
  leave(11, TOE_STREAM_CC, fake_answer(&tlp, 0, 0x12345678));
  fake_write(&tlp, 0xFEE01000, 4, 0);
  tlp.data[0] = 0x2A;
  leave(11, TOE_STREAM_RQ, &tlp);
  run_all();
  TOE_EXPECT_EQ(bench.memory.count, 1);
  TOE_EXPECT_EQ(bench.memory.log[0].at_fs, 228700760);
  TOE_EXPECT_EQ(bench.memory.data[255], 0xA1);
  TOE_EXPECT_EQ(bench.memory.data[256], (uint8_t)(256 * 7 + 3));
  const toe_nic_event_t *event = toe_link_first_event(bench.link);
  TOE_ASSERT(event != NULL);
  TOE_EXPECT_EQ(event->kind, TOE_NIC_INTERRUPT);
  TOE_EXPECT_EQ(event->at_fs, 235888044);
  TOE_EXPECT_EQ(event->address, 0xFEE01000);
  TOE_EXPECT_EQ(event->value, 0x2A);
  toe_link_drop_event(bench.link);
  event = toe_link_first_event(bench.link);
  TOE_ASSERT(event != NULL);
  TOE_EXPECT_EQ(event->kind, TOE_NIC_READ_ANSWER);
  TOE_EXPECT_EQ(event->at_fs, 744000000); /* edge 11 and 700 ns */
  TOE_EXPECT_EQ(event->cookie, 77);
  TOE_EXPECT_EQ(event->value, 0x12345678);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->interrupts, 1);
  stop();
}

/* The host sees an answer not before the writes in front of it: with mmio_read 201 ns it would be there 1 ns after edge
 * 11, at 45000000; its completion arrives at 78700760 + ser(24) + hop = 232017968. */
TOE_TEST(link, keeps_an_answer_behind_earlier_writes) {
  prepare();
  bench.options.mmio_read_fs = 201000000;
  start();
  static toe_tlp_t tlp;
  toe_link_mmio_read(bench.link, 0, 0x8, 1);
  toe_link_run(bench.link, 60000000);
  leave(10, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 256, 1));
  leave(11, TOE_STREAM_CC, fake_answer(&tlp, 0, 5));
  TOE_ASSERT(toe_link_first_event(bench.link) != NULL);
  TOE_EXPECT_EQ(toe_link_first_event(bench.link)->at_fs, 232017968);
  run_all();
  TOE_EXPECT_EQ(bench.memory.log[0].at_fs, 228700760);
  stop();
}

/* A read behind a write sees what was written: it is sampled at its own arrival. */
TOE_TEST(link, reads_what_was_written_before) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(10, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 64, 0x5C));
  leave(11, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 64, 0));
  leave(12, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 64, 0x11));
  run_all();
  const fake_input_t *input = fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->tlp->data[0], 0x5C);
  TOE_EXPECT_EQ(input->tlp->data[63], 0x5C);
  stop();
}

/* Only enabled bytes are written: first BE 1100, last BE 0001 of 12 bytes are bytes 2..8. */
TOE_TEST(link, writes_enabled_bytes_only) {
  prepare();
  start();
  static toe_tlp_t tlp;
  fake_write(&tlp, 0x10010, 12, 0xEE);
  tlp.first_be = 0xC;
  tlp.last_be = 0x1;
  leave(1, TOE_STREAM_RQ, &tlp);
  uint8_t expected[12];
  memcpy(expected, bench.memory.data + 0x10, 12);
  memset(expected + 2, 0xEE, 7);
  run_all();
  TOE_EXPECT_MEM(bench.memory.data + 0x10, expected, 12);
  fake_write(&tlp, 0x10010, 4, 0xDD);
  tlp.first_be = 0x5; /* bytes 0 and 2 */
  leave(2, TOE_STREAM_RQ, &tlp);
  expected[0] = expected[2] = 0xDD;
  run_all();
  TOE_EXPECT_MEM(bench.memory.data + 0x10, expected, 12);
  stop();
}

/* The device has it a hop later: 8000000 + 150000000 is edge 39.5.  Two changes that fall on one edge are one; the root
 * complex goes by the new MPS at once. */
TOE_TEST(link, passes_configuration_on_a_hop_later) {
  prepare();
  bench.config.device.mps_bytes = 128;
  start();
  toe_link_config_t config = bench.config;
  config.device.has_msix = true;
  toe_link_set_config(bench.link, 8000000, &config);
  config.device.mps_bytes = 256;
  toe_link_set_config(bench.link, 9000000, &config);
  config.device.mrrs_bytes = 256;
  toe_link_set_config(bench.link, 10000001, &config); /* 40.0..: edge 41 */
  run_all();
  const fake_input_t *input = fake_input(bench.fake, FAKE_CONFIG, 0, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 40);
  TOE_EXPECT(input->config.has_msix);
  TOE_EXPECT_EQ(input->config.mps_bytes, 256);
  TOE_EXPECT_EQ(input->config.mrrs_bytes, 512);
  input = fake_input(bench.fake, FAKE_CONFIG, 0, 1);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 41);
  TOE_EXPECT_EQ(input->config.mrrs_bytes, 256);
  TOE_EXPECT(fake_input(bench.fake, FAKE_CONFIG, 0, 2) == NULL);
  stop();
}

/* Writes that no memory takes are dropped; also what is in the window of messages but no message. */
TOE_TEST(link, drops_writes_to_nowhere) {
  prepare();
  start();
  static toe_tlp_t tlp;
  leave(1, TOE_STREAM_RQ, fake_write(&tlp, 0x20000, 4, 1));
  leave(2, TOE_STREAM_RQ, fake_write(&tlp, 0xFEE00000, 8, 1));
  leave(3, TOE_STREAM_RQ, fake_write(&tlp, 0xFEF00000, 4, 1));
  fake_write(&tlp, 0x10000, 4, 0x77);
  tlp.is_poisoned = true;
  leave(4, TOE_STREAM_RQ, &tlp);
  leave(5, TOE_STREAM_RQ, fake_read(&tlp, 0xFEE00000, 4, 0));
  run_all();
  TOE_EXPECT(toe_link_first_event(bench.link) == NULL);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->unsupported_requests, 5);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->dma_writes, 0);
  TOE_EXPECT_EQ(bench.memory.data[0], 0);
  TOE_EXPECT_EQ(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 0)->tlp->status, TOE_TLP_UR);
  stop();
}

/* What no device may send is counted; a read of that kind still gets an answer. */
TOE_TEST(link_bad, counts_what_breaks_the_protocol) {
  prepare();
  start();
  static toe_tlp_t tlp;
  uint64_t errors = 0;
#define EXPECT_ERROR() \
  run_all();           \
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, ++errors)
  leave(1, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 512, 1)); /* above MPS */
  EXPECT_ERROR();
  leave(2, TOE_STREAM_RQ, fake_write(&tlp, 0x10FF0, 32, 1)); /* across 4 KiB */
  EXPECT_ERROR();
  leave(3, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 1024, 1)); /* above MRRS */
  EXPECT_ERROR();
  TOE_EXPECT_EQ(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 0)->tlp->status, TOE_TLP_UR);
  leave(4, TOE_STREAM_CC, fake_answer(&tlp, 0, 1)); /* nobody asked */
  EXPECT_ERROR();
  TOE_EXPECT(toe_link_first_event(bench.link) == NULL);
  leave(5, TOE_STREAM_RQ, fake_answer(&tlp, 0, 1)); /* wrong stream */
  EXPECT_ERROR();
  leave(6, TOE_STREAM_CC, fake_read(&tlp, 0x10000, 4, 1));
  EXPECT_ERROR();
  leave(7, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 4, 9)); /* a tag twice */
  leave(8, TOE_STREAM_RQ, fake_read(&tlp, 0x10000, 4, 9));
  EXPECT_ERROR();
  TOE_EXPECT(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, 2) == NULL);
  fake_write(&tlp, 0x10000, 4, 1);
  tlp.length_bytes = 0;
  leave(9, TOE_STREAM_RQ, &tlp);
  EXPECT_ERROR();
  tlp.length_bytes = UINT32_MAX;
  leave(10, TOE_STREAM_RQ, &tlp);
  EXPECT_ERROR();
#undef EXPECT_ERROR
  for (uint32_t i = 0; i < 16; ++i) TOE_EXPECT_EQ(bench.memory.data[i], (uint8_t)(i * 7));
  stop();
}
