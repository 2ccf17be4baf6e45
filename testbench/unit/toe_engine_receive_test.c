/* SPDX-License-Identifier: Apache-2.0
 *
 * Receive jobs to the edge (docs/microarchitecture.md 5.11), counted by hand.
 *
 * Edges are counted from the doorbell of the last command, as toe_engine_receive_story.h tells: judged at 34, the first
 * step at 35.
 */
#include "testbench/unit/toe_engine_receive_story.h"

enum { PUSH = TOE_RCV_MODE_PUSH, COMPLETE = TOE_RCV_KIND_COMPLETE, INDICATE = TOE_RCV_KIND_INDICATE };

static uint64_t edge_of(const story_t *story, toe_retire_kind_t kind, uint32_t n) {
  return story_retire(story, kind, n)->cycle - story->doorbell;
}

/* A write of placed data: its edge at RQ, where it begins, its bytes, and the TLP that carried it. */
static void expect_placed(const story_t *story, uint32_t n, uint32_t edge, uint64_t address, uint32_t bytes,
                          uint32_t length, uint32_t first_be, uint32_t last_be) {
  const toe_retire_t *retire = story_retire(story, TOE_RETIRE_PLACED, n);
  const rig_t *rig = &story->rig;
  toe_test_note("piece %u", (unsigned)n);
  TOE_EXPECT_EQ(retire->cycle - story->doorbell, edge);
  TOE_EXPECT_EQ(retire->u.placed.address, address);
  TOE_EXPECT_EQ(retire->u.placed.bytes, bytes);
  for (uint32_t i = bytes; i < 64; ++i) TOE_EXPECT_EQ(retire->u.placed.data[i], 0);
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    if (output->cycle != retire->cycle || output->is_completion) continue;
    TOE_EXPECT_EQ(output->address, address & ~(uint64_t)3);
    TOE_EXPECT_EQ(output->length_bytes, length);
    TOE_EXPECT_EQ(output->first_be, first_be);
    TOE_EXPECT_EQ(output->last_be, last_be);
    TOE_EXPECT_MEM(output->data + (address & 3), retire->u.placed.data, bytes);
  }
}

/* B2, R119: 100 bytes at a multiple of 32.  Placing starts at 35: pushed at 43, 45, 47, 49, each leaves an edge later.
 * Step at 50: full, its entry is pushed at 51.  Step at 52: nothing is left.  Rows 1 and 3 at 53 and 54. */
TOE_TEST(engine_receive, places_and_completes_to_the_edge) {
  story_t story;
  toe_engine_stats_t stats;
  rcv_open(&story, 1, 100, 4, 1000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 100, PUSH);
  const toe_retire_t *decided = story_retire(&story, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->cycle - story.doorbell, 34);
  TOE_EXPECT_EQ(decided->u.decided.commit, 4);
  TOE_EXPECT_EQ(decided->u.decided.is_object, 0);
  TOE_EXPECT_EQ(decided->u.decided.error, 0);
  TOE_EXPECT_EQ(decided->u.decided.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(decided->u.decided.used_posted, 1);
  TOE_EXPECT_EQ(decided->u.decided.used_buffered_copy, 128);
  TOE_EXPECT_EQ(decided->u.decided.limit, 0);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_COMPLETED, 0), 36); /* WRITEBACK goes on beside it */
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 4);
  for (uint32_t n = 0; n < 3; ++n) expect_placed(&story, n, 44 + 2 * n, RCV_POSTED + 32 * n, 32, 32, 0xF, 0xF);
  expect_placed(&story, 3, 50, RCV_POSTED + 96, 4, 4, 0xF, 0);
  rcv_expect_bytes(&story, RCV_POSTED, 0, 0, 100);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 1);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 0), 52);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->u.received.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->u.received.commit, 4);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->u.received.phase, 1);
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 100, TOE_RCV_STATUS_SUCCESS, 5000);
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, 0, 0);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 52);
  TOE_EXPECT_EQ(job->u.job.judged_cycle - story.doorbell, 34);
  TOE_EXPECT_EQ(job->u.job.commit, 4);
  TOE_EXPECT_EQ(job->u.job.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(job->u.job.rcv_nxt, 5000);
  TOE_EXPECT_EQ(job->u.job.rcv_wnd, 1100);
  TOE_EXPECT_EQ(job->u.job.used_buffered_copy | job->u.job.used_posted | job->u.job.used_host_buffer, 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 2);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_CONTEXT, 0), 53);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.row, 1);
  TOE_EXPECT_EQ(
      toe_member_read(story_retire(&story, TOE_RETIRE_CONTEXT, 0)->u.context.data, TOE_OBJ_TCP_RCV_WND_OFFSET - 64, 4),
      1100);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_CONTEXT, 1), 54);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.row, 3);
  static const uint8_t kNothing[64] = {[16] = 0x70, [17] = 0x17}; /* ADVERTISED: 6000 */
  TOE_EXPECT_MEM(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.data, kNothing, 64);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.buffer_reads, 2);
  TOE_EXPECT_EQ(stats.sram_reads, 4);
  story_close(&story);
}

