/* SPDX-License-Identifier: Apache-2.0
 *
 * The stream checker with records made by hand.  The connection is number 9, has RcvNxt 5000 and 300 bytes before it:
 * its stream is [4700, 5000).
 */
#include "sim/check/toe_stream_check.h"

#include "sim/host/toe_stream.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define TCP_0 0x30000000u
enum { IN_PROGRESS = 1, REFUSED = 2 };

typedef struct bench {
  toe_stream_check_t *check;
  uint64_t commit, posted;
} bench_t;

static void put(bench_t *bench, toe_retire_t retire) {
  TOE_EXPECT_EQ(toe_stream_check_put(bench->check, &retire), TOE_OK);
}

/* Members typed by hand: of row 0 NDIS_HANDLE at 8 and BUFFERED_BYTES at 28, of row 1 RCV_NXT at 0. */
static bench_t begin(void) {
  bench_t bench = {.commit = 1};
  TOE_EXPECT_EQ(toe_stream_check_new(TOE_SIDE_RTL, &bench.check), TOE_OK);
  toe_retire_t decided = toe_fake_decided(100, 1, 1, 2, 3, TOE_CAUSE_OK);
  decided.u.decided.handle = TCP_0;
  put(&bench, decided);
  toe_retire_t row = toe_fake_context(101, 0, 0);
  row.u.context.data[8] = 9;
  row.u.context.data[28] = 300 & 255;
  row.u.context.data[29] = 300 >> 8;
  put(&bench, row);
  row = toe_fake_context(102, 1, 0);
  row.u.context.data[0] = 5000 & 255;
  row.u.context.data[1] = 5000 >> 8;
  put(&bench, row);
  return bench;
}

static void put_post(bench_t *bench) {
  ++bench->commit;
  toe_retire_t marker = toe_fake_set(100 * bench->commit, bench->commit, 7, 0);
  marker.u.decided.handle = TCP_0;
  marker.u.decided.used_posted = ++bench->posted;
  put(bench, marker);
}

/* A REPLY's marker. */
static void put_reply(bench_t *bench) {
  ++bench->commit;
  toe_retire_t marker = toe_fake_set(100 * bench->commit, bench->commit, 8, 0);
  marker.u.decided.handle = TCP_0;
  marker.u.decided.used_posted = bench->posted;
  put(bench, marker);
}

/* Bytes [from, from + count) leave, 32 at a time, at `cycle`. */
static void put_bytes(bench_t *bench, toe_cycle_t cycle, uint32_t from, uint32_t count) {
  while (count > 0) {
    toe_retire_t placed;
    memset(&placed, 0, sizeof placed);
    placed.kind = TOE_RETIRE_PLACED;
    placed.cycle = cycle;
    placed.u.placed.bytes = count < 32 ? count : 32;
    toe_stream_write(9, from, placed.u.placed.data, placed.u.placed.bytes);
    put(bench, placed);
    from += (uint32_t)placed.u.placed.bytes;
    count -= (uint32_t)placed.u.placed.bytes;
  }
}

static void put_job(bench_t *bench, uint64_t job, uint32_t bytes, uint64_t flags, uint64_t posted, uint32_t indicated) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_JOB;
  retire.cycle = 100 * bench->commit + 50;
  retire.u.job.commit = bench->commit;
  retire.u.job.job = job;
  retire.u.job.handle = TCP_0;
  retire.u.job.buf_bytes = bytes;
  retire.u.job.rcv_nxt = 5000;
  retire.u.job.flags = flags;
  retire.u.job.posted = retire.u.job.used_posted = bench->posted = posted;
  put(bench, retire);
  toe_retire_t row = toe_fake_context(retire.cycle + 2, 3, 0);
  row.u.context.data[8] = (uint8_t)indicated;
  row.u.context.data[9] = (uint8_t)(indicated >> 8);
  put(bench, row);
}

static void put_entry(bench_t *bench, uint64_t kind, uint32_t seq, uint32_t bytes) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_RECEIVED;
  retire.cycle = 100 * bench->commit + 60;
  retire.u.received.kind = kind;
  retire.u.received.handle = TCP_0;
  retire.u.received.bytes = bytes;
  retire.u.received.seq = seq;
  retire.u.received.commit = bench->commit;
  put(bench, retire);
}

static void put_terminate(bench_t *bench) {
  ++bench->commit;
  toe_retire_t decided = toe_fake_decided(100 * bench->commit, bench->commit, 9, 0, 3, TOE_CAUSE_OK);
  decided.u.decided.kind = TOE_KIND_LINKER;
  decided.u.decided.is_terminate = 1;
  decided.u.decided.handle = TCP_0;
  put(bench, decided);
  bench->posted = 0;
}

static void expect_good(bench_t *bench, uint64_t bytes) {
  toe_stream_check_finish(bench->check);
  const char *violation = toe_stream_check_violation(bench->check);
  TOE_EXPECT_STR(violation != NULL ? violation : "none", "none");
  TOE_EXPECT_EQ(toe_stream_check_bytes(bench->check), bytes);
  toe_stream_check_free(bench->check);
}

