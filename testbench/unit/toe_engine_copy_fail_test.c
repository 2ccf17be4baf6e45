/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies that fail, wait, or are overtaken by what the host does meanwhile (docs/microarchitecture.md 5.6, 5.9).
 *
 * As in toe_engine_copy_test.c: fetched from 5200 on, the cause would be OK at s = 5235, and the first block is taken
 * at 5236.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

enum { COPY_TAG = 16, CHUNK_TAG = 32 };

static uint32_t copy_reads(const rig_t *rig) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    count += output->type == TOE_ENGINE_READ && output->tag >= COPY_TAG && output->tag < CHUNK_TAG;
  }
  return count;
}

/* The last read of a copy that left. */
static toe_cycle_t last_copy_read(const rig_t *rig) {
  toe_cycle_t cycle = 0;
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    if (output->type == TOE_ENGINE_READ && output->tag >= COPY_TAG && output->tag < CHUNK_TAG) cycle = output->cycle;
  }
  return cycle;
}

/* Three reads in flight, the second refused: the others come in, and the connection is decided when the last has ended.
 * FAILURE [R47], no trace in any level.  Its 18 blocks are free, but
 * the next connection's copy takes one that was never used. */
TOE_TEST(engine_copy_bad, answers_a_read_that_failed_in_the_middle) {
  static uint8_t data[512];
  uint8_t objects[4][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 4, 64);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_BYTES, 1100);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_ADDR, RIG_BUFFERED);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 4);
  memset(data, 0x11, sizeof data);
  rig_answer(&rig, 5300, COPY_TAG, data, 512); /* 5300..5315 */
  rig_refuse(&rig, 5316, COPY_TAG + 1, 1);
  rig_answer(&rig, 5330, COPY_TAG + 2, data, 128); /* 5330..5333 */
  memset(data, 0x22, sizeof data);
  rig_answer(&rig, 5400, COPY_TAG, data, 64);
  rig_advance(&rig, 6000);
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 2);
  TOE_EXPECT_EQ(decided->cycle, 5334);
  TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_COPY_FETCH);
  TOE_EXPECT_EQ(decided->u.decided.attempted, 1);
  TOE_EXPECT_EQ(decided->u.decided.error, 0);
  TOE_EXPECT_EQ(decided->u.decided.limit, 0);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0);
  TOE_EXPECT_EQ(decided->u.decided.parent, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_lookup, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_rcv_buffer, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_host_memory, 2);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 0)->u.written.status, 0xC0000001u);
  decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
  TOE_EXPECT_EQ(decided->cycle, 5402);
  TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0x30000000);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 64);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_BUFFER), 11); /* 8 + 2, then 1 */
  static const uint32_t kRow[] = {0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18};
  for (uint32_t i = 0; i < 11; ++i) {
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_BUFFER, i)->u.buffer.row, kRow[i]);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_BUFFER, 10)->u.buffer.data[63], 0x22);
  rig_close(&rig);
}

/* Sixteen reads out (the last pushed at 5379), the seventeenth waiting; poisoned data (5500..5503) ends the first: none
 * is asked for any more, its data is not written, and with fifteen more refused, one an edge from 5504 to 5518, the
 * copy has ended at 5519. */
TOE_TEST(engine_copy_bad, asks_for_no_more_after_a_failure) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 40 * 512);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_input_t input = {
      .kind = RIG_COMPLETION,
      .cycle = 5500,
      .completion = {.type = TOE_ENGINE_COMPLETION_DATA, .tag = COPY_TAG, .length_bytes = 128, .is_poisoned = true}};
  rig_put(&rig, &input);
  for (uint8_t i = 1; i < 16; ++i) rig_refuse(&rig, 5503 + i, (uint8_t)(COPY_TAG + i), 4);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(copy_reads(&rig), 16);
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_BUFFER), 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->cycle, 5519);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->u.decided.cause, TOE_CAUSE_COPY_FETCH);
  TOE_EXPECT_EQ(toe_engine_next_wake(rig.engine), TOE_CYCLE_NEVER);
  rig_close(&rig);
}

/* Bus master off at 5275 (seen at 5276): the reads pushed at 5244, 5253, 5262 and 5271 leave; the fifth has its blocks
 * all the same, and is pushed at 5301, when it is seen to be on again. */
