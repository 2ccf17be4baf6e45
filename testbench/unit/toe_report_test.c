/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define TCP_ENTRIES 0xC0231004u

/* One tandem run, made by hand.  250 MHz, so a cycle is 4 ns; one TCP entry until r2 makes it two.
 *   r1  doorbell 50; N1 decided 100, P1 110, T1 120, T2 denied 130; T1 written 140, T2 145, P1 150, N1 155; done 160
 *   r2  SET tcp.entries=2: doorbell 200, decided 250, done 260
 *   r3  doorbell 280; P1 (linker) decided 300, T2 310; T2 written 320, P1 325; done 330
 * The model is the same, but decides T1 one cycle later.  The run ends at edge 1000. */
typedef struct bench {
  toe_config_t *config;
  toe_report_t *report;
  toe_compare_t *compare;
  toe_expect_t *expect;
} bench_t;

static void retire(bench_t *bench, toe_retire_t record) {
  for (int side = 0; side < TOE_SIDES; ++side) {
    toe_retire_t own = record;
    bool is_t1 = record.kind == TOE_RETIRE_DECIDED && record.cycle == 120;
    if (side == TOE_SIDE_MODEL && is_t1) own.cycle += 1;
    toe_report_retire(bench->report, (toe_side_t)side, &own);
    TOE_EXPECT_EQ(toe_compare_put(bench->compare, (toe_side_t)side, &own), TOE_OK);
  }
}

static void decide(bench_t *bench, toe_retire_t record, uint64_t handle, uint64_t neighbor, uint64_t path,
                   uint64_t tcp) {
  record.u.decided.handle = handle;
  toe_fake_levels(&record, neighbor, path, tcp);
  if (record.u.decided.cause == TOE_CAUSE_TCP_POOL) record.u.decided.limit = 1;
  retire(bench, record);
}

static void finish(bench_t *bench, const toe_host_request_t *request) {
  for (int side = 0; side < TOE_SIDES; ++side) toe_report_completed(bench->report, (toe_side_t)side, request);
  TOE_EXPECT_EQ(toe_expect_completed(bench->expect, request), TOE_OK);
}

static void submit(bench_t *bench, const toe_host_request_t *request) {
  for (int side = 0; side < TOE_SIDES; ++side) toe_report_submitted(bench->report, (toe_side_t)side, request);
}

static void run_r1(bench_t *bench) {
  toe_host_object_t objects[] = {
      toe_fake_object("N1", 1, 0, 0x10000000), toe_fake_object("P1", 2, TOE_STATUS_PARTIAL, 0x20000000),
      toe_fake_object("T1", 3, 0, 0x30000000), toe_fake_object("T\"2\",x", 3, TCP_ENTRIES, 0)};
  objects[3].has_expect = true;
  objects[3].expect_status = TOE_STATUS_SUCCESS;
  toe_host_request_t request = toe_fake_request(1, "r1", objects, 4);
  submit(bench, &request);
  retire(bench, toe_fake_doorbell(50, 1));
  decide(bench, toe_fake_decided(100, 1, 1, 0, 1, 0), 0x10000000, 1, 0, 0);
  decide(bench, toe_fake_decided(110, 2, 1, 1, 2, 0), 0x20000000, 1, 1, 0);
  decide(bench, toe_fake_decided(120, 3, 1, 2, 3, 0), 0x30000000, 1, 1, 1);
  decide(bench, toe_fake_decided(130, 4, 1, 3, 3, TOE_CAUSE_TCP_POOL), 0, 1, 1, 1);
  retire(bench, toe_fake_written(140, 1, 2, 0));
  retire(bench, toe_fake_written(145, 1, 3, TCP_ENTRIES));
  retire(bench, toe_fake_written(150, 1, 1, TOE_STATUS_PARTIAL));
  retire(bench, toe_fake_written(155, 1, 0, 0));
  retire(bench, toe_fake_completed(160, 1));
  finish(bench, &request);
}

static void run_r2(bench_t *bench) {
  toe_host_request_t request = toe_fake_request(2, "r2", NULL, 0);
  request.kind = TOE_OP_SET;
  request.setting = TOE_SETTING_LIMIT_TCP;
  request.value = 2;
  submit(bench, &request);
  retire(bench, toe_fake_doorbell(200, 2));
  toe_retire_t marker = toe_fake_set(250, 5, 2, 2);
  toe_fake_levels(&marker, 1, 1, 1);
  retire(bench, marker);
  retire(bench, toe_fake_completed(260, 2));
  finish(bench, &request);
}