static void expect_bad(bench_t *bench, const char *text) {
  toe_stream_check_finish(bench->check);
  const char *violation = toe_stream_check_violation(bench->check);
  TOE_EXPECT_HAS(violation != NULL ? violation : "none", text);
  toe_stream_check_free(bench->check);
}

/* B4, A-23, U7: 100 bytes into a request; 200 are indicated, 60 of them taken; a request of 50 takes the next, with
 * what the reply leaves; then the rest is handed back.  Written: 100 + 200 + 50 + 90. */
TOE_TEST(stream_check, follows_a_stream_to_its_end) {
  bench_t bench = begin();
  put_post(&bench);
  put_bytes(&bench, 220, 4700, 100);
  put_bytes(&bench, 230, 4800, 200);
  put_job(&bench, TOE_JOB_RECEIVE, 200, IN_PROGRESS, 0, 200);
  put_entry(&bench, TOE_RCV_KIND_COMPLETE, 4800, 100);
  put_entry(&bench, TOE_RCV_KIND_INDICATE, 4800, 200);
  put_post(&bench);
  put_job(&bench, TOE_JOB_RECEIVE, 200, IN_PROGRESS, 1, 200);
  put_reply(&bench);
  put_bytes(&bench, 420, 4860, 50);
  put_job(&bench, TOE_JOB_REPLY, 90, REFUSED, 0, 0);
  put_entry(&bench, TOE_RCV_KIND_COMPLETE, 4910, 50);
  put_bytes(&bench, 480, 4910, 90);
  put_terminate(&bench);
  expect_good(&bench, 440);
}

/* The same reply over a slow link: what it placed leaves long behind it. */
TOE_TEST(stream_check, finds_what_a_reply_took_by_the_bytes_behind_it) {
  bench_t bench = begin();
  put_post(&bench);
  put_bytes(&bench, 230, 4700, 300);
  put_job(&bench, TOE_JOB_RECEIVE, 300, IN_PROGRESS, 0, 300);
  put_post(&bench);
  put_job(&bench, TOE_JOB_RECEIVE, 300, IN_PROGRESS, 1, 300);
  put_reply(&bench);
  put_job(&bench, TOE_JOB_REPLY, 40, 0, 1, 0);
  put_bytes(&bench, 900, 4910, 50);
  put_bytes(&bench, 905, 4960, 40);
  put_terminate(&bench);
  expect_good(&bench, 390);
}

TOE_TEST(stream_check_bad, sees_a_gap_a_byte_twice_and_what_never_came) {
  bench_t bench = begin();
  put_post(&bench);
  put_bytes(&bench, 220, 4701, 100);
  put_job(&bench, TOE_JOB_RECEIVE, 200, 0, 0, 0);
  expect_bad(&bench, "rtl, cycle 220, connection 0x30000000: ");
  bench = begin();
  put_post(&bench);
  put_bytes(&bench, 220, 4700, 99);
  put_job(&bench, TOE_JOB_RECEIVE, 200, 0, 0, 0);
  expect_bad(&bench, "1 bytes of its stream from 4799 on were never written");
  bench = begin();
  put_post(&bench);
  put_bytes(&bench, 220, 4700, 100);
  put_bytes(&bench, 220, 4700, 100);
  put_job(&bench, TOE_JOB_RECEIVE, 200, 0, 0, 0);
  expect_bad(&bench, "data was written that no job placed");
}

/* R52, R124 */
TOE_TEST(stream_check_bad, sees_an_indication_before_a_post) {
  bench_t bench = begin();
  ++bench.commit;
  put_entry(&bench, TOE_RCV_KIND_INDICATE, 4700, 300);
  expect_bad(&bench, "300 bytes are indicated before a request is posted");
}

TOE_TEST(stream_check_bad, sees_entries_that_contradict_the_stream) {
  bench_t bench = begin();
  put_post(&bench);
  put_entry(&bench, TOE_RCV_KIND_COMPLETE, 4699, 100);
  expect_bad(&bench, "an entry says the stream stands at 4699, but it stood at 4700 and ends at 5000");
  bench = begin();
  put_post(&bench);
  put_bytes(&bench, 220, 4700, 100);
  put_job(&bench, TOE_JOB_RECEIVE, 200, 0, 0, 0);
  put_entry(&bench, TOE_RCV_KIND_COMPLETE, 4801, 100);
  expect_bad(&bench, "an entry says the stream stands at 4801, but its job took it from 4700 to 4800");
}

/* R166 */
TOE_TEST(stream_check_bad, sees_what_a_terminate_keeps_back) {
  bench_t bench = begin();
  put_bytes(&bench, 190, 4700, 200);
  put_terminate(&bench);
  expect_bad(&bench, "100 bytes of its stream from 4900 on were never written");
}
