/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_bench.h - a run made by hand, for the tests of the report.
 */
#ifndef TOE_REPORT_BENCH_H_
#define TOE_REPORT_BENCH_H_

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_report.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define TOE_REPORT_BENCH_TCP_ENTRIES 0xC0231004u

/* One tandem run, made by hand.  250 MHz, so a cycle is 4 ns; one TCP entry until r2 makes it two.
 *   r1  doorbell 50; N1 decided 100, P1 110, T1 120, T2 denied 130; T1 written 140, T2 145, P1 150, N1 155; done 160
 *   r2  SET tcp.entries=2: doorbell 200, decided 250, done 260
 *   r3  doorbell 280; P1 (linker) decided 300, T2 310; T2 written 320, P1 325; done 330
 * The model is the same, but decides T1 one cycle later.  The run ends at edge 1000. */
typedef struct toe_report_bench {
  toe_config_t *config;
  toe_report_t *report;
  toe_compare_t *compare;
  toe_expect_t *expect;
} toe_report_bench_t;

static inline void toe_report_bench_retire(toe_report_bench_t *bench, toe_retire_t record) {
  for (int side = 0; side < TOE_SIDES; ++side) {
    toe_retire_t own = record;
    bool is_t1 = record.kind == TOE_RETIRE_DECIDED && record.cycle == 120;
    if (side == TOE_SIDE_MODEL && is_t1) own.cycle += 1;
    toe_report_retire(bench->report, (toe_side_t)side, &own);
    TOE_EXPECT_EQ(toe_compare_put(bench->compare, (toe_side_t)side, &own), TOE_OK);
  }
}

static inline void toe_report_bench_decide(toe_report_bench_t *bench, toe_retire_t record, uint64_t handle,
                                           uint64_t neighbor, uint64_t path, uint64_t tcp) {
  record.u.decided.handle = handle;
  toe_fake_levels(&record, neighbor, path, tcp);
  if (record.u.decided.cause == TOE_CAUSE_TCP_POOL) record.u.decided.limit = 1;
  toe_report_bench_retire(bench, record);
}

static inline void toe_report_bench_finish(toe_report_bench_t *bench, const toe_host_request_t *request) {
  for (int side = 0; side < TOE_SIDES; ++side) toe_report_completed(bench->report, (toe_side_t)side, request);
  TOE_EXPECT_EQ(toe_expect_completed(bench->expect, request), TOE_OK);
}

static inline void toe_report_bench_submit(toe_report_bench_t *bench, const toe_host_request_t *request) {
  for (int side = 0; side < TOE_SIDES; ++side) toe_report_submitted(bench->report, (toe_side_t)side, request);
}

static inline void toe_report_bench_run_r1(toe_report_bench_t *bench) {
  toe_host_object_t objects[] = {
      toe_fake_object("N1", 1, 0, 0x10000000), toe_fake_object("P1", 2, TOE_STATUS_PARTIAL, 0x20000000),
      toe_fake_object("T1", 3, 0, 0x30000000), toe_fake_object("T\"2\",x", 3, TOE_REPORT_BENCH_TCP_ENTRIES, 0)};
  objects[3].has_expect = true;
  objects[3].expect_status = TOE_STATUS_SUCCESS;
  toe_host_request_t request = toe_fake_request(1, "r1", objects, 4);
  toe_report_bench_submit(bench, &request);
  toe_report_bench_retire(bench, toe_fake_doorbell(50, 1));
  toe_report_bench_decide(bench, toe_fake_decided(100, 1, 1, 0, 1, 0), 0x10000000, 1, 0, 0);
  toe_report_bench_decide(bench, toe_fake_decided(110, 2, 1, 1, 2, 0), 0x20000000, 1, 1, 0);
  toe_retire_t t1 = toe_fake_decided(120, 3, 1, 2, 3, 0);
  t1.u.decided.sram_stall = 2;
  toe_report_bench_decide(bench, t1, 0x30000000, 1, 1, 1);
  toe_report_bench_decide(bench, toe_fake_decided(130, 4, 1, 3, 3, TOE_CAUSE_TCP_POOL), 0, 1, 1, 1);
  toe_report_bench_retire(bench, toe_fake_written(140, 1, 2, 0));
  toe_report_bench_retire(bench, toe_fake_written(145, 1, 3, TOE_REPORT_BENCH_TCP_ENTRIES));
  toe_report_bench_retire(bench, toe_fake_written(150, 1, 1, TOE_STATUS_PARTIAL));
  toe_report_bench_retire(bench, toe_fake_written(155, 1, 0, 0));
  toe_report_bench_retire(bench, toe_fake_completed(160, 1));
  toe_report_bench_finish(bench, &request);
}

static inline void toe_report_bench_run_r2(toe_report_bench_t *bench) {
  toe_host_request_t request = toe_fake_request(2, "r2", NULL, 0);
  request.kind = TOE_OP_SET;
  request.setting = TOE_SETTING_LIMIT_TCP;
  request.value = 2;
  toe_report_bench_submit(bench, &request);
  toe_report_bench_retire(bench, toe_fake_doorbell(200, 2));
  toe_retire_t marker = toe_fake_set(250, 5, 2, 2);
  toe_fake_levels(&marker, 1, 1, 1);
  toe_report_bench_retire(bench, marker);
  toe_report_bench_retire(bench, toe_fake_completed(260, 2));
  toe_report_bench_finish(bench, &request);
}

