/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_receiver_test.c - the application's end of a connection, and each breach it has to see.
 */
#include "sim/host/toe_receiver.h"

#include <stdio.h>

#include "sim/host/toe_stream.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_op.h"

/* A connection with 300 bytes before 5000, and what it said is broken: "R56 R53 ". */
typedef struct bench {
  toe_receiver_t *receiver;
  char rules[100];
  toe_tree_sink_t sink;
} bench_t;

static void broken(void *self, const char *rule, const char *text) {
  bench_t *bench = self;
  TOE_EXPECT_HAS(text, "T1: ");
  snprintf(bench->rules + strlen(bench->rules), sizeof bench->rules - strlen(bench->rules), "%s ", rule);
}
static void begin(bench_t *bench) {
  bench->receiver = toe_receiver_new("T1", 3);
  bench->rules[0] = '\0';
  bench->sink = (toe_tree_sink_t){.self = bench, .broken = broken};
  toe_receiver_begin(bench->receiver, 5000, 300, false);
}
static toe_receiver_post_t *post(bench_t *bench, uint32_t bytes, uint32_t filled, bool is_push) {
  toe_op_t *op = fake_post_op("T1", bytes, is_push);
  op->rcv_filled = filled;
  return toe_receiver_post(bench->receiver, op, 7);
}
/* The target fills a request up to `bytes` with the stream from seq on, and completes it. */
static void complete(bench_t *bench, toe_receiver_post_t *p, uint32_t seq, uint32_t bytes) {
  if (bytes > p->nbl.transferred)
    toe_stream_write(3, seq, p->nbl.room + p->nbl.transferred, bytes - p->nbl.transferred);
  p->nbl.transferred = bytes;
  p->nbl.status = 0;
  toe_receiver_post_t *done = toe_receiver_complete(bench->receiver, &p->nbl, &bench->sink);
  TOE_EXPECT(done == p);
  toe_receiver_post_free(done);
}
static uint32_t indicate(bench_t *bench, toe_nbl_t *nbl, uint8_t *room, uint32_t seq, uint32_t bytes) {
  uint32_t consumed = 0;
  toe_stream_write(3, seq, room, bytes);
  *nbl = (toe_nbl_t){.bytes = bytes, .data = room};
  (void)toe_receiver_indicate(bench->receiver, nbl, &consumed, &bench->sink);
  return consumed;
}
#define EXPECT_RULES(expected)               \
  do {                                       \
    TOE_EXPECT_STR(bench.rules, (expected)); \
    bench.rules[0] = '\0';                   \
  } while (0)

/* R56: requests and indications make one stream. */
TOE_TEST(receiver, sees_the_stream_once) {
  bench_t bench;
  begin(&bench);
  uint8_t room[300];
  toe_nbl_t nbl;
  toe_receiver_post_t *p = post(&bench, 120, 20, false);
  complete(&bench, p, 4700, 120);
  TOE_EXPECT_EQ(indicate(&bench, &nbl, room, 4800, 200), 200);
  TOE_EXPECT_EQ(bench.receiver->next_seq, 5000);
  TOE_EXPECT_EQ(bench.receiver->delivered, 300);
  toe_receiver_held_t held;
  TOE_EXPECT(toe_receiver_give_back(bench.receiver, &bench.sink, &held) == &nbl);
  TOE_EXPECT(held.seq == 4800 && held.bytes == 200);
  TOE_EXPECT(toe_receiver_give_back(bench.receiver, &bench.sink, &held) == NULL);
  toe_receiver_end(bench.receiver, &bench.sink);
  EXPECT_RULES("");
  toe_receiver_free(bench.receiver);
}

