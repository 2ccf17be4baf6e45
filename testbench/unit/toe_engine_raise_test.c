/* SPDX-License-Identifier: Apache-2.0
 *
 * RAISE and the events it tells: when, to whom, and when not (docs/microarchitecture.md 3, 5.6, 5.10, 7, 8).
 */
#include "testbench/unit/toe_engine_story.h"

enum { RETRIEVE = TOE_EVENT_RETRIEVE, LINK = TOE_EVENT_LINK };

/* --- to the edge --- */

static void post(rig_t *rig, toe_cycle_t edge, uint8_t slot, uint32_t event, uint32_t value, uint32_t handle) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_raise(command, 0x200u + slot, event, value, handle);
  rig_answer(rig, edge, slot, command, TOE_COMMAND_BYTES);
}

static uint32_t messages(const rig_t *rig, toe_cycle_t *cycle_out) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    if (rig->outputs[i].type != TOE_ENGINE_WRITE || rig->outputs[i].address != RIG_MESSAGE) continue;
    if (count++ == 0) *cycle_out = rig->outputs[i].cycle;
  }
  return count;
}

/* LINK, last beat 5101: decoded 5102, marker pushed 5103, LOAD 5104, taken 5105, decided 5106; the event is pushed at
 * 5107 and leaves at 5108, the completion an edge later.  The event's push interrupts: WRITEBACK pushes at 5108, so the
 * message is pushed at 5109 and leaves at 5110; it is the only one. */
TOE_TEST(engine_raise, tells_an_event_before_its_completion) {
  toe_cycle_t message = 0;
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_write(&rig, 5000, 0x10C, 1);
  post(&rig, 5100, 0, LINK, 1, 0);
  rig_advance(&rig, 6000);
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->cycle, 5106);
  TOE_EXPECT_EQ(decided->u.decided.is_object, 0);
  TOE_EXPECT_EQ(decided->u.decided.is_terminate, 0);
  TOE_EXPECT_EQ(decided->u.decided.error, 0);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0);
  TOE_EXPECT_EQ(decided->u.decided.limit, 0);
  const toe_retire_t *event = rig_retire(&rig, TOE_RETIRE_EVENT, 0);
  TOE_EXPECT_EQ(event->cycle, 5108);
  TOE_EXPECT_EQ(event->u.event.code, 19);
  TOE_EXPECT_EQ(event->u.event.phase, 1);
  TOE_EXPECT_EQ(event->u.event.handle, 0);
  TOE_EXPECT_EQ(event->u.event.ndis_handle, 0);
  TOE_EXPECT_EQ(event->u.event.info, 1);
  TOE_EXPECT_EQ(event->u.event.commit, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->cycle, 5109);
  TOE_EXPECT_EQ(messages(&rig, &message), 1);
  TOE_EXPECT_EQ(message, 5110);
  rig_close(&rig);
}

/* A ring of 2 holds one entry: with the event it is full, and the event's push alone interrupts: message pushed at
 * 5108, leaves at 5109.  The completion waits. */
TOE_TEST(engine_raise, interrupts_with_the_event) {
  toe_cycle_t message = 0;
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_write(&rig, 20, 0x004, 2);
  rig_write(&rig, 21, 0x128, 2);
  rig_write(&rig, 22, 0x004, 3);
  rig_write(&rig, 5000, 0x10C, 1);
  post(&rig, 5100, 0, LINK, 0, 0);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_EVENT, 0)->cycle, 5108);
  TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_COMPLETED), 0);
  TOE_EXPECT_EQ(messages(&rig, &message), 1);
  TOE_EXPECT_EQ(message, 5109);
  rig_close(&rig);
}

/* A neighbor, a path and a connection (toe_engine_terminate_test.c: decided at 5235), then a RETRIEVE: its marker is
 * pushed at 5106 and taken at 5236, so it reads row 0 at 5237 (two banks; one: 5240) and is decided 3 edges later.  The
 * event is pushed an edge later and leaves one later still. */
