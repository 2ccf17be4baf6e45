/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_import.h"

#include "sim/trace/toe_pack.h"
#include "testbench/unit/toe_wire_frames.h"

/* One connection: three frames of its handshake.  ISNs 100 (host) and 900. */
#define OPEN(p, v, six, port, opener)                                                                              \
  {.is_received = !(opener),                                                                                       \
   .peer = (p),                                                                                                    \
   .vlan = (v),                                                                                                    \
   .is_ipv6 = (six),                                                                                               \
   .local_port = (port),                                                                                           \
   .remote_port = 80,                                                                                              \
   .seq = (opener) ? 100 : 900,                                                                                    \
   .flags = W_SYN,                                                                                                 \
   .window = 1000,                                                                                                 \
   .mss = (opener) ? 1440 : 1400,                                                                                  \
   .scale = 2},                                                                                                    \
      {.is_received = (opener),                                                                                    \
       .peer = (p),                                                                                                \
       .vlan = (v),                                                                                                \
       .is_ipv6 = (six),                                                                                           \
       .local_port = (port),                                                                                       \
       .remote_port = 80,                                                                                          \
       .seq = (opener) ? 900 : 100,                                                                                \
       .ack = (opener) ? 101 : 901,                                                                                \
       .flags = W_SYN | W_ACK,                                                                                     \
       .window = 2000,                                                                                             \
       .mss = (opener) ? 1400 : 1440,                                                                              \
       .scale = 5},                                                                                                \
  {                                                                                                                \
    .is_received = !(opener), .peer = (p), .vlan = (v), .is_ipv6 = (six), .local_port = (port), .remote_port = 80, \
    .seq = (opener) ? 101 : 901, .ack = (opener) ? 901 : 101, .flags = W_ACK, .window = 300                        \
  }

static const char *const host_mac[] = {"02:00:00:00:00:01"};

