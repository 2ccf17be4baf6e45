/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_internal.h - what the books hold; for toe_conserve*.c only.
 */
#ifndef TOE_CONSERVE_INTERNAL_H_
#define TOE_CONSERVE_INTERNAL_H_

#include "sim/check/toe_conserve.h"
#include "sim/check/toe_shared.h"
#include "sim/host/toe_host_options.h"

#define TOE_CONSERVE_LAYERS 4 /* indexed by toe_layer 1..3 */
#define TOE_CONSERVE_SETTINGS (TOE_SETTING_INTERFACE_VLAN + 1)

/* A live object: the first row of its context as it was written. */
typedef struct toe_conserve_object {
  bool is_live;
  uint8_t row[TOE_STAGE_SRAM_ROW_BYTES];
  uint64_t check;
} toe_conserve_object_t;

typedef struct toe_conserve_set {
  uint32_t request_id, value;
  uint8_t setting;
} toe_conserve_set_t;

/* What is in force, by toe_setting. */
typedef struct toe_conserve_limits {
  uint32_t value[TOE_CONSERVE_SETTINGS];
  bool is_known[TOE_CONSERVE_SETTINGS];
  uint32_t page_log2;
  toe_conserve_set_t *sets; /* SET requests between submission and decision */
  size_t set_count, set_capacity;
} toe_conserve_limits_t;

/* Rows of the buffer memory written since the decision before, behind all copies held. */
typedef struct toe_conserve_copy {
  uint8_t *rows;       /* a bit a row */
  uint32_t count, end; /* rows written, and the one behind the highest */
  char fault[160];     /* what is wrong with one of them, until its object is known; "" nothing */
  toe_cycle_t fault_cycle;
} toe_conserve_copy_t;

struct toe_conserve {
  toe_side_t side;
  uint64_t commits;
  uint64_t held[TOE_POOLS];
  toe_conserve_limits_t limits;
  uint32_t built[TOE_CONSERVE_LAYERS];
  toe_conserve_object_t *objects[TOE_CONSERVE_LAYERS];
  toe_shared_t src_mac, src_ip, vlan;
  toe_retire_t last;            /* DECIDED; cycle TOE_CYCLE_NEVER: none yet */
  toe_retire_t taken;           /* DECIDED whose context rows are being written */
  uint32_t row_count, row_done; /* of its context; equal: all are written */
  toe_conserve_copy_t copy;
  toe_cycle_t cycle;
  char violation[512]; /* "" without one */
};

/* Note a violation of an object, at `cycle`; the first one stays.  decided  of the object */
void toe_conserve_violate(toe_conserve_t *conserve, const toe_retire_t *decided, toe_cycle_t cycle, const char *format,
                          ...) TOE_PRINTF(4, 5);

/* ---- limits (toe_conserve_limits.c) */
void toe_conserve_limits_new(toe_conserve_limits_t *limits, const toe_host_options_t *options);
/* A SET was decided: what it sets is in force from here on. */
void toe_conserve_apply_set(toe_conserve_t *conserve, const toe_retire_t *retire);
/* The limit of a pool; false: not known. */
bool toe_conserve_limit(const toe_conserve_t *conserve, toe_pool_t pool, uint64_t *limit_out);
/* Demand room for `amount` more of a pool that holds `held`. */
void toe_conserve_need(toe_conserve_t *conserve, const toe_retire_t *decided, toe_pool_t pool, uint64_t amount);
/* A denied object: was there no room, and is the limit the one in force? */
void toe_conserve_check_denied(toe_conserve_t *conserve, const toe_retire_t *retire);

/* ---- rows (toe_conserve_rows.c) */
/* The live object a handle of `layer` names; NULL: none. */
toe_conserve_object_t *toe_conserve_find(const toe_conserve_t *conserve, uint64_t handle, uint64_t layer);
/* A row of the context SRAM, of the buffer memory. */
void toe_conserve_put_context(toe_conserve_t *conserve, const toe_retire_t *retire);
void toe_conserve_put_buffer(toe_conserve_t *conserve, const toe_retire_t *retire);
/* A decision comes: what was written to the buffer memory must be its copy. */
void toe_conserve_judge_copy(toe_conserve_t *conserve, const toe_retire_t *retire);
/* Whether what an object of `layer` takes of a pool is told by its context only. */
bool toe_conserve_is_told_later(uint64_t layer, toe_pool_t pool);

#endif /* TOE_CONSERVE_INTERNAL_H_ */
