/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine where something is full, late or wrong.  Edges counted by hand from docs/microarchitecture.md.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

/* The n-th write that left to an address; NULL (and a failed check): none. */
static const toe_engine_output_t *write_to(const rig_t *rig, uint64_t address, uint32_t n) {
  static const toe_engine_output_t kNone = {.cycle = TOE_CYCLE_NEVER};
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    if (output->type == TOE_ENGINE_WRITE && output->address == address && n-- == 0) return output;
  }
  TOE_EXPECT(!"no such write");
  return &kNone;
}

static uint32_t writes_to(const rig_t *rig, uint64_t address) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    count += rig->outputs[i].type == TOE_ENGINE_WRITE && rig->outputs[i].address == address;
  }
  return count;
}

/* A marker: x = 5102, pushed 5103, LOAD 5104, taken 5105, decided 5106, pushed 5107, leaves 5108. */
TOE_TEST(engine, takes_a_setting_as_a_marker) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_set(command, 9, TOE_SETTING_LIMIT_TCP, 77);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_read(&rig, 5105, 0x048, 1);
  rig_read(&rig, 5106, 0x048, 2); /* the state visible at 5107 */
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 1);
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->cycle, 5106);
  TOE_EXPECT_EQ(decided->u.decided.is_object, 0);
  TOE_EXPECT_EQ(decided->u.decided.limit, 77);
  TOE_EXPECT_EQ(decided->u.decided.request_id, 9);
  TOE_EXPECT_EQ(decided->u.decided.error, 0);
  TOE_EXPECT_EQ(write_to(&rig, RIG_CPL_RING, 0)->cycle, 5108);
  TOE_EXPECT_EQ(rig.outputs[1].data[1], 0x10); /* 4096 at 5105 */
  TOE_EXPECT_EQ(rig.outputs[2].data[0], 77);
  rig_close(&rig);
}

/* A completion ring of 2 holds one entry: the second waits for the doorbell of 6000, the third for that of 6100, and
 * PHASE turns with the wrap. */
TOE_TEST(engine, waits_for_room_in_the_completion_ring) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_config(&rig, 0, true, false, 512);
  rig_write(&rig, 1, 0x100, RIG_CMD_RING);
  rig_write(&rig, 2, 0x108, 8);
  rig_write(&rig, 3, 0x120, RIG_CPL_RING);
  rig_write(&rig, 4, 0x128, 2);
  rig_write(&rig, 5, 0x004, 1);
  rig_write(&rig, 5000, 0x10C, 3);
  for (uint32_t i = 0; i < 3; ++i) {
    rig_set(command, 10 + i, TOE_SETTING_WALK_POLICY, 1);
    rig_answer(&rig, 5100 + 2 * i, (uint8_t)i, command, 64);
  }
  rig_write(&rig, 6000, 0x12C, 1);
  rig_write(&rig, 6100, 0x12C, 0);
  rig_advance(&rig, 5999);
  TOE_EXPECT_EQ(toe_engine_next_wake(rig.engine), 6000); /* the input; waiting for room is quiescent */
  rig_advance(&rig, 7000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_COMPLETED), 3);
  static const toe_cycle_t kCycle[] = {5108, 6002, 6102};
  static const uint32_t kPhase[] = {1, 1, 0};
  for (uint32_t i = 0; i < 3; ++i) {
    toe_test_note("completion %u", (unsigned)i);
    const toe_retire_t *retire = rig_retire(&rig, TOE_RETIRE_COMPLETED, i);
    TOE_EXPECT_EQ(retire->cycle, kCycle[i]);
    TOE_EXPECT_EQ(retire->u.completed.phase, kPhase[i]);
    TOE_EXPECT_EQ(retire->u.completed.request_id, 10 + i);
    TOE_EXPECT_EQ(retire->u.completed.command_head, i + 1);
  }
  TOE_EXPECT_EQ(writes_to(&rig, RIG_CPL_RING), 2);
  TOE_EXPECT_EQ(writes_to(&rig, RIG_CPL_RING + 32), 1);
  rig_close(&rig);
}

