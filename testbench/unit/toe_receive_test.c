/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_receive.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

enum { IN_PROGRESS = 1, REFUSED = 2, PSH = 16, FIN = 32, DISCONNECTED = 64, ABORTED = 128, HOST_PATH = 256 };

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
      /* 5: nothing while an indication waits */
      {1, IN_PROGRESS, 9, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_END},
      {1, IN_PROGRESS, 9, true, false, true, true, {.bytes = 0}, 0, TOE_RECEIVE_END},
      {1, IN_PROGRESS, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      /* 7: requests before indications; one without room is completed once there is or was data */
      {1, 0, 9, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_PLACE},
      {1, REFUSED, 9, true, false, false, true, {.bytes = 9, .filled = 8}, 0, TOE_RECEIVE_PLACE},
      {1, 0, 0, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_END},
      {1, 0, 0, false, true, true, true, {.bytes = 9, .filled = 8}, 0, TOE_RECEIVE_END},
      {1, 0, 1, true, false, true, true, {.bytes = 9, .filled = 9}, 0, TOE_RECEIVE_COMPLETE},
      {1, 0, 0, false, true, true, true, {.bytes = 9, .filled = 9}, 0, TOE_RECEIVE_COMPLETE},
      {1, 0, 0, true, false, true, true, {.bytes = 9, .filled = 9}, 0, TOE_RECEIVE_END},
      {1, 0, 1, true, false, true, true, {.bytes = 0}, 0, TOE_RECEIVE_COMPLETE},
      {1, 0, 0, true, false, true, true, {.bytes = 0}, 0, TOE_RECEIVE_END},
      {5, PSH, 0, false, true, true, true, {.bytes = 9, .filled = 8, .is_push = true}, 0, TOE_RECEIVE_COMPLETE},
      {5, PSH, 0, false, true, true, true, {.bytes = 9, .filled = 8, .is_push = false}, 0, TOE_RECEIVE_END},
      {5, PSH, 0, false, false, true, true, {.bytes = 9, .filled = 8, .is_push = true}, 0, TOE_RECEIVE_END},
      {5, PSH, 1, false, true, true, true, {.bytes = 9, .filled = 8, .is_push = true}, 0, TOE_RECEIVE_PLACE},
      /* 4: aborted: what is posted is completed, and nothing else is done */
      {1, ABORTED | HOST_PATH, 9, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_COMPLETE},
      {5, ABORTED | HOST_PATH, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      {2, ABORTED | HOST_PATH, 9, true, false, true, false, {0}, 5, TOE_RECEIVE_CONSUME},
      /* 6 [R143, R146]: behind FIN: what is filled, the disconnect, what is not filled */
      {5, FIN, 9, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_PLACE},
      {5, FIN, 0, true, false, true, true, {.bytes = 9, .filled = 1}, 0, TOE_RECEIVE_COMPLETE},
      {5, FIN, 0, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_DISCONNECT},
      {5, FIN, 0, true, false, true, false, {0}, 0, TOE_RECEIVE_DISCONNECT},
      {5, FIN | IN_PROGRESS, 0, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      {5, FIN | DISCONNECTED, 0, true, false, true, true, {.bytes = 9}, 0, TOE_RECEIVE_COMPLETE},
      {5, FIN | DISCONNECTED, 0, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      {5, FIN | REFUSED, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_END},
      /* 7, 8: what is left is indicated, or waits, or was refused */
      {4, 0, 9, true, false, true, false, {0}, 0, TOE_RECEIVE_INDICATE},
      {4, 0, 9, true, false, false, false, {0}, 0, TOE_RECEIVE_END}, /* and waits: below */
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
    toe_receive_choice_t choice = toe_receive_step(&receive, &facts);
    bool waits = i == sizeof kCases / sizeof kCases[0] - 3;
    TOE_EXPECT_EQ(choice.what, kCases[i].step);
    TOE_EXPECT_EQ(choice.is_waiting, waits);
    TOE_EXPECT_EQ(choice.status, choice.what != TOE_RECEIVE_COMPLETE     ? 0
                                 : (kCases[i].flags & ABORTED) != 0      ? TOE_RCV_STATUS_REQUEST_ABORTED
                                 : (kCases[i].flags & DISCONNECTED) != 0 ? TOE_RCV_STATUS_INVALID_STATE
                                                                         : TOE_RCV_STATUS_SUCCESS);
  }
}

/* Steps 3, 4 and 9: an event first, then the frame, then the rest; without context no more than that. */
TOE_TEST(receive, tells_and_passes_up_before_anything_else) {
  toe_receive_t receive = {.buf_bytes = 9, .ack_pending = 2};
  toe_receive_facts_t facts = {
      .job = TOE_JOB_FRAME, .has_host_buffer = true, .has_event = true, .has_pass = true, .ack_frequency = 2};
  TOE_EXPECT_EQ(toe_receive_step(&receive, &facts).what, TOE_RECEIVE_EVENT);
  facts.has_event = false;
  TOE_EXPECT_EQ(toe_receive_step(&receive, &facts).what, TOE_RECEIVE_PASS);
  facts.has_pass = false;
  TOE_EXPECT_EQ(toe_receive_step(&receive, &facts).what, TOE_RECEIVE_INDICATE);
  facts.is_lost = true;
  TOE_EXPECT_EQ(toe_receive_step(&receive, &facts).what, TOE_RECEIVE_END);
}

/* 5.14: what makes an acknowledgment due, once in a job; half of 4096 and twice 1000: the window opens by 2000. */
TOE_TEST(receive, acknowledges_when_it_is_due) {
  static const struct {
    uint32_t flags, pending, frequency, advertised;
    bool has_ack, has_acked, is_due;
  } kCases[] = {{0, 0, 2, 1000, false, false, false},  {0, 1, 2, 1000, false, false, false},
                {0, 2, 2, 1000, false, false, true},   {0, 3, 2, 1000, false, false, true},
                {0, 1, 0, 1000, false, false, true},   {0, 0, 0, 1000, false, false, false},
                {0, 0, 2, 1000, true, false, true},    {0, 2, 2, 1000, true, true, false},
                {0, 0, 2, 999, false, false, false},   {0, 0, 2, -999u, false, false, false},
                {0, 0, 2, -1000u, false, false, true}, {0, 0, 2, 1001, false, false, false},
                {0, 0, 2, -1000u, false, true, false}, {HOST_PATH, 2, 2, -1000u, true, false, false},
                {ABORTED, 2, 2, 0, true, false, false}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_receive_t receive = {.rcv_nxt = 0xFFFFFFF0u,
                             .rcv_wnd = 1016,
                             .initial_rcv_wnd = 4096,
                             .remote_mss = 1000,
                             .flags = kCases[i].flags,
                             .ack_pending = kCases[i].pending,
                             .advertised = kCases[i].advertised};
    toe_receive_facts_t facts = {.job = TOE_JOB_FRAME,
                                 .ack_frequency = kCases[i].frequency,
                                 .has_ack = kCases[i].has_ack,
                                 .has_acked = kCases[i].has_acked};
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_receive_step(&receive, &facts).what,
                  kCases[i].is_due ? TOE_RECEIVE_ACKNOWLEDGE : TOE_RECEIVE_END);
  }
}

/* 5.15: the window is told in units of 2^RCV_WIND_SCALE, 16 bits of them. */
TOE_TEST(receive, tells_the_window_it_can) {
  static const uint32_t kWnd[] = {0, 7, 8, 65535, 65536, 524279, 524288}, kScale[] = {0, 3, 3, 0, 0, 3, 3},
                        kField[] = {0, 0, 1, 65535, 65535, 65534, 65535},
                        kEdge[] = {0, 0, 8, 65535, 65535, 524272, 524280};
  for (uint32_t i = 0; i < 7; ++i) {
    toe_receive_t receive = {.rcv_nxt = 100, .rcv_wnd = kWnd[i], .wind_scale = kScale[i], .ack_pending = 3};
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_receive_window(&receive), kField[i]);
    toe_receive_acknowledge(&receive, true);
    TOE_EXPECT_EQ(receive.ack_pending, 0);
    TOE_EXPECT_EQ(receive.advertised, 100 + kEdge[i]);
  }
}

