/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/config/toe_config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

static toe_config_t *new_config(void) {
  toe_config_t *config = NULL;
  return toe_config_new(&config) == TOE_OK ? config : NULL;
}

/* Expected by hand from the table of the device's numbers. */
TOE_TEST(config, begins_with_the_defaults) {
  toe_config_t *config = new_config();
  TOE_ASSERT(config != NULL);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_CLOCK_MHZ), 250);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_NEIGHBOR_ENTRIES), 256);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_PATH_ENTRIES), 1024);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_TCP_ENTRIES), 4096);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_HOST_MEMORY_OBJECTS), 0xFFFFFFFF);
  TOE_EXPECT_STR(toe_config_text(config, TOE_KEY_PCIE_READ_LATENCY), "server");
  TOE_EXPECT_STR(toe_config_text(config, TOE_KEY_WALK_POLICY), "stop-on-uncategorised");
  TOE_EXPECT_STR(toe_config_origin(config, TOE_KEY_TCP_ENTRIES), "default");
  toe_error_t error;
  TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_OK);
  toe_config_free(config);
}

TOE_TEST(config, takes_settings_as_typed) {
  toe_config_t *config = new_config();
  toe_error_t error;
  TOE_EXPECT_EQ(toe_config_set(config, "tcp.entries=8", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "path.entries=0x10", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "walk.policy=prune", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "sim.jump=off", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "pcie.read_latency=fixed:700", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "host_memory.objects=5", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_TCP_ENTRIES), 8);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_PATH_ENTRIES), 16);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_WALK_POLICY), 1);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_SIM_JUMP), 0);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_HOST_MEMORY_OBJECTS), 5);
  TOE_EXPECT_STR(toe_config_text(config, TOE_KEY_PCIE_READ_LATENCY), "fixed:700");
  TOE_EXPECT_STR(toe_config_origin(config, TOE_KEY_TCP_ENTRIES), "--set");
  TOE_EXPECT_EQ(toe_config_set(config, "host_memory.objects=unlimited", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_HOST_MEMORY_OBJECTS), 0xFFFFFFFF);
  toe_config_free(config);
}

