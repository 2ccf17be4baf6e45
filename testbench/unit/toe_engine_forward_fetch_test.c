/* SPDX-License-Identifier: Apache-2.0
 *
 * The fetch of segments that the host brings, and the errors of a FORWARD (docs/microarchitecture.md 5.9, 5.16),
 * counted by hand.  Edges are counted from the doorbell, as toe_engine_forward_story.h tells.
 */
#include "testbench/unit/toe_engine_forward_story.h"

enum { ACK = MADE_ACK, PUSH = TOE_RCV_MODE_PUSH, CHUNK_TAG = 32 };

/* A read of one block refused: its one beat at 51: e 52, d 58.  The next comes through. */
TOE_TEST(engine_forward_bad, answers_a_fetch_that_failed) {
  story_t story;
  wire_open(&story);
  story.refused_reads = 1;
  fwd_put_segment(&story, 0, 10, ACK);
  fwd_expect_error(&story, TOE_ERROR_OBJECT_FETCH, 58);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.used_rcv_data, 0);
  fwd_put_segment(&story, 0, 10, ACK);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 10);
  story_close(&story);
}

/* 1000 bytes, 16 blocks, two reads: leave at 38 and 47.  The first is refused at 58, the second comes all the same, at
 * 74..89 (the story keeps RC free as long as data would take): e 90, d 96. */
TOE_TEST(engine_forward_bad, waits_for_every_read_of_a_fetch_that_failed) {
  story_t story;
  wire_open(&story);
  story.refused_reads = 1;
  fwd_put_segment(&story, 0, 980, ACK);
  TOE_EXPECT_EQ(fwd_read(&story.rig, story.doorbell, 0)->cycle - story.doorbell, 38);
  TOE_EXPECT_EQ(fwd_read(&story.rig, story.doorbell, 1)->cycle - story.doorbell, 47);
  fwd_expect_error(&story, TOE_ERROR_OBJECT_FETCH, 96);
  story_close(&story);
}

/* Data offset 4, and one beyond the segment: of one block d is 59. */
TOE_TEST(engine_forward_bad, refuses_a_header_that_is_none) {
  story_t story;
  uint8_t segment[MADE_BYTES];
  made_t made = wire_segment(0, 3, ACK);
  uint32_t bytes = fwd_make(&made, segment);
  wire_open(&story);
  segment[12] = 0x4F;
  fwd_put(&story, RCV_TCP(0), segment, bytes, 0);
  fwd_expect_error(&story, TOE_ERROR_BAD_RECEIVE, 59);
  segment[12] = 0x60; /* 24 of 23 bytes */
  fwd_put(&story, RCV_TCP(0), segment, bytes, 0);
  fwd_expect_error(&story, TOE_ERROR_BAD_RECEIVE, 59);
  fwd_put(&story, RCV_TCP(0), segment, bytes + 1, 0);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 0);
  story_close(&story);
}

/* No such connection, and commands in error: markers as any, decided at 28, nothing is read; of two errors the header's
 * comes before HOST_PATH, the fetch's before the header's. */
TOE_TEST(engine_forward_bad, reads_nothing_for_nobody) {
  story_t story;
  uint8_t segment[MADE_BYTES];
  made_t made = wire_segment(0, 10, ACK);
  uint32_t bytes = fwd_make(&made, segment);
  wire_open(&story);
  static const uint32_t kHandles[] = {RCV_TCP(1), RCV_TCP(0xFFFFF), 0x20000000, 0x10000000, 0, 0xFFFFFFFF};
  for (uint32_t i = 0; i < 6; ++i) {
    toe_test_note("handle %#x", (unsigned)kHandles[i]);
    fwd_put(&story, kHandles[i], segment, bytes, 0);
    fwd_expect_error(&story, TOE_ERROR_NO_OBJECT, 28);
  }
  fwd_put(&story, RCV_TCP(0), segment, 19, 0);
  fwd_expect_error(&story, TOE_ERROR_BAD_RECEIVE, 28);
  fwd_put(&story, RCV_TCP(0), segment, bytes, 32);
  fwd_expect_error(&story, TOE_ERROR_BAD_ADDRESS, 28);
  TOE_EXPECT(fwd_read(&story.rig, 0, 0) == NULL);
  fwd_put_segment(&story, 0, 0, MADE_RST);
  segment[12] = 0x40;
  fwd_put(&story, RCV_TCP(0), segment, bytes, 0);
  fwd_expect_error(&story, TOE_ERROR_BAD_RECEIVE, 59);
  story.refused_reads = 1;
  fwd_put(&story, RCV_TCP(0), segment, bytes, 0);
  fwd_expect_error(&story, TOE_ERROR_OBJECT_FETCH, 58);
  story_close(&story);
}

/* A row that cannot be corrected comes before all else: NO_OBJECT, and RETRIEVE with reason 11; corrected, it is
 * counted, and the segment is taken. */
