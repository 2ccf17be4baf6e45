/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of the checks, rules 6..9 of docs/microarchitecture.md 7, which is that of docs/chimney.md 3: of any two
 * that fail the earlier gives the cause.
 */
#include "model/toe_admit.h"

#include "testbench/shim/toe_test.h"

/* Everything toe_admit is told. */
typedef struct state {
  toe_object_t object;
  toe_admit_rules_t rules;
  toe_admit_facts_t facts;
} state_t;

/* A way to make one check fail; false: this state has a fault already (an object carries one). */
typedef struct spoil {
  uint32_t cause;
  enum { PARENT, STATE, FAULT, REJECT_STATE, PORT, MIN_WINDOW, TWICE, MAX_WINDOW, MTU, VLAN, ROOM, HANDLE, ROW } how;
  uint32_t what; /* FAULT: which; ROOM: the pool */
} spoil_t;

static state_t good(uint32_t layer, uint32_t kind) {
  state_t state = {.object = {.is_fetched = true,
                              .layer = (uint8_t)layer,
                              .kind = (uint8_t)kind,
                              .mtu = 9000,
                              .tcp_state = 4,
                              .local_port = 80,
                              .remote_port = 90,
                              .initial_rcv_wnd = 1000,
                              .buffered_bytes = 1},
                   .rules = {.has_faults = true,
                             .mtu_max = 9000,
                             .rcv_window_max = 1000,
                             .min_window = 1000,
                             .local_ports = 0x0000FFFF,
                             .remote_ports = 0x0000FFFF},
                   .facts = {.is_handle_used = true, .has_parent = true}};
  for (int i = 0; i < TOE_POOLS; ++i) state.facts.has_room[i] = true;
  return state;
}

static bool spoil(state_t *state, const spoil_t *spoil) {
  switch (spoil->how) {
    case PARENT:
      state->facts.has_parent = false;
      break;
    case STATE:
      state->object.tcp_state = 10;
      break;
    case FAULT:
      if (state->object.fault != 0) return false;
      state->object.fault = (uint8_t)spoil->what;
      break;
    case REJECT_STATE:
      state->rules.reject_states = 0x3F0; /* 4..9 */
      break;
    case PORT:
      state->rules.remote_ports = 90u << 16 | 90u;
      break;
    case MIN_WINDOW:
      state->rules.min_window = 0xFFFFFFFF;
      break;
    case TWICE:
      state->facts.is_duplicate = true;
      break;
    case MAX_WINDOW:
      state->rules.rcv_window_max = 999;
      break;
    case MTU:
      state->rules.mtu_max = 8999;
      break;
    case VLAN:
      state->facts.is_foreign_vlan = true;
      break;
    case ROOM:
      state->facts.has_room[spoil->what] = false;
      break;
    case HANDLE:
      state->facts.is_handle_used = false;
      break;
    case ROW:
      state->facts.is_uncorrectable = true;
      break;
  }
  return true;
}

/* Each check alone, and each with each behind it. */
static void expect_order(uint32_t layer, uint32_t kind, const spoil_t *spoils, uint32_t count) {
  state_t state = good(layer, kind);
  TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), TOE_CAUSE_OK);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = i; k < count; ++k) {
      state = good(layer, kind);
      (void)spoil(&state, &spoils[i]);
      if (k > i && !spoil(&state, &spoils[k])) continue;
      toe_test_note("layer %u: cause %u and %u", (unsigned)layer, (unsigned)spoils[i].cause, (unsigned)spoils[k].cause);
      TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), spoils[i].cause);
    }
  }
}

/* R37, R36, R29, R30, R28, R25. */
TOE_TEST(admit, checks_a_neighbor_in_order) {
  static const spoil_t kOrder[] = {{TOE_CAUSE_INTERNAL, FAULT, 1},
                                   {TOE_CAUSE_VLAN_MISMATCH, VLAN, 0},
                                   {TOE_CAUSE_VLAN_POOL, ROOM, TOE_POOL_VLAN},
                                   {TOE_CAUSE_SRC_MAC_POOL, ROOM, TOE_POOL_SRC_MAC},
                                   {TOE_CAUSE_NEIGHBOR_POOL, ROOM, TOE_POOL_NEIGHBOR},
                                   {TOE_CAUSE_HOST_FAULT, FAULT, 2},
                                   {TOE_CAUSE_HOST_POOL, ROOM, TOE_POOL_HOST_MEMORY}};
  expect_order(1, TOE_KIND_NEW, kOrder, sizeof kOrder / sizeof kOrder[0]);
}

/* R39, R32, R27, R25. */
TOE_TEST(admit, checks_a_path_in_order) {
  static const spoil_t kOrder[] = {{TOE_CAUSE_NO_PARENT, PARENT, 0},
                                   {TOE_CAUSE_INTERNAL, FAULT, 1},
                                   {TOE_CAUSE_PATH_MTU, MTU, 0},
                                   {TOE_CAUSE_SRC_IP_POOL, ROOM, TOE_POOL_SRC_IP},
                                   {TOE_CAUSE_PATH_POOL, ROOM, TOE_POOL_PATH},
                                   {TOE_CAUSE_HOST_FAULT, FAULT, 2},
                                   {TOE_CAUSE_HOST_POOL, ROOM, TOE_POOL_HOST_MEMORY}};
  expect_order(2, TOE_KIND_NEW, kOrder, sizeof kOrder / sizeof kOrder[0]);
}

