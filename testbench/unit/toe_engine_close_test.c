/* SPDX-License-Identifier: Apache-2.0
 *
 * Closing a connection that the host takes back (docs/microarchitecture.md 5.11), edges counted by hand.
 *
 * A TERMINATE of one object whose doorbell is at edge c: its command is decoded at c+24, the object's read pushed at
 * c+25, leaves at c+26 and is answered at c+46..c+53; LOAD starts at c+54, COMMIT takes it at c+59, rows are read at
 * c+60..c+63, and j = c+66 is the first step.
 */
#include "testbench/unit/toe_engine_receive_story.h"

enum { PUSH = TOE_RCV_MODE_PUSH, NO_PUSH = TOE_RCV_MODE_NO_PUSH, COMPLETE = TOE_RCV_KIND_COMPLETE };

static uint64_t edge_of(const story_t *story, toe_retire_kind_t kind, uint32_t n) {
  return story_retire(story, kind, n)->cycle - story->doorbell;
}

/* Terminate connection `handle` with so much room at `address`. */
static void take_back(story_t *story, uint32_t handle, uint64_t address, uint32_t room) {
  static uint8_t object[1][TOE_OBJECT_BYTES];
  rig_object(object[0], TOE_LAYER_TCP, TOE_KIND_LINKER, handle, 0);
  TOE_WRITE(object[0], OBJ_TCP, BUFFERED_BYTES, room);
  TOE_WRITE(object[0], OBJ_TCP, BUFFERED_ADDR, address);
  rig_terminate(story->command, story->posted, 1, STORY_RETURNS);
  TOE_WRITE(story->command, COMMAND, OBJECT_ADDR, STORY_OBJECTS);
  story->objects = object;
  story_run(story);
}

static const toe_retire_t *expect_cause(const story_t *story, uint32_t cause) {
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_DECIDED), 1);
  const toe_retire_t *decided = story_retire(story, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->u.decided.cause, cause);
  return decided;
}

/* Nothing received, nothing posted: decided at j, as if there were no closing. */
TOE_TEST(engine_close, takes_no_time_without_anything) {
  story_t story;
  rcv_open(&story, 1, 0, 4, 1000);
  take_back(&story, RCV_TCP(0), 0, 0);
  TOE_EXPECT_EQ(expect_cause(&story, TOE_CAUSE_OK)->cycle - story.doorbell, 66);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_JOB), 0);
  story_close(&story);
}

/* U7, R166: 500 bytes to an address 3 above a multiple of 32: 29, 14 times 32, 23, from 66 + 8 = 74 on, each 2 edges
 * behind the one before, the last at 104; step 105 ends it, decided there.  The rows handed back say how many they are.
 */
TOE_TEST(engine_close, hands_back_what_was_not_delivered) {
  story_t story;
  rcv_open(&story, 1, 500, 4, 1000);
  take_back(&story, RCV_TCP(0), 0x60000003, 500);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 16);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_PLACED, 0), 75);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_PLACED, 0)->u.placed.bytes, 29);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_PLACED, 15), 105);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_PLACED, 15)->u.placed.bytes, 23);
  rcv_expect_bytes(&story, 0x60000003, 0, 0, 500);
  const toe_retire_t *decided = expect_cause(&story, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(decided->cycle - story.doorbell, 105);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_RETURNED), 8);
  TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_RETURNED, 6)->u.returned.data, CONTEXT_RCV, BUF_BYTES), 500);
  TOE_EXPECT_EQ(toe_member_read(story_retire(&story, TOE_RETIRE_RETURNED, 2)->u.returned.data, 0, 4),
                5000); /* RCV_NXT */
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 0);
  story_close(&story);
}

/* R118, R164, A-11: requests in their order: one that is full is a success, one filled in part and one empty say that
 * the upload is in progress.  They wait behind an indication, whose host buffer stays with the host; its bytes go back
 * too. Entries are pushed at 67, 69, 71: a step, then its entry.  Then 280 bytes from 72 on: 9 writes at 80..96,
 * decided 97. */
