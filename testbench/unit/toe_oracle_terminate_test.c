/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of the random trees: what a terminate is answered and gives back, what the device asks for, and what waits
 * meanwhile (docs/chimney.md 4: R58 to R83, R150 to R158, A-8, A-9, A-12).
 */
#include "testbench/unit/toe_oracle_bench.h"

#define TREE_0 TREE(N("N") PATHS P("P", "1") TCP T("T", "1") "}," T("U", "2") "}]}]}")
#define TREE_0_IN "N=SUCCESS P=SUCCESS T=SUCCESS U=SUCCESS"
#define LINK(name) "{\"neighbor\":\"" name "\"}"
#define MENTION TREE("{\"neighbor\":\"N\"" PATHS "{\"path\":\"P\"" TCP "{\"tcp\":\"T\"},{\"tcp\":\"U\"}]}]}")
#define HANDLE(layer, number) TREE("{\"" layer "\":\"h\",\"handle\":" number "}")

/* R58, R60, R61: any of them, with all that hangs on it; a name that is not offloaded is passed over; a later mention
 * is a new offload of the first state. */
TOE_TEST(oracle_terminate, takes_dependents_with_it) {
  toe_oracle_t *oracle = with("tcp.entries", "2");
  expect(oracle, TREE_0, TREE_0_IN);
  expect(oracle, TERMINATE("\"T\""), "T=SUCCESS");
  expect(oracle, TERMINATE("\"T\""), "");
  expect(oracle, TREE("{\"path\":\"P\"" TCP T("V", "3") "}," T("W", "4") "}]}"),
         "P=PARTIAL V=SUCCESS W=TCP_ENTRIES"); /* one came back, no more */
  expect(oracle, TERMINATE("\"W\",\"V\",\"N\",\"U\""), "V=SUCCESS N=SUCCESS P=SUCCESS U=SUCCESS");
  expect(oracle, TREE(LINK("N")), "N=SUCCESS");
  expect(oracle, HANDLE("path", "536870912"), "h=FAILURE"); /* path 0 went with N */
  expect(oracle, TREE("{\"neighbor\":\"N\"" PATHS "{\"path\":\"P\"" TCP "{\"tcp\":\"V\"}]}]}"),
         "N=SUCCESS P=SUCCESS V=SUCCESS");
  toe_oracle_free(oracle);
}

/* A-9, R59, R68: a raw list is all that is sent, dependents first: what others depend on stays; what is not there is
 * refused. */
TOE_TEST(oracle_terminate, adds_nothing_to_raw_lists) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, TREE_0, TREE_0_IN);
  expect(oracle, RAW("\"N\",\"T\",\"P\""), "N=FAILURE T=SUCCESS P=FAILURE");
  expect(oracle, RAW("\"T\",\"N\",\"P\",\"U\""), "T=FAILURE N=SUCCESS P=SUCCESS U=SUCCESS");
  expect(oracle, MENTION, TREE_0_IN);
  toe_oracle_free(oracle);
}

/* R170: everything an object takes (docs/config.md) is free again: each limit lets one of them in, so the second waits
 * for the first to go. */
TOE_TEST(oracle_terminate, frees_all_that_was_taken) {
  static const char *const kOnes[][2] = {{"neighbor.entries", "1"},      {"path.entries", "1"},
                                         {"tcp.entries", "1"},           {"vlan.entries", "1"},
                                         {"src_mac.entries", "1"},       {"src_ip.entries", "1"},
                                         {"rcv_buffer.pages", "7"},      {"xmit_buffer.pages", "1"},
                                         {"buffered_copy.bytes", "128"}, {"host_memory.objects", "3"}};
#define ONE(n, mac)                                                                         \
  TREE(N("N" n) ",\"vlan\":1" n ",\"src_mac\":\"02:00:00:00:00:" mac "\"" PATHS P("P" n, n) \
           TCP T("T" n, n) ",\"initial_rcv_wnd\":65537" BUFFERED("65") "}]}]}")
  for (size_t i = 0; i < sizeof kOnes / sizeof kOnes[0]; ++i) {
    toe_oracle_t *oracle = toe_oracle_new();
    toe_test_note("%s", kOnes[i][0]);
    set(oracle, kOnes[i][0], kOnes[i][1]);
    expect(oracle, ONE("1", "01"), "N1=SUCCESS P1=SUCCESS T1=SUCCESS");
    expect(oracle, TERMINATE("\"N1\""), "N1=SUCCESS P1=SUCCESS T1=SUCCESS");
    expect(oracle, ONE("2", "02"), "N2=SUCCESS P2=SUCCESS T2=SUCCESS");
    expect(oracle, RAW("\"T2\",\"P2\",\"N2\""), "T2=SUCCESS P2=SUCCESS N2=SUCCESS");
    expect(oracle, ONE("1", "01"), "N1=SUCCESS P1=SUCCESS T1=SUCCESS");
    toe_oracle_free(oracle);
  }
}

