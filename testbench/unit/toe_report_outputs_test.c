/* SPDX-License-Identifier: Apache-2.0
 *
 * The other ways out of a report: objects.csv, gates, JUnit cases, the tables for a person.
 */
#include "testbench/unit/toe_report_bench.h"

TOE_TEST(report, is_the_same_byte_for_byte) {
  char *texts[2];
  for (int i = 0; i < 2; ++i) {
    toe_report_bench_t bench;
    TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_OBJECTS, NULL));
    toe_report_bench_run_all(&bench);
    const toe_report_wall_t wall = {.started_unix_s = 1000 + i, .run_us = 5000};
    if (i == 1) toe_report_set_wall(bench.report, &wall);
    texts[i] = toe_report_bench_write_text(&bench);
    toe_report_bench_give_up(&bench);
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
  toe_report_bench_t bench;
  (void)snprintf(path, sizeof path, "%s/objects.csv", toe_test_directory());
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, path));
  toe_report_bench_run_all(&bench);
  TOE_EXPECT_EQ(toe_report_write_objects(bench.report, &error), TOE_OK);
  char *text = toe_fake_read(path);
  TOE_EXPECT_STR(
      text,
      "request_id,request,op,record,index,object,layer,kind,attempted,status,expected,cause,pool,limit,handle,commit,"
      "submitted_cycle,fetched_cycle,decided_cycle,written_cycle,completed_cycle,sram_stall_cycles,model_decided_cycle,"
      "model_written_cycle,used_neighbor,used_path,used_tcp,used_src_mac,used_src_ip,used_vlan,used_rcv_buffer,"
      "used_xmit_buffer,used_buffered_copy,used_host_memory,used_lookup,used_posted,"
      "used_host_buffer,used_rcv_data\n"
      "1,r1,initiate,1,0,N1,neighbor,new,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,268435456,1,"
      "50,90,100,155,160,0,100,155,1,0,0,0,0,0,0,0,0,1,0,0,0,0\n"
      "1,r1,initiate,1,1,P1,path,new,1,NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS,,\"own state is in, or a placeholder\",,,"
      "536870912,2,50,100,110,150,160,0,110,150,1,1,0,0,0,0,0,0,0,2,0,0,0,0\n"
      "1,r1,initiate,1,2,T1,tcp,new,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,805306368,3,"
      "50,110,120,140,160,2,121,140,1,1,1,0,0,0,0,1,0,3,1,0,0,0\n"
      "1,r1,initiate,1,3,\"T\"\"2\"\",x\",tcp,new,1,NDIS_STATUS_OFFLOAD_TCP_ENTRIES,NDIS_STATUS_SUCCESS,"
      "no TCP entry [R26],tcp,1,,4,50,120,130,145,160,0,130,145,1,1,1,0,0,0,0,1,0,3,1,0,0,0\n"
      "3,r3,initiate,3,0,P1,path,linker,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,536870912,6,"
      "280,290,300,325,330,0,300,325,1,1,1,0,0,0,0,1,0,3,1,0,0,0\n"
      "3,r3,initiate,3,1,T2,tcp,new,1,NDIS_STATUS_SUCCESS,,\"own state is in, or a placeholder\",,,805306369,7,"
      "280,300,310,320,330,0,310,320,1,1,2,0,0,0,0,2,0,4,2,0,0,0\n");
  free(text);
  toe_report_bench_give_up(&bench);
}

/* A file that was never finished does not appear. */
TOE_TEST(report, leaves_no_half_written_file) {
  char path[512], listing[600];
  toe_report_bench_t bench;
  (void)snprintf(path, sizeof path, "%s/objects.csv", toe_test_directory());
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, path));
  toe_report_bench_run_r1(&bench);
  toe_report_bench_give_up(&bench);
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
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
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
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "gates.0",
                               "{\"gate\":\"pools.tcp.denied==1\",\"met\":true,\"actual\":\"1\",\"text\":null}");
  TOE_EXPECT_EQ(json_array_size(toe_report_bench_at(root, "gates")), sizeof cases / sizeof cases[0]);
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

TOE_TEST(report, gives_junit_cases_that_fail_when_the_run_does) {
  toe_report_bench_t bench;
  toe_junit_t *junit = NULL;
  toe_error_t error;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  TOE_ASSERT_EQ(toe_junit_new(&junit, &error), TOE_OK);
  toe_expect_set_sink(bench.expect, toe_report_expect_sink, junit);
  toe_report_bench_run_all(&bench);
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
  toe_report_bench_give_up(&bench);
}

