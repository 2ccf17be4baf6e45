/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_spec_tables.h - the lists of model/spec as tables the generator can walk, and their checks.
 *
 * Each table ends where its count says.  Rows stand in the order of the lists.  Nothing here is
 * linked into the product: the product reads the lists through model/spec/toe_spec.h.
 */
#ifndef TOE_SPEC_TABLES_H_
#define TOE_SPEC_TABLES_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct toe_gen_reg {
  const char *name, *access, *text;
  uint32_t offset, reset;
} toe_gen_reg_t;

typedef struct toe_gen_field {
  const char *reg, *name, *text;
  uint32_t lsb, width;
} toe_gen_field_t;

typedef struct toe_gen_layout {
  const char *name, *text;
  uint32_t bytes;
} toe_gen_layout_t;

typedef struct toe_gen_member {
  const char *layout, *name, *text;
  uint32_t offset, bytes;
} toe_gen_member_t;

/* A member of which only the low bits are used. */
typedef struct toe_gen_member_bits {
  const char *layout, *name;
  uint32_t bits;
} toe_gen_member_bits_t;

typedef struct toe_gen_enum {
  const char *list, *name, *text;
  uint32_t value;
} toe_gen_enum_t;

typedef struct toe_gen_cause {
  const char *name, *status, *pool, *text;
  uint32_t value;
} toe_gen_cause_t;

typedef struct toe_gen_status {
  const char *name, *text;
  uint32_t value;
} toe_gen_status_t;

typedef struct toe_gen_stage {
  const char *name, *unit, *text;
  uint32_t value;
} toe_gen_stage_t;

typedef struct toe_gen_pool {
  const char *name, *text;
  uint32_t built;
} toe_gen_pool_t;

typedef struct toe_gen_retire {
  const char *kind, *name, *compare, *text; /* name NULL: the row that opens the kind */
  uint32_t bits;
} toe_gen_retire_t;

typedef struct toe_gen_key {
  const char *key, *unit, *source, *text;
  const char *words;      /* ENUM: its words; TEXT and INT: NULL */
  const char *value_text; /* TEXT: the default; else NULL */
  uint64_t value, min, max;
  bool is_built;
} toe_gen_key_t;

extern const toe_gen_reg_t toe_gen_regs[];
extern const size_t toe_gen_reg_count;
extern const toe_gen_field_t toe_gen_fields[];
extern const size_t toe_gen_field_count;
extern const toe_gen_layout_t toe_gen_layouts[];
extern const size_t toe_gen_layout_count;
extern const toe_gen_member_t toe_gen_members[];
extern const size_t toe_gen_member_count;
extern const toe_gen_member_bits_t toe_gen_member_bits[];
extern const size_t toe_gen_member_bits_count;
extern const toe_gen_enum_t toe_gen_enums[];
extern const size_t toe_gen_enum_count;
extern const toe_gen_cause_t toe_gen_causes[];
extern const size_t toe_gen_cause_count;
extern const toe_gen_status_t toe_gen_statuses[];
extern const size_t toe_gen_status_count;
extern const toe_gen_stage_t toe_gen_stages[];
extern const size_t toe_gen_stage_count;
extern const toe_gen_pool_t toe_gen_pools[];
extern const size_t toe_gen_pool_count;
extern const toe_gen_retire_t toe_gen_retires[];
extern const size_t toe_gen_retire_count;
extern const toe_gen_key_t toe_gen_keys[];
extern const size_t toe_gen_key_count;

/* Value of the status list row `name`; false: none. */
bool toe_gen_status_value(const char *name, uint32_t *value_out);
/* Bits of register `name` that fields name; all 32 of a register without fields. */
uint32_t toe_gen_reg_mask(const char *name);

/* Check every list: overlaps, duplicates, ranges, names that resolve.  Says each fault on
 * stderr and gives how many there were. */
int toe_gen_check(void);

/* The outputs, on stdout. */
void toe_gen_print_sv(void);
void toe_gen_print_registers(void);
void toe_gen_print_config(void);
void toe_gen_print_layouts(void);

#endif /* TOE_SPEC_TABLES_H_ */
