/* SPDX-License-Identifier: Apache-2.0
 *
 * What the link carries: reads, writes, and both at once, against values worked out by hand.
 *
 * gen3 x8 carries 57.88 Gb/s of packets.  With MPS 256 and MRRS 512 a transfer of n bytes costs
 *   write   up ceil(n/256) * 24 + n
 *   read    up ceil(n/512) * 24,  down ceil(n/256) * 20 + n   (at RCB 64: ceil(n/64) * 20 + n)
 * so for example 64 bytes read: 57.88 * 64 / 84 = 44.10 Gb/s.  Both at once, one read to each write: the way up binds.
 * Measured between the ends of the first and the last transfer of a long row, in whole edges.
 */
#include "bridge/toe_link.h"
#include "testbench/unit/toe_link_bench.h"

enum { TAGS = 240, MPS = 256, MRRS = 512, FS_PER_EDGE = 4000000 };

static void prepare_row(bool is_split_at_rcb) {
  prepare();
  bench.options.credits = (toe_credits_t){0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF};
  bench.options.is_split_at_rcb = is_split_at_rcb;
  start();
}

static uint32_t pieces(uint32_t bytes, uint32_t most) { return (bytes + most - 1) / most; }

/* One transfer, as requests leaving at edge 100 or when the link is free. */
static void read_row(uint32_t bytes, uint32_t *tag) {
  static toe_tlp_t tlp;
  for (uint32_t at = 0; at < bytes; at += MRRS) {
    leave(100, TOE_STREAM_RQ, fake_read(&tlp, 0x10000 + at, bytes - at < MRRS ? bytes - at : MRRS, (uint8_t)(*tag)++));
  }
}

static void write_row(uint32_t bytes) {
  static toe_tlp_t tlp;
  for (uint32_t at = 0; at < bytes; at += MPS) {
    leave(100, TOE_STREAM_RQ, fake_write(&tlp, 0x10000 + at, bytes - at < MPS ? bytes - at : MPS, 1));
  }
}

/* Edges from the end of the first to that of the last of `rows` reads of so many bytes. */
static uint64_t read_edges(uint32_t bytes, uint32_t rows) {
  toe_cycle_t first = 0, last = 0;
  uint64_t came = 0;
  const fake_input_t *input = NULL;
  for (size_t i = 0; (input = fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, i)) != NULL; ++i) {
    came += input->tlp->length_bytes;
    if (came == bytes) first = input->cycle;
    last = input->cycle;
  }
  TOE_EXPECT_EQ(came, (uint64_t)bytes * rows);
  TOE_EXPECT_EQ(toe_link_stats(bench.link)->protocol_errors, 0);
  return last - first;
}

/* Within 1 % of `mbps`. */
static void check_rate(uint64_t bytes, uint64_t time_fs, uint64_t mbps) {
  const uint64_t expected_fs = bytes * 8 * UINT64_C(1000000000) / mbps;
  toe_test_note("%llu bytes in %llu fs, expected %llu", (unsigned long long)bytes, (unsigned long long)time_fs,
                (unsigned long long)expected_fs);
  TOE_EXPECT(time_fs * 100 >= expected_fs * 99 && time_fs * 100 <= expected_fs * 101);
}

typedef struct goodput {
  uint32_t bytes;
  uint32_t read_mbps, read_rcb_mbps, write_mbps, both_mbps;
} goodput_t;

/* 57880 * n over the bytes of the way that binds.
 *      n    read   at RCB   write   both (up: write and read requests)
 *     64     84       84      88     112
 *    128    148      168     152     176
 *    192    212      252     216     240
 *    256    276      336     280     304
 *    320    360      420     368     392
 *    512    552      672     560     584
 *   1024   1104     1344    1120    1168
 *   1500   1620     1980    1644    1716   (3 requests)
 *   2048   2208     2688    2240    2336
 *   4096   4416     5376    4480    4672 */
static const goodput_t kGoodput[] = {
    {64, 44099, 44099, 42095, 33074},   {128, 50058, 44099, 48741, 42095},  {192, 52420, 44099, 51449, 46304},
    {256, 53686, 44099, 52919, 48741},  {320, 51449, 44099, 50330, 47249},  {512, 53686, 44099, 52919, 50744},
    {1024, 53686, 44099, 52919, 50744}, {1500, 53593, 43848, 52810, 50594}, {2048, 53686, 44099, 52919, 50744},
    {4096, 53686, 44099, 52919, 50744},
};

TOE_TEST(link_goodput, reads_as_fast_as_the_way_down_allows) {
  for (size_t i = 0; i < sizeof kGoodput / sizeof kGoodput[0]; ++i) {
    const uint32_t bytes = kGoodput[i].bytes, rows = TAGS / pieces(bytes, MRRS);
    for (int is_rcb = 0; is_rcb < 2; ++is_rcb) {
      uint32_t tag = 0;
      prepare_row(is_rcb == 1);
      for (uint32_t row = 0; row < rows; ++row) read_row(bytes, &tag);
      run_all();
      check_rate((uint64_t)bytes * (rows - 1), read_edges(bytes, rows) * FS_PER_EDGE,
                 is_rcb == 1 ? kGoodput[i].read_rcb_mbps : kGoodput[i].read_mbps);
      stop();
    }
  }
}

TOE_TEST(link_goodput, writes_as_fast_as_the_way_up_allows) {
  for (size_t i = 0; i < sizeof kGoodput / sizeof kGoodput[0]; ++i) {
    const uint32_t bytes = kGoodput[i].bytes, rows = TAGS / pieces(bytes, MPS), all = rows * pieces(bytes, MPS);
    prepare_row(false);
    for (uint32_t row = 0; row < rows; ++row) write_row(bytes);
    run_all();
    TOE_ASSERT_EQ(bench.memory.count, all);
    const toe_fs_t first_fs = bench.memory.log[pieces(bytes, MPS) - 1].at_fs;
    check_rate((uint64_t)bytes * (rows - 1), (uint64_t)(bench.memory.log[all - 1].at_fs - first_fs),
               kGoodput[i].write_mbps);
    stop();
  }
}

TOE_TEST(link_goodput, reads_and_writes_at_once_as_fast_as_the_way_up_allows) {
  for (size_t i = 0; i < sizeof kGoodput / sizeof kGoodput[0]; ++i) {
    const uint32_t bytes = kGoodput[i].bytes, rows = TAGS / pieces(bytes, MRRS);
    uint32_t tag = 0;
    prepare_row(false);
    for (uint32_t row = 0; row < rows; ++row) {
      write_row(bytes);
      read_row(bytes, &tag);
    }
    run_all();
    check_rate((uint64_t)bytes * (rows - 1), read_edges(bytes, rows) * FS_PER_EDGE, kGoodput[i].both_mbps);
    TOE_EXPECT_EQ(toe_link_stats(bench.link)->dma_write_bytes, (uint64_t)bytes * rows);
    stop();
  }
}
