/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_set.h"

#include <inttypes.h>
#include <stdio.h>

/* Number keys: tight is below `bound`, or far below; near is below `near`, about what is used. */
static const struct {
  const char *key;
  uint32_t bound, wide, near;
} kNumbers[] = {
    {"neighbor.entries", 160, 4096, 16},    {"path.entries", 400, 16384, 24},
    {"tcp.entries", 1200, 12000, 60},       {"host_memory.objects", 2000, 4294967295u, 90},
    {"src_mac.entries", 32, 64, 8},         {"src_ip.entries", 52, 128, 8},
    {"vlan.entries", 100, 128, 8},          {"rcv_buffer.pages", 8000, 65536, 240},
    {"xmit_buffer.pages", 1200, 65536, 60}, {"buffered_copy.bytes", 500000, 16777216, 9000},
};

/* Values at which a limit binds for the objects that toe_random_tree draws; at some nothing gets in, at some all. */
static const uint32_t kMtus[] = {0, 67, 68, 1499, 1500, 1501, 8999, 9000, 65536, 4294967295u};
static const uint32_t kWindows[] = {0, 1024, 16384, 65534, 65535, 65536, 1047551, 1047552, 2147483646u, 4294967295u};
static const uint32_t kMinWindows[] = {1, 2, 1024, 16385, 65535, 65536, 2147483647u, 4294967295u};

static void print_number(const char *key, uint32_t value) { printf("\"key\":\"%s\",\"value\":%" PRIu32, key, value); }

static void print_text(const char *key, const char *value) { printf("\"key\":\"%s\",\"value\":\"%s\"", key, value); }

static void print_ports(toe_random_draw_t *draw, const char *key, uint32_t lowest, uint32_t span) {
  uint32_t first = lowest + toe_random_below(draw, span), last = first + toe_random_below(draw, span);
  if (toe_random_one_in(draw, 2)) {
    printf("\"key\":\"%s\",\"value\":\"%" PRIu32 "\"", key, first);
  } else {
    printf("\"key\":\"%s\",\"value\":\"%" PRIu32 "-%" PRIu32 "\"", key, first, last < 65535 ? last : 65535);
  }
}