TOE_TEST(engine_raise, reads_the_connection_it_asks_for) {
  static const struct {
    uint32_t banks, handle, decided, error;
  } kCases[] = {{2, 0x30000000, 5240, 0},
                {1, 0x30000000, 5243, 0},
                {1, 0x30000001, 5240, TOE_ERROR_NO_OBJECT},
                {1, 0x20000000, 5240, TOE_ERROR_NO_OBJECT},
                {1, 0, 5240, TOE_ERROR_NO_OBJECT}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    uint8_t objects[3][TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES];
    rig_t rig;
    rig_open(&rig);
    rig_write(&rig, 0, 0x178, kCases[i].banks);
    rig_start(&rig);
    rig_tree(objects, 3, 0);
    rig_write(&rig, 5000, 0x10C, 2);
    rig_command(command, 0x100, 3);
    rig_answer(&rig, 5100, 0, command, TOE_COMMAND_BYTES);
    post(&rig, 5102, 1, RETRIEVE, 10, kCases[i].handle);
    rig_answer(&rig, 5200, TOE_STAGE_TAG_OBJECT, objects[0], 512);
    rig_answer(&rig, 5216, TOE_STAGE_TAG_OBJECT + 1, objects[2], 256);
    rig_advance(&rig, 6000);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
    bool is_told = kCases[i].error == 0;
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(decided->cycle, kCases[i].decided);
    TOE_EXPECT_EQ(decided->u.decided.error, kCases[i].error);
    TOE_EXPECT_EQ(decided->u.decided.handle, is_told ? kCases[i].handle : 0);
    TOE_EXPECT_EQ(decided->u.decided.sram_stall, is_told && kCases[i].banks == 1 ? 3 : 0);
    TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_EVENT), is_told);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 1)->u.completed.error, kCases[i].error);
    if (is_told) {
      const toe_retire_t *event = rig_retire(&rig, TOE_RETIRE_EVENT, 0);
      TOE_EXPECT_EQ(event->cycle, kCases[i].decided + 2);
      TOE_EXPECT_EQ(event->u.event.code, 3);
      TOE_EXPECT_EQ(event->u.event.handle, 0x30000000);
      TOE_EXPECT_EQ(event->u.event.ndis_handle, 0x0303030303030303);
      TOE_EXPECT_EQ(event->u.event.info, 10);
      TOE_EXPECT_EQ(event->u.event.commit, 4);
    }
    rig_close(&rig);
  }
}

/* A ring of 8 holds 7: a SET and three LINKs fill it.  The event of the fourth waits until its head has moved (5300,
 * seen at 5301), its completion until it has moved again (5400).  The 8th entry is the last of the first pass; the
 * tenth and eleventh, of a fifth LINK, have the other phase. */
TOE_TEST(engine_raise, waits_for_room_for_every_entry) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_write(&rig, 5000, 0x10C, 6);
  rig_set(command, 0x200, TOE_SETTING_MTU_MAX, 1500);
  rig_answer(&rig, 5100, 0, command, TOE_COMMAND_BYTES);
  for (uint8_t i = 1; i < 6; ++i) post(&rig, 5100 + 10 * i, i, LINK, i % 2, 0);
  rig_write(&rig, 5300, 0x12C, 1);
  rig_write(&rig, 5400, 0x12C, 2);
  rig_write(&rig, 5500, 0x12C, 4);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_EVENT), 5);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_COMPLETED), 6);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_EVENT, 2)->cycle, 5138);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 3)->cycle, 5139);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_EVENT, 3)->cycle, 5302);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_EVENT, 3)->u.event.phase, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 4)->cycle, 5402);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 4)->u.completed.phase, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_EVENT, 4)->cycle, 5502);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_EVENT, 4)->u.event.phase, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 5)->cycle, 5503);
  uint32_t entry = 0;
  for (uint32_t i = 0; i < rig.output_count; ++i) {
    uint64_t address = rig.outputs[i].address;
    if (rig.outputs[i].type != TOE_ENGINE_WRITE || address < RIG_CPL_RING || address >= RIG_CPL_RING + 256) continue;
    TOE_EXPECT_EQ(address, RIG_CPL_RING + 32 * (entry % 8));
    ++entry;
  }
  TOE_EXPECT_EQ(entry, 11);
  rig_close(&rig);
}