static inline void toe_report_bench_run_r3(toe_report_bench_t *bench) {
  toe_host_object_t objects[] = {toe_fake_object("P1", 2, 0, 0x20000000), toe_fake_object("T2", 3, 0, 0x30000001)};
  objects[0].kind = TOE_KIND_LINKER;
  toe_host_request_t request = toe_fake_request(3, "r3", objects, 2);
  toe_report_bench_submit(bench, &request);
  toe_report_bench_retire(bench, toe_fake_doorbell(280, 3));
  toe_retire_t linker = toe_fake_decided(300, 6, 3, 0, 2, 0);
  linker.u.decided.kind = TOE_KIND_LINKER;
  toe_report_bench_decide(bench, linker, 0x20000000, 1, 1, 1);
  toe_report_bench_decide(bench, toe_fake_decided(310, 7, 3, 1, 3, 0), 0x30000001, 1, 1, 2);
  toe_report_bench_retire(bench, toe_fake_written(320, 3, 1, 0));
  toe_report_bench_retire(bench, toe_fake_written(325, 3, 0, 0));
  toe_report_bench_retire(bench, toe_fake_completed(330, 3));
  toe_report_bench_finish(bench, &request);
}

static inline bool toe_report_bench_begin(toe_report_bench_t *bench, toe_detail_t detail, const char *csv_path) {
  toe_error_t error;
  *bench = (toe_report_bench_t){NULL, NULL, NULL, NULL};
  if (toe_config_new(&bench->config) != TOE_OK || toe_compare_new(4, &bench->compare) != TOE_OK) return false;
  if (toe_expect_new(&bench->expect) != TOE_OK) return false;
  if (toe_config_set(bench->config, "tcp.entries=1", &error) != TOE_OK) return false;
  const toe_report_options_t options = {.version = "0.0.1",
                                        .trace_path = "some/where/s.jsonl",
                                        .engine = TOE_ENGINE_TANDEM,
                                        .config = bench->config,
                                        .seed = 7,
                                        .detail = detail,
                                        .objects_path = csv_path};
  return toe_report_new(&options, &bench->report, &error) == TOE_OK;
}

static inline void toe_report_bench_end(toe_report_bench_t *bench) {
  const toe_device_stats_t device = {.cycles = 1000,
                                     .busy_cycles = 400,
                                     .sram_writes = 30,
                                     .sram_reads = 20,
                                     .sram_bytes_used = 1920,
                                     .sram_accesses = {20, 15, 10, 5},
                                     .sram_stall_cycles = 3,
                                     .ecc_corrected = 2,
                                     .ecc_uncorrectable = 1,
                                     .buffer_writes = 7,
                                     .buffer_bytes_used = 448};
  const toe_nic_stats_t nic = {.up_tlps = 11, .up_bytes = 500, .down_tlps = 12, .down_bytes = 2000, .interrupts = 3};
  const toe_report_end_t ended = {.trace_bytes = 321,
                                  .trace_crc = 0xABCD,
                                  .operations = 3,
                                  .device = {&device, &device},
                                  .nic = {&nic, &nic},
                                  .compare = bench->compare,
                                  .expect = bench->expect};
  toe_error_t error;
  TOE_EXPECT_EQ(toe_report_end(bench->report, &ended, &error), TOE_OK);
  toe_report_set_outcome(bench->report, TOE_END_EXPECTATION, 1, "1 of 1 expectations failed");
}

static inline void toe_report_bench_give_up(toe_report_bench_t *bench) {
  toe_report_free(bench->report);
  toe_expect_free(bench->expect);
  toe_compare_free(bench->compare);
  toe_config_free(bench->config);
}

static inline void toe_report_bench_run_all(toe_report_bench_t *bench) {
  toe_report_bench_run_r1(bench);
  toe_report_bench_run_r2(bench);
  toe_report_bench_run_r3(bench);
  toe_report_bench_end(bench);
}

/* report.json of the bench, to be freed. */
static inline char *toe_report_bench_write_text(toe_report_bench_t *bench) {
  char path[512];
  toe_error_t error = {""};
  (void)snprintf(path, sizeof path, "%s/report.json", toe_test_directory());
  TOE_EXPECT_EQ(toe_report_write(bench->report, path, &error), TOE_OK);
  return toe_fake_read(path);
}

static inline json_t *toe_report_bench_write_json(toe_report_bench_t *bench) {
  char *text = toe_report_bench_write_text(bench);
  json_error_t error;
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  TOE_EXPECT_STR(error.text, "");
  free(text);
  return root;
}

/* The JSON value at a path given as for json_unpack's nested objects: dots only. */
static inline json_t *toe_report_bench_at(json_t *root, const char *path) {
  char name[64];
  while (root != NULL && *path != '\0') {
    size_t length = strcspn(path, ".");
    (void)snprintf(name, sizeof name, "%.*s", (int)length, path);
    root = json_is_array(root) ? json_array_get(root, strtoul(name, NULL, 10)) : json_object_get(root, name);
    path += length + (path[length] == '.');
  }
  return root;
}

static inline void toe_report_bench_expect_json(json_t *root, const char *path, const char *expected) {
  toe_test_note("%s", path);
  char *text = json_dumps(toe_report_bench_at(root, path), JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
  TOE_EXPECT_STR(text != NULL ? text : "(missing)", expected);
  free(text);
}

#endif /* TOE_REPORT_BENCH_H_ */