/* Slots: 16 commands are fetched, the 17th only when the completion entry of the first is pushed (5107). */
TOE_TEST(engine, fetches_as_many_commands_as_it_has_slots) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_config(&rig, 0, true, false, 512);
  rig_write(&rig, 1, 0x100, RIG_CMD_RING);
  rig_write(&rig, 2, 0x108, 32);
  rig_write(&rig, 3, 0x120, RIG_CPL_RING);
  rig_write(&rig, 4, 0x128, 32);
  rig_write(&rig, 5, 0x004, 1);
  rig_write(&rig, 5000, 0x10C, 20);
  rig_set(command, 1, TOE_SETTING_WALK_POLICY, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_advance(&rig, 5050);
  TOE_ASSERT_EQ(rig.output_count, 16);
  for (uint32_t i = 0; i < 16; ++i) { /* pushed one an edge from 5001 on */
    TOE_EXPECT_EQ(rig.outputs[i].cycle, 5002 + i);
    TOE_EXPECT_EQ(rig.outputs[i].tag, i);
    TOE_EXPECT_EQ(rig.outputs[i].address, RIG_CMD_RING + 64 * i);
  }
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig.output_count, 18);
  TOE_EXPECT_EQ(rig.outputs[16].cycle, 5108); /* the completion entry */
  TOE_EXPECT_EQ(rig.outputs[17].cycle, 5109); /* pushed at 5108 */
  TOE_EXPECT_EQ(rig.outputs[17].tag, 0);
  TOE_EXPECT_EQ(rig.outputs[17].address, RIG_CMD_RING + 64 * 16);
  rig_close(&rig);
}

/* 70 objects, never answered: 32 chunks of two go out, one an edge, from 5103 on; two objects of a chunk that crosses
 * into the next 4 KiB are asked for one by one. */
TOE_TEST(engine, asks_for_objects_until_the_chunk_ring_is_full) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 1, 70);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, RIG_OBJECTS + 256);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig.output_count, 33);
  uint64_t address = RIG_OBJECTS + 256;
  for (uint32_t i = 0; i < 32; ++i) {
    toe_test_note("read %u", (unsigned)i);
    uint32_t bytes = address % 4096 == 3840 ? 256 : 512;
    TOE_EXPECT_EQ(rig.outputs[1 + i].cycle, 5104 + i);
    TOE_EXPECT_EQ(rig.outputs[1 + i].tag, 32 + i);
    TOE_EXPECT_EQ(rig.outputs[1 + i].address, address);
    TOE_EXPECT_EQ(rig.outputs[1 + i].length_bytes, bytes);
    address += bytes;
  }
  rig_close(&rig);
}

/* The chunk of 32 (two objects at 5200..5215) is free with the handshake of its second: loads 5208 and 5216, taken
 * 5213 and 5221; the 33rd read is pushed at 5222. */
TOE_TEST(engine, frees_a_chunk_with_its_last_object) {
  uint8_t command[TOE_COMMAND_BYTES], objects[2][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_command(command, 1, 70);
  rig_object(objects[0], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 0);
  rig_object(objects[1], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 1);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5200, 32, objects[0], 512);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig.output_count, 35);
  const toe_engine_output_t *read = &rig.outputs[34]; /* 33: the result of object 0, closed by object 1 */
  TOE_EXPECT_EQ(rig.outputs[33].type, TOE_ENGINE_READ);
  TOE_EXPECT_EQ(rig.outputs[33].cycle, 5223);
  TOE_EXPECT_EQ(rig.outputs[33].tag, 32);
  TOE_EXPECT_EQ(read->type, TOE_ENGINE_WRITE);
  TOE_EXPECT_EQ(read->cycle, 5225); /* decided 5223, pushed 5224 */
  rig_close(&rig);
}

/* MRRS 256: one object a read. */
TOE_TEST(engine, keeps_reads_within_mrrs) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_config(&rig, 20, true, true, 256);
  rig_command(command, 1, 3);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig.output_count, 4);
  for (uint32_t i = 0; i < 3; ++i) {
    TOE_EXPECT_EQ(rig.outputs[1 + i].length_bytes, 256);
    TOE_EXPECT_EQ(rig.outputs[1 + i].address, RIG_OBJECTS + 256 * i);
  }
  rig_close(&rig);
}

/* Bus-master enable given at 5200 is visible at 5201. */
TOE_TEST(engine, starts_no_dma_without_bus_master) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_config(&rig, 5050, false, true, 512);
  rig_config(&rig, 5200, true, true, 512);
  rig_command(command, 1, 1);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_write(&rig, 5150, 0x10C, 2);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig.output_count, 3);
  TOE_EXPECT_EQ(rig.outputs[1].cycle, 5202); /* the command first */
  TOE_EXPECT_EQ(rig.outputs[1].tag, 1);
  TOE_EXPECT_EQ(rig.outputs[2].cycle, 5203);
  TOE_EXPECT_EQ(rig.outputs[2].tag, 32);
  rig_close(&rig);
}

/* A marker's completion is pushed at 5107.  A CPL_DOORBELL write at that edge is judged with the tail before: the ring
 * was empty, it arms, and the push fires: pending visible 5108, message pushed 5108, leaves 5109. */