/* A shared value is free when its last user goes, not before. */
TOE_TEST(oracle_terminate, counts_users_of_shared_values) {
  toe_oracle_t *oracle = with("vlan.entries", "1");
  expect(oracle, TREE(N("A") ",\"vlan\":5}," N("B") ",\"vlan\":5}"), "A=SUCCESS B=SUCCESS");
  expect(oracle, TERMINATE("\"A\""), "A=SUCCESS");
  expect(oracle, TREE(N("C") ",\"vlan\":6}"), "C=VLAN_ENTRIES");
  expect(oracle, TERMINATE("\"B\""), "B=SUCCESS");
  expect(oracle, TREE("{\"neighbor\":\"C\"}"), "C=SUCCESS");
  expect(oracle, TREE("{\"neighbor\":\"A\"}"), "A=VLAN_ENTRIES");
  toe_oracle_free(oracle);
}

/* The pages a connection gives back are those it took; its addresses and ports may be used again (R40, D-4). */
TOE_TEST(oracle_terminate, frees_addresses_and_ports) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, TREE_0, TREE_0_IN);
  const char *same = TREE("{\"path\":\"P\"" TCP T("S", "1") "}]}");
  expect(oracle, same, "P=FAILURE S=CONNECTION_REJECTED");
  expect(oracle, TERMINATE("\"T\""), "T=SUCCESS");
  expect(oracle, same, "P=SUCCESS S=SUCCESS");
  expect(oracle, TREE("{\"path\":\"P\"" TCP "{\"tcp\":\"T\"}]}"), "P=FAILURE T=CONNECTION_REJECTED");
  toe_oracle_free(oracle);
}

/* A limit below what is used: a free brings it nearer, and only below it something gets in. */
TOE_TEST(oracle_terminate, frees_under_lowered_limits) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, TREE(N("A") "}," N("B") "}," N("C") "}"), "A=SUCCESS B=SUCCESS C=SUCCESS");
  say(oracle, SET("neighbor.entries", "2"));
  expect(oracle, TERMINATE("\"A\""), "A=SUCCESS");
  expect(oracle, TREE(N("D") "}"), "D=NEIGHBOR_ENTRIES");
  expect(oracle, TERMINATE("\"B\""), "B=SUCCESS");
  expect(oracle, TREE("{\"neighbor\":\"D\"},{\"neighbor\":\"A\"}"), "D=SUCCESS A=NEIGHBOR_ENTRIES");
  toe_oracle_free(oracle);
}

/* Ids (docs/microarchitecture.md 6): never-used ones first, so a freed one is dead; when all 4096 have been given,
 * freed ones in the order of their freeing. */
TOE_TEST(oracle_terminate, gives_freed_ids_out_again) {
  toe_oracle_t *oracle = with("neighbor.entries", "4096");
  expect(oracle, TREE(N("A") "}," N("B") "}," N("C") "}"), "A=SUCCESS B=SUCCESS C=SUCCESS");
  expect(oracle, RAW("\"B\",\"A\""), "B=SUCCESS A=SUCCESS"); /* freed: 1, 0 */
  expect(oracle, TREE(N("D") "}"), "D=SUCCESS");             /* 3 */
  expect(oracle, HANDLE("neighbor", "268435456"), "h=FAILURE");
  for (int i = 4; i < 4096; ++i) {
    char line[128], name[32];
    snprintf(line, sizeof line, TREE(N("n%d") "}"), i);
    snprintf(name, sizeof name, "n%d=SUCCESS", i);
    expect(oracle, line, name);
  }
  expect(oracle, HANDLE("neighbor", "268439551"), "h=SUCCESS"); /* 4095 */
  expect(oracle, HANDLE("neighbor", "268435457"), "h=FAILURE");
  expect(oracle, TERMINATE("\"D\""), "D=SUCCESS"); /* freed: 1, 0, 3 */
  expect(oracle, TREE(N("E") "}"), "E=SUCCESS");
  expect(oracle, HANDLE("neighbor", "268435457"), "h=SUCCESS");
  expect(oracle, HANDLE("neighbor", "268435456"), "h=FAILURE");
  expect(oracle, TREE(N("F") "}"), "F=SUCCESS");
  expect(oracle, HANDLE("neighbor", "268435456"), "h=SUCCESS");
  expect(oracle, HANDLE("neighbor", "268435459"), "h=FAILURE");
  expect(oracle, TREE(N("G") "}," N("H") "}"), "G=SUCCESS H=NEIGHBOR_ENTRIES");
  toe_oracle_free(oracle);
}