/* A gap, a byte twice, another stream's byte; more written than is said; out of order; not full; a second time. */
TOE_TEST(receiver_bad, breaches_of_requests_are_seen) {
  bench_t bench;
  begin(&bench);
  complete(&bench, post(&bench, 10, 0, false), 4701, 10);
  EXPECT_RULES("R56 ");
  complete(&bench, post(&bench, 10, 0, false), 4709, 10);
  EXPECT_RULES("R56 ");
  toe_receiver_post_t *p = post(&bench, 20, 5, true), *q = post(&bench, 10, 0, true);
  p->nbl.room[4] ^= 1; /* what the host had filled */
  complete(&bench, p, 4720, 15);
  EXPECT_RULES("R53 ");
  toe_stream_write(3, 4739, q->nbl.room + 9, 1); /* behind what is reported */
  complete(&bench, q, 4730, 9);
  EXPECT_RULES("R53 ");
  p = post(&bench, 10, 0, true), q = post(&bench, 10, 0, false);
  complete(&bench, q, 4739, 10);
  EXPECT_RULES("R121 ");
  complete(&bench, p, 4749, 10);
  EXPECT_RULES("");
  complete(&bench, post(&bench, 10, 0, false), 4759, 9); /* FIN may be behind it */
  EXPECT_RULES("");
  complete(&bench, post(&bench, 1, 0, false), 4768, 1); /* it was not: R128 */
  EXPECT_RULES("R128 ");
  toe_nbl_t stranger = {.bytes = 0};
  TOE_EXPECT(toe_receiver_complete(bench.receiver, &stranger, &bench.sink) == NULL);
  EXPECT_RULES("R121 ");
  p = post(&bench, 10, 5, true);
  p->nbl.transferred = 4;
  p->nbl.status = 0xC0000001u; /* none of a receive request */
  toe_receiver_post_free(toe_receiver_complete(bench.receiver, &p->nbl, &bench.sink));
  EXPECT_RULES("R53 R53 ");
  bench.receiver->is_inside = true;
  complete(&bench, post(&bench, 0, 0, false), 0, 0);
  EXPECT_RULES("R120 ");
  bench.receiver->is_inside = false;
  (void)post(&bench, 10, 0, true);
  toe_receiver_end(bench.receiver, &bench.sink); /* left behind */
  EXPECT_RULES("R164 ");
  toe_receiver_free(bench.receiver);
}

/* Before a request; again without one; not one list; changed while it is lent. */
TOE_TEST(receiver_bad, breaches_of_indications_are_seen) {
  bench_t bench;
  begin(&bench);
  uint8_t room[300];
  toe_nbl_t nbl, next = {.bytes = 1};
  toe_op_t *none = fake_policy("T1", "0"), *all = fake_policy("T1", "*");
  TOE_EXPECT_EQ(toe_receiver_policy(bench.receiver, none), TOE_OK);
  TOE_EXPECT_EQ(indicate(&bench, &nbl, room, 4700, 300), 0);
  EXPECT_RULES("R52 ");
  TOE_EXPECT_EQ(indicate(&bench, &nbl, room, 4700, 300), 0);
  EXPECT_RULES("R124 ");
  complete(&bench, post(&bench, 0, 0, false), 0, 0); /* R125 */
  TOE_EXPECT_EQ(toe_receiver_policy(bench.receiver, all), TOE_OK);
  TOE_EXPECT_EQ(indicate(&bench, &nbl, room, 4700, 300), 300);
  EXPECT_RULES("");
  room[7] ^= 1; /* R127 */
  toe_receiver_held_t held;
  TOE_EXPECT(toe_receiver_give_back(bench.receiver, &bench.sink, &held) == &nbl);
  EXPECT_RULES("R127 ");
  toe_stream_write(3, 5000, room, 1);
  nbl = (toe_nbl_t){.next = &next, .bytes = 1, .data = room};
  uint32_t consumed = 0;
  (void)toe_receiver_indicate(bench.receiver, &nbl, &consumed, &bench.sink);
  EXPECT_RULES("R126 ");
  toe_op_free(none);
  toe_op_free(all);
  toe_receiver_free(bench.receiver);
}

static void expect_window(uint32_t wnd, uint32_t initial, uint64_t consumed, uint64_t taken, uint32_t least,
                          uint32_t most) {
  uint32_t low = 0, high = 0;
  toe_receiver_window(wnd, initial, consumed, taken, &low, &high);
  TOE_EXPECT_EQ(low, least);
  TOE_EXPECT_EQ(high, most);
}

