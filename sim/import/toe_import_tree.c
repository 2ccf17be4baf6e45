/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/import/toe_import_parts.h"
#include "sim/trace/toe_op.h"
#include "sim/trace/toe_scenario.h"

enum { REQUEST_TCP_DEFAULT = 1024 };

void *toe_import_grow(void *array, uint32_t *room, uint32_t number, size_t bytes) {
  if (number < *room) return array;
  if (number >= UINT32_MAX / 4) return NULL;
  const uint32_t grown = number < 32 ? 64 : number * 2;
  uint8_t *more = realloc(array, grown * bytes);
  if (more == NULL) return NULL;
  memset(more + *room * bytes, 0, (grown - *room) * bytes);
  *room = grown;
  return more;
}

/* Add to the record being made. */
static void TOE_PRINTF(2, 3) text_add(toe_import_t *import, const char *format, ...) {
  char piece[256];
  va_list args;
  va_start(args, format);
  const int bytes = vsnprintf(piece, sizeof piece, format, args);
  va_end(args);
  if (bytes < 0 || (size_t)bytes >= sizeof piece) {
    import->is_short_of_memory = true; /* cannot be: no piece is that long */
    return;
  }
  if (import->text_bytes + (size_t)bytes > import->text_room) {
    const size_t room = (import->text_bytes + (size_t)bytes) * 2;
    char *text = realloc(import->text, room);
    if (text == NULL) {
      import->is_short_of_memory = true;
      return;
    }
    import->text = text;
    import->text_room = room;
  }
  memcpy(import->text + import->text_bytes, piece, (size_t)bytes);
  import->text_bytes += (size_t)bytes;
}

static toe_result_t text_end(toe_import_t *import, uint64_t at_ns, toe_op_kind_t kind, toe_error_t *error_out) {
  if (import->is_short_of_memory) return TOE_E_MEMORY;
  return toe_trace_write_op(import->writer, at_ns, (uint32_t)kind, import->text, import->text_bytes, error_out);
}

static void neighbor_add(toe_import_t *import, uint32_t number) {
  toe_import_neighbor_t *neighbor = &import->neighbors[number];
  text_add(import, "{\"neighbor\":\"n%u\"", number + 1);
  if (neighbor->is_mentioned) return;
  neighbor->is_mentioned = true;
  const uint8_t *m = neighbor->mac;
  text_add(import, ",\"dst_mac\":\"%02x:%02x:%02x:%02x:%02x:%02x\",\"vlan\":%u", m[0], m[1], m[2], m[3], m[4], m[5],
           neighbor->vlan);
}

static void path_add(toe_import_t *import, toe_import_path_t *path) {
  text_add(import, "{\"path\":\"n%u.p%u\"", path->neighbor + 1, path->number);
  if (path->is_mentioned) return;
  path->is_mentioned = true;
  char local[INET6_ADDRSTRLEN] = "", remote[INET6_ADDRSTRLEN] = "";
  const int family = path->family == 4 ? AF_INET : AF_INET6;
  (void)inet_ntop(family, path->local_ip, local, sizeof local);
  (void)inet_ntop(family, path->remote_ip, remote, sizeof remote);
  text_add(import, ",\"src_ip\":\"%s\",\"dst_ip\":\"%s\",\"mtu\":%u", local, remote, path->mtu);
}

static void tcp_add(toe_import_t *import, const toe_import_connection_t *connection) {
  const toe_import_path_t *path = &import->paths[connection->path];
  const toe_flow_side_t *local = &connection->flow.side[TOE_FLOW_LOCAL];
  const toe_flow_side_t *remote = &connection->flow.side[TOE_FLOW_REMOTE];
  const uint8_t state = toe_flow_state(&connection->flow);
  text_add(import, "{\"tcp\":\"n%u.p%u.t%u\",\"local_port\":%u,\"remote_port\":%u", path->neighbor + 1, path->number,
           connection->number, connection->local_port, connection->remote_port);
  if (state != 4) text_add(import, ",\"state\":\"%s\"", toe_scenario_state_text(state));
  text_add(import, ",\"rcv_nxt\":%u", remote->in_order);
  if (local->has_window) text_add(import, ",\"rcv_wnd\":%u,\"initial_rcv_wnd\":%u", local->window, local->window);
  text_add(import, ",\"snd_una\":%u,\"snd_nxt\":%u", local->acked, local->next);
  if (remote->has_window) text_add(import, ",\"snd_wnd\":%u", remote->window);
  if (remote->mss != 0) text_add(import, ",\"remote_mss\":%u", remote->mss);
  if (local->has_scale && remote->has_scale)
    text_add(import, ",\"snd_wind_scale\":%u,\"rcv_wind_scale\":%u", remote->scale, local->scale);
  if (local->has_sack && remote->has_sack) text_add(import, ",\"sack\":true");
  if (local->has_timestamps && remote->has_timestamps)
    text_add(import, ",\"timestamps\":true,\"ts_recent\":%u", remote->ts_value);
  uint32_t outstanding = local->next - local->acked;
  if (local->has_fin && !local->is_fin_acked && outstanding > 0) --outstanding; /* the FIN is no byte of data */
  if (outstanding > 0 && outstanding < 1u << 30) text_add(import, ",\"outstanding\":[%u]", outstanding);
  text_add(import, "}");
}

