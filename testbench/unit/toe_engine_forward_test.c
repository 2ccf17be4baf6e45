/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments that the host brings (R147): what becomes of them, to the edge (docs/microarchitecture.md 5.16), counted by
 * hand.  Edges are counted from the doorbell, as toe_engine_forward_story.h tells.
 */
#include "testbench/unit/toe_engine_forward_story.h"

enum { ACK = MADE_ACK, PUSH = TOE_RCV_MODE_PUSH, HOST_PATH = TOE_RCV_FLAG_HOST_PATH, ABORTED = TOE_RCV_FLAG_ABORTED };

/* 120 bytes, two blocks: e 56, d 62; rows of data at 66 and 67, the first step at 68: nothing is posted, so it is
 * indicated: pieces at 76, 78, 80, 82, the entry at 83, the end at 84; each leaves an edge later.  Ports of another
 * connection and a wrong checksum are not looked at. */
TOE_TEST(engine_forward, takes_a_segment_to_the_edge) {
  story_t story;
  uint8_t segment[MADE_BYTES];
  wire_open(&story);
  made_t made = wire_segment(0, 100, ACK);
  made.src_port = 1;
  made.dst_port = 2;
  TOE_ASSERT_EQ(fwd_make(&made, segment), 120);
  fwd_put(&story, RCV_TCP(0), segment, 120, 0);
  const toe_engine_output_t *read = fwd_read(&story.rig, story.doorbell, 0);
  TOE_ASSERT(read != NULL && fwd_read(&story.rig, story.doorbell, 1) == NULL);
  TOE_EXPECT_EQ(read->cycle - story.doorbell, 32);
  TOE_EXPECT_EQ(read->address, STORY_SEGMENT);
  TOE_EXPECT_EQ(read->length_bytes, 128);
  TOE_EXPECT_EQ(read->tag, TOE_STAGE_TAG_COPY);
  const toe_retire_t *frame = fwd_expect(&story, TOE_FRAME_ACCEPTED, 100);
  TOE_EXPECT_EQ(frame->cycle - story.doorbell, 62);
  TOE_EXPECT_EQ(frame->u.frame.commit, 4);
  TOE_EXPECT_EQ(frame->u.frame.seq, 5000);
  TOE_EXPECT_EQ(frame->u.frame.bytes, 100);
  TOE_EXPECT_EQ(frame->u.frame.flags, ACK);
  TOE_EXPECT_EQ(frame->u.frame.arrived_cycle - story.doorbell, 56);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_BUFFER), 2); /* none of the fetch */
  for (uint32_t n = 0; n < 2; ++n) {
    const toe_retire_t *row = story_retire(&story, TOE_RETIRE_BUFFER, n);
    TOE_EXPECT_EQ(row->cycle - story.doorbell, 66 + n);
    TOE_EXPECT_EQ(row->u.buffer.row, n);
    TOE_EXPECT_EQ(row->u.buffer.mask, n == 0 ? ~(uint64_t)0 : 0xFFFFFFFFFu);
    for (uint32_t i = 0; i < 64; ++i)
      TOE_EXPECT_EQ(row->u.buffer.data[i], 64 * n + i < 100 ? made_byte(64 * n + i) : 0);
  }
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_COMPLETED, 0), 64);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 4);
  for (uint32_t n = 0; n < 4; ++n) TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_PLACED, n), 77 + 2 * n);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_INDICATE, 0, 100, 0, 5000);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_RECEIVED, 0), 84);
  const toe_retire_t *job =
      fwd_expect_job(&story, TOE_FRAME_ACCEPTED, 100, TOE_RCV_FLAG_IN_PROGRESS | TOE_RCV_FLAG_ACK_TIMER);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 84);
  TOE_EXPECT_EQ(job->u.job.commit, 4);
  TOE_EXPECT_EQ(job->u.job.judged_cycle - story.doorbell, 62);
  TOE_EXPECT_EQ(job->u.job.rcv_nxt, 5100);
  TOE_EXPECT_EQ(job->u.job.rcv_wnd, 3996);
  TOE_EXPECT_EQ(job->u.job.used_rcv_data, 128);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->cycle, job->cycle + 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.row, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.row, 3);
  /* The delayed acknowledgment: due at 84 + 200; rows 285..288, judged 291, step 292, first beat 308, last 309. */
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 309);
  wire_expect_ack(&story, 0, 5100, 3996);
  toe_engine_stats_t stats;
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.buffer_writes, 2);
  story_close(&story);
}