/* Each is refused with its own result and a text that names the cause, and nothing is changed. */
TOE_TEST(config_bad, names_what_is_wrong_with_a_setting) {
  static const struct {
    const char *setting;
    toe_result_t result;
    const char *text;
  } cases[] = {
      {"tcp.entries", TOE_E_FORMAT, "expected key=value"},
      {"=5", TOE_E_FORMAT, "expected key=value"},
      {"tcp.entires=5", TOE_E_UNKNOWN, "did you mean tcp.entries?"},
      {"jump=off", TOE_E_UNKNOWN, "did you mean sim.jump?"},
      {"qqqqqqqqqq=1", TOE_E_UNKNOWN, "unknown key \"qqqqqqqqqq\"; `toesim config`"},
      {"tcp.entries=16385", TOE_E_RANGE, "16385 is out of range: 0..16384 entries"},
      {"tcp.entries=-1", TOE_E_RANGE, "-1 is out of range"},
      {"tcp.entries=99999999999999999999999", TOE_E_RANGE, "out of range"},
      {"tcp.entries=", TOE_E_FORMAT, "\"\" is not a whole number"},
      {"tcp.entries=8 ", TOE_E_FORMAT, "is not a whole number"},
      {"tcp.entries=8.0", TOE_E_FORMAT, "is not a whole number"},
      {"tcp.entries=0x", TOE_E_FORMAT, "is not a whole number"},
      {"tcp.entries=unlimited", TOE_E_FORMAT, "is not a whole number"},
      {"walk.policy=Prune", TOE_E_FORMAT, "is none of stop-on-uncategorised|prune|stop-at-failed-parent"},
      {"walk.policy=1", TOE_E_FORMAT, "is none of"},
      {"pcie.read_latency=slow", TOE_E_FORMAT, "it takes server, longtail or fixed:NS"},
      {"pcie.read_latency=fixed:", TOE_E_FORMAT, "is not understood; it takes server"},
      {"pcie.read_latency=fixed:0", TOE_E_RANGE, "out of range"},
      {"vlan.interface_ids=4095", TOE_E_FORMAT, "\"4095\" is not understood; it takes VLAN ids 0..4094"},
      {"vlan.interface_ids=1,,2", TOE_E_FORMAT, "is not understood"},
      {"vlan.interface_ids=", TOE_E_FORMAT, "is not understood"},
      {"vlan.interface_ids=+7", TOE_E_FORMAT, "is not understood"},
      {"admission.reject_states=LISTEN", TOE_E_FORMAT, "none, or of ESTABLISHED, FIN_WAIT1"},
      {"admission.reject_states=established", TOE_E_FORMAT, "is not understood"},
      {"admission.reject_local_ports=9-8", TOE_E_FORMAT, "it takes none, one port 0..65535, or FIRST-LAST"},
      {"admission.reject_remote_ports=65536", TOE_E_FORMAT, "it takes none, one port"},
      {"admission.duplicates=ignore", TOE_E_FORMAT, "is none of reject|fail"},
      {"src_mac.entries=65", TOE_E_RANGE, "0..64 values"},
      {"src_ip.entries=129", TOE_E_RANGE, "0..128 values"},
      {"vlan.entries=129", TOE_E_RANGE, "0..128 values"},
      {"rcv_buffer.pages=65537", TOE_E_RANGE, "0..65536 pages"},
      {"xmit_buffer.pages=65537", TOE_E_RANGE, "0..65536 pages"},
      {"buffered_copy.bytes=16777217", TOE_E_RANGE, "0..16777216 bytes"},
      {"rcv_buffer.page_bytes=512", TOE_E_RANGE, "1024..1048576 bytes"},
      {"sram.banks=8", TOE_E_RANGE, "1..4 banks"},
      {"sram.banks=0", TOE_E_RANGE, "1..4 banks"},
      {"mtu.max=4294967296", TOE_E_RANGE, "out of range"},
      {"xmit_buffer.page_bytes=16384", TOE_E_ARG, "fixed when the RTL is built (16384)"},
      {"msix.vectors=32", TOE_E_ARG, "fixed when the RTL is built (32)"},
      {"datapath.bits=128", TOE_E_ARG, "fixed when the RTL is built"},
  };
  toe_config_t *config = new_config();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_error_t error = {""};
    toe_test_note("%s", cases[i].setting);
    TOE_EXPECT_EQ(toe_config_set(config, cases[i].setting, &error), cases[i].result);
    TOE_EXPECT_HAS(error.text, cases[i].text);
  }
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_TCP_ENTRIES), 4096);
  TOE_EXPECT_STR(toe_config_text(config, TOE_KEY_PCIE_READ_LATENCY), "server");
  toe_config_free(config);
}

TOE_TEST(config_bad, checks_what_depends_on_several_keys) {
  static const struct {
    const char *first, *second, *text;
  } cases[] = {
      {"pcie.mps=384", "pcie.mrrs=512", "pcie.mps: 384 is not a power of two"},
      {"pcie.mrrs=1000", "pcie.mps=256", "pcie.mrrs: 1000 is not a power of two"},
      {"pcie.rcb=96", "pcie.mps=256", "pcie.rcb: 96"},
      {"cmd.entries=1000", "cq.entries=1024", "cmd.entries: 1000"},
      {"cq.entries=3", "cmd.entries=1024", "cq.entries: 3"},
      {"rcv_buffer.page_bytes=3000", "rcv_buffer.pages=8", "rcv_buffer.page_bytes: 3000 is not a power of two"},
      {"host_buffer.bytes=300", "tcp.entries=8", "host_buffer.bytes: 300 is not a power of two"},
      {"sram.banks=3", "tcp.entries=8", "sram.banks: 3 is not a power of two"},
      {"pcie.completion_timeout_us=50", "pcie.hop_ns=25000", "over two hops (50000 ns) within 50 us"},
      {"pcie.lanes=12", "pcie.gen=3", "pcie.lanes: 12 is not a power of two"},
      {"pcie.mmio_read_ns=200", "pcie.mmio_write_ns=200", "a read (200 ns) takes longer than a write (200 ns)"},
      {"pcie.mmio_write_ns=149", "pcie.hop_ns=150", "at least one hop (150 ns)"},
      {"pcie.mmio_read_ns=349", "pcie.mmio_write_ns=200", "way back of a read (149 ns)"},
      {"pcie.credits_pd=31", "pcie.mps=512", "31 credits of 16 bytes hold no write of 512 bytes"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_config_t *config = new_config();
    toe_error_t error = {""};
    toe_test_note("%s %s", cases[i].first, cases[i].second);
    TOE_EXPECT_EQ(toe_config_set(config, cases[i].first, &error), TOE_OK);
    TOE_EXPECT_EQ(toe_config_set(config, cases[i].second, &error), TOE_OK);
    TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_E_RANGE);
    TOE_EXPECT_HAS(error.text, cases[i].text);
    toe_config_free(config);
  }
}

