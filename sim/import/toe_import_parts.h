/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_import_parts.h - the parts of toe_import_run; for its own files only.
 */
#ifndef TOE_IMPORT_PARTS_H_
#define TOE_IMPORT_PARTS_H_

#include "sim/import/toe_flow.h"
#include "sim/import/toe_import.h"
#include "sim/import/toe_key_map.h"
#include "sim/trace/toe_pcapng.h"
#include "sim/trace/toe_trace_writer.h"

/* Addresses of the host's side. */
typedef struct toe_import_host {
  uint8_t (*macs)[6];
  uint32_t mac_count;
  struct toe_import_ip {
    uint8_t family;
    uint8_t ip[16];
  } * ips;
  uint32_t ip_count;
} toe_import_host_t;

/* Read the addresses of `options`.  E_FORMAT, E_MEMORY; toe_import_host_clear in any case */
TOE_MUST_USE toe_result_t toe_import_host_read(const toe_import_options_t *options, toe_import_host_t *host,
                                               toe_error_t *error_out);
/* The MAC that most connections of the capture have in common; of several, the lowest.
 * E_UNKNOWN (no TCP connection), E_FORMAT, E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_import_host_guess(const char *from, toe_import_host_t *host, toe_error_t *error_out);
/* The MAC of most TCP segments to and from the host, the lowest of several, and how many it has.
 * count_out  0: none; mac_out is untouched then
 * E_FORMAT, E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_import_host_mac(const char *from, const toe_import_host_t *host, uint8_t mac_out[6],
                                              uint32_t *count_out, toe_error_t *error_out);
void toe_import_host_clear(toe_import_host_t *host);
bool toe_import_host_sent(const toe_import_host_t *host, const toe_packet_t *frame);
bool toe_import_host_got(const toe_import_host_t *host, const toe_packet_t *frame);

typedef struct toe_import_neighbor {
  uint8_t mac[6];
  uint16_t vlan;
  uint32_t paths, live_paths; /* ever, and with a connection now */
  bool is_mentioned;
} toe_import_neighbor_t;

typedef struct toe_import_path {
  uint32_t neighbor, number; /* of its neighbor, from 1 */
  uint8_t family;
  uint8_t local_ip[16], remote_ip[16];
  uint32_t mtu;
  uint32_t connections, live; /* ever, and now */
  bool is_mentioned;
} toe_import_path_t;

typedef struct toe_import_connection {
  toe_flow_t flow;
  uint8_t family;
  uint8_t local_ip[16], remote_ip[16];
  uint16_t local_port, remote_port, vlan;
  uint8_t next_hop[6]; /* where the host sends; until it does, who sends to it */
  bool has_next_hop;
  bool is_pending, is_offloaded;
  uint32_t path, number; /* once offloaded: of its path, from 1 */
} toe_import_connection_t;

/* A connection that waits for the next request. */
typedef struct toe_import_pending {
  uint32_t connection;
  uint32_t neighbor, path, order;
} toe_import_pending_t;

typedef struct toe_import {
  const toe_import_options_t *options;
  toe_import_host_t host;
  toe_trace_writer_t *writer;
  toe_import_summary_t summary;
  toe_key_map_t connection_keys, path_keys, neighbor_keys, vlan_keys;
  toe_import_connection_t *connections; /* by number */
  toe_import_path_t *paths;
  toe_import_neighbor_t *neighbors;
  uint32_t connection_room, path_room, neighbor_room;
  toe_import_pending_t *pending;
  uint32_t pending_count, pending_room;
  uint64_t batch_end_ns;
  uint64_t live;
  char *text; /* a record being made */
  size_t text_bytes, text_room;
  bool is_short_of_memory;
} toe_import_t;

/* Make room for element `number` (its array grows by doubling, zeroed); NULL: memory is short. */
void *toe_import_grow(void *array, uint32_t *room, uint32_t number, size_t bytes);

/* All that is pending, in as few requests as options allow; their time is at_ns.  E_IO, E_RANGE, E_MEMORY */
TOE_MUST_USE toe_result_t toe_import_initiate(toe_import_t *import, uint64_t at_ns, toe_error_t *error_out);
/* The end of an offloaded connection, and of its path and neighbor if it was their last.  E_IO, E_RANGE, E_MEMORY */
TOE_MUST_USE toe_result_t toe_import_terminate(toe_import_t *import, toe_import_connection_t *connection,
                                               uint64_t at_ns, toe_error_t *error_out);

#endif /* TOE_IMPORT_PARTS_H_ */
