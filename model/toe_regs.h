/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_regs.h - the registers of BAR0: register file, VLAN ids of the interface, MSI-X table and pending bits, interrupt
 * of vector 0 (docs/microarchitecture.md 3).
 *
 * It knows what a write may change and what a read gives; it knows no time.  The engine calls it with the state that is
 * visible, and keeps the read-only words (heads, levels, counters) up to date in `word`.
 */
#ifndef TOE_REGS_H_
#define TOE_REGS_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Registers by number, in the order of regs.def. */
typedef enum toe_reg {
#define TOE_REG(name, offset, access, reset, text) TOE_REG_##name,
#include "model/spec/regs.def"
  TOE_REGS
} toe_reg_t;

/* One entry of the MSI-X table. */
typedef struct toe_msix_vector {
  uint32_t address_low, address_high, data;
  bool is_masked;
} toe_msix_vector_t;

/* The VLAN ids of the interface: bit i of word w is id 32 w + i; id 0 is never in. */
#define TOE_REGS_VLAN_WORDS 128

typedef struct toe_regs {
  uint32_t word[TOE_REGS];
  uint32_t vlan_ids[TOE_REGS_VLAN_WORDS];
  uint32_t vlan_id_count; /* bits set in it                           */
  toe_msix_vector_t vector[TOE_STAGE_VECTORS];
  uint32_t pending; /* a bit a vector                           */
  bool is_armed;    /* the next completion interrupts           */
} toe_regs_t;

/* What an accepted write wants done beyond its register. */
typedef enum toe_regs_write {
  TOE_REGS_DROPPED, /* nothing changed but CQ_DROPPED */
  TOE_REGS_STORED,
  TOE_REGS_CMD_DOORBELL,
  TOE_REGS_CPL_DOORBELL,       /* judge it: toe_regs_judge_doorbell */
  TOE_REGS_HOST_BUFFER_RETURN, /* nothing changed yet: give the buffer back and keep its number, or drop it */
  TOE_REGS_INTR_TEST           /* set pending[0]                    */
} toe_regs_write_t;

/* The reset state. */
void toe_regs_init(toe_regs_t *regs);

/* A write of one aligned DW with all byte enables.  offset  in BAR0, below TOE_STAGE_BAR_BYTES */
toe_regs_write_t toe_regs_write(toe_regs_t *regs, uint32_t offset, uint32_t value);

/* Count a dropped TLP in CQ_DROPPED, which stays at its largest value. */
void toe_regs_drop(toe_regs_t *regs);

/* A read of one aligned DW.  is_ready: STATUS.READY.  false: no register there, value_out untouched */
bool toe_regs_read(const toe_regs_t *regs, uint32_t offset, bool is_ready, uint32_t *value_out);

/* A SET: whether SETTING and VALUE are allowed, and what it does (only if they are).  Doing it again changes nothing.
 * INTERFACE_MAC: VALUE_HIGH stands in bits 47..32 of the value. */
bool toe_regs_is_setting(uint32_t setting, uint32_t value);
void toe_regs_set(toe_regs_t *regs, uint32_t setting, uint64_t value);

/* Interrupt of vector 0.  is_enabled  INTR_ENABLE.COMPLETION as visible
 * is_empty  the completion ring, with the head written and the tail before a push at the same edge */
void toe_regs_judge_doorbell(toe_regs_t *regs, bool is_enabled, bool is_empty);
void toe_regs_judge_push(toe_regs_t *regs, bool is_enabled);

/* The lowest vector that is pending and not masked; -1: none. */
int toe_regs_next_vector(const toe_regs_t *regs);

/* The limit a pool has: its LIMIT_ register, or what was built. */
uint32_t toe_regs_limit(const toe_regs_t *regs, toe_pool_t pool);
/* Keep a pool's USED_ register. */
void toe_regs_set_used(toe_regs_t *regs, toe_pool_t pool, uint32_t used);
/* Whether the interface takes this VLAN id (0 and, without any id, every one: R113). */
bool toe_regs_takes_vlan(const toe_regs_t *regs, uint32_t vlan);

/* 64-bit values of two registers. */
uint64_t toe_regs_cmd_ring(const toe_regs_t *regs);
uint64_t toe_regs_cpl_ring(const toe_regs_t *regs);
/* The interface's MAC address, in the order of the wire. */
void toe_regs_interface_mac(const toe_regs_t *regs, uint8_t mac_out[6]);
/* Bus address of a host buffer. */
uint64_t toe_regs_host_buffer(const toe_regs_t *regs, uint32_t number);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REGS_H_ */
