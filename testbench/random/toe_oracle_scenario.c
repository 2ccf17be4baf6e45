/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_oracle_scenario.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_oracle.h"

static const char *const kLayers[] = {NULL, "neighbor", "path", "tcp"};
static const char *const kDependents[] = {NULL, "paths", "tcp", NULL};
#define MAX32 INT64_C(4294967295)

/* What is read of a block, and the first thing wrong with it. */
typedef struct reader {
  json_t *json;
  const char *name;
  char *error;
  bool is_bad;
} reader_t;

static void complain(reader_t *reader, const char *member) {
  if (!reader->is_bad) {
    snprintf(reader->error, TOE_ORACLE_ERROR_BYTES, "%.80s: %s is not what it should be", reader->name, member);
  }
  reader->is_bad = true;
}

static uint64_t read_number(reader_t *reader, const char *member, json_int_t min, json_int_t max,
                            json_int_t otherwise) {
  const json_t *value = json_object_get(reader->json, member);
  if (value == NULL) return (uint64_t)otherwise;
  if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max) {
    complain(reader, member);
    return (uint64_t)min;
  }
  return (uint64_t)json_integer_value(value);
}

/* Index of the text in `words`; `otherwise` if the member is not there. */
static uint32_t read_word(reader_t *reader, const char *member, const char *const *words, uint32_t count,
                          uint32_t otherwise) {
  const json_t *value = json_object_get(reader->json, member);
  if (value == NULL) return otherwise;
  for (uint32_t i = 0; json_is_string(value) && i < count; ++i) {
    if (strcmp(json_string_value(value), words[i]) == 0) return i;
  }
  complain(reader, member);
  return otherwise;
}

static void read_address(reader_t *reader, const char *member, int *family_out, uint8_t address_out[16]) {
  const char *text = json_string_value(json_object_get(reader->json, member));
  memset(address_out, 0, 16);
  *family_out = text != NULL && strchr(text, ':') != NULL ? 6 : 4;
  if (text == NULL || inet_pton(*family_out == 6 ? AF_INET6 : AF_INET, text, address_out) != 1)
    complain(reader, member);
}

/* All zero is no address: the interface's is used [R31]. */
static void read_src_mac(reader_t *reader, toe_oracle_state_t *state) {
  const json_t *value = json_object_get(reader->json, "src_mac");
  if (value == NULL || json_is_null(value)) return;
  const char *text = json_string_value(value);
  char end;
  unsigned byte[6];
  if (text == NULL || sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &byte[0], &byte[1], &byte[2], &byte[3], &byte[4],
                             &byte[5], &end) != 6) {
    complain(reader, "src_mac");
    return;
  }
  for (int i = 0; i < 6; ++i) {
    state->src_mac[i] = (uint8_t)byte[i];
    state->has_src_mac |= byte[i] != 0;
  }
}

static bool has(const reader_t *reader, const char *member) { return json_object_get(reader->json, member) != NULL; }

static void read_tcp(reader_t *reader, toe_oracle_state_t *state) {
  static const char *const kStates[] = {"CLOSED",    "LISTEN",     "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT1",
                                        "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",  "LAST_ACK", "TIME_WAIT"};
  state->local_port = (uint32_t)read_number(reader, "local_port", 1, 65535, 1);
  state->remote_port = (uint32_t)read_number(reader, "remote_port", 1, 65535, 1);
  state->tcp_state = read_word(reader, "state", kStates, TOE_ORACLE_STATES, 4);
  state->initial_rcv_wnd = read_number(reader, "initial_rcv_wnd", 0, MAX32, 65535);
  reader_t buffered = {json_object_get(reader->json, "buffered"), reader->name, reader->error, reader->is_bad};
  if (buffered.json != NULL) state->buffered_bytes = read_number(&buffered, "bytes", 0, MAX32, 0);
  reader->is_bad = buffered.is_bad;
}

/* What has no default must be there, or the mention defines nothing. */
static bool read_state(reader_t *reader, int layer, toe_oracle_state_t *state) {
  memset(state, 0, sizeof *state);
  state->layer = layer;
  if (layer == TOE_ORACLE_NEIGHBOR) {
    state->vlan = (uint32_t)read_number(reader, "vlan", 0, 4095, 0);
    read_src_mac(reader, state);
    return has(reader, "dst_mac");
  }
  if (layer == TOE_ORACLE_PATH) {
    if (!has(reader, "src_ip") || !has(reader, "dst_ip")) return false;
    int dst_family;
    read_address(reader, "src_ip", &state->family, state->src_ip);
    read_address(reader, "dst_ip", &dst_family, state->dst_ip);
    if (state->family != dst_family) complain(reader, "dst_ip");
    state->mtu = read_number(reader, "mtu", 0, MAX32, 1500);
    return true;
  }
  read_tcp(reader, state);
  return has(reader, "local_port") && has(reader, "remote_port");
}

int toe_oracle_layer_of(const json_t *json) {
  for (int layer = TOE_ORACLE_NEIGHBOR; layer < TOE_ORACLE_LAYERS; ++layer) {
    if (json_object_get(json, kLayers[layer]) != NULL) return layer; /* a path has a member "tcp" too */
  }
  return 0;
}

bool toe_oracle_block_read(json_t *json, int layer, toe_oracle_block_t *block_out, char *error_out) {
  static const char *const kFaults[] = {"none", "internal", "host-memory", "rejected", "copy-memory"};
  *block_out = (toe_oracle_block_t){.name = json_string_value(json_object_get(json, kLayers[layer])), .layer = layer};
  if (block_out->name == NULL || block_out->name[0] == '\0') {
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "a block has no name of a %s", kLayers[layer]);
    return false;
  }
  reader_t reader = {json, block_out->name, error_out, false};
  block_out->is_placeholder = json_is_true(json_object_get(json, "placeholder"));
  block_out->has_handle = has(&reader, "handle");
  block_out->handle = read_number(&reader, "handle", 1, MAX32, 0);
  block_out->fault = (toe_oracle_fault_t)read_word(&reader, "fault", kFaults, 5, TOE_ORACLE_NO_FAULT);
  if (kDependents[layer] != NULL) block_out->dependents = json_object_get(json, kDependents[layer]);
  if (block_out->dependents != NULL && !json_is_array(block_out->dependents)) complain(&reader, kDependents[layer]);
  block_out->has_state = read_state(&reader, layer, &block_out->state);
  return !reader.is_bad;
}