TOE_TEST(engine_close, completes_what_is_posted) {
  static const uint32_t kStatus[] = {TOE_RCV_STATUS_SUCCESS, TOE_RCV_STATUS_UPLOAD_IN_PROGRESS,
                                     TOE_RCV_STATUS_UPLOAD_IN_PROGRESS},
                        kBytes[] = {40, 10, 0};
  story_t story;
  rcv_open(&story, 1, 300, 4, 200000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 20, PUSH);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 40, 40, PUSH);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 50, 10, NO_PUSH);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 50, PUSH);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 280, TOE_RCV_FLAG_IN_PROGRESS | TOE_RCV_FLAG_PUSH_TIMER, 3);
  take_back(&story, RCV_TCP(0), 0x60000000, 280);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 3);
  for (uint32_t i = 0; i < 3; ++i) {
    toe_test_note("request %u", (unsigned)i);
    TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, i), 68 + 2 * i);
    rcv_expect_entry(&story, i, COMPLETE, 0x902 + i, kBytes[i], kStatus[i], 4720);
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, i)->u.received.commit, 8);
  }
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 9);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_PLACED, 0), 81);
  rcv_expect_bytes(&story, 0x60000000, 0, 20, 280);
  const toe_retire_t *decided = expect_cause(&story, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(decided->cycle - story.doorbell, 97);
  TOE_EXPECT_EQ(decided->u.decided.commit, 8);
  TOE_EXPECT_EQ(decided->u.decided.used_posted, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_host_buffer, 1);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER); /* its push timer is gone */
  (void)rcv_return(&story, 0);
  rig_read(&story.rig, toe_engine_now(story.rig.engine), 0x1D4, 1);
  (void)story_settle(&story);
  TOE_EXPECT_EQ(toe_member_read(story.rig.outputs[story.rig.output_count - 1].data, 0, 4), 0);
  story_close(&story);
}

/* A byte too little: refused, nothing is completed or handed back, and the connection lives on. */
TOE_TEST(engine_close_bad, refuses_too_little_room) {
  story_t story;
  rcv_open(&story, 1, 300, 4, 1000);
  take_back(&story, RCV_TCP(0), 0x60000000, 299);
  const toe_retire_t *decided = expect_cause(&story, TOE_CAUSE_RETURN_ROOM);
  TOE_EXPECT_EQ(decided->cycle - story.doorbell, 66);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_WRITTEN, 0)->u.written.status, 0xC0000001u);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_WRITTEN, 0)->u.written.flags, 1);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_PLACED) + story_retires(&story, TOE_RETIRE_RETURNED), 0);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, PUSH);
  rcv_expect_bytes(&story, RCV_POSTED, 0, 0, 300);
  story_close(&story);
}

/* A context that is lost: its requests are aborted (one that is full is not), nothing is handed back, all is free. */
TOE_TEST(engine_close_bad, aborts_what_is_posted_on_a_lost_connection) {
  static const uint32_t kStatus[] = {TOE_RCV_STATUS_SUCCESS, TOE_RCV_STATUS_REQUEST_ABORTED};
  story_t story;
  rcv_open(&story, 1, 300, 4, 200000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 40, 40, PUSH);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 50, 10, NO_PUSH);
  story_flip(&story, 3, 9);
  story_flip(&story, 3, 10);
  take_back(&story, RCV_TCP(0), 0x60000000, 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 2);
  for (uint32_t i = 0; i < 2; ++i) {
    rcv_expect_entry(&story, i, COMPLETE, 0x902 + i, i == 0 ? 40 : 10, kStatus[i], 0);
    TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, i), 68 + 2 * i);
  }
  const toe_retire_t *decided = expect_cause(&story, TOE_CAUSE_CONTEXT_ECC);
  TOE_EXPECT_EQ(decided->cycle - story.doorbell, 70);
  TOE_EXPECT_EQ(decided->u.decided.used_posted | decided->u.decided.used_buffered_copy, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_PLACED) + story_retires(&story, TOE_RETIRE_RETURNED), 0);
  story_terminate(&story, (const uint32_t[]){0x20000000, 0x10000000}, 2);
  story_expect_empty(&story);
  story_close(&story);
}

/* A connection that waits for a host buffer and is taken back waits no more; its id, given out again, does not either.
 */
TOE_TEST(engine_close, forgets_that_it_waits) {
  uint8_t objects[2][TOE_OBJECT_BYTES];
  story_t story;
  rcv_open(&story, 2, 100, 1, 1000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  rcv_post(&story, RCV_TCP(1), RCV_POSTED, 0, PUSH);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 100, TOE_RCV_FLAG_WAITING, 0);
  take_back(&story, RCV_TCP(1), 0x60000000, 100);
  (void)expect_cause(&story, TOE_CAUSE_OK);
  rig_object(objects[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  rig_object(objects[1], TOE_LAYER_TCP, TOE_KIND_NEW, 0, 50);
  story_initiate(&story, objects, 2);
  (void)rcv_return(&story, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_JOB), 0);
  story_close(&story);
}
