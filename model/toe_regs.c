/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_regs.h"

#include <string.h>

/* How a register takes a write (regs.def). */
typedef enum access { ACCESS_RO, ACCESS_RW, ACCESS_CFG, ACCESS_W1 } access_t;

static const struct {
  uint32_t reset;
  access_t access;
} kRegs[TOE_REGS] = {
#define TOE_REG(name, offset, access, reset, text) [TOE_REG_##name] = {(reset), ACCESS_##access},
#include "model/spec/regs.def"
};

static const struct {
  toe_reg_t reg;
  uint32_t lsb, width;
} kFields[] = {
#define TOE_FIELD(reg, name, lsb, width, text) {TOE_REG_##reg, (lsb), (width)},
#include "model/spec/regs.def"
};

enum { HOST_BUFFER_ALIGN = 64, VECTOR_BYTES = 16, TABLE_BYTES = TOE_STAGE_VECTORS * VECTOR_BYTES };

void toe_regs_init(toe_regs_t *regs) {
  memset(regs, 0, sizeof *regs);
  for (int i = 0; i < TOE_REGS; ++i) regs->word[i] = kRegs[i].reset;
  for (int i = 0; i < TOE_STAGE_VECTORS; ++i) regs->vector[i].is_masked = true;
}

/* The register at an offset; TOE_REGS: none. */
static toe_reg_t reg_at(uint32_t offset) {
  switch (offset) {
#define TOE_REG(name, offset_value, access, reset, text) \
  case (offset_value):                                   \
    return TOE_REG_##name;
#include "model/spec/regs.def"
    default:
      return TOE_REGS;
  }
}

/* The bits of a register that fields name; a register without fields is one value. */
static uint32_t field_bits(toe_reg_t reg) {
  uint32_t bits = 0;
  for (size_t i = 0; i < sizeof kFields / sizeof kFields[0]; ++i) {
    if (kFields[i].reg != reg) continue;
    bits |= (uint32_t)((((uint64_t)1 << kFields[i].width) - 1) << kFields[i].lsb);
  }
  return bits == 0 ? 0xFFFFFFFFu : bits;
}

static bool is_ring_size(uint32_t value) {
  return value == 0 || (value >= 2 && value <= 65536 && (value & (value - 1)) == 0);
}

/* The pools' registers; one without a LIMIT_ register has TOE_REGS there: what was built. */
static const struct {
  toe_reg_t limit, used;
} kPoolRegs[TOE_POOLS] = {[TOE_POOL_NEIGHBOR] = {TOE_REG_LIMIT_NEIGHBOR, TOE_REG_USED_NEIGHBOR},
                          [TOE_POOL_PATH] = {TOE_REG_LIMIT_PATH, TOE_REG_USED_PATH},
                          [TOE_POOL_TCP] = {TOE_REG_LIMIT_TCP, TOE_REG_USED_TCP},
                          [TOE_POOL_SRC_MAC] = {TOE_REG_LIMIT_SRC_MAC, TOE_REG_USED_SRC_MAC},
                          [TOE_POOL_SRC_IP] = {TOE_REG_LIMIT_SRC_IP, TOE_REG_USED_SRC_IP},
                          [TOE_POOL_VLAN] = {TOE_REG_LIMIT_VLAN, TOE_REG_USED_VLAN},
                          [TOE_POOL_RCV_BUFFER] = {TOE_REG_LIMIT_RCV_BUFFER, TOE_REG_USED_RCV_BUFFER},
                          [TOE_POOL_XMIT_BUFFER] = {TOE_REG_LIMIT_XMIT_BUFFER, TOE_REG_USED_XMIT_BUFFER},
                          [TOE_POOL_BUFFERED_COPY] = {TOE_REG_LIMIT_BUFFERED_COPY, TOE_REG_USED_BUFFERED_COPY},
                          [TOE_POOL_HOST_MEMORY] = {TOE_REG_LIMIT_HOST_MEMORY, TOE_REG_USED_HOST_MEMORY},
                          [TOE_POOL_LOOKUP] = {TOE_REGS, TOE_REG_USED_LOOKUP},
                          [TOE_POOL_POSTED] = {TOE_REG_LIMIT_POSTED, TOE_REG_USED_POSTED},
                          [TOE_POOL_HOST_BUFFER] = {TOE_REG_LIMIT_HOST_BUFFER, TOE_REG_USED_HOST_BUFFER},
                          [TOE_POOL_RCV_DATA] = {TOE_REG_LIMIT_RCV_DATA, TOE_REG_USED_RCV_DATA}};

