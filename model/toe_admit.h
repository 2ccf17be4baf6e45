/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_admit.h - the checks an attempted object goes through, in their order (docs/microarchitecture.md 7, rules 5..9).
 *
 * Pure deciding: it is told the settings and what pools, tables, lookup and context SRAM say, and gives the first cause
 * that holds.  It takes nothing.  Asked twice with the same facts it gives the same cause.
 */
#ifndef TOE_ADMIT_H_
#define TOE_ADMIT_H_

#include "model/spec/toe_spec.h"
#include "model/toe_object.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the user has set: registers as visible at the edge of the decision. */
typedef struct toe_admit_rules {
  bool has_faults; /* CTRL.FAULT_ENABLE */
  uint32_t mtu_max, rcv_window_max, min_window;
  uint32_t reject_states;             /* ADMIT_STATES: bit n, state n                 */
  uint32_t local_ports, remote_ports; /* as the registers: FIRST low half, LAST high  */
  bool is_duplicate_failure;          /* ADMIT_DUPLICATES: FAILURE, else rejected     */
} toe_admit_rules_t;

/* What the rest of the device says of this object. */
typedef struct toe_admit_facts {
  bool is_handle_used;      /* linker: its handle names an object in use of its layer     */
  bool is_uncorrectable;    /* linker: the row of that object's context is                */
  bool is_foreign_vlan;     /* new neighbor: the interface has ids, and its VLAN is none  */
  bool has_parent;          /* new path or TCP: there is an object above it               */
  bool is_duplicate;        /* new TCP: found in the lookup                               */
  bool has_room[TOE_POOLS]; /* what the object would take of each pool is free; nothing: true */
} toe_admit_facts_t;

/* The cause (toe_cause) of an attempted object.  A connection with buffered bytes for which OK is given still has its
 * copy before it: only that may turn OK into COPY_FETCH. */
uint8_t toe_admit(const toe_object_t *object, const toe_admit_rules_t *rules, const toe_admit_facts_t *facts);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ADMIT_H_ */