/* 71 bytes from 2 below a multiple of 32: 2 at 43, 32 at 45 and 47, 5 at 49.  Completed at 51; the 29 left are
 * indicated: started at 52, one write pushed at 60, the entry at 61, the end at 62.  Byte 71 is byte 7 of the second
 * block. */
TOE_TEST(engine_receive, places_where_it_is_told_and_indicates_the_rest) {
  story_t story;
  rcv_open(&story, 1, 100, 4, 1000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED + 30, 71, PUSH);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 5);
  expect_placed(&story, 0, 44, RCV_POSTED + 30, 2, 4, 0xC, 0);
  expect_placed(&story, 1, 46, RCV_POSTED + 32, 32, 32, 0xF, 0xF);
  expect_placed(&story, 2, 48, RCV_POSTED + 64, 32, 32, 0xF, 0xF);
  expect_placed(&story, 3, 50, RCV_POSTED + 96, 5, 8, 0xF, 0x1);
  expect_placed(&story, 4, 61, RCV_HOST, 29, 32, 0xF, 0x1);
  rcv_expect_bytes(&story, RCV_POSTED + 30, 0, 0, 71);
  rcv_expect_bytes(&story, RCV_HOST, 0, 71, 29);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 0), 52);
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 71, 0, 4971);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 1), 62);
  rcv_expect_entry(&story, 1, INDICATE, 0, 29, 0, 4971);
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_RECEIVE, 29, TOE_RCV_FLAG_IN_PROGRESS, 0);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 62);
  TOE_EXPECT_EQ(job->u.job.used_buffered_copy, 64);
  TOE_EXPECT_EQ(job->u.job.used_host_buffer, 1);
  const uint8_t *row = story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.data;
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, BUF_BYTES), 29);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, BUF_BEGIN), 7);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, BUF_END), 36);
  TOE_EXPECT_EQ(TOE_READ(row, CONTEXT_RCV, INDICATED), 29);
  story_close(&story);
}

/* Pieces inside a DW: 1 byte at offset 1, then 2 bytes at offset 1, then 3 at offset 3 (two DWs). */
TOE_TEST(engine_receive, enables_only_the_bytes_it_places) {
  static const uint32_t kOffset[] = {1, 1, 3}, kBytes[] = {1, 2, 3}, kLength[] = {4, 4, 8}, kFirst[] = {2, 6, 8},
                        kLast[] = {0, 0, 3};
  story_t story;
  rcv_open(&story, 1, 300, 0, 1000);
  uint32_t from = 0;
  for (uint32_t i = 0; i < 3; ++i) {
    rcv_post(&story, RCV_TCP(0), RCV_POSTED + 64 * i + kOffset[i], kBytes[i], PUSH);
    expect_placed(&story, 0, 44, RCV_POSTED + 64 * i + kOffset[i], kBytes[i], kLength[i], kFirst[i], kLast[i]);
    rcv_expect_bytes(&story, RCV_POSTED + 64 * i + kOffset[i], 0, from, kBytes[i]);
    from += kBytes[i];
  }
  story_close(&story);
}

/* B10, R124: a zero-byte request takes nothing, is completed at once, and what is there is indicated: 256 bytes in 8
 * writes.  Entry pushed at 36, step 37, writes at 45..59, entry 60, end 61.
 * Its reply takes all 256: four blocks, 2 edges each: from the first step at 35 to 43; step 44 indicates the last 44:
 * writes at 52 and 54, entry 55, end 56. */
