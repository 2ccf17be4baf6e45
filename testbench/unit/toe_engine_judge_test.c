/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames that are dropped, aborted by, or passed up by the engine (docs/microarchitecture.md 5.13, 5.14).
 *
 * Edges are counted from the first beat of the last frame, as toe_engine_wire_story.h tells.
 */
#include "testbench/unit/toe_engine_wire_story.h"

enum { ACK = MADE_ACK, PUSH = TOE_RCV_MODE_PUSH, HOST_PATH = TOE_RCV_FLAG_HOST_PATH, ABORTED = TOE_RCV_FLAG_ABORTED };

/* The frame of the last wire_put lies in host buffer `number`, and its entry says so. */
static void expect_passed(const story_t *story, uint32_t number, uint32_t handle, uint32_t reason, const uint8_t *frame,
                          uint32_t bytes) {
  static uint8_t found[MADE_BYTES];
  const toe_retire_t *entry = story_retire(story, TOE_RETIRE_RECEIVED, 0);
  rcv_expect_entry(story, 0, TOE_RCV_KIND_PASS, number, bytes, reason, 0);
  TOE_EXPECT_EQ(entry->u.received.handle, handle);
  TOE_ASSERT(rcv_memory(story, RCV_HOST + 256 * number, found, bytes));
  TOE_EXPECT_MEM(found, frame, bytes);
}

/* Not for a connection: 60 bytes, 2 beats: a 2, judged 3, step 4, pieces at 12 and 14, the entry at 15, the end at 16.
 * An ARP broadcast. */
TOE_TEST(engine_judge, passes_a_broadcast_up_to_the_edge) {
  story_t story;
  uint8_t frame[60] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2, 0xAA, 0, 0, 0, 2, 8, 6, 0, 1};
  wire_open(&story);
  wire_put(&story, frame, 60);
  const toe_retire_t *record = wire_expect(&story, TOE_FRAME_GROUP, 0);
  TOE_EXPECT_EQ(record->cycle - story.doorbell, 3);
  TOE_EXPECT_EQ(record->u.frame.handle | record->u.frame.seq | record->u.frame.bytes | record->u.frame.flags, 0);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_PLACED, 0), 13);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_PLACED, 1), 15);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_RECEIVED, 0), 16);
  expect_passed(&story, 0, 0, TOE_FRAME_GROUP, frame, 60);
  const toe_retire_t *job = wire_expect_job(&story, 0, 0);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 16);
  TOE_EXPECT_EQ(job->u.job.handle, 0);
  TOE_EXPECT_EQ(job->u.job.reason, TOE_FRAME_GROUP);
  TOE_EXPECT_EQ(job->u.job.used_host_buffer, 1);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 0);
  story_close(&story);
}

/* No host buffer, or none as long: dropped, and said so.  The step at 4 tries, the one at 5 ends. */
TOE_TEST(engine_judge, drops_what_it_cannot_pass_up) {
  story_t story;
  static uint8_t frame[300] = {0xFF};
  wire_shape_t shape = wire_shape();
  shape.buffers = 1;
  wire_open_as(&story, &shape);
  wire_put(&story, frame, 257); /* 9 beats */
  const toe_retire_t *job = wire_expect_job(&story, 0, 0);
  TOE_EXPECT_EQ(job->u.job.reason, TOE_FRAME_NO_HOST_BUFFER);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 12);
  wire_put(&story, frame, 256);
  TOE_EXPECT_EQ(wire_expect_job(&story, 0, 0)->u.job.reason, TOE_FRAME_GROUP);
  wire_put(&story, frame, 60);
  job = wire_expect_job(&story, 0, 0);
  TOE_EXPECT_EQ(job->u.job.reason, TOE_FRAME_NO_HOST_BUFFER);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 5);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_GROUP, 0)->u.frame.number, 2);
  story_close(&story);
}

