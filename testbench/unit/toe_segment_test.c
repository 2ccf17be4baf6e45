/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_segment.h"

#include "testbench/shim/toe_test.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32 };
#define NXT 0xFFFFFFF0u /* so that the numbers come round within the window */

static toe_receive_t state_of(uint32_t state, uint32_t window) {
  return (toe_receive_t){.rcv_nxt = NXT, .rcv_wnd = window, .state = state};
}

static toe_segment_verdict_t judge(toe_receive_t *receive, int32_t at, uint32_t bytes, uint8_t flags) {
  toe_segment_t segment = {.seq = NXT + (uint32_t)at, .bytes = bytes, .flags = flags};
  toe_segment_facts_t facts = {.free_blocks = 1000, .out_of_order_limit = 64};
  return toe_segment_judge(receive, &segment, &facts);
}

/* The table of 5.14, line by line: a connection of a window, a segment, and what comes of it: why, bytes cut and taken,
 * whether it is answered. */
TOE_TEST(segment, is_judged_by_the_table) {
  static const struct {
    uint32_t state, window;
    int32_t at;
    uint32_t bytes, flags, reason, skip, taken;
    bool has_ack, has_fin;
  } kCases[] = {{4, 100, 0, 0, SYN | RST, TOE_FRAME_SYN, 0, 0, false, false},
                {4, 100, -500, 0, SYN, TOE_FRAME_SYN, 0, 0, false, false},
                {4, 100, 0, 0, RST, TOE_FRAME_RST, 0, 0, false, false},
                {4, 0, 0, 0, RST | ACK, TOE_FRAME_RST, 0, 0, false, false},
                {4, 100, 1, 0, RST, TOE_FRAME_RST_IN_WINDOW, 0, 0, false, false},
                {4, 100, 99, 0, RST, TOE_FRAME_RST_IN_WINDOW, 0, 0, false, false},
                {4, 100, 100, 0, RST, TOE_FRAME_OUT_OF_WINDOW, 0, 0, false, false},
                {4, 100, -1, 0, RST, TOE_FRAME_OUT_OF_WINDOW, 0, 0, false, false},
                /* acceptable or not */
                {4, 100, -10, 10, ACK, TOE_FRAME_DUPLICATE, 0, 0, true, false},
                {4, 0, -10, 10, ACK, TOE_FRAME_DUPLICATE, 0, 0, true, false},
                {4, 100, -1, 1, ACK, TOE_FRAME_DUPLICATE, 0, 0, true, false},
                {4, 100, -1, 0, ACK | FIN, TOE_FRAME_DUPLICATE, 0, 0, true, false},
                {4, 100, -1, 0, ACK, TOE_FRAME_OUT_OF_WINDOW, 0, 0, true, false}, /* keep-alive */
                {4, 100, 100, 0, ACK, TOE_FRAME_OUT_OF_WINDOW, 0, 0, true, false},
                {4, 100, 100, 1, ACK, TOE_FRAME_OUT_OF_WINDOW, 0, 0, true, false},
                {4, 0, 0, 1, ACK, TOE_FRAME_OUT_OF_WINDOW, 0, 0, true, false}, /* window probe */
                {4, 0, 0, 0, ACK | FIN, TOE_FRAME_OUT_OF_WINDOW, 0, 0, true, false},
                {4, 0, 0, 0, ACK, TOE_FRAME_ACCEPTED, 0, 0, false, false},
                {4, 100, 99, 0, ACK, TOE_FRAME_ACCEPTED, 0, 0, false, false},
                {4, 0x80000000u, INT32_MAX, 0, ACK, TOE_FRAME_ACCEPTED, 0, 0, false, false},
                {4, 0x80000000u, INT32_MIN, 0, ACK, TOE_FRAME_OUT_OF_WINDOW, 0, 0, true, false},
                /* flags */
                {4, 100, 0, 1, 0, TOE_FRAME_NO_ACK, 0, 0, false, false},
                {4, 100, 50, 1, URG, TOE_FRAME_NO_ACK, 0, 0, false, false},
                {4, 100, 50, 1, ACK | URG, TOE_FRAME_URGENT, 0, 0, false, false},
                {7, 100, 0, 1, ACK, TOE_FRAME_AFTER_FIN, 0, 0, true, false},
                {8, 100, 5, 1, ACK, TOE_FRAME_AFTER_FIN, 0, 0, true, false},
                {9, 100, 0, 0, ACK | FIN, TOE_FRAME_AFTER_FIN, 0, 0, true, false},
                {10, 100, 0, 1, ACK, TOE_FRAME_AFTER_FIN, 0, 0, true, false},
                {10, 100, 0, 0, ACK, TOE_FRAME_ACCEPTED, 0, 0, false, false},
                {4, 100, 1, 1, ACK, TOE_FRAME_OUT_OF_ORDER, 0, 0, true, false},
                {4, 100, 99, 0, ACK | FIN, TOE_FRAME_OUT_OF_ORDER, 0, 0, true, false},
                /* trimmed */
                {4, 100, 0, 100, ACK, TOE_FRAME_ACCEPTED, 0, 100, false, false},
                {4, 100, 0, 101, ACK, TOE_FRAME_ACCEPTED, 0, 100, false, false},
                {4, 100, -10, 11, ACK, TOE_FRAME_ACCEPTED, 10, 1, false, false},
                {4, 100, -10, 200, ACK | FIN, TOE_FRAME_ACCEPTED, 10, 100, false, false},
                {4, 100, 0, 99, ACK | FIN, TOE_FRAME_ACCEPTED, 0, 99, true, true},
                {4, 100, 0, 100, ACK | FIN, TOE_FRAME_ACCEPTED, 0, 100, false, false}, /* no room for FIN itself */
                {4, 100, -10, 10, ACK | FIN, TOE_FRAME_ACCEPTED, 10, 0, true, true},   /* FIN alone is new */
                {4, 1, 0, 0, ACK | FIN, TOE_FRAME_ACCEPTED, 0, 0, true, true}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_receive_t receive = state_of(kCases[i].state, kCases[i].window);
    toe_segment_verdict_t verdict = judge(&receive, kCases[i].at, kCases[i].bytes, (uint8_t)kCases[i].flags);
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(verdict.reason, kCases[i].reason);
    TOE_EXPECT_EQ(verdict.skip, kCases[i].skip);
    TOE_EXPECT_EQ(verdict.taken, kCases[i].taken);
    TOE_EXPECT_EQ(verdict.has_ack, kCases[i].has_ack);
    TOE_EXPECT_EQ(verdict.has_new_state, kCases[i].has_fin);
    TOE_EXPECT_EQ((receive.flags & TOE_RCV_FLAG_FIN) != 0, kCases[i].has_fin);
    TOE_EXPECT_EQ(receive.rcv_nxt, NXT + kCases[i].taken + (kCases[i].has_fin ? 1 : 0));
    TOE_EXPECT_EQ(receive.rcv_wnd, kCases[i].window - kCases[i].taken);
    TOE_EXPECT_EQ(receive.ack_pending, kCases[i].taken > 0 ? 1 : 0);
  }
}

