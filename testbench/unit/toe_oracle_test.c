/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of the random trees against the vectors of docs/chimney.md 5, typed from there.
 */
#include "testbench/unit/toe_oracle_bench.h"

/* One request to a fresh device of one policy and one more key. */
static void expect_once(const char *policy, const char *key, const char *value, const char *line,
                        const char *expected) {
  toe_oracle_t *oracle = with(key, value);
  set(oracle, "walk.policy", policy);
  expect(oracle, line, expected);
  toe_oracle_free(oracle);
}

static const char *const kPolicies[] = {"stop-on-uncategorised", "prune", "stop-at-failed-parent"};

/* V1, R5 to R17: the published example, under the policy it shows and the two others (P2 has no sibling behind it). */
TOE_TEST(oracle, answers_v1) {
  for (int i = 0; i < 3; ++i) {
    expect_once(kPolicies[i], NULL, NULL,
                TREE(N("N1") PATHS P("P1", "1") TCP T("T1", "1") "}," T("T2", "2")
                         FAULT("host-memory") "}]}," P("P2", "2") FAULT("internal") TCP T("T3", "3") "}]}]}"),
                "N1=PARTIAL P1=PARTIAL T1=SUCCESS T2=RESOURCES P2=FAILURE T3=FAILURE");
  }
}

/* V2, V3, V16: PARTIAL does not climb (R23); a connection's failure stops nothing. */
TOE_TEST(oracle, answers_v2_v3_v16) {
  const char *two = TREE(N("N") PATHS P("P", "1") TCP T("T1", "1") "}," T("T2", "2") "}]}]}");
  for (int i = 0; i < 3; ++i) {
    expect_once(kPolicies[i], "tcp.entries", "1", two, "N=SUCCESS P=PARTIAL T1=SUCCESS T2=TCP_ENTRIES");
    expect_once(kPolicies[i], "rcv_window.max", "65534", two,
                "N=SUCCESS P=PARTIAL T1=TCP_RCV_WINDOW T2=TCP_RCV_WINDOW");
    expect_once(kPolicies[i], NULL, NULL,
                TREE(N("N") PATHS P("P", "1") TCP T("T1", "1") FAULT("internal") "}," T("T2", "2") "}]}]}"),
                "N=SUCCESS P=PARTIAL T1=FAILURE T2=SUCCESS");
  }
}

/* V4, V5: what is under a failure is not attempted (R8); a failed root ends it all (R10). */
TOE_TEST(oracle, answers_v4_v5) {
  for (int i = 0; i < 3; ++i) {
    expect_once(kPolicies[i], "path.entries", "0", TREE(N("N") PATHS P("P", "1") TCP T("T1", "1") "}]}]}"),
                "N=PARTIAL P=PATH_ENTRIES T1=FAILURE");
    expect_once(
        kPolicies[i], "neighbor.entries", "0",
        TREE(N("N1") PATHS P("P1", "1") TCP T("T1", "1") "}]}]}," N("N2") PATHS P("P2", "2") TCP T("T2", "2") "}]}]}"),
        "N1=NEIGHBOR_ENTRIES P1=FAILURE T1=FAILURE N2=FAILURE P2=FAILURE T2=FAILURE");
  }
}

#define V6(fault)                                                                                          \
  TREE(N("N1") ",\"vlan\":5" PATHS P("P1", "1") TCP T("T1", "1") "}]}]}," N("N2") fault PATHS P("P2", "2") \
           TCP T("T2", "2") "}]}]}," N("N3") ",\"vlan\":5" PATHS P("P3", "3") TCP T("T3", "3") "}]}]}")
#define V6_GOES_ON(code) \
  "N1=SUCCESS P1=SUCCESS T1=SUCCESS N2=" code " P2=FAILURE T2=FAILURE N3=SUCCESS P3=SUCCESS T3=SUCCESS"
#define V6_STOPS(code) \
  "N1=SUCCESS P1=SUCCESS T1=SUCCESS N2=" code " P2=FAILURE T2=FAILURE N3=FAILURE P3=FAILURE T3=FAILURE"

/* V6 and A-1: a second root that fails, for a resource and for a reason without a category. */
TOE_TEST(oracle, answers_v6) {
  const char *full = V6(",\"vlan\":6"), *broken = V6(FAULT("internal"));
  expect_once("stop-on-uncategorised", "vlan.entries", "1", full, V6_GOES_ON("VLAN_ENTRIES"));
  expect_once("prune", "vlan.entries", "1", full, V6_GOES_ON("VLAN_ENTRIES"));
  expect_once("stop-at-failed-parent", "vlan.entries", "1", full, V6_STOPS("VLAN_ENTRIES"));
  expect_once("stop-on-uncategorised", NULL, NULL, broken, V6_STOPS("FAILURE"));
  expect_once("prune", NULL, NULL, broken, V6_GOES_ON("FAILURE"));
  expect_once("stop-at-failed-parent", NULL, NULL, broken, V6_STOPS("FAILURE"));
}