/* A frame that is dropped by its name: judged at a+1, ended at a+2. */
TOE_TEST(engine_judge, drops_malformed_frames_at_once) {
  story_t story;
  uint8_t frame[MADE_BYTES];
  made_t made = wire_segment(0, 10, ACK);
  wire_open(&story);
  uint32_t bytes = made_frame(&made, frame);
  frame[bytes - 1] ^= 1;
  wire_put(&story, frame, bytes);
  const toe_retire_t *record = wire_expect(&story, TOE_FRAME_TCP_CHECKSUM, 0);
  TOE_EXPECT_EQ(record->cycle - story.doorbell, 3);
  TOE_EXPECT_EQ(record->u.frame.seq | record->u.frame.bytes | record->u.frame.flags, 0);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_JOB, 0), 4);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 0);
  memset(frame, 0, sizeof frame);
  memcpy(frame, kMadeInterfaceMac, 6);
  wire_put(&story, frame, 9217); /* 289 beats */
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_OVERSIZE, 0)->cycle - story.doorbell, 290);
  wire_put(&story, frame, 9216);
  wire_expect(&story, TOE_FRAME_NOT_IP, 0);
  wire_put(&story, frame, 13);
  wire_expect(&story, TOE_FRAME_RUNT, 0);
  story_close(&story);
}

/* FILTERED: neither the interface's address nor one that a neighbor sends from; SET gives the interface another. */
TOE_TEST(engine_judge, takes_frames_for_its_own_addresses_only) {
  story_t story;
  static const uint8_t kSrc[6] = {2, 0x10, 0x20, 0x30, 0x40, 0x50}, kOther[6] = {2, 0x10, 0x20, 0x30, 0x40, 0x51};
  wire_shape_t shape = wire_shape();
  shape.has_src_mac = true;
  wire_open_as(&story, &shape);
  made_t made = wire_segment(0, 10, ACK);
  made.dst_mac = kOther;
  wire_put_made(&story, &made);
  wire_expect(&story, TOE_FRAME_FILTERED, 0);
  made.dst_mac = kSrc;
  wire_put_made(&story, &made);
  wire_expect(&story, TOE_FRAME_ACCEPTED, 10);
  rig_set(story.command, story.posted, TOE_SETTING_INTERFACE_MAC, 0x30201002);
  TOE_WRITE(story.command, COMMAND, VALUE_HIGH, 0x5140);
  story_run(&story);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.error, 0);
  made = wire_segment(10, 10, ACK);
  wire_put_made(&story, &made);
  wire_expect(&story, TOE_FRAME_FILTERED, 0);
  made.dst_mac = kOther;
  wire_put_made(&story, &made);
  wire_expect(&story, TOE_FRAME_ACCEPTED, 10);
  TOE_EXPECT_EQ(wire_big(story_retire(&story, TOE_RETIRE_SENT, 0)->u.sent.data + 6, 4), 0x02102030);
  TOE_EXPECT_EQ(wire_big(story_retire(&story, TOE_RETIRE_SENT, 0)->u.sent.data + 10, 2), 0x4050);
  story_close(&story);
}

/* R115: a connection without VLAN takes any tag, found at the second lookup: 4 edges later; one with a VLAN its own
 * only. */
