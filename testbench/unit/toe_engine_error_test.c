/* SPDX-License-Identifier: Apache-2.0
 *
 * What the engine answers to commands, objects, completions and BAR accesses in error.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

/* One command, its data as given; the completion's error comes back at 5108 with no result and no read. */
static void expect_command_error(const char *name, const uint8_t *command, uint32_t error) {
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_advance(&rig, 6000);
  toe_test_note("%s", name);
  TOE_EXPECT_EQ(rig.output_count, 3); /* command read, completion, message */
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->cycle, 5106);
  TOE_EXPECT_EQ(decided->u.decided.error, error);
  TOE_EXPECT_EQ(decided->u.decided.is_object, 0);
  TOE_EXPECT_EQ(decided->u.decided.limit, 0);
  TOE_EXPECT_EQ(decided->u.decided.request_id, 0xC0FFEE);
  const toe_retire_t *completed = rig_retire(&rig, TOE_RETIRE_COMPLETED, 0);
  TOE_EXPECT_EQ(completed->cycle, 5108);
  TOE_EXPECT_EQ(completed->u.completed.error, error);
  TOE_EXPECT_EQ(completed->u.completed.request_id, 0xC0FFEE);
  TOE_EXPECT_EQ(completed->u.completed.commit, 1);
  rig_close(&rig);
}

TOE_TEST(engine_bad, answers_each_malformed_command_with_its_error) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_command(command, 0xC0FFEE, 1);
  command[1] = 2;
  command[0] = 99; /* the version is looked at first */
  expect_command_error("version", command, 2);
  rig_command(command, 0xC0FFEE, 1);
  command[3] = 1;
  expect_command_error("flags", command, 2);
  rig_command(command, 0xC0FFEE, 1);
  command[0] = 8;
  expect_command_error("opcode", command, 1);
  rig_command(command, 0xC0FFEE, 0);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, 1);
  expect_command_error("count 0", command, 3);
  rig_command(command, 0xC0FFEE, 1048577);
  expect_command_error("count 1048577", command, 3);
  rig_command(command, 0xC0FFEE, 1);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, RIG_OBJECTS + 128);
  expect_command_error("object address", command, 4);
  rig_command(command, 0xC0FFEE, 1);
  TOE_WRITE(command, COMMAND, RESULT_ADDR, RIG_RESULTS + 16);
  expect_command_error("result address", command, 4);
  rig_set(command, 0xC0FFEE, 23, 1);
  expect_command_error("setting", command, 5);
  rig_set(command, 0xC0FFEE, TOE_SETTING_INTERFACE_VLAN, 0x10000); /* add id 0 */
  expect_command_error("VLAN id", command, 5);
  rig_set(command, 0xC0FFEE, TOE_SETTING_LIMIT_NEIGHBOR, 4097);
  expect_command_error("setting above what was built", command, 5);
}

/* UR, or poisoned data: COMMAND_FETCH, request id 0; the read ends with its last beat, 5101. */
TOE_TEST(engine_bad, answers_a_command_it_could_not_read) {
  uint8_t command[TOE_COMMAND_BYTES];
  for (uint32_t test = 0; test < 2; ++test) {
    toe_test_note("case %u", (unsigned)test);
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_command(command, 5, 1);
    rig_write(&rig, 5000, 0x10C, 1);
    if (test == 0) {
      rig_refuse(&rig, 5101, 0, 1);
    } else {
      rig_input_t input = {
          .kind = RIG_COMPLETION,
          .cycle = 5100,
          .completion = {.type = TOE_ENGINE_COMPLETION_DATA, .tag = 0, .length_bytes = 64, .is_poisoned = true}};
      memcpy(input.data, command, 64);
      rig_put(&rig, &input);
    }
    rig_advance(&rig, 6000);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 0);
    TOE_EXPECT_EQ(decided->cycle, 5106);
    TOE_EXPECT_EQ(decided->u.decided.error, 6);
    TOE_EXPECT_EQ(decided->u.decided.request_id, 0);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.request_id, 0);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.error, 6);
    rig_close(&rig);
  }
}

