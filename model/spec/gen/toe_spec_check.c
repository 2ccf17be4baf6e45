/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_spec_check.c - what the lists of model/spec must keep, said before anything is printed.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/gen/toe_spec_tables.h"

__attribute__((format(printf, 1, 2))) static int fault(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("toe_spec_gen: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  return 1;
}

static bool is_same(const char *a, const char *b) { return strcmp(a, b) == 0; }

static uint32_t stage_value(const char *name) {
  for (size_t i = 0; i < toe_gen_stage_count; ++i) {
    if (is_same(toe_gen_stages[i].name, name)) return toe_gen_stages[i].value;
  }
  fault("stages.def has no %s", name);
  exit(1);
}

static int check_regs(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_reg_count; ++i) {
    const toe_gen_reg_t *reg = &toe_gen_regs[i];
    if (reg->offset % 4 != 0)
      faults += fault("register %s: offset 0x%x is not a multiple of 4", reg->name, reg->offset);
    if (reg->offset >= stage_value("VLAN_IDS"))
      faults += fault("register %s: offset 0x%x reaches the array of VLAN ids", reg->name, reg->offset);
    if ((reg->reset & ~toe_gen_reg_mask(reg->name)) != 0)
      faults += fault("register %s: reset 0x%08x sets bits of no field", reg->name, reg->reset);
    if (!is_same(reg->access, "RO") && !is_same(reg->access, "RW") && !is_same(reg->access, "CFG") &&
        !is_same(reg->access, "W1"))
      faults += fault("register %s: unknown access %s", reg->name, reg->access);
    for (size_t j = 0; j < i; ++j) {
      if (toe_gen_regs[j].offset == reg->offset)
        faults += fault("registers %s and %s share offset 0x%x", toe_gen_regs[j].name, reg->name, reg->offset);
      if (is_same(toe_gen_regs[j].name, reg->name)) faults += fault("register %s is listed twice", reg->name);
    }
  }
  return faults;
}

static bool has_reg(const char *name) {
  for (size_t i = 0; i < toe_gen_reg_count; ++i) {
    if (is_same(toe_gen_regs[i].name, name)) return true;
  }
  return false;
}

static int check_fields(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_field_count; ++i) {
    const toe_gen_field_t *field = &toe_gen_fields[i];
    if (!has_reg(field->reg)) faults += fault("field %s.%s: no such register", field->reg, field->name);
    if (field->width == 0 || field->lsb + field->width > 32)
      faults += fault("field %s.%s: bits outside 31..0", field->reg, field->name);
    for (size_t j = 0; j < i; ++j) {
      const toe_gen_field_t *other = &toe_gen_fields[j];
      if (!is_same(other->reg, field->reg)) continue;
      if (is_same(other->name, field->name)) faults += fault("field %s.%s is listed twice", field->reg, field->name);
      if (field->lsb < other->lsb + other->width && other->lsb < field->lsb + field->width)
        faults += fault("fields %s.%s and %s overlap", field->reg, other->name, field->name);
    }
  }
  return faults;
}

static const toe_gen_layout_t *layout_of(const char *name) {
  for (size_t i = 0; i < toe_gen_layout_count; ++i) {
    if (is_same(toe_gen_layouts[i].name, name)) return &toe_gen_layouts[i];
  }
  return NULL;
}

/* OBJ_* are views of OBJECT, so their members must not lie on its either. */
static bool share_bytes(const char *a, const char *b) {
  return is_same(a, b) || (is_same(a, "OBJECT") && strncmp(b, "OBJ_", 4) == 0) ||
         (is_same(b, "OBJECT") && strncmp(a, "OBJ_", 4) == 0);
}

/* A neighbor's or path's context keeps only its first rows. */
static uint32_t room_of(const toe_gen_layout_t *layout) {
  if (is_same(layout->name, "OBJ_NEIGHBOR") || is_same(layout->name, "OBJ_PATH"))
    return stage_value("STATE_ROWS") * stage_value("SRAM_ROW_BYTES");
  return layout->bytes;
}

static int check_layouts(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_layout_count; ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (is_same(toe_gen_layouts[i].name, toe_gen_layouts[j].name))
        faults += fault("layout %s is listed twice", toe_gen_layouts[i].name);
    }
  }
  for (size_t i = 0; i < toe_gen_member_count; ++i) {
    const toe_gen_member_t *member = &toe_gen_members[i];
    const toe_gen_layout_t *layout = layout_of(member->layout);
    if (layout == NULL) {
      faults += fault("member %s.%s: no such layout", member->layout, member->name);
      continue;
    }
    if (member->bytes == 0 || member->offset + member->bytes > room_of(layout))
      faults += fault("member %s.%s lies outside its %" PRIu32 " bytes", member->layout, member->name, room_of(layout));
    for (size_t j = 0; j < i; ++j) {
      const toe_gen_member_t *other = &toe_gen_members[j];
      if (is_same(other->layout, member->layout) && is_same(other->name, member->name))
        faults += fault("member %s.%s is listed twice", member->layout, member->name);
      if (share_bytes(other->layout, member->layout) && member->offset < other->offset + other->bytes &&
          other->offset < member->offset + member->bytes)
        faults += fault("members %s.%s and %s.%s overlap", other->layout, other->name, member->layout, member->name);
    }
  }
  return faults;
}