uint32_t toe_regs_limit(const toe_regs_t *regs, toe_pool_t pool) {
  if (pool >= TOE_POOLS) return 0;
  toe_reg_t reg = kPoolRegs[pool].limit;
  return reg == TOE_REGS ? toe_pool_built(pool) : regs->word[reg];
}

void toe_regs_set_used(toe_regs_t *regs, toe_pool_t pool, uint32_t used) { regs->word[kPoolRegs[pool].used] = used; }

/* Whether a CFG register may hold the value: what was built allows it. */
static bool is_built(toe_reg_t reg, uint32_t value) {
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    if (kPoolRegs[pool].limit == reg) return value <= toe_pool_built((toe_pool_t)pool);
  }
  switch (reg) {
    case TOE_REG_WALK_POLICY:
      return value <= TOE_POLICY_STOP_AT_FAILED_PARENT;
    case TOE_REG_TAG_LIMIT:
      return value >= 1 && value <= 64;
    case TOE_REG_COMMAND_OVERHEAD:
      return value <= 1048575;
    case TOE_REG_RCV_PAGE:
      return value >= 10 && value <= 20;
    case TOE_REG_HOST_BUFFER_SIZE:
      return value >= 8 && value <= 16;
    case TOE_REG_ACK_FREQUENCY:
    case TOE_REG_OUT_OF_ORDER_LIMIT:
      return value <= 255;
    case TOE_REG_INTERFACE_MAC_HI:
      return value <= 65535;
    case TOE_REG_ADMIT_DUPLICATES:
      return value <= TOE_DUPLICATES_FAIL;
    case TOE_REG_SRAM_BANKS:
      return value == 1 || value == 2 || value == 4;
    case TOE_REG_CMD_RING_SIZE:
    case TOE_REG_CPL_RING_SIZE:
      return is_ring_size(value);
    default:
      return true;
  }
}

void toe_regs_drop(toe_regs_t *regs) {
  if (regs->word[TOE_REG_CQ_DROPPED] != 0xFFFFFFFFu) ++regs->word[TOE_REG_CQ_DROPPED];
}

static toe_regs_write_t dropped(toe_regs_t *regs) {
  toe_regs_drop(regs);
  return TOE_REGS_DROPPED;
}

static toe_regs_write_t write_vector(toe_regs_t *regs, uint32_t offset, uint32_t value) {
  toe_msix_vector_t *vector = &regs->vector[offset / VECTOR_BYTES];
  switch (offset % VECTOR_BYTES) {
    case 0:
      vector->address_low = value;
      break;
    case 4:
      vector->address_high = value;
      break;
    case 8:
      vector->data = value;
      break;
    default:
      vector->is_masked = (value & 1) != 0;
      break;
  }
  return TOE_REGS_STORED;
}

/* --- the interface's VLAN ids --- */

static bool is_vlan_offset(uint32_t offset) {
  return offset >= TOE_STAGE_VLAN_IDS && offset < TOE_STAGE_VLAN_IDS + 4 * TOE_REGS_VLAN_WORDS && offset % 4 == 0;
}

static uint32_t ones(uint32_t word) {
  uint32_t count = 0;
  for (; word != 0; word &= word - 1) ++count;
  return count;
}

static void write_vlan_word(toe_regs_t *regs, uint32_t index, uint32_t value) {
  if (index == 0) value &= ~(uint32_t)1;
  regs->vlan_id_count += ones(value) - ones(regs->vlan_ids[index]);
  regs->vlan_ids[index] = value;
}

