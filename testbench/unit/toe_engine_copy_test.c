/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies of buffered data to the edge (docs/microarchitecture.md 5.6, 5.9), counted by hand.
 *
 * In all of them a neighbor, a path and a connection are fetched from 5200 on: the connection's last beat is at 5223,
 * LOAD starts at 5224, it is taken at 5229, and 6 edges later, at s = 5235, its cause would be OK.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

enum { COPY_TAG = 16 };

/* Bytes of the host's buffered data, so that each 64 differ. */
static void fill(uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) data[i] = (uint8_t)(i * 7 + i / 256 + 3);
}

/* A rig with that tree, doorbell 5000, and `bytes` of buffered data at `address`. */
static void start(rig_t *rig, uint64_t address, uint32_t bytes) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  rig_tree(objects, 3, bytes);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_ADDR, address);
  rig_write(rig, 5000, 0x10C, 1);
  rig_request(rig, 5100, 0, 0, objects, 3);
}

/* The n-th read of a copy that left. */
static const toe_engine_output_t *copy_read(const rig_t *rig, uint32_t n) {
  static const toe_engine_output_t kNone = {.cycle = TOE_CYCLE_NEVER};
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    bool is_copy = output->type == TOE_ENGINE_READ && output->tag >= COPY_TAG && output->tag < COPY_TAG + 16;
    if (is_copy && n-- == 0) return output;
  }
  return &kNone;
}

static uint32_t copy_reads(const rig_t *rig) {
  uint32_t count = 0;
  while (copy_read(rig, count)->cycle != TOE_CYCLE_NEVER) ++count;
  return count;
}

/* One byte is one block [R46, R47]: taken 5236, pushed 5237, leaves 5238; its second beat at 5301 completes the row,
 * written at 5302, at which the copy has ended; decided then, context 5303..5306, result pushed 5303, leaves 5304. */
TOE_TEST(engine_copy, copies_a_block_to_the_edge) {
  uint8_t data[64];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start(&rig, 0x123456780, 1);
  fill(data, 64);
  rig_answer(&rig, 5300, COPY_TAG, data, 64);
  rig_read(&rig, 5301, 0x194, 1); /* visible at 5302, at 5303 */
  rig_read(&rig, 5302, 0x194, 2);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(copy_reads(&rig), 1);
  TOE_EXPECT_EQ(copy_read(&rig, 0)->cycle, 5238);
  TOE_EXPECT_EQ(copy_read(&rig, 0)->address, 0x123456780);
  TOE_EXPECT_EQ(copy_read(&rig, 0)->length_bytes, 64);
  TOE_EXPECT_EQ(copy_read(&rig, 0)->tag, COPY_TAG);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_BUFFER), 1);
  const toe_retire_t *row = rig_retire(&rig, TOE_RETIRE_BUFFER, 0);
  TOE_EXPECT_EQ(row->cycle, 5302);
  TOE_EXPECT_EQ(row->u.buffer.row, 0);
  TOE_EXPECT_MEM(row->u.buffer.data, data, 64);
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 2);
  TOE_EXPECT_EQ(decided->cycle, 5302);
  TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 64);
  TOE_EXPECT_EQ(decided->u.decided.used_rcv_buffer, 1);
  TOE_EXPECT_EQ(decided->u.decided.used_xmit_buffer, 1);
  TOE_EXPECT_EQ(decided->u.decided.sram_stall, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, 4)->cycle, 5303);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 0)->cycle, 5304);
  const toe_engine_output_t *answers[2] = {NULL, NULL};
  for (uint32_t i = 0; i < rig.output_count; ++i) {
    if (rig.outputs[i].is_completion) answers[rig.outputs[i].tag - 1] = &rig.outputs[i];
  }
  TOE_ASSERT(answers[0] != NULL && answers[1] != NULL);
  TOE_EXPECT_EQ(answers[0]->data[0], 0);
  TOE_EXPECT_EQ(answers[1]->data[0], 64);
  toe_engine_stats_t stats;
  toe_engine_get_stats(rig.engine, &stats);
  TOE_EXPECT_EQ(stats.buffer_writes, 1);
  TOE_EXPECT_EQ(stats.buffer_bytes_used, 64);
  rig_close(&rig);
}