TOE_TEST(engine_forward_bad, tells_of_a_context_that_is_lost) {
  story_t story;
  toe_engine_stats_t stats;
  wire_open(&story);
  story_flip(&story, 2, 7);
  fwd_put_segment(&story, 0, 10, ACK);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 10);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected > 0, true);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, 0);
  story_flip(&story, 1, 8);
  story_flip(&story, 1, 9);
  story.refused_reads = 1;
  fwd_put_segment(&story, 10, 10, ACK);
  fwd_expect_error(&story, TOE_ERROR_NO_OBJECT, 58);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
  const toe_retire_t *event = story_retire(&story, TOE_RETIRE_EVENT, 0);
  TOE_EXPECT_EQ(event->u.event.code, TOE_EVENT_RETRIEVE);
  TOE_EXPECT_EQ(event->u.event.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(event->u.event.info, 11);
  TOE_EXPECT_EQ(event->u.event.ndis_handle, 0);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, 1);
  story_close(&story);
}

/* The longest, 128 bytes in front of a 4 KiB boundary: reads of 128, eight of 512, eight of 512, 512, 384; more than
 * there are tags.  The first leaves at 32, each of the next 17 9 edges behind, the last (6 blocks) at 192.  Answers:
 * 52..55; from 61 on without a gap to 332; 333..344.  e 345, d 351; rows of its 9196 bytes at 355..498. */
TOE_TEST(engine_forward, takes_the_longest_segment_across_pages) {
  story_t story;
  wire_shape_t shape = wire_shape();
  shape.window = shape.initial_window = 16384;
  wire_open_as(&story, &shape);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 9196, PUSH);
  static uint8_t segment[MADE_BYTES], found[9196];
  made_t made = wire_segment(0, 9196, ACK);
  TOE_ASSERT_EQ(fwd_make(&made, segment), 9216);
  fwd_put(&story, RCV_TCP(0), segment, 9216, 0xF80);
  uint64_t address = STORY_SEGMENT + 0xF80;
  for (uint32_t n = 0; n < 19; ++n) {
    const toe_engine_output_t *read = fwd_read(&story.rig, story.doorbell, n);
    toe_test_note("read %u", (unsigned)n);
    TOE_ASSERT(read != NULL);
    TOE_EXPECT_EQ(read->address, address);
    TOE_EXPECT_EQ(read->length_bytes, n == 0 ? 128 : n == 18 ? 384 : 512);
    TOE_EXPECT_EQ(read->tag, TOE_STAGE_TAG_COPY + n % 16);
    TOE_EXPECT_EQ(read->cycle - story.doorbell, n == 18 ? 192 : 32 + 9 * n);
    address += read->length_bytes;
  }
  TOE_EXPECT(fwd_read(&story.rig, story.doorbell, 19) == NULL);
  const toe_retire_t *frame = fwd_expect(&story, TOE_FRAME_ACCEPTED, 9196);
  TOE_EXPECT_EQ(frame->u.frame.arrived_cycle - story.doorbell, 345);
  TOE_EXPECT_EQ(frame->cycle - story.doorbell, 351);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_BUFFER), 144);
  for (uint32_t k = 0; k < 144; ++k) TOE_EXPECT_EQ(wire_edge(&story, TOE_RETIRE_BUFFER, k), 355 + k);
  rcv_expect_entry(&story, 0, TOE_RCV_KIND_COMPLETE, 0x901, 9196, 0, 14196);
  TOE_ASSERT(rcv_memory(&story, RCV_POSTED, found, 9196));
  for (uint32_t i = 0; i < 9196; ++i) TOE_EXPECT_EQ(found[i], made_byte(i));
  story_close(&story);
}

/* MRRS 256: 1000 bytes in four reads of 256 (4 blocks): leave at 34, 39, 44, 49; answers 54..61, then without a gap to
 * 85: e 86, d 92. */
TOE_TEST(engine_forward, cuts_its_reads_by_mrrs) {
  story_t story;
  wire_open(&story);
  rig_config(&story.rig, toe_engine_now(story.rig.engine), true, true, 256);
  rig_advance(&story.rig, toe_engine_now(story.rig.engine) + 2);
  fwd_put_segment(&story, 0, 980, ACK);
  for (uint32_t n = 0; n < 4; ++n) {
    const toe_engine_output_t *read = fwd_read(&story.rig, story.doorbell, n);
    TOE_ASSERT(read != NULL);
    TOE_EXPECT_EQ(read->length_bytes, 256);
    TOE_EXPECT_EQ(read->cycle - story.doorbell, 34 + 5 * n);
  }
  TOE_EXPECT_EQ(fwd_expect(&story, TOE_FRAME_ACCEPTED, 980)->cycle - story.doorbell, 92);
  story_close(&story);
}

/* One read in flight: 1000 bytes in two reads: the first leaves at 38, its last beat at 73; the second, whose blocks
 * are there, is pushed at 74, leaves at 75, is answered at 95..110: e 111, d 117. */
