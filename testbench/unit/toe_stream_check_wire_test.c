/* SPDX-License-Identifier: Apache-2.0
 *
 * The stream checker with data from the wire and from forwarded segments; records made by hand.  The connection has
 * RcvNxt 5000 and nothing before it.  What the peer sends at sequence number s is (s * 7) modulo 251, which is not what
 * the host would make.
 */
#include "sim/check/toe_stream_check.h"
#include "sim/host/toe_stream.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define TCP_0 0x30000000u
enum { FIN = 32, DISCONNECTED = 64 };

typedef struct bench {
  toe_stream_check_t *check;
  uint64_t commit;
  uint32_t nxt, bytes; /* RcvNxt, and how many before it are not delivered */
} bench_t;

static void put(bench_t *bench, toe_retire_t retire) {
  TOE_EXPECT_EQ(toe_stream_check_put(bench->check, &retire), TOE_OK);
}

static toe_retire_t blank(toe_retire_kind_t kind, toe_cycle_t cycle) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = kind;
  retire.cycle = cycle;
  return retire;
}

static uint8_t peer_byte(uint32_t seq) { return (uint8_t)(seq * 7 % 251); }

static bench_t begin_in(uint8_t state) {
  bench_t bench = {.commit = 1, .nxt = 5000};
  TOE_EXPECT_EQ(toe_stream_check_new(TOE_SIDE_RTL, &bench.check), TOE_OK);
  toe_retire_t decided = toe_fake_decided(100, 1, 1, 2, 3, TOE_CAUSE_OK);
  decided.u.decided.handle = TCP_0;
  put(&bench, decided);
  toe_retire_t row = toe_fake_context(101, 0, 0);
  row.u.context.data[20] = state; /* 7: CLOSE_WAIT */
  row.u.context.data[28] = state == 7 ? 100 : 0;
  put(&bench, row);
  row = toe_fake_context(102, 1, 0);
  row.u.context.data[0] = 5000 & 255;
  row.u.context.data[1] = 5000 >> 8;
  put(&bench, row);
  return bench;
}

static bench_t begin(void) { return begin_in(4); }

/* A segment [seq, seq + bytes) is judged, and what is taken of it written from RcvNxt on, `at` says from where. */
static void put_segment(bench_t *bench, bool is_forwarded, uint32_t seq, uint32_t bytes, uint32_t taken, uint32_t at) {
  toe_retire_t frame = blank(TOE_RETIRE_FRAME, 100 * ++bench->commit);
  frame.u.frame.commit = bench->commit;
  frame.u.frame.is_forwarded = is_forwarded;
  frame.u.frame.handle = TCP_0;
  frame.u.frame.seq = seq;
  frame.u.frame.bytes = bytes;
  frame.u.frame.taken = taken;
  put(bench, frame);
  for (uint32_t done = 0; done < taken;) {
    toe_retire_t row = blank(TOE_RETIRE_BUFFER, frame.cycle + 4 + done / 64);
    for (uint32_t i = 0; i < 64 && done < taken; ++i, ++done) {
      row.u.buffer.mask |= (uint64_t)1 << i;
      row.u.buffer.data[i] = peer_byte(at + done);
    }
    put(bench, row);
  }
  bench->nxt += taken;
  bench->bytes += taken;
}

/* Bytes [from, from + count) of the peer leave, 32 at a time. */
static void put_bytes(bench_t *bench, uint32_t from, uint32_t count) {
  while (count > 0) {
    toe_retire_t placed = blank(TOE_RETIRE_PLACED, 100 * bench->commit + 30);
    placed.u.placed.bytes = count < 32 ? count : 32;
    for (uint32_t i = 0; i < placed.u.placed.bytes; ++i) placed.u.placed.data[i] = peer_byte(from + i);
    put(bench, placed);
    from += (uint32_t)placed.u.placed.bytes;
    count -= (uint32_t)placed.u.placed.bytes;
  }
}