TOE_TEST(engine, loses_no_interrupt_between_doorbell_and_push) {
  uint8_t command[TOE_COMMAND_BYTES];
  for (uint32_t test = 0; test < 3; ++test) {
    toe_test_note("doorbell at %u", (unsigned)(5106 + test));
    rig_t rig;
    rig_open(&rig);
    rig_config(&rig, 0, true, true, 512);
    rig_write(&rig, 1, 0x100, RIG_CMD_RING);
    rig_write(&rig, 2, 0x108, 8);
    rig_write(&rig, 3, 0x120, RIG_CPL_RING);
    rig_write(&rig, 4, 0x128, 8);
    rig_write(&rig, 5, 0x2000, RIG_MESSAGE | 3); /* low 2 bits ignored */
    rig_write(&rig, 7, 0x200C, 0);
    rig_write(&rig, 8, 0x084, 1);
    rig_write(&rig, 9, 0x004, 1);
    rig_set(command, 9, TOE_SETTING_WALK_POLICY, 1);
    rig_write(&rig, 5000, 0x10C, 1);
    rig_answer(&rig, 5100, 0, command, 64);
    rig_write(&rig, 5106 + test, 0x12C, 0);
    rig_advance(&rig, 6000);
    TOE_EXPECT_EQ(writes_to(&rig, RIG_MESSAGE), 1);
    /* at 5108 the ring is seen not empty: pending at once, visible 5109 */
    TOE_EXPECT_EQ(write_to(&rig, RIG_MESSAGE, 0)->cycle, test == 2 ? 5110 : 5109);
    rig_close(&rig);
  }
}

/* Without the doorbell nothing is armed; INTR_TEST sends it all the same; masks hold it back as pending. */
TOE_TEST(engine, sends_messages_only_when_armed_and_unmasked) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_config(&rig, 0, true, true, 512);
  rig_write(&rig, 1, 0x100, RIG_CMD_RING);
  rig_write(&rig, 2, 0x108, 8);
  rig_write(&rig, 3, 0x120, RIG_CPL_RING);
  rig_write(&rig, 4, 0x128, 8);
  rig_write(&rig, 5, 0x2000, RIG_MESSAGE);
  rig_write(&rig, 8, 0x084, 1);
  rig_write(&rig, 9, 0x004, 1);
  rig_set(command, 9, TOE_SETTING_WALK_POLICY, 1);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(writes_to(&rig, RIG_MESSAGE), 0);
  rig_write(&rig, 6000, 0x088, 1); /* test: pending visible 6001, but the vector is masked */
  rig_read(&rig, 6001, 0x3000, 1);
  rig_advance(&rig, 6100);
  TOE_EXPECT_EQ(writes_to(&rig, RIG_MESSAGE), 0);
  TOE_EXPECT_EQ(rig.outputs[rig.output_count - 1].data[0], 1);
  rig_write(&rig, 6100, 0x200C, 0); /* unmasked: pushed 6101, leaves 6102 */
  rig_read(&rig, 6101, 0x3000, 2);  /* cleared by the push of this edge */
  rig_advance(&rig, 6200);
  TOE_EXPECT_EQ(write_to(&rig, RIG_MESSAGE, 0)->cycle, 6102);
  TOE_EXPECT_EQ(rig.outputs[rig.output_count - 1].data[0], 0);
  rig_config(&rig, 6200, true, false, 512);
  rig_write(&rig, 6210, 0x088, 1);
  rig_config(&rig, 6300, true, true, 512); /* visible 6301, leaves 6302 */
  rig_advance(&rig, 6400);
  TOE_EXPECT_EQ(write_to(&rig, RIG_MESSAGE, 1)->cycle, 6302);
  TOE_EXPECT_EQ(writes_to(&rig, RIG_MESSAGE), 2);
  rig_close(&rig);
}

/* A set of pending[0] at the edge of the clear wins: test at 6000 is pushed at 6001, where a second test arrives. */
TOE_TEST(engine, keeps_pending_set_at_the_edge_of_its_message) {
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_write(&rig, 6000, 0x088, 1);
  rig_write(&rig, 6001, 0x088, 1);
  rig_advance(&rig, 7000);
  TOE_ASSERT_EQ(writes_to(&rig, RIG_MESSAGE), 2);
  TOE_EXPECT_EQ(write_to(&rig, RIG_MESSAGE, 0)->cycle, 6002);
  TOE_EXPECT_EQ(write_to(&rig, RIG_MESSAGE, 1)->cycle, 6003);
  rig_close(&rig);
}

/* WBQ has 8 places and PQ 16; with no posted credit the pipeline fills: 16 results are pushed, 8 items wait, and the
 * next is held in COMMIT, the one behind it in LOAD. */
