/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_probe.c - see toe_probe.h.  Config space offsets are those of the PCI Express Base Specification 3.0, chapter 7.
 */
#include "sim/miniport/toe_probe.h"

#include <stdio.h>

enum {
  CONFIG_ID = 0x00,
  CONFIG_COMMAND = 0x04, /* status is its high half: written 1 bits clear there, so it is written 0 */
  CONFIG_CAPABILITIES = 0x34,
  COMMAND_MEMORY = 1 << 1,
  COMMAND_BUS_MASTER = 1 << 2,
  COMMAND_NO_INTX = 1 << 10,
  STATUS_HAS_CAPABILITIES = 1 << 20, /* in the DW at CONFIG_COMMAND */
  CAPABILITY_PCIE = 0x10,
  CAPABILITY_MSIX = 0x11,
  CAPABILITIES_MOST = 48, /* 192 bytes of 4: a longer list is a circle */
  PCIE_DEVICE_CAPABILITIES = 4,
  PCIE_DEVICE_CONTROL = 8,
  MPS_LSB = 5,
  MRRS_LSB = 12,
  SIZE_MASK = 7, /* of MPS and MRRS fields: log2(bytes / 128) */
  MSIX_TABLE = 4,
  VLAN_WORDS = 128
};
#define MSIX_ENABLE 0x80000000u
#define MSIX_FUNCTION_MASK 0x40000000u

/* READY: the first look comes at once, the pauses double from 1 us to 128 us, and after about 100 ms it is given up.
 * The tables are clear after 4096 edges, 4.1 ms at the slowest clock. */
enum { READY_FIRST_NS = 1000, READY_PAUSE_NS = 128000, READY_TRIES = 800 };

static uint32_t config(const toe_os_t *os, uint32_t offset) { return os->config_read(os->self, offset); }
static uint32_t bar(const toe_os_t *os, uint32_t offset) { return os->mmio_read(os->self, offset); }

static bool is_power_of_two(uint32_t value, uint32_t least, uint32_t most) {
  return value >= least && value <= most && (value & (value - 1)) == 0;
}

/* log2(bytes / 128) of a power of two from 128. */
static uint32_t size_code(uint32_t bytes) {
  uint32_t code = 0;
  while (bytes > 128) {
    bytes >>= 1;
    ++code;
  }
  return code;
}

toe_miniport_result_t toe_probe_check(const toe_miniport_options_t *options, char *text_out, size_t text_bytes) {
  const char *wrong = NULL;
  uint32_t value = 0;
#define CHECK(condition, name, member) \
  if (wrong == NULL && !(condition)) { \
    wrong = (name);                    \
    value = options->member;           \
  }
  CHECK(is_power_of_two(options->cmd_entries, 2, 65536), "command ring: entries", cmd_entries)
  CHECK(is_power_of_two(options->cpl_entries, 2, 65536), "completion ring: entries", cpl_entries)
  CHECK(is_power_of_two(options->mps_bytes, 128, 4096), "maximum payload size: bytes", mps_bytes)
  CHECK(is_power_of_two(options->mrrs_bytes, 256, 4096), "maximum read request size: bytes", mrrs_bytes)
  CHECK(options->tags >= 1 && options->tags <= 64, "DMA reads in flight", tags)
  CHECK(options->walk_policy <= TOE_POLICY_STOP_AT_FAILED_PARENT, "walk policy", walk_policy)
  CHECK(options->command_overhead_cycles <= 1048575, "command overhead: cycles", command_overhead_cycles)
  CHECK(options->rcv_page_log2 >= 10 && options->rcv_page_log2 <= 20, "receive buffer page: log2 of its bytes",
        rcv_page_log2)
  CHECK(options->admit_states <= TOE_FIELD_MASK(ADMIT_STATES, REJECT), "TCP states to reject: mask", admit_states)
  CHECK(options->admit_duplicates <= TOE_DUPLICATES_FAIL, "policy for duplicates", admit_duplicates)
  CHECK(is_power_of_two(options->sram_banks, 1, TOE_STAGE_SRAM_MAX_BANKS), "banks of the context SRAM", sram_banks)
  CHECK(options->limit[TOE_POOL_HOST_BUFFER] == 0 || is_power_of_two(options->host_buffer_bytes, 256, 65536),
        "host buffer: bytes", host_buffer_bytes)
#undef CHECK
  if (wrong == NULL) return TOE_MINIPORT_OK;
  snprintf(text_out, text_bytes, "%s: %lu is not allowed", wrong, (unsigned long)value);
  return TOE_MINIPORT_E_RANGE;
}