TOE_TEST(config, allows_every_link) {
  for (int gen = 3; gen <= 4; ++gen) {
    for (int lanes = 1; lanes <= 16; lanes *= 2) {
      toe_config_t *config = new_config();
      toe_error_t error;
      char setting[32];
      (void)snprintf(setting, sizeof setting, "pcie.gen=%d", gen);
      TOE_EXPECT_EQ(toe_config_set(config, setting, &error), TOE_OK);
      (void)snprintf(setting, sizeof setting, "pcie.lanes=%d", lanes);
      TOE_EXPECT_EQ(toe_config_set(config, setting, &error), TOE_OK);
      TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_OK);
      toe_config_free(config);
    }
  }
}

/* What a DMA read may meet reaches the options of the NIC. */
TOE_TEST(config, passes_on_what_reads_may_meet) {
  static const char *const settings[] = {"pcie.cold_cache_ns=70",
                                         "pcie.numa_ns=100",
                                         "pcie.iotlb_miss_ns=330",
                                         "pcie.iotlb_entries=32",
                                         "pcie.lanes=4",
                                         "pcie.completion_timeout_us=64",
                                         "pcie.read_faults=object:3=poisoned@1,copy:0=lost"};
  toe_config_t *config = new_config();
  toe_error_t error;
  toe_nic_options_t nic;
  toe_config_nic(config, 1, &nic);
  TOE_EXPECT_EQ(nic.cold_cache_ns + nic.numa_ns + nic.iotlb_miss_ns, 0);
  TOE_EXPECT_EQ(nic.iotlb_entries, 64);
  TOE_EXPECT_EQ(nic.completion_timeout_us, 50000);
  TOE_EXPECT_STR(nic.read_faults, "none");
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; ++i) {
    TOE_EXPECT_EQ(toe_config_set(config, settings[i], &error), TOE_OK);
  }
  toe_config_nic(config, 1, &nic);
  TOE_EXPECT_EQ(nic.cold_cache_ns, 70);
  TOE_EXPECT_EQ(nic.numa_ns, 100);
  TOE_EXPECT_EQ(nic.iotlb_miss_ns, 330);
  TOE_EXPECT_EQ(nic.iotlb_entries, 32);
  TOE_EXPECT_EQ(nic.pcie_lanes, 4);
  TOE_EXPECT_EQ(nic.completion_timeout_us, 64);
  TOE_EXPECT_STR(nic.read_faults, "object:3=poisoned@1,copy:0=lost");
  TOE_EXPECT_EQ(toe_config_set(config, "pcie.read_faults=object:3=melted", &error), TOE_E_FORMAT);
  TOE_EXPECT_HAS(error.text, "pcie.read_faults");
  TOE_EXPECT_HAS(error.text, "poisoned, ur, ca or lost");
  TOE_EXPECT_EQ(toe_config_set(config, "pcie.read_faults=copy:1=ur,copy:1=ca", &error), TOE_E_RANGE);
  toe_config_free(config);
}