/* The job ends with `bytes` undelivered. */
static void put_job(bench_t *bench, uint64_t job, uint64_t reason, uint32_t bytes, uint64_t flags) {
  toe_retire_t retire = blank(TOE_RETIRE_JOB, 100 * bench->commit + 50);
  retire.u.job.commit = bench->commit;
  retire.u.job.job = job;
  retire.u.job.reason = reason;
  retire.u.job.handle = TCP_0;
  retire.u.job.buf_bytes = bench->bytes = bytes;
  retire.u.job.rcv_nxt = bench->nxt + ((flags & FIN) != 0);
  retire.u.job.flags = flags;
  put(bench, retire);
  put(bench, toe_fake_context(retire.cycle + 2, 3, 0));
}

static void put_pass(bench_t *bench, uint64_t commit, uint32_t bytes) {
  toe_retire_t entry = blank(TOE_RETIRE_RECEIVED, 100 * bench->commit + 60);
  entry.u.received.kind = TOE_RCV_KIND_PASS;
  entry.u.received.bytes = bytes;
  entry.u.received.commit = commit;
  put(bench, entry);
}

static void put_terminate(bench_t *bench) {
  ++bench->commit;
  toe_retire_t decided = toe_fake_decided(100 * bench->commit, bench->commit, 9, 0, 3, TOE_CAUSE_OK);
  decided.u.decided.kind = TOE_KIND_LINKER;
  decided.u.decided.is_terminate = 1;
  decided.u.decided.handle = TCP_0;
  put(bench, decided);
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

/* A segment of 100 that is placed, one forwarded that overlaps it by 20 (R147), of which 30 stay, the FIN, a frame that
 * goes up, and the terminate, which brings the 30 and 40 more (R166). */
TOE_TEST(stream_check_wire, follows_segments_from_both_ways) {
  bench_t bench = begin();
  put_segment(&bench, false, 5000, 100, 100, 5000);
  put_bytes(&bench, 5000, 100);
  put_job(&bench, TOE_JOB_FRAME, 0, 0, 0);
  put_segment(&bench, true, 5080, 70, 50, 5100);
  put_bytes(&bench, 5100, 20);
  put_job(&bench, TOE_JOB_FORWARD, 0, 30, 0);
  put_segment(&bench, false, 5150, 40, 40, 5150);
  put_job(&bench, TOE_JOB_FRAME, 0, 70, FIN);
  put_segment(&bench, false, 9999, 8, 0, 0);
  put_bytes(&bench, 0, 60); /* whatever it was */
  put_job(&bench, TOE_JOB_FRAME, TOE_FRAME_SYN, 70, FIN);
  put_pass(&bench, bench.commit, 60);
  put_segment(&bench, true, 9999, 8, 0, 0);
  put_job(&bench, TOE_JOB_FORWARD, TOE_FRAME_SYN, 70, FIN); /* it does not go up [D-15] */
  put_bytes(&bench, 5120, 70);
  put_terminate(&bench);
  expect_good(&bench, 250); /* those of the frame count */
}

TOE_TEST(stream_check_wire_bad, sees_data_taken_from_elsewhere) {
  for (int is_forwarded = 0; is_forwarded < 2; ++is_forwarded) {
    bench_t bench = begin();
    put_segment(&bench, is_forwarded != 0, 5001, 10, 10, 5001); /* a gap */
    expect_bad(&bench, "10 bytes of a segment of 10 at 5001 are taken, but its stream has come to 5000");
    bench = begin();
    put_segment(&bench, is_forwarded != 0, 4990, 20, 11, 5000); /* 10 of it came before */
    expect_bad(&bench, "11 bytes of a segment of 20 at 4990 are taken, but its stream has come to 5000");
  }
}

TOE_TEST(stream_check_wire_bad, sees_other_bytes_than_the_peers) {
  bench_t bench = begin();
  put_segment(&bench, true, 5000, 100, 100, 5000);
  put_bytes(&bench, 5001, 100);
  put_job(&bench, TOE_JOB_FORWARD, 0, 0, 0);
  expect_bad(&bench, "was written where byte 5000 of its stream is due");
  bench = begin();
  put_segment(&bench, false, 5000, 100, 100, 5000);
  put_bytes(&bench, 5000, 99);
  put_job(&bench, TOE_JOB_FRAME, 0, 0, 0);
  expect_bad(&bench, "1 bytes of its stream from 5099 on were never written");
  bench = begin(); /* R166 */
  put_segment(&bench, true, 5000, 100, 100, 5000);
  put_job(&bench, TOE_JOB_FORWARD, 0, 100, 0);
  put_bytes(&bench, 5000, 60);
  put_terminate(&bench);
  expect_bad(&bench, "40 bytes of its stream from 5060 on were never written");
}

/* D-15 */
TOE_TEST(stream_check_wire_bad, sees_a_forwarded_segment_written_up) {
  bench_t bench = begin();
  put_segment(&bench, true, 5000, 8, 0, 0);
  put_bytes(&bench, 5000, 28);
  put_job(&bench, TOE_JOB_FORWARD, TOE_FRAME_SYN, 0, 0);
  put_pass(&bench, bench.commit, 28);
  expect_bad(&bench, "data was written that no job placed");
}

TOE_TEST(stream_check_wire_bad, sees_a_frame_that_went_up_in_part) {
  bench_t bench = begin();
  put_segment(&bench, false, 5000, 8, 0, 0);
  put_bytes(&bench, 0, 40);
  put_job(&bench, TOE_JOB_FRAME, TOE_FRAME_SYN, 0, 0);
  put_pass(&bench, bench.commit, 60);
  expect_bad(&bench, "20 bytes of a frame that was passed up were never written");
  bench = begin();
  put_segment(&bench, false, 5000, 8, 0, 0);
  put_job(&bench, TOE_JOB_FRAME, TOE_FRAME_SYN, 0, 0);
  expect_bad(&bench, "a frame was passed up without an entry");
}

/* R44, D-16: in CLOSE_WAIT the host's bytes are left of FIN, [4899, 4999) with RcvNxt 5000, and the device knows it: in
 * its entry the stream stands at 4999 behind them. */
static void put_behind_fin(bench_t *bench, uint32_t from, uint32_t nxt, uint64_t flags, uint32_t seq) {
  *bench = begin_in(7);
  bench->nxt = nxt;
  ++bench->commit;
  toe_retire_t marker = toe_fake_set(200, 2, 7, 0);
  marker.u.decided.handle = TCP_0;
  marker.u.decided.used_posted = 1;
  put(bench, marker);
  for (uint32_t done = 0; done < 100; done += 25) {
    toe_retire_t placed = blank(TOE_RETIRE_PLACED, 230);
    placed.u.placed.bytes = 25;
    toe_stream_write(0, from + done, placed.u.placed.data, 25);
    put(bench, placed);
  }
  put_job(bench, TOE_JOB_RECEIVE, 0, 0, flags);
  toe_retire_t entry = blank(TOE_RETIRE_RECEIVED, 260);
  entry.u.received.kind = TOE_RCV_KIND_COMPLETE;
  entry.u.received.handle = TCP_0;
  entry.u.received.bytes = 100;
  entry.u.received.seq = seq;
  entry.u.received.commit = 2;
  put(bench, entry);
}

TOE_TEST(stream_check_wire, knows_a_fin_before_the_offload) {
  bench_t bench;
  put_behind_fin(&bench, 4899, 4999, FIN | DISCONNECTED, 4999);
  expect_good(&bench, 100);
}

/* A device that does not know of it, or takes the byte before RcvNxt for the last: each is one behind. */
TOE_TEST(stream_check_wire_bad, sees_a_fin_taken_for_a_byte) {
  bench_t bench;
  put_behind_fin(&bench, 4900, 4999, FIN | DISCONNECTED, 4999);
  expect_bad(&bench, "was written where byte 4899 of its stream is due");
  put_behind_fin(&bench, 4899, 5000, 0, 5000);
  expect_bad(&bench, "its stream ends at 4999, but RcvNxt and FIN say at 5000");
  put_behind_fin(&bench, 4899, 4999, FIN | DISCONNECTED, 5000);
  expect_bad(&bench, "an entry says the stream stands at 5000, but it stood at 4899 and ends at 4999");
}