TOE_TEST(report, prints_what_a_person_asks_first) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, true));
  TOE_EXPECT_STR(
      text,
      "\nExhaustion: 1 object denied for want of an entry\n"
      "  tcp: ran out at cycle 120 (480 ns); first denied T\"2\",x at cycle 130 (520 ns), 1 of 1 entries in use; 1 "
      "denied; "
      "nothing free for 820 cycles in all\n"
      "\nExpectations not met\n"
      "  fake.jsonl:1: request r1, object T\"2\",x: expected NDIS_STATUS_SUCCESS, got "
      "NDIS_STATUS_OFFLOAD_TCP_ENTRIES\n"
      "s.jsonl: engine tandem, seed 7; 3 requests, 3 completed; 6 objects, 6 attempted, 4 offloaded; 1000 cycles "
      "(4000 ns)\n"
      "tandem: 19 records compared, 0 mismatches; timing: exact 93.75 %, max 1 cycle, mean 0.063, p99 1\n"
      "expectations: 1 checked, 1 failed\n"
      "result: expectation: 1 of 1 expectations failed (exit 1)\n");
  free(text);
  text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, false));
  TOE_EXPECT_HAS(
      text,
      "\n  tcp          1/1  T\"2\",x  tcp      130  520  NDIS_STATUS_OFFLOAD_TCP_ENTRIES  120 cycles        r1\n");
  TOE_EXPECT_HAS(
      text,
      "\nPools\n"
      "  POOL             LIMIT  PEAK  AT END  UNIT     DENIED  FIRST DENIED AT CYCLE   NS  CYCLES WITH NOTHING FREE\n"
      "  neighbor           256     1       1  entries       0                      -    -                         0\n"
      "  path              1024     1       1  entries       0                      -    -                         0\n"
      "  tcp                  2     2       2  entries       1                    130  520                       820\n"
      "  xmit_buffer       4096     2       2  pages         0                      -    -                         0\n"
      "  host_memory  unlimited     4       4  blocks        0                      -    -                         0\n"
      "  lookup           32800     2       2  entries       0                      -    -                         0\n"
      "  not used: src_mac, src_ip, vlan, rcv_buffer, buffered_copy, posted, host_buffer, rcv_data\n");
  TOE_EXPECT_HAS(text, "\nObjects\n  OBJECT ");
  TOE_EXPECT(strchr(text, '\033') == NULL);
  free(text);
  toe_report_bench_give_up(&bench);
}

/* R34, R39, R47: what an object was compared with is said, pool or not; a pool that denied without being empty has
 * empty_cycles 0 and its own words. */
TOE_TEST(report, says_what_a_denial_compared_with) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  static const uint64_t causes[] = {TOE_CAUSE_PATH_MTU, TOE_CAUSE_RCV_WINDOW, TOE_CAUSE_REJECT_WINDOW,
                                    TOE_CAUSE_RCV_POOL, TOE_CAUSE_COPY_FAULT};
  static const uint64_t limits[] = {9000, 1047552, 100, 8, 0};
  toe_host_object_t objects[5];
  for (uint64_t i = 0; i < 5; ++i) objects[i] = toe_fake_object("T", 3, TOE_STATUS_FAILURE, 0);
  toe_host_request_t request = toe_fake_request(1, "r1", objects, 5);
  toe_report_bench_submit(&bench, &request);
  toe_report_bench_retire(&bench, toe_fake_doorbell(50, 1));
  for (uint64_t i = 0; i < 5; ++i) {
    toe_retire_t record = toe_fake_decided(100 + i, i + 1, 1, i, 3, causes[i]);
    record.u.decided.used_rcv_buffer = 6;
    record.u.decided.limit = limits[i];
    toe_report_bench_retire(&bench, record);
  }
  toe_report_bench_retire(&bench, toe_fake_completed(160, 1));
  toe_report_bench_finish(&bench, &request);
  toe_report_bench_end(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "requests.0.objects.0.limit", "9000");
  toe_report_bench_expect_json(root, "requests.0.objects.0.pool", "(missing)");
  toe_report_bench_expect_json(root, "requests.0.objects.1.limit", "1047552");
  toe_report_bench_expect_json(root, "requests.0.objects.2.limit", "100");
  toe_report_bench_expect_json(root, "requests.0.objects.3.limit", "8");
  toe_report_bench_expect_json(root, "requests.0.objects.3.pool", "\"rcv_buffer\"");
  toe_report_bench_expect_json(root, "requests.0.objects.4.limit", "(missing)");
  toe_report_bench_expect_json(root, "exhaustion.0.pool", "\"rcv_buffer\"");
  toe_report_bench_expect_json(root, "exhaustion.0.used", "6");
  toe_report_bench_expect_json(root, "exhaustion.0.empty_cycles", "0");
  toe_report_bench_expect_json(root, "exhaustion.0.until_end", "false");
  toe_report_bench_expect_json(root, "totals.denied", "1");
  json_decref(root);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, false));
  TOE_EXPECT_HAS(
      text,
      "  rcv_buffer: never empty; first denied T at cycle 103 (412 ns), 6 of 8 pages in use, too few left for it; "
      "1 denied; nothing free for 0 cycles in all\n");
  TOE_EXPECT_HAS(text, "the path MTU is too large [R39] (limit 9000)\n");
  TOE_EXPECT_HAS(text, "injected shortage of copy memory [R47]\n");
  TOE_EXPECT_HAS(text, "  was not empty     r1\n");
  free(text);
  toe_report_bench_give_up(&bench);
}
