/* SPDX-License-Identifier: Apache-2.0
 *
 * What the whole engine denies, and how it says so.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

/* Each pool at its limit: the cause, the limit in the record, no trace left by what was denied, and the status. */
TOE_TEST(engine, denies_at_each_limit) {
  static const struct {
    uint32_t setting, value, denied, cause, status;
  } kCases[] = {{TOE_SETTING_LIMIT_NEIGHBOR, 0, 0, TOE_CAUSE_NEIGHBOR_POOL, 0xC0231006u},
                {TOE_SETTING_LIMIT_PATH, 0, 1, TOE_CAUSE_PATH_POOL, 0xC0231005u},
                {TOE_SETTING_LIMIT_TCP, 1, 3, TOE_CAUSE_TCP_POOL, 0xC0231004u},
                {TOE_SETTING_LIMIT_HOST_MEMORY, 3, 3, TOE_CAUSE_HOST_POOL, 0xC000009Au}};
  for (uint32_t i = 0; i < 4; ++i) {
    uint8_t command[TOE_COMMAND_BYTES], objects[4][TOE_OBJECT_BYTES];
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_set(command, 9, kCases[i].setting, kCases[i].value);
    rig_write(&rig, 5000, 0x10C, 2);
    rig_answer(&rig, 5100, 0, command, 64);
    rig_command(command, 10, 4);
    rig_answer(&rig, 5102, 1, command, 64);
    for (uint32_t k = 0; k < 4; ++k) rig_object(objects[k], k < 2 ? 1 + k : 3, TOE_KIND_NEW, 0, (uint8_t)k);
    rig_answer(&rig, 5200, 33, objects[0], 512); /* chunk 0 was the marker */
    rig_answer(&rig, 5216, 34, objects[2], 512);
    rig_advance(&rig, 6000);
    toe_test_note("setting %u", (unsigned)kCases[i].setting);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 1 + kCases[i].denied);
    TOE_EXPECT_EQ(decided->u.decided.cause, kCases[i].cause);
    TOE_EXPECT_EQ(decided->u.decided.limit, kCases[i].value);
    TOE_EXPECT_EQ(decided->u.decided.handle, 0);
    TOE_EXPECT_EQ(decided->u.decided.used_host_memory, kCases[i].denied);
    TOE_EXPECT_EQ(decided->u.decided.used_lookup, kCases[i].denied == 3 ? 1 : 0);
    for (uint32_t k = 0; k < 4; ++k) {
      const toe_retire_t *written = rig_retire(&rig, TOE_RETIRE_WRITTEN, k);
      if (written->u.written.index == kCases[i].denied) TOE_EXPECT_EQ(written->u.written.status, kCases[i].status);
    }
    rig_close(&rig);
  }
}

/* The same addresses and ports twice, in one request and through a linker's path: found in the lookup (D-4), since a
 * connection is live before its request is done [R88]. */
TOE_TEST(engine, finds_a_duplicate_connection) {
  uint8_t command[TOE_COMMAND_BYTES], objects[6][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 10, 6);
  for (uint32_t k = 0; k < 4; ++k) rig_object(objects[k], k < 2 ? 1 + k : 3, TOE_KIND_NEW, 0, 7);
  rig_object(objects[4], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  rig_object(objects[5], TOE_LAYER_TCP, TOE_KIND_NEW, 0, 7);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  for (uint32_t k = 0; k < 3; ++k) rig_answer(&rig, 5200 + 16 * k, (uint8_t)(32 + k), objects[2 * k], 512);
  rig_advance(&rig, 6000);
  static const uint32_t kCause[] = {0, 0, 0, TOE_CAUSE_REJECT_DUPLICATE, 0, TOE_CAUSE_REJECT_DUPLICATE};
  for (uint32_t k = 0; k < 6; ++k) {
    toe_test_note("object %u", (unsigned)k);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, k)->u.decided.cause, kCause[k]);
  }
  rig_close(&rig);
}

/* S0 through the whole engine, faults enabled; its six statuses and the order they are written in. What went in stays
 * in and what failed holds nothing [R7, R84]; an internal failure is FAILURE [R24]; N1 looks at P1 and P2 only [R20].
 */