/* The table of docs/profiles.md, typed again. */
TOE_TEST(config, lays_profiles_over_it) {
  static const struct {
    const char *name;
    uint32_t neighbor, path, tcp, src_mac, src_ip, vlan, rcv_pages, xmit_pages, copy_bytes, mtu;
  } cases[] = {{"default", 256, 1024, 4096, 16, 32, 64, 16384, 4096, 4194304, 9000},
               {"tiny", 8, 16, 32, 2, 4, 4, 128, 32, 8192, 9000},
               {"t5", 3072, 16384, 12288, 64, 128, 128, 65536, 16384, 16777216, 9600},
               {"bnx2", 4096, 16384, 3276, 64, 128, 128, 65536, 16384, 16777216, 9000},
               {"bnx2x", 4096, 16384, 1880, 64, 128, 128, 65536, 16384, 16777216, 9000}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_config_t *config = new_config();
    toe_error_t error = {""};
    toe_host_options_t host;
    toe_test_note("%s", cases[i].name);
    TOE_EXPECT_EQ(toe_config_profile(config, cases[i].name, &error), TOE_OK);
    TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_OK);
    toe_config_host(config, &host);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_NEIGHBOR], cases[i].neighbor);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_PATH], cases[i].path);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_TCP], cases[i].tcp);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_SRC_MAC], cases[i].src_mac);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_SRC_IP], cases[i].src_ip);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_VLAN], cases[i].vlan);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_RCV_BUFFER], cases[i].rcv_pages);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_XMIT_BUFFER], cases[i].xmit_pages);
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_BUFFERED_COPY], cases[i].copy_bytes);
    TOE_EXPECT_EQ(host.driver.mtu_max_bytes, cases[i].mtu);
    toe_config_free(config);
  }
  toe_config_t *config = new_config();
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_config_profile(config, "t6", &error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(error.text, "there are default, tiny, t5, bnx2, bnx2x");
  TOE_EXPECT_EQ(toe_config_profile(config, "tiny", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "tcp.entries=3", &error), TOE_OK);
  TOE_EXPECT_STR(toe_config_origin(config, TOE_KEY_PATH_ENTRIES), "profile tiny");
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_TCP_ENTRIES), 3);
  toe_config_free(config);
}

static const char *write_file(const char *name, const char *text) {
  static char path[512];
  (void)snprintf(path, sizeof path, "%s/%s", toe_test_directory(), name);
  FILE *file = fopen(path, "wb");
  if (file == NULL) return path;
  (void)fputs(text, file);
  (void)fclose(file);
  return path;
}

TOE_TEST(config, reads_json_files) {
  toe_config_t *config = new_config();
  toe_error_t error = {""};
  const char *path = write_file("a.json",
                                "{\"tcp.entries\": 7, \"walk.policy\": \"prune\", \"sim.jump\": false,\n"
                                " \"pcie.read_latency\": \"fixed:600\", \"msix.vectors\": 32}\n");
  TOE_EXPECT_EQ(toe_config_load(config, path, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_TCP_ENTRIES), 7);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_WALK_POLICY), 1);
  TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_SIM_JUMP), 0);
  TOE_EXPECT_STR(toe_config_origin(config, TOE_KEY_TCP_ENTRIES), "a.json");
  toe_config_free(config);
}