/* R67, R72, U2, U3: the connection, then its path and neighbor when nothing else hangs on them. */
TOE_TEST(oracle_terminate, follows_an_upload_request_upwards) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, TREE_0, TREE_0_IN);
  say(oracle, UPLOAD("T", "HardwareFailure"));
  expect(oracle, HANDLE("tcp", "805306368"), "h=FAILURE");
  expect(oracle, HANDLE("path", "536870912"), "h=SUCCESS");
  say(oracle, UPLOAD("T", "HardwareFailure")); /* not there: nobody hears it */
  expect(oracle, TREE("{\"neighbor\":\"N\"" PATHS P("Q", "2") "}]}"), "N=SUCCESS Q=SUCCESS");
  say(oracle, UPLOAD("U", "UploadRequested"));
  expect(oracle, HANDLE("path", "536870912"), "h=FAILURE");
  expect(oracle, HANDLE("neighbor", "268435456"), "h=SUCCESS"); /* Q hangs on it */
  expect(oracle, TERMINATE("\"Q\""), "Q=SUCCESS");
  expect(oracle, HANDLE("neighbor", "268435456"), "h=SUCCESS"); /* a terminate of the host touches no more than asked */
  expect(oracle, TREE("{\"neighbor\":\"N\"" PATHS "{\"path\":\"P\"" TCP "{\"tcp\":\"T\"}]}]}"),
         "N=SUCCESS P=SUCCESS T=SUCCESS");
  say(oracle, UPLOAD("T", "InvalidState"));
  expect(oracle, HANDLE("neighbor", "268435456"), "h=FAILURE");
  toe_oracle_free(oracle);
}

/* R150, R151, A-12: which reasons bind the host, and which are refused in FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT. */
TOE_TEST(oracle_terminate, knows_reasons) {
  static const struct {
    const char *line;
    bool is_mandatory, is_allowed_closing;
  } kReasons[] = {{UPLOAD("T", "LowActivity"), false, false},
                  {UPLOAD("T", "HighDropRate"), false, false},
                  {UPLOAD("T", "SmallIO"), false, false},
                  {UPLOAD("T", "NoBufferPreposting"), false, false},
                  {UPLOAD("T", "ReceivedUrgentData"), true, true},
                  {UPLOAD("T", "HighFragmentation"), false, false},
                  {UPLOAD("T", "HighOutOfOrderPackets"), false, false},
                  {UPLOAD("T", "TimeoutExpiration"), true, true},
                  {UPLOAD("T", "InvalidState"), true, true},
                  {UPLOAD("T", "UploadRequested"), true, false},
                  {UPLOAD("T", "HardwareFailure"), true, true}};
  static const char *const kUploads[] = {"mandatory", "always", "never"};
  static const char *const kStates[] = {"ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"};
  for (int i = 0; i < 11 * 3 * 6; ++i) {
    int reason = i / 18, upload = i / 6 % 3, state = i % 6;
    char tree[256];
    toe_test_note("%s %s %s", kReasons[reason].line, kUploads[upload], kStates[state]);
    toe_oracle_t *oracle = with("host.upload", kUploads[upload]);
    snprintf(tree, sizeof tree, TREE(N("N") PATHS P("P", "1") TCP T("T", "1") ",\"state\":\"%s\"}]}]}"),
             kStates[state]);
    expect(oracle, tree, "N=SUCCESS P=SUCCESS T=SUCCESS");
    say(oracle, kReasons[reason].line);
    bool is_told = kReasons[reason].is_allowed_closing || state == 0 || state > 3;
    bool is_gone = is_told && (upload == 1 || (upload == 0 && kReasons[reason].is_mandatory));
    expect(oracle, HANDLE("neighbor", "268435456"), is_gone ? "h=FAILURE" : "h=SUCCESS");
    toe_oracle_free(oracle);
  }
}

/* R154, R155, R80: what comes after a pause is answered at the resume, in order, what was on its way first; terminates
 * and settings go on at once. */
