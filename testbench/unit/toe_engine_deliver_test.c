/* SPDX-License-Identifier: Apache-2.0
 *
 * What is delivered, in which order, and what is not (docs/microarchitecture.md 5.11): the vectors of buffered data
 * (chimney.md 5), as far as no frame comes.
 */
#include "testbench/unit/toe_engine_receive_story.h"

enum {
  PUSH = TOE_RCV_MODE_PUSH,
  NO_PUSH = TOE_RCV_MODE_NO_PUSH,
  COMPLETE = TOE_RCV_KIND_COMPLETE,
  INDICATE = TOE_RCV_KIND_INDICATE,
  IN_PROGRESS = TOE_RCV_FLAG_IN_PROGRESS,
  REFUSED = TOE_RCV_FLAG_REFUSED,
  TIMER = TOE_RCV_FLAG_PUSH_TIMER,
  WAITING = TOE_RCV_FLAG_WAITING,
  NEVER = 50000000 /* push cycles that no test waits for */
};

static uint32_t error_of(const story_t *story) {
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_COMPLETED), 1);
  uint32_t error = (uint32_t)story_retire(story, TOE_RETIRE_COMPLETED, 0)->u.completed.error;
  TOE_EXPECT_EQ(story_retire(story, TOE_RETIRE_DECIDED, 0)->u.decided.error, error);
  return error;
}

/* A marker in error: nothing placed, told, or written into the context, and no job. */
static void expect_refused(const story_t *story, uint32_t error) {
  TOE_EXPECT_EQ(error_of(story), error);
  TOE_EXPECT_EQ(story_retire(story, TOE_RETIRE_DECIDED, 0)->u.decided.handle, 0);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_JOB) + story_retires(story, TOE_RETIRE_PLACED), 0);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_RECEIVED) + story_retires(story, TOE_RETIRE_CONTEXT), 0);
}

static void expect_told(const story_t *story, uint32_t entries, uint32_t pieces) {
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_RECEIVED), entries);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_PLACED), pieces);
}

/* B1, R51: without a post nothing is delivered, whatever the time.  The state of a new connection stands in row 3. */
TOE_TEST(engine_deliver, waits_for_a_post) {
  story_t story;
  rcv_open(&story, 1, 300, 4, 10);
  const uint8_t *row = story_retire(&story, TOE_RETIRE_CONTEXT, 7)->u.context.data; /* 2 + 2 rows above it */
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 7)->u.context.row, 3);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, BUF_BYTES), 300);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, BUF_BEGIN), 0);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, BUF_END), 44);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, FLAGS), REFUSED);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, INDICATED) | TOE_READ(row, CONTEXT_RCV, POSTED), 0);
  rig_advance(&story.rig, toe_engine_now(story.rig.engine) + 10000000);
  expect_told(&story, 0, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_JOB), 0);
  story_close(&story);
}

/* B3: 100 are placed and completed, then 200 indicated.  B4, R122, R123: none of them taken: they stay, and go first
 * into the next request. */
TOE_TEST(engine_deliver, keeps_what_was_refused_and_delivers_it_first) {
  story_t story;
  rcv_open(&story, 1, 300, 4, NEVER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  expect_told(&story, 2, 4 + 7);
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 100, 0, 4800);
  rcv_expect_entry(&story, 1, INDICATE, 0, 200, 0, 4800);
  rcv_expect_bytes(&story, RCV_HOST, 0, 100, 200);
  rcv_reply(&story, RCV_TCP(0), 0);
  expect_told(&story, 0, 0);
  rcv_expect_job(&story, TOE_JOB_REPLY, 200, REFUSED, 0);
  (void)rcv_return(&story, 0);
  expect_told(&story, 0, 0);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 4096, 150, PUSH);
  rcv_expect_bytes(&story, RCV_POSTED + 4096, 0, 100, 150);
  rcv_expect_entry(&story, 0, COMPLETE, 0x903, 150, 0, 4950);
  rcv_expect_entry(&story, 1, INDICATE, 1, 50, 0, 4950); /* numbers never used come first */
  rcv_expect_bytes(&story, RCV_HOST + 256, 0, 250, 50);
  story_close(&story);
}

