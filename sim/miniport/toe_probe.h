/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_probe.h - find the function, check that it is ours, and set it up as far as it needs no rings.
 *
 * BAR0 has been placed by the platform; everything else is done here.
 */
#ifndef TOE_PROBE_H_
#define TOE_PROBE_H_

#include "sim/miniport/toe_miniport.h"

#ifdef __cplusplus
extern "C" {
#endif

/* PCI identity of the function: the two halves of register ID. */
enum { TOE_PROBE_VENDOR = 0x70E5, TOE_PROBE_DEVICE = 0x0001, TOE_PROBE_MAP_VERSION = 4 };

/* What was found. */
typedef struct toe_probe {
  uint32_t built[TOE_POOLS]; /* of each pool, in its unit; HOST_MEMORY: 0xFFFFFFFF       */
  uint32_t msix_table;       /* offset of the MSI-X table in BAR0                        */
  uint32_t msix_control;     /* config offset of the MSI-X capability's first DW         */
} toe_probe_t;

/* Check the options against their own ranges: rings, MPS, MRRS, tags, overhead, policies, receive page, banks. */
toe_miniport_result_t toe_probe_check(const toe_miniport_options_t *options, char *text_out, size_t text_bytes);

/* Identity, capabilities, memory and bus-master enable, MPS and MRRS, ID register, fresh-from-reset state,
 * STATUS.READY, CAP registers against the options' limits.  On failure memory and bus-master enable are off again. */
toe_miniport_result_t toe_probe_run(const toe_os_t *os, const toe_miniport_options_t *options, toe_probe_t *probe_out,
                                    char *text_out, size_t text_bytes);

/* Program all of the options that are registers: limits, policies, VLAN ids of the interface, tags, banks, overhead
 * (CTRL.ENABLE is still 0, and the device is as after reset: of the VLAN array only words that are not 0 are written).
 */
void toe_probe_settings(const toe_os_t *os, const toe_miniport_options_t *options);

/* A range of ports as registers ADMIT_LOCAL_PORTS and ADMIT_REMOTE_PORTS, and the settings of that name, have it. */
uint32_t toe_ports_word(toe_port_range_t range);

/* Fill in MSI-X table entry 0, unmask it, and enable MSI-X. */
void toe_probe_msix(const toe_os_t *os, const toe_probe_t *probe);

/* Undo: MSI-X, bus master and memory off. */
void toe_probe_disable(const toe_os_t *os, const toe_probe_t *probe);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PROBE_H_ */
