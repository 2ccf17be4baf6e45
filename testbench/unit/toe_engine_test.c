/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine to the edge.  Every expected edge here is counted by hand from docs/microarchitecture.md 3 and 5.
 */
#include "model/toe_engine.h"

#include "testbench/unit/toe_engine_rig.h"

static void expect_output(const rig_t *rig, uint32_t index, toe_cycle_t cycle, toe_engine_type_t type,
                          uint64_t address) {
  toe_test_note("output %u", (unsigned)index);
  TOE_ASSERT(index < rig->output_count);
  TOE_EXPECT_EQ(rig->outputs[index].cycle, cycle);
  TOE_EXPECT_EQ(rig->outputs[index].type, type);
  TOE_EXPECT_EQ(rig->outputs[index].address, address);
}

/* One new neighbor, doorbell at 5000, command data at 5100..5101, object data at 5200..5207. */
static void start_neighbor(rig_t *rig) {
  uint8_t command[TOE_COMMAND_BYTES], object[TOE_OBJECT_BYTES];
  rig_command(command, 0x1234, 1);
  rig_object(object, TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 0x5A);
  TOE_WRITE(object, OBJ_NEIGHBOR, VLAN, 0x123);
  rig_write(rig, 5000, 0x10C, 1);
  rig_answer(rig, 5100, 0, command, 64);
  rig_answer(rig, 5200, 32, object, 256);
}

/* 5001 CMD_FETCH pushes, 5002 leaves; 5102 arrived visibly and decoded, 5103 pushed, 5104 leaves; 5208 LOAD starts,
 * 5213 taken, 5215 decided, rows 5216 and 5217; 5216 result and 5217 completion pushed, leave an edge later; pending
 * from 5217, its message pushed at 5218, leaves 5219.  The result leaves before the completion [R41]. */
TOE_TEST(engine, takes_a_neighbor_from_doorbell_to_message) {
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start_neighbor(&rig);
  rig_advance(&rig, 10000);
  TOE_EXPECT_EQ(toe_engine_next_wake(rig.engine), TOE_CYCLE_NEVER);
  TOE_ASSERT_EQ(rig.output_count, 5);
  expect_output(&rig, 0, 5002, TOE_ENGINE_READ, RIG_CMD_RING);
  TOE_EXPECT_EQ(rig.outputs[0].length_bytes, 64);
  TOE_EXPECT_EQ(rig.outputs[0].tag, 0);
  expect_output(&rig, 1, 5104, TOE_ENGINE_READ, RIG_OBJECTS);
  TOE_EXPECT_EQ(rig.outputs[1].length_bytes, 256);
  TOE_EXPECT_EQ(rig.outputs[1].tag, 32);
  expect_output(&rig, 2, 5217, TOE_ENGINE_WRITE, RIG_RESULTS);
  expect_output(&rig, 3, 5218, TOE_ENGINE_WRITE, RIG_CPL_RING);
  expect_output(&rig, 4, 5219, TOE_ENGINE_WRITE, RIG_MESSAGE);
  static const uint8_t kResult[32] = {
      0, 0, 0, 0,    0,    0, 0, 0x10, 0x34, 0x12, 0, 0, 0,
      0, 0, 3, 0x5F, 0x14, 0, 0, 0,    0,    0,    0, 1}; /* decided 5215 = 0x145F, commit 1 */
  TOE_EXPECT_MEM(rig.outputs[2].data, kResult, 32);
  static const uint8_t kCompletion[32] = {1, 0, 1, 0, 0x34, 0x12, 0, 0, 1, 0, 0, 0, 0,
                                          0, 0, 0, 1, 0,    0,    0, 1, 0, 0, 0, 1};
  TOE_EXPECT_MEM(rig.outputs[3].data, kCompletion, 32);
  static const uint8_t kMessage[4] = {0xCD, 0xAB, 0, 0};
  TOE_EXPECT_EQ(rig.outputs[4].length_bytes, 4);
  TOE_EXPECT_MEM(rig.outputs[4].data, kMessage, 4);
  rig_close(&rig);
}

