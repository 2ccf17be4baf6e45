/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_space.h - the 4 KiB of configuration space of the NIC's one function.
 *
 * As in a card it belongs to the PCIe block, not to the device behind it: the device is only told what
 * toe_config_space_device says.  Untimed; toe_nic.h gives it its time.
 *
 * Source: PCI Express Base Specification 3.0, 7.5 (header), 7.8 (PCI Express capability), 6.1.4 (MSI-X).
 * Ours: vendor 0x70E5 and device 0x0001, the two halves of register ID (0x70E50001); no such vendor is registered.
 */
#ifndef TOE_CONFIG_SPACE_H_
#define TOE_CONFIG_SPACE_H_

#include "bridge/toe_device.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_CONFIG_SPACE_BYTES 4096

enum {
  TOE_CONFIG_VENDOR_ID = 0x70E5,
  TOE_CONFIG_DEVICE_ID = 0x0001,
  TOE_CONFIG_CLASS = 0x020000, /* network controller, Ethernet */
  TOE_CONFIG_REVISION = 0x01,

  /* Offsets of what a driver touches. */
  TOE_CONFIG_ID = 0x00,      /* vendor, device                                             */
  TOE_CONFIG_COMMAND = 0x04, /* command (bits below), status in the high half              */
  TOE_CONFIG_CLASS_REVISION = 0x08,
  TOE_CONFIG_BAR0 = 0x10, /* 64-bit memory, 16 KiB; BAR1 is its high half                */
  TOE_CONFIG_BAR1 = 0x14,
  TOE_CONFIG_CAPABILITIES = 0x34, /* offset of the first capability in the low byte; each: id, next, ... */

  /* Bits of COMMAND. */
  TOE_CONFIG_COMMAND_MEMORY = 1 << 1,
  TOE_CONFIG_COMMAND_BUS_MASTER = 1 << 2,

  /* Capability ids. */
  TOE_CONFIG_CAP_PM = 0x01,
  TOE_CONFIG_CAP_PCIE = 0x10,
  TOE_CONFIG_CAP_MSIX = 0x11,

  /* Where this function has them (a driver finds them by walking the list). */
  TOE_CONFIG_PM_OFFSET = 0x40,
  TOE_CONFIG_MSIX_OFFSET = 0x50,
  TOE_CONFIG_PCIE_OFFSET = 0x70
};

/* First DW of the MSI-X capability: enable and function mask. */
#define TOE_CONFIG_MSIX_ENABLE 0x80000000u
#define TOE_CONFIG_MSIX_MASK 0x40000000u

/* Device Control (PCIe capability + 8): MPS in bits 7:5, MRRS in bits 14:12, as log2(bytes / 128). */
#define TOE_CONFIG_PCIE_DEVICE_CONTROL 8
#define TOE_CONFIG_MPS_LSB 5
#define TOE_CONFIG_MRRS_LSB 12

typedef struct toe_config_space {
  uint32_t value[TOE_CONFIG_SPACE_BYTES / 4];
  uint32_t writable[TOE_CONFIG_SPACE_BYTES / 4]; /* bits that a write changes */
} toe_config_space_t;

/* The reset state of a function on a link of that generation and width, whose MPS capability is max_mps_bytes (a power
 * of two, 128..4096). */
void toe_config_space_reset(toe_config_space_t *space, uint32_t gen, uint32_t lanes, uint32_t max_mps_bytes);

/* One aligned DW.  Read: all ones where there is nothing (offset not aligned, or 4096 and above).  Write: changes the
 * writable bits only; nothing where there is nothing. */
uint32_t toe_config_space_read(const toe_config_space_t *space, uint32_t offset);
void toe_config_space_write(toe_config_space_t *space, uint32_t offset, uint32_t value);

/* What the device is told.  An MPS above the capability counts as the capability, a reserved MRRS as 4096. */
toe_device_config_t toe_config_space_device(const toe_config_space_t *space);

/* Whether BAR0 answers (COMMAND.MEMORY), and where the host put it. */
bool toe_config_space_has_memory(const toe_config_space_t *space);
uint64_t toe_config_space_bar0(const toe_config_space_t *space);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CONFIG_SPACE_H_ */