/* Records of one edge leave in the order of retire.def: the decision before the row. */
TOE_TEST(engine_copy, retires_the_decision_before_the_row_of_its_edge) {
  uint8_t data[64] = {0};
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start(&rig, RIG_BUFFERED, 64);
  rig_answer(&rig, 5300, COPY_TAG, data, 64);
  rig_advance(&rig, 6000);
  for (uint32_t i = 0; i + 1 < rig.retire_count; ++i) {
    if (rig.retires[i + 1].kind == TOE_RETIRE_BUFFER) TOE_EXPECT_EQ(rig.retires[i].kind, TOE_RETIRE_DECIDED);
  }
  rig_close(&rig);
}

typedef struct piece {
  uint64_t address;
  uint32_t bytes;
} piece_t;

/* Reads of a copy: the blocks of each are taken one an edge, the first at 5236 or at the edge after the push of the
 * read before, and it is pushed at the edge after its last block; answered one behind the other from 5300 on, its rows
 * are those of the data, and it is decided at the edge after the last beat. */
static void expect_reads(uint64_t address, uint32_t bytes, uint16_t mrrs_bytes, const piece_t *pieces, uint32_t count) {
  enum { MOST = 8192 };
  static uint8_t data[MOST];
  toe_cycle_t edge = 5300;
  uint32_t total = 0;
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_config(&rig, 20, true, true, mrrs_bytes);
  fill(data, MOST);
  if (mrrs_bytes == 512) {
    start(&rig, address, bytes);
  } else { /* a read an object: three chunks */
    uint8_t objects[3][TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES];
    rig_tree(objects, 3, bytes);
    TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_ADDR, address);
    rig_command(command, 1, 3);
    rig_write(&rig, 5000, 0x10C, 1);
    rig_answer(&rig, 5100, 0, command, TOE_COMMAND_BYTES);
    for (uint32_t i = 0; i < 3; ++i) rig_answer(&rig, 5200 + 8 * i, (uint8_t)(32 + i), objects[i], TOE_OBJECT_BYTES);
  }
  for (uint32_t i = 0; i < count; ++i) {
    rig_answer(&rig, edge, (uint8_t)(COPY_TAG + i), data + total, pieces[i].bytes);
    edge += pieces[i].bytes / 32;
    total += pieces[i].bytes;
  }
  rig_advance(&rig, 7000);
  toe_test_note("%u bytes at %#x, MRRS %u", (unsigned)bytes, (unsigned)address, (unsigned)mrrs_bytes);
  TOE_ASSERT_EQ(copy_reads(&rig), count);
  toe_cycle_t leaves = 5236;
  for (uint32_t i = 0; i < count; ++i) {
    leaves += pieces[i].bytes / 64 + 1;
    TOE_EXPECT_EQ(copy_read(&rig, i)->cycle, leaves);
    TOE_EXPECT_EQ(copy_read(&rig, i)->address, pieces[i].address);
    TOE_EXPECT_EQ(copy_read(&rig, i)->length_bytes, pieces[i].bytes);
    TOE_EXPECT_EQ(copy_read(&rig, i)->tag, COPY_TAG + i);
  }
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_BUFFER), total / 64);
  for (uint32_t i = 0; i < total / 64; ++i) {
    const toe_retire_t *row = rig_retire(&rig, TOE_RETIRE_BUFFER, i);
    TOE_EXPECT_EQ(row->cycle, 5302 + 2 * i);
    TOE_EXPECT_EQ(row->u.buffer.row, i);
    TOE_EXPECT_MEM(row->u.buffer.data, data + 64 * i, 64);
  }
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 2);
  TOE_EXPECT_EQ(decided->cycle, edge);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, total);
  rig_close(&rig);
}