/* Import to text and compare, the comment lines on top apart. */
static void expect_lines(const toe_import_options_t *options, const char *capture, const char *expected) {
  toe_error_t error = {""};
  toe_import_summary_t summary;
  TOE_EXPECT_EQ(toe_import_run(options, capture, file_path("out.jsonl"), &summary, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  size_t bytes = 0;
  char *text = (char *)file_read(file_path("out.jsonl"), &bytes);
  TOE_ASSERT(text != NULL);
  const char *at = text;
  while (*at == '#' && strncmp(at, "#frame", 6) != 0) at = strchr(at, '\n') + 1;
  TOE_EXPECT_STR(at, expected);
  free(text);
  toe_trace_info_t info;
  TOE_EXPECT_EQ(toe_trace_info(file_path("out.jsonl"), &info, &error), TOE_OK); /* what import writes can be read */
  TOE_EXPECT_STR(error.text, "");
}

TOE_TEST(import, offloads_each_connection_as_it_is_established) {
  const wire_t frames[] = {OPEN(1, 0, false, 5000, true), OPEN(1, 0, false, 5001, false), OPEN(1, 7, true, 5000, true)};
  const char *capture = wire_capture("a.pcap", frames, NULL, 9, 65535);
  const toe_import_options_t options = {.hosts = host_mac, .host_count = 1, .without_frames = true};
  expect_lines(
      &options, capture,
      "{\"op\":\"initiate\",\"at_ns\":2000,\"id\":\"r1\",\"tree\":[{\"neighbor\":\"n1\",\"dst_mac\":\"02:00:00:00:01:"
      "01\",\"vlan\":0,"
      "\"paths\":[{\"path\":\"n1.p1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.0.101\",\"mtu\":1480,\"tcp\":[{\"tcp\":"
      "\"n1.p1.t1\","
      "\"local_port\":5000,\"remote_port\":80,\"rcv_nxt\":901,\"rcv_wnd\":1200,\"initial_rcv_wnd\":1200,\"snd_una\":"
      "101,"
      "\"snd_nxt\":101,\"snd_wnd\":2000,\"remote_mss\":1400,\"snd_wind_scale\":5,\"rcv_wind_scale\":2}]}]}]}\n"
      /* opened by the peer: its window of the third segment is scaled by 2, the host's still its SYN's */
      "{\"op\":\"initiate\",\"at_ns\":5000,\"id\":\"r2\",\"tree\":[{\"neighbor\":\"n1\",\"paths\":[{\"path\":\"n1.p1\","
      "\"tcp\":["
      "{\"tcp\":\"n1.p1.t2\",\"local_port\":5001,\"remote_port\":80,\"rcv_nxt\":901,\"rcv_wnd\":2000,\"initial_rcv_"
      "wnd\":2000,"
      "\"snd_una\":101,\"snd_nxt\":101,\"snd_wnd\":1200,\"remote_mss\":1400,\"snd_wind_scale\":2,\"rcv_wind_scale\":5}]"
      "}]}]}\n"
      /* the same MAC in another VLAN is another neighbor */
      "{\"op\":\"initiate\",\"at_ns\":8000,\"id\":\"r3\",\"tree\":[{\"neighbor\":\"n2\",\"dst_mac\":\"02:00:00:00:01:"
      "01\",\"vlan\":7,"
      "\"paths\":[{\"path\":\"n2.p1\",\"src_ip\":\"fd00::1\",\"dst_ip\":\"fd00::65\",\"mtu\":1500,\"tcp\":[{\"tcp\":"
      "\"n2.p1.t1\","
      "\"local_port\":5000,\"remote_port\":80,\"rcv_nxt\":901,\"rcv_wnd\":1200,\"initial_rcv_wnd\":1200,\"snd_una\":"
      "101,"
      "\"snd_nxt\":101,\"snd_wnd\":2000,\"remote_mss\":1400,\"snd_wind_scale\":5,\"rcv_wind_scale\":2}]}]}]}\n");
}

TOE_TEST(import, gathers_a_batch_into_one_tree) {
  const wire_t frames[] = {OPEN(2, 0, false, 5000, true), OPEN(1, 0, false, 5001, true), OPEN(2, 0, false, 5002, true),
                           OPEN(2, 0, false, 5003, true)};
  const char *capture = wire_capture("a.pcap", frames, NULL, 12, 54);
  const toe_import_options_t options = {
      .hosts = host_mac, .host_count = 1, .without_frames = true, .batch_ns = 6500, .request_tcp = 2};
  toe_error_t error = {""};
  toe_import_summary_t s;
  TOE_ASSERT_EQ(toe_import_run(&options, capture, file_path("out.jsonl"), &s, &error), TOE_OK);
  /* Established at 2000, 5000, 8000 (one batch until 8500, two requests of two at most) and 11000 (until 17500). */
  TOE_EXPECT_EQ(s.requests, 3);
  TOE_EXPECT_EQ(s.offloaded, 4);
  TOE_EXPECT_EQ(s.neighbors, 2);
  size_t bytes = 0;
  char *text = (char *)file_read(file_path("out.jsonl"), &bytes);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_HAS(text, "\"at_ns\":8500,\"id\":\"r1\",\"tree\":[{\"neighbor\":\"n1\"");
  TOE_EXPECT_HAS(text, "{\"tcp\":\"n1.p1.t1\",\"local_port\":5000");
  TOE_EXPECT_HAS(text, "},{\"tcp\":\"n1.p1.t2\",\"local_port\":5002");
  TOE_EXPECT_HAS(text, "\"at_ns\":8500,\"id\":\"r2\",\"tree\":[{\"neighbor\":\"n2\"");
  TOE_EXPECT_HAS(text,
                 "\"at_ns\":17500,\"id\":\"r3\",\"tree\":[{\"neighbor\":\"n1\",\"paths\":[{\"path\":\"n1.p1\",\"tcp\":["
                 "{\"tcp\":\"n1.p1.t3\"");
  free(text);
}

TOE_TEST(import, takes_all_that_are_open_at_a_moment) {
  const wire_t frames[] = {
      OPEN(1, 0, false, 5000, true),
      OPEN(1, 0, false, 5001, true),
      {.peer = 1,
       .local_port = 5000,
       .remote_port = 80,
       .seq = 101,
       .ack = 901,
       .flags = W_ACK,
       .window = 300,
       .payload = 70},
      {.is_received = true,
       .peer = 1,
       .local_port = 5001,
       .remote_port = 80,
       .seq = 901,
       .ack = 101,
       .flags = W_FIN | W_ACK,
       .window = 300,
       .payload = 5},
      {.peer = 1, .local_port = 5002, .remote_port = 80, .seq = 1, .flags = W_SYN, .window = 1000}};
  const char *capture = wire_capture("a.pcap", frames, NULL, 9, 65535);
  toe_import_options_t options = {.hosts = host_mac, .host_count = 1, .without_frames = true};
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_import_when_parse("at:0.0000075", &options, &error), TOE_OK);
  TOE_EXPECT_EQ(options.at_ns, 7500);
  expect_lines(&options, capture,
               "{\"op\":\"initiate\",\"at_ns\":7500,\"id\":\"r1\",\"tree\":[{\"neighbor\":\"n1\",\"dst_mac\":\"02:00:"
               "00:00:01:01\","
               "\"vlan\":0,\"paths\":[{\"path\":\"n1.p1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.0.101\",\"mtu\":"
               "1480,\"tcp\":["
               "{\"tcp\":\"n1.p1.t1\",\"local_port\":5000,\"remote_port\":80,\"rcv_nxt\":901,\"rcv_wnd\":1200,"
               "\"initial_rcv_wnd\":1200,\"snd_una\":101,\"snd_nxt\":171,\"snd_wnd\":2000,\"remote_mss\":1400,"
               "\"snd_wind_scale\":5,\"rcv_wind_scale\":2,\"outstanding\":[70]},"
               "{\"tcp\":\"n1.p1.t2\",\"local_port\":5001,\"remote_port\":80,\"state\":\"CLOSE_WAIT\",\"rcv_nxt\":907,"
               "\"rcv_wnd\":1200,\"initial_rcv_wnd\":1200,\"snd_una\":101,\"snd_nxt\":101,\"snd_wnd\":9600,"
               "\"remote_mss\":1400,\"snd_wind_scale\":5,\"rcv_wind_scale\":2}]}]}]}\n");
}

/* R59, R61: the connection, then its path and neighbor if it was their last. */
TOE_TEST(import, records_ends_and_names_reused_addresses_anew) {
  const wire_t frames[] = {
      OPEN(1, 0, false, 5000, true),
      OPEN(1, 0, false, 5001, true),
      {.peer = 1, .local_port = 5000, .remote_port = 80, .seq = 101, .flags = W_RST},
      {.is_received = true, .peer = 1, .local_port = 5001, .remote_port = 80, .seq = 901, .flags = W_RST},
      OPEN(1, 0, false, 5000, true)};
  wire_t again[11];
  memcpy(again, frames, sizeof again);
  again[8].seq = 333; /* another ISN */
  again[9].ack = 334;
  again[10].seq = 334;
  const char *capture = wire_capture("a.pcap", again, NULL, 11, 65535);
  const toe_import_options_t options = {.hosts = host_mac, .host_count = 1, .without_frames = true};
  toe_error_t error = {""};
  toe_import_summary_t s;
  TOE_ASSERT_EQ(toe_import_run(&options, capture, file_path("out.jsonl"), &s, &error), TOE_OK);
  TOE_EXPECT_EQ(s.connections, 3);
  TOE_EXPECT_EQ(s.ended, 2);
  TOE_EXPECT_EQ(s.peak, 2);
  size_t bytes = 0;
  char *text = (char *)file_read(file_path("out.jsonl"), &bytes);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_HAS(text, "{\"op\":\"terminate\",\"at_ns\":6000,\"id\":\"e1\",\"objects\":[\"n1.p1.t1\"]}\n");
  TOE_EXPECT_HAS(text,
                 "{\"op\":\"terminate\",\"at_ns\":7000,\"id\":\"e2\",\"objects\":[\"n1.p1.t2\",\"n1.p1\",\"n1\"]}\n");
  TOE_EXPECT_HAS(text,
                 "\"tree\":[{\"neighbor\":\"n1\",\"paths\":[{\"path\":\"n1.p1\",\"tcp\":[{\"tcp\":\"n1.p1.t3\",\"local_"
                 "port\":5000");
  free(text);
}

/* Ended within its batch: no request; begun again within it: once. */
TOE_TEST(import, leaves_out_what_ended_before_its_request) {
  const wire_t frames[] = {OPEN(1, 0, false, 5000, true),
                           {.peer = 1, .local_port = 5000, .remote_port = 80, .seq = 101, .flags = W_RST},
                           OPEN(1, 0, false, 5001, true),
                           {.peer = 1, .local_port = 5001, .remote_port = 80, .seq = 101, .flags = W_RST},
                           OPEN(1, 0, false, 5001, true)};
  wire_t again[11];
  memcpy(again, frames, sizeof again);
  again[8].seq = 333;
  again[9].ack = 334;
  again[10].seq = 334;
  const char *capture = wire_capture("a.pcap", again, NULL, 11, 65535);
  const toe_import_options_t options = {.hosts = host_mac, .host_count = 1, .without_frames = true, .batch_ns = 20000};
  toe_error_t error = {""};
  toe_import_summary_t s;
  TOE_ASSERT_EQ(toe_import_run(&options, capture, file_path("out.jsonl"), &s, &error), TOE_OK);
  TOE_EXPECT_EQ(s.connections, 3);
  TOE_EXPECT_EQ(s.offloaded, 1);
  TOE_EXPECT_EQ(s.requests, 1);
  TOE_EXPECT_EQ(s.terminates, 0);
  size_t bytes = 0;
  char *text = (char *)file_read(file_path("out.jsonl"), &bytes);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_HAS(text, "\"snd_una\":334,");
  free(text);
}

TOE_TEST(import, copies_the_frames_of_the_wire) {
  const wire_t frames[] = {OPEN(1, 0, false, 5000, true)};
  const char *capture = wire_capture("a.pcap", frames, NULL, 3, 54);
  const toe_import_options_t options = {.hosts = host_mac, .host_count = 1};
  toe_error_t error = {""};
  toe_trace_info_t info;
  TOE_ASSERT_EQ(toe_import_run(&options, capture, file_path("out.pcapng"), NULL, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_info(file_path("out.pcapng"), &info, &error), TOE_OK);
  TOE_EXPECT_EQ(info.frames, 3);
  TOE_EXPECT_EQ(info.frame_bytes, 62 + 62 + 54);
  /* Lossless: to text and back. */
  TOE_ASSERT_EQ(toe_trace_unpack(file_path("out.pcapng"), file_path("t.jsonl"), &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_pack(file_path("t.jsonl"), file_path("again.pcapng"), &error), TOE_OK);
  expect_same_files(file_path("out.pcapng"), file_path("again.pcapng"));
}

/* The interface gets the host's MAC before anything else; of several (here: the peers taken as the host) the one of
 * most segments, and that is said. */
TOE_TEST(import, gives_the_interface_the_mac_of_the_host) {
  const wire_t frames[] = {OPEN(1, 0, false, 5000, true), OPEN(2, 0, false, 5000, true), OPEN(2, 0, false, 5001, true)};
  static const char *const peers[] = {"10.0.0.101", "10.0.0.102"};
  const struct {
    const char *const *hosts;
    uint32_t count;
    const char *mac;
  } cases[] = {{host_mac, 1, "02:00:00:00:00:01"}, {NULL, 0, "02:00:00:00:00:01"}, {peers, 2, "02:00:00:00:01:02"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    const char *capture = wire_capture("a.pcap", frames, NULL, 9, 65535);
    FILE *log = fopen(file_path("log"), "w");
    TOE_ASSERT(log != NULL);
    const toe_import_options_t options = {.hosts = cases[i].hosts, .host_count = cases[i].count, .log = log};
    toe_error_t error = {""};
    TOE_EXPECT_EQ(toe_import_run(&options, capture, file_path("out.jsonl"), NULL, &error), TOE_OK);
    (void)fclose(log);
    char expected[128];
    (void)snprintf(expected, sizeof expected,
                   "\n{\"op\":\"set\",\"at_ns\":0,\"id\":\"mac\",\"key\":\"wire.mac\",\"value\":\"%s\"}\n#frame 0 ",
                   cases[i].mac);
    size_t bytes = 0;
    char *text = (char *)file_read(file_path("out.jsonl"), &bytes);
    TOE_ASSERT(text != NULL);
    TOE_EXPECT_HAS(text, expected);
    free(text);
    char *said = (char *)file_read(file_path("log"), &bytes);
    TOE_ASSERT(said != NULL);
    if (cases[i].count == 2) {
      TOE_EXPECT_HAS(said, "the host has 2 MACs; the interface gets 02:00:00:00:01:02");
    } else {
      TOE_EXPECT(strstr(said, "MACs") == NULL);
    }
    free(said);
  }
}

TOE_TEST(import, guesses_the_host_and_takes_addresses_too) {
  const wire_t frames[] = {OPEN(1, 0, false, 5000, true), OPEN(2, 0, false, 5000, false)};
  const char *capture = wire_capture("a.pcap", frames, NULL, 6, 65535);
  toe_import_options_t options = {.without_frames = true};
  toe_error_t error = {""};
  toe_import_summary_t s;
  TOE_ASSERT_EQ(toe_import_run(&options, capture, file_path("out.jsonl"), &s, &error), TOE_OK);
  TOE_EXPECT(s.is_guess);
  TOE_EXPECT_STR(s.host, "02:00:00:00:00:01");
  TOE_EXPECT_EQ(s.offloaded, 2);
  const char *const peer[] = {"10.0.0.101"};
  options.hosts = peer;
  options.host_count = 1;
  TOE_ASSERT_EQ(toe_import_run(&options, capture, file_path("out.jsonl"), &s, &error), TOE_OK);
  TOE_EXPECT_EQ(s.offloaded, 1);
  TOE_EXPECT_EQ(s.foreign, 3);
}

TOE_TEST(import_bad, refuses_options_and_captures_it_cannot_use) {
  toe_import_options_t options = {0};
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_import_when_parse("never", &options, &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_import_when_parse("at:", &options, &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_import_when_parse("at:1.5s", &options, &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_import_when_parse("at:-1", &options, &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_import_when_parse("at:1.0000000001", &options, &error), TOE_E_FORMAT);
  TOE_EXPECT_EQ(toe_import_when_parse("at:99999999999999999999", &options, &error), TOE_E_RANGE);
  const char *const wrong[] = {"02:00:00:00:00"};
  const wire_t frames[] = {OPEN(1, 0, false, 5000, true)};
  const char *capture = wire_capture("a.pcap", frames, NULL, 3, 65535);
  options = (toe_import_options_t){.hosts = wrong, .host_count = 1};
  TOE_EXPECT_EQ(toe_import_run(&options, capture, file_path("x.jsonl"), NULL, &error), TOE_E_ARG);
  TOE_EXPECT_HAS(error.text, "neither a MAC nor an IP address");
  const char *const stranger[] = {"10.9.9.9"};
  options.hosts = stranger;
  TOE_EXPECT_EQ(toe_import_run(&options, capture, file_path("x.jsonl"), NULL, &error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(error.text, "no TCP connection of the host (10.9.9.9) that could be offloaded, in 3 records");
  options = (toe_import_options_t){.hosts = host_mac, .host_count = 1, .when = TOE_IMPORT_AT, .at_ns = 2001};
  TOE_EXPECT_EQ(toe_import_run(&options, capture, file_path("x.jsonl"), NULL, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "it ends 2000 ns after its first frame");
  TOE_EXPECT(!file_is_there(file_path("x.jsonl")));
}
