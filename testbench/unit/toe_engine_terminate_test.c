/* SPDX-License-Identifier: Apache-2.0
 *
 * TERMINATE to the edge, and what it writes (docs/microarchitecture.md 5.6, 5.8, 8), by hand.
 *
 * A neighbor, a path and a connection are fetched from 5200 on: the connection is taken at 5229, decided at 5235, its
 * rows 0..3 are written at 5236..5239, and the four writes of its item pushed at 5236..5239.  The one object of a
 * TERMINATE behind it is either there before (LOAD starts at 5230; COMMIT is idle at 5236, when it is taken) or comes
 * right behind (last beat 5231, LOAD starts at 5232, taken at 5237).
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

enum { RETURNS = 0x90000 };

static void start(rig_t *rig, uint32_t banks, uint32_t layer, uint32_t handle, bool is_behind) {
  uint8_t objects[3][TOE_OBJECT_BYTES], object[TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES];
  rig_open(rig);
  rig_write(rig, 0, 0x178, banks);
  rig_start(rig);
  rig_tree(objects, 3, 0);
  rig_object(object, layer, handle == 0 ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER, handle, 0x77);
  rig_write(rig, 5000, 0x10C, 2);
  rig_command(command, 0x100, 3);
  rig_answer(rig, 5100, 0, command, TOE_COMMAND_BYTES);
  rig_terminate(command, 0x101, 1, RETURNS);
  rig_answer(rig, 5102, 1, command, TOE_COMMAND_BYTES);
  if (!is_behind) rig_answer(rig, 5150, TOE_STAGE_TAG_OBJECT + 2, object, TOE_OBJECT_BYTES);
  rig_answer(rig, 5200, TOE_STAGE_TAG_OBJECT, objects[0], 2 * TOE_OBJECT_BYTES);
  rig_answer(rig, 5216, TOE_STAGE_TAG_OBJECT + 1, objects[2], TOE_OBJECT_BYTES);
  if (is_behind) rig_answer(rig, 5224, TOE_STAGE_TAG_OBJECT + 2, object, TOE_OBJECT_BYTES);
  rig_advance(rig, 6000);
}

/* Rows of the object while rows 1..3 (taken at 5236) or 2, 3 (at 5237) of the connection are still being written.  One
 * bank is busy to 5239: reads from 5240 on.  Two, taken at 5236: reads of rows 0, 1, 2 at 5237.. meet writes of rows 1,
 * 2, 3, always in the other bank, and row 3 none; taken at 5237, row 0 meets row 2 at 5238 and is read at 5239.  Four:
 * nothing meets. Decided 3 edges after the last read.  A path, a placeholder and a handle never given out read nothing.
 */
TOE_TEST(engine_terminate, reads_what_it_hands_back_row_by_row) {
  static const struct {
    uint32_t layer, handle;
    bool is_behind;
    uint32_t banks, decided, stall, reads, cause;
  } kCases[] = {{3, 0x30000000, false, 1, 5246, 3, 4, TOE_CAUSE_OK},
                {3, 0x30000000, false, 2, 5243, 0, 4, TOE_CAUSE_OK},
                {3, 0x30000000, false, 4, 5243, 0, 4, TOE_CAUSE_OK},
                {3, 0x30000000, true, 1, 5246, 2, 4, TOE_CAUSE_OK},
                {3, 0x30000000, true, 2, 5245, 1, 4, TOE_CAUSE_OK},
                {3, 0x30000000, true, 4, 5244, 0, 4, TOE_CAUSE_OK},
                {1, 0x10000000, false, 1, 5244, 3, 2, TOE_CAUSE_DEPENDENTS},
                {1, 0x10000000, false, 2, 5241, 0, 2, TOE_CAUSE_DEPENDENTS},
                {1, 0x10000000, true, 2, 5243, 1, 2, TOE_CAUSE_DEPENDENTS},
                {1, 0x10000000, false, 4, 5241, 0, 2, TOE_CAUSE_DEPENDENTS},
                {2, 0x20000000, false, 1, 5240, 0, 0, TOE_CAUSE_DEPENDENTS},
                {2, 0x20000000, true, 2, 5241, 0, 0, TOE_CAUSE_DEPENDENTS},
                {3, 0, false, 1, 5237, 0, 0, TOE_CAUSE_OK},
                {3, 0x30000001, false, 1, 5240, 0, 0, TOE_CAUSE_BAD_HANDLE},
                {3, 0x20000000, false, 1, 5240, 0, 0, TOE_CAUSE_BAD_HANDLE},
                {3, 0x30100000, false, 1, 5240, 0, 0, TOE_CAUSE_BAD_HANDLE}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_engine_stats_t stats;
    rig_t rig;
    start(&rig, kCases[i].banks, kCases[i].layer, kCases[i].handle, kCases[i].is_behind);
    toe_engine_get_stats(rig.engine, &stats);
    toe_test_note("case %u", (unsigned)i);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
    TOE_EXPECT_EQ(decided->cycle, kCases[i].decided);
    TOE_EXPECT_EQ(decided->u.decided.sram_stall, kCases[i].stall);
    TOE_EXPECT_EQ(decided->u.decided.cause, kCases[i].cause);
    TOE_EXPECT_EQ(decided->u.decided.is_terminate, 1);
    TOE_EXPECT_EQ(stats.sram_reads, kCases[i].reads);
    TOE_EXPECT_EQ(stats.sram_stall_cycles, kCases[i].stall);
    rig_close(&rig);
  }
}

