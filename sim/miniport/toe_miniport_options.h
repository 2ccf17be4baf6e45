/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_options.h - what the driver programs into the device before it enables it.
 *
 * Everything bounded by what was built (CAP_*) is checked against it when the driver comes up.
 */
#ifndef TOE_MINIPORT_OPTIONS_H_
#define TOE_MINIPORT_OPTIONS_H_

#include <stdbool.h>
#include <stdint.h>

#include "model/spec/toe_spec.h"

/* Ports first..last are meant; first above last: none. */
typedef struct toe_port_range {
  uint16_t first, last;
} toe_port_range_t;

typedef struct toe_miniport_options {
  uint32_t limit[TOE_POOLS]; /* in the pool's unit (pools.def); LOOKUP's is not looked at.  HOST_MEMORY: blocks lent to
                                the device, 0xFFFFFFFF: without limit */
  uint32_t mtu_max_bytes;    /* largest path MTU */
  uint32_t rcv_window_max_bytes; /* largest InitialRcvWnd */
  uint32_t rcv_page_log2;        /* receive buffer page, 10..20 */
  uint32_t vlan_ids[128];        /* VLAN ids of the interface: bit i of word w is id 32 w + i; none: any id is taken */
  uint8_t mac[6];                /* of the interface */
  uint32_t ack_frequency, ack_cycles; /* an acknowledgment after so many segments, 1..255, or so many cycles */
  uint32_t out_of_order_limit;        /* score at which the target asks for the upload; 0: never */
  /* Admission policy [R40]. */
  uint32_t admit_states;                                  /* bit n: TCP state n (4..9) is rejected */
  toe_port_range_t admit_local_ports, admit_remote_ports; /* are rejected */
  uint32_t admit_min_window_bytes;                        /* a smaller InitialRcvWnd is rejected */
  uint32_t admit_duplicates;                              /* toe_duplicates */
  uint32_t walk_policy;                                   /* toe_policy */
  uint32_t tags;                                          /* DMA reads in flight, 1..64 */
  uint32_t sram_banks;                                    /* 1, 2 or 4 */
  uint32_t command_overhead_cycles;                       /* 0..1048575 */
  uint32_t cmd_entries, cpl_entries;                      /* rings: powers of two, 2..65536 */
  uint32_t mps_bytes, mrrs_bytes; /* PCIe device control: powers of two, 128..4096 and 256..4096; MPS is cut to what
                                     the function supports */
  uint32_t host_buffer_bytes;     /* of each host buffer, a power of two 256..65536; how many: limit of HOST_BUFFER */
  uint32_t clock_mhz, push_us;    /* of the device; push timer of a receive request: 2^32 - 1 cycles at most */
  bool has_faults; /* take faults from MiniportReserved[0] (toe_ndis.h) and tell the device to honour them */
} toe_miniport_options_t;

#endif /* TOE_MINIPORT_OPTIONS_H_ */
