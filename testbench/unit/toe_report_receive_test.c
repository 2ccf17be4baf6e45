/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames and forwarded segments in the report.  The bench's T1 (0x30000000) gets a frame of the wire with 100 bytes and
 * a forwarded one with 40, of which the device takes 30, and a forwarded SYN with 8 bytes, which is never passed up
 * (D-15).
 */
#include "sim/miniport/toe_ndis.h"
#include "testbench/unit/toe_report_bench.h"

typedef struct segment {
  uint64_t commit, is_forwarded, reason, seq, bytes, taken;
} segment_t;

/* Judged at edge 100 * commit, come 20 edges before, its job over 50 behind. */
static void put_segment(toe_report_bench_t *bench, segment_t segment) {
  toe_retire_t record;
  memset(&record, 0, sizeof record);
  record.kind = TOE_RETIRE_FRAME;
  record.cycle = 100 * segment.commit;
  record.u.frame.commit = segment.commit;
  record.u.frame.is_forwarded = segment.is_forwarded;
  record.u.frame.number = segment.is_forwarded ? 0 : 6;
  record.u.frame.reason = segment.reason;
  record.u.frame.handle = 0x30000000;
  record.u.frame.seq = segment.seq;
  record.u.frame.bytes = segment.bytes;
  record.u.frame.flags = 16;
  record.u.frame.taken = segment.taken;
  record.u.frame.arrived_cycle = record.cycle - 20;
  toe_report_bench_retire(bench, record);
  memset(&record, 0, sizeof record);
  record.kind = TOE_RETIRE_JOB;
  record.cycle = 100 * segment.commit + 50;
  record.u.job.commit = segment.commit;
  record.u.job.job = segment.is_forwarded ? TOE_JOB_FORWARD : TOE_JOB_FRAME;
  record.u.job.handle = 0x30000000;
  record.u.job.reason = segment.reason;
  record.u.job.buf_bytes = 130;
  record.u.job.rcv_nxt = 1;
  toe_report_bench_retire(bench, record);
}

static void run(toe_report_bench_t *bench) {
  toe_report_bench_run_r1(bench);
  toe_report_bench_run_r2(bench);
  toe_report_bench_run_r3(bench);
  put_segment(bench, (segment_t){8, 0, TOE_FRAME_ACCEPTED, 1, 100, 100});
  put_segment(bench, (segment_t){9, 1, TOE_FRAME_ACCEPTED, 91, 40, 30});
  put_segment(bench, (segment_t){10, 1, TOE_FRAME_SYN, 200, 8, 0});
  static const uint32_t statuses[] = {TOE_STATUS_SUCCESS,
                                      TOE_STATUS_SUCCESS,
                                      TOE_STATUS_SUCCESS,
                                      TOE_NDIS_STATUS_REQUEST_ABORTED,
                                      TOE_NDIS_STATUS_REQUEST_ABORTED,
                                      TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS,
                                      TOE_NDIS_STATUS_INVALID_STATE};
  for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; ++i) {
    const toe_host_forwarded_t segment = {.name = "T1", .status = statuses[i]};
    toe_report_forwarded(bench->report, TOE_SIDE_RTL, &segment);
    toe_report_forwarded(bench->report, TOE_SIDE_MODEL, &segment); /* counted once */
  }
  toe_report_bench_end(bench);
}

/* R147 */
TOE_TEST(report_receive, counts_forwarded_segments_apart) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_OBJECTS, NULL));
  run(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(
      root, "totals.frames",
      "{\"judged\":3,\"forwarded\":2,\"lost\":0,\"bytes\":148,\"taken\":130,\"dropped\":18,\"acks\":0,"
      "\"reasons\":{\"ACCEPTED\":2,\"SYN\":1}}");
  toe_report_bench_expect_json(root, "totals.forwards",
                               "{\"success\":3,\"aborted\":2,\"upload\":1,\"invalid\":1,\"own\":0,\"unfit\":0,"
                               "\"unforwarded\":0,\"given_up\":0}");
  toe_report_bench_expect_json(root, "connections.0.forwards",
                               "{\"success\":3,\"aborted\":2,\"upload\":1,\"invalid\":1}");
  toe_report_bench_expect_json(root, "connections.0.name", "\"T1\"");
  toe_report_bench_expect_json(root, "connections.0.frames", "3");
  toe_report_bench_expect_json(root, "connections.0.forwarded", "2");
  toe_report_bench_expect_json(root, "connections.0.wire", "130");
  toe_report_bench_expect_json(root, "connections.0.left", "130");
  toe_report_bench_expect_json(root, "connections.0.dropped", "18");
  toe_report_bench_expect_json(root, "frames.0",
                               "{\"number\":6,\"commit\":8,\"reason\":\"ACCEPTED\",\"tcp\":\"T1\",\"seq\":1,"
                               "\"bytes\":100,\"taken\":100,\"flags\":16,\"arrived_cycle\":780,\"judged_cycle\":800,"
                               "\"ended_cycle\":850}");
  toe_report_bench_expect_json(root, "frames.1",
                               "{\"forwarded\":true,\"commit\":9,\"reason\":\"ACCEPTED\",\"tcp\":\"T1\",\"seq\":91,"
                               "\"bytes\":40,\"taken\":30,\"flags\":16,\"arrived_cycle\":880,\"judged_cycle\":900,"
                               "\"ended_cycle\":950}");
  json_decref(root);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, false));
  TOE_EXPECT_HAS(text, "Frames: 3 (2 of them forwarded by the host), acknowledgments sent: 0; ACCEPTED: 2; SYN: 1\n");
  free(text);
  toe_report_bench_give_up(&bench);
}