/* --- what is told --- */

static uint64_t error_of(const story_t *story) {
  uint64_t error = story_retire(story, TOE_RETIRE_COMPLETED, 0)->u.completed.error;
  TOE_EXPECT_EQ(story_retire(story, TOE_RETIRE_DECIDED, 0)->u.decided.error, error);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_EVENT), error == 0);
  return error;
}

/* In FIN_WAIT1, FIN_WAIT2 and CLOSE_WAIT (5, 6, 7) only urgent data, timeout, invalid state and hardware failure ask
 * for an upload [R151, A-12]; in ESTABLISHED, CLOSING and LAST_ACK (4, 8, 9) every reason does. */
TOE_TEST(engine_raise, does_not_ask_in_some_states) {
  static const bool kIsLate[12] = {0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0};
  uint8_t objects[8][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 8, 0);
  for (uint32_t i = 2; i < 8; ++i) TOE_WRITE(objects[i], OBJ_TCP, STATE, 2 + i);
  story_initiate(&story, objects, 8);
  for (uint32_t state = 4; state <= 9; ++state) {
    for (uint32_t reason = 1; reason <= 11; ++reason) {
      bool is_late = state >= 5 && state <= 7 && kIsLate[reason];
      story_raise(&story, RETRIEVE, reason, 0x30000000 + state - 4);
      toe_test_note("state %u, reason %u", (unsigned)state, (unsigned)reason);
      TOE_EXPECT_EQ(error_of(&story), is_late ? TOE_ERROR_NOT_NOW : TOE_ERROR_NONE);
      TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.handle,
                    is_late ? 0 : 0x30000000 + state - 4);
      if (!is_late) TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, reason);
    }
  }
  story_close(&story);
}

/* After UPLOAD_ALL no RESUME while anything is offloaded [R81], not even a neighbor; after PAUSE, or once told, at any
 * time. */
TOE_TEST(engine_raise, resumes_when_all_is_uploaded) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  story_initiate(&story, objects, 3);
  story_raise(&story, TOE_EVENT_PAUSE, 0, 0);
  TOE_EXPECT_EQ(error_of(&story), 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, 17);
  story_raise(&story, TOE_EVENT_RESUME, 0, 0);
  TOE_EXPECT_EQ(error_of(&story), 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, 18);
  story_raise(&story, TOE_EVENT_UPLOAD_ALL, 0, 0);
  TOE_EXPECT_EQ(error_of(&story), 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, 16);
  story_raise(&story, TOE_EVENT_PAUSE, 0, 0); /* changes nothing of it */
  for (uint32_t i = 3; i >= 1; --i) {
    story_raise(&story, TOE_EVENT_RESUME, 0, 0);
    TOE_EXPECT_EQ(error_of(&story), TOE_ERROR_NOT_EMPTY);
    story_terminate(&story, (const uint32_t[]){i << 28}, 1);
  }
  story_expect_empty(&story);
  story_raise(&story, TOE_EVENT_RESUME, 0, 0);
  TOE_EXPECT_EQ(error_of(&story), 0);
  story_initiate(&story, objects, 3);
  story_raise(&story, TOE_EVENT_RESUME, 0, 0);
  TOE_EXPECT_EQ(error_of(&story), 0);
  story_close(&story);
}