/* V7, V8, V9, V10: linkers have the status of their dependents alone (R91, R92, A-4, A-5). */
TOE_TEST(oracle, answers_v7_to_v10) {
  const char *linked = TREE("{\"neighbor\":\"N\"" PATHS "{\"path\":\"P\"" TCP T("T1", "1") "}," T("T2", "2") "}]}]}");
  const struct {
    const char *key, *value, *expected;
  } cases[] = {
      {NULL, NULL, "N=SUCCESS P=SUCCESS T1=SUCCESS T2=SUCCESS"},
      {"xmit_buffer.pages", "1", "N=SUCCESS P=PARTIAL T1=SUCCESS T2=TCP_XMIT_BUFFER"},
      {"tcp.entries", "0", "N=FAILURE P=FAILURE T1=TCP_ENTRIES T2=TCP_ENTRIES"},
  };
  for (int i = 0; i < 9; ++i) {
    toe_oracle_t *oracle = with(cases[i / 3].key, cases[i / 3].value);
    set(oracle, "walk.policy", kPolicies[i % 3]);
    expect(oracle, PATH_0, "N=SUCCESS P=SUCCESS");
    expect(oracle, linked, cases[i / 3].expected);
    /* V9: the objects behind them stay; V10 */
    expect(oracle,
           TREE("{\"neighbor\":\"x\",\"placeholder\":true" PATHS "{\"path\":\"P\"" TCP T("T3", "3")
                    FAULT("host-memory") "}]}]}"),
           i / 3 == 2   ? "x=SUCCESS P=FAILURE T3=TCP_ENTRIES"
           : i / 3 == 1 ? "x=SUCCESS P=FAILURE T3=TCP_XMIT_BUFFER"
                        : "x=SUCCESS P=FAILURE T3=RESOURCES");
    toe_oracle_free(oracle);
  }
}

/* V11, V12, V15, V18 (R19, R87, R90, A-6). */
TOE_TEST(oracle, answers_v11_v12_v15_v18) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, TREE("{\"neighbor\":\"x\",\"placeholder\":true}"), "x=SUCCESS");
  expect(oracle, NEIGHBOR_0, "N=SUCCESS");
  expect(oracle, TREE("{\"neighbor\":\"y\",\"placeholder\":true" PATHS P("P9", "9") TCP T("T9", "9") "}]}]}"),
         "y=SUCCESS P9=FAILURE T9=FAILURE");
  toe_oracle_free(oracle);
  /* V15 with room for 4 connections: the fifth in the order of R87 is denied. */
  expect_once("prune", "tcp.entries", "4",
              TREE(N("N1") PATHS P("P1", "1") TCP T("T1", "1") "}," T("T2", "2") "}]}," P("P2", "2")
                       TCP T("T3", "3") "}]}]}," N("N2") PATHS P("P3", "3") TCP T("T4", "4") "}," T("T5", "5") "}]}]}"),
              "N1=SUCCESS P1=SUCCESS T1=SUCCESS T2=SUCCESS P2=SUCCESS T3=SUCCESS N2=SUCCESS P3=PARTIAL T4=SUCCESS "
              "T5=TCP_ENTRIES");
}

/* V13, R39: the MTU is the path's; equal is allowed. */
TOE_TEST(oracle, answers_v13) {
  toe_oracle_t *oracle = toe_oracle_new();
  expect(oracle, NEIGHBOR_0, "N=SUCCESS");
  expect(oracle,
         TREE("{\"neighbor\":\"N\"" PATHS P("P1", "1") ",\"mtu\":9000" TCP T("T1", "1") "}]}," P(
             "P2", "2") ",\"mtu\":9001" TCP T("T2", "2") "}]}]}"),
         "N=PARTIAL P1=SUCCESS T1=SUCCESS P2=PATH_MTU T2=FAILURE");
  toe_oracle_free(oracle);
}

/* V14, R47, R48, A-16: the copy takes its bytes rounded up to 64, and what is not there is FAILURE of that block alone.
 */
TOE_TEST(oracle, answers_v14) {
  toe_oracle_t *oracle = with("buffered_copy.bytes", "191");
  expect(oracle, PATH_0, "N=SUCCESS P=SUCCESS");
  expect(oracle,
         TREE("{\"path\":\"P\"" TCP T("T1", "1") BUFFERED("65") "}," T("T2", "2") BUFFERED("1") "}," T("T3", "3")
                  BUFFERED("0") FAULT("copy-memory") "}]}"),
         "P=PARTIAL T1=SUCCESS T2=FAILURE T3=SUCCESS");
  say(oracle, "{\"op\":\"set\",\"key\":\"buffered_copy.bytes\",\"value\":192}");
  expect(oracle, TREE("{\"path\":\"P\"" TCP T("T4", "4") BUFFERED("64") FAULT("copy-memory") "}]}"),
         "P=FAILURE T4=FAILURE");
  expect(oracle, TREE("{\"path\":\"P\"" TCP T("T2", "2") "}]}"), "P=SUCCESS T2=SUCCESS"); /* its first state: 1 byte */
  expect(oracle, TREE("{\"path\":\"P\"" TCP T("T5", "5") BUFFERED("1") "}]}"), "P=FAILURE T5=FAILURE");
  toe_oracle_free(oracle);
}

/* V17: a failed path of another neighbor, with and without a category. */
TOE_TEST(oracle, answers_v17) {
#define V17(fault) TREE(N("N1") PATHS P("P1", "1") fault "}]}," N("N2") PATHS P("P2", "2") TCP T("T2", "2") "}]}]}")
  const char *goes_on_short = "N1=PARTIAL P1=RESOURCES N2=SUCCESS P2=SUCCESS T2=SUCCESS";
  const char *stops_short = "N1=PARTIAL P1=RESOURCES N2=FAILURE P2=FAILURE T2=FAILURE";
  const char *goes_on = "N1=PARTIAL P1=FAILURE N2=SUCCESS P2=SUCCESS T2=SUCCESS";
  const char *stops = "N1=PARTIAL P1=FAILURE N2=FAILURE P2=FAILURE T2=FAILURE";
  for (int i = 0; i < 3; ++i) {
    expect_once(kPolicies[i], NULL, NULL, V17(FAULT("host-memory")), i == 2 ? stops_short : goes_on_short);
    expect_once(kPolicies[i], NULL, NULL, V17(FAULT("internal")), i == 1 ? goes_on : stops);
  }
}