/* Config offset of a capability; 0: the function has none such. */
static uint32_t find_capability(const toe_os_t *os, uint32_t id) {
  if ((config(os, CONFIG_COMMAND) & STATUS_HAS_CAPABILITIES) == 0) return 0;
  uint32_t offset = config(os, CONFIG_CAPABILITIES) & 0xFC;
  for (int i = 0; i < CAPABILITIES_MOST && offset >= 0x40; ++i) {
    uint32_t word = config(os, offset);
    if ((word & 0xFF) == id) return offset;
    offset = word >> 8 & 0xFC;
  }
  return 0;
}

uint32_t toe_ports_word(toe_port_range_t range) {
  return TOE_SET(TOE_SET(0, ADMIT_LOCAL_PORTS, FIRST, range.first), ADMIT_LOCAL_PORTS, LAST, range.last);
}

/* MPS and MRRS into Device Control; the rest of it stays, Device Status is written 0. */
static void set_sizes(const toe_os_t *os, uint32_t pcie, const toe_miniport_options_t *options) {
  uint32_t supported = config(os, pcie + PCIE_DEVICE_CAPABILITIES) & SIZE_MASK;
  uint32_t mps = size_code(options->mps_bytes), mrrs = size_code(options->mrrs_bytes);
  uint32_t control = config(os, pcie + PCIE_DEVICE_CONTROL) & 0xFFFF;
  control &= ~((uint32_t)SIZE_MASK << MPS_LSB | (uint32_t)SIZE_MASK << MRRS_LSB);
  control |= (mps < supported ? mps : supported) << MPS_LSB | mrrs << MRRS_LSB;
  os->config_write(os->self, pcie + PCIE_DEVICE_CONTROL, control);
}

static toe_miniport_result_t wait_ready(const toe_os_t *os, char *text_out, size_t text_bytes) {
  uint32_t pause_ns = READY_FIRST_NS;
  for (int i = 0; i < READY_TRIES; ++i) {
    uint32_t status = bar(os, TOE_STATUS_OFFSET);
    if (status == UINT32_MAX) {
      snprintf(text_out, text_bytes, "register STATUS: no answer");
      return TOE_MINIPORT_E_DEVICE;
    }
    if (TOE_GET(status, STATUS, READY) == 1) return TOE_MINIPORT_OK;
    os->delay(os->self, pause_ns);
    if (pause_ns < READY_PAUSE_NS) pause_ns *= 2;
  }
  snprintf(text_out, text_bytes, "the device never says READY");
  return TOE_MINIPORT_E_DEVICE;
}

/* Pools with a limit register, and what was built of each. */
static const struct {
  toe_pool_t pool;
  uint32_t cap, limit;
  const char *name;
} pools[] = {
    {TOE_POOL_NEIGHBOR, TOE_CAP_NEIGHBOR_OFFSET, TOE_LIMIT_NEIGHBOR_OFFSET, "neighbor entries"},
    {TOE_POOL_PATH, TOE_CAP_PATH_OFFSET, TOE_LIMIT_PATH_OFFSET, "path entries"},
    {TOE_POOL_TCP, TOE_CAP_TCP_OFFSET, TOE_LIMIT_TCP_OFFSET, "TCP entries"},
    {TOE_POOL_SRC_MAC, TOE_CAP_SRC_MAC_OFFSET, TOE_LIMIT_SRC_MAC_OFFSET, "source MACs"},
    {TOE_POOL_SRC_IP, TOE_CAP_SRC_IP_OFFSET, TOE_LIMIT_SRC_IP_OFFSET, "source IP addresses"},
    {TOE_POOL_VLAN, TOE_CAP_VLAN_OFFSET, TOE_LIMIT_VLAN_OFFSET, "VLAN ids"},
    {TOE_POOL_RCV_BUFFER, TOE_CAP_RCV_BUFFER_OFFSET, TOE_LIMIT_RCV_BUFFER_OFFSET, "receive buffer pages"},
    {TOE_POOL_XMIT_BUFFER, TOE_CAP_XMIT_BUFFER_OFFSET, TOE_LIMIT_XMIT_BUFFER_OFFSET, "transmit buffer pages"},
    {TOE_POOL_BUFFERED_COPY, TOE_CAP_BUFFERED_COPY_OFFSET, TOE_LIMIT_BUFFERED_COPY_OFFSET,
     "bytes for copies of buffered data"},
    {TOE_POOL_POSTED, TOE_CAP_POSTED_OFFSET, TOE_LIMIT_POSTED_OFFSET, "posted receive requests"},
    {TOE_POOL_HOST_BUFFER, TOE_CAP_HOST_BUFFER_OFFSET, TOE_LIMIT_HOST_BUFFER_OFFSET, "host buffers"},
    {TOE_POOL_RCV_DATA, TOE_CAP_RCV_DATA_OFFSET, TOE_LIMIT_RCV_DATA_OFFSET, "bytes of received data"},
};
enum { POOLS = sizeof pools / sizeof pools[0] };