/* Decided at 5243: eight halves of rows 0..3 pushed at 5244..5251, the result at 5252, the completion at 5253; each
 * leaves an edge later.  Bytes are those of the context (what a host finds at the object's offsets). */
TOE_TEST(engine_terminate, hands_back_before_its_result) {
  rig_t rig;
  start(&rig, 2, 3, 0x30000000, false);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_RETURNED), 8);
  for (uint32_t i = 0; i < 8; ++i) {
    static const uint8_t kZeros[32] = {0};
    const toe_retire_t *returned = rig_retire(&rig, TOE_RETIRE_RETURNED, i);
    const toe_retire_t *row = rig_retire(&rig, TOE_RETIRE_CONTEXT, 4 + i / 2);
    toe_test_note("half %u", (unsigned)i);
    TOE_EXPECT_EQ(returned->cycle, 5245 + i);
    TOE_EXPECT_EQ(returned->u.returned.request_id, 0x101);
    TOE_EXPECT_EQ(returned->u.returned.index, 0);
    TOE_EXPECT_EQ(returned->u.returned.offset, 32 * i);
    TOE_EXPECT_MEM(returned->u.returned.data, row->u.context.data + 32 * (i % 2), 32);
    TOE_EXPECT_MEM(returned->u.returned.data + 32, kZeros, 32);
  }
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0x30000000);
  TOE_EXPECT_EQ(decided->u.decided.parent, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_lookup, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_rcv_buffer, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_xmit_buffer, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_host_memory, 2);
  TOE_EXPECT_EQ(decided->u.decided.fetched_cycle, 5157);
  const toe_retire_t *written = rig_retire(&rig, TOE_RETIRE_WRITTEN, 3);
  TOE_EXPECT_EQ(written->cycle, 5253);
  TOE_EXPECT_EQ(written->u.written.status, 0);
  TOE_EXPECT_EQ(written->u.written.handle, 0x30000000);
  TOE_EXPECT_EQ(written->u.written.flags, 5);
  TOE_EXPECT_EQ(written->u.written.decided_cycle, 5243);
  const toe_retire_t *completed = rig_retire(&rig, TOE_RETIRE_COMPLETED, 1);
  TOE_EXPECT_EQ(completed->cycle, 5254);
  TOE_EXPECT_EQ(completed->u.completed.attempted, 1);
  TOE_EXPECT_EQ(completed->u.completed.offloaded, 1);
  TOE_EXPECT_EQ(completed->u.completed.commit, 4);
  uint32_t found = 0;
  for (uint32_t i = 0; i < rig.output_count; ++i) {
    uint64_t address = rig.outputs[i].address;
    if (rig.outputs[i].type != TOE_ENGINE_WRITE || address < RETURNS || address >= RETURNS + 256) continue;
    TOE_EXPECT_EQ(address, RETURNS + 32 * found);
    TOE_EXPECT_EQ(rig.outputs[i].length_bytes, 32);
    ++found;
  }
  TOE_EXPECT_EQ(found, 8);
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_CONTEXT), 8); /* nothing is written there */
  rig_close(&rig);
}

/* Six objects of one TERMINATE behind the tree, the pairs without a gap from 5300 on: connection, path, a placeholder,
 * neighbor, the connection once more, a path never made.  Taken when loaded (5 edges after its last beat is visible) or
 * COMMIT is idle; the dead connection reads its rows like a live one. */
