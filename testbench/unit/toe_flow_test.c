/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_flow.h"

#include "testbench/shim/toe_test.h"

enum { L = TOE_FLOW_LOCAL, R = TOE_FLOW_REMOTE, F = 1, S = 2, X = 4, A = 16 };

static toe_flow_event_t put(toe_flow_t *flow, int from, uint8_t flags, uint32_t seq, uint32_t ack, uint32_t bytes) {
  const toe_packet_t frame = {.flags = flags,
                              .seq = seq,
                              .ack = ack,
                              .payload_bytes = bytes,
                              .window = 100,
                              .has_mss = (flags & S) != 0,
                              .mss = (uint16_t)(from == L ? 1460 : 1400),
                              .has_scale = (flags & S) != 0,
                              .scale = (uint8_t)(from == L ? 3 : 4)};
  return toe_flow_segment(flow, from, &frame, 0);
}

/* The host's ISN is 1000, the peer's 5000. */
static void handshake(toe_flow_t *flow) {
  *flow = (toe_flow_t){0};
  TOE_EXPECT_EQ(put(flow, L, S, 1000, 0, 0), TOE_FLOW_NOTHING);
  TOE_EXPECT_EQ(put(flow, R, S | A, 5000, 1001, 0), TOE_FLOW_NOTHING);
  TOE_EXPECT_EQ(put(flow, L, A, 1001, 5001, 0), TOE_FLOW_ESTABLISHES);
}

TOE_TEST(flow, is_established_by_the_third_segment) {
  toe_flow_t flow;
  handshake(&flow);
  const toe_flow_side_t *local = &flow.side[L], *remote = &flow.side[R];
  TOE_EXPECT_EQ(local->acked, 1001);
  TOE_EXPECT_EQ(local->next, 1001);
  TOE_EXPECT_EQ(remote->in_order, 5001);
  TOE_EXPECT_EQ(local->window, 100u << 3); /* scaled once both have agreed [RFC7323 2.2] */
  TOE_EXPECT_EQ(remote->window, 100);      /* so far only its SYN's, never scaled */
  TOE_EXPECT_EQ(remote->mss, 1400);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 4);
  TOE_EXPECT(!flow.is_midway);
  TOE_EXPECT_EQ(put(&flow, L, S, 1000, 0, 0), TOE_FLOW_NOTHING); /* a SYN sent again */
  TOE_EXPECT_EQ(flow.phase, TOE_FLOW_ESTABLISHED);
}

TOE_TEST(flow, follows_sequence_numbers_over_their_wrap) {
  toe_flow_t flow = {0};
  (void)put(&flow, R, S, 0xFFFFFFF0u, 0, 0);
  (void)put(&flow, L, S | A, 0xFFFFFF00u, 0xFFFFFFF1u, 0);
  TOE_EXPECT_EQ(put(&flow, R, A, 0xFFFFFFF1u, 0xFFFFFF01u, 0), TOE_FLOW_ESTABLISHES);
  (void)put(&flow, R, A, 0xFFFFFFF1u, 0xFFFFFF01u, 100);
  (void)put(&flow, L, A, 0xFFFFFF01u, 85, 300);
  TOE_EXPECT_EQ(flow.side[R].in_order, 85);
  TOE_EXPECT_EQ(flow.side[L].next, 45);
  TOE_EXPECT_EQ(flow.side[L].acked, 0xFFFFFF01u);
  (void)put(&flow, R, A, 85, 45, 0);
  TOE_EXPECT_EQ(flow.side[L].acked, 45);
}

/* RCV.NXT is what came without a gap; SND.NXT the highest sent. */
TOE_TEST(flow, waits_for_a_gap_to_fill) {
  toe_flow_t flow;
  handshake(&flow);
  (void)put(&flow, R, A, 5101, 1001, 100); /* 5001 to 5100 lost */
  TOE_EXPECT_EQ(flow.side[R].in_order, 5001);
  TOE_EXPECT_EQ(flow.side[R].next, 5201);
  (void)put(&flow, R, A, 5001, 1001, 100);
  TOE_EXPECT_EQ(flow.side[R].in_order, 5101);
  (void)put(&flow, L, A, 1001, 5201, 0); /* the host says that it has both */
  TOE_EXPECT_EQ(flow.side[R].in_order, 5201);
  (void)put(&flow, L, A, 1001, 5201, 50);
  (void)put(&flow, L, A, 1001, 5201, 20); /* part of it once more */
  TOE_EXPECT_EQ(flow.side[L].next, 1051);
}

