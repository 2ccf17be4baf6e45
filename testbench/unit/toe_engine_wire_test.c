/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments that are taken, to the edge (docs/microarchitecture.md 5.11 - 5.15), counted by hand.
 *
 * Edges are counted from the first beat of the last frame, as toe_engine_wire_story.h tells.
 */
#include "testbench/unit/toe_engine_wire_story.h"

enum { ACK = MADE_ACK, PUSH = TOE_RCV_MODE_PUSH, NO_PUSH = TOE_RCV_MODE_NO_PUSH };

/* 100 bytes, 154 in all: 5 beats.  a 5, l 9, rows at 10..13, d 16; rows of data at 20 and 21; the first step at 22:
 * nothing is posted, so it is indicated: 100 bytes at 30, 32, 34, 36, the entry at 37, the end at 38. */
TOE_TEST(engine_wire, takes_a_segment_and_indicates_it_to_the_edge) {
  story_t story;
  wire_open(&story);
  wire_put_segment(&story, 0, 100, ACK);
  const toe_retire_t *frame = wire_expect(&story, TOE_FRAME_ACCEPTED, 100);
  TOE_EXPECT_EQ(frame->cycle - story.doorbell, 16);
  TOE_EXPECT_EQ(frame->u.frame.commit, 4);
  TOE_EXPECT_EQ(frame->u.frame.number | frame->u.frame.lost, 0);
  TOE_EXPECT_EQ(frame->u.frame.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(frame->u.frame.seq, 5000);
  TOE_EXPECT_EQ(frame->u.frame.bytes, 100);
  TOE_EXPECT_EQ(frame->u.frame.flags, ACK);
  TOE_EXPECT_EQ(frame->u.frame.arrived_cycle - story.doorbell, 4);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_BUFFER), 2);
  for (uint32_t n = 0; n < 2; ++n) {
    const toe_retire_t *row = story_retire(&story, TOE_RETIRE_BUFFER, n);
    TOE_EXPECT_EQ(row->cycle - story.doorbell, 20 + n);
    TOE_EXPECT_EQ(row->u.buffer.row, n);
    TOE_EXPECT_EQ(row->u.buffer.mask, n == 0 ? ~(uint64_t)0 : 0xFFFFFFFFFu);
    for (uint32_t i = 0; i < 64; ++i)
      TOE_EXPECT_EQ(row->u.buffer.data[i], 64 * n + i < 100 ? made_byte(64 * n + i) : 0);
  }
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 4);
  for (uint32_t n = 0; n < 4; ++n) TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_PLACED, n), 31 + 2 * n);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_INDICATE, 0, 100, 0, 5000);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_RECEIVED, 0), 38);
  const toe_retire_t *job = wire_expect_job(&story, 100, TOE_RCV_FLAG_IN_PROGRESS | TOE_RCV_FLAG_ACK_TIMER);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 38);
  TOE_EXPECT_EQ(job->u.job.judged_cycle - story.doorbell, 16);
  TOE_EXPECT_EQ(job->u.job.rcv_nxt, 5100);
  TOE_EXPECT_EQ(job->u.job.rcv_wnd, 3996);
  TOE_EXPECT_EQ(job->u.job.used_rcv_data, 128);
  TOE_EXPECT_EQ(job->u.job.reason, TOE_FRAME_ACCEPTED);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->cycle, job->cycle + 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.row, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.row, 3);
  /* The delayed acknowledgment: due at 38 + 200, taken then; rows 239..242, judged 245, step 246, first beat
   * 262, last 263. */
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 263);
  wire_expect_ack(&story, 0, 5100, 3996);
  job = rcv_expect_job(&story, TOE_JOB_ACK_TIMER, 100, TOE_RCV_FLAG_IN_PROGRESS, 0);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 263);
  const uint8_t *row = story_retire(&story, TOE_RETIRE_CONTEXT, 3)->u.context.data;
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, ACK_PENDING), 0);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, ADVERTISED), 9096);
  toe_engine_sent_t sent;
  TOE_ASSERT(toe_engine_get_frame(story.rig.engine, &sent));
  TOE_EXPECT_EQ(sent.bytes, 60);
  TOE_EXPECT_EQ(sent.cycle - story.doorbell, 263);
  TOE_EXPECT_MEM(sent.data, story_retire(&story, TOE_RETIRE_SENT, 0)->u.sent.data, 60);
  TOE_EXPECT(!toe_engine_get_frame(story.rig.engine, &sent));
  story_close(&story);
}