TOE_TEST(engine_terminate, takes_a_tree_apart) {
  static const uint32_t kHandle[] = {0x30000000, 0x20000000, 0, 0x10000000, 0x30000000, 0x20000001};
  static const uint32_t kLayer[] = {3, 2, 1, 1, 3, 2};
  /* last beats 5307, 5315, 5323, 5331, 5339, 5347: taken 6 later; reads 4, 0, -, 2, 4, 0: decided at the last + 3 */
  static const uint32_t kDecided[] = {5313 + 7, 5321 + 4, 5329 + 1, 5337 + 5, 5345 + 7, 5353 + 4};
  static const uint32_t kCause[] = {0, 0, 0, 0, TOE_CAUSE_BAD_HANDLE, TOE_CAUSE_BAD_HANDLE};
  static const uint32_t kFlags[] = {5, 5, 1, 5, 1, 1};
  static const uint32_t kHostMemory[] = {2, 1, 1, 0, 0, 0};
  uint8_t objects[3][TOE_OBJECT_BYTES], list[6][TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 0);
  for (uint32_t i = 0; i < 6; ++i) {
    rig_object(list[i], kLayer[i], kHandle[i] == 0 ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER, kHandle[i], (uint8_t)i);
  }
  rig_write(&rig, 5000, 0x10C, 2);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_terminate(command, 0x101, 6, RETURNS);
  rig_answer(&rig, 5240, 1, command, TOE_COMMAND_BYTES);
  for (uint32_t i = 0; i < 6; i += 2) {
    rig_answer(&rig, 5300 + 8 * i, (uint8_t)(TOE_STAGE_TAG_OBJECT + 2 + i / 2), list[i], 2 * TOE_OBJECT_BYTES);
  }
  rig_advance(&rig, 6000);
  for (uint32_t i = 0; i < 6; ++i) {
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3 + i);
    const toe_retire_t *written = rig_retire(&rig, TOE_RETIRE_WRITTEN, 3 + i);
    toe_test_note("object %u", (unsigned)i);
    TOE_EXPECT_EQ(decided->cycle, kDecided[i]);
    TOE_EXPECT_EQ(decided->u.decided.cause, kCause[i]);
    TOE_EXPECT_EQ(decided->u.decided.handle, kCause[i] == 0 ? kHandle[i] : 0);
    TOE_EXPECT_EQ(decided->u.decided.used_host_memory, kHostMemory[i]);
    TOE_EXPECT_EQ(written->u.written.index, i);
    TOE_EXPECT_EQ(written->u.written.status, kCause[i] == 0 ? 0 : 0xC0000001u);
    TOE_EXPECT_EQ(written->u.written.flags, kFlags[i]);
    TOE_EXPECT_EQ(written->u.written.handle, kCause[i] == 0 ? kHandle[i] : 0);
  }
  const toe_retire_t *completed = rig_retire(&rig, TOE_RETIRE_COMPLETED, 1);
  TOE_EXPECT_EQ(completed->u.completed.attempted, 6);
  TOE_EXPECT_EQ(completed->u.completed.offloaded, 3);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_RETURNED), 12); /* 8 of the connection, 4 of the neighbor */
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_RETURNED, 8)->u.returned.index, 3);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_RETURNED, 11)->u.returned.offset, 96);
  rig_close(&rig);
}

/* Not fetched, malformed, and the rest behind it: detached as in an INITIATE; the first error and its index. */
TOE_TEST(engine_terminate_bad, ends_at_the_first_object_in_error) {
  uint8_t objects[3][TOE_OBJECT_BYTES], list[4][TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 0);
  rig_object(list[0], 2, TOE_KIND_PLACEHOLDER, 0, 1);
  rig_object(list[1], 3, TOE_KIND_NEW, 0, 1); /* no such kind here */
  rig_object(list[2], 3, TOE_KIND_PLACEHOLDER, 0, 1);
  rig_object(list[3], 3, TOE_KIND_LINKER, 0x30000000, 1);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_terminate(command, 0x101, 4, RETURNS);
  rig_answer(&rig, 5240, 1, command, TOE_COMMAND_BYTES);
  rig_answer(&rig, 5300, TOE_STAGE_TAG_OBJECT + 2, list[0], 512);
  rig_answer(&rig, 5400, TOE_STAGE_TAG_OBJECT + 3, list[2], 512);
  rig_advance(&rig, 6000);
  static const uint32_t kCause[] = {0, TOE_CAUSE_MALFORMED, TOE_CAUSE_NOT_ATTEMPTED, TOE_CAUSE_NOT_ATTEMPTED};
  for (uint32_t i = 0; i < 4; ++i) {
    toe_test_note("object %u", (unsigned)i);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3 + i)->u.decided.cause, kCause[i]);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3 + i)->u.decided.attempted, i == 0);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 3 + i)->u.written.status, i == 0 ? 0 : 0xC0000001u);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 3 + i)->u.written.flags, i == 0);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 1)->u.completed.error, TOE_ERROR_BAD_OBJECT);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 1)->u.completed.error_index, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 1)->u.completed.attempted, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 1)->u.completed.offloaded, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 6)->u.decided.used_tcp, 1);
  rig_close(&rig);
}
