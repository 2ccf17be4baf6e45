/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the received data of a connection went, with records made by hand: 300 bytes, of which 100 are placed, 60 of
 * 200 indicated ones taken, 50 placed by the reply's job, and 90 handed back.
 */
#include "sim/report/toe_deliveries.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define TCP_0 0x30000000u

typedef struct sink {
  int count;
  toe_delivery_t last;
  char name[16];
} sink_t;

static void take(void *self, const toe_delivery_t *delivery) {
  sink_t *sink = self;
  ++sink->count;
  sink->last = *delivery;
  (void)snprintf(sink->name, sizeof sink->name, "%s", delivery->name != NULL ? delivery->name : "none");
}

static void put(toe_deliveries_t *deliveries, toe_retire_t retire, const char *name) {
  TOE_EXPECT_EQ(toe_deliveries_retire(deliveries, &retire, name), TOE_OK);
}

static toe_retire_t decided(toe_cycle_t cycle, uint64_t commit, bool is_terminate) {
  toe_retire_t retire = toe_fake_decided(cycle, commit, 1, 2, 3, TOE_CAUSE_OK);
  retire.u.decided.handle = TCP_0;
  retire.u.decided.is_terminate = is_terminate;
  if (is_terminate) retire.u.decided.kind = TOE_KIND_LINKER;
  return retire;
}

static toe_retire_t job(toe_cycle_t cycle, uint64_t commit, uint64_t kind, uint64_t bytes, uint64_t flags) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_JOB;
  retire.cycle = cycle;
  retire.u.job.commit = commit;
  retire.u.job.job = kind;
  retire.u.job.handle = TCP_0;
  retire.u.job.buf_bytes = bytes;
  retire.u.job.rcv_nxt = 5000;
  retire.u.job.flags = flags;
  return retire;
}

static toe_retire_t entry(uint64_t commit, uint64_t kind, uint64_t bytes, uint64_t status) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_RECEIVED;
  retire.u.received.kind = kind;
  retire.u.received.handle = TCP_0;
  retire.u.received.bytes = bytes;
  retire.u.received.status = status;
  retire.u.received.commit = commit;
  return retire;
}

static void begin(toe_deliveries_t *deliveries) {
  put(deliveries, decided(100, 1, false), "T1");
  toe_retire_t row = toe_fake_context(101, 0, 0);
  row.u.context.data[28] = 300 & 255;
  row.u.context.data[29] = 300 >> 8;
  put(deliveries, row, NULL);
  toe_retire_t post = toe_fake_set(200, 2, 7, 0);
  post.u.decided.handle = TCP_0;
  post.u.decided.used_posted = 1;
  put(deliveries, post, NULL);
}

TOE_TEST(deliveries, counts_every_byte_where_it_ended) {
  sink_t sink = {0};
  toe_deliveries_t *deliveries = NULL;
  TOE_ASSERT_EQ(toe_deliveries_new(take, &sink, &deliveries), TOE_OK);
  begin(deliveries);
  put(deliveries, job(250, 2, TOE_JOB_RECEIVE, 200, 1), NULL);
  put(deliveries, entry(2, TOE_RCV_KIND_COMPLETE, 100, 0), NULL);
  put(deliveries, entry(2, TOE_RCV_KIND_INDICATE, 200, 0), NULL);
  const toe_host_receive_t answer = {.kind = TOE_HOST_RECEIVE_INDICATED, .name = "T1", .bytes = 200, .accepted = 60};
  toe_deliveries_received(deliveries, &answer);
  put(deliveries, job(350, 3, TOE_JOB_REPLY, 90, 2), NULL);
  put(deliveries, entry(3, TOE_RCV_KIND_COMPLETE, 50, 2), NULL);
  put(deliveries, decided(400, 4, true), "T1");
  TOE_EXPECT_EQ(sink.count, 0); /* entries may still be on their way */
  toe_deliveries_flush(deliveries);
  TOE_ASSERT_EQ(sink.count, 1);
  TOE_EXPECT_STR(sink.name, "T1");
  TOE_EXPECT_EQ(sink.last.buffered, 300);
  TOE_EXPECT_EQ(sink.last.placed, 150);
  TOE_EXPECT_EQ(sink.last.taken, 60);
  TOE_EXPECT_EQ(sink.last.returned, 90);
  TOE_EXPECT_EQ(sink.last.lost + sink.last.left, 0);
  TOE_EXPECT_EQ(sink.last.indicated, 200);
  TOE_EXPECT_EQ(sink.last.posted, 1);
  TOE_EXPECT_EQ(sink.last.completed, 2);
  TOE_EXPECT_EQ(sink.last.aborted, 1);
  TOE_EXPECT_EQ(sink.last.refused, 1);
  TOE_EXPECT_EQ(sink.last.first_posted, 200);
  TOE_EXPECT_EQ(sink.last.first_delivered, 250);
  TOE_EXPECT(sink.last.is_freed);
  TOE_EXPECT_EQ(toe_deliveries_sum(deliveries)->placed, 150);
  toe_deliveries_free(deliveries);
}

/* An id that is given out again ends the one before; a wait is counted when it begins. */
TOE_TEST(deliveries, knows_who_waits_and_who_has_the_id) {
  sink_t sink = {0};
  toe_deliveries_t *deliveries = NULL;
  TOE_ASSERT_EQ(toe_deliveries_new(take, &sink, &deliveries), TOE_OK);
  begin(deliveries);
  const toe_retire_t waiting = job(250, 2, TOE_JOB_RECEIVE, 300, 8), again = job(260, 3, TOE_JOB_PUSH_TIMER, 300, 8);
  TOE_EXPECT(toe_deliveries_waits(deliveries, &waiting));
  put(deliveries, waiting, NULL);
  TOE_EXPECT(!toe_deliveries_waits(deliveries, &again));
  TOE_EXPECT_STR(toe_deliveries_name(deliveries, TCP_0), "T1");
  toe_retire_t lost = decided(300, 4, true);
  lost.u.decided.cause = TOE_CAUSE_CONTEXT_ECC;
  put(deliveries, lost, "T1");
  put(deliveries, decided(400, 5, false), "T2");
  TOE_ASSERT_EQ(sink.count, 1);
  TOE_EXPECT_EQ(sink.last.lost, 300);
  TOE_EXPECT_EQ(sink.last.waits, 1);
  TOE_EXPECT_STR(toe_deliveries_name(deliveries, TCP_0), "T2");
  toe_deliveries_flush(deliveries);
  TOE_EXPECT_EQ(sink.count, 1); /* T2 had nothing, and nobody asked */
  toe_deliveries_free(deliveries);
}