TOE_TEST(config_bad, says_where_a_json_file_is_wrong) {
  static const struct {
    const char *text;
    toe_result_t result;
    const char *part;
  } cases[] = {
      {"{\"tcp.entries\": 7,\n \"path.entries\" 3}\n", TOE_E_FORMAT, "bad.json:2:"},
      {"", TOE_E_FORMAT, "bad.json:1:0"},
      {"[1]", TOE_E_FORMAT, "expected one JSON object"},
      {"{\"tcp.entries\": 7, \"tcp.entries\": 8}", TOE_E_FORMAT, "duplicate"},
      {"{\"path.entries\": 5, \"tcp.entries\": {\"a\": 1}}", TOE_E_FORMAT, "key tcp.entries: expected a whole number"},
      {"{\"path.entries\": 5, \"tcp.entries\": 7.5}", TOE_E_FORMAT, "key tcp.entries: expected a whole number"},
      {"{\"path.entries\": 5, \"tcp.entry\": 7}", TOE_E_UNKNOWN, "did you mean tcp.entries?"},
      {"{\"path.entries\": 5, \"tcp.entries\": 99999}", TOE_E_RANGE, "key tcp.entries: 99999"},
      {"{\"path.entries\": 5, \"msix.vectors\": 16}", TOE_E_ARG, "fixed when the RTL is built"},
      {"{\"path.entries\": 5, \"tcp.entries\": \"\\u0000\"}", TOE_E_FORMAT, "bad.json"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_config_t *config = new_config();
    toe_error_t error = {""};
    toe_test_note("%s", cases[i].text);
    TOE_EXPECT_EQ(toe_config_load(config, write_file("bad.json", cases[i].text), &error), cases[i].result);
    TOE_EXPECT_HAS(error.text, "bad.json");
    TOE_EXPECT_HAS(error.text, cases[i].part);
    TOE_EXPECT_EQ(toe_config_get(config, TOE_KEY_PATH_ENTRIES), 1024); /* nothing of the file is kept */
    toe_config_free(config);
  }
  toe_config_t *config = new_config();
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_config_load(config, "/nonexistent/x.json", &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "/nonexistent/x.json: No such file");
  TOE_EXPECT_EQ(toe_config_load(config, toe_test_directory(), &error), TOE_E_IO);
  toe_config_free(config);
}

/* What a report echoes can be given to --config. */
TOE_TEST(config, reads_back_its_own_echo) {
  toe_config_t *config = new_config(), *again = new_config();
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_config_profile(config, "bnx2x", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "walk.policy=stop-at-failed-parent", &error), TOE_OK);
  char *text = NULL, *second = NULL;
  TOE_FAKE_CAPTURE(text, toe_config_write_json(config, out));
  TOE_EXPECT_EQ(toe_config_load(again, write_file("echo.json", text), &error), TOE_OK);
  TOE_FAKE_CAPTURE(second, toe_config_write_json(again, out));
  TOE_EXPECT_STR(second, text);
  TOE_EXPECT_HAS(text, "\"tcp.entries\":1880,");
  TOE_EXPECT_HAS(text, "\"walk.policy\":\"stop-at-failed-parent\"");
  json_t *json = json_loads(text, 0, NULL);
  TOE_EXPECT_EQ(json_object_size(json), TOE_KEYS);
  json_decref(json);
  free(text);
  free(second);
  toe_config_free(config);
  toe_config_free(again);
}

/* The named limit binds first: that many connections of a scenario's default window (65535 bytes) find all they need.
 */
TOE_TEST(config, lets_the_connections_of_a_profile_bind_first) {
  static const char *const names[] = {"default", "tiny", "t5", "bnx2", "bnx2x"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    toe_config_t *config = new_config();
    toe_error_t error = {""};
    toe_host_options_t host;
    toe_test_note("%s", names[i]);
    TOE_EXPECT_EQ(toe_config_profile(config, names[i], &error), TOE_OK);
    toe_config_host(config, &host);
    const uint32_t tcp = host.driver.limit[TOE_POOL_TCP];
    TOE_EXPECT_EQ(host.driver.rcv_page_log2, 14); /* so a connection takes 4 pages */
    TOE_EXPECT(4 * tcp <= host.driver.limit[TOE_POOL_RCV_BUFFER]);
    TOE_EXPECT(tcp <= host.driver.limit[TOE_POOL_XMIT_BUFFER]);
    TOE_EXPECT(tcp <= toe_pool_built(TOE_POOL_LOOKUP));
    TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_HOST_MEMORY], 0xFFFFFFFF);
    toe_config_free(config);
  }
}