/* Whole blocks, at most 512 (256) bytes, not across 4096. */
TOE_TEST(engine_copy, cuts_data_into_reads) {
  static const piece_t k1[] = {{0xC0000, 64}};
  static const piece_t k65[] = {{0xC0000, 128}};
  static const piece_t k512[] = {{0xC0000, 512}};
  static const piece_t k513[] = {{0xC0000, 512}, {0xC0200, 64}};
  static const piece_t kCross[] = {{0xC0F80, 128}, {0xC1000, 384}};
  static const piece_t kFar[] = {{0xC0FC0, 64},  {0xC1000, 512}, {0xC1200, 512}, {0xC1400, 512}, {0xC1600, 512},
                                 {0xC1800, 512}, {0xC1A00, 512}, {0xC1C00, 512}, {0xC1E00, 512}, {0xC2000, 64}};
  static const piece_t kSmall[] = {{0xC0000, 256}, {0xC0100, 256}, {0xC0200, 64}};
  static const piece_t kSmallCross[] = {{0xC0F40, 192}, {0xC1000, 256}, {0xC1100, 192}};
  expect_reads(0xC0000, 1, 512, k1, 1);
  expect_reads(0xC0000, 64, 512, k1, 1);
  expect_reads(0xC0000, 65, 512, k65, 1);
  expect_reads(0xC0000, 512, 512, k512, 1);
  expect_reads(0xC0000, 513, 512, k513, 2);
  expect_reads(0xC0F80, 512, 512, kCross, 2);
  expect_reads(0xC0FC0, 4224, 512, kFar, 10);
  expect_reads(0xC0000, 513, 256, kSmall, 3);
  expect_reads(0xC0F40, 600, 256, kSmallCross, 3);
}

/* MRRS counts when the first block of a read is taken: 256 is seen at 5239, when the first read has three of its eight.
 * It leaves at 5245 all the same; those behind it are of 4 blocks. */
TOE_TEST(engine_copy, settles_a_read_with_its_first_block) {
  static const toe_cycle_t kCycle[] = {5245, 5250, 5255};
  static const uint32_t kBytes[] = {512, 256, 256};
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start(&rig, RIG_BUFFERED, 1024);
  rig_config(&rig, 5238, true, true, 256);
  rig_advance(&rig, 5300);
  TOE_ASSERT_EQ(copy_reads(&rig), 3);
  for (uint32_t i = 0; i < 3; ++i) {
    TOE_EXPECT_EQ(copy_read(&rig, i)->cycle, kCycle[i]);
    TOE_EXPECT_EQ(copy_read(&rig, i)->length_bytes, kBytes[i]);
  }
  rig_close(&rig);
}

/* Two connections of 65 and 1 bytes: rows 0, 1 and row 2, named in bytes 32..35 of their contexts, with 1 page each in
 * 36..39.  Without buffered bytes the row is 0. */
TOE_TEST(engine_copy, puts_copies_behind_each_other) {
  uint8_t objects[5][TOE_OBJECT_BYTES], data[192];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 5, 1);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_BYTES, 65);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_ADDR, RIG_BUFFERED + 0x1000);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 5);
  fill(data, 192);
  rig_answer(&rig, 5300, COPY_TAG, data, 128);
  rig_answer(&rig, 5400, COPY_TAG, data + 128, 64); /* each copy begins with the first tag */
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_BUFFER), 3);
  for (uint32_t i = 0; i < 3; ++i) {
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_BUFFER, i)->u.buffer.row, i);
    TOE_EXPECT_MEM(rig_retire(&rig, TOE_RETIRE_BUFFER, i)->u.buffer.data, data + 64 * i, 64);
  }
  static const uint8_t kTail[3][8] = {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 1}, {2, 0, 0, 0, 1}};
  for (uint32_t i = 0; i < 3; ++i) { /* contexts: 2 + 2 rows, then 4 a connection */
    toe_test_note("connection %u", (unsigned)i);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, 4 + 4 * i)->u.context.row, 4 * i);
    TOE_EXPECT_MEM(rig_retire(&rig, TOE_RETIRE_CONTEXT, 4 + 4 * i)->u.context.data + 32, kTail[i], 8);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 4)->u.decided.used_buffered_copy, 192);
  rig_close(&rig);
}

/* Sixteen tags: reads 0..15 of 8 blocks are pushed at 5244, 5253, .. 5379; the 17th has its blocks at 5387 and waits
 * for the first one's tag.  Read 1 ends at 5515, which helps nobody; read 0 at 5531: pushed 5532. */
