/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of the random trees against each rule about a resource, at its edge (docs/chimney.md 4), and lines it
 * refuses.
 */
#include "testbench/unit/toe_oracle_bench.h"

/* stand-alone blocks of any layer; handles are layer << 28 | id from 0 (805306368 is TCP 0); a bad one prunes
 * as root it ends the walk. */
TOE_TEST(oracle, knows_roots_and_handles) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, TREE("{\"tcp\":\"h\",\"handle\":805306368},{\"tcp\":\"i\",\"placeholder\":true}"),
         "h=FAILURE i=SUCCESS");
  expect(oracle, TREE(T("T0", "9") "}," T("T1", "9") "}"), "T0=FAILURE T1=FAILURE");
  expect(oracle, TREE(N("N") PATHS P("P", "1") TCP T("T", "1") "}]}]}"), "N=SUCCESS P=SUCCESS T=SUCCESS");
  expect(oracle, TREE("{\"tcp\":\"h\",\"handle\":805306368}"), "h=SUCCESS");
  expect(oracle, TREE("{\"tcp\":\"h\",\"handle\":805306369}"), "h=FAILURE");
  expect(oracle, TREE("{\"path\":\"h\",\"handle\":805306368}"), "h=FAILURE");
  expect(oracle, TREE("{\"tcp\":\"h\",\"handle\":806354944}"), "h=FAILURE"); /* bit 20 is set */
  expect(oracle,
         TREE("{\"neighbor\":\"N\"" PATHS "{\"path\":\"h\",\"handle\":7" TCP
              "{\"tcp\":\"T\"}]},{\"path\":\"P\"" TCP T("T2", "2") "}]}]}"),
         "N=PARTIAL h=FAILURE T=FAILURE P=SUCCESS T2=SUCCESS");
  expect(oracle, TREE("{\"path\":\"P\"" TCP "{\"tcp\":\"T\"}]}," P("P2", "2") "}"), "P=SUCCESS T=SUCCESS P2=FAILURE");
  toe_oracle_free(oracle);
}

/* R29, R30, R31, D-6, D-8: MACs are shared; with a limit of 0 not even a known one is taken. */
TOE_TEST(oracle, counts_distinct_macs) {
#define MAC(name, mac) TREE(N(name) ",\"src_mac\":\"" mac "\"}")
  toe_oracle_t *oracle = with("src_mac.entries", "1");
  expect(oracle, MAC("A", "02:00:00:00:00:0a"), "A=SUCCESS");
  expect(oracle, MAC("B", "02:00:00:00:00:0A"), "B=SUCCESS");
  expect(oracle, MAC("C", "02:00:00:00:00:0b"), "C=HW_ADDRESS_ENTRIES");
  expect(oracle, MAC("D", "00:00:00:00:00:00"), "D=SUCCESS");
  say(oracle, "{\"op\":\"set\",\"key\":\"src_mac.entries\",\"value\":0}");
  expect(oracle, MAC("E", "02:00:00:00:00:0a"), "E=HW_ADDRESS_ENTRIES");
  expect(oracle, TREE(N("F") "}"), "F=SUCCESS");
  say(oracle, "{\"op\":\"set\",\"key\":\"src_mac.entries\",\"value\":2}");
  expect(oracle, TREE("{\"neighbor\":\"C\"}"), "C=SUCCESS");
  toe_oracle_free(oracle);
}

/* R32: addresses are told apart by family too, however they are written; one in use stays usable below the limit. */
TOE_TEST(oracle, counts_distinct_source_addresses) {
#define IP(name, src, dst) "{\"path\":\"" name "\",\"src_ip\":\"" src "\",\"dst_ip\":\"" dst "\"}"
  toe_oracle_t *oracle = with("src_ip.entries", "2");
  expect(oracle,
         TREE(N("N") PATHS IP("A", "10.0.0.1", "10.0.1.1") "," IP("B", "fd00::1", "fd01::1") "," IP(
             "C", "fd00:0:0::0001", "fd01::2") "," IP("D", "10.0.0.2", "10.0.1.1") "]}"),
         "N=PARTIAL A=SUCCESS B=SUCCESS C=SUCCESS D=IP_ADDRESS_ENTRIES");
  say(oracle, "{\"op\":\"set\",\"key\":\"src_ip.entries\",\"value\":0}");
  expect(oracle,
         TREE("{\"neighbor\":\"N\"" PATHS IP("E", "10.0.0.1", "10.0.1.9") "," IP("F", "a00:1::", "fd01::3") "]}"),
         "N=PARTIAL E=SUCCESS F=IP_ADDRESS_ENTRIES");
  toe_oracle_free(oracle);
}