static void run_r3(bench_t *bench) {
  toe_host_object_t objects[] = {toe_fake_object("P1", 2, 0, 0x20000000), toe_fake_object("T2", 3, 0, 0x30000001)};
  objects[0].kind = TOE_KIND_LINKER;
  toe_host_request_t request = toe_fake_request(3, "r3", objects, 2);
  submit(bench, &request);
  retire(bench, toe_fake_doorbell(280, 3));
  toe_retire_t linker = toe_fake_decided(300, 6, 3, 0, 2, 0);
  linker.u.decided.kind = TOE_KIND_LINKER;
  decide(bench, linker, 0x20000000, 1, 1, 1);
  decide(bench, toe_fake_decided(310, 7, 3, 1, 3, 0), 0x30000001, 1, 1, 2);
  retire(bench, toe_fake_written(320, 3, 1, 0));
  retire(bench, toe_fake_written(325, 3, 0, 0));
  retire(bench, toe_fake_completed(330, 3));
  finish(bench, &request);
}

static bool begin(bench_t *bench, toe_detail_t detail, const char *csv_path) {
  toe_error_t error;
  *bench = (bench_t){NULL, NULL, NULL, NULL};
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

static void end(bench_t *bench) {
  const toe_device_stats_t device = {.cycles = 1000,
                                     .busy_cycles = 400,
                                     .sram_writes = 30,
                                     .sram_reads = 20,
                                     .sram_bytes_used = 1920,
                                     .sram_stall_cycles = 3};
  const toe_nic_stats_t nic = {.up_tlps = 11, .up_bytes = 500, .down_tlps = 12, .down_bytes = 2000, .interrupts = 3};
  const toe_report_end_t ended = {.trace_bytes = 321,
                                  .trace_crc = 0xABCD,
                                  .operations = 3,
                                  .skipped_terminates = 2,
                                  .skipped_objects = 5,
                                  .device = {&device, &device},
                                  .nic = {&nic, &nic},
                                  .compare = bench->compare,
                                  .expect = bench->expect};
  toe_error_t error;
  TOE_EXPECT_EQ(toe_report_end(bench->report, &ended, &error), TOE_OK);
  toe_report_set_outcome(bench->report, TOE_END_EXPECTATION, 1, "1 of 1 expectations failed");
}

static void give_up(bench_t *bench) {
  toe_report_free(bench->report);
  toe_expect_free(bench->expect);
  toe_compare_free(bench->compare);
  toe_config_free(bench->config);
}

static void run_all(bench_t *bench) {
  run_r1(bench);
  run_r2(bench);
  run_r3(bench);
  end(bench);
}

/* report.json of the bench, to be freed. */
static char *write_text(bench_t *bench) {
  char path[512];
  toe_error_t error = {""};
  (void)snprintf(path, sizeof path, "%s/report.json", toe_test_directory());
  TOE_EXPECT_EQ(toe_report_write(bench->report, path, &error), TOE_OK);
  return toe_fake_read(path);
}

static json_t *write_json(bench_t *bench) {
  char *text = write_text(bench);
  json_error_t error;
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  TOE_EXPECT_STR(error.text, "");
  free(text);
  return root;
}

/* The JSON value at a path given as for json_unpack's nested objects: dots only. */
static json_t *at(json_t *root, const char *path) {
  char name[64];
  while (root != NULL && *path != '\0') {
    size_t length = strcspn(path, ".");
    (void)snprintf(name, sizeof name, "%.*s", (int)length, path);
    root = json_is_array(root) ? json_array_get(root, strtoul(name, NULL, 10)) : json_object_get(root, name);
    path += length + (path[length] == '.');
  }
  return root;
}

static void expect_json(json_t *root, const char *path, const char *expected) {
  toe_test_note("%s", path);
  char *text = json_dumps(at(root, path), JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
  TOE_EXPECT_STR(text != NULL ? text : "(missing)", expected);
  free(text);
}

TOE_TEST(report, joins_host_calls_and_records_object_by_object) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  run_all(&bench);
  json_t *root = write_json(&bench);
  expect_json(root, "schema", "\"toesim-report/1\"");
  expect_json(root, "tool", "{\"name\":\"toesim\",\"version\":\"0.0.1\"}");
  expect_json(root, "trace.path", "\"s.jsonl\"");
  expect_json(root, "trace.crc32c", "\"0x0000abcd\"");
  expect_json(root, "trace.skipped_objects", "5");
  expect_json(root, "engine", "\"tandem\"");
  expect_json(root, "seed", "7");
  expect_json(root, "end", "{\"reason\":\"expectation\",\"exit\":1,\"text\":\"1 of 1 expectations failed\"}");
  expect_json(
      root, "totals",
      "{\"requests\":3,\"completed\":3,\"objects\":6,\"attempted\":6,\"offloaded\":4,\"denied\":1,\"unanswered\":0,"
      "\"by_status\":{\"NDIS_STATUS_SUCCESS\":4,\"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS\":1,"
      "\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\":1},"
      "\"by_layer\":{\"neighbor\":{\"NDIS_STATUS_SUCCESS\":1},"
      "\"path\":{\"NDIS_STATUS_SUCCESS\":1,\"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS\":1},"
      "\"tcp\":{\"NDIS_STATUS_SUCCESS\":2,\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\":1}}}");
  expect_json(root, "requests.0.submitted_cycle", "50");
  expect_json(root, "requests.0.completed_cycle", "160");
  expect_json(root, "requests.0.model_completed_cycle", "160");
  expect_json(
      root, "requests.0.objects.2",
      "{\"name\":\"T1\",\"layer\":\"tcp\",\"kind\":\"new\",\"attempted\":true,\"status\":\"NDIS_STATUS_SUCCESS\","
      "\"cause\":\"own state is in, or a placeholder\",\"handle\":805306368,\"commit\":3,\"fetched_cycle\":110,"
      "\"decided_cycle\":120,\"written_cycle\":140,\"model_decided_cycle\":121,\"model_written_cycle\":140,"
      "\"pool_levels\":{\"neighbor\":1,\"path\":1,\"tcp\":1,\"host_memory\":3,\"lookup\":1}}");
  expect_json(
      root, "requests.0.objects.3",
      "{\"name\":\"T\\\"2\\\",x\",\"layer\":\"tcp\",\"kind\":\"new\",\"attempted\":true,"
      "\"status\":\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\",\"expected\":\"NDIS_STATUS_SUCCESS\","
      "\"cause\":\"no TCP entry [R26]\",\"pool\":\"tcp\",\"limit\":1,\"handle\":0,\"commit\":4,\"fetched_cycle\":120,"
      "\"decided_cycle\":130,\"written_cycle\":145,\"model_decided_cycle\":130,\"model_written_cycle\":145,"
      "\"pool_levels\":{\"neighbor\":1,\"path\":1,\"tcp\":1,\"host_memory\":3,\"lookup\":1}}");
  expect_json(
      root, "requests.1",
      "{\"id\":\"r2\",\"request_id\":2,\"op\":\"set\",\"record\":2,\"submitted_cycle\":200,\"key\":\"tcp.entries\","
      "\"value\":2,\"decided_cycle\":250,\"completed_cycle\":260,\"model_submitted_cycle\":200,"
      "\"model_completed_cycle\":260,\"error\":null,\"object_count\":0,\"objects\":[]}");
  expect_json(root, "requests.2.objects.0.kind", "\"linker\"");
  expect_json(root, "config.lockstep", "(missing)");
  TOE_EXPECT_EQ(json_integer_value(json_object_get(at(root, "config"), "tcp.entries")), 1);
  TOE_EXPECT_EQ(json_object_size(at(root, "config")), TOE_KEYS);
  json_decref(root);
  give_up(&bench);
}

/* tcp is empty from T1's decision to the SET (120..250) and from T2's to the end (310..1000): 130 + 690. */
TOE_TEST(report, tells_how_pools_ran_out) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  run_all(&bench);
  json_t *root = write_json(&bench);
  expect_json(root, "pools.tcp",
              "{\"limit\":2,\"peak\":2,\"used_at_end\":2,\"denied\":1,\"first_exhausted_cycle\":120,\"first_denied_"
              "cycle\":130,\"exhausted_cycles\":820,"
              "\"timeline\":[[0,0],[120,1],[310,2]]}");
  expect_json(root, "pools.neighbor",
              "{\"limit\":256,\"peak\":1,\"used_at_end\":1,\"denied\":0,\"first_exhausted_cycle\":null,\"first_denied_"
              "cycle\":null,\"exhausted_cycles\":0,"
              "\"timeline\":[[0,0],[100,1]]}");
  expect_json(root, "pools.host_memory.limit", "4294967295");
  expect_json(root, "pools.host_memory.peak", "4");
  expect_json(root, "pools.host_memory.exhausted_cycles", "0");
  expect_json(root, "pools.lookup.limit", "32800");
  expect_json(
      root, "exhaustion",
      "[{\"cycle\":130,\"ns\":520,\"request\":\"r1\",\"request_id\":1,\"object\":\"T\\\"2\\\",x\",\"layer\":\"tcp\","
      "\"pool\":\"tcp\",\"status\":\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\",\"used\":1,\"limit\":1,\"empty_cycles\":120,"
      "\"until_end\":false}]");
  json_decref(root);
  give_up(&bench);
}

