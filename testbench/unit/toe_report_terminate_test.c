/* SPDX-License-Identifier: Apache-2.0
 *
 * Terminates and events in the report.  The run of toe_report_bench.h up to T1 (r1: N1, P1, T1 in, T2 denied: tcp is
 * empty from edge 120), then
 *   r2  upload request of T1: doorbell 200, decided 210, event 220, done 230; the host follows
 *   r3  terminate T1, P1, N1: doorbell 300; T1 decided 310, P1 320, N1 refused 330; written 340, 345, 350; done 360
 */
#include "testbench/unit/toe_report_bench.h"

static void run_r2(toe_report_bench_t *bench) {
  toe_host_request_t request = toe_fake_request(2, "r2", NULL, 0);
  request.kind = TOE_OP_UPLOAD_REQUEST;
  request.value = 1;
  toe_report_bench_submit(bench, &request);
  toe_report_bench_retire(bench, toe_fake_doorbell(200, 2));
  toe_retire_t marker = toe_fake_set(210, 5, 2, 0);
  toe_fake_levels(&marker, 1, 1, 1);
  marker.u.decided.handle = 0x30000000;
  toe_report_bench_retire(bench, marker);
  toe_report_bench_retire(bench, toe_fake_event(220, 5, TOE_EVENT_RETRIEVE, 0x30000000, 1));
  const toe_host_event_t event = {.code = TOE_EVENT_RETRIEVE, .name = "T1", .info = 1, .is_followed = true};
  for (int side = 0; side < TOE_SIDES; ++side) toe_report_event(bench->report, (toe_side_t)side, &event);
  toe_report_bench_retire(bench, toe_fake_completed(230, 2));
  toe_report_bench_finish(bench, &request);
}

static void decide(toe_report_bench_t *bench, toe_cycle_t cycle, uint64_t index, uint64_t layer, uint64_t handle,
                   uint64_t cause, const uint64_t used[3]) {
  toe_retire_t record = toe_fake_decided(cycle, 6 + index, 3, index, layer, cause);
  record.u.decided.kind = TOE_KIND_LINKER;
  record.u.decided.is_terminate = 1;
  toe_report_bench_decide(bench, record, handle, used[0], used[1], used[2]);
}

static void run_r3(toe_report_bench_t *bench) {
  toe_host_object_t objects[] = {toe_fake_object("T1", 3, 0, 0x30000000), toe_fake_object("P1", 2, 0, 0x20000000),
                                 toe_fake_object("N1", 1, TOE_STATUS_FAILURE, 0x10000000)};
  for (int i = 0; i < 3; ++i) objects[i].kind = TOE_KIND_LINKER;
  toe_host_request_t request = toe_fake_request(3, "r3", objects, 3);
  request.kind = TOE_OP_TERMINATE;
  toe_report_bench_submit(bench, &request);
  toe_report_bench_retire(bench, toe_fake_doorbell(300, 3));
  decide(bench, 310, 0, 3, 0x30000000, TOE_CAUSE_OK, (const uint64_t[]){1, 1, 0});
  decide(bench, 320, 1, 2, 0x20000000, TOE_CAUSE_OK, (const uint64_t[]){1, 0, 0});
  decide(bench, 330, 2, 1, 0, TOE_CAUSE_BAD_HANDLE, (const uint64_t[]){1, 0, 0});
  for (uint64_t k = 0; k < 6; ++k) toe_report_bench_retire(bench, toe_fake_returned(334 + k, 3, 0, 32 * k, 0));
  toe_report_bench_retire(bench, toe_fake_written(340, 3, 0, 0));
  toe_report_bench_retire(bench, toe_fake_written(345, 3, 1, 0));
  toe_report_bench_retire(bench, toe_fake_written(350, 3, 2, TOE_STATUS_FAILURE));
  toe_report_bench_retire(bench, toe_fake_completed(360, 3));
  const toe_delegated_t returned = {.layer = TOE_LAYER_TCP,
                                    .state = 4,
                                    .rcv_nxt = 5000,
                                    .rcv_wnd = 65535,
                                    .snd_una = 1,
                                    .snd_nxt = 2,
                                    .snd_max = 3,
                                    .snd_wnd = 4,
                                    .max_snd_wnd = 5,
                                    .send_wl1 = 6,
                                    .cwnd = 7,
                                    .ssthresh = 8,
                                    .srtt = 9,
                                    .rtt_var = 10,
                                    .ts_recent = 11,
                                    .ts_recent_age = 12,
                                    .ts_time = 13,
                                    .total_rt = 14,
                                    .dup_ack_count = 15,
                                    .snd_wnd_probe_count = 16,
                                    .ka_probe_count = 17,
                                    .rt_count = 18,
                                    .ka_timeout_delta = 19,
                                    .rt_timeout_delta = 0xFFFFFFFF,
                                    .dwnd = 20};
  objects[0].returned = &returned;
  objects[0].handle = objects[1].handle = 0; /* dead */
  toe_report_bench_finish(bench, &request);
}

