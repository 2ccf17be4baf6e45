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
enum { TOE_PROBE_VENDOR = 0x70E5, TOE_PROBE_DEVICE = 0x0001, TOE_PROBE_MAP_VERSION = 1 };

/* What was found. */
typedef struct toe_probe {
  uint32_t cap_neighbor, cap_path, cap_tcp; /* entries built                                   */
  uint32_t msix_table;                      /* offset of the MSI-X table in BAR0               */
  uint32_t msix_control;                    /* config offset of the MSI-X capability's first DW */
} toe_probe_t;

/* Check the options against their own ranges: rings, tags, policy, MPS, MRRS, overhead. */
toe_miniport_result_t toe_probe_check(const toe_miniport_options_t *options, char *text_out, size_t text_bytes);

/* Identity, capabilities, memory and bus-master enable, MPS and MRRS, ID register, fresh-from-reset state,
 * STATUS.READY, CAP registers against the options' limits.  On failure memory and bus-master enable are off again. */
toe_miniport_result_t toe_probe_run(const toe_os_t *os, const toe_miniport_options_t *options, toe_probe_t *probe_out,
                                    char *text_out, size_t text_bytes);

/* Program limits, policy, tags and overhead (CTRL.ENABLE is still 0). */
void toe_probe_limits(const toe_os_t *os, const toe_miniport_options_t *options);

/* Fill in MSI-X table entry 0, unmask it, and enable MSI-X. */
void toe_probe_msix(const toe_os_t *os, const toe_probe_t *probe);

/* Undo: MSI-X, bus master and memory off. */
void toe_probe_disable(const toe_os_t *os, const toe_probe_t *probe);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PROBE_H_ */