bool toe_regs_takes_vlan(const toe_regs_t *regs, uint32_t vlan) {
  if (vlan == 0 || regs->vlan_id_count == 0) return true;
  return (regs->vlan_ids[vlan / 32] >> vlan % 32 & 1) != 0;
}

/* INTERFACE_VLAN: an id in bits 11..0, what to do with it in bits 17..16. */
static bool is_vlan_value(uint32_t value) {
  uint32_t id = value & 0xFFFu, action = value >> 16 & 3;
  if ((value & ~(uint32_t)0x30FFF) != 0) return false;
  if (action == TOE_VLAN_ACTION_CLEAR) return id == 0;
  return (action == TOE_VLAN_ACTION_ADD || action == TOE_VLAN_ACTION_REMOVE) && id != 0;
}

static void set_vlan(toe_regs_t *regs, uint32_t value) {
  uint32_t id = value & 0xFFFu, bit = (uint32_t)1 << id % 32, index = id / 32;
  switch (value >> 16) {
    case TOE_VLAN_ACTION_ADD:
      write_vlan_word(regs, index, regs->vlan_ids[index] | bit);
      break;
    case TOE_VLAN_ACTION_REMOVE:
      write_vlan_word(regs, index, regs->vlan_ids[index] & ~bit);
      break;
    default:
      memset(regs->vlan_ids, 0, sizeof regs->vlan_ids);
      regs->vlan_id_count = 0;
      break;
  }
}

static bool is_running(const toe_regs_t *regs) { return TOE_GET(regs->word[TOE_REG_CTRL], CTRL, ENABLE) != 0; }

static toe_regs_write_t write_rw(toe_regs_t *regs, toe_reg_t reg, uint32_t value) {
  if (reg == TOE_REG_CMD_DOORBELL) {
    if (value >= regs->word[TOE_REG_CMD_RING_SIZE]) return dropped(regs);
    regs->word[reg] = value;
    return TOE_REGS_CMD_DOORBELL;
  }
  if (reg == TOE_REG_CPL_DOORBELL) {
    if (value >= regs->word[TOE_REG_CPL_RING_SIZE]) return dropped(regs);
    regs->word[reg] = value;
    return TOE_REGS_CPL_DOORBELL;
  }
  if (reg == TOE_REG_HOST_BUFFER_RETURN) return TOE_REGS_HOST_BUFFER_RETURN;
  regs->word[reg] = value & field_bits(reg);
  return TOE_REGS_STORED;
}

toe_regs_write_t toe_regs_write(toe_regs_t *regs, uint32_t offset, uint32_t value) {
  if (offset >= TOE_STAGE_MSIX_TABLE && offset < TOE_STAGE_MSIX_TABLE + TABLE_BYTES) {
    return write_vector(regs, offset - TOE_STAGE_MSIX_TABLE, value);
  }
  if (is_vlan_offset(offset)) {
    if (is_running(regs)) return dropped(regs);
    write_vlan_word(regs, (offset - TOE_STAGE_VLAN_IDS) / 4, value);
    return TOE_REGS_STORED;
  }
  toe_reg_t reg = reg_at(offset);
  if (reg == TOE_REGS) return dropped(regs);
  switch (kRegs[reg].access) {
    case ACCESS_RW:
      return write_rw(regs, reg, value);
    case ACCESS_CFG:
      if (is_running(regs) || !is_built(reg, value)) return dropped(regs);
      if (reg == TOE_REG_CMD_RING_BASE_LO) value &= ~(uint32_t)(TOE_COMMAND_BYTES - 1);
      if (reg == TOE_REG_CPL_RING_BASE_LO) value &= ~(uint32_t)(TOE_COMPLETION_BYTES - 1);
      if (reg == TOE_REG_HOST_BUFFER_BASE_LO) value &= ~(uint32_t)(HOST_BUFFER_ALIGN - 1);
      if (reg == TOE_REG_ADMIT_STATES) value &= field_bits(reg);
      regs->word[reg] = value;
      return TOE_REGS_STORED;
    case ACCESS_W1: /* INTR_TEST is the only one */
      return TOE_GET(value, INTR_TEST, COMPLETION) != 0 ? TOE_REGS_INTR_TEST : TOE_REGS_STORED;
    default:
      return dropped(regs);
  }
}

