/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_config_space.h"

#include <string.h>

#include "model/spec/toe_spec.h"

/* Offsets within the capabilities, and fixed bits, that nobody outside needs. */
enum {
  SUBSYSTEM = 0x2C,
  PM_D0_ONLY = 0x0003,       /* version 3 of the PM interface, no other state, no PME    */
  PM_NO_SOFT_RESET = 1 << 3, /* of PM control: nothing is lost between states            */
  MSIX_TABLE_SIZE_LSB = 16,  /* entries less one, in message control (the high half)      */
  PCIE_VERSION = 2,          /* of the capability; device type 0, endpoint               */
  PCIE_DEVICE_CAP = 0x04,
  PCIE_LINK_CAP = 0x0C,
  PCIE_LINK_CONTROL = 0x10, /* status in the high half                                  */
  PCIE_LINK_CAP2 = 0x2C,
  PCIE_LINK_CONTROL2 = 0x30,
  DEVICE_CAP_EXTENDED_TAG = 1 << 5, /* tags of 8 bits: object reads use 32..63                  */
  DEVICE_CAP_ROLE_ERRORS = 1 << 15, /* must be 1 since PCIe 1.1                                 */
  DEVICE_CONTROL_ERRORS = 0xF,
  DEVICE_CONTROL_EXTENDED_TAG = 1 << 8,
  DEVICE_CONTROL_MPS = 7 << TOE_CONFIG_MPS_LSB,
  DEVICE_CONTROL_MRRS = 7 << TOE_CONFIG_MRRS_LSB,
  LINK_CONTROL_RCB = 1 << 3, /* software notes the root complex's RCB here; nothing here reads it */
  STATUS_CAPABILITIES = 1 << 20,
  COMMAND_INTX_DISABLE = 1 << 10,
  BAR_MEMORY_64 = 0x4,
  RESET_MRRS_CODE = 2 /* 512 bytes */
};

static void put(toe_config_space_t *space, uint32_t offset, uint32_t value, uint32_t writable) {
  space->value[offset / 4] = value;
  space->writable[offset / 4] = writable;
}

/* log2(bytes / 128), as the size fields of the PCIe capability hold it. */
static uint32_t size_code(uint32_t bytes) {
  uint32_t code = 0;
  while (code < 5 && (uint32_t)128 << code < bytes) ++code;
  return code;
}

static void reset_pcie(toe_config_space_t *space, uint32_t gen, uint32_t lanes, uint32_t max_mps_bytes) {
  const uint32_t at = TOE_CONFIG_PCIE_OFFSET, link = lanes << 4 | gen;
  put(space, at, (uint32_t)PCIE_VERSION << 16 | TOE_CONFIG_CAP_PCIE, 0); /* next 0: the last one */
  put(space, at + PCIE_DEVICE_CAP, DEVICE_CAP_ROLE_ERRORS | DEVICE_CAP_EXTENDED_TAG | size_code(max_mps_bytes), 0);
  put(space, at + TOE_CONFIG_PCIE_DEVICE_CONTROL,
      (uint32_t)RESET_MRRS_CODE << TOE_CONFIG_MRRS_LSB | DEVICE_CONTROL_EXTENDED_TAG,
      DEVICE_CONTROL_ERRORS | DEVICE_CONTROL_MPS | DEVICE_CONTROL_EXTENDED_TAG | DEVICE_CONTROL_MRRS);
  put(space, at + PCIE_LINK_CAP, link, 0);
  put(space, at + PCIE_LINK_CONTROL, link << 16, LINK_CONTROL_RCB);
  put(space, at + PCIE_LINK_CAP2, (((uint32_t)1 << gen) - 1) << 1, 0); /* every speed up to this one */
  put(space, at + PCIE_LINK_CONTROL2, gen, 0);
}