/* R104, R40, R35, R26, R33, R34, R25, R47. */
TOE_TEST(admit, checks_a_connection_in_order) {
  static const spoil_t kOrder[] = {{TOE_CAUSE_NO_PARENT, PARENT, 0},
                                   {TOE_CAUSE_TCP_STATE, STATE, 0},
                                   {TOE_CAUSE_INTERNAL, FAULT, 1},
                                   {TOE_CAUSE_REJECT_STATE, REJECT_STATE, 0},
                                   {TOE_CAUSE_REJECT_PORT, PORT, 0},
                                   {TOE_CAUSE_REJECT_WINDOW, MIN_WINDOW, 0},
                                   {TOE_CAUSE_REJECT_DUPLICATE, TWICE, 0},
                                   {TOE_CAUSE_REJECT_FAULT, FAULT, 3},
                                   {TOE_CAUSE_RCV_WINDOW, MAX_WINDOW, 0},
                                   {TOE_CAUSE_TCP_POOL, ROOM, TOE_POOL_TCP},
                                   {TOE_CAUSE_LOOKUP_POOL, ROOM, TOE_POOL_LOOKUP},
                                   {TOE_CAUSE_XMIT_POOL, ROOM, TOE_POOL_XMIT_BUFFER},
                                   {TOE_CAUSE_RCV_POOL, ROOM, TOE_POOL_RCV_BUFFER},
                                   {TOE_CAUSE_HOST_FAULT, FAULT, 2},
                                   {TOE_CAUSE_HOST_POOL, ROOM, TOE_POOL_HOST_MEMORY},
                                   {TOE_CAUSE_COPY_FAULT, FAULT, 4},
                                   {TOE_CAUSE_COPY_POOL, ROOM, TOE_POOL_BUFFERED_COPY}};
  expect_order(3, TOE_KIND_NEW, kOrder, sizeof kOrder / sizeof kOrder[0]);
}

TOE_TEST(admit, checks_a_linker_in_order) {
  static const spoil_t kOrder[] = {{TOE_CAUSE_BAD_HANDLE, HANDLE, 0}, {TOE_CAUSE_CONTEXT_ECC, ROW, 0}};
  for (uint32_t layer = 1; layer <= 3; ++layer) expect_order(layer, TOE_KIND_LINKER, kOrder, 2);
}

/* Nothing keeps a placeholder out [R90], and nothing but its handle and its row a linker. */
TOE_TEST(admit, asks_nothing_of_placeholders_and_linkers) {
  state_t state = good(3, TOE_KIND_PLACEHOLDER);
  state.facts = (toe_admit_facts_t){0};
  state.object.fault = TOE_FAULT_INTERNAL;
  TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), TOE_CAUSE_OK);
  state.object.kind = TOE_KIND_LINKER;
  state.facts.is_handle_used = true;
  TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), TOE_CAUSE_OK);
}

/* A fault counts under FAULT_ENABLE and at its own places only: of layer 1 and 2 internal and host memory, copy memory
 * of a connection with buffered bytes. */
TOE_TEST(admit, honours_faults_at_their_places) {
  static const struct {
    uint32_t layer, fault, cause;
  } kCases[] = {{1, 3, TOE_CAUSE_OK}, {1, 4, TOE_CAUSE_OK},           {2, 3, TOE_CAUSE_OK},
                {2, 4, TOE_CAUSE_OK}, {3, 3, TOE_CAUSE_REJECT_FAULT}, {3, 4, TOE_CAUSE_COPY_FAULT},
                {3, 0, TOE_CAUSE_OK}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    state_t state = good(kCases[i].layer, TOE_KIND_NEW);
    state.object.fault = (uint8_t)kCases[i].fault;
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), kCases[i].cause);
    state.rules.has_faults = false;
    TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), TOE_CAUSE_OK);
  }
  state_t state = good(3, TOE_KIND_NEW);
  state.object.fault = TOE_FAULT_COPY_MEMORY;
  state.object.buffered_bytes = 0;
  state.facts.has_room[TOE_POOL_BUFFERED_COPY] = false;
  TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), TOE_CAUSE_OK);
}

/* States 4..9 [R104]; ports from FIRST to LAST, either of the two; the policy of duplicates (D-4). */
TOE_TEST(admit, keeps_to_the_ends_of_ranges) {
  for (uint32_t tcp_state = 0; tcp_state < 12; ++tcp_state) {
    state_t state = good(3, TOE_KIND_NEW);
    state.object.tcp_state = (uint8_t)tcp_state;
    state.rules.reject_states = 1u << 7;
    uint32_t cause = tcp_state < 4 || tcp_state > 9 ? TOE_CAUSE_TCP_STATE
                     : tcp_state == 7               ? TOE_CAUSE_REJECT_STATE
                                                    : TOE_CAUSE_OK;
    toe_test_note("state %u", (unsigned)tcp_state);
    TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), cause);
  }
  static const struct {
    uint32_t port, cause;
  } kPorts[] = {{79, 0}, {80, TOE_CAUSE_REJECT_PORT}, {90, TOE_CAUSE_REJECT_PORT}, {91, 0}};
  for (uint32_t i = 0; i < 8; ++i) {
    state_t state = good(3, TOE_KIND_NEW);
    state.object.local_port = (uint16_t)(i < 4 ? kPorts[i].port : 7);
    state.object.remote_port = (uint16_t)(i < 4 ? 7 : kPorts[i - 4].port);
    *(i < 4 ? &state.rules.local_ports : &state.rules.remote_ports) = 90u << 16 | 80u;
    toe_test_note("port case %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), kPorts[i % 4].cause);
  }
  state_t state = good(3, TOE_KIND_NEW);
  state.facts.is_duplicate = true;
  state.rules.is_duplicate_failure = true;
  TOE_EXPECT_EQ(toe_admit(&state.object, &state.rules, &state.facts), TOE_CAUSE_DUPLICATE);
}