TOE_TEST(engine_judge, looks_up_twice_behind_a_tag) {
  story_t story;
  made_t made = wire_segment(0, 10, ACK);
  wire_open(&story);
  made.has_tag = true;
  made.tag = 0x6005;
  wire_put_made(&story, &made); /* 68 bytes, 3 beats */
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_ACCEPTED, 10)->cycle - story.doorbell, 3 + 15);
  made.dst_port = 81;
  wire_put_made(&story, &made);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_NOT_OFFLOADED, 0)->cycle - story.doorbell, 3 + 8);
  story_close(&story);
  wire_shape_t shape = wire_shape();
  shape.vlan = 5;
  shape.priority = 3;
  shape.is_ipv6 = true;
  wire_open_as(&story, &shape);
  made.dst_port = 0;
  made.is_ipv6 = true;
  wire_put_made(&story, &made); /* 88 bytes, 3 beats */
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_ACCEPTED, 10)->cycle - story.doorbell, 3 + 11);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_SENT, 0)->u.sent.bytes, 78);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_SENT, 0)->u.sent.data[14], 0x60);
  made.tag = 6;
  wire_put_made(&story, &made);
  wire_expect(&story, TOE_FRAME_NOT_OFFLOADED, 0);
  made.has_tag = false;
  wire_put_made(&story, &made);
  wire_expect(&story, TOE_FRAME_NOT_OFFLOADED, 0);
  story_close(&story);
}

/* DUPLICATE and OUT_OF_ORDER: dropped, answered at once; 4 a gap, and at 8 the device asks for the upload. */
TOE_TEST(engine_judge, answers_duplicates_and_gaps) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.out_of_order = 8;
  wire_open_as(&story, &shape);
  wire_put_segment(&story, (uint32_t)-10, 10, ACK);
  wire_expect(&story, TOE_FRAME_DUPLICATE, 0);
  wire_expect_ack(&story, 0, 5000, 4096);
  /* d 13, step 14, first beat 30, step and end 31, as the last beat. */
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_SENT, 0), 31);
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_JOB, 0), 31);
  for (uint32_t n = 0; n < 2; ++n) {
    wire_put_segment(&story, 100, 10, ACK);
    wire_expect(&story, TOE_FRAME_OUT_OF_ORDER, 0);
    wire_expect_ack(&story, 0, 5000, 4096);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), n);
    TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.data, CONTEXT_RCV, OUT_OF_ORDER),
                  n == 0 ? 4 : 0);
  }
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_RETRIEVE);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, TOE_UPLOAD_REASON_HIGH_OUT_OF_ORDER_PACKETS);
  story_close(&story);
}

/* R144: RST at RcvNxt: told, requests end REQUEST_ABORTED, later ones too; what comes then is the host's. */
TOE_TEST(engine_judge, aborts_at_a_reset) {
  story_t story;
  uint8_t frame[MADE_BYTES];
  wire_open(&story);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 10, PUSH);
  wire_put_segment(&story, 1, 0, MADE_RST);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_RST_IN_WINDOW, 0)->u.frame.handle, RCV_TCP(0));
  wire_put_segment(&story, 4096, 0, MADE_RST);
  wire_expect(&story, TOE_FRAME_OUT_OF_WINDOW, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  wire_put_segment(&story, 0, 0, MADE_RST);
  wire_expect(&story, TOE_FRAME_RST, 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_ABORT);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, 0);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 0, TOE_RCV_STATUS_REQUEST_ABORTED, 5000);
  wire_expect_job(&story, 0, ABORTED | HOST_PATH);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 10, PUSH);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x902, 0, TOE_RCV_STATUS_REQUEST_ABORTED, 5000);
  made_t made = wire_segment(0, 10, ACK);
  uint32_t bytes = made_frame(&made, frame);
  wire_put(&story, frame, bytes);
  wire_expect(&story, TOE_FRAME_HOST_PATH, 0);
  expect_passed(&story, 1, RCV_TCP(0), TOE_FRAME_HOST_PATH, frame, bytes); /* buffer 0: the RST in the window */
  story_close(&story);
}

/* R132: URG: the device asks for the upload, the frame goes up; what it had taken is still delivered, and no timer runs
 * any more. */
