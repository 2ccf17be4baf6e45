/* SPDX-License-Identifier: Apache-2.0
 *
 * What report.json says.
 */
#include "testbench/unit/toe_report_bench.h"

TOE_TEST(report, joins_host_calls_and_records_object_by_object) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "schema", "\"toesim-report/1\"");
  toe_report_bench_expect_json(root, "tool", "{\"name\":\"toesim\",\"version\":\"0.0.1\"}");
  toe_report_bench_expect_json(root, "trace.path", "\"s.jsonl\"");
  toe_report_bench_expect_json(root, "trace.crc32c", "\"0x0000abcd\"");
  toe_report_bench_expect_json(root, "trace.skipped_objects", "(missing)");
  toe_report_bench_expect_json(root, "engine", "\"tandem\"");
  toe_report_bench_expect_json(root, "seed", "7");
  toe_report_bench_expect_json(root, "end",
                               "{\"reason\":\"expectation\",\"exit\":1,\"text\":\"1 of 1 expectations failed\"}");
  toe_report_bench_expect_json(
      root, "totals",
      "{\"requests\":3,\"completed\":3,\"objects\":6,\"attempted\":6,\"offloaded\":4,\"denied\":1,\"freed\":0,"
      "\"returned\":0,\"events\":0,\"unanswered\":0,\"live\":{\"neighbor\":1,\"path\":1,\"tcp\":2},"
      "\"received\":{\"connections\":0,\"buffered\":0,\"placed\":0,\"taken\":0,\"returned\":0,\"lost\":0,\"left\":0,"
      "\"indicated\":0,\"posted\":0,\"completed\":0,\"aborted\":0,\"indications\":0,\"refused\":0,\"waits\":0,"
      "\"wire\":0,\"acked\":0,\"dropped\":0,\"frames\":0,\"forwarded\":0,\"acks\":0,"
      "\"forwards\":{\"success\":0,\"aborted\":0,\"upload\":0,\"invalid\":0},\"reasons\":{}},"
      "\"frames\":{\"judged\":0,\"forwarded\":0,\"lost\":0,\"bytes\":0,\"taken\":0,\"dropped\":0,\"acks\":0,"
      "\"reasons\":{}},"
      "\"forwards\":{\"success\":0,\"aborted\":0,\"upload\":0,\"invalid\":0,\"own\":0,\"unfit\":0,"
      "\"unforwarded\":0,\"given_up\":0},"
      "\"by_status\":{\"NDIS_STATUS_SUCCESS\":4,\"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS\":1,"
      "\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\":1},"
      "\"by_layer\":{\"neighbor\":{\"NDIS_STATUS_SUCCESS\":1},"
      "\"path\":{\"NDIS_STATUS_SUCCESS\":1,\"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS\":1},"
      "\"tcp\":{\"NDIS_STATUS_SUCCESS\":2,\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\":1}}}");
  toe_report_bench_expect_json(root, "requests.0.submitted_cycle", "50");
  toe_report_bench_expect_json(root, "requests.0.completed_cycle", "160");
  toe_report_bench_expect_json(root, "requests.0.model_completed_cycle", "160");
  toe_report_bench_expect_json(
      root, "requests.0.objects.2",
      "{\"name\":\"T1\",\"layer\":\"tcp\",\"kind\":\"new\",\"attempted\":true,\"status\":\"NDIS_STATUS_SUCCESS\","
      "\"cause\":\"own state is in, or a placeholder\",\"handle\":805306368,\"commit\":3,\"fetched_cycle\":110,"
      "\"decided_cycle\":120,\"written_cycle\":140,\"model_decided_cycle\":121,\"model_written_cycle\":140,"
      "\"sram_stall_cycles\":2,"
      "\"pool_levels\":{\"neighbor\":1,\"path\":1,\"tcp\":1,\"src_mac\":0,\"src_ip\":0,\"vlan\":0,\"rcv_buffer\":0,"
      "\"xmit_buffer\":1,\"buffered_copy\":0,\"host_memory\":3,\"lookup\":1,\"posted\":0,\"host_buffer\":0,\"rcv_"
      "data\":0}}");
  toe_report_bench_expect_json(
      root, "requests.0.objects.3",
      "{\"name\":\"T\\\"2\\\",x\",\"layer\":\"tcp\",\"kind\":\"new\",\"attempted\":true,"
      "\"status\":\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\",\"expected\":\"NDIS_STATUS_SUCCESS\","
      "\"cause\":\"no TCP entry [R26]\",\"pool\":\"tcp\",\"limit\":1,\"handle\":0,\"commit\":4,\"fetched_cycle\":120,"
      "\"decided_cycle\":130,\"written_cycle\":145,\"model_decided_cycle\":130,\"model_written_cycle\":145,"
      "\"sram_stall_cycles\":0,"
      "\"pool_levels\":{\"neighbor\":1,\"path\":1,\"tcp\":1,\"src_mac\":0,\"src_ip\":0,\"vlan\":0,\"rcv_buffer\":0,"
      "\"xmit_buffer\":1,\"buffered_copy\":0,\"host_memory\":3,\"lookup\":1,\"posted\":0,\"host_buffer\":0,\"rcv_"
      "data\":0}}");
  toe_report_bench_expect_json(
      root, "requests.1",
      "{\"id\":\"r2\",\"request_id\":2,\"op\":\"set\",\"record\":2,\"submitted_cycle\":200,\"key\":\"tcp.entries\","
      "\"value\":2,\"decided_cycle\":250,\"completed_cycle\":260,\"model_submitted_cycle\":200,"
      "\"model_completed_cycle\":260,\"error\":null,\"object_count\":0,\"objects\":[]}");
  toe_report_bench_expect_json(root, "requests.2.objects.0.kind", "\"linker\"");
  toe_report_bench_expect_json(root, "config.lockstep", "(missing)");
  TOE_EXPECT_EQ(json_integer_value(json_object_get(toe_report_bench_at(root, "config"), "tcp.entries")), 1);
  TOE_EXPECT_EQ(json_object_size(toe_report_bench_at(root, "config")), TOE_KEYS);
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