/* Every member of the driver's options; values unlike each other and unlike the defaults. */
TOE_TEST(config, gives_the_driver_all_of_its_options) {
  static const char *const settings[] = {"neighbor.entries=11",
                                         "path.entries=12",
                                         "tcp.entries=13",
                                         "host_memory.objects=14",
                                         "src_mac.entries=15",
                                         "src_ip.entries=17",
                                         "vlan.entries=18",
                                         "rcv_buffer.pages=19",
                                         "xmit_buffer.pages=20",
                                         "buffered_copy.bytes=21",
                                         "posted.requests=30",
                                         "host_buffer.count=31",
                                         "host_buffer.bytes=512",
                                         "rcv_data.bytes=33",
                                         "tcp.push_us=34",
                                         "clock_mhz=35",
                                         "mtu.max=22",
                                         "rcv_window.max=23",
                                         "rcv_buffer.page_bytes=1048576",
                                         "vlan.interface_ids=1,64,4094",
                                         "admission.reject_states=ESTABLISHED,LAST_ACK",
                                         "admission.reject_local_ports=24-25",
                                         "admission.reject_remote_ports=26",
                                         "admission.min_rcv_window=27",
                                         "admission.duplicates=fail",
                                         "walk.policy=stop-at-failed-parent",
                                         "pcie.tags=28",
                                         "sram.banks=4",
                                         "command.overhead_cycles=29",
                                         "cmd.entries=32",
                                         "cq.entries=64",
                                         "pcie.mps=128",
                                         "pcie.mrrs=1024"};
  toe_config_t *config = new_config();
  toe_error_t error = {""};
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; ++i)
    TOE_EXPECT_EQ(toe_config_set(config, settings[i], &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_OK);
  toe_host_options_t host;
  toe_config_host(config, &host);
  const toe_miniport_options_t *driver = &host.driver;
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_NEIGHBOR], 11);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_PATH], 12);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_TCP], 13);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_HOST_MEMORY], 14);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_SRC_MAC], 15);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_SRC_IP], 17);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_VLAN], 18);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_RCV_BUFFER], 19);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_XMIT_BUFFER], 20);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_BUFFERED_COPY], 21);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_POSTED], 30);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_HOST_BUFFER], 31);
  TOE_EXPECT_EQ(driver->host_buffer_bytes, 512);
  TOE_EXPECT_EQ(driver->limit[TOE_POOL_RCV_DATA], 33);
  TOE_EXPECT_EQ(driver->push_us, 34);
  TOE_EXPECT_EQ(driver->clock_mhz, 35);
  TOE_EXPECT_EQ(driver->mtu_max_bytes, 22);
  TOE_EXPECT_EQ(driver->rcv_window_max_bytes, 23);
  TOE_EXPECT_EQ(driver->rcv_page_log2, 20);
  TOE_EXPECT_EQ(driver->vlan_ids[0], 2);
  TOE_EXPECT_EQ(driver->vlan_ids[2], 1);
  TOE_EXPECT_EQ(driver->vlan_ids[127], 0x40000000);
  TOE_EXPECT_EQ(driver->vlan_ids[1], 0);
  TOE_EXPECT_EQ(driver->admit_states, 1u << 4 | 1u << 9);
  TOE_EXPECT_EQ(driver->admit_local_ports.first, 24);
  TOE_EXPECT_EQ(driver->admit_local_ports.last, 25);
  TOE_EXPECT_EQ(driver->admit_remote_ports.first, 26);
  TOE_EXPECT_EQ(driver->admit_remote_ports.last, 26);
  TOE_EXPECT_EQ(driver->admit_min_window_bytes, 27);
  TOE_EXPECT_EQ(driver->admit_duplicates, 1);
  TOE_EXPECT_EQ(driver->walk_policy, 2);
  TOE_EXPECT_EQ(driver->tags, 28);
  TOE_EXPECT_EQ(driver->sram_banks, 4);
  TOE_EXPECT_EQ(driver->command_overhead_cycles, 29);
  TOE_EXPECT_EQ(driver->cmd_entries, 32);
  TOE_EXPECT_EQ(driver->cpl_entries, 64);
  TOE_EXPECT_EQ(driver->mps_bytes, 128);
  TOE_EXPECT_EQ(driver->mrrs_bytes, 1024);
  TOE_EXPECT(!driver->has_faults); /* the host's */
  toe_config_free(config);
}