TOE_TEST(engine, stands_still_behind_a_link_without_credit) {
  enum { OBJECTS = 40 };
  uint8_t command[TOE_COMMAND_BYTES];
  static uint8_t objects[OBJECTS][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open_with(&rig, (toe_engine_credits_t){0, 0, 0xFFFFFFFFu}, false);
  rig_start(&rig);
  rig_command(command, 1, OBJECTS);
  for (uint32_t i = 0; i < OBJECTS; ++i) {
    rig_object(objects[i], i == 0 ? TOE_LAYER_PATH : TOE_LAYER_TCP, TOE_KIND_PLACEHOLDER, 0, 0);
  }
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  for (uint32_t i = 0; i < OBJECTS / 2; ++i) rig_answer(&rig, 5200 + 16 * i, (uint8_t)(32 + i), objects[2 * i], 512);
  rig_advance(&rig, 8000);
  /* object 0 stays open, 1..16 fill PQ, 17..24 WBQ; 25 waits in COMMIT */
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 25);
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_WRITTEN), 0);
  TOE_EXPECT_EQ(toe_engine_next_wake(rig.engine), TOE_CYCLE_NEVER);
  rig_credits(&rig, 8000, 1, 2, 0);
  rig_advance(&rig, 9000);
  /* leaves 8001, WRITEBACK pushes 17 at 8002 and its entry leaves, COMMIT decides 25 at 8003 */
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 0)->cycle, 8001);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), 26);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 25)->cycle, 8003);
  rig_credits(&rig, 9000, 100, 200, 0);
  rig_advance(&rig, 12000);
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_WRITTEN), OBJECTS);
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_COMPLETED), 1);
  rig_close(&rig);
}

/* Edges at which the device works: 0..4096 clearing the tables, then none until an input. */
TOE_TEST(engine, counts_busy_edges_whatever_the_steps) {
  toe_engine_stats_t one, many;
  for (uint32_t step = 0; step < 2; ++step) {
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_write(&rig, 5000, 0x10C, 1);
    if (step == 1) {
      for (toe_cycle_t c = 1; c <= 6000; ++c) rig_advance(&rig, c);
    }
    rig_advance(&rig, 6000);
    toe_engine_get_stats(rig.engine, step == 0 ? &one : &many);
    rig_close(&rig);
  }
  TOE_EXPECT_EQ(one.cycles, 6000);
  TOE_EXPECT_EQ(one.busy_cycles, many.busy_cycles);
  /* 4097; then the doorbell 5000, its push 5001, its leaving 5002, and the edge after, at which nothing is left */
  TOE_EXPECT_EQ(one.busy_cycles, 4097 + 4);
}

/* Commands win the push: at 5201, when DMA is allowed again, the third command's read goes first, the object of the
 * first command at 5202, so OBJ_FETCH is idle from 5203, decodes the second command there and pushes at 5204. */
TOE_TEST(engine, lets_commands_win_over_objects) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_config(&rig, 5090, false, true, 512);
  rig_config(&rig, 5200, true, true, 512);
  rig_command(command, 1, 1);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5102, 1, command, 64);
  rig_write(&rig, 5150, 0x10C, 3);
  rig_advance(&rig, 6000);
  static const uint32_t kTag[] = {0, 1, 2, 32, 33};
  static const toe_cycle_t kCycle[] = {5002, 5003, 5202, 5203, 5205};
  TOE_ASSERT_EQ(rig.output_count, 5);
  for (uint32_t i = 0; i < 5; ++i) {
    toe_test_note("read %u", (unsigned)i);
    TOE_EXPECT_EQ(rig.outputs[i].tag, kTag[i]);
    TOE_EXPECT_EQ(rig.outputs[i].cycle, kCycle[i]);
  }
  rig_close(&rig);
}

/* While INTR_ENABLE is 0 a doorbell of an empty ring arms and the push of its edge (5107) leaves it armed: the next
 * push, enabled again, fires.  With the tail after the push the ring would not have been empty, and nothing armed. */
TOE_TEST(engine, judges_a_doorbell_with_the_tail_before_a_push) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_config(&rig, 0, true, true, 512);
  rig_write(&rig, 1, 0x100, RIG_CMD_RING);
  rig_write(&rig, 2, 0x108, 8);
  rig_write(&rig, 3, 0x120, RIG_CPL_RING);
  rig_write(&rig, 4, 0x128, 8);
  rig_write(&rig, 5, 0x2000, RIG_MESSAGE);
  rig_write(&rig, 7, 0x200C, 0);
  rig_write(&rig, 9, 0x004, 1);
  rig_set(command, 9, TOE_SETTING_WALK_POLICY, 1);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_write(&rig, 5107, 0x12C, 0);
  rig_write(&rig, 5500, 0x084, 1);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(writes_to(&rig, RIG_MESSAGE), 0);
  rig_write(&rig, 6000, 0x10C, 2);
  rig_answer(&rig, 6100, 1, command, 64); /* its entry is pushed at 6107 */
  rig_advance(&rig, 7000);
  TOE_EXPECT_EQ(writes_to(&rig, RIG_MESSAGE), 1);
  TOE_EXPECT_EQ(write_to(&rig, RIG_MESSAGE, 0)->cycle, 6109);
  rig_close(&rig);
}
