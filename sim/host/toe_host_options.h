/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_options.h - what the host stack and its driver are configured with.
 */
#ifndef TOE_HOST_OPTIONS_H_
#define TOE_HOST_OPTIONS_H_

#include <stdbool.h>
#include <stdint.h>

typedef struct toe_host_options {
  uint32_t neighbor_entries, path_entries, tcp_entries, host_memory_objects; /* limits the driver sets */
  uint32_t walk_policy;                                                      /* toe_policy */
  uint32_t tags;                                                             /* 1..64 */
  uint32_t command_overhead_cycles;
  uint32_t cmd_entries, cpl_entries; /* rings, powers of two */
  uint32_t mps_bytes, mrrs_bytes;    /* what the host's PCIe configuration programs */
  uint32_t retry;                    /* how often a denied object is tried again by itself */
} toe_host_options_t;

#endif /* TOE_HOST_OPTIONS_H_ */