static int pending_compare(const void *a, const void *b) {
  const toe_import_pending_t *x = a, *y = b;
  if (x->neighbor != y->neighbor) return x->neighbor < y->neighbor ? -1 : 1;
  if (x->path != y->path) return x->path < y->path ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static toe_result_t neighbor_of(toe_import_t *import, const toe_import_connection_t *connection, uint32_t *number_out) {
  toe_key_t key = {{0}};
  memcpy(key.bytes, connection->next_hop, 6);
  memcpy(key.bytes + 6, &connection->vlan, 2);
  bool is_new = false;
  const toe_result_t result = toe_key_map_number(&import->neighbor_keys, &key, number_out, &is_new);
  if (result != TOE_OK || !is_new) return result;
  toe_import_neighbor_t *grown = toe_import_grow(import->neighbors, &import->neighbor_room, *number_out, sizeof *grown);
  if (grown == NULL) return TOE_E_MEMORY;
  import->neighbors = grown;
  memcpy(grown[*number_out].mac, connection->next_hop, 6);
  grown[*number_out].vlan = connection->vlan;
  ++import->summary.neighbors;
  uint32_t vlan = 0;
  toe_key_t vlan_key = {{(uint8_t)connection->vlan, (uint8_t)(connection->vlan >> 8)}};
  if (connection->vlan == 0) return TOE_OK;
  const toe_result_t counted = toe_key_map_number(&import->vlan_keys, &vlan_key, &vlan, &is_new);
  import->summary.vlans = import->vlan_keys.count;
  return counted;
}

/* What the MSS of the host's SYN says of its MTU. */
static uint32_t mtu_of(const toe_import_connection_t *connection) {
  const uint32_t mss = connection->flow.side[TOE_FLOW_LOCAL].mss;
  const uint32_t mtu = mss + (connection->family == 4 ? 40 : 60);
  return mss == 0 || mtu < 68 || mtu > 65536 ? 1500 : mtu;
}

static toe_result_t path_of(toe_import_t *import, const toe_import_connection_t *connection, uint32_t neighbor,
                            uint32_t *number_out) {
  toe_key_t key = {{0}};
  memcpy(key.bytes, &neighbor, 4);
  key.bytes[4] = connection->family;
  memcpy(key.bytes + 5, connection->local_ip, 16);
  memcpy(key.bytes + 21, connection->remote_ip, 16);
  bool is_new = false;
  const toe_result_t result = toe_key_map_number(&import->path_keys, &key, number_out, &is_new);
  if (result != TOE_OK || !is_new) return result;
  toe_import_path_t *grown = toe_import_grow(import->paths, &import->path_room, *number_out, sizeof *grown);
  if (grown == NULL) return TOE_E_MEMORY;
  import->paths = grown;
  toe_import_path_t *path = &grown[*number_out];
  path->neighbor = neighbor;
  path->number = ++import->neighbors[neighbor].paths;
  path->family = connection->family;
  memcpy(path->local_ip, connection->local_ip, 16);
  memcpy(path->remote_ip, connection->remote_ip, 16);
  path->mtu = mtu_of(connection);
  ++import->summary.paths;
  ++*(path->family == 4 ? &import->summary.ipv4_paths : &import->summary.ipv6_paths);
  return TOE_OK;
}

/* Drop those that have ended meanwhile; give the others their neighbor and path; sort. */
static toe_result_t pending_place(toe_import_t *import) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < import->pending_count; ++i) {
    toe_import_pending_t pending = import->pending[i];
    toe_import_connection_t *connection = &import->connections[pending.connection];
    if (!connection->is_pending) continue; /* ended, or begun again and taken already */
    connection->is_pending = false;
    if (toe_flow_state(&connection->flow) == 10) continue; /* TIME_WAIT is not offloaded [R104] */
    toe_result_t result = neighbor_of(import, connection, &pending.neighbor);
    if (result == TOE_OK) result = path_of(import, connection, pending.neighbor, &pending.path);
    if (result != TOE_OK) return result;
    pending.order = kept;
    import->pending[kept++] = pending;
  }
  import->pending_count = kept;
  if (kept > 0) qsort(import->pending, kept, sizeof *import->pending, pending_compare);
  return TOE_OK;
}