/* UR at 5200 for the first chunk of two: LOAD 5201, taken 5202, decided 5203; the second 5203, 5204, 5205.  The third
 * object, fetched well, is not attempted: detached. */
TOE_TEST(engine_bad, answers_objects_it_could_not_read) {
  uint8_t command[TOE_COMMAND_BYTES], object[TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 5, 3);
  rig_object(object, TOE_LAYER_TCP, TOE_KIND_PLACEHOLDER, 0, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_refuse(&rig, 5200, 32, 1);
  rig_answer(&rig, 5300, 33, object, 256); /* 5300..5307: LOAD 5308, taken 5313, decided 5314 */
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 3);
  static const toe_cycle_t kCycle[] = {5203, 5205, 5314};
  static const uint32_t kCause[] = {TOE_CAUSE_FETCH, TOE_CAUSE_FETCH, TOE_CAUSE_NOT_ATTEMPTED};
  static const uint32_t kError[] = {8, 8, 0};
  static const uint32_t kLayer[] = {0, 0, 3};
  for (uint32_t i = 0; i < 3; ++i) {
    toe_test_note("object %u", (unsigned)i);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, i);
    TOE_EXPECT_EQ(decided->cycle, kCycle[i]);
    TOE_EXPECT_EQ(decided->u.decided.cause, kCause[i]);
    TOE_EXPECT_EQ(decided->u.decided.error, kError[i]);
    TOE_EXPECT_EQ(decided->u.decided.layer, kLayer[i]);
    TOE_EXPECT_EQ(decided->u.decided.attempted, 0);
    TOE_EXPECT_EQ(decided->u.decided.fetched_cycle, i == 2 ? 5307 : 0);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, i)->u.written.status, 0xC0000001u);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, i)->u.written.flags, 0);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.error, 8);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.error_index, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.attempted, 0);
  rig_close(&rig);
}

/* What had arrived before the bad completion counts: the first object of the chunk is good, and stays (D-5).  More for
 * the ended tag is dropped. */
TOE_TEST(engine_bad, uses_what_arrived_before_a_bad_completion) {
  uint8_t command[TOE_COMMAND_BYTES], objects[2][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 5, 2);
  rig_object(objects[0], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 0);
  rig_object(objects[1], TOE_LAYER_PATH, TOE_KIND_NEW, 0, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5200, 32, objects[0], 256);
  rig_refuse(&rig, 5208, 32, 4);
  rig_answer(&rig, 5209, 32, objects[1], 256);
  rig_answer(&rig, 5230, 60, objects[1], 256); /* never asked for */
  rig_answer(&rig, 5240, 200, objects[1], 256);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 2);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 0)->cycle, 5215);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 0)->u.decided.cause, TOE_CAUSE_OK);
  /* LOAD idle from 5214: starts 5214, offers 5215, COMMIT idle from 5216, decided 5217 */
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 1)->cycle, 5217);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 1)->u.decided.cause, TOE_CAUSE_FETCH);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 1)->u.decided.used_neighbor, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 1)->u.written.status, 0x40020004u);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.error_index, 1);
  rig_close(&rig);
}