TOE_TEST(engine, retires_a_neighbor_with_all_members) {
  static const toe_retire_kind_t kKinds[] = {TOE_RETIRE_DOORBELL, TOE_RETIRE_DECIDED, TOE_RETIRE_CONTEXT,
                                             TOE_RETIRE_CONTEXT,  TOE_RETIRE_WRITTEN, TOE_RETIRE_COMPLETED};
  static const toe_cycle_t kCycles[] = {5000, 5215, 5216, 5217, 5217, 5218};
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  start_neighbor(&rig);
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(rig.retire_count, 6);
  for (uint32_t i = 0; i < 6; ++i) {
    toe_test_note("record %u", (unsigned)i);
    TOE_EXPECT_EQ(rig.retires[i].kind, kKinds[i]);
    TOE_EXPECT_EQ(rig.retires[i].cycle, kCycles[i]);
  }
  const toe_retire_t *decided = &rig.retires[1];
  TOE_EXPECT_EQ(decided->u.decided.commit, 1);
  TOE_EXPECT_EQ(decided->u.decided.is_object, 1);
  TOE_EXPECT_EQ(decided->u.decided.request_id, 0x1234);
  TOE_EXPECT_EQ(decided->u.decided.layer, 1);
  TOE_EXPECT_EQ(decided->u.decided.kind, 2);
  TOE_EXPECT_EQ(decided->u.decided.attempted, 1);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0x10000000);
  TOE_EXPECT_EQ(decided->u.decided.parent, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_neighbor, 1);
  TOE_EXPECT_EQ(decided->u.decided.used_host_memory, 1);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_vlan, 1);
  TOE_EXPECT_EQ(decided->u.decided.used_src_mac, 0);
  TOE_EXPECT_EQ(decided->u.decided.limit, 0);
  TOE_EXPECT_EQ(decided->u.decided.fetched_cycle, 5207);
  /* Row 0: 0x81, family 0, VLAN, parent 0, then the object as fetched; row 1: nothing of this object is set. */
  static const uint8_t kRow[64] = {0x81, 0,    0x23, 0x01, 0,    0,    0,    0,    0x5A, 0x5A, 0x5A,
                                   0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x23, 0x01, 0,    0,    0x5A, 0x5A,
                                   0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A};
  static const uint8_t kClear[64] = {0};
  TOE_EXPECT_EQ(rig.retires[2].u.context.row, 98304);
  TOE_EXPECT_MEM(rig.retires[2].u.context.data, kRow, 64);
  TOE_EXPECT_EQ(rig.retires[2].u.context.check, 0x2E052E8Bu); /* worked out bit by bit from section 5.8 */
  TOE_EXPECT_EQ(rig.retires[3].u.context.row, 98305);
  TOE_EXPECT_MEM(rig.retires[3].u.context.data, kClear, 64);
  TOE_EXPECT_EQ(rig.retires[3].u.context.check, 0);
  TOE_EXPECT_EQ(rig.retires[4].u.written.handle, 0x10000000);
  TOE_EXPECT_EQ(rig.retires[4].u.written.decided_cycle, 5215);
  TOE_EXPECT_EQ(rig.retires[5].u.completed.command_head, 1);
  rig_close(&rig);
}

/* READY is visible at 4096: a command rung for before goes then. */
TOE_TEST(engine, fetches_nothing_before_it_is_ready) {
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_write(&rig, 100, 0x10C, 1);
  rig_read(&rig, 4094, 0x008, 1);
  rig_read(&rig, 4095, 0x008, 2);
  rig_advance(&rig, 4096);
  TOE_EXPECT_EQ(rig.output_count, 0);
  rig_advance(&rig, 5000);
  TOE_ASSERT_EQ(rig.output_count, 3);
  expect_output(&rig, 0, 4096, TOE_ENGINE_COMPLETION_DATA, 0);
  TOE_EXPECT_EQ(rig.outputs[0].data[0], 0);
  /* CC before RQ at one edge; pushed at 4096, leaves at 4097 */
  expect_output(&rig, 1, 4097, TOE_ENGINE_COMPLETION_DATA, 0);
  TOE_EXPECT_EQ(rig.outputs[1].data[0], 1);
  expect_output(&rig, 2, 4097, TOE_ENGINE_READ, RIG_CMD_RING);
  rig_close(&rig);
}

