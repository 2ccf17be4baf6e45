/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_oracle_device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HANDLE_LAYER_SHIFT = 28, COPY_BLOCK_BYTES = 64, KEY_TEXT_BYTES = 160 };

/* Ids built, by layer (docs/config.md: the largest limits). */
static const size_t kBuilt[TOE_ORACLE_LAYERS] = {0, 4096, 16384, 16384};

static const toe_oracle_verdict_t kSuccess = {"NDIS_STATUS_SUCCESS", false};

void *toe_oracle_must(void *memory) {
  if (memory != NULL) return memory;
  fprintf(stderr, "toe_oracle: out of memory\n");
  exit(3);
}

void toe_oracle_device_init(toe_oracle_device_t *device) {
  *device = (toe_oracle_device_t){
      .layer = {{0, 0}, {256, 0}, {1024, 0}, {4096, 0}},
      .rcv_buffer.limit = 16384,
      .xmit_buffer.limit = 4096,
      .buffered_copy.limit = 4194304,
      .host_memory.limit = UINT64_MAX,
      .src_mac.limit = 16,
      .src_ip.limit = 32,
      .vlan.limit = 64,
      .mtu_max = 9000,
      .rcv_window_max = 1047552,
      .rcv_page_bytes = 16384,
      .local_ports = {1, 0},
      .remote_ports = {1, 0},
      .policy = TOE_ORACLE_STOP_ON_UNCATEGORISED,
  };
  device->src_mac.users = toe_oracle_must(json_object());
  device->src_ip.users = toe_oracle_must(json_object());
  device->vlan.users = toe_oracle_must(json_object());
  device->connections = toe_oracle_must(json_object());
}

void toe_oracle_device_end(toe_oracle_device_t *device) {
  json_decref(device->src_mac.users);
  json_decref(device->src_ip.users);
  json_decref(device->vlan.users);
  json_decref(device->connections);
  for (int layer = 0; layer < TOE_ORACLE_LAYERS; ++layer) {
    free(device->ids[layer].holder);
    free(device->ids[layer].freed);
  }
}

/* ---- pools ---- */

static bool has_room(const toe_oracle_pool_t *pool, uint64_t amount) {
  return pool->limit >= pool->used && pool->limit - pool->used >= amount;
}

/* A value that is there is shared, whatever the limit. */
static bool has_place(const toe_oracle_values_t *values, const char *value) {
  return json_object_get(values->users, value) != NULL || json_object_size(values->users) < values->limit;
}

static void share(toe_oracle_values_t *values, const char *value) {
  json_int_t users = json_integer_value(json_object_get(values->users, value));
  if (json_object_set_new(values->users, value, json_integer(users + 1)) != 0) toe_oracle_must(NULL);
}

static void unshare(toe_oracle_values_t *values, const char *value) {
  json_int_t users = json_integer_value(json_object_get(values->users, value));
  if (users == 1) {
    json_object_del(values->users, value);
  } else if (json_object_set_new(values->users, value, json_integer(users - 1)) != 0) {
    toe_oracle_must(NULL);
  }
}

/* ---- ids and dependents ---- */

static uint32_t take_id(toe_oracle_ids_t *ids, toe_oracle_object_t *object) {
  if (ids->given == kBuilt[object->state.layer]) { /* a limit never exceeds it: one is free */
    uint32_t id = ids->freed[ids->first++];
    ids->holder[id] = object;
    return id;
  }
  if (ids->given == ids->room) {
    ids->room = 2 * ids->room + 64;
    ids->holder = toe_oracle_must(realloc(ids->holder, ids->room * sizeof(toe_oracle_object_t *)));
  }
  ids->holder[ids->given] = object;
  return (uint32_t)ids->given++;
}

static void give_id(toe_oracle_ids_t *ids, uint32_t id) {
  if (ids->last == ids->freed_room) {
    /* What was given out again stays behind: a word an object. */
    ids->freed_room = 2 * ids->freed_room + 64;
    ids->freed = toe_oracle_must(realloc(ids->freed, ids->freed_room * sizeof *ids->freed));
  }
  ids->holder[id] = NULL;
  ids->freed[ids->last++] = id;
}

static void take_entry(toe_oracle_device_t *device, toe_oracle_object_t *object, toe_oracle_object_t *parent) {
  int layer = object->state.layer;
  ++device->layer[layer].used;
  ++device->host_memory.used;
  object->id = take_id(&device->ids[layer], object);
  object->parent = parent;
  object->sibling_before = object->sibling_after = NULL;
  if (parent == NULL) return;
  object->sibling_before = parent->last;
  if (parent->last != NULL) parent->last->sibling_after = object;
  if (parent->first == NULL) parent->first = object;
  parent->last = object;
}

static void give_entry(toe_oracle_device_t *device, toe_oracle_object_t *object) {
  int layer = object->state.layer;
  toe_oracle_object_t *parent = object->parent, *before = object->sibling_before, *after = object->sibling_after;
  --device->layer[layer].used;
  --device->host_memory.used;
  give_id(&device->ids[layer], object->id);
  if (before != NULL) before->sibling_after = after;
  if (after != NULL) after->sibling_before = before;
  if (parent != NULL && parent->first == object) parent->first = after;
  if (parent != NULL && parent->last == object) parent->last = before;
  object->parent = object->sibling_before = object->sibling_after = NULL;
}

