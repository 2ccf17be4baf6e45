/* SPDX-License-Identifier: Apache-2.0
 *
 * What COMMIT takes when several things wait for it, host buffers that come back, and the one port into PQ
 * (docs/microarchitecture.md 3, 5.6, 5.11), edges counted by hand.
 */
#include "testbench/unit/toe_engine_receive_story.h"

enum { PUSH = TOE_RCV_MODE_PUSH, WAITING = TOE_RCV_FLAG_WAITING, IN_PROGRESS = TOE_RCV_FLAG_IN_PROGRESS };

static void post_empty(story_t *story, uint32_t tcp) { rcv_post(story, RCV_TCP(tcp), RCV_POSTED, 0, PUSH); }

/* A host buffer returned at edge c is seen at c+1: the job is taken then, judged 7 later, its first step 8 later; two
 * writes at +16, +18, entry +19, the end +20. */
TOE_TEST(engine_wake, wakes_a_connection_when_a_buffer_comes_back) {
  story_t story;
  rcv_open(&story, 2, 50, 1, 1000);
  post_empty(&story, 0);
  post_empty(&story, 1);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 50, WAITING, 0);
  toe_cycle_t c = rcv_return(&story, 0) + 1;
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_WAKE, 50, IN_PROGRESS, 0);
  TOE_EXPECT_EQ(job->u.job.handle, RCV_TCP(1));
  TOE_EXPECT_EQ(job->u.job.judged_cycle, c + 7);
  TOE_EXPECT_EQ(job->cycle, c + 20);
  TOE_EXPECT_EQ(job->u.job.used_host_buffer, 1);
  TOE_EXPECT_EQ(job->u.job.commit, 7);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_PLACED, 0)->cycle, c + 17);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_INDICATE, 0, 50, 0, 4950);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->u.received.commit, 7);
  story_close(&story);
}

/* In turn, from the one behind the last: 1, 2, 3 wait; 1 is woken; it waits again (its reply takes a part and another
 * request stands there); the next is 2, then 3, then around. */
TOE_TEST(engine_wake, wakes_in_turn) {
  static const uint32_t kTurn[] = {1, 2, 3, 1};
  story_t story;
  rcv_open(&story, 4, 100, 1, 1000);
  for (uint32_t i = 0; i < 4; ++i) post_empty(&story, i);
  for (uint32_t i = 0; i < 4; ++i) {
    toe_test_note("turn %u", (unsigned)i);
    (void)rcv_return(&story, 0);
    TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_JOB), 1);
    TOE_EXPECT_EQ(rcv_expect_job(&story, TOE_JOB_WAKE, 100, IN_PROGRESS, 0)->u.job.handle, RCV_TCP(kTurn[i]));
    if (i != 0) continue;
    rcv_reply(&story, RCV_TCP(1), 0);
    rcv_expect_job(&story, TOE_JOB_REPLY, 100, TOE_RCV_FLAG_REFUSED, 0);
    post_empty(&story, 1);
    rcv_expect_job(&story, TOE_JOB_RECEIVE, 100, WAITING, 0);
  }
  (void)rcv_return(&story, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_JOB), 0);
  story_close(&story);
}

/* A connection that was woken and has nothing to indicate any more: its job ends with its first step. */
TOE_TEST(engine_wake, finds_nothing_to_do) {
  story_t story;
  rcv_open(&story, 2, 50, 1, 1000);
  post_empty(&story, 0);
  post_empty(&story, 1);
  rcv_post(&story, RCV_TCP(1), RCV_POSTED, 50, PUSH);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, WAITING, 0);
  toe_cycle_t c = rcv_return(&story, 0) + 1;
  TOE_EXPECT_EQ(rcv_expect_job(&story, TOE_JOB_WAKE, 0, 0, 0)->cycle, c + 8);
  story_close(&story);
}

/* Host buffers: numbers never used ascending, below the limit, then freed ones first-in first-out (R127).  Only one
 * that is with the host can be given back; the register keeps the last that was. */