static bool run(toe_report_bench_t *bench) {
  if (!toe_report_bench_begin(bench, TOE_DETAIL_AUTO, NULL)) return false;
  toe_report_bench_run_r1(bench);
  run_r2(bench);
  run_r3(bench);
  toe_report_bench_end(bench);
  return true;
}

TOE_TEST(report_terminate, tells_what_was_handed_back) {
  toe_report_bench_t bench;
  TOE_ASSERT(run(&bench));
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "requests.2.op", "\"terminate\"");
  toe_report_bench_expect_json(root, "requests.2.submitted_cycle", "300");
  toe_report_bench_expect_json(
      root, "requests.2.objects.0",
      "{\"name\":\"T1\",\"layer\":\"tcp\",\"kind\":\"linker\",\"attempted\":true,\"status\":\"NDIS_STATUS_SUCCESS\","
      "\"cause\":\"own state is in, or a placeholder\",\"handle\":805306368,\"freed\":true,"
      "\"returned\":{\"state\":\"ESTABLISHED\",\"rcv_nxt\":5000,\"rcv_wnd\":65535,\"snd_una\":1,\"snd_nxt\":2,"
      "\"snd_max\":3,\"snd_wnd\":4,\"max_snd_wnd\":5,\"send_wl1\":6,\"cwnd\":7,\"ssthresh\":8,\"srtt\":9,"
      "\"rtt_var\":10,\"ts_recent\":11,\"ts_recent_age\":12,\"ts_time\":13,\"total_rt\":14,\"dup_ack_count\":15,"
      "\"snd_wnd_probe_count\":16,\"ka_probe_count\":17,\"rt_count\":18,\"ka_timeout_delta\":19,"
      "\"rt_timeout_delta\":4294967295,\"dwnd\":20},"
      "\"commit\":6,\"fetched_cycle\":300,\"decided_cycle\":310,\"written_cycle\":340,\"model_decided_cycle\":310,"
      "\"model_written_cycle\":340,\"sram_stall_cycles\":0,"
      "\"pool_levels\":{\"neighbor\":1,\"path\":1,\"tcp\":0,\"src_mac\":0,\"src_ip\":0,\"vlan\":0,\"rcv_buffer\":0,"
      "\"xmit_buffer\":0,\"buffered_copy\":0,\"host_memory\":2,\"lookup\":0,\"posted\":0,\"host_buffer\":0,\"rcv_"
      "data\":0}}");
  toe_report_bench_expect_json(root, "requests.2.objects.1.freed", "true");
  toe_report_bench_expect_json(root, "requests.2.objects.1.returned", "null");
  toe_report_bench_expect_json(root, "requests.2.objects.1.handle", "536870912");
  toe_report_bench_expect_json(root, "requests.2.objects.2.freed", "false");
  toe_report_bench_expect_json(root, "requests.2.objects.2.status", "\"NDIS_STATUS_FAILURE\"");
  toe_report_bench_expect_json(root, "requests.0.objects.0.freed", "(missing)"); /* of an initiate */
  toe_report_bench_expect_json(root, "totals.freed", "2");
  toe_report_bench_expect_json(root, "totals.returned", "1");
  toe_report_bench_expect_json(root, "totals.offloaded", "3");
  toe_report_bench_expect_json(root, "totals.live", "{\"neighbor\":1,\"path\":0,\"tcp\":0}");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