toe_oracle_object_t *toe_oracle_device_named(const toe_oracle_device_t *device, int layer, uint64_t handle) {
  uint64_t first = (uint64_t)layer << HANDLE_LAYER_SHIFT;
  if (handle < first || handle - first >= device->ids[layer].given) return NULL;
  return device->ids[layer].holder[handle - first];
}

/* ---- values as text ---- */

static void bytes_text(const uint8_t *bytes, size_t count, char *text_out) {
  for (size_t i = 0; i < count; ++i) snprintf(text_out + 2 * i, 3, "%02x", bytes[i]);
}

static void src_ip_text(const toe_oracle_state_t *path, char text_out[KEY_TEXT_BYTES]) {
  snprintf(text_out, KEY_TEXT_BYTES, "%d ", path->family);
  bytes_text(path->src_ip, sizeof path->src_ip, text_out + 2);
}

static void vlan_text(uint32_t vlan, char text_out[KEY_TEXT_BYTES]) {
  snprintf(text_out, KEY_TEXT_BYTES, "%" PRIu32, vlan);
}

/* What tells two connections apart. */
static void connection_text(const toe_oracle_state_t *tcp, const toe_oracle_state_t *path,
                            char text_out[KEY_TEXT_BYTES]) {
  char src[33], dst[33];
  bytes_text(path->src_ip, sizeof path->src_ip, src);
  bytes_text(path->dst_ip, sizeof path->dst_ip, dst);
  snprintf(text_out, KEY_TEXT_BYTES, "%" PRIu32 " %d %s %s %" PRIu32 " %" PRIu32, path->vlan, path->family, src, dst,
           tcp->local_port, tcp->remote_port);
}

/* ---- the checks, each in the order of docs/chimney.md ---- */

static toe_oracle_verdict_t denied(const char *status) { return (toe_oracle_verdict_t){status, false}; }
static toe_oracle_verdict_t broken(void) { return (toe_oracle_verdict_t){"NDIS_STATUS_FAILURE", true}; }

static bool lacks_host_memory(const toe_oracle_device_t *device, toe_oracle_fault_t fault) {
  return fault == TOE_ORACLE_HOST_MEMORY || !has_room(&device->host_memory, 1);
}

static toe_oracle_verdict_t offload_neighbor(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                             toe_oracle_fault_t fault) {
  const toe_oracle_state_t *state = &object->state;
  char vlan[KEY_TEXT_BYTES], mac[13];
  vlan_text(state->vlan, vlan);
  bytes_text(state->src_mac, sizeof state->src_mac, mac);
  if (fault == TOE_ORACLE_INTERNAL) return broken();
  /* R37, R38, R113: only an interface with ids has something to mismatch. */
  if (state->vlan != 0 && device->interface_vlans > 0 && !device->has_interface_vlan[state->vlan]) {
    return denied("NDIS_STATUS_OFFLOAD_VLAN_MISMATCH");
  }
  if (state->vlan != 0 && !has_place(&device->vlan, vlan)) return denied("NDIS_STATUS_OFFLOAD_VLAN_ENTRIES"); /* R36 */
  /* R29, R30, R31: with a limit of 0 none can be configured, known or not. */
  if (state->has_src_mac && (device->src_mac.limit == 0 || !has_place(&device->src_mac, mac))) {
    return denied("NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES");
  }
  if (!has_room(&device->layer[TOE_ORACLE_NEIGHBOR], 1)) return denied("NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES");
  if (lacks_host_memory(device, fault)) return denied("NDIS_STATUS_RESOURCES");
  if (state->vlan != 0) share(&device->vlan, vlan);
  if (state->has_src_mac) share(&device->src_mac, mac);
  take_entry(device, object, NULL);
  return kSuccess;
}

static toe_oracle_verdict_t offload_path(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                         toe_oracle_object_t *neighbor, toe_oracle_fault_t fault) {
  toe_oracle_state_t *state = &object->state;
  char src_ip[KEY_TEXT_BYTES];
  src_ip_text(state, src_ip);
  if (neighbor == NULL) return denied("NDIS_STATUS_FAILURE"); /* */
  if (fault == TOE_ORACLE_INTERNAL) return broken();
  if (state->mtu > device->mtu_max) return denied("NDIS_STATUS_OFFLOAD_PATH_MTU");                      /* R39 */
  if (!has_place(&device->src_ip, src_ip)) return denied("NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES");     /* R32 */
  if (!has_room(&device->layer[TOE_ORACLE_PATH], 1)) return denied("NDIS_STATUS_OFFLOAD_PATH_ENTRIES"); /* R27 */
  if (lacks_host_memory(device, fault)) return denied("NDIS_STATUS_RESOURCES");                         /* R25 */
  share(&device->src_ip, src_ip);
  take_entry(device, object, neighbor);
  state->vlan = neighbor->state.vlan;
  return kSuccess;
}