TOE_TEST(engine_judge, leaves_urgent_data_to_the_host) {
  story_t story;
  uint8_t frame[MADE_BYTES];
  wire_open(&story);
  made_t made = wire_segment(0, 20, ACK);
  rig_frame(&story.rig, toe_engine_now(story.rig.engine), frame, made_frame(&made, frame));
  rig_advance(&story.rig, toe_engine_now(story.rig.engine) + 100);
  made = wire_segment(20, 10, ACK | MADE_URG);
  uint32_t bytes = made_frame(&made, frame);
  wire_put(&story, frame, bytes);
  wire_expect(&story, TOE_FRAME_URGENT, 0);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, TOE_UPLOAD_REASON_RECEIVED_URGENT_DATA);
  expect_passed(&story, 1, RCV_TCP(0), TOE_FRAME_URGENT, frame, bytes);
  wire_expect_job(&story, 20, HOST_PATH | TOE_RCV_FLAG_IN_PROGRESS);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 20, PUSH);
  rcv_reply(&story, RCV_TCP(0), 0);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 20, 0, 5020);
  uint32_t handle = RCV_TCP(0);
  story_terminate(&story, &handle, 1);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  story_close(&story);
}

/* SYN and NO_ACK. */
TOE_TEST(engine_judge, leaves_a_syn_to_the_host_and_drops_what_has_no_ack) {
  story_t story;
  wire_open(&story);
  wire_put_segment(&story, 0, 0, MADE_SYN | ACK);
  wire_expect(&story, TOE_FRAME_SYN, 0);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_PASS, 0, 54, TOE_FRAME_SYN, 0);
  wire_put_segment(&story, 0, 10, 0);
  wire_expect(&story, TOE_FRAME_NO_ACK, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT) + story_retires(&story, TOE_RETIRE_RECEIVED), 0);
  story_close(&story);
}

/* R117: no memory: dropped, not acknowledged; the device asks for the upload once. */
TOE_TEST(engine_judge, asks_for_the_upload_when_memory_is_short) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.limit_rcv_data = 100; /* one block */
  wire_open_as(&story, &shape);
  for (uint32_t n = 0; n < 2; ++n) {
    wire_put_segment(&story, 0, 65, ACK);
    wire_expect(&story, TOE_FRAME_NO_ROOM, 0);
    wire_expect_job(&story, 0, TOE_RCV_FLAG_ASKED);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), n == 0);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  }
  wire_put_segment(&story, 0, 64, ACK);
  wire_expect(&story, TOE_FRAME_ACCEPTED, 64);
  wire_expect_job(&story, 64, TOE_RCV_FLAG_IN_PROGRESS | TOE_RCV_FLAG_ACK_TIMER);
  story_close(&story);
}

/* NO_CONTEXT: told with reason 11, passed up, and no row is written.  Row 1 of connection 0 lost two bits of a word. */
TOE_TEST(engine_judge, passes_up_what_it_has_no_context_for) {
  story_t story;
  uint8_t frame[MADE_BYTES];
  wire_open(&story);
  story_flip(&story, 1, 0);
  story_flip(&story, 1, 1);
  made_t made = wire_segment(0, 10, ACK);
  uint32_t bytes = made_frame(&made, frame);
  wire_put(&story, frame, bytes);
  TOE_EXPECT_EQ(wire_expect(&story, TOE_FRAME_NO_CONTEXT, 0)->u.frame.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.ndis_handle, 0);
  expect_passed(&story, 0, RCV_TCP(0), TOE_FRAME_NO_CONTEXT, frame, bytes);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 0);
  story_close(&story);
}

/* A path whose row is lost: nothing is sent, which is told, and not tried again. */
TOE_TEST(engine_judge, tells_that_it_cannot_acknowledge) {
  story_t story;
  toe_engine_stats_t stats;
  wire_shape_t shape = wire_shape();
  shape.ack_frequency = 1;
  wire_open_as(&story, &shape);
  story_flip(&story, TOE_STAGE_NEIGHBOR_ROW_BASE, 0);
  wire_put_segment(&story, 0, 10, ACK);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 1); /* corrected */
  story_flip(&story, TOE_STAGE_PATH_ROW_BASE, 0);
  story_flip(&story, TOE_STAGE_PATH_ROW_BASE, 1);
  wire_put_segment(&story, 10, 10, ACK);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_SENT), 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.info, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.ndis_handle, 0x0303030303030303u);
  /* d 13, row at 17, step 18, its end at 34, the entry from 35 on, pushed at 36, the end at 37. */
  TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_JOB, 0), 37);
  wire_expect_job(&story, 20, TOE_RCV_FLAG_IN_PROGRESS);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 1);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, 1);
  TOE_EXPECT_EQ(toe_engine_next_wake(story.rig.engine), TOE_CYCLE_NEVER);
  story_close(&story);
}

