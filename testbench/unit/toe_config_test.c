/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/config/toe_config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
      {"pcie.read_latency=slow", TOE_E_FORMAT, "is none of server, longtail, fixed:NS"},
      {"pcie.read_latency=fixed:", TOE_E_FORMAT, "whole nanoseconds"},
      {"pcie.read_latency=fixed:0", TOE_E_RANGE, "out of range"},
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
      {"pcie.gen=4", "pcie.lanes=16", "gen 4 x 16 is none of 3 x 8, 3 x 16, 4 x 8"},
      {"pcie.gen=3", "pcie.lanes=12", "gen 3 x 12"},
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

TOE_TEST(config, allows_the_three_links) {
  static const char *const pairs[3][2] = {
      {"pcie.gen=3", "pcie.lanes=8"}, {"pcie.gen=3", "pcie.lanes=16"}, {"pcie.gen=4", "pcie.lanes=8"}};
  for (int i = 0; i < 3; ++i) {
    toe_config_t *config = new_config();
    toe_error_t error;
    TOE_EXPECT_EQ(toe_config_set(config, pairs[i][0], &error), TOE_OK);
    TOE_EXPECT_EQ(toe_config_set(config, pairs[i][1], &error), TOE_OK);
    TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_OK);
    toe_config_free(config);
  }
}

/* The named limit binds first: neighbors and paths are above it, or as said. */
TOE_TEST(config, lays_profiles_over_it) {
  static const struct {
    const char *name;
    uint32_t neighbor, path, tcp;
  } cases[] = {{"default", 256, 1024, 4096},
               {"tiny", 8, 16, 32},
               {"t5", 3072, 16384, 12288},
               {"bnx2", 4096, 16384, 3276},
               {"bnx2x", 4096, 16384, 1880}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_config_t *config = new_config();
    toe_error_t error = {""};
    toe_host_options_t host;
    toe_test_note("%s", cases[i].name);
    TOE_EXPECT_EQ(toe_config_profile(config, cases[i].name, &error), TOE_OK);
    TOE_EXPECT_EQ(toe_config_check(config, &error), TOE_OK);
    toe_config_host(config, &host);
    TOE_EXPECT_EQ(host.neighbor_entries, cases[i].neighbor);
    TOE_EXPECT_EQ(host.path_entries, cases[i].path);
    TOE_EXPECT_EQ(host.tcp_entries, cases[i].tcp);
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

TOE_TEST(config, gives_link_and_host_their_options) {
  toe_config_t *config = new_config();
  toe_error_t error;
  TOE_EXPECT_EQ(toe_config_set(config, "pcie.split=rcb", &error), TOE_OK);
  TOE_EXPECT_EQ(toe_config_set(config, "command.overhead_cycles=200", &error), TOE_OK);
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
  TOE_EXPECT_EQ(host.tags, 64);
  TOE_EXPECT_EQ(host.command_overhead_cycles, 200);
  TOE_EXPECT_EQ(host.cmd_entries, 1024);
  TOE_EXPECT_EQ(host.cpl_entries, 64);
  TOE_EXPECT_EQ(host.mps_bytes, 256);
  TOE_EXPECT_EQ(host.mrrs_bytes, 512);
  TOE_EXPECT_EQ(host.retry, 2);
  TOE_EXPECT_EQ(host.walk_policy, 0);
  TOE_EXPECT_EQ(host.host_memory_objects, 0xFFFFFFFF);
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
