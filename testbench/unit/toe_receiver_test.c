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
  toe_receiver_begin(bench->receiver, 5000, 300);
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
  complete(&bench, post(&bench, 10, 0, false), 4759, 9); /* R128 */
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

/* the window grows by what is delivered up to InitialRcvWnd; one above that stays. */
TOE_TEST(receiver, window_grows_to_its_first_size) {
  TOE_EXPECT_EQ(toe_receiver_window(1000, 1200, 199), 1199);
  TOE_EXPECT_EQ(toe_receiver_window(1000, 1200, 200), 1200);
  TOE_EXPECT_EQ(toe_receiver_window(1000, 1200, 0xFFFFFFFFu), 1200);
  TOE_EXPECT_EQ(toe_receiver_window(1300, 1200, 50), 1300);
  TOE_EXPECT_EQ(toe_receiver_window(0, 0xFFFFFFFFu, 0xFFFFFFFEu), 0xFFFFFFFEu);
}