/* c + CC_CYCLES, in order, one an edge. */
TOE_TEST(engine, answers_bar_reads_two_edges_later) {
  rig_t rig;
  rig_open(&rig);
  rig_read(&rig, 100, 0x000, 1);
  rig_read(&rig, 101, 0x010, 2);
  rig_read(&rig, 200, 0x018, 3);
  rig_advance(&rig, 1000);
  TOE_ASSERT_EQ(rig.output_count, 3);
  expect_output(&rig, 0, 102, TOE_ENGINE_COMPLETION_DATA, 0);
  expect_output(&rig, 1, 103, TOE_ENGINE_COMPLETION_DATA, 0);
  expect_output(&rig, 2, 202, TOE_ENGINE_COMPLETION_DATA, 0);
  static const uint8_t kId[4] = {0x04, 0x00, 0xE5, 0x70};
  TOE_EXPECT_MEM(rig.outputs[0].data, kId, 4);
  TOE_EXPECT_EQ(rig.outputs[0].tag, 1);
  TOE_EXPECT_EQ(rig.outputs[0].requester_id, 0x55);
  TOE_EXPECT_EQ(rig.outputs[0].byte_count, 4);
  TOE_EXPECT_EQ(rig.outputs[1].lower_address, 0x10);
  TOE_EXPECT(rig.outputs[0].is_completion);
  rig_close(&rig);
}

/* No posted credit: result, completion and message wait, and with them the answer of a read that came after them; a
 * read that came before their push does not wait.  Credits at 5400 are seen at 5401. */
TOE_TEST(engine, keeps_a_read_answer_behind_earlier_writes) {
  rig_t rig;
  rig_open_with(&rig, (toe_engine_credits_t){0, 0, 0xFFFFFFFFu}, false);
  rig_start(&rig);
  start_neighbor(&rig);
  rig_read(&rig, 5215, 0x07C, 1); /* result pushed at 5216: not before this one; sees commit 1 of edge 5215 */
  rig_read(&rig, 5216, 0x07C, 2);
  rig_read(&rig, 5300, 0x07C, 3);
  rig_credits(&rig, 5400, 2, 3, 0); /* data for one result only */
  rig_credits(&rig, 5500, 1, 2, 0); /* 3 - 2 + 2: the completion and the message */
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(rig.output_count, 8);
  expect_output(&rig, 2, 5217, TOE_ENGINE_COMPLETION_DATA, 0);
  TOE_EXPECT_EQ(rig.outputs[2].data[0], 1);
  expect_output(&rig, 3, 5401, TOE_ENGINE_WRITE, RIG_RESULTS);
  expect_output(&rig, 4, 5402, TOE_ENGINE_COMPLETION_DATA, 0);
  TOE_EXPECT_EQ(rig.outputs[4].tag, 2);
  expect_output(&rig, 5, 5501, TOE_ENGINE_WRITE, RIG_CPL_RING);
  expect_output(&rig, 6, 5502, TOE_ENGINE_WRITE, RIG_MESSAGE);
  expect_output(&rig, 7, 5503, TOE_ENGINE_COMPLETION_DATA, 0);
  TOE_EXPECT_EQ(rig.outputs[7].tag, 3);
  rig_close(&rig);
}

/* Reads go while writes lack credit, and wait for their own: pushed 5001, credit at 5050, leaves 5051. */
TOE_TEST(engine, waits_for_nonposted_credit) {
  rig_t rig;
  rig_open_with(&rig, (toe_engine_credits_t){0, 0, 0}, false);
  rig_start(&rig);
  start_neighbor(&rig);
  rig_credits(&rig, 5050, 0, 0, 1);
  rig_credits(&rig, 5110, 0, 0, 1);
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(rig.output_count, 2);
  expect_output(&rig, 0, 5051, TOE_ENGINE_READ, RIG_CMD_RING);
  expect_output(&rig, 1, 5111, TOE_ENGINE_READ, RIG_OBJECTS);
  rig_close(&rig);
}

