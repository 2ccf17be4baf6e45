/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_oracle_device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HANDLE_LAYER_SHIFT = 28, COPY_BLOCK_BYTES = 64, KEY_TEXT_BYTES = 160 };

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
  for (int layer = 0; layer < TOE_ORACLE_LAYERS; ++layer) free(device->holder[layer]);
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

static void take_entry(toe_oracle_device_t *device, const toe_oracle_object_t *object) {
  int layer = object->state.layer;
  ++device->layer[layer].used;
  ++device->host_memory.used;
  if (device->holders[layer] == device->holder_room[layer]) {
    device->holder_room[layer] = 2 * device->holder_room[layer] + 64;
    device->holder[layer] =
        toe_oracle_must(realloc(device->holder[layer], device->holder_room[layer] * sizeof *device->holder[layer]));
  }
  device->holder[layer][device->holders[layer]++] = object;
}

const toe_oracle_object_t *toe_oracle_device_named(const toe_oracle_device_t *device, int layer, uint64_t handle) {
  uint64_t first = (uint64_t)layer << HANDLE_LAYER_SHIFT;
  if (handle < first || handle - first >= device->holders[layer]) return NULL;
  return device->holder[layer][handle - first];
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
  take_entry(device, object);
  return kSuccess;
}

static toe_oracle_verdict_t offload_path(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                         const toe_oracle_object_t *neighbor, toe_oracle_fault_t fault) {
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
  take_entry(device, object);
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
                                        const toe_oracle_object_t *path, toe_oracle_fault_t fault) {
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
  if (json_object_set_new(device->connections, connection, json_true()) != 0) toe_oracle_must(NULL);
  take_entry(device, object);
  return kSuccess;
}

toe_oracle_verdict_t toe_oracle_device_offload(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                               const toe_oracle_object_t *parent, toe_oracle_fault_t fault) {
  if (object->state.layer == TOE_ORACLE_NEIGHBOR) return offload_neighbor(device, object, fault);
  if (object->state.layer == TOE_ORACLE_PATH) return offload_path(device, object, parent, fault);
  return offload_tcp(device, object, parent, fault);
}
