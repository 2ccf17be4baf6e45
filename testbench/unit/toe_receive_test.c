/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_receive.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

enum { IN_PROGRESS = 1, REFUSED = 2 };

/* The steps of section 5.11 in their order: what there is, and what comes of it. */
TOE_TEST(receive, chooses_the_next_step) {
  static const struct {
    uint32_t job, flags, bytes;
    bool is_first, has_placed, has_buffer, has_request;
    toe_posted_request_t request;
    uint32_t consumed;
    toe_receive_step_t step;
  } kCases[] = {
      /* 1: a reply takes its bytes first, and once */
      {2, 0, 9, true, false, true, false, {0}, 5, TOE_RECEIVE_CONSUME},
      {2, 0, 9, false, false, true, false, {0}, 5, TOE_RECEIVE_INDICATE},
      {2, 0, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_INDICATE},
      {1, 0, 9, true, false, true, false, {0}, 5, TOE_RECEIVE_INDICATE},
      /* 2: the push timer completes a part, of a push request only, and not while an indication waits */
      {3, 0, 0, true, false, true, true, {.bytes = 9, .filled = 1, .is_push = true}, 0, TOE_RECEIVE_COMPLETE},
      {3, 0, 0, false, false, true, true, {.bytes = 9, .filled = 1, .is_push = true}, 0, TOE_RECEIVE_END},
      {3, 0, 0, true, false, true, true, {.bytes = 9, .filled = 0, .is_push = true}, 0, TOE_RECEIVE_END},
      {3, 0, 0, true, false, true, true, {.bytes = 9, .filled = 1, .is_push = false}, 0, TOE_RECEIVE_END},
      {3, IN_PROGRESS, 0, true, false, true, true, {.bytes = 9, .filled = 1, .is_push = true}, 0, TOE_RECEIVE_END},
      {3, 0, 0, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      {4, 0, 0, true, false, true, true, {.bytes = 9, .filled = 1, .is_push = true}, 0, TOE_RECEIVE_END},
      /* 3: nothing while an indication waits */
      {1, IN_PROGRESS, 9, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_END},
      {1, IN_PROGRESS, 9, true, false, true, true, {.bytes = 0}, 0, TOE_RECEIVE_END},
      {1, IN_PROGRESS, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      /* 4: requests before indications; one without room is completed once there is or was data */
      {1, 0, 9, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_PLACE},
      {1, REFUSED, 9, true, false, false, true, {.bytes = 9, .filled = 8}, 0, TOE_RECEIVE_PLACE},
      {1, 0, 0, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_END},
      {1, 0, 0, false, true, true, true, {.bytes = 9, .filled = 8}, 0, TOE_RECEIVE_END},
      {1, 0, 1, true, false, true, true, {.bytes = 9, .filled = 9}, 0, TOE_RECEIVE_COMPLETE},
      {1, 0, 0, false, true, true, true, {.bytes = 9, .filled = 9}, 0, TOE_RECEIVE_COMPLETE},
      {1, 0, 0, true, false, true, true, {.bytes = 9, .filled = 9}, 0, TOE_RECEIVE_END},
      {1, 0, 1, true, false, true, true, {.bytes = 0}, 0, TOE_RECEIVE_COMPLETE},
      {1, 0, 0, true, false, true, true, {.bytes = 0}, 0, TOE_RECEIVE_END},
      /* 5, 6: what is left is indicated, or waits, or was refused */
      {4, 0, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_INDICATE},
      {4, 0, 9, true, false, false, false, {0}, 0, TOE_RECEIVE_WAIT},
      {4, REFUSED, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      {4, 0, 0, true, false, true, false, {0}, 0, TOE_RECEIVE_END}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_receive_t receive = {.flags = kCases[i].flags, .buf_bytes = kCases[i].bytes};
    toe_receive_facts_t facts = {.job = kCases[i].job,
                                 .is_first = kCases[i].is_first,
                                 .consumed = kCases[i].consumed,
                                 .has_placed = kCases[i].has_placed,
                                 .has_host_buffer = kCases[i].has_buffer,
                                 .request = kCases[i].has_request ? &kCases[i].request : NULL};
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_receive_step(&receive, &facts), kCases[i].step);
  }
}

/* [R122 - R125]: a reply needs its indication; what it leaves is refused unless a request is posted. */
TOE_TEST(receive, takes_a_reply) {
  toe_receive_t none = {.flags = REFUSED, .buf_bytes = 9}, state = {.buf_bytes = 9};
  TOE_EXPECT(!toe_receive_reply(&none, 0, 0));
  TOE_EXPECT_EQ(none.flags, REFUSED);
  toe_receive_indicate(&state, 7);
  TOE_EXPECT_EQ(state.flags, IN_PROGRESS);
  TOE_EXPECT(!toe_receive_reply(&state, 8, 0));
  TOE_EXPECT_EQ(state.indicated, 7);
  TOE_EXPECT(toe_receive_reply(&state, 7, 0));
  TOE_EXPECT_EQ(state.flags | state.indicated, 0);
  toe_receive_indicate(&state, 7);
  TOE_EXPECT(toe_receive_reply(&state, 6, 1));
  TOE_EXPECT_EQ(state.flags, 0);
  toe_receive_indicate(&state, 7);
  TOE_EXPECT(toe_receive_reply(&state, 6, 0));
  TOE_EXPECT_EQ(state.flags, REFUSED);
  toe_receive_post(&state);
  TOE_EXPECT_EQ(state.flags, 0);
}

/* Blocks of 64: from byte 60 of the first, 70 bytes: 4, 64, 2. */
TOE_TEST(receive, gives_up_blocks_that_hold_nothing_more) {
  static const uint32_t kBytes[] = {0, 3, 4, 5, 67, 68, 69, 70}, kBlocks[] = {0, 0, 1, 1, 1, 2, 2, 3};
  for (uint32_t i = 0; i < 8; ++i) {
    toe_receive_t receive = {.buf_bytes = 70, .begin = 60, .end = 2, .rcv_wnd = 10, .initial_rcv_wnd = 50};
    toe_test_note("%u bytes", (unsigned)kBytes[i]);
    TOE_EXPECT(toe_receive_fits(&receive, 3));
    TOE_EXPECT_EQ(toe_receive_blocks(&receive, kBytes[i]), kBlocks[i]);
    toe_receive_consume(&receive, kBytes[i]);
    TOE_EXPECT_EQ(receive.buf_bytes, 70 - kBytes[i]);
    TOE_EXPECT(toe_receive_fits(&receive, 3 - kBlocks[i]));
    TOE_EXPECT_EQ(receive.begin, kBytes[i] == 70 ? 0 : (60 + kBytes[i]) % 64);
    TOE_EXPECT_EQ(receive.rcv_wnd, kBytes[i] < 40 ? 10 + kBytes[i] : 50);
  }
}

/* A-28, and no wrap: a window near the largest. */
TOE_TEST(receive, opens_a_window_no_further_than_the_initial_one) {
  toe_receive_t high = {.buf_bytes = 70, .rcv_wnd = 100, .initial_rcv_wnd = 50};
  toe_receive_t wide = {.buf_bytes = 70, .rcv_wnd = 0xFFFFFFF0u, .initial_rcv_wnd = 0xFFFFFFFFu};
  toe_receive_consume(&high, 60);
  TOE_EXPECT_EQ(high.rcv_wnd, 100);
  toe_receive_consume(&wide, 60);
  TOE_EXPECT_EQ(wide.rcv_wnd, 0xFFFFFFFFu);
}

/* Pieces end at multiples of 32. */
TOE_TEST(receive, cuts_pieces_at_multiples_of_32) {
  static const uint64_t kAddress[] = {0, 1, 31, 32, 0x1FFFFFFFF, 5};
  static const uint32_t kLeft[] = {100, 100, 100, 32, 100, 2}, kPiece[] = {32, 31, 1, 32, 1, 2};
  for (uint32_t i = 0; i < 6; ++i) TOE_EXPECT_EQ(toe_receive_piece(kAddress[i], kLeft[i]), kPiece[i]);
}

/* The members where layouts.def has them, and nothing else of the context touched but RCV_WND. */
TOE_TEST(receive, stands_in_rows_1_and_3) {
  uint8_t context[256], before[256];
  memset(context, 0xA5, sizeof context);
  memset(context + 64, 0, 8);
  memcpy(before, context, sizeof before);
  toe_receive_t receive = {.rcv_wnd = 0x01020304,
                           .buf_bytes = 0x11121314,
                           .begin = 7,
                           .end = 64,
                           .flags = IN_PROGRESS,
                           .indicated = 0x21222324};
  toe_receive_write(&receive, 8, 0x3132, context);
  static const uint8_t kRow[16] = {0x14, 0x13, 0x12, 0x11, 7, 64, 9, 0, 0x24, 0x23, 0x22, 0x21, 0x32, 0x31, 0, 0};
  static const uint8_t kWnd[4] = {4, 3, 2, 1}, kZeros[48] = {0};
  TOE_EXPECT_MEM(context + 192, kRow, 16);
  TOE_EXPECT_MEM(context + 208, kZeros, 48);
  TOE_EXPECT_MEM(context + 68, kWnd, 4);
  TOE_EXPECT_MEM(context, before, 68);
  TOE_EXPECT_MEM(context + 72, before + 72, 120);
  toe_receive_t read = toe_receive_read(context);
  TOE_EXPECT_EQ(read.flags, IN_PROGRESS); /* what stands beside the context is not read from it */
  TOE_EXPECT_EQ(read.indicated, 0x21222324);
  TOE_EXPECT_EQ(read.initial_rcv_wnd, 0xA5A5A5A5u);
  TOE_EXPECT_EQ(read.indication_bytes, 0xA5A5A5A5u);
  toe_receive_write_new(64, context);
  TOE_EXPECT_EQ(TOE_READ(context + 192, CONTEXT_RCV, BUF_END), 64);
  TOE_EXPECT_EQ(TOE_READ(context + 192, CONTEXT_RCV, FLAGS), REFUSED);
  toe_receive_write_new(0, context);
  TOE_EXPECT_MEM(context + 192, kZeros, 48);
}

/* A state that does not agree with the blocks there are: nobody wrote it. */
TOE_TEST(receive_bad, knows_a_state_that_cannot_be) {
  static const struct {
    toe_receive_t receive;
    uint32_t blocks;
  } kBad[] = {{{.buf_bytes = 65, .end = 1}, 1},
              {{.buf_bytes = 64, .end = 63}, 1},
              {{.buf_bytes = 64, .begin = 64, .end = 64}, 2},
              {{.buf_bytes = 10, .end = 10}, 0},
              {{.buf_bytes = 0}, 1},
              {{.buf_bytes = 0xFFFFFFFFu, .begin = 1, .end = 64}, 1},
              {{.buf_bytes = 10, .end = 10, .indicated = 11}, 1}};
  for (uint32_t i = 0; i < sizeof kBad / sizeof kBad[0]; ++i) {
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT(!toe_receive_fits(&kBad[i].receive, kBad[i].blocks));
  }
}