/* R122: 60 of 200 taken: the rest is kept, not indicated again, and goes into the request that was posted meanwhile; so
 * the reply's own job delivers it. */
TOE_TEST(engine_deliver, goes_on_behind_a_partly_taken_indication) {
  story_t story;
  rcv_open(&story, 1, 300, 4, NEVER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 4096, 50, NO_PUSH); /* waits for the reply */
  expect_told(&story, 0, 0);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 200, IN_PROGRESS, 1);
  rcv_reply(&story, RCV_TCP(0), 60);
  rcv_expect_bytes(&story, RCV_POSTED + 4096, 0, 160, 50);
  rcv_expect_entry(&story, 0, COMPLETE, 0x902, 50, 0, 4910);
  rcv_expect_entry(&story, 1, INDICATE, 1, 90, 0, 4910);
  rcv_expect_bytes(&story, RCV_HOST + 256, 0, 210, 90);
  rcv_reply(&story, RCV_TCP(0), 89); /* nothing is posted now: kept */
  rcv_expect_job(&story, TOE_JOB_REPLY, 1, REFUSED, 0);
  expect_told(&story, 0, 0);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 8192, 1, NO_PUSH);
  rcv_expect_bytes(&story, RCV_POSTED + 8192, 0, 299, 1);
  rcv_expect_entry(&story, 0, COMPLETE, 0x905, 1, 0, 5000);
  TOE_EXPECT_EQ(rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, 0, 0)->u.job.rcv_wnd, 1300);
  story_close(&story);
}

/* B6, R128: 300 in a push request of 400: not completed until the push timer, which starts with the job and expires
 * 1000 edges behind it; its job is taken then, judged 7 edges later, its entry is pushed 2 behind.  Then more requests:
 * the next is the first. */
TOE_TEST(engine_deliver, completes_a_part_when_the_push_timer_expires) {
  story_t story;
  rcv_open(&story, 1, 300, 4, 200000); /* longer than the story's patience */
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 400, PUSH);
  expect_told(&story, 0, 10);
  const toe_cycle_t end = rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, TIMER, 1)->cycle;
  TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.data, CONTEXT_RCV, FLAGS), TIMER);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), end + 200000);
  toe_engine_stats_t before, after; /* waiting for a timer is quiescent */
  rig_advance(&story.rig, end + 10);
  toe_engine_get_stats(story.rig.engine, &before);
  rig_advance(&story.rig, end + 199999);
  toe_engine_get_stats(story.rig.engine, &after);
  TOE_EXPECT_EQ(after.busy_cycles, before.busy_cycles);
  rig_advance(&story.rig, end + 201000);
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_PUSH_TIMER, 0, 0, 0);
  TOE_EXPECT_EQ(job->u.job.judged_cycle, end + 200000 + 7);
  TOE_EXPECT_EQ(job->cycle, end + 200000 + 10); /* step +8, pushed +9, step +10 */
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 300, 0, 5000);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->cycle, end + 200000 + 10);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  story_close(&story);
}

/* B7, R121: a non-push request is completed only when it is full: no timer. */
TOE_TEST(engine_deliver, keeps_a_part_of_a_non_push_request) {
  story_t story;
  rcv_open(&story, 1, 300, 4, 10);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 400, NO_PUSH);
  expect_told(&story, 0, 10);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, 0, 1);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 4096, 0, PUSH); /* behind it: FIFO */
  expect_told(&story, 0, 0);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, 0, 2);
  story_close(&story);
}

/* R129: a job that places something starts a running timer anew, one that does not leaves it.  Two connections: the
 * order of the list is that of the starts. */
