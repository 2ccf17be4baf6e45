/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_oracle.h"
#include "testbench/random/toe_oracle_device.h"

enum { WORD_BYTES = 64, MAX_PORT = 65535, MAX_INTERFACE_VLAN = 4094 };

/* Keys that change when things happen, never what a status is.  host.retry 0 is the only value taken. */
static const char *const kTimingKeys[] = {
    "clock_mhz",         "pcie.",       "msix.",      "datapath.bits", "sram.",           "lookup.cycles",
    "command.",          "cmd.entries", "cq.entries", "sim.jump",      "sim.watchdog_ms", "lockstep.",
    "tcp.context_bytes", "tcp.push_us", "posted.",    "host_buffer.",  "rcv_data.",       "xmit_buffer.page_bytes"};

/* A number key: where its value goes, its range, and whether a `set` of a scenario may change it. */
typedef struct number_key {
  const char *key;
  size_t offset;
  uint64_t min, max;
  bool is_set_by_scenario;
} number_key_t;

#define AT(member) offsetof(toe_oracle_device_t, member)
#define MAX32 UINT64_C(4294967295)
static const number_key_t kNumbers[] = {
    {"neighbor.entries", AT(layer[TOE_ORACLE_NEIGHBOR].limit), 0, 4096, true},
    {"path.entries", AT(layer[TOE_ORACLE_PATH].limit), 0, 16384, true},
    {"tcp.entries", AT(layer[TOE_ORACLE_TCP].limit), 0, 16384, true},
    {"src_mac.entries", AT(src_mac.limit), 0, 64, true},
    {"src_ip.entries", AT(src_ip.limit), 0, 128, true},
    {"vlan.entries", AT(vlan.limit), 0, 128, true},
    {"mtu.max", AT(mtu_max), 0, MAX32, true},
    {"rcv_window.max", AT(rcv_window_max), 0, MAX32, true},
    {"rcv_buffer.pages", AT(rcv_buffer.limit), 0, 65536, true},
    {"rcv_buffer.page_bytes", AT(rcv_page_bytes), 1024, 1048576, false},
    {"xmit_buffer.pages", AT(xmit_buffer.limit), 0, 65536, true},
    {"buffered_copy.bytes", AT(buffered_copy.limit), 0, 16777216, true},
    {"admission.min_rcv_window", AT(min_rcv_window), 0, MAX32, true},
    {"host_memory.objects", AT(host_memory.limit), 0, MAX32, true},
};

/* Digits only. */
static bool read_number(const char *text, uint64_t min, uint64_t max, uint64_t *value_out) {
  size_t digits = strspn(text, "0123456789");
  if (digits == 0 || digits > 10 || text[digits] != '\0') return false;
  *value_out = strtoull(text, NULL, 10);
  return *value_out >= min && *value_out <= max;
}

/* The part of `text` before `end` (or all), and what follows; false: too long. */
static bool read_word(const char **text, char end, char word_out[WORD_BYTES]) {
  const char *stop = strchr(*text, end);
  size_t length = stop == NULL ? strlen(*text) : (size_t)(stop - *text);
  if (length >= WORD_BYTES) return false;
  memcpy(word_out, *text, length);
  word_out[length] = '\0';
  *text = stop == NULL ? NULL : stop + 1;
  return true;
}

static bool set_policy(toe_oracle_device_t *device, const char *value) {
  static const char *const kWords[] = {"stop-on-uncategorised", "prune", "stop-at-failed-parent"};
  for (int i = 0; i < 3; ++i) {
    if (strcmp(value, kWords[i]) == 0) return device->policy = (toe_oracle_policy_t)i, true;
  }
  return false;
}

static bool set_duplicates(toe_oracle_device_t *device, const char *value) {
  if (strcmp(value, "reject") != 0 && strcmp(value, "fail") != 0) return false;
  device->is_duplicate_failure = strcmp(value, "fail") == 0;
  return true;
}

static bool set_states(toe_oracle_device_t *device, const char *value) {
  static const char *const kStates[] = {"ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"};
  bool is_rejected[TOE_ORACLE_STATES] = {false};
  char word[WORD_BYTES];
  for (const char *rest = strcmp(value, "none") == 0 ? NULL : value; rest != NULL;) {
    if (!read_word(&rest, ',', word)) return false;
    int found = -1;
    for (int i = 0; i < 6; ++i) {
      if (strcmp(word, kStates[i]) == 0) found = i;
    }
    if (found < 0) return false;
    is_rejected[4 + found] = true; /* ESTABLISHED is 4 */
  }
  memcpy(device->is_state_rejected, is_rejected, sizeof is_rejected);
  return true;
}

static bool set_ports(toe_oracle_ports_t *ports, const char *value) {
  char word[WORD_BYTES];
  uint64_t first, last;
  if (strcmp(value, "none") == 0) return *ports = (toe_oracle_ports_t){1, 0}, true;
  if (!read_word(&value, '-', word) || !read_number(word, 0, MAX_PORT, &first)) return false;
  last = first;
  if (value != NULL && !read_number(value, first, MAX_PORT, &last)) return false;
  *ports = (toe_oracle_ports_t){first, last};
  return true;
}