/* What was built, and no limit above it. */
static toe_miniport_result_t check_limits(const toe_os_t *os, const toe_miniport_options_t *options, toe_probe_t *probe,
                                          char *text_out, size_t text_bytes) {
  probe->built[TOE_POOL_HOST_MEMORY] = UINT32_MAX;
  probe->built[TOE_POOL_LOOKUP] = bar(os, TOE_CAP_LOOKUP_OFFSET);
  for (unsigned i = 0; i < POOLS; ++i) probe->built[pools[i].pool] = bar(os, pools[i].cap);
  for (unsigned i = 0; i < POOLS; ++i) {
    uint32_t limit = options->limit[pools[i].pool], built = probe->built[pools[i].pool];
    if (limit <= built) continue;
    snprintf(text_out, text_bytes, "%s: a limit of %lu is above the %lu built", pools[i].name, (unsigned long)limit,
             (unsigned long)built);
    return TOE_MINIPORT_E_RANGE;
  }
  return TOE_MINIPORT_OK;
}

/* What only BAR0 tells. */
static toe_miniport_result_t check_registers(const toe_os_t *os, const toe_miniport_options_t *options,
                                             toe_probe_t *probe, char *text_out, size_t text_bytes) {
  uint32_t id = bar(os, TOE_ID_OFFSET);
  if (TOE_GET(id, ID, DEVICE) != TOE_PROBE_VENDOR || TOE_GET(id, ID, MAP_VERSION) != TOE_PROBE_MAP_VERSION) {
    snprintf(text_out, text_bytes, "register ID is 0x%08lX; this driver knows 0x70E50004", (unsigned long)id);
    return TOE_MINIPORT_E_DEVICE;
  }
  /* Ring positions and phases start at 0 after reset, and there is no way back to it from here. */
  if (bar(os, TOE_CTRL_OFFSET) != 0 || bar(os, TOE_CMD_HEAD_OFFSET) != 0 || bar(os, TOE_CPL_TAIL_OFFSET) != 0 ||
      bar(os, TOE_CMD_DOORBELL_OFFSET) != 0) {
    snprintf(text_out, text_bytes, "the device is not in its reset state");
    return TOE_MINIPORT_E_DEVICE;
  }
  toe_miniport_result_t result = wait_ready(os, text_out, text_bytes);
  if (result != TOE_MINIPORT_OK) return result;
  return check_limits(os, options, probe, text_out, text_bytes);
}

toe_miniport_result_t toe_probe_run(const toe_os_t *os, const toe_miniport_options_t *options, toe_probe_t *probe_out,
                                    char *text_out, size_t text_bytes) {
  toe_probe_t probe = {.msix_table = 0};
  uint32_t id = config(os, CONFIG_ID);
  if (id != ((uint32_t)TOE_PROBE_DEVICE << 16 | TOE_PROBE_VENDOR)) {
    snprintf(text_out, text_bytes, "PCI vendor and device are %04lX:%04lX; this driver knows 70E5:0001",
             (unsigned long)(id & 0xFFFF), (unsigned long)(id >> 16));
    return TOE_MINIPORT_E_DEVICE;
  }
  uint32_t pcie = find_capability(os, CAPABILITY_PCIE);
  if (pcie == 0) {
    snprintf(text_out, text_bytes, "the function has no PCI Express capability");
    return TOE_MINIPORT_E_DEVICE;
  }
  probe.msix_control = find_capability(os, CAPABILITY_MSIX);
  if (probe.msix_control == 0) {
    snprintf(text_out, text_bytes, "the function has no MSI-X capability");
    return TOE_MINIPORT_E_DEVICE;
  }
  uint32_t table = config(os, probe.msix_control + MSIX_TABLE);
  if ((table & 7) != 0) {
    snprintf(text_out, text_bytes, "the MSI-X table is in BAR%lu, not in BAR0", (unsigned long)(table & 7));
    return TOE_MINIPORT_E_DEVICE;
  }
  probe.msix_table = table & ~7u;
  set_sizes(os, pcie, options);
  uint32_t command = config(os, CONFIG_COMMAND) & 0xFFFF;
  os->config_write(os->self, CONFIG_COMMAND, command | COMMAND_MEMORY | COMMAND_BUS_MASTER | COMMAND_NO_INTX);
  toe_miniport_result_t result = check_registers(os, options, &probe, text_out, text_bytes);
  if (result != TOE_MINIPORT_OK) {
    toe_probe_disable(os, &probe);
    return result;
  }
  *probe_out = probe;
  return TOE_MINIPORT_OK;
}