TOE_TEST(engine, answers_s0) {
  static const uint32_t kLayer[] = {1, 2, 3, 3, 2, 3};
  static const uint32_t kIndex[] = {2, 3, 1, 5, 4, 0};
  static const uint32_t kStatus[] = {0, 0xC000009Au, 0x40020004u, 0xC0000001u, 0xC0000001u, 0x40020004u};
  uint8_t command[TOE_COMMAND_BYTES], objects[6][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 10, 6);
  for (uint32_t k = 0; k < 6; ++k) rig_object(objects[k], kLayer[k], TOE_KIND_NEW, 0, (uint8_t)k);
  TOE_WRITE(objects[3], OBJECT, FAULT, TOE_FAULT_HOST_MEMORY);
  TOE_WRITE(objects[4], OBJECT, FAULT, TOE_FAULT_INTERNAL);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  for (uint32_t k = 0; k < 3; ++k) rig_answer(&rig, 5200 + 16 * k, (uint8_t)(32 + k), objects[2 * k], 512);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_WRITTEN), 6);
  for (uint32_t k = 0; k < 6; ++k) {
    toe_test_note("result %u", (unsigned)k);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, k)->u.written.index, kIndex[k]);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, k)->u.written.status, kStatus[k]);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->u.decided.attempted, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->u.decided.used_neighbor, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->u.decided.used_path, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->u.decided.used_tcp, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->u.decided.used_host_memory, 3);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.attempted, 5);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.offloaded, 3);
  rig_close(&rig);
}

/* A TCP context (decided 5235, idle again from 5240) holds back the new neighbor behind it, taken at 5236, ready at
 * 5238.  A linker whose handle has bit 20 set names nothing, though neighbor 0 is in use. */
TOE_TEST(engine, waits_for_the_context_port_and_checks_all_handle_bits) {
  uint8_t command[TOE_COMMAND_BYTES], objects[6][TOE_OBJECT_BYTES];
  toe_engine_stats_t stats;
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 10, 6);
  for (uint32_t k = 0; k < 3; ++k) rig_object(objects[k], 1 + k, TOE_KIND_NEW, 0, 7);
  rig_object(objects[3], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 7);
  rig_object(objects[4], TOE_LAYER_NEIGHBOR, TOE_KIND_LINKER, 0x10100000, 0);
  rig_object(objects[5], TOE_LAYER_NEIGHBOR, TOE_KIND_LINKER, 0x10000001, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5184, 34, objects[4], 512);
  rig_answer(&rig, 5200, 32, objects[0], 512);
  rig_answer(&rig, 5216, 33, objects[2], 512);
  rig_advance(&rig, 6000);
  /* object 2: arrived 5223, LOAD 5224, taken 5229, decided 5235; object 3: arrived 5231, LOAD 5232, offered 5237 and
   * taken, ready 5239, CTXW idle from 5240 */
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2)->cycle, 5235);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->cycle, 5240);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->u.decided.handle, 0x10000001);
  /* object 4: LOAD 5238, offered 5243 and taken, r = 5244, decided 5247; object 5: LOAD 5244, taken 5249, 5253 */
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 4)->cycle, 5247);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 4)->u.decided.cause, TOE_CAUSE_BAD_HANDLE);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->cycle, 5253);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 5)->u.decided.cause, TOE_CAUSE_OK);
  toe_engine_get_stats(rig.engine, &stats);
  TOE_EXPECT_EQ(stats.sram_stall_cycles, 1); /* 5239 */
  TOE_EXPECT_EQ(stats.sram_reads, 1);
  rig_close(&rig);
}

/* A SET and a BAR write of its register at one edge (5106): the SET wins; an edge later the write does. */
TOE_TEST(engine, lets_a_setting_win_over_a_bar_write) {
  for (uint32_t test = 0; test < 2; ++test) {
    uint8_t command[TOE_COMMAND_BYTES];
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_set(command, 9, TOE_SETTING_LIMIT_TCP, 77);
    rig_write(&rig, 5000, 0x10C, 1);
    rig_write(&rig, 5050, 0x004, 0);
    rig_answer(&rig, 5100, 0, command, 64);
    rig_write(&rig, 5106 + test, 0x048, 50);
    rig_read(&rig, 5200, 0x048, 0);
    rig_advance(&rig, 6000);
    toe_test_note("write at %u", (unsigned)(5106 + test));
    TOE_EXPECT_EQ(rig.outputs[rig.output_count - 1].data[0], test == 0 ? 77 : 50);
    rig_close(&rig);
  }
}