/* Two segments one behind the other: one acknowledgment, of both. */
TOE_TEST(engine_wire, acknowledges_two_segments_at_once) {
  story_t story;
  uint8_t frame[MADE_BYTES];
  wire_open(&story);
  made_t made = wire_segment(0, 60, ACK);
  rig_frame(&story.rig, toe_engine_now(story.rig.engine), frame, made_frame(&made, frame));
  rig_advance(&story.rig, toe_engine_now(story.rig.engine) + 100);
  wire_put_segment(&story, 60, 2, ACK);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  wire_expect_ack(&story, 0, 5062, 4034);
  wire_expect_job(&story, 62, TOE_RCV_FLAG_IN_PROGRESS);
  story_close(&story);
}

/* The second segment fills up the first's last block: rows at 17 and 18, step at 19: an indication waits; the
 * acknowledgment's first beat at 35, its last, the step and the end at 36. */
TOE_TEST(engine_wire, fills_up_the_last_block) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.ack_frequency = 1;
  wire_open_as(&story, &shape);
  wire_put_segment(&story, 0, 60, ACK);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  wire_put_segment(&story, 60, 10, ACK);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_BUFFER), 2);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_BUFFER, 0), 17);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_BUFFER, 0)->u.buffer.row, 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_BUFFER, 0)->u.buffer.mask, 0xF000000000000000u);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_BUFFER, 0)->u.buffer.data[60], made_byte(60));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_BUFFER, 1)->u.buffer.row, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_BUFFER, 1)->u.buffer.mask, 0x3F);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 36);
  wire_expect_ack(&story, 0, 5070, 4026);
  TOE_EXPECT_EQ(wire_expect_job(&story, 70, TOE_RCV_FLAG_IN_PROGRESS)->cycle - story.doorbell, 36);
  story_close(&story);
}

/* A posted request, not push: it is filled by three segments and completed with the third; PSH alone does not complete
 * it (R128). */
TOE_TEST(engine_wire, fills_a_request_that_is_not_push) {
  story_t story;
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, NO_PUSH);
  for (uint32_t n = 0; n < 3; ++n) {
    wire_put_segment(&story, 100 * n, 100, ACK | MADE_PSH);
    wire_expect(&story, TOE_FRAME_ACCEPTED, 100);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), n == 2);
  }
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 300, 0, 5300);
  static uint8_t found[300];
  TOE_ASSERT(rcv_memory(&story, RCV_POSTED, found, 300));
  for (uint32_t i = 0; i < 300; ++i) TOE_EXPECT_EQ(found[i], made_byte(i));
  story_close(&story);
}

/* R128: a push request is completed by PSH, and without it only by its timer (B5). */
TOE_TEST(engine_wire, completes_a_push_request_with_psh_or_by_its_timer) {
  story_t story;
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, PUSH);
  wire_put_segment(&story, 0, 50, ACK | MADE_PSH);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 50, 0, 5050);
  wire_expect_job(&story, 0, TOE_RCV_FLAG_PSH | TOE_RCV_FLAG_ACK_TIMER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, PUSH);
  wire_put_segment(&story, 50, 50, ACK);
  const toe_retire_t *job = wire_expect_job(&story, 0, TOE_RCV_FLAG_PUSH_TIMER | TOE_RCV_FLAG_ACK_TIMER);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x902, 50, 0, 5100);
  /* Taken at z + 1000, rows from +1 on, judged at +7, step at +8, pushed at +9, out at +10. */
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->cycle, job->cycle + 1010);
  story_close(&story);
}

/* B7, R48: what the host had buffered first, then the wire: nothing before a post, then one stream. */
TOE_TEST(engine_wire, goes_on_behind_what_the_host_had_buffered) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.buffered = 100;
  wire_open_as(&story, &shape);
  wire_put_segment(&story, 0, 100, ACK);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 0);
  const toe_retire_t *job = wire_expect_job(&story, 200, TOE_RCV_FLAG_REFUSED | TOE_RCV_FLAG_ACK_TIMER);
  TOE_EXPECT_EQ(job->u.job.used_buffered_copy, 128);
  TOE_EXPECT_EQ(job->u.job.used_rcv_data, 128); /* 28 bytes behind the copy's end, 64, 8 */
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_BUFFER, 0)->u.buffer.mask, 0xFFFFFFF000000000u);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 200, PUSH);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 200, 0, 5100);
  static uint8_t found[200];
  TOE_ASSERT(rcv_memory(&story, RCV_POSTED, found, 200));
  for (uint32_t i = 0; i < 200; ++i) TOE_EXPECT_EQ(found[i], i < 100 ? rcv_byte(0, i) : made_byte(i - 100));
  story_close(&story);
}