/* Completed: 160 - 50 = 110 and 330 - 280 = 50; TCP with SUCCESS: decided 120 - 50 = 70 and 310 - 280 = 30. */
TOE_TEST(report, counts_delays_from_the_doorbell) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  run_all(&bench);
  json_t *root = write_json(&bench);
  expect_json(root, "latency.initiate.completed",
              "{\"count\":2,\"min\":50,\"max\":110,\"mean\":80.0,\"buckets\":[[32,1],[64,1]]}");
  expect_json(root, "latency.initiate.tcp.NDIS_STATUS_SUCCESS.decided",
              "{\"count\":2,\"min\":30,\"max\":70,\"mean\":50.0,\"buckets\":[[16,1],[64,1]]}");
  expect_json(root, "latency.initiate.tcp.NDIS_STATUS_OFFLOAD_TCP_ENTRIES.written",
              "{\"count\":1,\"min\":95,\"max\":95,\"mean\":95.0,\"buckets\":[[64,1]]}");
  expect_json(root, "latency.set.decided", "{\"count\":1,\"min\":50,\"max\":50,\"mean\":50.0,\"buckets\":[[32,1]]}");
  json_decref(root);
  give_up(&bench);
}

/* 7 decisions, 6 results and 3 completions; one of 16 differs by 1: mean 0.0625, so 0.063. */
TOE_TEST(report, gives_device_and_lockstep_figures) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  run_all(&bench);
  json_t *root = write_json(&bench);
  expect_json(root, "device.cycles", "1000");
  expect_json(root, "device.busy_cycles", "400");
  expect_json(root, "device.tlps", "{\"up\":11,\"down\":12}");
  expect_json(root, "device.context_sram",
              "{\"reads\":20,\"writes\":30,\"bytes_used\":1920,\"stall_cycles\":3,\"port_ppm\":50000}");
  expect_json(root, "device.model.bytes", "{\"up\":500,\"down\":2000}");
  expect_json(root, "lockstep.compared", "19"); /* and 3 doorbells */
  expect_json(root, "lockstep.mismatches", "0");
  expect_json(root, "lockstep.mismatch", "null");
  expect_json(root, "lockstep.timing",
              "{\"exact\":15,\"total\":16,\"max_cycles\":1,\"mean_cycles\":0.063,\"p99_cycles\":1}");
  expect_json(root, "lockstep.kinds.DOORBELL.compared", "3");
  expect_json(root, "events", "[]");
  expect_json(root, "expectations.failed", "1");
  expect_json(root, "expectations.failures.0.object", "\"T\\\"2\\\",x\"");
  json_decref(root);
  give_up(&bench);
}