/* the window grows by what is delivered up to InitialRcvWnd; one above that stays. */
TOE_TEST(receiver, window_grows_to_its_first_size) {
  expect_window(1000, 1200, 199, 0, 1199, 1199);
  expect_window(1000, 1200, 200, 0, 1200, 1200);
  expect_window(1000, 1200, 0xFFFFFFFFu, 0, 1200, 1200);
  expect_window(1300, 1200, 50, 0, 1300, 1300);
  expect_window(0, 0xFFFFFFFFu, 0xFFFFFFFEu, 0, 0xFFFFFFFEu, 0xFFFFFFFEu);
}

/* Bytes from the wire shrink it: 300 delivered of before, 100 taken.  First delivered: 1200 - 100; first taken: 900 +
 * 300. Above InitialRcvWnd: 1300 - 50 = 1250, or 1300 - 150 = 1150 and up to 1200 again. */
TOE_TEST(receiver, window_shrinks_by_what_comes) {
  expect_window(1000, 1200, 300, 100, 1100, 1200);
  expect_window(1000, 1200, 100, 100, 1000, 1000);
  expect_window(1000, 1200, 0, 1000, 0, 0);
  expect_window(1300, 1200, 0, 50, 1250, 1250);
  expect_window(1300, 1200, 150, 150, 1150, 1200);
  expect_window(1200, 1200, UINT64_C(0x200000000), UINT64_C(0x200000000), 0, 1200);
}

/* R143, R144, R146: what may come behind the end of the stream. */
TOE_TEST(receiver, nothing_comes_behind_the_end) {
  uint8_t room[16];
  toe_nbl_t nbl;
  for (int i = 0; i < 2; ++i) {
    bench_t bench;
    begin(&bench);
    toe_receiver_post_t *all = post(&bench, 300, 0, false), *zero = post(&bench, 0, 0, false),
                        *late = post(&bench, 10, 0, true), *filled = post(&bench, 10, 4, true);
    complete(&bench, all, 4700, 300);
    toe_receiver_event(bench.receiver, i == 0 ? TOE_EVENT_DISCONNECT : TOE_EVENT_ABORT, &bench.sink);
    EXPECT_RULES("");
    complete(&bench, zero, 5000, 0);
    EXPECT_RULES(i == 0 ? "R146 " : "R144 ");
    late->nbl.status = i == 0 ? 0xC0000184u : 0xC001000Cu;
    toe_receiver_post_free(toe_receiver_complete(bench.receiver, &late->nbl, &bench.sink));
    EXPECT_RULES("");
    complete(&bench, filled, 5000, 4); /* what the host had filled itself comes back */
    EXPECT_RULES("");
    TOE_EXPECT_EQ(indicate(&bench, &nbl, room, 5000, 10), 10);
    EXPECT_RULES(i == 0 ? "R143 " : "R144 ");
    toe_receiver_event(bench.receiver, i == 0 ? TOE_EVENT_DISCONNECT : TOE_EVENT_ABORT, &bench.sink);
    EXPECT_RULES(i == 0 ? "R143 " : "R144 ");
    TOE_EXPECT_EQ(bench.receiver->events, i == 0 ? 0x22 : 0x44);
    toe_receiver_begin(bench.receiver, 5000, 0, false);
    TOE_EXPECT_EQ(bench.receiver->events, 0);
    toe_receiver_free(bench.receiver);
  }
}

/* D-16, R143, R146: what was there when FIN had come before the offload is the last, and the disconnect is owed behind
 * it; where nothing was there the host knows, and nothing comes at all. */