TOE_TEST(engine_deliver, starts_push_timers_in_order) {
  story_t story;
  rcv_open(&story, 2, 300, 4, 150000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 400, PUSH);
  const toe_cycle_t first = story_retire(&story, TOE_RETIRE_JOB, 0)->cycle;
  rcv_post(&story, RCV_TCP(1), RCV_POSTED + 0x10000, 400, PUSH);
  const toe_cycle_t second = story_retire(&story, TOE_RETIRE_JOB, 0)->cycle;
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 0x1000, 10, PUSH); /* places nothing: the timer stays */
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, TIMER, 2);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), first + 150000);
  rig_advance(&story.rig, second + 160000);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_JOB), 3);
  const toe_retire_t *job = story_retire(&story, TOE_RETIRE_JOB, 1);
  TOE_EXPECT_EQ(job->u.job.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(job->u.job.judged_cycle, first + 150007);
  TOE_EXPECT_EQ(job->u.job.flags, 0); /* the second request has no bytes */
  TOE_EXPECT_EQ(job->u.job.posted, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 2)->u.job.handle, RCV_TCP(1));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_JOB, 2)->u.job.judged_cycle, second + 150007);
  story_close(&story);
}

/* R129: a job that places something starts the timer anew.  A request that is filled in part is posted while an
 * indication waits: the timer runs; the reply leaves 30 bytes, which go behind its 5. */
TOE_TEST(engine_deliver, starts_the_push_timer_anew_when_data_comes) {
  story_t story;
  rcv_open(&story, 1, 100, 4, 150000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 400, 5, PUSH);
  const toe_cycle_t first = rcv_expect_job(&story, TOE_JOB_RECEIVE, 100, IN_PROGRESS | TIMER, 1)->cycle;
  rcv_reply(&story, RCV_TCP(0), 70);
  rcv_expect_bytes(&story, RCV_POSTED + 5, 0, 70, 30);
  const toe_cycle_t again = rcv_expect_job(&story, TOE_JOB_REPLY, 0, TIMER, 1)->cycle;
  story.first_retire = story.rig.retire_count;
  rig_advance(&story.rig, first + 150020);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_JOB), 0);
  rig_advance(&story.rig, again + 150020);
  TOE_EXPECT_EQ(rcv_expect_job(&story, TOE_JOB_PUSH_TIMER, 0, 0, 0)->u.job.judged_cycle, again + 150007);
  rcv_expect_entry(&story, 0, COMPLETE, 0x902, 35, 0, 5000);
  story_close(&story);
}

/* While an indication waits for its reply, a timer that expires completes nothing, and runs once more. */
TOE_TEST(engine_deliver, completes_nothing_while_an_indication_waits) {
  story_t story;
  rcv_open(&story, 1, 100, 4, 150000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 400, 5, PUSH);
  const toe_cycle_t first = rcv_expect_job(&story, TOE_JOB_RECEIVE, 100, IN_PROGRESS | TIMER, 1)->cycle;
  story.first_retire = story.rig.retire_count;
  rig_advance(&story.rig, first + 151000);
  expect_told(&story, 0, 0);
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_PUSH_TIMER, 100, IN_PROGRESS | TIMER, 1);
  TOE_EXPECT_EQ(job->cycle, first + 150008);
  rcv_reply(&story, RCV_TCP(0), 100);
  rig_advance(&story.rig, job->cycle + 150020);
  rcv_expect_job(&story, TOE_JOB_PUSH_TIMER, 0, 0, 0);
  rcv_expect_entry(&story, 0, COMPLETE, 0x902, 5, 0, 5000);
  story_close(&story);
}

/* Requests that are filled in part when they are posted [R118]: bytes go behind those; one that is full is completed
 * with the next data, or by the push timer. */
TOE_TEST(engine_deliver, fills_behind_what_is_filled) {
  story_t story;
  rcv_open(&story, 2, 300, 4, 150000);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED, 400, 100, NO_PUSH);
  rcv_expect_bytes(&story, RCV_POSTED + 100, 0, 0, 300);
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 400, 0, 5000);
  rcv_post_filled(&story, RCV_TCP(0), RCV_POSTED + 4096, 50, 50, PUSH);
  expect_told(&story, 0, 0);
  const toe_cycle_t end = rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, TIMER, 1)->cycle;
  rcv_post_filled(&story, RCV_TCP(1), RCV_POSTED + 8192, 50, 50, NO_PUSH);
  rcv_expect_entry(&story, 0, COMPLETE, 0x903, 50, 0, 4700); /* it has data behind it */
  rcv_expect_entry(&story, 1, INDICATE, 0, 256, 0, 4700);
  story.first_retire = story.rig.retire_count;
  rig_advance(&story.rig, end + 160000);
  expect_told(&story, 1, 0);
  rcv_expect_entry(&story, 0, COMPLETE, 0x902, 50, 0, 5000);
  story_close(&story);
}