/* tcp is empty from T1's decision at 120 to its end at 310; T2 was denied at 130, 180 cycles before that. */
TOE_TEST(report_terminate, ends_an_exhaustion_when_something_is_freed) {
  toe_report_bench_t bench;
  TOE_ASSERT(run(&bench));
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(
      root, "pools.tcp",
      "{\"unit\":\"entries\",\"limit\":1,\"peak\":1,\"used_at_end\":0,\"denied\":1,\"first_exhausted_cycle\":120,"
      "\"first_denied_cycle\":130,\"exhausted_cycles\":190,\"timeline\":[[0,0],[120,1],[310,0]]}");
  toe_report_bench_expect_json(root, "exhaustion.0.empty_cycles", "180");
  toe_report_bench_expect_json(root, "exhaustion.0.until_end", "false");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

TOE_TEST(report_terminate, tells_events_and_who_asked) {
  toe_report_bench_t bench;
  TOE_ASSERT(run(&bench));
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(
      root, "events",
      "[{\"cycle\":220,\"ns\":880,\"model_cycle\":220,\"event\":\"retrieve\",\"object\":\"T1\",\"handle\":805306368,"
      "\"reason\":\"LowActivity\",\"info\":1,\"followed\":true,\"commit\":5}]");
  toe_report_bench_expect_json(
      root, "requests.1",
      "{\"id\":\"r2\",\"request_id\":2,\"op\":\"upload_request\",\"record\":2,\"submitted_cycle\":200,"
      "\"reason\":\"LowActivity\",\"decided_cycle\":210,\"completed_cycle\":230,\"model_submitted_cycle\":200,"
      "\"model_completed_cycle\":230,\"error\":null,\"object_count\":0,\"objects\":[]}");
  toe_report_bench_expect_json(root, "totals.events", "1");
  toe_report_bench_expect_json(root, "violations", "[]");
  toe_report_bench_expect_json(root, "latency.upload_request.decided.min", "10");
  toe_report_bench_expect_json(root, "latency.upload_request.completed.min", "30");
  toe_report_bench_expect_json(root, "latency.terminate.completed.min", "60");
  toe_report_bench_expect_json(root, "latency.terminate.tcp.NDIS_STATUS_SUCCESS.decided.min", "10");
  toe_report_bench_expect_json(root, "latency.terminate.neighbor.NDIS_STATUS_FAILURE.written.min", "50");
  toe_report_bench_expect_json(root, "latency.initiate.tcp.NDIS_STATUS_SUCCESS.decided.count", "1");
  toe_report_bench_expect_json(root, "latency.pause.decided.count", "0");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

TOE_TEST(report_terminate, judges_gates_over_what_is_left) {
  static const struct {
    const char *text;
    bool is_met;
  } cases[] = {{"totals.live.tcp==0", true},       {"totals.live.neighbor==0", false},
               {"events.length==1", true},         {"events[0].reason==LowActivity", true},
               {"events[0].followed==true", true}, {"requests[2].objects[0].returned.rcv_nxt==5000", true},
               {"events[1].cycle>0", false}};
  toe_report_bench_t bench;
  TOE_ASSERT(run(&bench));
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
  toe_report_bench_give_up(&bench);
}

TOE_TEST(report_terminate, prints_terminates_and_events) {
  toe_report_bench_t bench;
  TOE_ASSERT(run(&bench));
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_report_print(bench.report, out, false, false));
  TOE_EXPECT_HAS(text,
                 "\nEvents: what the device told the host\n"
                 "  CYCLE   NS  EVENT     OBJECT  WHY          THE HOST\n"
                 "    220  880  retrieve  T1      LowActivity  terminates\n");
  TOE_EXPECT_HAS(text, "  0x30000000    310  1240  r3       terminated\n");
  TOE_EXPECT_HAS(text, "7 objects, 7 attempted, 3 offloaded, 2 freed; ");
  free(text);
  toe_report_bench_give_up(&bench);
}

/* In tandem both hosts hear the same; a difference is a rule broken. */
TOE_TEST(report_terminate_bad, says_when_the_hosts_hear_different_things) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  const toe_host_event_t pause = {.code = TOE_EVENT_PAUSE}, resume = {.code = TOE_EVENT_RESUME};
  toe_report_event(bench.report, TOE_SIDE_MODEL, &pause);
  toe_report_event(bench.report, TOE_SIDE_RTL, &resume);
  TOE_EXPECT_EQ(toe_report_violations(bench.report), 1);
  toe_report_bench_end(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "violations.0.rule", "\"tandem\"");
  toe_report_bench_expect_json(root, "events.0.event", "\"resume\"");
  toe_report_bench_expect_json(root, "events.0.cycle", "null");
  toe_report_bench_expect_json(root, "events.0.commit", "null");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}