TOE_TEST(receiver, knows_a_fin_before_the_offload) {
  bench_t bench;
  begin(&bench);
  toe_receiver_begin(bench.receiver, 5000, 300, true);
  toe_receiver_post_t *all = post(&bench, 400, 0, false), *late = post(&bench, 10, 0, false);
  complete(&bench, all, 4700, 300); /* FIN ends it */
  late->nbl.status = 0xC0000184u;   /* INVALID_STATE: the disconnect is owed by the end */
  toe_receiver_post_free(toe_receiver_complete(bench.receiver, &late->nbl, &bench.sink));
  EXPECT_RULES("");
  toe_receiver_end(bench.receiver, &bench.sink);
  EXPECT_RULES("R146 ");
  toe_receiver_event(bench.receiver, TOE_EVENT_DISCONNECT, &bench.sink);
  toe_receiver_end(bench.receiver, &bench.sink);
  EXPECT_RULES("");
  toe_receiver_begin(bench.receiver, 5000, 0, true);
  toe_receiver_post_t *first = post(&bench, 10, 0, true), *second = post(&bench, 10, 0, true);
  first->nbl.status = 0xC0000184u;
  toe_receiver_post_free(toe_receiver_complete(bench.receiver, &first->nbl, &bench.sink));
  EXPECT_RULES("");
  complete(&bench, second, 5000, 1);
  EXPECT_RULES("R143 ");
  toe_receiver_event(bench.receiver, TOE_EVENT_DISCONNECT, &bench.sink);
  EXPECT_RULES("R143 ");
  TOE_EXPECT_EQ(bench.receiver->events, 0x2);
  toe_receiver_free(bench.receiver);
}

/* R56: bytes of a real peer are those that its frames brought, of one that came twice either; what the host had is its
 * stream's.  What nobody sent is not delivered. */
TOE_TEST(receiver, learns_what_a_peer_sends) {
  bench_t bench;
  begin(&bench);
  uint8_t bytes[400];
  toe_stream_write(3, 4700, bytes, 300);
  memset(bytes + 300, 7, 100);
  TOE_EXPECT(toe_receiver_is(bench.receiver, 4700, bytes, 300));
  TOE_EXPECT(!toe_receiver_is(bench.receiver, 4700, bytes, 400));
  TOE_EXPECT_EQ(toe_receiver_expect(bench.receiver, 5060, bytes + 360, 40), TOE_OK);
  TOE_EXPECT(!toe_receiver_is(bench.receiver, 4700, bytes, 400));                    /* 5000 to 5059 never came */
  TOE_EXPECT_EQ(toe_receiver_expect(bench.receiver, 5000, bytes + 300, 80), TOE_OK); /* overlaps */
  TOE_EXPECT(toe_receiver_is(bench.receiver, 4700, bytes, 400));
  uint8_t other = 8;
  TOE_EXPECT_EQ(toe_receiver_expect(bench.receiver, 5070, &other, 1), TOE_OK);
  TOE_EXPECT(toe_receiver_is(bench.receiver, 4700, bytes, 400));
  bytes[370] = 8;
  TOE_EXPECT(toe_receiver_is(bench.receiver, 4700, bytes, 400));
  bytes[371] = 8;
  TOE_EXPECT(!toe_receiver_is(bench.receiver, 4700, bytes, 400));
  bytes[371] = 7;
  /* What was delivered before, or lies too far ahead, is not remembered; what is delivered is forgotten. */
  TOE_EXPECT_EQ(toe_receiver_expect(bench.receiver, 4600, bytes, 100), TOE_OK);
  TOE_EXPECT_EQ(toe_receiver_expect(bench.receiver, 4701 + TOE_RECEIVER_LEARN_MOST, bytes, 100), TOE_OK);
  TOE_EXPECT_EQ(bench.receiver->learnt_bytes, 40 + 80 + 1);
  toe_receiver_post_t *p = post(&bench, 400, 0, false);
  memcpy(p->nbl.room, bytes, 400);
  p->nbl.transferred = 400;
  p->nbl.status = 0;
  toe_receiver_post_free(toe_receiver_complete(bench.receiver, &p->nbl, &bench.sink));
  EXPECT_RULES("");
  TOE_EXPECT_EQ(bench.receiver->learnt_bytes, 0);
  toe_receiver_free(bench.receiver);
}

/* The highest acknowledgment counts, around the end of the numbers. */
TOE_TEST(receiver, remembers_what_was_acknowledged) {
  bench_t bench;
  begin(&bench);
  toe_receiver_acked(bench.receiver, 0xFFFFFFF0u);
  toe_receiver_acked(bench.receiver, 0x10);
  toe_receiver_acked(bench.receiver, 0xFFFFFFF8u);
  TOE_EXPECT(bench.receiver->has_acked);
  TOE_EXPECT_EQ(bench.receiver->acked, 0x10);
  toe_receiver_free(bench.receiver);
}