TOE_TEST(engine_copy, stops_without_bus_master) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 8 * 512);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_config(&rig, 5275, false, true, 512);
  rig_config(&rig, 5300, true, true, 512);
  rig_advance(&rig, 5300);
  TOE_EXPECT_EQ(copy_reads(&rig), 4);
  TOE_EXPECT_EQ(last_copy_read(&rig), 5272);
  rig_advance(&rig, 5303);
  TOE_EXPECT_EQ(copy_reads(&rig), 5);
  TOE_EXPECT_EQ(last_copy_read(&rig), 5302);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(copy_reads(&rig), 8);
  rig_close(&rig);
}

/* Stopped at 5250 and every limit lowered while the data is on its way: the connection is in all the same, with the
 * pages of s; lowering frees nothing (V2 of the levels: used above the limit).  The next one is denied. */
TOE_TEST(engine_copy, is_settled_when_it_starts) {
  uint8_t objects[4][TOE_OBJECT_BYTES], data[64] = {1};
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 4, 64);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_BYTES, 1);
  TOE_WRITE(objects[2], OBJ_TCP, BUFFERED_ADDR, RIG_BUFFERED);
  TOE_WRITE(objects[2], OBJ_TCP, INITIAL_RCV_WND, 40000);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 4);
  rig_write(&rig, 5250, 0x004, 2);   /* ENABLE 0 */
  rig_write(&rig, 5251, 0x048, 0);   /* LIMIT_TCP */
  rig_write(&rig, 5252, 0x14C, 0);   /* LIMIT_RCV_BUFFER */
  rig_write(&rig, 5253, 0x154, 0);   /* LIMIT_BUFFERED_COPY */
  rig_write(&rig, 5254, 0x160, 10);  /* RCV_PAGE: 40 pages, if it counted */
  rig_write(&rig, 5255, 0x15C, 100); /* RCV_WINDOW_MAX */
  rig_answer(&rig, 5300, COPY_TAG, data, 64);
  rig_advance(&rig, 6000);
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 2);
  TOE_EXPECT_EQ(decided->cycle, 5302);
  TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 1);
  TOE_EXPECT_EQ(decided->u.decided.used_rcv_buffer, 3); /* 40000 / 16384 */
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 64);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, 4)->u.context.data[36], 3);
  decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
  TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_RCV_WINDOW);
  TOE_EXPECT_EQ(decided->u.decided.limit, 100);
  TOE_EXPECT_EQ(copy_reads(&rig), 1);
  rig_close(&rig);
}

/* Neighbor, path, 24 placeholders and a connection with a copy, no posted credit: 16 results fill PQ, 8 WBQ.  The copy
 * goes on all the same; the decision waits.  A credit at 5800 lets a result leave at 5801, the next is pushed at 5802,
 * and WBQ has room at 5803. is_denied: no memory for the copy until 5700: nothing is decided meanwhile, and then, at s
 * = 5701, the copy starts: its block 5702, pushed 5703. */
static void expect_copy_behind_a_full_queue(bool is_denied) {
  enum { COUNT = 27 };
  uint8_t objects[COUNT][TOE_OBJECT_BYTES], data[64] = {1};
  rig_t rig;
  rig_open_with(&rig, (toe_engine_credits_t){0, 0xFFFFFFFFu, 0xFFFFFFFFu}, false);
  rig_start(&rig);
  rig_tree(objects, COUNT, 64);
  for (uint32_t i = 2; i < COUNT - 1; ++i) rig_object(objects[i], TOE_LAYER_TCP, TOE_KIND_PLACEHOLDER, 0, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, COUNT);
  if (is_denied) {
    rig_write(&rig, 5350, 0x004, 2);
    rig_write(&rig, 5351, 0x154, 0); /* LIMIT_BUFFERED_COPY */
    rig_write(&rig, 5700, 0x154, 64);
  }
  rig_answer(&rig, is_denied ? 5750 : 5500, COPY_TAG, data, 64);
  rig_credits(&rig, 5800, 1, 0, 0);
  rig_advance(&rig, 6000);
  toe_test_note("denied %d", (int)is_denied);
  TOE_ASSERT_EQ(copy_reads(&rig), 1);
  if (is_denied) TOE_EXPECT_EQ(last_copy_read(&rig), 5704);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_BUFFER, 0)->cycle, is_denied ? 5752 : 5502);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), COUNT);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, COUNT - 1)->cycle, 5803);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, COUNT - 1)->u.decided.cause, TOE_CAUSE_OK);
  rig_close(&rig);
}