/* R130: RcvIndicationSize bounds an indication. */
TOE_TEST(engine_deliver, indicates_no_more_than_the_host_wants_at_once) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rcv_configure(&story, 0x1A4, 2);
  rcv_configure(&story, 0x1AC, RCV_HOST);
  rcv_configure(&story, 0x1B4, 16);
  rig_tree(objects, 3, 300);
  TOE_WRITE(objects[2], OBJ_TCP, RCV_INDICATION, 101);
  story_initiate(&story, objects, 3);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 1)->u.received.bytes, 101);
  rcv_reply(&story, RCV_TCP(0), 101);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->u.received.bytes, 101);
  rcv_expect_bytes(&story, RCV_HOST, 0, 0, 101);
  rcv_expect_bytes(&story, RCV_HOST + 65536, 0, 101, 101);
  story_close(&story);
}

/* The pool of posted requests: its limit, and that what is completed frees it.  A limit below what is used frees
 * nothing. */
TOE_TEST(engine_deliver_bad, has_no_room_for_another_request) {
  story_t story;
  rcv_open(&story, 1, 0, 4, NEVER);
  story_set(&story, TOE_SETTING_LIMIT_POSTED, 2);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  TOE_EXPECT_EQ(error_of(&story), 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.used_posted, 2);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  expect_refused(&story, TOE_ERROR_NO_ROOM);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.limit, 2);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->cycle - story.doorbell, 34);
  story_set(&story, TOE_SETTING_LIMIT_POSTED, 1);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  expect_refused(&story, TOE_ERROR_NO_ROOM);
  story_close(&story);
}

/* No connection behind the handle: decided like any marker, an edge behind its taking, nothing read.  Also one that was
 * terminated, and a path. */
TOE_TEST(engine_deliver_bad, knows_no_such_connection) {
  static const uint32_t kHandles[] = {0, 0x30000001, 0x20000000, 0x30100000, 0x30000000};
  toe_engine_stats_t before, after;
  story_t story;
  rcv_open(&story, 1, 0, 4, NEVER);
  story_terminate(&story, (const uint32_t[]){0x30000000}, 1);
  toe_engine_get_stats(story.rig.engine, &before);
  for (uint32_t i = 0; i < 5; ++i) {
    toe_test_note("handle %#x", (unsigned)kHandles[i]);
    rcv_post(&story, kHandles[i], RCV_POSTED, 100, PUSH);
    expect_refused(&story, TOE_ERROR_NO_OBJECT);
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->cycle - story.doorbell, 28);
    rcv_reply(&story, kHandles[i], 0);
    expect_refused(&story, TOE_ERROR_NO_OBJECT);
  }
  toe_engine_get_stats(story.rig.engine, &after);
  TOE_EXPECT_EQ(after.sram_reads, before.sram_reads);
  story_close(&story);
}

/* A reply without an indication, or of more than was indicated: nothing changes, the right one still comes. */
TOE_TEST(engine_deliver_bad, refuses_a_reply_to_nothing) {
  story_t story;
  rcv_open(&story, 1, 100, 4, NEVER);
  rcv_reply(&story, RCV_TCP(0), 0);
  expect_refused(&story, TOE_ERROR_BAD_RECEIVE);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  rcv_reply(&story, RCV_TCP(0), 101);
  expect_refused(&story, TOE_ERROR_BAD_RECEIVE);
  rcv_reply(&story, RCV_TCP(0), 100);
  rcv_expect_job(&story, TOE_JOB_REPLY, 0, 0, 0);
  rcv_reply(&story, RCV_TCP(0), 0);
  expect_refused(&story, TOE_ERROR_BAD_RECEIVE);
  story_close(&story);
}

/* Two bits of a word in any of its rows: the connection cannot be worked on.  The host is told to take it back, a
 * request is not posted, nothing is written [R74]. */