/* Handles a linker may not name; each root stops its request, taking as long as a read would. */
TOE_TEST(engine_bad, refuses_handles_that_name_nothing) {
  static const uint32_t kHandle[] = {0, 0x10000000, 0x20000000, 0x10100000, 0x1FFFFFFF, 0xFFFFFFFF};
  for (uint32_t i = 0; i < sizeof kHandle / sizeof kHandle[0]; ++i) {
    uint8_t command[TOE_COMMAND_BYTES], object[TOE_OBJECT_BYTES];
    toe_engine_stats_t stats;
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_command(command, 5, 1);
    rig_object(object, TOE_LAYER_NEIGHBOR, TOE_KIND_LINKER, kHandle[i], 0);
    rig_write(&rig, 5000, 0x10C, 1);
    rig_answer(&rig, 5100, 0, command, 64);
    rig_answer(&rig, 5200, 32, object, 256);
    rig_advance(&rig, 6000);
    toe_engine_get_stats(rig.engine, &stats);
    toe_test_note("handle %#x", (unsigned)kHandle[i]);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 0);
    TOE_EXPECT_EQ(decided->cycle, 5217); /* a = 5213, r = 5214 */
    TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_BAD_HANDLE);
    TOE_EXPECT_EQ(decided->u.decided.attempted, 1);
    TOE_EXPECT_EQ(decided->u.decided.handle, 0);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 0)->u.written.flags, 1);
    TOE_EXPECT_EQ(stats.sram_reads, 0);
    rig_close(&rig);
  }
}

/* BAR accesses that are not one aligned DW of a register. */
TOE_TEST(engine_bad, drops_and_refuses_wrong_bar_accesses) {
  static const struct {
    toe_engine_type_t type;
    uint32_t address, length_bytes;
    uint8_t first_be;
    bool is_read_refused, is_dropped;
  } kCases[] = {{TOE_ENGINE_READ, 0x000C, 4, 0xF, true, false},  {TOE_ENGINE_READ, 0x0000, 8, 0xF, true, false},
                {TOE_ENGINE_READ, 0x0002, 4, 0xF, true, false},  {TOE_ENGINE_READ, 0x3004, 4, 0xF, true, false},
                {TOE_ENGINE_WRITE, 0x0004, 4, 0x7, false, true}, {TOE_ENGINE_WRITE, 0x0004, 8, 0xF, false, true},
                {TOE_ENGINE_WRITE, 0x0006, 4, 0xF, false, true}, {TOE_ENGINE_WRITE, 0x0000, 4, 0xF, false, true},
                {TOE_ENGINE_COMPLETION, 0, 0, 0, false, true},   {TOE_ENGINE_OTHER, 0, 0, 0, false, true},
                {TOE_ENGINE_READ, 0x4000, 4, 0xF, false, false}}; /* the low 14 bits: ID */
  rig_t rig;
  rig_open(&rig);
  toe_cycle_t cycle = 0;
  uint32_t dropped = 0;
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    rig_input_t input = {.kind = RIG_REQUEST,
                         .cycle = cycle,
                         .request = {.type = kCases[i].type,
                                     .address = kCases[i].address,
                                     .length_bytes = kCases[i].length_bytes,
                                     .first_be = kCases[i].first_be,
                                     .data = 3}};
    rig_put(&rig, &input);
    uint32_t before = rig.output_count;
    cycle += 10;
    rig_advance(&rig, cycle);
    toe_test_note("case %u", (unsigned)i);
    bool is_read = kCases[i].type == TOE_ENGINE_READ;
    TOE_ASSERT_EQ(rig.output_count - before, is_read ? 1 : 0);
    if (is_read) {
      TOE_EXPECT_EQ(rig.outputs[before].cycle, cycle - 8);
      TOE_EXPECT_EQ(rig.outputs[before].status, kCases[i].is_read_refused ? 1 : 0);
      TOE_EXPECT_EQ(rig.outputs[before].type,
                    kCases[i].is_read_refused ? TOE_ENGINE_COMPLETION : TOE_ENGINE_COMPLETION_DATA);
    }
    dropped += kCases[i].is_dropped;
  }
  rig_read(&rig, cycle, 0x078, 0);
  rig_read(&rig, cycle + 1, 0x004, 0);
  rig_advance(&rig, cycle + 10);
  TOE_EXPECT_EQ(rig.outputs[rig.output_count - 2].data[0], dropped);
  TOE_EXPECT_EQ(rig.outputs[rig.output_count - 1].data[0], 0); /* CTRL was never written */
  rig_close(&rig);
}