/* R144, R132: what makes the connection the host's, and what comes then. */
TOE_TEST(segment, may_leave_the_connection_to_the_host) {
  toe_receive_t reset = state_of(4, 100), urgent = state_of(5, 100);
  toe_segment_verdict_t verdict = judge(&reset, 0, 0, RST);
  TOE_EXPECT_EQ(verdict.event, TOE_EVENT_ABORT);
  TOE_EXPECT_EQ(reset.flags, TOE_RCV_FLAG_ABORTED | TOE_RCV_FLAG_HOST_PATH);
  TOE_EXPECT_EQ(judge(&reset, 0, 0, RST).reason, TOE_FRAME_HOST_PATH);
  verdict = judge(&urgent, 0, 1, ACK | URG);
  TOE_EXPECT_EQ(verdict.event, TOE_EVENT_RETRIEVE);
  TOE_EXPECT_EQ(verdict.event_info, TOE_UPLOAD_REASON_RECEIVED_URGENT_DATA);
  TOE_EXPECT_EQ(urgent.flags, TOE_RCV_FLAG_HOST_PATH);
  TOE_EXPECT_EQ(judge(&urgent, 0, 1, SYN).reason, TOE_FRAME_HOST_PATH);
}

/* R151, R184: 4 becomes 7, 5 becomes 8, 6 becomes 10, which is the host's. */
TOE_TEST(segment, changes_the_state_with_fin) {
  static const uint32_t kState[] = {4, 5, 6}, kNext[] = {7, 8, 10};
  for (uint32_t i = 0; i < 3; ++i) {
    toe_receive_t receive = state_of(kState[i], 100);
    toe_segment_verdict_t verdict = judge(&receive, 0, 1, ACK | FIN);
    TOE_EXPECT_EQ(receive.state, kNext[i]);
    TOE_EXPECT_EQ(verdict.event, i == 2 ? TOE_EVENT_RETRIEVE : 0);
    TOE_EXPECT_EQ(verdict.event_info, i == 2 ? TOE_UPLOAD_REASON_UPLOAD_REQUESTED : 0);
  }
}