void toe_config_space_reset(toe_config_space_t *space, uint32_t gen, uint32_t lanes, uint32_t max_mps_bytes) {
  memset(space, 0, sizeof *space);
  put(space, TOE_CONFIG_ID, (uint32_t)TOE_CONFIG_DEVICE_ID << 16 | TOE_CONFIG_VENDOR_ID, 0);
  put(space, TOE_CONFIG_COMMAND, STATUS_CAPABILITIES,
      TOE_CONFIG_COMMAND_MEMORY | TOE_CONFIG_COMMAND_BUS_MASTER | COMMAND_INTX_DISABLE);
  put(space, TOE_CONFIG_CLASS_REVISION, (uint32_t)TOE_CONFIG_CLASS << 8 | TOE_CONFIG_REVISION, 0);
  /* Sizing works by itself: of all ones only the address bits stay. */
  put(space, TOE_CONFIG_BAR0, BAR_MEMORY_64, ~((uint32_t)TOE_STAGE_BAR_BYTES - 1));
  put(space, TOE_CONFIG_BAR1, 0, 0xFFFFFFFFu);
  put(space, SUBSYSTEM, (uint32_t)TOE_CONFIG_DEVICE_ID << 16 | TOE_CONFIG_VENDOR_ID, 0);
  put(space, TOE_CONFIG_CAPABILITIES, TOE_CONFIG_PM_OFFSET, 0);

  put(space, TOE_CONFIG_PM_OFFSET, (uint32_t)PM_D0_ONLY << 16 | TOE_CONFIG_MSIX_OFFSET << 8 | TOE_CONFIG_CAP_PM, 0);
  put(space, TOE_CONFIG_PM_OFFSET + 4, PM_NO_SOFT_RESET, 0);

  put(space, TOE_CONFIG_MSIX_OFFSET,
      (uint32_t)(TOE_STAGE_VECTORS - 1) << MSIX_TABLE_SIZE_LSB | TOE_CONFIG_PCIE_OFFSET << 8 | TOE_CONFIG_CAP_MSIX,
      TOE_CONFIG_MSIX_ENABLE | TOE_CONFIG_MSIX_MASK);
  put(space, TOE_CONFIG_MSIX_OFFSET + 4, TOE_STAGE_MSIX_TABLE, 0); /* low 3 bits 0: in BAR0 */
  put(space, TOE_CONFIG_MSIX_OFFSET + 8, TOE_STAGE_MSIX_PBA, 0);

  reset_pcie(space, gen, lanes, max_mps_bytes);
}

uint32_t toe_config_space_read(const toe_config_space_t *space, uint32_t offset) {
  if (offset % 4 != 0 || offset >= TOE_CONFIG_SPACE_BYTES) return 0xFFFFFFFFu;
  return space->value[offset / 4];
}

void toe_config_space_write(toe_config_space_t *space, uint32_t offset, uint32_t value) {
  if (offset % 4 != 0 || offset >= TOE_CONFIG_SPACE_BYTES) return;
  uint32_t writable = space->writable[offset / 4];
  space->value[offset / 4] = (space->value[offset / 4] & ~writable) | (value & writable);
}

toe_device_config_t toe_config_space_device(const toe_config_space_t *space) {
  const uint32_t *pcie = &space->value[TOE_CONFIG_PCIE_OFFSET / 4];
  const uint32_t msix = space->value[TOE_CONFIG_MSIX_OFFSET / 4];
  uint32_t control = pcie[TOE_CONFIG_PCIE_DEVICE_CONTROL / 4], max_mps = pcie[PCIE_DEVICE_CAP / 4] & 7;
  uint32_t mps = control >> TOE_CONFIG_MPS_LSB & 7, mrrs = control >> TOE_CONFIG_MRRS_LSB & 7;
  if (mps > max_mps) mps = max_mps;
  if (mrrs > 5) mrrs = 5;
  return (toe_device_config_t){
      .has_bus_master = (space->value[TOE_CONFIG_COMMAND / 4] & TOE_CONFIG_COMMAND_BUS_MASTER) != 0,
      .has_msix = (msix & TOE_CONFIG_MSIX_ENABLE) != 0,
      .is_msix_masked = (msix & TOE_CONFIG_MSIX_MASK) != 0,
      .mps_bytes = (uint16_t)(128u << mps),
      .mrrs_bytes = (uint16_t)(128u << mrrs),
  };
}

bool toe_config_space_has_memory(const toe_config_space_t *space) {
  return (space->value[TOE_CONFIG_COMMAND / 4] & TOE_CONFIG_COMMAND_MEMORY) != 0;
}

uint64_t toe_config_space_bar0(const toe_config_space_t *space) {
  return (uint64_t)space->value[TOE_CONFIG_BAR1 / 4] << 32 |
         (space->value[TOE_CONFIG_BAR0 / 4] & ~((uint32_t)TOE_STAGE_BAR_BYTES - 1));
}