TOE_TEST(flow, begins_midway_with_the_first_segment) {
  toe_flow_t flow = {0};
  TOE_EXPECT_EQ(put(&flow, R, A, 700, 90, 10), TOE_FLOW_ESTABLISHES);
  TOE_EXPECT(flow.is_midway);
  TOE_EXPECT_EQ(flow.side[R].in_order, 710);
  TOE_EXPECT_EQ(flow.side[L].acked, 90);
  TOE_EXPECT_EQ(flow.side[L].next, 90);
  TOE_EXPECT_EQ(flow.side[R].window, 100); /* no scale is known */
  flow = (toe_flow_t){0};
  TOE_EXPECT_EQ(put(&flow, L, A, 90, 710, 5), TOE_FLOW_ESTABLISHES);
  TOE_EXPECT_EQ(flow.side[L].acked, 90);
  TOE_EXPECT_EQ(flow.side[L].next, 95);
  TOE_EXPECT_EQ(flow.side[R].in_order, 710);
}

/* 2.10: FIN_WAIT1 5, FIN_WAIT2 6, CLOSE_WAIT 7, CLOSING 8, LAST_ACK 9, TIME_WAIT 10 */
TOE_TEST(flow, ends_when_both_fins_are_acknowledged) {
  toe_flow_t flow;
  handshake(&flow);
  (void)put(&flow, L, F | A, 1001, 5001, 0);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 5);
  (void)put(&flow, R, A, 5001, 1002, 0);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 6);
  TOE_EXPECT_EQ(put(&flow, R, F | A, 5001, 1002, 30), TOE_FLOW_NOTHING);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 10);
  TOE_EXPECT_EQ(put(&flow, L, A, 1002, 5032, 0), TOE_FLOW_ENDS);
  TOE_EXPECT_EQ(put(&flow, L, A, 1002, 5032, 0), TOE_FLOW_NOTHING); /* once is enough */
  TOE_EXPECT_EQ(flow.phase, TOE_FLOW_ENDED);
  TOE_EXPECT_EQ(put(&flow, R, S, 9000, 0, 0), TOE_FLOW_RESTARTS); /* nothing is left of the one before */
  TOE_EXPECT_EQ(put(&flow, L, S | A, 3000, 9001, 0), TOE_FLOW_NOTHING);
  TOE_EXPECT_EQ(put(&flow, R, A, 9001, 3001, 0), TOE_FLOW_ESTABLISHES);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 4);
  handshake(&flow);
  (void)put(&flow, R, F | A, 5001, 1001, 0);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 7);
  (void)put(&flow, L, F | A, 1001, 5002, 0);
  TOE_EXPECT_EQ(toe_flow_state(&flow), 9);
  TOE_EXPECT_EQ(put(&flow, R, A, 5002, 1002, 0), TOE_FLOW_ENDS);
  handshake(&flow);
  (void)put(&flow, L, F | A, 1001, 5001, 0);
  (void)put(&flow, R, F | A, 5001, 1001, 0); /* both at once */
  TOE_EXPECT_EQ(toe_flow_state(&flow), 8);
}

TOE_TEST(flow, ends_by_reset_and_begins_again_by_syn) {
  toe_flow_t flow;
  handshake(&flow);
  TOE_EXPECT_EQ(put(&flow, R, X, 5001, 0, 0), TOE_FLOW_ENDS);
  TOE_EXPECT_EQ(put(&flow, R, X, 5001, 0, 0), TOE_FLOW_NOTHING);
  TOE_EXPECT_EQ(put(&flow, L, A, 1001, 5001, 9), TOE_FLOW_NOTHING); /* a straggler is no new connection */
  TOE_EXPECT_EQ(put(&flow, L, S, 2000, 0, 0), TOE_FLOW_RESTARTS);
  TOE_EXPECT_EQ(put(&flow, R, S | A, 7000, 2001, 0), TOE_FLOW_NOTHING);
  TOE_EXPECT_EQ(put(&flow, L, A, 2001, 7001, 0), TOE_FLOW_ESTABLISHES);
  TOE_EXPECT_EQ(flow.side[R].in_order, 7001);
  TOE_EXPECT_EQ(put(&flow, L, S, 3000, 0, 0), TOE_FLOW_RESTARTS); /* its end was not captured */
  TOE_EXPECT_EQ(flow.phase, TOE_FLOW_OPENING);
}

TOE_TEST(flow, takes_no_refused_connection_for_one) {
  toe_flow_t flow = {0};
  (void)put(&flow, L, S, 1000, 0, 0);
  TOE_EXPECT_EQ(put(&flow, R, X | A, 0, 1001, 0), TOE_FLOW_NOTHING);
  flow = (toe_flow_t){0};
  TOE_EXPECT_EQ(put(&flow, L, F | A, 1000, 1, 0), TOE_FLOW_NOTHING); /* only its end was captured */
  TOE_EXPECT_EQ(put(&flow, R, A, 1, 1001, 0), TOE_FLOW_NOTHING);
}