/* A segment of one block, a header alone with options, and one of exactly eight blocks: n 1, d 59; n 8, d 80. */
TOE_TEST(engine_forward, begins_the_payload_behind_the_options) {
  story_t story;
  uint8_t segment[MADE_BYTES];
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 460, PUSH);
  made_t made = wire_segment(0, 0, ACK);
  made.options = 40;
  fwd_put(&story, RCV_TCP(0), segment, fwd_make(&made, segment), 64);
  TOE_EXPECT_EQ(fwd_expect(&story, TOE_FRAME_ACCEPTED, 0)->cycle - story.doorbell, 59);
  TOE_EXPECT_EQ(fwd_read(&story.rig, story.doorbell, 0)->address, STORY_SEGMENT + 64);
  TOE_EXPECT_EQ(fwd_read(&story.rig, story.doorbell, 0)->length_bytes, 64);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_FRAME, 0)->u.frame.bytes, 0);
  TOE_EXPECT_EQ(fwd_expect_job(&story, TOE_FRAME_ACCEPTED, 0, 0)->cycle - story.doorbell, 60);
  made = wire_segment(0, 460, ACK | MADE_PSH);
  made.options = 32;
  fwd_put(&story, RCV_TCP(0), segment, fwd_make(&made, segment), 0);
  TOE_EXPECT_EQ(fwd_expect(&story, TOE_FRAME_ACCEPTED, 460)->cycle - story.doorbell, 80);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 460, 0, 5460);
  static uint8_t found[460];
  TOE_ASSERT(rcv_memory(&story, RCV_POSTED, found, 460));
  for (uint32_t i = 0; i < 460; ++i) TOE_EXPECT_EQ(found[i], made_byte(i));
  story_close(&story);
}

/* R147, R120: one stream: wire, host, wire; the numbers of frames go on without the forwarded one. */
TOE_TEST(engine_forward, goes_on_in_one_stream_with_the_wire) {
  story_t story;
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, TOE_RCV_MODE_NO_PUSH);
  wire_put_segment(&story, 0, 100, ACK);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_ACCEPTED, 100)->u.frame.is_forwarded, 0);
  fwd_put_segment(&story, 100, 100, ACK);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 100);
  wire_put_segment(&story, 200, 100, ACK);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_ACCEPTED, 100)->u.frame.number, 1);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 300, 0, 5300);
  static uint8_t found[300];
  TOE_ASSERT(rcv_memory(&story, RCV_POSTED, found, 300));
  for (uint32_t i = 0; i < 300; ++i) TOE_EXPECT_EQ(found[i], made_byte(i));
  story_close(&story);
}

/* R128, R147: PSH of a forwarded segment completes a request in push mode, in the segment's own job; without PSH the
 * request waits for its timer. */
TOE_TEST(engine_forward, completes_a_request_with_psh) {
  for (uint32_t has_psh = 0; has_psh < 2; ++has_psh) {
    story_t story;
    wire_open(&story);
    rcv_post(&story, RCV_TCP(0), RCV_POSTED, 460, PUSH);
    fwd_put_segment(&story, 0, 100, has_psh != 0 ? ACK | MADE_PSH : ACK);
    const toe_retire_t *frame = fwd_expect(&story, TOE_FRAME_ACCEPTED, 100);
    TOE_EXPECT_EQ(frame->u.frame.flags, has_psh != 0 ? ACK | MADE_PSH : ACK);
    rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 100, 0, 5100);
    const bool is_in_job = wire_edge(&story, TOE_RETIRE_RECEIVED, 0) <= wire_edge(&story, TOE_RETIRE_JOB, 0);
    TOE_EXPECT_EQ(is_in_job, has_psh != 0);
    story_close(&story);
  }
}

/* The same again, which the wire had brought: dropped and acknowledged at once: step 63, first beat 79, last 80; the
 * job ends at 80. */
TOE_TEST(engine_forward, acknowledges_a_duplicate) {
  story_t story;
  wire_open(&story);
  wire_put_segment(&story, 0, 100, ACK);
  fwd_put_segment(&story, 0, 100, ACK);
  TOE_EXPECT_EQ(fwd_expect(&story, TOE_FRAME_DUPLICATE, 0)->cycle - story.doorbell, 62);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 80);
  wire_expect_ack(&story, 0, 5100, 3996);
  const toe_retire_t *job = fwd_expect_job(&story, TOE_FRAME_DUPLICATE, 100, TOE_RCV_FLAG_IN_PROGRESS);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 80);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_BUFFER), 0);
  story_close(&story);
}

/* Out of order: dropped with an acknowledgment; the second reaches the limit of 8: RETRIEVE, reason 7.  The first step,
 * at 63, is the entry, pushed at 64 (WRITEBACK pushes the completion at 63), the next at 65: first beat 81. */
TOE_TEST(engine_forward, counts_segments_out_of_order) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.out_of_order = 8;
  wire_open_as(&story, &shape);
  fwd_put_segment(&story, 10, 100, ACK);
  fwd_expect(&story, TOE_FRAME_OUT_OF_ORDER, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 80);
  wire_expect_ack(&story, 0, 5000, 4096);
  const toe_retire_t *row = story_retire(&story, TOE_RETIRE_CONTEXT, 1);
  TOE_EXPECT_EQ(TOE_READ(row->u.context.data, CONTEXT_RCV, OUT_OF_ORDER), 4);
  fwd_put_segment(&story, 10, 100, ACK);
  fwd_expect(&story, TOE_FRAME_OUT_OF_ORDER, 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, 7);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_EVENT, 0), 65);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 82);
  story_close(&story);
}