TOE_TEST(engine_receive, walks_over_consumed_blocks) {
  story_t story;
  rcv_open(&story, 1, 300, 4, 1000);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_RECEIVED), 2);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 0), 37);
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 0, 0, 4700);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 8);
  expect_placed(&story, 0, 46, RCV_HOST, 32, 32, 0xF, 0xF);
  expect_placed(&story, 7, 60, RCV_HOST + 224, 32, 32, 0xF, 0xF);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 1), 61);
  rcv_expect_entry(&story, 1, INDICATE, 0, 256, 0, 4700);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_JOB, 0), 61);
  rcv_reply(&story, RCV_TCP(0), 256);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_DECIDED, 0), 34);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 0)->u.decided.used_buffered_copy, 320);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_PLACED), 2);
  expect_placed(&story, 0, 53, RCV_HOST + 256, 32, 32, 0xF, 0xF);
  expect_placed(&story, 1, 55, RCV_HOST + 288, 12, 12, 0xF, 0xF);
  rcv_expect_bytes(&story, RCV_HOST, 0, 0, 300);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 0), 56);
  rcv_expect_entry(&story, 0, INDICATE, 1, 44, 0, 4956);
  const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_REPLY, 44, TOE_RCV_FLAG_IN_PROGRESS, 0);
  TOE_EXPECT_EQ(job->cycle - story.doorbell, 56);
  TOE_EXPECT_EQ(job->u.job.rcv_wnd, 1256);
  TOE_EXPECT_EQ(job->u.job.used_buffered_copy, 64);
  TOE_EXPECT_EQ(job->u.job.used_host_buffer, 2);
  story_close(&story);
}

/* R122: 10 of 256 consumed within the first block: no block is passed, so from 35 to 35; step 36 ends the job, since
 * nothing is indicated before a post.  Of 0, step 35 ends it. */
TOE_TEST(engine_receive, consumes_within_a_block_at_once) {
  for (uint32_t consumed = 0; consumed <= 10; consumed += 10) {
    story_t story;
    rcv_open(&story, 1, 300, 4, 1000);
    rcv_post(&story, RCV_TCP(0), RCV_POSTED, 0, PUSH);
    rcv_reply(&story, RCV_TCP(0), consumed);
    const toe_retire_t *job = rcv_expect_job(&story, TOE_JOB_REPLY, 300 - consumed, TOE_RCV_FLAG_REFUSED, 0);
    TOE_EXPECT_EQ(job->cycle - story.doorbell, consumed == 0 ? 35 : 36);
    TOE_EXPECT_EQ(job->u.job.used_buffered_copy, 320);
    TOE_EXPECT_EQ(job->u.job.rcv_wnd, 1000 + consumed);
    TOE_EXPECT_EQ(TOE_READ(story_retire(&story, TOE_RETIRE_CONTEXT, 1)->u.context.data, CONTEXT_RCV, BUF_BEGIN),
                  consumed);
    story_close(&story);
  }
}

/* A window above the initial one (4096) stays; one below it grows, not above it. */
TOE_TEST(engine_receive, opens_the_window_up_to_the_initial_one) {
  static const uint32_t kWnd[] = {3900, 4096, 5000}, kThen[] = {4096, 4096, 5000};
  for (uint32_t i = 0; i < 3; ++i) {
    uint8_t objects[3][TOE_OBJECT_BYTES];
    story_t story;
    story_open(&story);
    rig_tree(objects, 3, 300);
    TOE_WRITE(objects[2], OBJ_TCP, RCV_WND, kWnd[i]);
    story_initiate(&story, objects, 3);
    rcv_post(&story, RCV_TCP(0), RCV_POSTED, 300, PUSH);
    TOE_EXPECT_EQ(rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, 0, 0)->u.job.rcv_wnd, kThen[i]);
    story_close(&story);
  }
}

/* The completion ring is full when the request is to be completed: its entry waits for the doorbell, and is pushed at
 * the edge at which that is visible.  The ring has 2 places: one entry. */
TOE_TEST(engine_receive, waits_for_room_in_the_completion_ring) {
  uint8_t command[TOE_COMMAND_BYTES];
  story_t story;
  rcv_open(&story, 1, 100, 4, 1000);
  rcv_configure(&story, 0x128, 2);
  rig_t *rig = &story.rig;
  toe_cycle_t c = toe_engine_now(rig->engine);
  memset(command, 0, sizeof command);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RECEIVE);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, RCV_POSTED);
  TOE_WRITE(command, COMMAND, SETTING, 100);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  story.first_retire = rig->retire_count;
  story.doorbell = c;
  rig_write(rig, c, 0x10C, 2);
  rig_advance(rig, c + 20);
  rig_answer(rig, c + 22, 1, command, TOE_COMMAND_BYTES);
  rig_write(rig, c + 90, 0x12C, 0); /* the completion of the RECEIVE was read */
  rig_advance(rig, c + 200);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_COMPLETED, 0), 36);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_RECEIVED, 0), 92); /* pushed at 91 */
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_RECEIVED, 0)->u.received.phase, 0);
  TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_JOB, 0), 92);
  story_close(&story);
}