/* New neighbor, path, TCP, and a linker of that TCP, data without a gap from 5200 on: the linker is taken at 5237 while
 * the TCP context of 5235 is written (5236..5239).  Two banks: row 2 at 5238 keeps it from row 0, row 3 at 5239 does
 * not; it is decided at 5242.  Contexts name their parents: TCP the path, path the neighbor [R99]. */
TOE_TEST(engine, reads_a_linker_behind_a_context_write) {
  uint8_t command[TOE_COMMAND_BYTES], objects[4][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 7, 4);
  rig_object(objects[0], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 1);
  rig_object(objects[1], TOE_LAYER_PATH, TOE_KIND_NEW, 0, 2);
  rig_object(objects[2], TOE_LAYER_TCP, TOE_KIND_NEW, 0, 3);
  rig_object(objects[3], TOE_LAYER_TCP, TOE_KIND_LINKER, 0x30000000, 4);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5200, 32, objects[0], 512);
  rig_answer(&rig, 5216, 33, objects[2], 512);
  rig_advance(&rig, 10000);
  expect_output(&rig, 1, 5104, TOE_ENGINE_READ, RIG_OBJECTS);
  expect_output(&rig, 2, 5105, TOE_ENGINE_READ, RIG_OBJECTS + 512);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 4);
  static const toe_cycle_t kDecided[] = {5215, 5223, 5235, 5242};
  static const uint32_t kHandle[] = {0x10000000, 0x20000000, 0x30000000, 0x30000000};
  static const uint32_t kParent[] = {0, 0x10000000, 0x20000000, 0};
  static const toe_cycle_t kFetched[] = {5207, 5215, 5223, 5231};
  for (uint32_t i = 0; i < 4; ++i) {
    toe_test_note("object %u", (unsigned)i);
    const toe_retire_t *retire = rig_retire(&rig, TOE_RETIRE_DECIDED, i);
    TOE_EXPECT_EQ(retire->cycle, kDecided[i]);
    TOE_EXPECT_EQ(retire->u.decided.handle, kHandle[i]);
    TOE_EXPECT_EQ(retire->u.decided.parent, kParent[i]);
    TOE_EXPECT_EQ(retire->u.decided.fetched_cycle, kFetched[i]);
    TOE_EXPECT_EQ(retire->u.decided.cause, TOE_CAUSE_OK);
  }
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_CONTEXT), 8);
  static const toe_cycle_t kRowCycle[] = {5216, 5217, 5224, 5225, 5236, 5237, 5238, 5239};
  static const uint32_t kRow[] = {98304, 98305, 65536, 65537, 0, 1, 2, 3};
  for (uint32_t i = 0; i < 8; ++i) {
    toe_test_note("row %u", (unsigned)i);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, i)->cycle, kRowCycle[i]);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, i)->u.context.row, kRow[i]);
  }
  /* TCP: family and VLAN of its path (bytes 16, 17 of the neighbor: 0x0101), parent the path. */
  static const uint8_t kHead[8] = {0x83, 4, 0x01, 0x01, 0, 0, 0, 0x20};
  TOE_EXPECT_MEM(rig_retire(&rig, TOE_RETIRE_CONTEXT, 4)->u.context.data, kHead, 8);
  toe_engine_stats_t stats;
  toe_engine_get_stats(rig.engine, &stats);
  TOE_EXPECT_EQ(stats.sram_writes, 8);
  TOE_EXPECT_EQ(stats.sram_reads, 1);
  TOE_EXPECT_EQ(stats.sram_bytes_used, 512);
  TOE_EXPECT_EQ(stats.sram_stall_cycles, 1); /* 5238 */
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->u.decided.sram_stall, 1);
  rig_close(&rig);
}