TOE_TEST(engine_copy, has_sixteen_reads_in_flight) {
  static uint8_t data[512];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start(&rig, RIG_BUFFERED, 17 * 512);
  rig_answer(&rig, 5500, COPY_TAG + 1, data, 512);
  rig_answer(&rig, 5516, COPY_TAG, data, 512);
  rig_advance(&rig, 5530);
  TOE_EXPECT_EQ(copy_reads(&rig), 16);
  TOE_EXPECT_EQ(copy_read(&rig, 15)->cycle, 5380);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(copy_reads(&rig), 17);
  TOE_EXPECT_EQ(copy_read(&rig, 16)->cycle, 5533);
  TOE_EXPECT_EQ(copy_read(&rig, 16)->tag, COPY_TAG);
  TOE_EXPECT_EQ(copy_read(&rig, 16)->address, RIG_BUFFERED + 16 * 512);
  rig_close(&rig);
}

/* Three reads answered last first, the second in pieces: every row where it belongs; decided when the last has ended.
 */
TOE_TEST(engine_copy, takes_reads_that_overtake) {
  static uint8_t data[1152];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start(&rig, RIG_BUFFERED, 1152); /* 512, 512, 128 */
  fill(data, sizeof data);
  rig_answer(&rig, 5300, COPY_TAG + 2, data + 1024, 128); /* 5300..5303 */
  rig_answer(&rig, 5304, COPY_TAG + 1, data + 512, 64);   /* 5304, 5305 */
  rig_answer(&rig, 5306, COPY_TAG, data, 512);            /* 5306..5321 */
  rig_answer(&rig, 5322, COPY_TAG + 1, data + 576, 448);  /* 5322..5335 */
  rig_advance(&rig, 6000);
  static const uint32_t kRow[] = {16, 17, 8, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15};
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_BUFFER), 18);
  for (uint32_t i = 0; i < 18; ++i) {
    const toe_retire_t *row = rig_retire(&rig, TOE_RETIRE_BUFFER, i);
    TOE_EXPECT_EQ(row->cycle, 5302 + 2 * i);
    TOE_EXPECT_EQ(row->u.buffer.row, kRow[i]);
    TOE_EXPECT_MEM(row->u.buffer.data, data + 64 * (size_t)kRow[i], 64);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->cycle, 5336);
  rig_close(&rig);
}

/* One read in flight: the second chunk is asked for when the first has ended, and comes 8 edges later than elsewhere: s
 * is 5243, the first read is pushed at 5252, behind its 8 blocks; each other at the edge after the one before has ended
 * (5315, 5335). */
TOE_TEST(engine_copy, keeps_to_a_tag_limit_of_one) {
  uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
  static uint8_t data[512];
  rig_t rig;
  rig_open(&rig);
  rig_write(&rig, 0, 0x054, 1);
  rig_start(&rig);
  rig_tree(objects, 3, 1100); /* 512, 512, 128 */
  rig_command(command, 1, 3);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, TOE_COMMAND_BYTES);
  rig_answer(&rig, 5200, 32, objects[0], 512);
  rig_answer(&rig, 5224, 33, objects[2], 256);
  rig_answer(&rig, 5300, COPY_TAG, data, 512);
  rig_answer(&rig, 5320, COPY_TAG + 1, data, 512);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(copy_reads(&rig), 3);
  TOE_EXPECT_EQ(copy_read(&rig, 0)->cycle, 5253);
  TOE_EXPECT_EQ(copy_read(&rig, 1)->cycle, 5317);
  TOE_EXPECT_EQ(copy_read(&rig, 2)->cycle, 5337);
  rig_close(&rig);
}

/* A doorbell at 5236 has CMD_FETCH push at 5237; a command that arrived at 5235 is decoded at 5236, and its objects
 * would be asked for at 5237; the copy's block is there at 5236.  Commands win, then the copy at 5238, then objects. */
TOE_TEST(engine_copy, comes_between_commands_and_objects) {
  uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 64);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_command(command, 2, 1);
  rig_answer(&rig, 5234, 1, command, 64);
  rig_write(&rig, 5236, 0x10C, 3);
  rig_advance(&rig, 5300);
  static const uint8_t kTag[] = {0, 1, 32, 33, 2, 16, 34};
  static const toe_cycle_t kCycle[] = {5002, 5003, 5104, 5105, 5238, 5239, 5240};
  TOE_ASSERT_EQ(rig.output_count, 7);
  for (uint32_t i = 0; i < 7; ++i) {
    toe_test_note("read %u", (unsigned)i);
    TOE_EXPECT_EQ(rig.outputs[i].tag, kTag[i]);
    TOE_EXPECT_EQ(rig.outputs[i].cycle, kCycle[i]);
  }
  rig_close(&rig);
}