/* D-16, R143, R146: offloaded behind the peer's FIN, in CLOSE_WAIT, CLOSING or LAST_ACK, with 100 bytes.  A request for
 * more is completed with them, as behind a FIN of the wire: pushed at 51 as above; step at 52: the disconnect, pushed
 * at 53, the end at 54.  A request behind that: step at 35, INVALID_STATE pushed at 36, the end at 37. */
TOE_TEST(engine_receive, ends_behind_a_fin_before_the_offload) {
  for (uint32_t state = 7; state <= 9; ++state) {
    story_t story;
    toe_test_note("state %u", (unsigned)state);
    rcv_open_in(&story, 0xFFFFFFFFu, 1, 100, 4, 1000, state);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT) + story_retires(&story, TOE_RETIRE_RECEIVED), 0);
    rcv_post(&story, RCV_TCP(0), RCV_POSTED, 400, TOE_RCV_MODE_NO_PUSH);
    rcv_expect_bytes(&story, RCV_POSTED, 0, 0, 100);
    rcv_expect_entry(&story, 0, COMPLETE, 0x901, 100, TOE_RCV_STATUS_SUCCESS, 4999);
    TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 1);
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_DISCONNECT);
    TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.handle, RCV_TCP(0));
    TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_EVENT, 0), 54);
    const toe_retire_t *job =
        rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED, 0);
    TOE_EXPECT_EQ(job->cycle - story.doorbell, 54);
    TOE_EXPECT_EQ(job->u.job.rcv_nxt, 5000);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 2); /* STATE is what it was */
    rcv_post(&story, RCV_TCP(0), RCV_POSTED, 10, PUSH);
    rcv_expect_entry(&story, 0, COMPLETE, 0x902, 0, TOE_RCV_STATUS_INVALID_STATE, 4999);
    TOE_EXPECT_EQ(edge_of(&story, TOE_RETIRE_JOB, 0), 37);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
    story_close(&story);
  }
}

/* The same, with 40 bytes read and the other 60 indicated: the disconnect waits for their reply. */
TOE_TEST(engine_receive, tells_the_disconnect_behind_what_was_buffered) {
  story_t story;
  rcv_open_in(&story, 0xFFFFFFFFu, 1, 100, 4, 1000, 7);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 40, PUSH);
  rcv_expect_entry(&story, 0, COMPLETE, 0x901, 40, TOE_RCV_STATUS_SUCCESS, 4939);
  rcv_expect_entry(&story, 1, INDICATE, 0, 60, 0, 4939);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 60, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_IN_PROGRESS, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
  rcv_reply(&story, RCV_TCP(0), 50);
  rcv_expect_job(&story, TOE_JOB_REPLY, 10, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_REFUSED, 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
  rcv_post(&story, RCV_TCP(0), RCV_POSTED, 10, PUSH);
  rcv_expect_entry(&story, 0, COMPLETE, 0x903, 10, TOE_RCV_STATUS_SUCCESS, 4999);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_EVENT, 0)->u.event.code, TOE_EVENT_DISCONNECT);
  rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED, 0);
  story_close(&story);
}

/* Without bytes the host has told it before: nothing is told, and a request ends INVALID_STATE. */
TOE_TEST(engine_receive, tells_no_disconnect_that_the_host_knows) {
  for (uint32_t state = 7; state <= 9; ++state) {
    story_t story;
    toe_test_note("state %u", (unsigned)state);
    rcv_open_in(&story, 0xFFFFFFFFu, 1, 0, 4, 1000, state);
    rcv_post(&story, RCV_TCP(0), RCV_POSTED, 10, TOE_RCV_MODE_NO_PUSH);
    rcv_expect_entry(&story, 0, COMPLETE, 0x901, 0, TOE_RCV_STATUS_INVALID_STATE, 4999);
    rcv_expect_job(&story, TOE_JOB_RECEIVE, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED, 0);
    TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0);
    story_close(&story);
  }
}