/* Blocks of 64 behind an end at byte 60 of a block: 4 bytes fit. */
TOE_TEST(receive, counts_blocks_behind_its_end) {
  static const uint32_t kBytes[] = {0, 4, 5, 68, 69}, kBlocks[] = {0, 0, 1, 1, 2}, kEnd[] = {60, 64, 1, 64, 1};
  for (uint32_t i = 0; i < 5; ++i) {
    toe_receive_t receive = {.buf_bytes = 50, .begin = 10, .end = 60};
    TOE_EXPECT_EQ(toe_receive_blocks_for(&receive, kBytes[i]), kBlocks[i]);
    toe_receive_append(&receive, kBytes[i]);
    TOE_EXPECT_EQ(receive.end, kEnd[i]);
    TOE_EXPECT_EQ(receive.buf_bytes, 50 + kBytes[i]);
    TOE_EXPECT(toe_receive_fits(&receive, 1 + kBlocks[i]));
  }
  toe_receive_t none = {.buf_bytes = 0};
  TOE_EXPECT_EQ(toe_receive_blocks_for(&none, 1), 1);
  TOE_EXPECT_EQ(toe_receive_blocks_for(&none, 64), 1);
  TOE_EXPECT_EQ(toe_receive_blocks_for(&none, 65), 2);
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

/* The members where layouts.def has them, and nothing else of the context touched but STATE, RCV_NXT
 * and RCV_WND. */
TOE_TEST(receive, stands_in_rows_0_1_and_3) {
  uint8_t context[256], before[256];
  memset(context, 0xA5, sizeof context);
  memset(context + 64, 0, 8);
  memcpy(before, context, sizeof before);
  toe_receive_t receive = {.rcv_nxt = 0x41424344,
                           .rcv_wnd = 0x01020304,
                           .state = 7,
                           .buf_bytes = 0x11121314,
                           .begin = 7,
                           .end = 64,
                           .flags = IN_PROGRESS,
                           .indicated = 0x21222324};
  toe_receive_write(&receive, 8, 0x3132, context);
  static const uint8_t kRow[16] = {0x14, 0x13, 0x12, 0x11, 7, 64, 9, 0, 0x24, 0x23, 0x22, 0x21, 0x32, 0x31, 0, 0};
  static const uint8_t kWnd[4] = {4, 3, 2, 1}, kZeros[48] = {0}, kNxt[4] = {0x44, 0x43, 0x42, 0x41};
  static const uint8_t kAdvertised[4] = {0x48, 0x46, 0x44, 0x42};
  TOE_EXPECT_MEM(context + 192, kRow, 16);
  TOE_EXPECT_MEM(context + 208, kZeros, 48);
  TOE_EXPECT_MEM(context + 68, kWnd, 4);
  TOE_EXPECT_MEM(context + 64, kNxt, 4);
  TOE_EXPECT_EQ(context[20], 7);
  TOE_EXPECT_MEM(context, before, 20);
  TOE_EXPECT_MEM(context + 21, before + 21, 43);
  TOE_EXPECT_MEM(context + 72, before + 72, 120);
  toe_receive_t read = toe_receive_read(context);
  TOE_EXPECT_EQ(read.flags, IN_PROGRESS); /* what stands beside the context is not read from it */
  TOE_EXPECT_EQ(read.indicated, 0x21222324);
  TOE_EXPECT_EQ(read.initial_rcv_wnd, 0xA5A5A5A5u);
  TOE_EXPECT_EQ(read.indication_bytes, 0xA5A5A5A5u);
  context[20] = 4;
  toe_receive_write_new(64, context);
  TOE_EXPECT_EQ(TOE_READ(context + 192, CONTEXT_RCV, BUF_END), 64);
  TOE_EXPECT_EQ(TOE_READ(context + 192, CONTEXT_RCV, FLAGS), REFUSED);
  toe_receive_write_new(0, context);
  TOE_EXPECT_MEM(context + 192, kZeros, 16);
  TOE_EXPECT_MEM(context + 208, kAdvertised, 4); /* RCV_NXT + RCV_WND */
  TOE_EXPECT_MEM(context + 212, kZeros, 44);
}

/* 5.11, D-16 [R51, R52, R143]: what a new connection has is not indicated before a post; behind the peer's FIN it is
 * the last, and without any the host has been told. */
TOE_TEST(receive, begins_with_what_the_host_knows) {
  static const struct {
    uint8_t state;
    uint32_t bytes, flags;
  } kCases[] = {{4, 0, 0},
                {4, 1, REFUSED},
                {5, 0, 0},
                {5, 64, REFUSED},
                {6, 0, 0},
                {6, 65, REFUSED},
                {7, 0, FIN | DISCONNECTED},
                {7, 1, FIN | REFUSED},
                {8, 0, FIN | DISCONNECTED},
                {8, 64, FIN | REFUSED},
                {9, 0, FIN | DISCONNECTED},
                {9, 65, FIN | REFUSED}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    uint8_t context[256] = {0};
    context[20] = kCases[i].state;
    context[65] = 1; /* RCV_NXT 256 */
    toe_test_note("case %u", (unsigned)i);
    toe_receive_write_new(kCases[i].bytes, context);
    TOE_EXPECT_EQ(TOE_READ(context + 192, CONTEXT_RCV, FLAGS), kCases[i].flags);
    TOE_EXPECT_EQ(TOE_READ(context + 192, CONTEXT_RCV, BUF_BYTES), kCases[i].bytes);
    TOE_EXPECT_EQ(toe_receive_read(context).rcv_nxt, 256); /* behind FIN, as it was given */
    TOE_EXPECT_EQ(context[20], kCases[i].state);
  }
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
