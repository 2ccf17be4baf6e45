/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle_device.h - what the oracle believes the device holds, and whether one more object fits.
 *
 * Limits and their statuses: docs/chimney.md 3 and docs/config.md.  An object gives back what it took when it is
 * terminated; ids are given out never-used first, ascending, then freed ones in the order in which they were freed.
 */
#ifndef TOE_ORACLE_DEVICE_H_
#define TOE_ORACLE_DEVICE_H_

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOE_ORACLE_NEIGHBOR = 1, TOE_ORACLE_PATH = 2, TOE_ORACLE_TCP = 3, TOE_ORACLE_LAYERS = 4 };
enum { TOE_ORACLE_VLANS = 4096, TOE_ORACLE_STATES = 11 };

typedef enum toe_oracle_fault {
  TOE_ORACLE_NO_FAULT,
  TOE_ORACLE_INTERNAL,
  TOE_ORACLE_HOST_MEMORY,
  TOE_ORACLE_REJECTED,
  TOE_ORACLE_COPY_MEMORY
} toe_oracle_fault_t;

typedef enum toe_oracle_policy { /* */
                                 TOE_ORACLE_STOP_ON_UNCATEGORISED,
                                 TOE_ORACLE_PRUNE,
                                 TOE_ORACLE_STOP_AT_FAILED_PARENT
} toe_oracle_policy_t;

/* A resource by number: free is max(0, limit - used). */
typedef struct toe_oracle_pool {
  uint64_t limit, used;
} toe_oracle_pool_t;

/* A table of distinct values: value as text -> how many objects use it. */
typedef struct toe_oracle_values {
  uint64_t limit;
  json_t *users;
} toe_oracle_values_t;

typedef struct toe_oracle_ports { /* first above last: none */
  uint64_t first, last;
} toe_oracle_ports_t;

/* An object's state, as its first mention gave it. */
typedef struct toe_oracle_state {
  int layer;
  uint32_t vlan;                  /* neighbor; of an offloaded path that of its neighbor */
  bool has_src_mac;               /* neighbor */
  uint8_t src_mac[6];             /* neighbor */
  int family;                     /* path: 4 or 6 */
  uint8_t src_ip[16], dst_ip[16]; /* path; IPv4: 4 bytes, the others 0 */
  uint64_t mtu;                   /* path */
  uint32_t local_port, remote_port, tcp_state;
  uint64_t initial_rcv_wnd, buffered_bytes; /* TCP */
} toe_oracle_state_t;

typedef struct toe_oracle_object {
  const char *name; /* borrowed from who made it */
  bool has_state, is_offloaded;
  bool is_in_transit; /* named by a request that waits in the driver */
  toe_oracle_state_t state;
  /* Offloaded: */
  uint32_t id;                                              /* its handle is layer << 28 | id */
  uint64_t rcv_pages, copy_bytes;                           /* TCP: what it took */
  struct toe_oracle_object *parent;                         /* NULL: a neighbor */
  struct toe_oracle_object *first, *last;                   /* its dependents, in the order in which they came */
  struct toe_oracle_object *sibling_before, *sibling_after; /* dependents of the same parent */
} toe_oracle_object_t;

/* Ids of one layer. */
typedef struct toe_oracle_ids {
  toe_oracle_object_t **holder; /* by id, below `given`; NULL: freed */
  size_t given, room;           /* ids ever given out */
  uint32_t *freed;              /* to be given out again: freed[first .. last-1] */
  size_t first, last, freed_room;
} toe_oracle_ids_t;

typedef struct toe_oracle_device {
  toe_oracle_pool_t layer[TOE_ORACLE_LAYERS]; /* by layer; [0] is not used */
  toe_oracle_pool_t rcv_buffer, xmit_buffer, buffered_copy, host_memory;
  toe_oracle_values_t src_mac, src_ip, vlan;
  json_t *connections; /* addresses and ports that are offloaded */
  uint64_t mtu_max, rcv_window_max, rcv_page_bytes;
  bool has_interface_vlan[TOE_ORACLE_VLANS];
  uint32_t interface_vlans; /* how many */
  bool is_state_rejected[TOE_ORACLE_STATES];
  toe_oracle_ports_t local_ports, remote_ports;
  uint64_t min_rcv_window;
  bool is_duplicate_failure; /* admission.duplicates is fail */
  toe_oracle_policy_t policy;
  toe_oracle_ids_t ids[TOE_ORACLE_LAYERS];
} toe_oracle_device_t;

void toe_oracle_device_init(toe_oracle_device_t *device);
void toe_oracle_device_end(toe_oracle_device_t *device);

/* Give a key its value; is_running: by a `set` of the scenario.  false: error_out (TOE_ORACLE_ERROR_BYTES) says why. */
bool toe_oracle_device_set(toe_oracle_device_t *device, const char *key, const char *value, bool is_running,
                           char *error_out);

/* What became of an attempted object. */
typedef struct toe_oracle_verdict {
  const char *status;    /* NDIS_STATUS_SUCCESS: it is in */
  bool is_uncategorised; /* an internal failure of the device */
} toe_oracle_verdict_t;

/* Try to offload a new object and take what it needs; a failure takes nothing.
 * parent  what it hangs on (a neighbor for a path, a path for a connection), NULL: nothing
 * object  is_offloaded says what became of it; kept by the device if it gets in, and must live as long */
toe_oracle_verdict_t toe_oracle_device_offload(toe_oracle_device_t *device, toe_oracle_object_t *object,
                                               toe_oracle_object_t *parent, toe_oracle_fault_t fault);

/* Terminate an offloaded object: all that it took is free.  false: others depend on it, and nothing happens */
bool toe_oracle_device_terminate(toe_oracle_device_t *device, toe_oracle_object_t *object);

/* The offloaded object of `layer` that a handle names; NULL: none. */
toe_oracle_object_t *toe_oracle_device_named(const toe_oracle_device_t *device, int layer, uint64_t handle);

/* Memory, or the end of the process with exit code 3. */
void *toe_oracle_must(void *memory);

#endif /* TOE_ORACLE_DEVICE_H_ */