/* tcp is empty from T1's decision to the SET (120..250) and from T2's to the end (310..1000): 130 + 690. */
TOE_TEST(report, tells_how_pools_ran_out) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(
      root, "pools.tcp",
      "{\"unit\":\"entries\",\"limit\":2,\"peak\":2,\"used_at_end\":2,\"denied\":1,\"first_exhausted_cycle\":"
      "120,\"first_denied_"
      "cycle\":130,\"exhausted_cycles\":820,"
      "\"timeline\":[[0,0],[120,1],[310,2]]}");
  toe_report_bench_expect_json(
      root, "pools.neighbor",
      "{\"unit\":\"entries\",\"limit\":256,\"peak\":1,\"used_at_end\":1,\"denied\":0,\"first_exhausted_cycle\":"
      "null,\"first_denied_"
      "cycle\":null,\"exhausted_cycles\":0,"
      "\"timeline\":[[0,0],[100,1]]}");
  toe_report_bench_expect_json(root, "pools.host_memory.limit", "4294967295");
  toe_report_bench_expect_json(root, "pools.host_memory.peak", "4");
  toe_report_bench_expect_json(root, "pools.host_memory.exhausted_cycles", "0");
  toe_report_bench_expect_json(root, "pools.lookup.limit", "32800");
  static const char *const pools[][3] = {{"src_mac", "16", "\"values\""},
                                         {"src_ip", "32", "\"values\""},
                                         {"vlan", "64", "\"values\""},
                                         {"rcv_buffer", "16384", "\"pages\""},
                                         {"xmit_buffer", "4096", "\"pages\""},
                                         {"buffered_copy", "4194304", "\"bytes\""},
                                         {"host_memory", "4294967295", "\"blocks\""}};
  for (size_t i = 0; i < sizeof pools / sizeof pools[0]; ++i) {
    char pool_path[64];
    (void)snprintf(pool_path, sizeof pool_path, "pools.%s.limit", pools[i][0]);
    toe_report_bench_expect_json(root, pool_path, pools[i][1]);
    (void)snprintf(pool_path, sizeof pool_path, "pools.%s.unit", pools[i][0]);
    toe_report_bench_expect_json(root, pool_path, pools[i][2]);
  }
  TOE_EXPECT_EQ(json_object_size(toe_report_bench_at(root, "pools")), 14);
  toe_report_bench_expect_json(
      root, "exhaustion",
      "[{\"cycle\":130,\"ns\":520,\"request\":\"r1\",\"request_id\":1,\"object\":\"T\\\"2\\\",x\",\"layer\":\"tcp\","
      "\"pool\":\"tcp\",\"status\":\"NDIS_STATUS_OFFLOAD_TCP_ENTRIES\",\"used\":1,\"limit\":1,\"empty_cycles\":120,"
      "\"until_end\":false}]");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