static void print_states(toe_random_draw_t *draw) {
  static const char *const kStates[] = {"FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "ESTABLISHED"};
  uint32_t mask = (1 + toe_random_below(draw, 31)) | (toe_random_one_in(draw, 8) ? 32 : 0);
  const char *comma = "";
  printf("\"key\":\"admission.reject_states\",\"value\":\"");
  for (uint32_t i = 0; i < 6; ++i) {
    if ((mask >> i & 1) == 0) continue;
    printf("%s%s", comma, kStates[i]);
    comma = ",";
  }
  printf("\"");
}

/* Ids that neighbors have. */
static void print_interface_vlan(toe_random_draw_t *draw) {
  uint32_t id = 1 + toe_random_below(draw, toe_random_one_in(draw, 4) ? 4094 : 4);
  printf("\"key\":\"vlan.interface_ids\",\"value\":\"%c%" PRIu32 "\"", toe_random_one_in(draw, 4) ? '-' : '+', id);
}

enum { NUMBERS = sizeof kNumbers / sizeof kNumbers[0] };

static const char *const kPolicies[] = {"stop-on-uncategorised", "prune", "stop-at-failed-parent"};

static void print_tight(toe_random_draw_t *draw, uint32_t index) {
  static const char *const kDuplicates[] = {"reject", "fail"};
  if (index < NUMBERS) {
    uint32_t bound = kNumbers[index].bound;
    if (toe_random_one_in(draw, 4)) bound = bound / 50 + 2; /* next to nothing, or nothing */
    print_number(kNumbers[index].key, toe_random_below(draw, bound));
    return;
  }
  switch (index - NUMBERS) {
    case 0:
      print_number("mtu.max", TOE_RANDOM_OF(draw, kMtus));
      break;
    case 1:
      print_number("rcv_window.max", TOE_RANDOM_OF(draw, kWindows));
      break;
    case 2:
      print_number("admission.min_rcv_window", TOE_RANDOM_OF(draw, kMinWindows));
      break;
    case 3:
      print_ports(draw, "admission.reject_local_ports", 1024, 8000);
      break;
    case 4:
      print_ports(draw, "admission.reject_remote_ports", 78, 4);
      break;
    case 5:
      print_states(draw);
      break;
    case 6:
      print_text("admission.duplicates", TOE_RANDOM_OF(draw, kDuplicates));
      break;
    case 7:
      print_interface_vlan(draw);
      break;
    default:
      print_text("walk.policy", TOE_RANDOM_OF(draw, kPolicies));
      break;
  }
}

void toe_random_set_print_wide(toe_random_draw_t *draw, uint32_t index) {
  static const char *const kTexts[] = {"admission.reject_local_ports", "admission.reject_remote_ports",
                                       "admission.reject_states"};
  if (index < NUMBERS) {
    print_number(kNumbers[index].key, kNumbers[index].wide);
    return;
  }
  switch (index - NUMBERS) {
    case 0:
      print_number("mtu.max", 9000);
      break;
    case 1:
      print_number("rcv_window.max", 1047552);
      break;
    case 2:
      print_number("admission.min_rcv_window", 0);
      break;
    case 6:
      print_text("admission.duplicates", "reject");
      break;
    case 7:
      printf("\"key\":\"vlan.interface_ids\",\"value\":%s", toe_random_one_in(draw, 2) ? "0" : "\"0\"");
      break;
    case 8:
      print_text("walk.policy", kPolicies[toe_random_below(draw, 2)]);
      break;
    default:
      print_text(kTexts[index - NUMBERS - 3], "none");
      break;
  }
}

void toe_random_set_print(toe_random_draw_t *draw) {
  uint32_t index = toe_random_below(draw, TOE_RANDOM_KEYS);
  if (toe_random_one_in(draw, 2)) {
    toe_random_set_print_wide(draw, index);
  } else {
    print_tight(draw, index);
  }
}

/* The keys of a layer's checks in their order (docs/microarchitecture.md 7, rules 7 to 9), by index. */
enum { MTU = NUMBERS, RCV_WINDOW, MIN_WINDOW, LOCAL_PORTS, REMOTE_PORTS, STATES, DUPLICATES, INTERFACE_VLAN };
enum { NEIGHBORS, PATHS, TCPS, HOST, SRC_MAC, SRC_IP, VLAN, RCV_BUFFER, XMIT_BUFFER, COPY };
static const struct {
  uint32_t count;
  uint8_t index[8];
} kChecks[] = {
    {5, {INTERFACE_VLAN, VLAN, SRC_MAC, NEIGHBORS, HOST}},
    {4, {MTU, SRC_IP, PATHS, HOST}},
    {4, {STATES, LOCAL_PORTS, MIN_WINDOW, DUPLICATES}},
    {8, {MIN_WINDOW, DUPLICATES, RCV_WINDOW, TCPS, XMIT_BUFFER, RCV_BUFFER, HOST, COPY}},
};

uint32_t toe_random_set_squeeze(toe_random_draw_t *draw, uint32_t index_out[TOE_RANDOM_SQUEEZED]) {
  static const uint32_t kLists[] = {0, 0, 1, 2, 2, 3, 3}; /* neighbors are few */
  const uint32_t list = TOE_RANDOM_OF(draw, kLists);
  const uint32_t count = 2 + toe_random_below(draw, TOE_RANDOM_SQUEEZED - 1);
  const uint32_t first = toe_random_below(draw, kChecks[list].count - count + 1);
  for (uint32_t i = 0; i < count; ++i) index_out[i] = kChecks[list].index[first + i];
  return count;
}

void toe_random_set_print_near(toe_random_draw_t *draw, uint32_t index) {
  static const uint32_t kNearWindows[] = {2, 1024, 16384, 16385, 65535, 65536};
  if (index < NUMBERS) {
    const uint32_t near = toe_random_one_in(draw, 3) ? 3 : kNumbers[index].near;
    print_number(kNumbers[index].key, toe_random_below(draw, near));
  } else if (index == MTU) {
    print_number("mtu.max", 1499);
  } else if (index == RCV_WINDOW) {
    print_number("rcv_window.max", TOE_RANDOM_OF(draw, kNearWindows));
  } else if (index == MIN_WINDOW) {
    print_number("admission.min_rcv_window", TOE_RANDOM_OF(draw, kNearWindows));
  } else if (index == DUPLICATES) {
    print_text("admission.duplicates", "fail");
  } else {
    print_tight(draw, index);
  }
}

_Static_assert(TOE_RANDOM_KEYS == NUMBERS + 9, "one case a key");