TOE_TEST(engine_wake, lends_host_buffers_in_order) {
  static const uint32_t kBad[] = {0, 1, 3, 4096, 0xFFFFFFFF};
  story_t story;
  rcv_open(&story, 8, 50, 3, 1000);
  for (uint32_t i = 0; i < 3; ++i) {
    post_empty(&story, i);
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 1)->u.received.id, i);
  }
  (void)rcv_return(&story, 1);
  (void)rcv_return(&story, 0);
  for (uint32_t i = 0; i < sizeof kBad / sizeof kBad[0]; ++i) (void)rcv_return(&story, kBad[i]);
  toe_cycle_t c = toe_engine_now(story.rig.engine);
  rig_read(&story.rig, c, 0x1B8, 1);
  rig_read(&story.rig, c + 1, 0x1D4, 2);
  rig_read(&story.rig, c + 2, 0x078, 3); /* CQ_DROPPED */
  (void)story_settle(&story);
  TOE_EXPECT_EQ(toe_member_read(story.rig.outputs[story.rig.output_count - 3].data, 0, 4), 0);
  TOE_EXPECT_EQ(toe_member_read(story.rig.outputs[story.rig.output_count - 2].data, 0, 4), 1);
  TOE_EXPECT_EQ(toe_member_read(story.rig.outputs[story.rig.output_count - 1].data, 0, 4), 5);
  post_empty(&story, 3);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 1)->u.received.id, 1);
  post_empty(&story, 4);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 1)->u.received.id, 0);
  post_empty(&story, 5);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 50, WAITING, 0);
  story_close(&story);
}

/* A buffer taken at edge s is with the host from s+1 on: given back at s it is dropped, at s+1 taken.  s: step 36 + 1
 * behind the zero-byte request's entry. */
TOE_TEST(engine_wake, takes_a_buffer_back_when_it_is_visibly_lent) {
  for (uint32_t late = 0; late <= 1; ++late) {
    story_t story;
    rcv_open(&story, 1, 50, 1, 1000);
    toe_cycle_t c = toe_engine_now(story.rig.engine);
    rig_write(&story.rig, c, 0x10C, 2);
    rig_advance(&story.rig, c + 20);
    uint8_t command[TOE_COMMAND_BYTES] = {TOE_OPCODE_RECEIVE, 1};
    TOE_WRITE(command, COMMAND, EVENT_HANDLE, RCV_TCP(0));
    rig_answer(&story.rig, c + 22, 1, command, TOE_COMMAND_BYTES);
    rig_write(&story.rig, c + 37 + late, 0x1B8, 0);
    rig_advance(&story.rig, c + 100);
    rig_read(&story.rig, c + 100, 0x1D4, 1);
    rig_advance(&story.rig, c + 200);
    TOE_EXPECT_EQ(toe_member_read(story.rig.outputs[story.rig.output_count - 1].data, 0, 4), 1 - late);
    story_close(&story);
  }
}

/* Two connections wait, two buffers come back while a SET is in COMMIT and another is behind it: the job comes behind
 * the first, since that was an item; then the second SET; then the other job. SETs are answered at 22 and 24: taken at
 * 27 and, if it were alone, 29.  Buffers returned at 26 and 27: the first is seen at 27: the last taken was an item, so
 * WAKE goes before the first SET. */