/* Cut in front what was received, behind what the window does not hold; 100 bytes of window. */
TOE_TEST(engine_wire, trims_on_both_sides) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.window = shape.initial_window = 100;
  wire_open_as(&story, &shape);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  wire_put_segment(&story, (uint32_t)-30, 200, ACK | MADE_FIN); /* -30..170, and FIN is cut with it */
  wire_expect(&story, TOE_FRAME_ACCEPTED, 100);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 100, 0, 5100);
  TOE_EXPECT_EQ(wire_expect_job(&story, 0, 0)->u.job.rcv_wnd, 100); /* at once: the window opened by all of it */
  wire_expect_ack(&story, 0, 5100, 100);
  static uint8_t found[100];
  TOE_ASSERT(rcv_memory(&story, RCV_POSTED, found, 100));
  for (uint32_t i = 0; i < 100; ++i) TOE_EXPECT_EQ(found[i], made_byte(i));
  story_close(&story);
}

/* A window that is full: a probe of a byte is answered and dropped; reading opens it, which is told when it is enough:
 * half of 1000. */
TOE_TEST(engine_wire, answers_probes_and_tells_that_the_window_opens) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.window = shape.initial_window = 1000;
  shape.ack_frequency = 1;
  wire_open_as(&story, &shape);
  wire_put_segment(&story, 0, 1000, ACK);
  wire_expect(&story, TOE_FRAME_ACCEPTED, 1000);
  wire_expect_ack(&story, 0, 6000, 0);
  wire_put_segment(&story, 1000, 1, ACK);
  wire_expect(&story, TOE_FRAME_OUT_OF_WINDOW, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  wire_expect_ack(&story, 0, 6000, 0);
  rcv_reply(&story, RCV_TCP(0), 256);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  rcv_reply(&story, RCV_TCP(0), 256);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  wire_expect_ack(&story, 0, 6000, 512);
  wire_put_segment(&story, 1000, 1, ACK);
  wire_expect(&story, TOE_FRAME_ACCEPTED, 1);
  story_close(&story);
}

/* R143, R146: FIN with data: the data first, then the disconnect; then a request ends INVALID_STATE.  STATE is 7. */
TOE_TEST(engine_wire, tells_the_disconnect_behind_the_data) {
  story_t story;
  wire_open(&story);
  wire_put_segment(&story, 0, 10, ACK | MADE_FIN);
  wire_expect(&story, TOE_FRAME_ACCEPTED, 10);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
  TOE_EXPECT_EQ(wire_expect_job(&story, 10, TOE_RCV_FLAG_IN_PROGRESS | TOE_RCV_FLAG_FIN)->u.job.rcv_nxt, 5011);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_INDICATE, 0, 10, 0, 5000);
  wire_expect_ack(&story, 0, 5011, 4086);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 3);
  toe_cycle_t end = story_retire(&story, TOE_RETIRE_JOB, 0)->cycle;
  static const uint32_t kRows[3] = {0, 1, 3};
  for (uint32_t n = 0; n < 3; ++n) {
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, n)->u.context.row, kRows[n]);
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, n)->cycle, end + 1 + n);
  }
  TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.data, OBJ_TCP, STATE), 7);
  rcv_reply(&story, RCV_TCP(0), 10);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_DISCONNECT);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.ndis_handle, 0x0303030303030303u);
  rcv_expect_job(&story, TOE_JOB_REPLY, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED, 0);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 10, PUSH);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x902, 0, TOE_RCV_STATUS_INVALID_STATE, 5010);
  wire_put_segment(&story, 11, 5, ACK);
  wire_expect(&story, TOE_FRAME_AFTER_FIN, 0);
  wire_expect_ack(&story, 0, 5011, 4096);
  story_close(&story);
}

/* R168, R166: what waits for an acknowledgment gets it before the connection is gone; its data comes back. */
TOE_TEST(engine_wire, acknowledges_before_it_is_closed) {
  story_t story;
  wire_open(&story);
  made_t made = wire_segment(0, 100, ACK);
  uint8_t frame[MADE_BYTES];
  uint32_t bytes = made_frame(&made, frame);
  rig_frame(&story.rig, toe_engine_now(story.rig.engine), frame, bytes);
  rig_advance(&story.rig, toe_engine_now(story.rig.engine) + 60);
  uint32_t handle = RCV_TCP(0);
  story_terminate(&story, &handle, 1);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  wire_expect_ack(&story, 0, 5100, 3996);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_SENT, 0)->u.sent.commit, 5);
  static uint8_t found[100];
  TOE_ASSERT(rcv_memory(&story, STORY_BACK, found, 100));
  for (uint32_t i = 0; i < 100; ++i) TOE_EXPECT_EQ(found[i], made_byte(i));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.used_rcv_data, 0);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  wire_put_segment(&story, 100, 1, ACK);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_NOT_OFFLOADED, 0)->cycle - story.doorbell, 2 + 4);
  story_close(&story);
}