/* One request of pending[first..end). */
static toe_result_t request_write(toe_import_t *import, uint64_t at_ns, uint32_t first, uint32_t end,
                                  toe_error_t *error_out) {
  import->text_bytes = 0;
  text_add(import, "{\"op\":\"initiate\",\"at_ns\":%llu,\"id\":\"r%llu\",\"tree\":[", (unsigned long long)at_ns,
           (unsigned long long)++import->summary.requests);
  for (uint32_t i = first; i < end; ++i) {
    const toe_import_pending_t *pending = &import->pending[i], *before = i > first ? pending - 1 : NULL;
    const bool is_new_neighbor = before == NULL || before->neighbor != pending->neighbor;
    const bool is_new_path = is_new_neighbor || before->path != pending->path;
    toe_import_connection_t *connection = &import->connections[pending->connection];
    toe_import_path_t *path = &import->paths[pending->path];
    if (before != NULL && is_new_neighbor) text_add(import, "]}]},");
    if (is_new_neighbor) {
      neighbor_add(import, pending->neighbor);
      text_add(import, ",\"paths\":[");
    } else if (is_new_path) {
      text_add(import, "]},");
    }
    if (is_new_path) {
      path_add(import, path);
      text_add(import, ",\"tcp\":[");
    } else {
      text_add(import, ",");
    }
    connection->path = pending->path;
    connection->number = ++path->connections;
    connection->is_offloaded = true;
    if (path->live++ == 0) ++import->neighbors[pending->neighbor].live_paths;
    ++import->summary.offloaded;
    if (++import->live > import->summary.peak) import->summary.peak = import->live;
    tcp_add(import, connection);
  }
  text_add(import, "]}]}]}");
  return text_end(import, at_ns, TOE_OP_INITIATE, error_out);
}

toe_result_t toe_import_initiate(toe_import_t *import, uint64_t at_ns, toe_error_t *error_out) {
  toe_result_t result = pending_place(import);
  const uint32_t count = import->pending_count;
  const uint32_t most = import->options->request_tcp != 0 ? import->options->request_tcp : REQUEST_TCP_DEFAULT;
  for (uint32_t first = 0; first < count && result == TOE_OK;) {
    const uint32_t end = count - first > most ? first + most : count;
    result = request_write(import, at_ns, first, end, error_out);
    first = end;
  }
  import->pending_count = 0;
  return result;
}

toe_result_t toe_import_terminate(toe_import_t *import, toe_import_connection_t *connection, uint64_t at_ns,
                                  toe_error_t *error_out) {
  toe_import_path_t *path = &import->paths[connection->path];
  toe_import_neighbor_t *neighbor = &import->neighbors[path->neighbor];
  import->text_bytes = 0;
  text_add(import, "{\"op\":\"terminate\",\"at_ns\":%llu,\"id\":\"e%llu\",\"objects\":[\"n%u.p%u.t%u\"",
           (unsigned long long)at_ns, (unsigned long long)++import->summary.terminates, path->neighbor + 1,
           path->number, connection->number);
  if (--path->live == 0) {
    text_add(import, ",\"n%u.p%u\"", path->neighbor + 1, path->number);
    if (--neighbor->live_paths == 0) text_add(import, ",\"n%u\"", path->neighbor + 1);
  }
  text_add(import, "]}");
  connection->is_offloaded = false;
  --import->live;
  ++import->summary.ended;
  return text_end(import, at_ns, TOE_OP_TERMINATE, error_out);
}