static bool is_in(const toe_oracle_ports_t *ports, uint32_t port) {
  return port >= ports->first && port <= ports->last;
}

/* The admission policy [R40]; NULL: a good candidate. */
static const char *reject(const toe_oracle_device_t *device, const toe_oracle_state_t *tcp, const char *connection,
                          toe_oracle_fault_t fault) {
  static const char kRejected[] = "NDIS_STATUS_OFFLOAD_CONNECTION_REJECTED";
  if (device->is_state_rejected[tcp->tcp_state]) return kRejected;
  if (is_in(&device->local_ports, tcp->local_port) || is_in(&device->remote_ports, tcp->remote_port)) return kRejected;
  if (tcp->initial_rcv_wnd < device->min_rcv_window) return kRejected;
  if (json_object_get(device->connections, connection) != NULL) {
    return device->is_duplicate_failure ? "NDIS_STATUS_FAILURE" : kRejected;
  }
  return fault == TOE_ORACLE_REJECTED ? kRejected : NULL;
}

static toe_oracle_verdict_t offload_tcp(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                        toe_oracle_object_t *path, toe_oracle_fault_t fault) {
  const toe_oracle_state_t *state = &object->state;
  char connection[KEY_TEXT_BYTES];
  if (path == NULL) return denied("NDIS_STATUS_FAILURE");                                 /* */
  if (state->tcp_state < 4 || state->tcp_state > 9) return denied("NDIS_STATUS_FAILURE"); /* R104 */
  if (fault == TOE_ORACLE_INTERNAL) return broken();
  connection_text(state, &path->state, connection);
  const char *rejection = reject(device, state, connection, fault);
  if (rejection != NULL) return denied(rejection);
  uint64_t pages = (state->initial_rcv_wnd + device->rcv_page_bytes - 1) / device->rcv_page_bytes;
  if (pages == 0) pages = 1;
  uint64_t copy_bytes = (state->buffered_bytes + COPY_BLOCK_BYTES - 1) / COPY_BLOCK_BYTES * COPY_BLOCK_BYTES;
  if (state->initial_rcv_wnd > device->rcv_window_max) return denied("NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW"); /* R35 */
  if (!has_room(&device->layer[TOE_ORACLE_TCP], 1)) return denied("NDIS_STATUS_OFFLOAD_TCP_ENTRIES");       /* R26 */
  if (!has_room(&device->xmit_buffer, 1)) return denied("NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER");             /* R33 */
  if (!has_room(&device->rcv_buffer, pages)) return denied("NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER");           /* R34 */
  if (lacks_host_memory(device, fault)) return denied("NDIS_STATUS_RESOURCES");                             /* R25 */
  /* R47: no memory for the copy, A-16. */
  bool lacks_copy = fault == TOE_ORACLE_COPY_MEMORY || !has_room(&device->buffered_copy, copy_bytes);
  if (copy_bytes > 0 && lacks_copy) return denied("NDIS_STATUS_FAILURE");
  device->rcv_buffer.used += pages;
  device->xmit_buffer.used += 1;
  device->buffered_copy.used += copy_bytes;
  object->rcv_pages = pages;
  object->copy_bytes = copy_bytes;
  if (json_object_set_new(device->connections, connection, json_true()) != 0) toe_oracle_must(NULL);
  take_entry(device, object, path);
  return kSuccess;
}

toe_oracle_verdict_t toe_oracle_device_offload(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                               toe_oracle_object_t *parent, toe_oracle_fault_t fault) {
  toe_oracle_verdict_t verdict;
  if (object->state.layer == TOE_ORACLE_NEIGHBOR) {
    verdict = offload_neighbor(device, object, fault);
  } else if (object->state.layer == TOE_ORACLE_PATH) {
    verdict = offload_path(device, object, parent, fault);
  } else {
    verdict = offload_tcp(device, object, parent, fault);
  }
  object->is_offloaded = strcmp(verdict.status, kSuccess.status) == 0;
  return verdict;
}

/* ---- what comes back ---- */

static void give_values(toe_oracle_device_t *device, const toe_oracle_object_t *object) {
  const toe_oracle_state_t *state = &object->state;
  char text[KEY_TEXT_BYTES];
  if (state->layer == TOE_ORACLE_NEIGHBOR) {
    vlan_text(state->vlan, text);
    if (state->vlan != 0) unshare(&device->vlan, text);
    bytes_text(state->src_mac, sizeof state->src_mac, text);
    if (state->has_src_mac) unshare(&device->src_mac, text);
  } else if (state->layer == TOE_ORACLE_PATH) {
    src_ip_text(state, text);
    unshare(&device->src_ip, text);
  } else {
    connection_text(state, &object->parent->state, text);
    json_object_del(device->connections, text);
    device->rcv_buffer.used -= object->rcv_pages;
    device->xmit_buffer.used -= 1;
    device->buffered_copy.used -= object->copy_bytes;
  }
}

bool toe_oracle_device_terminate(toe_oracle_device_t *device, toe_oracle_object_t *object) {
  if (object->first != NULL) return false;
  give_values(device, object);
  give_entry(device, object);
  object->is_offloaded = false;
  return true;
}