TOE_TEST(engine_wake, takes_jobs_and_items_by_turns) {
  uint8_t command[TOE_COMMAND_BYTES];
  story_t story;
  rcv_open(&story, 4, 20, 2, 1000);
  for (uint32_t i = 0; i < 4; ++i) post_empty(&story, i);
  rig_t *rig = &story.rig;
  toe_cycle_t c = toe_engine_now(rig->engine);
  story.first_retire = rig->retire_count;
  rig_write(rig, c, 0x10C, (story.posted + 2) % 8);
  rig_advance(rig, c + 20);
  for (uint8_t i = 0; i < 2; ++i) {
    rig_set(command, 0x50u + i, TOE_SETTING_LIMIT_POSTED, 100);
    rig_answer(rig, c + 22 + 2 * i, (uint8_t)((story.posted + i) % TOE_STAGE_COMMAND_SLOTS), command,
               TOE_COMMAND_BYTES);
  }
  rig_write(rig, c + 26, 0x1B8, 0);
  rig_write(rig, c + 27, 0x1B8, 1);
  rig_advance(rig, c + 500);
  /* a job: taken a, judged a+7, step a+8, one write a+16, entry a+17, end a+18; COMMIT idle a+19 */
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_JOB), 2);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 0)->u.job.judged_cycle, c + 27 + 7);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 0)->u.job.handle, RCV_TCP(2));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->cycle, c + 46 + 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 1)->u.job.judged_cycle, c + 48 + 7);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 1)->u.job.handle, RCV_TCP(3));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 1)->cycle, c + 67 + 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 1)->u.decided.commit, 4 + 4 + 2 + 2 + 2);
  story_close(&story);
}

/* A timer that has expired goes before a wake: at one edge a buffer comes back for a connection that waits, and the
 * timer of another expires.  Its job ends at +10, with rows to be written at +11 and +12: the next, taken at +11, reads
 * from +13 on, and is judged 6 edges later. */
TOE_TEST(engine_wake, takes_a_timer_before_a_wake) {
  story_t story;
  rcv_open(&story, 4, 20, 2, 150000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  const toe_cycle_t expiry = story_retire(&story, TOE_RETIRE_JOB, 0)->cycle + 150000;
  rcv_post(&story, RCV_TCP(1), RCV_POSTED, 0, PUSH);
  rcv_post(&story, RCV_TCP(2), RCV_POSTED, 0, PUSH);
  rcv_post(&story, RCV_TCP(3), RCV_POSTED, 0, PUSH);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 20, WAITING, 0);
  story.first_retire = story.rig.retire_count;
  rig_write(&story.rig, expiry - 1, 0x1B8, 0); /* seen at the edge of the expiry */
  rig_advance(&story.rig, expiry + 1000);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_JOB), 2);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 0)->u.job.job, TOE_JOB_PUSH_TIMER);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 0)->u.job.judged_cycle, expiry + 7);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 1)->u.job.job, TOE_JOB_WAKE);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 1)->u.job.judged_cycle, expiry + 13 + 6);
  story_close(&story);
}

/* The list has settled 4 edges after a change: with a push timer of 0 cycles the job is taken 4 behind the end of the
 * one that started it. */
TOE_TEST(engine_wake, lets_the_list_of_timers_settle) {
  story_t story;
  rcv_open(&story, 1, 20, 2, 0);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_JOB), 2);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 1)->u.job.judged_cycle,
                story_retire(&story, TOE_RETIRE_JOB, 0)->cycle + 4 + 7);
  story_close(&story);
}

/* PQ takes one write an edge, WRITEBACK first.  A TERMINATE of connection 1, decided at D, hands back 8 halves of rows,
 * a result and a completion at D+1..D+10.  The RECEIVE behind it is taken at D+1, judged at D+8, its first step at D+9,
 * and its entry would be pushed at D+10; at D+11 WRITEBACK has the completion of the RECEIVE; so at D+12. */
TOE_TEST(engine_wake, pushes_behind_writeback) {
  uint8_t object[TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES];
  story_t story;
  rcv_open(&story, 2, 100, 0, 1000);
  rig_t *rig = &story.rig;
  toe_cycle_t c = toe_engine_now(rig->engine);
  story.first_retire = rig->retire_count;
  rig_write(rig, c, 0x10C, 3);
  rig_advance(rig, c + 20);
  rig_terminate(command, 0x60, 1, STORY_RETURNS);
  rig_answer(rig, c + 22, 1, command, TOE_COMMAND_BYTES);
  memset(command, 0, sizeof command);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RECEIVE);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  rig_answer(rig, c + 24, 2, command, TOE_COMMAND_BYTES);
  rig_advance(rig, c + 40);
  rig_object(object, TOE_LAYER_TCP, TOE_KIND_LINKER, RCV_TCP(1), 0x11);
  const uint8_t tag = rig->outputs[rig->output_count - 1].tag;
  rig_answer(rig, c + 50, tag, object, TOE_OBJECT_BYTES);
  rig_advance(rig, c + 500);
  const toe_cycle_t d = story_retire(&story, TOE_RETIRE_DECIDED, 0)->cycle;
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.cause, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_COMPLETED, 0)->cycle, d + 11);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 1)->cycle, d + 8);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_COMPLETED, 1)->cycle, d + 12);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->cycle, d + 13);
  story_close(&story);
}