TOE_TEST(report, is_the_same_byte_for_byte) {
  char *texts[2];
  for (int i = 0; i < 2; ++i) {
    bench_t bench;
    TOE_ASSERT(begin(&bench, TOE_DETAIL_OBJECTS, NULL));
    run_all(&bench);
    const toe_report_wall_t wall = {.started_unix_s = 1000 + i, .run_us = 5000};
    if (i == 1) toe_report_set_wall(bench.report, &wall);
    texts[i] = write_text(&bench);
    give_up(&bench);
  }
  char *first = strstr(texts[0], "\"wall\""), *second = strstr(texts[1], "\"wall\"");
  TOE_ASSERT(first != NULL && second != NULL);
  TOE_EXPECT_STR(first, "\"wall\": {}\n}\n"); /* it stands last, so what is before it is all the rest */
  TOE_EXPECT_STR(second,
                 "\"wall\": {\n\"started_unix_s\": 1001,\n\"run_us\": 5000,\n\"cycles_per_second\": 200000\n}\n}\n");
  *first = *second = '\0';
  TOE_EXPECT_STR(texts[0], texts[1]);
  free(texts[0]);
  free(texts[1]);
}

TOE_TEST(report, writes_objects_as_csv) {
  char path[512];
  toe_error_t error;
  bench_t bench;
  (void)snprintf(path, sizeof path, "%s/objects.csv", toe_test_directory());
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, path));
  run_all(&bench);
  TOE_EXPECT_EQ(toe_report_write_objects(bench.report, &error), TOE_OK);
  char *text = toe_fake_read(path);
  TOE_EXPECT_STR(
      text,
      "request_id,request,op,record,index,object,layer,kind,attempted,status,expected,cause,pool,limit,handle,commit,"
      "submitted_cycle,fetched_cycle,decided_cycle,written_cycle,completed_cycle,model_decided_cycle,"
      "model_written_cycle,used_neighbor,used_path,used_tcp,used_host_memory,used_lookup\n"
      "1,r1,initiate,1,0,N1,neighbor,new,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,268435456,1,"
      "50,90,100,155,160,100,155,1,0,0,1,0\n"
      "1,r1,initiate,1,1,P1,path,new,1,NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS,,\"own state is in, or a placeholder\",,,"
      "536870912,2,50,100,110,150,160,110,150,1,1,0,2,0\n"
      "1,r1,initiate,1,2,T1,tcp,new,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,805306368,3,"
      "50,110,120,140,160,121,140,1,1,1,3,1\n"
      "1,r1,initiate,1,3,\"T\"\"2\"\",x\",tcp,new,1,NDIS_STATUS_OFFLOAD_TCP_ENTRIES,NDIS_STATUS_SUCCESS,"
      "no TCP entry [R26],tcp,1,,4,50,120,130,145,160,130,145,1,1,1,3,1\n"
      "3,r3,initiate,3,0,P1,path,linker,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,536870912,6,"
      "280,290,300,325,330,300,325,1,1,1,3,1\n"
      "3,r3,initiate,3,1,T2,tcp,new,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,805306369,7,"
      "280,300,310,320,330,310,320,1,1,2,4,2\n");
  free(text);
  give_up(&bench);
}