/* R184: FIN in FIN_WAIT2: TIME_WAIT is the host's; behind it nothing is taken. */
TOE_TEST(engine_judge, leaves_time_wait_to_the_host) {
  story_t story;
  static const uint32_t kState[] = {4, 5, 6}, kNext[] = {7, 8, 10};
  for (uint32_t i = 0; i < 3; ++i) {
    wire_shape_t shape = wire_shape();
    shape.state = kState[i];
    wire_open_as(&story, &shape);
    wire_put_segment(&story, 0, 0, ACK | MADE_FIN);
    wire_expect(&story, TOE_FRAME_ACCEPTED, 0);
    wire_expect_ack(&story, 0, 5001, 4096);
    TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.data, OBJ_TCP, STATE), kNext[i]);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), i == 2 ? 2 : 1);
    const toe_retire_t *first = story_retire(&story, TOE_RETIRE_EVENT, 0);
    TOE_EXPECT_EQ(first->u.event.code, i == 2 ? TOE_EVENT_RETRIEVE : TOE_EVENT_DISCONNECT);
    TOE_EXPECT_EQ(first->u.event.info, i == 2 ? TOE_UPLOAD_REASON_UPLOAD_REQUESTED : 0);
    wire_put_segment(&story, 1, 10, ACK);
    wire_expect(&story, TOE_FRAME_AFTER_FIN, 0);
    wire_put_segment(&story, 1, 0, ACK);
    wire_expect(&story, TOE_FRAME_ACCEPTED, 0);
    story_close(&story);
  }
}

/* 5.13: the ring has room for 64 frames, or for 144 rows more; what does not fit is lost as a whole and counted. */
TOE_TEST(engine_judge, loses_frames_it_has_no_memory_for) {
  story_t story;
  static uint8_t frame[9216];
  wire_shape_t shape = wire_shape();
  shape.buffers = 0;
  wire_open_as(&story, &shape);
  toe_cycle_t edge = toe_engine_now(story.rig.engine);
  story.first_retire = story.rig.retire_count;
  /* Largest frames back to back: each takes 288 edges to come and is dropped 3 edges later, so none is ever lost; 70
   * of one beat come faster than they go: 3 edges a frame. */
  for (uint32_t n = 0; n < 3; ++n) rig_frame(&story.rig, edge + 288 * n, frame, 9216);
  for (uint32_t n = 0; n < 200; ++n) rig_frame(&story.rig, edge + 864 + n, frame, 32);
  (void)story_settle(&story);
  const toe_retire_t *last = story_retire(&story, TOE_RETIRE_FRAME, story_retires(&story, TOE_RETIRE_FRAME) - 1);
  uint32_t taken = story_retires(&story, TOE_RETIRE_FRAME), lost = 203 - taken;
  TOE_EXPECT(lost > 0);
  TOE_EXPECT(taken > 64 + 3);
  TOE_EXPECT(last->u.frame.lost <= lost);
  TOE_EXPECT_EQ(last->u.frame.number - last->u.frame.lost, taken - 1);
  rig_read(&story.rig, toe_engine_now(story.rig.engine), 0x1F4, 0);
  (void)story_settle(&story);
  TOE_EXPECT_EQ(toe_member_read(story.rig.outputs[story.rig.output_count - 1].data, 0, 4), lost);
  story_close(&story);
}