TOE_TEST(engine_raise_bad, refuses_what_is_no_event) {
  static const struct {
    uint32_t event, value, handle;
  } kCases[] = {{0, 0, 0},           {4, 0, 0},           {15, 0, 0}, {20, 0, 0}, {3, 0, 0x30000000},
                {3, 12, 0x30000000}, {19, 2, 0},          {16, 1, 0}, {17, 1, 0}, {18, 1, 0},
                {19, 1, 0x30000000}, {16, 0, 0x30000000}, {17, 0, 1}, {18, 0, 1}};
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  story_initiate(&story, objects, 3);
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    story_raise(&story, kCases[i].event, kCases[i].value, kCases[i].handle);
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(error_of(&story), TOE_ERROR_BAD_EVENT);
  }
  story_raise(&story, TOE_EVENT_RESUME, 0, 0);
  TOE_EXPECT_EQ(error_of(&story), 0); /* no UPLOAD_ALL was told */
  story_close(&story);
}

/* A connection that is gone. */
TOE_TEST(engine_raise, asks_for_nothing_dead) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  story_initiate(&story, objects, 3);
  story_terminate(&story, (const uint32_t[]){0x30000000}, 1);
  story_raise(&story, RETRIEVE, 5, 0x30000000);
  TOE_EXPECT_EQ(error_of(&story), TOE_ERROR_NO_OBJECT);
  story_close(&story);
}

/* --- flipped bits --- */

/* A bit of the state or the name turned back: told as it was, and the row goes back corrected, in error too. */
TOE_TEST(engine_raise, reads_a_corrected_connection) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  toe_engine_stats_t stats;
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  TOE_WRITE(objects[2], OBJ_TCP, STATE, 5);
  story_initiate(&story, objects, 3);
  story_flip(&story, 0, 20 * 8); /* state 4 */
  story_raise(&story, RETRIEVE, 1, 0x30000000);
  TOE_EXPECT_EQ(error_of(&story), TOE_ERROR_NOT_NOW);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 1);
  story_flip(&story, 0, 8 * 8);
  story_raise(&story, RETRIEVE, 5, 0x30000000);
  TOE_EXPECT_EQ(error_of(&story), 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.ndis_handle, 0x0303030303030303);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 1);
  TOE_EXPECT_MEM(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.data,
                 rig_retire(&story.rig, TOE_RETIRE_CONTEXT, 4)->u.context.data, 64);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 2);
  story_close(&story);
}

/* A lost connection is HardwareFailure (11) [R74], whatever was asked and whatever its state was; its name is not
 * known. So it is when an INITIATE links to it; a lost path tells nothing. */
TOE_TEST(engine_raise, asks_for_what_is_lost) {
  uint8_t objects[3][TOE_OBJECT_BYTES], linker[2][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  TOE_WRITE(objects[2], OBJ_TCP, STATE, 5);
  story_initiate(&story, objects, 3);
  story_flip(&story, 0, 200);
  story_flip(&story, 0, 201);
  story_flip(&story, 65536, 300);
  story_flip(&story, 65536, 301);
  rig_object(linker[0], TOE_LAYER_TCP, TOE_KIND_LINKER, 0x30000000, 0);
  for (uint32_t i = 0; i < 2; ++i) {
    toe_test_note("%s", i == 0 ? "asked for" : "linked to");
    if (i == 0) {
      story_raise(&story, RETRIEVE, 1, 0x30000000);
      TOE_EXPECT_EQ(error_of(&story), 0);
    } else {
      story_initiate(&story, linker, 1);
      TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.cause, TOE_CAUSE_CONTEXT_ECC);
      TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.handle, 0);
    }
    TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
    const toe_retire_t *event = story_retire(&story, TOE_RETIRE_EVENT, 0);
    TOE_EXPECT_EQ(event->u.event.code, 3);
    TOE_EXPECT_EQ(event->u.event.handle, 0x30000000);
    TOE_EXPECT_EQ(event->u.event.ndis_handle, 0);
    TOE_EXPECT_EQ(event->u.event.info, 11);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 0);
  }
  rig_object(linker[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  story_initiate(&story, linker, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.cause, TOE_CAUSE_CONTEXT_ECC);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
  story_close(&story);
}