/* A file that was never finished does not appear. */
TOE_TEST(report, leaves_no_half_written_file) {
  char path[512], listing[600];
  bench_t bench;
  (void)snprintf(path, sizeof path, "%s/objects.csv", toe_test_directory());
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, path));
  run_r1(&bench);
  give_up(&bench);
  (void)snprintf(listing, sizeof listing, "ls -A %s", toe_test_directory());
  FILE *ls = popen(listing, "r");
  TOE_ASSERT(ls != NULL);
  TOE_EXPECT(fgetc(ls) == EOF);
  (void)pclose(ls);
  toe_error_t error = {""};
  const toe_report_options_t options = {
      .version = "0", .trace_path = "t", .engine = TOE_ENGINE_MODEL, .objects_path = "/nonexistent/o.csv"};
  toe_report_options_t with_config = options;
  TOE_ASSERT(toe_config_new(&bench.config) == TOE_OK);
  with_config.config = bench.config;
  TOE_EXPECT_EQ(toe_report_new(&with_config, &bench.report, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "/nonexistent/o.csv: cannot be written");
  toe_config_free(bench.config);
}

TOE_TEST(report, judges_gates_over_itself) {
  static const struct {
    const char *text;
    bool is_met;
  } cases[] = {{"pools.tcp.denied==1", true},
               {"lockstep.timing.max_cycles<=1", true},
               {"lockstep.timing.mean_cycles<0.063", false},
               {"config.tcp.entries==1", true},
               {"requests.length==3", true},
               {"requests[2].objects[1].decided_cycle==310", true},
               {"requests[1].key==tcp.entries", true},
               {"requests[3].id==r4", false},
               {"exhaustion.length==1", true},
               {"exhaustion[0].empty_cycles==120", true},
               {"exhaustion[0].object!=T2", true},
               {"end.reason==expectation", true},
               {"device.model.cycles==1000", true},
               {"wall.run_us>=0", false}};
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  run_all(&bench);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_gate_t *gate = NULL;
    toe_error_t error;
    toe_gate_outcome_t outcome;
    TOE_ASSERT_EQ(toe_gate_parse(cases[i].text, &gate, &error), TOE_OK);
    toe_report_gate(bench.report, gate, &outcome);
    toe_test_note("%s: %s", cases[i].text, outcome.text);
    TOE_EXPECT_EQ(outcome.is_met, cases[i].is_met);
    toe_gate_free(gate);
  }
  json_t *root = write_json(&bench);
  expect_json(root, "gates.0", "{\"gate\":\"pools.tcp.denied==1\",\"met\":true,\"actual\":\"1\",\"text\":null}");
  TOE_EXPECT_EQ(json_array_size(at(root, "gates")), sizeof cases / sizeof cases[0]);
  json_decref(root);
  give_up(&bench);
}