/* Which requests of the target the host follows [R72, R150], and what a lost link is to it [R65]. */
TOE_TEST(config, gives_the_host_its_answers) {
  static const struct {
    const char *setting;
    toe_host_upload_t upload;
    bool terminates;
  } rows[] = {{"host.upload=mandatory", TOE_HOST_UPLOAD_MANDATORY, false},
              {"host.upload=always", TOE_HOST_UPLOAD_ALWAYS, false},
              {"host.upload=never", TOE_HOST_UPLOAD_NEVER, false},
              {"host.link_down=keep", TOE_HOST_UPLOAD_MANDATORY, false},
              {"host.link_down=terminate", TOE_HOST_UPLOAD_MANDATORY, true}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    toe_test_note("%s", rows[i].setting);
    toe_config_t *config = new_config();
    toe_error_t error;
    toe_host_options_t host;
    TOE_EXPECT_EQ(toe_config_set(config, rows[i].setting, &error), TOE_OK);
    toe_config_host(config, &host);
    TOE_EXPECT_EQ(host.upload, rows[i].upload);
    TOE_EXPECT_EQ(host.terminates_on_link_down, rows[i].terminates);
    toe_config_free(config);
  }
  toe_config_t *config = new_config();
  toe_error_t error;
  toe_host_options_t host;
  toe_config_host(config, &host);
  TOE_EXPECT_EQ(host.upload, TOE_HOST_UPLOAD_MANDATORY);
  TOE_EXPECT(!host.terminates_on_link_down);
  TOE_EXPECT(!host.terminates_on_disconnect);
  TOE_EXPECT_EQ(toe_config_set(config, "host.upload=sometimes", &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_config_set(config, "host.link_down=1", &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_config_set(config, "host.disconnect=terminate", &error), TOE_OK);
  toe_config_free(config);
}

/* As the table of the device's numbers has them: no policy, any VLAN id, pages of 16384 = 2^14. */
TOE_TEST(config, has_no_policy_by_default) {
  toe_config_t *config = new_config();
  toe_host_options_t host;
  toe_config_host(config, &host);
  const toe_miniport_options_t *driver = &host.driver;
  TOE_EXPECT_EQ(driver->admit_states, 0);
  TOE_EXPECT(driver->admit_local_ports.first > driver->admit_local_ports.last);
  TOE_EXPECT(driver->admit_remote_ports.first > driver->admit_remote_ports.last);
  TOE_EXPECT_EQ(driver->admit_min_window_bytes, 0);
  TOE_EXPECT_EQ(driver->admit_duplicates, 0);
  for (int i = 0; i < 128; ++i) TOE_EXPECT_EQ(driver->vlan_ids[i], 0);
  TOE_EXPECT_EQ(driver->rcv_page_log2, 14);
  TOE_EXPECT_EQ(driver->mtu_max_bytes, 9000);
  TOE_EXPECT_EQ(driver->rcv_window_max_bytes, 1047552);
  TOE_EXPECT_EQ(driver->sram_banks, 2);
  toe_config_free(config);
}

/* A list of 200 ids fits, and is in the echo whole; the table shows its beginning. */
TOE_TEST(config, keeps_long_texts) {
  char setting[1100] = "vlan.interface_ids=";
  size_t at = strlen(setting);
  for (int id = 1000; id < 1200; ++id)
    at += (size_t)snprintf(setting + at, sizeof setting - at, "%s%d", id == 1000 ? "" : ",", id);
  toe_config_t *config = new_config(), *again = new_config();
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_config_set(config, setting, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  TOE_EXPECT_STR(toe_config_text(config, TOE_KEY_VLAN_INTERFACE_IDS), setting + strlen("vlan.interface_ids="));
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_config_write_json(config, out));
  TOE_EXPECT_EQ(toe_config_load(again, write_file("long.json", text), &error), TOE_OK);
  TOE_EXPECT_STR(toe_config_text(again, TOE_KEY_VLAN_INTERFACE_IDS),
                 toe_config_text(config, TOE_KEY_VLAN_INTERFACE_IDS));
  free(text);
  text = NULL;
  TOE_FAKE_CAPTURE(text, toe_config_write_table(config, out));
  TOE_EXPECT_HAS(text, "1000,1001,1002,1003,1004,1005,1006,1007,...");
  free(text);
  (void)snprintf(setting + at, sizeof setting - at, ",7"); /* 1001 */
  TOE_EXPECT_EQ(toe_config_set(config, setting, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "is longer than 1000 characters");
  toe_config_free(config);
  toe_config_free(again);
}

TOE_TEST(config, gives_link_and_host_their_options) {
  toe_config_t *config = new_config();
  toe_error_t error;
  TOE_EXPECT_EQ(toe_config_set(config, "pcie.split=rcb", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "command.overhead_cycles=200", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "wire.gbps=25", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "host.retry=2", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "cq.entries=64", &error), TOE_OK);
  toe_nic_options_t nic;
  toe_host_options_t host;
  toe_config_nic(config, 42, &nic);
  toe_config_host(config, &host);
  TOE_EXPECT_EQ(nic.clock_mhz, 250);
  TOE_EXPECT_EQ(nic.pcie_gen, 3);
  TOE_EXPECT_EQ(nic.pcie_lanes, 8);
  TOE_EXPECT_EQ(nic.mps_bytes, 256);
  TOE_EXPECT_EQ(nic.mrrs_bytes, 512);
  TOE_EXPECT_EQ(nic.rcb_bytes, 64);
  TOE_EXPECT(nic.is_split_at_rcb);
  TOE_EXPECT_EQ(nic.credits_ph, 64);
  TOE_EXPECT_EQ(nic.credits_pd, 1024);
  TOE_EXPECT_EQ(nic.credits_nph, 64);
  TOE_EXPECT_EQ(nic.fc_update_ns, 100);
  TOE_EXPECT_EQ(nic.hop_ns, 150);
  TOE_EXPECT_EQ(nic.mmio_write_ns, 200);
  TOE_EXPECT_EQ(nic.mmio_read_ns, 900);
  TOE_EXPECT_STR(nic.read_latency, "server");
  TOE_EXPECT_EQ(nic.seed, 42);
  TOE_EXPECT_EQ(nic.wire_gbps, 25);
  static const uint8_t mac[6] = {0x02, 0x70, 0xE5, 0, 0, 1};
  TOE_EXPECT_MEM(host.driver.mac, mac, sizeof mac);
  TOE_EXPECT_EQ(host.driver.ack_frequency, 2);
  TOE_EXPECT_EQ(host.driver.ack_cycles, 12500000); /* 50 ms at 250 MHz */
  TOE_EXPECT_EQ(host.driver.out_of_order_limit, 64);
  TOE_EXPECT_EQ(host.driver.tags, 64);
  TOE_EXPECT_EQ(host.driver.command_overhead_cycles, 200);
  TOE_EXPECT_EQ(host.driver.cmd_entries, 1024);
  TOE_EXPECT_EQ(host.driver.cpl_entries, 64);
  TOE_EXPECT_EQ(host.driver.mps_bytes, 256);
  TOE_EXPECT_EQ(host.driver.mrrs_bytes, 512);
  TOE_EXPECT_EQ(host.retry, 2);
  TOE_EXPECT_EQ(host.driver.walk_policy, 0);
  TOE_EXPECT_EQ(host.driver.limit[TOE_POOL_HOST_MEMORY], 0xFFFFFFFF);
  toe_config_free(config);
}

TOE_TEST(config, prints_a_table_that_lines_up) {
  toe_config_t *config = new_config();
  toe_error_t error;
  TOE_EXPECT_EQ(toe_config_set(config, "tcp.entries=8", &error), TOE_OK);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_config_write_table(config, out));
  /* The column RANGE begins at the same place in each line. */
  const char *head = strstr(text, "RANGE"), *row = strstr(text, "\ntcp.entries ");
  TOE_ASSERT(head != NULL);
  TOE_ASSERT(row != NULL);
  const char *range = strstr(row, "0..16384");
  TOE_ASSERT(range != NULL);
  TOE_EXPECT_EQ(range - (row + 1), head - text);
  TOE_EXPECT_HAS(row, "entries");
  TOE_EXPECT_HAS(row, "4096");
  TOE_EXPECT_HAS(row, "--set");
  TOE_EXPECT_HAS(text, "unlimited");
  TOE_EXPECT_HAS(text, "\nmsix.vectors");
  free(text);
  toe_config_free(config);
}