/* Completed: 160 - 50 = 110 and 330 - 280 = 50; TCP with SUCCESS: decided 120 - 50 = 70 and 310 - 280 = 30. */
TOE_TEST(report, counts_delays_from_the_doorbell) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "latency.initiate.completed",
                               "{\"count\":2,\"min\":50,\"max\":110,\"mean\":80.0,\"buckets\":[[32,1],[64,1]]}");
  toe_report_bench_expect_json(root, "latency.initiate.tcp.NDIS_STATUS_SUCCESS.decided",
                               "{\"count\":2,\"min\":30,\"max\":70,\"mean\":50.0,\"buckets\":[[16,1],[64,1]]}");
  toe_report_bench_expect_json(root, "latency.initiate.tcp.NDIS_STATUS_OFFLOAD_TCP_ENTRIES.written",
                               "{\"count\":1,\"min\":95,\"max\":95,\"mean\":95.0,\"buckets\":[[64,1]]}");
  toe_report_bench_expect_json(root, "latency.set.decided",
                               "{\"count\":1,\"min\":50,\"max\":50,\"mean\":50.0,\"buckets\":[[32,1]]}");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

/* 7 decisions, 6 results and 3 completions; one of 16 differs by 1: mean 0.0625, so 0.063. */
TOE_TEST(report, gives_device_and_lockstep_figures) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "device.cycles", "1000");
  toe_report_bench_expect_json(root, "device.busy_cycles", "400");
  toe_report_bench_expect_json(root, "device.tlps", "{\"up\":11,\"down\":12}");
  /* two banks: rows 0 and 2, 1 and 3 modulo 4; contexts of 128, 128 and 256 bytes, lookup slots of 42 */
  toe_report_bench_expect_json(
      root, "device.context_sram",
      "{\"reads\":20,\"writes\":30,\"bytes_used\":1920,\"stall_cycles\":3,\"port_ppm\":50000,"
      "\"corrected\":2,\"uncorrectable\":1,"
      "\"banks\":[{\"accesses\":30,\"port_ppm\":30000},{\"accesses\":20,\"port_ppm\":20000}],\"tables\":{"
      "\"neighbor\":{\"entries\":1,\"bytes_used\":128,\"bytes_peak\":128,\"bytes_built\":524288},"
      "\"path\":{\"entries\":1,\"bytes_used\":128,\"bytes_peak\":128,\"bytes_built\":2097152},"
      "\"tcp\":{\"entries\":2,\"bytes_used\":512,\"bytes_peak\":512,\"bytes_built\":4194304},"
      "\"lookup\":{\"entries\":2,\"bytes_used\":84,\"bytes_peak\":84,\"bytes_built\":1377600}}}");
  toe_report_bench_expect_json(
      root, "device.buffer_memory",
      "{\"reads\":0,\"writes\":7,\"bytes_used\":448,\"bytes_built\":16777216,\"port_ppm\":7000}");
  toe_report_bench_expect_json(root, "device.model.context_sram.banks.1.accesses", "20");
  toe_report_bench_expect_json(root, "device.model.context_sram.tables",
                               "(missing)"); /* levels are those of the primary side */
  toe_report_bench_expect_json(root, "device.capability", "null");
  toe_report_bench_expect_json(root, "device.model.bytes", "{\"up\":500,\"down\":2000}");
  toe_report_bench_expect_json(root, "lockstep.compared", "19"); /* and 3 doorbells */
  toe_report_bench_expect_json(root, "lockstep.mismatches", "0");
  toe_report_bench_expect_json(root, "lockstep.mismatch", "null");
  toe_report_bench_expect_json(root, "lockstep.timing",
                               "{\"exact\":15,\"total\":16,\"max_cycles\":1,\"mean_cycles\":0.063,\"p99_cycles\":1}");
  toe_report_bench_expect_json(root, "lockstep.kinds.DOORBELL.compared", "3");
  toe_report_bench_expect_json(root, "events", "[]");
  toe_report_bench_expect_json(root, "expectations.failed", "1");
  toe_report_bench_expect_json(root, "expectations.failures.0.object", "\"T\\\"2\\\",x\"");
  json_decref(root);
  toe_report_bench_give_up(&bench);
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
    toe_report_bench_t bench;
    TOE_ASSERT(toe_report_bench_begin(&bench, cases[k].detail, NULL));
    const toe_host_object_t objects[] = {toe_fake_object("A", 3, 0, 1), toe_fake_object("B", 3, TOE_STATUS_FAILURE, 0)};
    for (uint32_t i = 1; i <= cases[k].requests; ++i) {
      toe_host_request_t request = toe_fake_request(i, "r", objects, 2);
      toe_report_bench_submit(&bench, &request);
      toe_report_bench_retire(&bench, toe_fake_doorbell(10 * i, i % 1024));
      toe_report_bench_retire(&bench, toe_fake_completed(10 * i + 5, i));
      toe_report_bench_finish(&bench, &request);
    }
    toe_report_bench_end(&bench);
    json_t *root = toe_report_bench_write_json(&bench);
    TOE_EXPECT_EQ(json_array_size(toe_report_bench_at(root, "requests")), cases[k].listed);
    toe_report_bench_expect_json(root, "requests.2.objects.1.name", cases[k].has_objects ? "\"B\"" : "(missing)");
    if (cases[k].listed > 0 && !cases[k].has_objects) {
      toe_report_bench_expect_json(root, "requests.2.statuses",
                                   "{\"NDIS_STATUS_SUCCESS\":1,\"NDIS_STATUS_FAILURE\":1}");
    }
    if (cases[k].listed > 1024) { /* the doorbell's value has wrapped */
      toe_report_bench_expect_json(root, "requests.1023.submitted_cycle", "10240");
      toe_report_bench_expect_json(root, "requests.1024.submitted_cycle", "10250");
      toe_report_bench_expect_json(root, "latency.initiate.completed.max", "5");
    }
    json_decref(root);
    toe_report_bench_give_up(&bench);
  }
}