/* PQ is full: after the story's own writes no credit is left.  The completion of the RECEIVE is pushed at 35, its
 * message at 36, 14 writes of 32 bytes at 43, 45 .. 69: 16.  A credit given at 100 is seen at 101, the head leaves
 * then, and the room is seen at 102: the 15th write; step 103 ends the job, its request not full. */
TOE_TEST(engine_wake, pushes_when_there_is_room) {
  uint8_t command[TOE_COMMAND_BYTES] = {TOE_OPCODE_RECEIVE, 1};
  uint32_t writes = 0;
  story_t story;
  rcv_open(&story, 1, 480, 0, 1000);
  for (uint32_t i = 0; i < story.rig.output_count; ++i) writes += story.rig.outputs[i].type == TOE_ENGINE_WRITE;
  story_close(&story);
  rcv_open_with(&story, writes, 1, 480, 0, 1000);
  rig_t *rig = &story.rig;
  toe_cycle_t c = toe_engine_now(rig->engine);
  story.first_retire = rig->retire_count;
  TOE_WRITE(command, COMMAND, SETTING, 1000);
  TOE_WRITE(command, COMMAND, RCV_MODE, TOE_RCV_MODE_NO_PUSH);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, RCV_POSTED);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  rig_write(rig, c, 0x10C, 2);
  rig_advance(rig, c + 20);
  rig_answer(rig, c + 22, 1, command, TOE_COMMAND_BYTES);
  rig_credits(rig, c + 100, 1, 0, 0);
  rig_advance(rig, c + 200);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_JOB), 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 0)->cycle, c + 103);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 0);
  rig_credits(rig, c + 200, 100, 0, 0);
  rig_advance(rig, c + 300);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 15);
  rcv_expect_bytes(&story, RCV_POSTED, 0, 0, 480);
  story_close(&story);
}

/* An interrupt is asked for when an entry RECEIVED is pushed, like for any other [9.1]; its message is pushed at the
 * next edge at which nobody else pushes.  The host has read the completion of the RECEIVE and arms at 40; 8 bytes are
 * pushed at 43, the entry, after a step at 44, at 45, the message at 46. */
TOE_TEST(engine_wake, interrupts_for_received_data) {
  story_t story;
  rcv_open(&story, 1, 8, 0, 1000);
  rig_t *rig = &story.rig;
  toe_cycle_t c = toe_engine_now(rig->engine);
  uint8_t command[TOE_COMMAND_BYTES] = {TOE_OPCODE_RECEIVE, 1};
  TOE_WRITE(command, COMMAND, SETTING, 8);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, RCV_POSTED);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  story.first_retire = rig->retire_count;
  rig_write(rig, c, 0x10C, 2);
  rig_advance(rig, c + 20);
  rig_answer(rig, c + 22, 1, command, TOE_COMMAND_BYTES);
  rig_write(rig, c + 40, 0x12C, 2);
  rig_advance(rig, c + 200);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_PLACED, 0)->cycle, c + 44);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->cycle, c + 46); /* pushed at 45 */
  const toe_engine_output_t *last = &rig->outputs[rig->output_count - 1];
  TOE_EXPECT_EQ(last->address, RIG_MESSAGE);
  TOE_EXPECT_EQ(last->cycle, c + 47); /* pushed at 46 */
  story_close(&story);
}
