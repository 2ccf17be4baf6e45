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

static toe_retire_t completed(uint64_t commit) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_COMPLETED;
  retire.u.completed.commit = commit;
  return retire;
}

static toe_retire_t sent(uint64_t commit) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_SENT;
  retire.u.sent.commit = commit;
  return retire;
}

/* A frame with 10 bytes, all taken, and the end of its job. */
static void put_frame(toe_deliveries_t *deliveries, uint64_t commit, uint64_t held) {
  toe_retire_t frame;
  memset(&frame, 0, sizeof frame);
  frame.kind = TOE_RETIRE_FRAME;
  frame.u.frame.commit = commit;
  frame.u.frame.handle = TCP_0;
  frame.u.frame.bytes = frame.u.frame.taken = 10;
  put(deliveries, frame, NULL);
  put(deliveries, job(0, commit, TOE_JOB_FRAME, held, 0), NULL);
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
  TOE_EXPECT_EQ(sink.count, 0); /* the terminate is not completed */
  put(deliveries, completed(4), NULL);
  toe_deliveries_terminated(deliveries, 1);
  TOE_ASSERT_EQ(sink.count, 1);
  TOE_EXPECT_EQ(sink.last.lost, 300);
  TOE_EXPECT_EQ(sink.last.waits, 1);
  TOE_EXPECT_STR(toe_deliveries_name(deliveries, TCP_0), "T2");
  toe_deliveries_flush(deliveries);
  TOE_EXPECT_EQ(sink.count, 1); /* T2 had nothing, and nobody asked */
  toe_deliveries_free(deliveries);
}

/* The acknowledgment of a closing is decided before its last beat is on the wire (R168); a job's may be either way. */
TOE_TEST(deliveries, counts_an_acknowledgment_of_whoever_sent_it) {
  sink_t sink = {0};
  toe_deliveries_t *deliveries = NULL;
  TOE_ASSERT_EQ(toe_deliveries_new(take, &sink, &deliveries), TOE_OK);
  put(deliveries, decided(100, 1, false), "T1");
  put(deliveries, toe_fake_context(101, 0, 0), NULL);
  put(deliveries, sent(2), NULL);
  put_frame(deliveries, 2, 10);
  put_frame(deliveries, 3, 20);
  put(deliveries, decided(400, 4, true), "T1");
  put(deliveries, decided(410, 5, false), "T2"); /* has the id from now on */
  put(deliveries, sent(4), NULL);
  put(deliveries, completed(4), NULL);
  toe_deliveries_terminated(deliveries, 1);
  TOE_ASSERT_EQ(sink.count, 1);
  TOE_EXPECT_EQ(sink.last.wire.acks, 2);
  TOE_EXPECT_EQ(sink.last.acked, 20);
  TOE_EXPECT_EQ(sink.last.returned, 20);
  TOE_EXPECT_EQ(toe_deliveries_frames(deliveries)->acks, 2);
  toe_deliveries_flush(deliveries);
  TOE_EXPECT_EQ(toe_deliveries_sum(deliveries)->wire.acks, 2);
  toe_deliveries_free(deliveries);
}

/* An object that is offloaded again is another one: entries and answers that come late are of the one before. */
TOE_TEST(deliveries, keeps_two_offloads_of_a_connection_apart) {
  sink_t sink = {0};
  toe_deliveries_t *deliveries = NULL;
  TOE_ASSERT_EQ(toe_deliveries_new(take, &sink, &deliveries), TOE_OK);
  begin(deliveries);
  put(deliveries, decided(300, 3, true), "T1");
  put(deliveries, decided(400, 9, false), "T2");                  /* the id goes on to another one */
  put(deliveries, entry(3, TOE_RCV_KIND_COMPLETE, 0, 1), NULL);   /* of the terminate */
  put(deliveries, entry(2, TOE_RCV_KIND_INDICATE, 300, 0), NULL); /* of the post's job */
  put(deliveries, completed(3), NULL);
  TOE_EXPECT_EQ(sink.count, 0); /* the host has not heard it all */
  toe_host_receive_t answer = {.kind = TOE_HOST_RECEIVE_INDICATED, .name = "T1", .bytes = 300, .accepted = 0};
  toe_deliveries_received(deliveries, &answer);
  static const uint32_t statuses[] = {0, 0, 0xC001000Cu, 0xC0231001u, 0xC0230019u};
  for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; ++i) {
    const toe_host_forwarded_t segment = {.name = "T1", .status = statuses[i]};
    toe_deliveries_forwarded(deliveries, &segment); /* R147, R164 */
  }
  toe_deliveries_terminated(deliveries, 2);
  TOE_EXPECT_EQ(sink.count, 0);
  toe_deliveries_terminated(deliveries, 1);
  TOE_ASSERT_EQ(sink.count, 1);
  TOE_EXPECT_EQ(sink.last.forwards.success, 2);
  TOE_EXPECT_EQ(sink.last.forwards.aborted, 1);
  TOE_EXPECT_EQ(sink.last.forwards.upload, 1);
  TOE_EXPECT_EQ(sink.last.forwards.invalid, 1);
  TOE_EXPECT_STR(sink.name, "T1");
  TOE_EXPECT_EQ(sink.last.indications, 1);
  TOE_EXPECT_EQ(sink.last.refused, 1);
  TOE_EXPECT_EQ(sink.last.completed, 1);
  TOE_EXPECT_EQ(sink.last.aborted, 1);
  TOE_EXPECT_EQ(sink.last.returned, 300);

  put(deliveries, decided(500, 10, true), "T2");
  put(deliveries, decided(600, 11, false), "T1"); /* once more */
  put(deliveries, toe_fake_context(601, 0, 0), NULL);
  put_frame(deliveries, 12, 10);
  put(deliveries, entry(12, TOE_RCV_KIND_INDICATE, 10, 0), NULL);
  answer = (toe_host_receive_t){.kind = TOE_HOST_RECEIVE_INDICATED, .name = "T1", .bytes = 10, .accepted = 10};
  toe_deliveries_received(deliveries, &answer);
  put(deliveries, job(700, 13, TOE_JOB_REPLY, 0, 0), NULL);
  toe_deliveries_flush(deliveries);
  TOE_ASSERT_EQ(sink.count, 2);
  TOE_EXPECT_EQ(sink.last.taken, 10);
  TOE_EXPECT_EQ(sink.last.placed + sink.last.refused + sink.last.posted + sink.last.left, 0);
  TOE_EXPECT_EQ(sink.last.indications, 1);
  TOE_EXPECT_EQ(sink.last.forwards.success, 0);
  TOE_EXPECT_EQ(toe_deliveries_sum(deliveries)->forwards.success, 2);
  toe_deliveries_free(deliveries);
}

/* A reset leaves what was there undelivered, and numbers begin again. */
TOE_TEST(deliveries, ends_everything_with_a_reset) {
  sink_t sink = {0};
  toe_deliveries_t *deliveries = NULL;
  TOE_ASSERT_EQ(toe_deliveries_new(take, &sink, &deliveries), TOE_OK);
  begin(deliveries);
  toe_deliveries_flush(deliveries);
  TOE_ASSERT_EQ(sink.count, 1);
  TOE_EXPECT_EQ(sink.last.left, 300);
  begin(deliveries);
  toe_deliveries_flush(deliveries);
  TOE_ASSERT_EQ(sink.count, 2);
  TOE_EXPECT_EQ(sink.last.left, 300);
  TOE_EXPECT_EQ(sink.last.posted, 1);
  toe_deliveries_free(deliveries);
}
