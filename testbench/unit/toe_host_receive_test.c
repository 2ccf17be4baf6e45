/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_receive_test.c - receive requests, indications and expectations, from the host through the driver to a
 * scripted device and back.
 */
#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_stream.h"
#include "testbench/unit/toe_host_bench.h"

enum { NEXT = 5000, BYTES = 300, WINDOW = 1000, INITIAL = 1200 };

/* N1(P1(T1)) with 300 bytes before sequence number 5000, and a window that can grow by 200. */
static bench_t *begin(void) {
  bench_t *bench = bench_new(16, 0);
  bench->is_holding = true; /* answers to indications are commands, too */
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  toe_op_state_t *state = &op->blocks[2].state;
  state->rcv_nxt = NEXT;
  state->buffered_bytes = BYTES;
  state->rcv_wnd = WINDOW;
  state->initial_rcv_wnd = INITIAL;
  submit(bench, op);
  return bench;
}
static bench_t *begin_offloaded(void) {
  bench_t *bench = begin();
  run(bench);
  bench->told[0] = '\0';
  return bench;
}

static toe_op_t *expect_op(const char *name, toe_op_value_key_t key, uint32_t number) {
  toe_op_t *op = fake_names(TOE_OP_EXPECT, name);
  fake_value(op, key, number);
  return op;
}

/* B1, B2, R101: a request waits for the initiate, takes the 300 bytes, and RcvNxt stays. */
TOE_TEST(host_receive, request_gets_buffered_data) {
  bench_t *bench = begin();
  toe_op_t *op = fake_post_op("T1", 300, true);
  fake_value(op, TOE_OP_VALUE_STATUS, 0);
  fake_value(op, TOE_OP_VALUE_BYTES, 300);
  submit(bench, op);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 2);
  TOE_EXPECT_EQ(toe_host_posted(bench->host), 0);
  run(bench);
  submit(bench, expect_op("T1", TOE_OP_VALUE_DELIVERED, 300));
  submit(bench, expect_op("T1", TOE_OP_VALUE_RCV_NXT, 5000));
  submit(bench, expect_op("T1", TOE_OP_VALUE_COMPLETED, 2));
  TOE_EXPECT_HAS(bench->told,
                 "T1=0:30000000\nposted 2 T1 300+0 push\ncompleted 2 T1 300+0 0 at 4700\nmet T1 status 0\n"
                 "met T1 bytes 300\nmet T1 delivered 300\nmet T1 rcv_nxt 5000\nunmet T1 completed 2: 1\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* B3, B4, B10, R124, R127, A-23: answers in their order; what is taken goes back at once, or when it is not held. */
TOE_TEST(host_receive, policy_answers_indications) {
  bench_t *bench = begin_offloaded();
  submit(bench, fake_policy("T1", "0,50,*"));
  submit(bench, fake_hold("T1", true));
  submit(bench, fake_post_op("T1", 100, false));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "posted 2 T1 100+0\ncompleted 2 T1 100+0 0 at 4700\nindicated T1 200 C023100E/0 at 4800\n");
  bench->told[0] = '\0';
  submit(bench, fake_post_op("T1", 20, false));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "posted 3 T1 20+0\ncompleted 3 T1 20+0 0 at 4800\nindicated T1 180 C0231010/50 at 4820\n");
  bench->told[0] = '\0';
  toe_op_t *filled = fake_post_op("T1", 30, false);
  filled->rcv_filled = 10;
  submit(bench, filled);
  run(bench);
  TOE_EXPECT_STR(bench->told, "posted 4 T1 30+10\ncompleted 4 T1 20+10 0 at 4870\nindicated T1 110 0/110 at 4890\n");
  bench->told[0] = '\0';
  TOE_EXPECT_EQ(toe_host_lent(bench->host), 1);
  TOE_EXPECT_EQ(toe_miniport_lent(bench->host->miniport), 1);
  submit(bench, fake_hold("T1", false));
  TOE_EXPECT_STR(bench->told, "returned T1 110 at 4890\n");
  TOE_EXPECT_EQ(toe_miniport_lent(bench->host->miniport), 0);
  bench->told[0] = '\0';
  submit(bench, expect_op("T1", TOE_OP_VALUE_INDICATED, 3));
  submit(bench, expect_op("T1", TOE_OP_VALUE_REFUSED, 2));
  submit(bench, expect_op("T1", TOE_OP_VALUE_DELIVERED, 300));
  submit(bench, expect_op("T1", TOE_OP_VALUE_COMPLETED, 3));
  TOE_EXPECT_STR(bench->told, "met T1 indicated 3\nmet T1 refused 2\nmet T1 delivered 300\nmet T1 completed 3\n");
  bench_free(bench);
}

/* U7, A-11, A-28, R161, R164, R166: a terminate brings the rest back; the window has grown by what was delivered, not
 * above InitialRcvWnd; and the connection goes in again with the rest. */