/* R144: RST at RCV.NXT: an ABORT, what is posted ends REQUEST_ABORTED; the next is refused (NOT_NOW), to the edge of a
 * judgement: of one block at 59. */
TOE_TEST(engine_forward, aborts_with_rst_and_takes_no_more) {
  story_t story;
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, PUSH);
  fwd_put_segment(&story, 0, 0, MADE_RST);
  TOE_EXPECT_EQ(fwd_expect(&story, TOE_FRAME_RST, 0)->cycle - story.doorbell, 59);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_ABORT);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 0, TOE_RCV_STATUS_REQUEST_ABORTED, 5000);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 1);
  fwd_expect_job(&story, TOE_FRAME_RST, 0, ABORTED | HOST_PATH);
  fwd_put_segment(&story, 0, 10, ACK);
  fwd_expect_error(&story, TOE_ERROR_NOT_NOW, 59);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
  story_close(&story);
}

/* D-15: what the table passes up is the host's already: dropped, the request a success, no host buffer taken.  The
 * first step, at 60, ends the job. */
TOE_TEST(engine_forward, never_passes_a_segment_up) {
  static const struct {
    uint32_t at, bytes, reason;
    uint8_t flags;
  } kCases[] = {{0, 0, TOE_FRAME_SYN, MADE_SYN},
                {0, 10, TOE_FRAME_SYN, MADE_SYN | MADE_ACK},
                {1, 0, TOE_FRAME_RST_IN_WINDOW, MADE_RST}};
  story_t story;
  wire_open(&story);
  for (uint32_t i = 0; i < 3; ++i) {
    toe_test_note("case %u", (unsigned)i);
    fwd_put_segment(&story, kCases[i].at, kCases[i].bytes, kCases[i].flags);
    TOE_EXPECT_EQ(fwd_expect(&story, kCases[i].reason, 0)->cycle - story.doorbell, 59);
    const toe_retire_t *job = fwd_expect_job(&story, kCases[i].reason, 0, 0);
    TOE_EXPECT_EQ(job->cycle - story.doorbell, 60);
    TOE_EXPECT_EQ(job->u.job.used_host_buffer, 0);
    TOE_EXPECT_EQ(job->u.job.rcv_nxt, 5000);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED) + story_retires(&story, TOE_RETIRE_EVENT), 0);
  }
  fwd_put_segment(&story, 0, 1, 0);
  fwd_expect(&story, TOE_FRAME_NO_ACK, 0);
  fwd_put_segment(&story, 4096, 1, ACK);
  fwd_expect(&story, TOE_FRAME_OUT_OF_WINDOW, 0);
  wire_expect_ack(&story, 0, 5000, 4096);
  story_close(&story);
}

/* R132: urgent data: the upload is asked for, nothing is taken, nothing is passed up; then the host's own path. */
TOE_TEST(engine_forward, asks_for_the_upload_with_urgent_data) {
  story_t story;
  wire_open(&story);
  fwd_put_segment(&story, 0, 10, ACK | MADE_URG);
  fwd_expect(&story, TOE_FRAME_URGENT, 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_RETRIEVE);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, 5);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 0);
  fwd_expect_job(&story, TOE_FRAME_URGENT, 0, HOST_PATH);
  fwd_put_segment(&story, 0, 10, ACK);
  fwd_expect_error(&story, TOE_ERROR_NOT_NOW, 59);
  wire_put_segment(&story, 0, 10, ACK); /* what comes over the wire still goes up */
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_HOST_PATH, 0)->u.frame.is_forwarded, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 1);
  story_close(&story);
}

/* R143: FIN with data: the data, the disconnect behind it; STATE 7 in row 0. */
TOE_TEST(engine_forward, tells_the_disconnect_behind_a_fin) {
  story_t story;
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, PUSH);
  fwd_put_segment(&story, 0, 10, ACK | MADE_FIN);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 10);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 10, 0, 5010);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_DISCONNECT);
  wire_expect_ack(&story, 0, 5011, 4096);
  const toe_retire_t *job = fwd_expect_job(&story, TOE_FRAME_ACCEPTED, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED);
  TOE_EXPECT_EQ(job->u.job.rcv_nxt, 5011);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 3);
  TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.data, OBJ_TCP, STATE), 7);
  fwd_put_segment(&story, 11, 5, ACK);
  fwd_expect(&story, TOE_FRAME_AFTER_FIN, 0);
  story_close(&story);
}

/* R117: no room for its data: dropped, not acknowledged, the upload asked for once; a success all the same (D-15). */
TOE_TEST(engine_forward, drops_what_it_has_no_room_for) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.limit_rcv_data = 64;
  wire_open_as(&story, &shape);
  for (uint32_t n = 0; n < 2; ++n) {
    fwd_put_segment(&story, 0, 65, ACK);
    fwd_expect(&story, TOE_FRAME_NO_ROOM, 0);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1 - n);
    if (n == 0) TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, 10);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  }
  fwd_put_segment(&story, 0, 64, ACK);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 64);
  story_close(&story);
}