TOE_TEST(oracle_terminate, holds_initiates_while_paused) {
  toe_oracle_t *oracle = with("neighbor.entries", "3");
  expect(oracle, TREE(N("A") "}," N("B") "}"), "A=SUCCESS B=SUCCESS");
  say(oracle, OP("pause"));
  give(oracle, TREE(N("C") "}"));
  give(oracle, "# a comment");
  give(oracle, TERMINATE("\"A\",\"C\""));
  give(oracle, LATE(N("D") "}"));
  give(oracle, TREE("{\"neighbor\":\"D\"},{\"neighbor\":\"A\"}"));
  silent(oracle);
  char error[TOE_ORACLE_ERROR_BYTES] = "";
  TOE_EXPECT(!toe_oracle_end(oracle, error));
  TOE_EXPECT(strstr(error, "line 3 ") != NULL);
  give(oracle, OP("resume"));
  answered(oracle, "C=SUCCESS"); /* D came first, C was the third */
  unchanged(oracle, "# a comment");
  answered(oracle, "A=SUCCESS"); /* C is known, and not there */
  answered(oracle, "D=SUCCESS");
  answered(oracle, "D=SUCCESS A=NEIGHBOR_ENTRIES");
  unchanged(oracle, OP("resume"));
  TOE_EXPECT(toe_oracle_end(oracle, error));
  expect(oracle, LATE(N("E") "}"), "E=NEIGHBOR_ENTRIES"); /* nothing waits any more */
  toe_oracle_free(oracle);
}

/* R153, A-8, U5: all is terminated; what is on its way ends with FAILURE, placeholders SUCCESS; what the host holds
 * goes on at the resume. */
TOE_TEST(oracle_terminate, terminates_all) {
  toe_oracle_t *oracle = with("neighbor.entries", "1");
  expect(oracle, TREE_0, TREE_0_IN);
  say(oracle, OP("pause"));
  give(oracle, LATE("{\"neighbor\":\"N\"" PATHS P("Q", "2") "}]},{\"neighbor\":\"x\",\"placeholder\":true}"));
  give(oracle, OP("upload_all"));
  answered(oracle, "N=FAILURE Q=FAILURE x=SUCCESS");
  unchanged(oracle, OP("upload_all"));
  expect(oracle, LATE(N("B") "},{\"neighbor\":\"y\",\"handle\":268435456}"), "B=FAILURE y=FAILURE");
  give(oracle, TREE(N("C") "},{\"neighbor\":\"N\"}"));
  give(oracle, TERMINATE("\"N\",\"T\"")); /* nothing is left */
  silent(oracle);
  give(oracle, OP("resume"));
  answered(oracle, "C=SUCCESS N=NEIGHBOR_ENTRIES");
  answered(oracle, "");
  unchanged(oracle, OP("resume"));
  toe_oracle_free(oracle);
}

/* R64, R65: a lost link takes nothing, but where the host wants it so. */
TOE_TEST(oracle_terminate, keeps_or_terminates_on_a_lost_link) {
  for (int i = 0; i < 2; ++i) {
    toe_oracle_t *oracle = with("host.link_down", i == 0 ? "keep" : "terminate");
    expect(oracle, TREE_0, TREE_0_IN);
    say(oracle, "{\"op\":\"link\",\"up\":true}");
    expect(oracle, HANDLE("tcp", "805306368"), "h=SUCCESS");
    say(oracle, "{\"op\":\"link\",\"up\":false}");
    expect(oracle, HANDLE("neighbor", "268435456"), i == 0 ? "h=SUCCESS" : "h=FAILURE");
    expect(oracle, MENTION, TREE_0_IN);
    say(oracle, OP("reset"));
    expect(oracle, i == 0 ? HANDLE("neighbor", "268435456") : HANDLE("neighbor", "268435457"), "h=SUCCESS");
    toe_oracle_free(oracle);
  }
}

/* R100: what a late initiate names is in transit until the resume, and a request for it would wait for ever. */
TOE_TEST(oracle_terminate_bad, refuses_what_waits_for_itself) {
  static const char *const kLines[] = {TERMINATE("\"N\""), RAW("\"N\""), LATE("{\"neighbor\":\"N\"}"),
                                       UPLOAD("T", "InvalidState"), "{\"op\":\"link\",\"up\":false}"};
  for (int i = 0; i < 5; ++i) {
    char error[TOE_ORACLE_ERROR_BYTES] = "";
    toe_oracle_t *oracle = with("host.link_down", "terminate");
    expect(oracle, TREE(N("N") PATHS P("P", "1") TCP T("T", "1") "}]}]}"), "N=SUCCESS P=SUCCESS T=SUCCESS");
    say(oracle, OP("pause"));
    give(oracle, LATE("{\"neighbor\":\"N\"}"));
    toe_test_note("%s", kLines[i]);
    TOE_EXPECT(!toe_oracle_line(oracle, kLines[i], error));
    TOE_EXPECT(error[0] != '\0');
    toe_oracle_free(oracle);
  }
}

/* A name twice in a list. */
TOE_TEST(oracle_terminate_bad, refuses_a_name_twice) {
  char error[TOE_ORACLE_ERROR_BYTES] = "";
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, NEIGHBOR_0, "N=SUCCESS");
  TOE_EXPECT(!toe_oracle_line(oracle, TERMINATE("\"N\",\"N\""), error));
  TOE_EXPECT(strstr(error, "twice") != NULL);
  toe_oracle_free(oracle);
}
