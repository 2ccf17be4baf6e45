/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_spec_tables.c - the lists of model/spec as tables.
 */
#include "model/spec/gen/toe_spec_tables.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* clang-format off */
const toe_gen_reg_t toe_gen_regs[] = {
#define TOE_REG(name, offset, access, reset, text) {#name, #access, text, (offset), (reset)},
#include "model/spec/regs.def"
};
const size_t toe_gen_reg_count = COUNT(toe_gen_regs);

const toe_gen_field_t toe_gen_fields[] = {
#define TOE_FIELD(reg, name, lsb, width, text) {#reg, #name, text, (lsb), (width)},
#include "model/spec/regs.def"
};
const size_t toe_gen_field_count = COUNT(toe_gen_fields);

const toe_gen_layout_t toe_gen_layouts[] = {
#define TOE_LAYOUT(name, bytes, text) {#name, text, (bytes)},
#include "model/spec/layouts.def"
};
const size_t toe_gen_layout_count = COUNT(toe_gen_layouts);

const toe_gen_member_t toe_gen_members[] = {
#define TOE_MEMBER(layout, name, offset, bytes, text) {#layout, #name, text, (offset), (bytes)},
#include "model/spec/layouts.def"
};
const size_t toe_gen_member_count = COUNT(toe_gen_members);

const toe_gen_member_bits_t toe_gen_member_bits[] = {
#define TOE_MEMBER_BITS(layout, name, bits) {#layout, #name, (bits)},
#include "model/spec/layouts.def"
};
const size_t toe_gen_member_bits_count = COUNT(toe_gen_member_bits);

const toe_gen_enum_t toe_gen_enums[] = {
#define TOE_ENUM(list, name, value, text) {#list, #name, text, (value)},
#include "model/spec/enums.def"
};
const size_t toe_gen_enum_count = COUNT(toe_gen_enums);

const toe_gen_cause_t toe_gen_causes[] = {
#define TOE_CAUSE(name, value, status, pool, text) {#name, #status, #pool, text, (value)},
#include "model/spec/causes.def"
};
const size_t toe_gen_cause_count = COUNT(toe_gen_causes);

const toe_gen_status_t toe_gen_statuses[] = {
#define TOE_STATUS(name, value, text) {#name, text, (value)},
#include "model/spec/status.def"
};
const size_t toe_gen_status_count = COUNT(toe_gen_statuses);

const toe_gen_stage_t toe_gen_stages[] = {
#define TOE_STAGE(name, value, unit, text) {#name, unit, text, (value)},
#include "model/spec/stages.def"
};
const size_t toe_gen_stage_count = COUNT(toe_gen_stages);

const toe_gen_pool_t toe_gen_pools[] = {
#define TOE_POOL(name, built, text) {#name, text, (built)},
#include "model/spec/pools.def"
};
const size_t toe_gen_pool_count = COUNT(toe_gen_pools);

const toe_gen_retire_t toe_gen_retires[] = {
#define TOE_RETIRE(kind, text) {#kind, NULL, NULL, text, 0},
#define TOE_RETIRE_FIELD(kind, name, bits, compare, text) {#kind, #name, #compare, text, (bits)},
#include "model/spec/retire.def"
};
const size_t toe_gen_retire_count = COUNT(toe_gen_retires);

const toe_gen_key_t toe_gen_keys[] = {
#define TOE_KEY_INT(id, key, value, min, max, unit, built, source, text) \
  {key, unit, source, text, NULL, NULL, (value), (min), (max), (built) != 0},
#define TOE_KEY_ENUM(id, key, value, words, source, text) {key, "", source, text, words, NULL, (value), 0, 0, false},
#define TOE_KEY_TEXT(id, key, value, source, text) {key, "", source, text, NULL, value, 0, 0, 0, false},
#include "model/spec/config.def"
};
const size_t toe_gen_key_count = COUNT(toe_gen_keys);
/* clang-format on */

bool toe_gen_status_value(const char *name, uint32_t *value_out) {
  for (size_t i = 0; i < toe_gen_status_count; ++i) {
    if (strcmp(toe_gen_statuses[i].name, name) != 0) continue;
    *value_out = toe_gen_statuses[i].value;
    return true;
  }
  return false;
}

uint32_t toe_gen_reg_mask(const char *name) {
  uint32_t mask = 0;
  bool has_fields = false;
  for (size_t i = 0; i < toe_gen_field_count; ++i) {
    const toe_gen_field_t *field = &toe_gen_fields[i];
    if (strcmp(field->reg, name) != 0) continue;
    has_fields = true;
    mask |= (uint32_t)((((uint64_t)1 << field->width) - 1) << field->lsb);
  }
  return has_fields ? mask : 0xFFFFFFFFu;
}