TOE_TEST(host_receive, terminate_brings_the_rest_back) {
  for (int i = 0; i < 2; ++i) {
    const uint32_t taken = i == 0 ? 120 : 250;
    bench_t *bench = begin_offloaded();
    submit(bench, fake_policy("T1", "0"));
    submit(bench, fake_post_op("T1", taken, false));
    run(bench);
    submit(bench, fake_terminate_op("T1"));
    toe_op_t *late = fake_post_op("T1", 10, true); /* while it is terminated */
    fake_value(late, TOE_OP_VALUE_STATUS, 0xC0231001u);
    submit(bench, late);
    run(bench);
    TOE_EXPECT_HAS(bench->told, "completed 4 T1 0+0 C0231001 at");
    TOE_EXPECT_HAS(bench->told, "met T1 status 3223523329\ndone 3 T1=0:30000000*\n");
    const toe_object_t *object = toe_objects_find(bench->host->objects, "T1");
    TOE_EXPECT_EQ(object->state.buffered_bytes, 300 - taken);
    TOE_EXPECT_EQ(object->state.rcv_wnd, i == 0 ? 1120 : 1200);
    TOE_EXPECT_EQ(toe_miniport_lent(bench->host->miniport), 0);
    bench->told[0] = '\0';
    submit(bench, fake_initiate("N1(P1(T1))"));
    submit(bench, fake_policy("T1", "*"));
    submit(bench, fake_post_op("T1", 0, false));
    run(bench);
    char text[100];
    snprintf(text, sizeof text, "indicated T1 %u 0/%u at %u\n", 300 - taken, 300 - taken, 4700 + taken);
    TOE_EXPECT_HAS(bench->told, text);
    bench_free(bench);
  }
}

/* A request that is not completed by the end, or that nobody can post, does not meet what is expected of it. */
TOE_TEST(host_receive, expectation_without_completion_is_not_met) {
  bench_t *bench = begin_offloaded();
  toe_op_t *op = fake_post_op("T1", 400, false);
  fake_value(op, TOE_OP_VALUE_BYTES, 400);
  submit(bench, op);
  run(bench);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  TOE_EXPECT_EQ(toe_host_posted(bench->host), 1);
  bench->status_of[4] = FAILURE;
  submit(bench, fake_initiate("N1(P1(T2))"));
  op = fake_post_op("T2", 400, false);
  fake_value(op, TOE_OP_VALUE_STATUS, 0);
  submit(bench, op);
  run(bench);
  TOE_EXPECT_HAS(bench->told, "unmet T2 status 0: nothing\n");
  bench->told[0] = '\0';
  toe_host_end(bench->host);
  toe_host_end(bench->host);
  TOE_EXPECT_STR(bench->told, "unmet T1 bytes 400: nothing\n");
  bench_free(bench);
}

/* What a barrier waits for: the answers to requests and indications, too. */
TOE_TEST(host_receive, barrier_waits_for_what_is_posted) {
  bench_t *bench = begin_offloaded();
  submit(bench, fake_post_op("T1", 100, false));
  submit(bench, fake_upload("T1", 10));
  TOE_EXPECT_STR(bench->told, "posted 2 T1 100+0\n");
  run(bench);
  TOE_EXPECT_HAS(bench->told, "indicated T1 200 0/200 at 4800\n");
  TOE_EXPECT_HAS(bench->told, "event retrieve T1 10 followed\n");
  TOE_EXPECT_HAS(bench->told, "T1=0:30000000*\n");
  bench_free(bench);
}

/* Operations that cannot be. */
TOE_TEST(host_receive_bad, operations_that_cannot_be_are_refused) {
  bench_t *bench = begin_offloaded();
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_post_op("T9", 1, true), &bench->error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(bench->error.text, "test:1: post_receive: T9 has never been mentioned");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_policy("P1", "1"), &bench->error), TOE_E_ARG);
  TOE_EXPECT_HAS(bench->error.text, "test:1: receive_policy: P1 is a path, and only TCP connections receive");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_op(TOE_OP_EXPECT), &bench->error), TOE_E_UNSUPPORTED);
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_op(TOE_OP_POST_RECEIVE), &bench->error), TOE_E_ARG);
  toe_op_t *op = fake_post_op("T1", 1, true);
  op->rcv_filled = 2;
  TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), TOE_E_RANGE);
  bench_free(bench);
}

/* A driver that breaks a rule is told: other bytes (R56), data before a request (R52), completions of nothing (R121),
 * calls for a connection that is not offloaded (R102). */
TOE_TEST(host_receive_bad, breaches_are_told) {
  bench_t *bench = begin_offloaded();
  uint8_t bytes[10];
  uint32_t consumed = 0;
  toe_stream_write(3, 4701, bytes, sizeof bytes);
  toe_nbl_t nbl = {.bytes = 10, .data = bytes};
  submit(bench, fake_policy("T1", "0"));
  TOE_EXPECT_EQ(toe_host_receive_indicate(bench->host, 3, &nbl, &consumed), 0xC023100Eu);
  TOE_EXPECT_STR(bench->broken,
                 "R52 T1: buffered data was indicated before a receive request was posted\n"
                 "R56 T1: delivered bytes are not those of the stream, from sequence number 4700 on\n");
  bench->broken[0] = '\0';
  TOE_EXPECT_EQ(toe_host_receive_indicate(bench->host, 2, &nbl, &consumed), 0xC023100Eu);
  TOE_EXPECT_HAS(bench->broken, "R102 received data of a connection that is not offloaded: 2\n");
  bench->broken[0] = '\0';
  toe_host_receive_complete(bench->host, 3, &nbl);
  TOE_EXPECT_HAS(bench->broken, "R121 T1: a receive request was completed that is not posted\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}