/* 4 a gap, 1 less in order; at the limit the upload is asked for, but in FIN_WAIT (R151); never above 255. */
TOE_TEST(segment, counts_gaps) {
  toe_receive_t receive = state_of(4, 100), waiting = state_of(5, 100), never = state_of(4, 100);
  toe_segment_t gap = {.seq = NXT + 50, .bytes = 1, .flags = ACK};
  toe_segment_facts_t off = {.free_blocks = 1000};
  for (uint32_t n = 1; n < 16; ++n) TOE_EXPECT_EQ(judge(&receive, 50, 1, ACK).event, 0);
  TOE_EXPECT_EQ(receive.out_of_order, 60);
  (void)judge(&receive, 0, 0, ACK);
  TOE_EXPECT_EQ(receive.out_of_order, 59);
  TOE_EXPECT_EQ(judge(&receive, 50, 1, ACK).event, 0);
  toe_segment_verdict_t verdict = judge(&receive, 50, 1, ACK);
  TOE_EXPECT_EQ(verdict.event, TOE_EVENT_RETRIEVE);
  TOE_EXPECT_EQ(verdict.event_info, TOE_UPLOAD_REASON_HIGH_OUT_OF_ORDER_PACKETS);
  TOE_EXPECT_EQ(receive.out_of_order, 0);
  for (uint32_t n = 0; n < 70; ++n) TOE_EXPECT_EQ(judge(&waiting, 50, 1, ACK).event, 0);
  TOE_EXPECT_EQ(waiting.out_of_order, 255);
  for (uint32_t n = 0; n < 70; ++n) TOE_EXPECT_EQ(toe_segment_judge(&never, &gap, &off).event, 0);
  (void)judge(&receive, 0, 0, ACK);
  TOE_EXPECT_EQ(receive.out_of_order, 0);
}

/* R117: blocks behind an end at byte 60: 4 bytes need none. */
TOE_TEST(segment, needs_memory) {
  toe_segment_facts_t none = {.free_blocks = 0};
  toe_segment_t four = {.seq = NXT, .bytes = 4, .flags = ACK | PSH}, five = {.seq = NXT, .bytes = 5, .flags = ACK};
  toe_receive_t receive = state_of(4, 100), waiting = state_of(6, 100);
  receive.buf_bytes = receive.end = 60;
  for (uint32_t n = 0; n < 2; ++n) {
    toe_segment_verdict_t verdict = toe_segment_judge(&receive, &five, &none);
    TOE_EXPECT_EQ(verdict.reason, TOE_FRAME_NO_ROOM);
    TOE_EXPECT_EQ(verdict.event, n == 0 ? TOE_EVENT_RETRIEVE : 0);
    TOE_EXPECT_EQ(verdict.event_info, n == 0 ? TOE_UPLOAD_REASON_UPLOAD_REQUESTED : 0);
    TOE_EXPECT(!verdict.has_ack);
    TOE_EXPECT_EQ(verdict.taken, 0);
    TOE_EXPECT_EQ(receive.flags, TOE_RCV_FLAG_ASKED);
    TOE_EXPECT_EQ(receive.rcv_nxt, NXT);
  }
  TOE_EXPECT_EQ(toe_segment_judge(&receive, &four, &none).taken, 4);
  TOE_EXPECT_EQ(receive.flags, TOE_RCV_FLAG_PSH);
  toe_segment_verdict_t verdict = toe_segment_judge(&waiting, &five, &none);
  TOE_EXPECT_EQ(verdict.reason, TOE_FRAME_NO_ROOM);
  TOE_EXPECT_EQ(verdict.event | waiting.flags, 0);
}

/* PSH is that of the segment that brought the last byte; one without bytes leaves it; a count stops at 255. */
TOE_TEST(segment, keeps_the_push_of_the_last_byte) {
  toe_receive_t receive = state_of(4, 100000);
  (void)judge(&receive, 0, 1, ACK | PSH);
  TOE_EXPECT_EQ(receive.flags, TOE_RCV_FLAG_PSH);
  (void)judge(&receive, 1, 0, ACK);
  TOE_EXPECT_EQ(receive.flags, TOE_RCV_FLAG_PSH);
  (void)judge(&receive, 1, 1, ACK);
  TOE_EXPECT_EQ(receive.flags, 0);
  for (int32_t n = 2; n < 300; ++n) (void)judge(&receive, n, 1, ACK);
  TOE_EXPECT_EQ(receive.ack_pending, 255);
}