/* R36, R37, R38, R113, A-14: mismatch first, then room; without ids of its own the interface takes any. */
TOE_TEST(oracle, admits_vlans) {
#define VLAN(name, id) TREE(N(name) ",\"vlan\":" id "}")
  toe_oracle_t *oracle = with("vlan.interface_ids", "7,8");
  set(oracle, "vlan.entries", "1");
  expect(oracle, VLAN("A", "0"), "A=SUCCESS");
  expect(oracle, VLAN("B", "9"), "B=VLAN_MISMATCH");
  expect(oracle, VLAN("C", "7"), "C=SUCCESS");
  expect(oracle, VLAN("D", "8"), "D=VLAN_ENTRIES");
  expect(oracle, VLAN("E", "7"), "E=SUCCESS");
  say(oracle, "{\"op\":\"set\",\"key\":\"vlan.interface_ids\",\"value\":\"-7\"}");
  expect(oracle, VLAN("F", "7"), "F=VLAN_MISMATCH");
  say(oracle, "{\"op\":\"set\",\"key\":\"vlan.interface_ids\",\"value\":\"-8\"}");
  expect(oracle, TREE("{\"neighbor\":\"F\"}"), "F=SUCCESS");
  say(oracle, "{\"op\":\"set\",\"key\":\"vlan.interface_ids\",\"value\":\"+4094\"}");
  expect(oracle, VLAN("G", "7"), "G=VLAN_MISMATCH");
  say(oracle, "{\"op\":\"set\",\"key\":\"vlan.interface_ids\",\"value\":0}");
  expect(oracle, VLAN("H", "4095"), "H=VLAN_ENTRIES");
  toe_oracle_free(oracle);
}

#define WND(bytes) ",\"initial_rcv_wnd\":" bytes

/* R34, R35: pages of the window rounded up, at least one; a window equal to the limit is allowed. */
TOE_TEST(oracle, reserves_receive_pages) {
  toe_oracle_t *oracle = with("rcv_buffer.page_bytes", "1024");
  set(oracle, "rcv_buffer.pages", "6");
  set(oracle, "rcv_window.max", "2049");
  expect(oracle, PATH_0, "N=SUCCESS P=SUCCESS");
  expect(oracle,
         TREE("{\"path\":\"P\"" TCP T("A", "1") WND("2049") "}," T("B", "2") WND("2050") "}," T("C", "3")
                  WND("0") "}," T("D", "4") WND("1025") "}," T("E", "5") WND("1") "}]}"),
         "P=PARTIAL A=SUCCESS B=TCP_RCV_WINDOW C=SUCCESS D=SUCCESS E=TCP_RCV_BUFFER");
  toe_oracle_free(oracle);
}

/* R40: the policy, each of its parts at its edges; a rejection takes nothing. */
TOE_TEST(oracle, follows_the_admission_policy) {
  toe_oracle_t *oracle = with("admission.reject_states", "FIN_WAIT2,LAST_ACK");
  set(oracle, "admission.reject_local_ports", "100-102");
  set(oracle, "admission.reject_remote_ports", "81");
  set(oracle, "admission.min_rcv_window", "1000");
  set(oracle, "tcp.entries", "4");
  expect(oracle, PATH_0, "N=SUCCESS P=SUCCESS");
  expect(
      oracle,
      TREE("{\"path\":\"P\"" TCP T("A", "1") ",\"state\":\"LAST_ACK\"}," T("B", "2") ",\"state\":\"CLOSING\"}," T(
          "C", "99") "}," T("D", "100") "}," T("E", "102") "}," T("F", "103") "}," T("G", "104")
               WND("999") "}," T("H", "105") WND("1000") "}," T("I", "106") FAULT("rejected") "}," T("J", "2") "}]}"),
      "P=PARTIAL A=CONNECTION_REJECTED B=SUCCESS C=SUCCESS D=CONNECTION_REJECTED E=CONNECTION_REJECTED F=SUCCESS "
      "G=CONNECTION_REJECTED H=SUCCESS I=CONNECTION_REJECTED J=CONNECTION_REJECTED");
  expect(oracle, TREE("{\"path\":\"P\"" TCP "{\"tcp\":\"K\",\"local_port\":7,\"remote_port\":81}]}"),
         "P=FAILURE K=CONNECTION_REJECTED");
  say(oracle, "{\"op\":\"set\",\"key\":\"admission.duplicates\",\"value\":\"fail\"}");
  expect(oracle, TREE("{\"path\":\"P\"" TCP "{\"tcp\":\"J\"}]}"), "P=FAILURE J=FAILURE");
  toe_oracle_free(oracle);
}