static void put_interface_vlan(toe_oracle_device_t *device, uint64_t id, bool is_there) {
  if (device->has_interface_vlan[id] == is_there) return;
  device->has_interface_vlan[id] = is_there;
  device->interface_vlans += is_there ? 1 : -1;
}

static void clear_interface_vlans(toe_oracle_device_t *device) {
  memset(device->has_interface_vlan, 0, sizeof device->has_interface_vlan);
  device->interface_vlans = 0;
}

/* A comma list before the run; +ID, -ID or 0 while it goes on. */
static bool set_interface_vlans(toe_oracle_device_t *device, const char *value, bool is_running) {
  uint64_t id;
  if (is_running) {
    if (strcmp(value, "0") == 0) return clear_interface_vlans(device), true;
    if (value[0] != '+' && value[0] != '-') return false;
    if (!read_number(value + 1, 1, MAX_INTERFACE_VLAN, &id)) return false;
    put_interface_vlan(device, id, value[0] == '+');
    return true;
  }
  clear_interface_vlans(device);
  char word[WORD_BYTES];
  while (value != NULL) {
    if (!read_word(&value, ',', word) || !read_number(word, 0, MAX_INTERFACE_VLAN, &id)) return false;
    if (id != 0) put_interface_vlan(device, id, true);
  }
  return true;
}

/* false: not a number of the key; *is_known_out: it is a number key that may be set now. */
static bool set_number(toe_oracle_device_t *device, const char *key, const char *value, bool is_running,
                       bool *is_known_out) {
  for (size_t i = 0; i < sizeof kNumbers / sizeof kNumbers[0]; ++i) {
    const number_key_t *number = &kNumbers[i];
    if (strcmp(key, number->key) != 0 || (is_running && !number->is_set_by_scenario)) continue;
    *is_known_out = true;
    uint64_t read;
    if (!read_number(value, number->min, number->max, &read)) return false;
    if (strcmp(key, "host_memory.objects") == 0 && read == MAX32) read = UINT64_MAX; /* without limit */
    if (strcmp(key, "rcv_buffer.page_bytes") == 0 && (read & (read - 1)) != 0) return false;
    memcpy((char *)device + number->offset, &read, sizeof read);
    return true;
  }
  return false;
}

static bool is_timing_key(const char *key) {
  for (size_t i = 0; i < sizeof kTimingKeys / sizeof kTimingKeys[0]; ++i) {
    if (strncmp(key, kTimingKeys[i], strlen(kTimingKeys[i])) == 0) return true;
  }
  return false;
}

/* What comes over the wire makes no status of a tree another. */
static bool is_wire_key(const char *key) {
  return strncmp(key, "wire.", 5) == 0 || strcmp(key, "tcp.ack_frequency") == 0 ||
         strcmp(key, "tcp.delayed_ack_us") == 0 || strcmp(key, "tcp.out_of_order_limit") == 0;
}

bool toe_oracle_device_set(toe_oracle_device_t *device, const char *key, const char *value, bool is_running,
                           char *error_out) {
  bool is_known = true, is_good = true;
  if (strcmp(key, "walk.policy") == 0) {
    is_good = set_policy(device, value);
  } else if (strcmp(key, "vlan.interface_ids") == 0) {
    is_good = set_interface_vlans(device, value, is_running);
  } else if (strcmp(key, "admission.reject_states") == 0) {
    is_good = set_states(device, value);
  } else if (strcmp(key, "admission.reject_local_ports") == 0) {
    is_good = set_ports(&device->local_ports, value);
  } else if (strcmp(key, "admission.reject_remote_ports") == 0) {
    is_good = set_ports(&device->remote_ports, value);
  } else if (strcmp(key, "admission.duplicates") == 0) {
    is_good = set_duplicates(device, value);
  } else if (is_wire_key(key) && (!is_running || strcmp(key, "wire.mac") == 0)) {
    is_good = value[0] != '\0';
  } else if (strcmp(key, "host.retry") == 0 && !is_running) {
    is_good = strcmp(value, "0") == 0; /* what the host asks for again is no line of the scenario */
  } else if (is_running && (strcmp(key, "posted.requests") == 0 || strcmp(key, "rcv_data.bytes") == 0)) {
    is_good = strspn(value, "0123456789") == strlen(value); /* changes when, not what */
  } else if (is_running || !is_timing_key(key)) {
    is_known = false;
    is_good = set_number(device, key, value, is_running, &is_known);
  }
  if (!is_good) {
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES,
             is_known ? "%.80s: not a value the oracle knows: %.80s" : "%.80s: not a key the oracle knows%.0s", key,
             value);
  }
  return is_good;
}