static int check_member_bits(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_member_bits_count; ++i) {
    const toe_gen_member_bits_t *row = &toe_gen_member_bits[i];
    uint32_t bits = 0;
    for (size_t j = 0; j < toe_gen_member_count; ++j) {
      const toe_gen_member_t *member = &toe_gen_members[j];
      if (is_same(member->layout, row->layout) && is_same(member->name, row->name)) bits = 8 * member->bytes;
    }
    if (row->bits == 0 || row->bits >= bits)
      faults += fault("bits of %s.%s: no such member, or not fewer than it has", row->layout, row->name);
  }
  return faults;
}

static int check_enums(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_enum_count; ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (!is_same(toe_gen_enums[i].list, toe_gen_enums[j].list)) continue;
      if (toe_gen_enums[i].value == toe_gen_enums[j].value || is_same(toe_gen_enums[i].name, toe_gen_enums[j].name))
        faults += fault("%s: %s and %s have one value or name", toe_gen_enums[i].list, toe_gen_enums[j].name,
                        toe_gen_enums[i].name);
    }
  }
  for (size_t i = 0; i < toe_gen_status_count; ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (toe_gen_statuses[i].value == toe_gen_statuses[j].value)
        faults += fault("statuses %s and %s have one value", toe_gen_statuses[j].name, toe_gen_statuses[i].name);
    }
  }
  return faults;
}

static bool has_pool(const char *name) {
  if (is_same(name, "NONE")) return true;
  for (size_t i = 0; i < toe_gen_pool_count; ++i) {
    if (is_same(toe_gen_pools[i].name, name)) return true;
  }
  return false;
}

static int check_causes(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_cause_count; ++i) {
    const toe_gen_cause_t *cause = &toe_gen_causes[i];
    uint32_t value = 0;
    if (!toe_gen_status_value(cause->status, &value))
      faults += fault("cause %s: no status %s", cause->name, cause->status);
    if (!has_pool(cause->pool)) faults += fault("cause %s: no pool %s", cause->name, cause->pool);
    if (cause->value > 63) faults += fault("cause %s: %" PRIu32 " has more than 6 bits", cause->name, cause->value);
    for (size_t j = 0; j < i; ++j) {
      if (toe_gen_causes[j].value == cause->value)
        faults += fault("causes %s and %s have one value", toe_gen_causes[j].name, cause->name);
    }
  }
  if (toe_gen_pool_count > 15) faults += fault("more than 15 pools do not fit 4 bits");
  return faults;
}

static int check_stages(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_stage_count; ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (is_same(toe_gen_stages[i].name, toe_gen_stages[j].name))
        faults += fault("stage number %s is listed twice", toe_gen_stages[i].name);
    }
  }
  return faults;
}

static int check_retires(void) {
  int faults = 0;
  const char *open = "";
  for (size_t i = 0; i < toe_gen_retire_count; ++i) {
    const toe_gen_retire_t *row = &toe_gen_retires[i];
    if (row->name == NULL) {
      open = row->kind;
      continue;
    }
    if (!is_same(row->kind, open)) faults += fault("retire field %s.%s stands under %s", row->kind, row->name, open);
    if (row->bits == 0 || row->bits > 64) faults += fault("retire field %s.%s: 1..64 bits", row->kind, row->name);
    if (!is_same(row->compare, "EXACT") && !is_same(row->compare, "TIME"))
      faults += fault("retire field %s.%s: unknown comparison %s", row->kind, row->name, row->compare);
  }
  return faults;
}

static int check_keys(void) {
  int faults = 0;
  for (size_t i = 0; i < toe_gen_key_count; ++i) {
    const toe_gen_key_t *key = &toe_gen_keys[i];
    if (key->words == NULL && key->value_text == NULL && (key->value < key->min || key->value > key->max))
      faults += fault("key %s: its default is outside its range", key->key);
    if (key->words != NULL) {
      uint64_t words = 1;
      for (const char *at = key->words; *at != '\0'; ++at) words += *at == '|';
      if (key->value >= words) faults += fault("key %s: its default names no word", key->key);
    }
    for (size_t j = 0; j < i; ++j) {
      if (is_same(toe_gen_keys[j].key, key->key)) faults += fault("key %s is listed twice", key->key);
    }
  }
  return faults;
}

int toe_gen_check(void) {
  return check_regs() + check_fields() + check_layouts() + check_member_bits() + check_enums() + check_causes() +
         check_stages() + check_retires() + check_keys();
}