static uint32_t read_vector(const toe_regs_t *regs, uint32_t offset) {
  const toe_msix_vector_t *vector = &regs->vector[offset / VECTOR_BYTES];
  switch (offset % VECTOR_BYTES) {
    case 0:
      return vector->address_low;
    case 4:
      return vector->address_high;
    case 8:
      return vector->data;
    default:
      return vector->is_masked ? 1 : 0;
  }
}

bool toe_regs_read(const toe_regs_t *regs, uint32_t offset, bool is_ready, uint32_t *value_out) {
  if (offset >= TOE_STAGE_MSIX_TABLE && offset < TOE_STAGE_MSIX_TABLE + TABLE_BYTES) {
    *value_out = read_vector(regs, offset - TOE_STAGE_MSIX_TABLE);
    return true;
  }
  if (offset == TOE_STAGE_MSIX_PBA) {
    *value_out = regs->pending;
    return true;
  }
  if (is_vlan_offset(offset)) {
    *value_out = regs->vlan_ids[(offset - TOE_STAGE_VLAN_IDS) / 4];
    return true;
  }
  toe_reg_t reg = reg_at(offset);
  if (reg == TOE_REGS) return false;
  switch (reg) {
    case TOE_REG_STATUS:
      *value_out = TOE_SET(0, STATUS, READY, is_ready);
      break;
    case TOE_REG_INTR_STATE:
      *value_out = TOE_SET(0, INTR_STATE, COMPLETION, regs->word[TOE_REG_CPL_TAIL] != regs->word[TOE_REG_CPL_DOORBELL]);
      break;
    default:
      *value_out = regs->word[reg];
      break;
  }
  return true;
}

/* The register behind a setting; TOE_REGS: none, or no such setting. */
static toe_reg_t setting_reg(uint32_t setting) {
  static const toe_reg_t kReg[] = {[TOE_SETTING_LIMIT_NEIGHBOR] = TOE_REG_LIMIT_NEIGHBOR,
                                   [TOE_SETTING_LIMIT_PATH] = TOE_REG_LIMIT_PATH,
                                   [TOE_SETTING_LIMIT_TCP] = TOE_REG_LIMIT_TCP,
                                   [TOE_SETTING_LIMIT_HOST_MEMORY] = TOE_REG_LIMIT_HOST_MEMORY,
                                   [TOE_SETTING_WALK_POLICY] = TOE_REG_WALK_POLICY,
                                   [TOE_SETTING_LIMIT_SRC_MAC] = TOE_REG_LIMIT_SRC_MAC,
                                   [TOE_SETTING_LIMIT_SRC_IP] = TOE_REG_LIMIT_SRC_IP,
                                   [TOE_SETTING_LIMIT_VLAN] = TOE_REG_LIMIT_VLAN,
                                   [TOE_SETTING_LIMIT_RCV_BUFFER] = TOE_REG_LIMIT_RCV_BUFFER,
                                   [TOE_SETTING_LIMIT_XMIT_BUFFER] = TOE_REG_LIMIT_XMIT_BUFFER,
                                   [TOE_SETTING_LIMIT_BUFFERED_COPY] = TOE_REG_LIMIT_BUFFERED_COPY,
                                   [TOE_SETTING_MTU_MAX] = TOE_REG_MTU_MAX,
                                   [TOE_SETTING_RCV_WINDOW_MAX] = TOE_REG_RCV_WINDOW_MAX,
                                   [TOE_SETTING_ADMIT_STATES] = TOE_REG_ADMIT_STATES,
                                   [TOE_SETTING_ADMIT_LOCAL_PORTS] = TOE_REG_ADMIT_LOCAL_PORTS,
                                   [TOE_SETTING_ADMIT_REMOTE_PORTS] = TOE_REG_ADMIT_REMOTE_PORTS,
                                   [TOE_SETTING_ADMIT_MIN_WINDOW] = TOE_REG_ADMIT_MIN_WINDOW,
                                   [TOE_SETTING_ADMIT_DUPLICATES] = TOE_REG_ADMIT_DUPLICATES,
                                   [TOE_SETTING_INTERFACE_VLAN] = TOE_REGS,
                                   [TOE_SETTING_LIMIT_POSTED] = TOE_REG_LIMIT_POSTED,
                                   [TOE_SETTING_LIMIT_RCV_DATA] = TOE_REG_LIMIT_RCV_DATA,
                                   [TOE_SETTING_INTERFACE_MAC] = TOE_REG_INTERFACE_MAC_LO};
  return setting > 0 && setting < sizeof kReg / sizeof kReg[0] ? kReg[setting] : TOE_REGS;
}