/* The same ports on other addresses, or on another VLAN, are another connection. */
TOE_TEST(oracle, tells_connections_apart) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(
      oracle,
      TREE(N("A") PATHS P("PA", "1") TCP T("TA", "5") "}]}," P("PB", "2") TCP T(
          "TB", "5") "}]}]}," N("B") ",\"vlan\":3" PATHS P("PC", "1") TCP T("TC", "5") "}," T("TD", "5") "}]}]}"),
      "A=SUCCESS PA=SUCCESS TA=SUCCESS PB=SUCCESS TB=SUCCESS B=SUCCESS PC=PARTIAL TC=SUCCESS TD=CONNECTION_REJECTED");
  toe_oracle_free(oracle);
}

/* The order of checks (docs/chimney.md 3): of two that fail the earlier is told. */
TOE_TEST(oracle, checks_in_order) {
  toe_oracle_t *oracle = with("vlan.interface_ids", "1");
  static const char *const kNone[] = {
      "vlan.entries",        "src_mac.entries", "neighbor.entries",  "path.entries",     "src_ip.entries",
      "host_memory.objects", "tcp.entries",     "xmit_buffer.pages", "rcv_buffer.pages", "buffered_copy.bytes"};
  expect(oracle, PATH_0, "N=SUCCESS P=SUCCESS");
  for (int i = 0; i < 10; ++i) set(oracle, kNone[i], "0");
  set(oracle, "mtu.max", "1499");
  set(oracle, "rcv_window.max", "65534");
  set(oracle, "admission.reject_remote_ports", "80");
  const char *neighbor = TREE(N("A") ",\"vlan\":2,\"src_mac\":\"02:00:00:00:00:0a\"}");
  const char *path = TREE("{\"neighbor\":\"N\"" PATHS P("Q", "7") "}]}");
  const char *tcp = TREE("{\"path\":\"P\"" TCP T("T", "1") ",\"state\":\"CLOSED\"}," T("U", "1") BUFFERED("1") "}]}");
  const struct {
    const char *line, *status;
    const char *key, *value; /* what lifts this limit */
  } steps[] = {
      {neighbor, "A=VLAN_MISMATCH", "vlan.interface_ids", "0"},
      {neighbor, "A=VLAN_ENTRIES", "vlan.entries", "1"},
      {neighbor, "A=HW_ADDRESS_ENTRIES", "src_mac.entries", "1"},
      {neighbor, "A=NEIGHBOR_ENTRIES", "neighbor.entries", "2"},
      {neighbor, "A=RESOURCES", NULL, NULL},
      {path, "N=FAILURE Q=PATH_MTU", "mtu.max", "1500"},
      {path, "N=FAILURE Q=IP_ADDRESS_ENTRIES", "src_ip.entries", "2"},
      {path, "N=FAILURE Q=PATH_ENTRIES", "path.entries", "2"},
      {path, "N=FAILURE Q=RESOURCES", NULL, NULL},
      {tcp, "P=FAILURE T=FAILURE U=CONNECTION_REJECTED", "admission.reject_remote_ports", "none"},
      {tcp, "P=FAILURE T=FAILURE U=TCP_RCV_WINDOW", "rcv_window.max", "65535"},
      {tcp, "P=FAILURE T=FAILURE U=TCP_ENTRIES", "tcp.entries", "1"},
      {tcp, "P=FAILURE T=FAILURE U=TCP_XMIT_BUFFER", "xmit_buffer.pages", "1"},
      {tcp, "P=FAILURE T=FAILURE U=TCP_RCV_BUFFER", "rcv_buffer.pages", "4"},
      {tcp, "P=FAILURE T=FAILURE U=RESOURCES", "host_memory.objects", "4294967295"},
      {tcp, "P=FAILURE T=FAILURE U=FAILURE", "buffered_copy.bytes", "64"},
      {tcp, "P=PARTIAL T=FAILURE U=SUCCESS", NULL, NULL},
      {neighbor, "A=SUCCESS", NULL, NULL},
      {path, "N=SUCCESS Q=SUCCESS", NULL, NULL},
  };
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; ++i) {
    expect(oracle, steps[i].line, steps[i].status);
    if (steps[i].key != NULL) set(oracle, steps[i].key, steps[i].value);
  }
  toe_oracle_free(oracle);
}

/* A limit below what is used frees nothing and lets nothing in; a denied object takes nothing. */
TOE_TEST(oracle, keeps_what_is_used_when_limits_shrink) {
  toe_oracle_t *oracle = with("neighbor.entries", "3");
  expect(oracle, TREE(N("A") "}," N("B") "}," N("C") "}," N("D") "}"),
         "A=SUCCESS B=SUCCESS C=SUCCESS D=NEIGHBOR_ENTRIES");
  say(oracle, "{\"op\":\"set\",\"key\":\"neighbor.entries\",\"value\":1}");
  expect(oracle, TREE("{\"neighbor\":\"B\"},{\"neighbor\":\"D\"}"), "B=SUCCESS D=NEIGHBOR_ENTRIES");
  say(oracle, "{\"op\":\"set\",\"key\":\"neighbor.entries\",\"value\":4}");
  expect(oracle, TREE("{\"neighbor\":\"D\"}," N("E") "}"), "D=SUCCESS E=NEIGHBOR_ENTRIES");
  toe_oracle_free(oracle);
}