TOE_TEST(engine_copy, does_not_wait_for_room_behind_it) {
  expect_copy_behind_a_full_queue(false);
  expect_copy_behind_a_full_queue(true);
}

/* A connection that is denied asks for nothing, at the edge it always was: 5235. */
TOE_TEST(engine_copy, starts_nothing_for_a_denied_connection) {
  static const struct {
    uint32_t offset, value, cause;
  } kCases[] = {{0x154, 63, TOE_CAUSE_COPY_POOL}, {0x048, 0, TOE_CAUSE_TCP_POOL}, {0x04C, 2, TOE_CAUSE_HOST_POOL}};
  for (uint32_t i = 0; i < 3; ++i) {
    uint8_t objects[3][TOE_OBJECT_BYTES];
    rig_t rig;
    rig_open(&rig);
    rig_write(&rig, 0, kCases[i].offset, kCases[i].value);
    rig_start(&rig);
    rig_tree(objects, 3, 64);
    rig_write(&rig, 5000, 0x10C, 1);
    rig_request(&rig, 5100, 0, 0, objects, 3);
    rig_advance(&rig, 6000);
    toe_test_note("cause %u", (unsigned)kCases[i].cause);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->cycle, 5235);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->u.decided.cause, kCases[i].cause);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->u.decided.limit, kCases[i].value);
    TOE_EXPECT_EQ(copy_reads(&rig), 0);
    rig_close(&rig);
  }
}

/* One read in flight, and it is the second command's object (pushed at 5232, when the first command's chunks were in):
 * the copy (s = 5243) waits for its end at 5307, is pushed at 5308. */
TOE_TEST(engine_copy, waits_for_the_tag_of_an_object) {
  uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_write(&rig, 0, 0x054, 1);
  rig_start(&rig);
  rig_tree(objects, 3, 64);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_command(command, 1, 3);
  rig_answer(&rig, 5050, 0, command, TOE_COMMAND_BYTES);
  rig_command(command, 2, 1);
  rig_answer(&rig, 5100, 1, command, TOE_COMMAND_BYTES);
  rig_answer(&rig, 5200, CHUNK_TAG, objects[0], 512);
  rig_answer(&rig, 5224, CHUNK_TAG + 1, objects[2], 256);
  rig_answer(&rig, 5300, CHUNK_TAG + 2, objects[0], 256);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(copy_reads(&rig), 1);
  TOE_EXPECT_EQ(last_copy_read(&rig), 5309);
  rig_close(&rig);
}

/* Credit for four reads only.  The copy's read is pushed at 5237 and stays in NPQ; the second command's object, decoded
 * at 5236, is pushed at 5238 all the same: with credit at 5300 they leave at 5301 and 5302. */
TOE_TEST(engine_copy, lets_objects_follow_at_the_next_edge) {
  uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open_with(&rig, (toe_engine_credits_t){0xFFFFFFFFu, 0xFFFFFFFFu, 4}, false);
  rig_start(&rig);
  rig_tree(objects, 3, 64);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_command(command, 2, 1);
  rig_answer(&rig, 5234, 1, command, TOE_COMMAND_BYTES);
  rig_credits(&rig, 5300, 0, 0, 2);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(last_copy_read(&rig), 5301);
  static const uint8_t kTag[] = {COPY_TAG, CHUNK_TAG + 2};
  uint32_t found = 0;
  for (uint32_t i = 0; i < rig.output_count; ++i) {
    if (rig.outputs[i].type != TOE_ENGINE_READ || rig.outputs[i].cycle < 5300) continue;
    TOE_ASSERT(found < 2);
    TOE_EXPECT_EQ(rig.outputs[i].cycle, 5301 + found);
    TOE_EXPECT_EQ(rig.outputs[i].tag, kTag[found]);
    ++found;
  }
  TOE_EXPECT_EQ(found, 2);
  rig_close(&rig);
}