bool toe_regs_is_setting(uint32_t setting, uint32_t value) {
  if (setting == TOE_SETTING_INTERFACE_VLAN) return is_vlan_value(value);
  toe_reg_t reg = setting_reg(setting);
  if (reg == TOE_REG_ADMIT_STATES) return (value & ~field_bits(reg)) == 0;
  return reg != TOE_REGS && is_built(reg, value);
}

void toe_regs_set(toe_regs_t *regs, uint32_t setting, uint64_t wide) {
  uint32_t value = (uint32_t)wide;
  if (!toe_regs_is_setting(setting, value)) return;
  if (setting == TOE_SETTING_INTERFACE_VLAN) {
    set_vlan(regs, value);
    return;
  }
  toe_reg_t reg = setting_reg(setting);
  if (reg == TOE_REGS) return;
  regs->word[reg] = value;
  if (reg == TOE_REG_INTERFACE_MAC_LO) regs->word[TOE_REG_INTERFACE_MAC_HI] = (uint32_t)(wide >> 32) & 0xFFFF;
}

void toe_regs_judge_doorbell(toe_regs_t *regs, bool is_enabled, bool is_empty) {
  if (is_empty) {
    regs->is_armed = true;
  } else if (is_enabled) {
    regs->pending |= 1;
    regs->is_armed = false;
  }
}

void toe_regs_judge_push(toe_regs_t *regs, bool is_enabled) {
  if (!regs->is_armed || !is_enabled) return;
  regs->pending |= 1;
  regs->is_armed = false;
}

int toe_regs_next_vector(const toe_regs_t *regs) {
  if (regs->pending == 0) return -1;
  for (int i = 0; i < TOE_STAGE_VECTORS; ++i) {
    if ((regs->pending >> i & 1) != 0 && !regs->vector[i].is_masked) return i;
  }
  return -1;
}

uint64_t toe_regs_cmd_ring(const toe_regs_t *regs) {
  return (uint64_t)regs->word[TOE_REG_CMD_RING_BASE_HI] << 32 | regs->word[TOE_REG_CMD_RING_BASE_LO];
}

uint64_t toe_regs_cpl_ring(const toe_regs_t *regs) {
  return (uint64_t)regs->word[TOE_REG_CPL_RING_BASE_HI] << 32 | regs->word[TOE_REG_CPL_RING_BASE_LO];
}

void toe_regs_interface_mac(const toe_regs_t *regs, uint8_t mac_out[6]) {
  toe_member_write(mac_out, 0, 4, regs->word[TOE_REG_INTERFACE_MAC_LO]);
  toe_member_write(mac_out, 4, 2, regs->word[TOE_REG_INTERFACE_MAC_HI]);
}

uint64_t toe_regs_host_buffer(const toe_regs_t *regs, uint32_t number) {
  uint64_t base = (uint64_t)regs->word[TOE_REG_HOST_BUFFER_BASE_HI] << 32 | regs->word[TOE_REG_HOST_BUFFER_BASE_LO];
  return base + ((uint64_t)number << regs->word[TOE_REG_HOST_BUFFER_SIZE]);
}