/* --detail: 10000 objects are listed, with one more they are counted per request; summary lists neither. */
TOE_TEST(report, lists_objects_up_to_ten_thousand) {
  static const struct {
    toe_detail_t detail;
    uint32_t requests;
    size_t listed;
    bool has_objects;
  } cases[] = {{TOE_DETAIL_AUTO, 5000, 5000, true},
               {TOE_DETAIL_AUTO, 5001, 5001, false},
               {TOE_DETAIL_OBJECTS, 5001, 5001, true},
               {TOE_DETAIL_REQUESTS, 3, 3, false},
               {TOE_DETAIL_SUMMARY, 3, 0, false}};
  for (size_t k = 0; k < sizeof cases / sizeof cases[0]; ++k) {
    toe_test_note("case %u", (unsigned)k);
    bench_t bench;
    TOE_ASSERT(begin(&bench, cases[k].detail, NULL));
    const toe_host_object_t objects[] = {toe_fake_object("A", 3, 0, 1), toe_fake_object("B", 3, TOE_STATUS_FAILURE, 0)};
    for (uint32_t i = 1; i <= cases[k].requests; ++i) {
      toe_host_request_t request = toe_fake_request(i, "r", objects, 2);
      submit(&bench, &request);
      retire(&bench, toe_fake_doorbell(10 * i, i % 1024));
      retire(&bench, toe_fake_completed(10 * i + 5, i));
      finish(&bench, &request);
    }
    end(&bench);
    json_t *root = write_json(&bench);
    TOE_EXPECT_EQ(json_array_size(at(root, "requests")), cases[k].listed);
    expect_json(root, "requests.2.objects.1.name", cases[k].has_objects ? "\"B\"" : "(missing)");
    if (cases[k].listed > 0 && !cases[k].has_objects) {
      expect_json(root, "requests.2.statuses", "{\"NDIS_STATUS_SUCCESS\":1,\"NDIS_STATUS_FAILURE\":1}");
    }
    if (cases[k].listed > 1024) { /* the doorbell's value has wrapped */
      expect_json(root, "requests.1023.submitted_cycle", "10240");
      expect_json(root, "requests.1024.submitted_cycle", "10250");
      expect_json(root, "latency.initiate.completed.max", "5");
    }
    json_decref(root);
    give_up(&bench);
  }
}

/* A run that broke off: what is in flight is listed as far as it came, with null for what is not known. */
TOE_TEST(report, reports_what_never_finished) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_host_object_t objects[] = {toe_fake_object("N1", 1, 0, 0), toe_fake_object("P1", 2, 0, 0)};
  toe_host_request_t request = toe_fake_request(1, "r1", objects, 2);
  submit(&bench, &request);
  retire(&bench, toe_fake_doorbell(50, 1));
  decide(&bench, toe_fake_decided(100, 1, 1, 0, 1, 0), 0x10000000, 1, 0, 0);
  end(&bench);
  json_t *root = write_json(&bench);
  expect_json(root, "requests.0.completed_cycle", "null");
  expect_json(root, "requests.0.objects.0.status", "null");
  expect_json(root, "requests.0.objects.0.decided_cycle", "100");
  expect_json(root, "requests.0.objects.1.decided_cycle", "null");
  expect_json(root, "requests.0.objects.1.attempted", "null");
  expect_json(root, "totals.unanswered", "2");
  expect_json(root, "totals.completed", "0");
  json_decref(root);
  give_up(&bench);
}