/* The push timer in cycles of the device. */
static uint32_t push_cycles(const toe_miniport_options_t *options) {
  uint64_t cycles = (uint64_t)options->push_us * options->clock_mhz;
  return cycles > UINT32_MAX ? UINT32_MAX : (uint32_t)cycles;
}

void toe_probe_settings(const toe_os_t *os, const toe_miniport_options_t *options) {
  const uint8_t *mac = options->mac;
  const struct {
    uint32_t offset, value;
  } settings[] = {
      {TOE_LIMIT_HOST_MEMORY_OFFSET, options->limit[TOE_POOL_HOST_MEMORY]},
      {TOE_MTU_MAX_OFFSET, options->mtu_max_bytes},
      {TOE_RCV_WINDOW_MAX_OFFSET, options->rcv_window_max_bytes},
      {TOE_RCV_PAGE_OFFSET, options->rcv_page_log2},
      {TOE_ADMIT_STATES_OFFSET, options->admit_states},
      {TOE_ADMIT_LOCAL_PORTS_OFFSET, toe_ports_word(options->admit_local_ports)},
      {TOE_ADMIT_REMOTE_PORTS_OFFSET, toe_ports_word(options->admit_remote_ports)},
      {TOE_ADMIT_MIN_WINDOW_OFFSET, options->admit_min_window_bytes},
      {TOE_ADMIT_DUPLICATES_OFFSET, options->admit_duplicates},
      {TOE_WALK_POLICY_OFFSET, options->walk_policy},
      {TOE_TAG_LIMIT_OFFSET, options->tags},
      {TOE_SRAM_BANKS_OFFSET, options->sram_banks},
      {TOE_COMMAND_OVERHEAD_OFFSET, options->command_overhead_cycles},
      {TOE_PUSH_CYCLES_OFFSET, push_cycles(options)},
      {TOE_INTERFACE_MAC_LO_OFFSET,
       (uint32_t)mac[0] | (uint32_t)mac[1] << 8 | (uint32_t)mac[2] << 16 | (uint32_t)mac[3] << 24},
      {TOE_INTERFACE_MAC_HI_OFFSET, (uint32_t)mac[4] | (uint32_t)mac[5] << 8},
      {TOE_ACK_FREQUENCY_OFFSET, options->ack_frequency},
      {TOE_ACK_CYCLES_OFFSET, options->ack_cycles},
      {TOE_OUT_OF_ORDER_LIMIT_OFFSET, options->out_of_order_limit},
  };
  for (unsigned i = 0; i < POOLS; ++i) os->mmio_write(os->self, pools[i].limit, options->limit[pools[i].pool]);
  for (unsigned i = 0; i < sizeof settings / sizeof settings[0]; ++i) {
    os->mmio_write(os->self, settings[i].offset, settings[i].value);
  }
  for (uint32_t w = 0; w < VLAN_WORDS; ++w) {
    if (options->vlan_ids[w] != 0) os->mmio_write(os->self, TOE_STAGE_VLAN_IDS + 4 * w, options->vlan_ids[w]);
  }
}

void toe_probe_msix(const toe_os_t *os, const toe_probe_t *probe) {
  uint64_t address = 0;
  uint32_t data = 0;
  os->msix_message(os->self, 0, &address, &data);
  os->mmio_write(os->self, probe->msix_table + 0, (uint32_t)address);
  os->mmio_write(os->self, probe->msix_table + 4, (uint32_t)(address >> 32));
  os->mmio_write(os->self, probe->msix_table + 8, data);
  os->mmio_write(os->self, probe->msix_table + 12, 0); /* not masked */
  uint32_t control = config(os, probe->msix_control) & ~MSIX_FUNCTION_MASK;
  os->config_write(os->self, probe->msix_control, control | MSIX_ENABLE);
}

void toe_probe_disable(const toe_os_t *os, const toe_probe_t *probe) {
  os->config_write(os->self, probe->msix_control, config(os, probe->msix_control) & ~MSIX_ENABLE);
  uint32_t command = config(os, CONFIG_COMMAND) & 0xFFFF;
  os->config_write(os->self, CONFIG_COMMAND, command & ~((uint32_t)COMMAND_MEMORY | COMMAND_BUS_MASTER));
}