/* Two reads in flight answered in the other order: decisions keep the order of the ring. */
TOE_TEST(engine, orders_completions_that_overtake) {
  uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 7, 3);
  for (uint32_t i = 0; i < 3; ++i) rig_object(objects[i], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, (uint8_t)i);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5200, 33, objects[2], 256);      /* 5200..5207 */
  rig_answer(&rig, 5300, 32, objects[0], 64);       /* 5300..5301 */
  rig_answer(&rig, 5310, 32, objects[0] + 64, 384); /* 5310..5321: byte 256 with beat 6, at 5315 */
  rig_answer(&rig, 5400, 32, objects[1] + 192, 64); /* 5400..5401 */
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 3);
  /* 5316 + 5 + 2; 5402 + 5 + 2; LOAD idle from 5408: 5408 + 5 + 2 */
  static const toe_cycle_t kDecided[] = {5323, 5409, 5415};
  static const toe_cycle_t kFetched[] = {5315, 5401, 5207};
  for (uint32_t i = 0; i < 3; ++i) {
    toe_test_note("object %u", (unsigned)i);
    const toe_retire_t *retire = rig_retire(&rig, TOE_RETIRE_DECIDED, i);
    TOE_EXPECT_EQ(retire->cycle, kDecided[i]);
    TOE_EXPECT_EQ(retire->u.decided.fetched_cycle, kFetched[i]);
    TOE_EXPECT_EQ(retire->u.decided.index, i);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, 2 * i)->u.context.data[20], i);
  }
  rig_close(&rig);
}

/* With one tag, a read is pushed at the edge after the one that has visibly ended: last beat 5101, 5215, 5307. */
TOE_TEST(engine, keeps_to_a_tag_limit_of_one) {
  uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_config(&rig, 0, true, true, 512);
  rig_write(&rig, 1, 0x100, RIG_CMD_RING);
  rig_write(&rig, 2, 0x108, 8);
  rig_write(&rig, 3, 0x128, 8);
  rig_write(&rig, 4, 0x054, 1);
  rig_write(&rig, 5, 0x004, 1);
  rig_command(command, 7, 3);
  for (uint32_t i = 0; i < 3; ++i) rig_object(objects[i], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, (uint8_t)i);
  rig_write(&rig, 5000, 0x10C, 2); /* the second command waits too, and wins when the tag is free */
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5150, 1, command, 64);
  rig_answer(&rig, 5200, 32, objects[0], 512);
  rig_answer(&rig, 5300, 33, objects[2], 256);
  rig_advance(&rig, 5400);
  expect_output(&rig, 0, 5002, TOE_ENGINE_READ, RIG_CMD_RING);
  expect_output(&rig, 1, 5103, TOE_ENGINE_READ, RIG_CMD_RING + 64); /* ended 5101, pushed 5102 */
  expect_output(&rig, 2, 5153, TOE_ENGINE_READ, RIG_OBJECTS);       /* ended 5151, pushed 5152 */
  expect_output(&rig, 3, 5217, TOE_ENGINE_READ, RIG_OBJECTS + 512); /* ended 5215, pushed 5216 */
  /* ended 5307; that was the last push of its command: the next was idle from 5217, decoded then, pushes now */
  rig_close(&rig);
}

/* COMMAND_OVERHEAD 100: seen at 5102, decoded at 5202, pushed 5203, leaves 5204; the timer is the next wake. */
TOE_TEST(engine, adds_the_command_overhead) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_write(&rig, 0, 0x058, 100);
  rig_start(&rig);
  rig_command(command, 7, 1);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_advance(&rig, 5103);
  TOE_EXPECT_EQ(toe_engine_next_wake(rig.engine), 5202);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig.output_count, 2);
  expect_output(&rig, 1, 5204, TOE_ENGINE_READ, RIG_OBJECTS);
  TOE_EXPECT_EQ(toe_engine_next_wake(rig.engine), TOE_CYCLE_NEVER);
  rig_close(&rig);
}