/* A run that broke off: what is in flight is listed as far as it came, with null for what is not known. */
TOE_TEST(report, reports_what_never_finished) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_host_object_t objects[] = {toe_fake_object("N1", 1, 0, 0), toe_fake_object("P1", 2, 0, 0)};
  toe_host_request_t request = toe_fake_request(1, "r1", objects, 2);
  toe_report_bench_submit(&bench, &request);
  toe_report_bench_retire(&bench, toe_fake_doorbell(50, 1));
  toe_report_bench_decide(&bench, toe_fake_decided(100, 1, 1, 0, 1, 0), 0x10000000, 1, 0, 0);
  toe_report_bench_end(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "requests.0.completed_cycle", "null");
  toe_report_bench_expect_json(root, "requests.0.objects.0.status", "null");
  toe_report_bench_expect_json(root, "requests.0.objects.0.decided_cycle", "100");
  toe_report_bench_expect_json(root, "requests.0.objects.1.decided_cycle", "null");
  toe_report_bench_expect_json(root, "requests.0.objects.1.attempted", "null");
  toe_report_bench_expect_json(root, "totals.unanswered", "2");
  toe_report_bench_expect_json(root, "totals.completed", "0");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

/* Names are UTF-8 or not; both must leave the report readable. */
TOE_TEST(report, survives_names_of_any_bytes) {
  toe_report_bench_t bench;
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_host_object_t objects[] = {toe_fake_object("\xC3\xA9", 1, 0, 0), toe_fake_object("a\xFF\x01", 2, 0, 0)};
  toe_host_request_t request = toe_fake_request(1, "r\n1", objects, 2);
  toe_report_bench_submit(&bench, &request);
  toe_report_broken(bench.report, TOE_SIDE_RTL, "R5", "cell changed");
  toe_report_bench_end(&bench);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(root, "requests.0.objects.0.name", "\"\xC3\xA9\"");
  toe_report_bench_expect_json(root, "requests.0.objects.1.name", "\"a?\\u0001\"");
  toe_report_bench_expect_json(root, "requests.0.id", "\"r\\n1\"");
  toe_report_bench_expect_json(root, "violations", "[{\"side\":\"rtl\",\"rule\":\"R5\",\"text\":\"cell changed\"}]");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}

TOE_TEST(report, tells_what_the_target_advertised) {
  toe_report_bench_t bench;
  const toe_host_capability_t capability = {
      .encapsulation = 0x12, .has_ipv4 = true, .has_ipv6 = false, .has_sack = true, .tcp_capacity = 4096};
  TOE_ASSERT(toe_report_bench_begin(&bench, TOE_DETAIL_AUTO, NULL));
  toe_report_bench_run_all(&bench);
  toe_report_capability(bench.report, &capability);
  json_t *root = toe_report_bench_write_json(&bench);
  toe_report_bench_expect_json(
      root, "device.capability",
      "{\"encapsulation\":18,\"ipv4\":true,\"ipv6\":false,\"sack\":true,\"tcp_capacity\":4096}");
  toe_report_bench_expect_json(root, "device.model.capability", "(missing)");
  json_decref(root);
  toe_report_bench_give_up(&bench);
}