/* What is no initiate comes back as it was; an "expect" of an initiate is replaced. */
TOE_TEST(oracle, answers_other_lines_as_they_are) {
  toe_oracle_t *oracle = toe_oracle_new();
  say(oracle, "# a comment");
  say(oracle, "");
  say(oracle, "{\"op\":\"reset\", \"at_ns\":7}");
  expect(oracle, "{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"x\",\"placeholder\":true}],\"expect\":{\"x\":\"?\"}}",
         "x=SUCCESS");
  toe_oracle_free(oracle);
}

/* Whatever it cannot follow is said, and nothing crashes. */
TOE_TEST(oracle_bad, refuses_what_it_cannot_follow) {
  static const char *const kLines[] = {
      "{",
      "[]",
      "{\"op\":\"flip\",\"object\":\"N\"}",
      "{\"op\":\"initiate\"}",
      "{\"op\":\"initiate\",\"tree\":[7]}",
      "{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}]}",
      "{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"\",\"placeholder\":true}]}",
      "{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"N\",\"placeholder\":true},{\"tcp\":\"N\",\"placeholder\":true}]}",
      "{\"op\":\"initiate\",\"tree\":[{\"path\":\"P\",\"src_ip\":\"1.2.3\",\"dst_ip\":\"1.2.3.4\"}]}",
      "{\"op\":\"initiate\",\"tree\":[{\"path\":\"P\",\"placeholder\":true,\"tcp\":7}]}",
      "{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\",\"dst_mac\":\"a\",\"vlan\":4096}]}",
      "{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"T\",\"local_port\":1,\"remote_port\":2,\"state\":\"OPEN\"}]}",
      "{\"op\":\"terminate\"}",
      "{\"op\":\"terminate\",\"objects\":[]}",
      "{\"op\":\"terminate\",\"objects\":[7]}",
      "{\"op\":\"terminate\",\"objects\":[\"never-seen\"]}",
      "{\"op\":\"upload_request\",\"tcp\":\"never-seen\",\"reason\":\"SmallIO\"}",
      "{\"op\":\"upload_request\",\"reason\":\"SmallIO\"}",
      "{\"op\":\"link\",\"up\":1}",
      "{\"op\":\"send\",\"tcp\":\"T\",\"bytes\":1}",
      "{\"op\":\"set\",\"key\":\"tcp.entries\"}",
      "{\"op\":\"set\",\"key\":\"tcp.entries\",\"value\":16385}",
      "{\"op\":\"set\",\"key\":\"tcp.entries\",\"value\":-1}",
      "{\"op\":\"set\",\"key\":\"rcv_buffer.page_bytes\",\"value\":1024}",
      "{\"op\":\"set\",\"key\":\"vlan.interface_ids\",\"value\":\"7\"}",
      "{\"op\":\"set\",\"key\":\"vlan.interface_ids\",\"value\":\"+4095\"}",
      "{\"op\":\"set\",\"key\":\"walk.policy\",\"value\":\"go\"}",
  };
  static const char *const kKeys[][2] = {{"tcp.entries", "x"},
                                         {"no.such", "1"},
                                         {"host.retry", "1"},
                                         {"rcv_buffer.page_bytes", "1025"},
                                         {"admission.reject_states", "CLOSED"},
                                         {"admission.reject_local_ports", "5-4"},
                                         {"vlan.interface_ids", "1,,2"},
                                         {"host.upload", "sometimes"},
                                         {"host.link_down", ""}};
  toe_oracle_t *oracle = toe_oracle_new();
  toe_oracle_answer_t answer;
  char error[TOE_ORACLE_ERROR_BYTES];
  for (size_t i = 0; i < sizeof kLines / sizeof kLines[0]; ++i) {
    toe_test_note("%s", kLines[i]);
    error[0] = '\0';
    toe_oracle_free(oracle);
    oracle = toe_oracle_new();
    TOE_EXPECT(!toe_oracle_line(oracle, kLines[i], error));
    TOE_EXPECT(error[0] != '\0' && !toe_oracle_next(oracle, &answer));
  }
  for (size_t i = 0; i < sizeof kKeys / sizeof kKeys[0]; ++i) {
    toe_test_note("%s=%s", kKeys[i][0], kKeys[i][1]);
    TOE_EXPECT(!toe_oracle_configure(oracle, kKeys[i][0], kKeys[i][1], error));
  }
  toe_oracle_free(oracle);
}