/* Names are UTF-8 or not; both must leave the report readable. */
TOE_TEST(report, survives_names_of_any_bytes) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_host_object_t objects[] = {toe_fake_object("\xC3\xA9", 1, 0, 0), toe_fake_object("a\xFF\x01", 2, 0, 0)};
  toe_host_request_t request = toe_fake_request(1, "r\n1", objects, 2);
  submit(&bench, &request);
  toe_report_broken(bench.report, TOE_SIDE_RTL, "R5", "cell changed");
  end(&bench);
  json_t *root = write_json(&bench);
  expect_json(root, "requests.0.objects.0.name", "\"\xC3\xA9\"");
  expect_json(root, "requests.0.objects.1.name", "\"a?\\u0001\"");
  expect_json(root, "requests.0.id", "\"r\\n1\"");
  expect_json(root, "violations", "[{\"side\":\"rtl\",\"rule\":\"R5\",\"text\":\"cell changed\"}]");
  json_decref(root);
  give_up(&bench);
}

TOE_TEST(report, gives_junit_cases_that_fail_when_the_run_does) {
  bench_t bench;
  toe_junit_t *junit = NULL;
  toe_error_t error;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  TOE_ASSERT_EQ(toe_junit_new(&junit, &error), TOE_OK);
  toe_expect_set_sink(bench.expect, toe_report_expect_sink, junit);
  run_all(&bench);
  toe_report_add_junit(bench.report, junit);
  TOE_EXPECT_EQ(toe_junit_cases(junit), 4); /* the expectation, run, lockstep, rules */
  TOE_EXPECT_EQ(toe_junit_failures(junit), 1);
  toe_report_set_outcome(bench.report, TOE_END_WATCHDOG, 4, "waited for a completion");
  toe_report_add_junit(bench.report, junit);
  TOE_EXPECT_EQ(toe_junit_failures(junit), 2);
  toe_report_set_outcome(bench.report, TOE_END_MISMATCH, 1, "rtl, cycle 5: leaked"); /* of the books, not of the pair */
  toe_report_add_junit(bench.report, junit);
  TOE_EXPECT_EQ(toe_junit_failures(junit), 3);
  toe_junit_free(junit);
  give_up(&bench);
}

TOE_TEST(report, prints_what_a_person_asks_first) {
  bench_t bench;
  TOE_ASSERT(begin(&bench, TOE_DETAIL_AUTO, NULL));
  run_all(&bench);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, true));
  TOE_EXPECT_STR(
      text,
      "\nExhaustion: 1 object denied for want of an entry\n"
      "  tcp: ran out at cycle 120 (480 ns); first denied T\"2\",x at cycle 130 (520 ns), 1 of 1 in use; 1 denied; "
      "nothing free for 820 cycles in all\n"
      "\nExpectations not met\n"
      "  fake.jsonl:1: request r1, object T\"2\",x: expected NDIS_STATUS_SUCCESS, got "
      "NDIS_STATUS_OFFLOAD_TCP_ENTRIES\n"
      "s.jsonl: engine tandem, seed 7; 3 requests, 3 completed; 6 objects, 6 attempted, 4 offloaded; 1000 cycles "
      "(4000 ns)\n"
      "skipped: 2 terminate operations naming 5 objects, which this version does not carry out\n"
      "tandem: 19 records compared, 0 mismatches; timing: exact 93.75 %, max 1 cycle, mean 0.063, p99 1\n"
      "expectations: 1 checked, 1 failed\n"
      "result: expectation: 1 of 1 expectations failed (exit 1)\n");
  free(text);
  text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, false));
  TOE_EXPECT_HAS(
      text,
      "\n  tcp          1/1  T\"2\",x  tcp      130  520  NDIS_STATUS_OFFLOAD_TCP_ENTRIES  120 cycles        r1\n");
  TOE_EXPECT_HAS(text, "\nPools\n  POOL ");
  TOE_EXPECT_HAS(text, "\nObjects\n  OBJECT ");
  TOE_EXPECT(strchr(text, '\033') == NULL);
  free(text);
  give_up(&bench);
}