TOE_TEST(engine_deliver_bad, tells_that_a_context_is_lost) {
  for (uint32_t row = 0; row < 4; ++row) {
    for (uint32_t is_reply = 0; is_reply <= 1; ++is_reply) {
      toe_engine_stats_t stats;
      story_t story;
      rcv_open(&story, 1, 100, 4, NEVER);
      if (is_reply) rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
      story_flip(&story, row, 3);
      story_flip(&story, row, 4);
      toe_test_note("row %u, reply %u", (unsigned)row, (unsigned)is_reply);
      if (is_reply) {
        rcv_reply(&story, RCV_TCP(0), 100);
      } else {
        rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
      }
      expect_refused(&story, TOE_ERROR_NO_OBJECT);
      TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->cycle - story.doorbell, 34);
      TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.used_posted, 0);
      const toe_retire_t *event = story_retire(&story, TOE_RETIRE_EVENT, 0);
      TOE_EXPECT_EQ(event->u.event.code, TOE_EVENT_RETRIEVE);
      TOE_EXPECT_EQ(event->u.event.handle, RCV_TCP(0));
      TOE_EXPECT_EQ(event->u.event.ndis_handle, 0);
      TOE_EXPECT_EQ(event->u.event.info, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
      toe_engine_get_stats(story.rig.engine, &stats);
      TOE_EXPECT_EQ(stats.ecc_uncorrectable, 1);
      story_close(&story);
    }
  }
}

/* The same for a job of the push timer: taken when it expires, at s the event is chosen, pushed at s + 1, the end at s
 * + 2; no row is written.  Levels stand in its record. */
TOE_TEST(engine_deliver_bad, tells_that_a_context_is_lost_when_a_timer_expires) {
  story_t story;
  rcv_open(&story, 1, 100, 4, 150000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 200, PUSH);
  const toe_cycle_t end = story_retire(&story, TOE_RETIRE_JOB, 0)->cycle;
  story_flip(&story, 3, 100);
  story_flip(&story, 3, 101);
  story.first_retire = story.rig.retire_count;
  rig_advance(&story.rig, end + 160000);
  const toe_retire_t *event = story_retire(&story, TOE_RETIRE_EVENT, 0);
  TOE_EXPECT_EQ(event->cycle, end + 150000 + 10);
  TOE_EXPECT_EQ(event->u.event.info, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
  TOE_EXPECT_EQ(event->u.event.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(event->u.event.ndis_handle, 0);
  TOE_EXPECT_EQ(event->u.event.commit, 5);
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_PUSH_TIMER, 0, 0, 0);
  TOE_EXPECT_EQ(job->cycle, end + 150000 + 10);
  TOE_EXPECT_EQ(job->u.job.commit, 5);
  TOE_EXPECT_EQ(job->u.job.rcv_nxt | job->u.job.rcv_wnd, 0);
  TOE_EXPECT_EQ(job->u.job.used_posted, 1);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT) + story_retires(&story, TOE_RETIRE_RECEIVED), 0);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  story_close(&story);
}

/* One bit in each row: corrected, counted, and rows 1 and 3 go back corrected with what has changed. */
TOE_TEST(engine_deliver, works_on_corrected_rows) {
  toe_engine_stats_t stats;
  story_t story;
  rcv_open(&story, 1, 100, 4, NEVER);
  for (uint32_t row = 0; row < 4; ++row) story_flip(&story, row, 8 * row + 1);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  rcv_expect_bytes(&story, RCV_POSTED, 0, 0, 100);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 4);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 6); /* rows 0 and 2 once more */
  story_close(&story);
}

/* Without a host buffer the connection waits. */
TOE_TEST(engine_deliver, waits_for_a_host_buffer) {
  story_t story;
  rcv_open(&story, 1, 300, 0, NEVER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  expect_told(&story, 1, 4);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 200, WAITING, 0);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 128, 150, PUSH); /* a request takes what is there */
  rcv_expect_bytes(&story, RCV_POSTED + 128, 0, 100, 150);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 50, WAITING, 0);
  story_close(&story);
}