TOE_TEST(engine_forward, keeps_to_a_tag_limit_of_one) {
  story_t story;
  wire_open(&story);
  rcv_configure(&story, 0x054, 1);
  fwd_put_segment(&story, 0, 980, ACK);
  TOE_EXPECT_EQ(fwd_read(&story.rig, story.doorbell, 0)->cycle - story.doorbell, 38);
  TOE_EXPECT_EQ(fwd_read(&story.rig, story.doorbell, 1)->cycle - story.doorbell, 75);
  TOE_EXPECT_EQ(fwd_expect(&story, TOE_FRAME_ACCEPTED, 980)->cycle - story.doorbell, 117);
  story_close(&story);
}

/* A frame that comes meanwhile waits for its end, and has its own number: the FORWARD ends at 84, the frame is taken at
 * 85, found at 89, its rows are read at 90..93 (CTXW writes at 85 and 86), it is judged at 96. */
TOE_TEST(engine_forward, keeps_a_frame_waiting) {
  story_t story;
  static uint8_t frame[MADE_BYTES];
  wire_open(&story);
  made_t made = wire_segment(100, 20, ACK);
  rig_frame(&story.rig, toe_engine_now(story.rig.engine) + 30, frame, made_frame(&made, frame));
  fwd_put_segment(&story, 0, 100, ACK);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_FRAME), 2);
  const toe_retire_t *one = story_retire(&story, TOE_RETIRE_FRAME, 0), *two = story_retire(&story, TOE_RETIRE_FRAME, 1);
  TOE_EXPECT_EQ(one->u.frame.is_forwarded, 1);
  TOE_EXPECT_EQ(two->u.frame.is_forwarded, 0);
  TOE_EXPECT_EQ(two->u.frame.commit, one->u.frame.commit + 1);
  TOE_EXPECT_EQ(two->u.frame.reason, TOE_FRAME_ACCEPTED);
  TOE_EXPECT_EQ(two->u.frame.number, 0);
  TOE_EXPECT_EQ(two->cycle - story.doorbell, 96);
  story_close(&story);
}

/* Neighbor, path, connection and 23 placeholders, no posted credit: 16 results fill PQ, 8 WBQ.  The segment is fetched
 * all the same, at 5600..5603; it is judged when WBQ has room: a credit at 5800 lets a result leave at 5801, the next
 * is pushed at 5802, room is seen at 5803. */
TOE_TEST(engine_forward, waits_for_room_behind_it_when_it_is_judged) {
  enum { COUNT = 26 };
  uint8_t objects[COUNT][TOE_OBJECT_BYTES], command[TOE_COMMAND_BYTES] = {TOE_OPCODE_FORWARD, 1};
  uint8_t segment[MADE_BYTES];
  rig_t rig;
  rig_open_with(&rig, (toe_engine_credits_t){0, 0xFFFFFFFFu, 0xFFFFFFFFu}, false);
  rig_start(&rig);
  rig_tree(objects, COUNT, 0);
  for (uint32_t i = 3; i < COUNT; ++i) rig_object(objects[i], TOE_LAYER_TCP, TOE_KIND_PLACEHOLDER, 0, 0);
  TOE_WRITE(objects[2], OBJ_TCP, STATE, 4);
  TOE_WRITE(objects[2], OBJ_TCP, RCV_NXT, 5000);
  TOE_WRITE(objects[2], OBJ_TCP, RCV_WND, 1000);
  TOE_WRITE(objects[2], OBJ_TCP, INITIAL_RCV_WND, 1000);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_request(&rig, 5100, 0, 0, objects, COUNT);
  made_t made = wire_segment(0, 100, ACK);
  (void)fwd_make(&made, segment);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, STORY_SEGMENT);
  TOE_WRITE(command, COMMAND, SETTING, 120);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  rig_answer(&rig, 5450, 1, command, TOE_COMMAND_BYTES);
  rig_answer(&rig, 5600, TOE_STAGE_TAG_COPY, segment, 128);
  rig_credits(&rig, 5800, 1, 0, 0);
  rig_advance(&rig, 6000);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_DECIDED), COUNT + 1);
  const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, COUNT);
  TOE_EXPECT_EQ(decided->cycle, 5803);
  TOE_EXPECT_EQ(decided->u.decided.error, 0);
  TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_FRAME), 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_FRAME, 0)->cycle, 5803);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_FRAME, 0)->u.frame.arrived_cycle, 5604);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_FRAME, 0)->u.frame.taken, 100);
  rig_close(&rig);
}

/* Bus master off before it begins: its rows are "taken", its read waits, pushed at the edge at which it is seen on. */
TOE_TEST(engine_forward, waits_for_the_bus_master) {
  story_t story;
  wire_open(&story);
  toe_cycle_t now = toe_engine_now(story.rig.engine);
  rig_config(&story.rig, now + 28, false, true, 512);
  rig_config(&story.rig, now + 500, true, true, 512);
  fwd_put_segment(&story, 0, 100, ACK);
  TOE_EXPECT_EQ(story.doorbell, now);
  TOE_EXPECT_EQ(fwd_read(&story.rig, now, 0)->cycle - now, 502);
  fwd_expect(&story, TOE_FRAME_ACCEPTED, 100);
  story_close(&story);
}
