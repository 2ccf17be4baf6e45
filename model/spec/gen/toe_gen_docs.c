/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_docs.c - prints the reference pages docs/registers.md, config.md and layouts.md.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/spec/gen/toe_spec_tables.h"

static void print_head(const char *title) {
  printf("<!-- Generated from model/spec/*.def by toe_spec_gen. Do not edit. -->\n");
  printf("<!-- SPDX-License-Identifier: Apache-2.0 -->\n\n# %s\n\n", title);
}

/* Table cells: a bar would end the cell. */
static void print_cell(const char *text) {
  for (; *text != '\0'; ++text) {
    if (*text == '|') putchar('\\');
    putchar(*text);
  }
}

void toe_gen_print_registers(void) {
  print_head("Registers of BAR0");
  printf("Offsets and resets are hexadecimal. What an access does: [microarchitecture.md](microarchitecture.md) 3.\n");
  printf("RO: a write is dropped and counted. RW: holds what was written. CFG: like RW while CTRL.ENABLE is 0.\n");
  printf("W1: a written 1 acts, reads as 0.\n\n");
  printf("| Offset | Register | Field | Bits | Access | Reset | Meaning |\n|---|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_reg_count; ++i) {
    const toe_gen_reg_t *reg = &toe_gen_regs[i];
    printf("| 0x%04" PRIX32 " | %s | | 31:0 | %s | 0x%08" PRIX32 " | ", reg->offset, reg->name, reg->access,
           reg->reset);
    print_cell(reg->text);
    printf(" |\n");
    for (size_t j = 0; j < toe_gen_field_count; ++j) {
      const toe_gen_field_t *field = &toe_gen_fields[j];
      if (strcmp(field->reg, reg->name) != 0) continue;
      const uint32_t mask = (uint32_t)(((uint64_t)1 << field->width) - 1);
      printf("| | | %s | %" PRIu32 ":%" PRIu32 " | | 0x%" PRIX32 " | ", field->name, field->lsb + field->width - 1,
             field->lsb, reg->reset >> field->lsb & mask);
      print_cell(field->text);
      printf(" |\n");
    }
  }
}

static void print_word(const char *words, uint64_t index) {
  while (index > 0) {
    words = strchr(words, '|');
    if (words == NULL) return;
    ++words;
    --index;
  }
  for (; *words != '\0' && *words != '|'; ++words) putchar(*words);
}

static void print_key(const toe_gen_key_t *key) {
  printf("| `%s` | ", key->key);
  if (key->value_text != NULL) {
    printf("%s | see its meaning | ", key->value_text);
  } else if (key->words != NULL) {
    print_word(key->words, key->value);
    printf(" | ");
    for (const char *at = key->words; *at != '\0'; ++at) {
      if (*at == '|') {
        printf(", ");
      } else {
        putchar(*at);
      }
    }
    printf(" | ");
  } else if (key->min == key->max) {
    printf("%" PRIu64 " | %" PRIu64 " | ", key->value, key->min);
  } else {
    printf("%" PRIu64 " | %" PRIu64 "..%" PRIu64 " | ", key->value, key->min, key->max);
  }
  printf("%s | %s | ", key->unit, key->is_built ? "yes" : "no");
  print_cell(key->source);
  printf(" | ");
  print_cell(key->text);
  printf(" |\n");
}

void toe_gen_print_config(void) {
  print_head("Configuration keys");
  printf(
      "Given with `--set key=value`, or as a JSON object of the same keys with `--config FILE.json`. A key that is\n");
  printf("built in cannot be set. *Source* says where the default comes from.\n\n");
  printf("| Key | Default | Range | Unit | Built in | Source | Meaning |\n|---|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_key_count; ++i) print_key(&toe_gen_keys[i]);
}

static void print_layout(const toe_gen_layout_t *layout) {
  printf("\n## %s, %" PRIu32 " bytes\n\n", layout->name, layout->bytes);
  print_cell(layout->text);
  printf(".\n\n| Offset | Bytes | Member | Meaning |\n|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_member_count; ++i) {
    const toe_gen_member_t *member = &toe_gen_members[i];
    if (strcmp(member->layout, layout->name) != 0) continue;
    printf("| %" PRIu32 " | %" PRIu32 " | %s | ", member->offset, member->bytes, member->name);
    print_cell(member->text);
    for (size_t j = 0; j < toe_gen_member_bits_count; ++j) {
      const toe_gen_member_bits_t *row = &toe_gen_member_bits[j];
      if (strcmp(row->layout, layout->name) == 0 && strcmp(row->name, member->name) == 0)
        printf(" (low %" PRIu32 " bits)", row->bits);
    }
    printf(" |\n");
  }
}

static void print_lists(void) {
  printf("\n## Numbered names\n\n| List | Value | Name | Meaning |\n|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_enum_count; ++i) {
    const toe_gen_enum_t *row = &toe_gen_enums[i];
    printf("| %s | %" PRIu32 " | %s | ", row->list, row->value, row->name);
    print_cell(row->text);
    printf(" |\n");
  }
  printf("\n## Causes\n\nWhy an object's own state was or was not offloaded.\n\n");
  printf("| Value | Name | Status | Pool | Meaning |\n|---|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_cause_count; ++i) {
    const toe_gen_cause_t *cause = &toe_gen_causes[i];
    printf("| %" PRIu32 " | %s | %s | %s | ", cause->value, cause->name, cause->status,
           strcmp(cause->pool, "NONE") == 0 ? "" : cause->pool);
    print_cell(cause->text);
    printf(" |\n");
  }
  printf("\n## Pools\n\n| Number | Name | Built |\n|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_pool_count; ++i)
    printf("| %zu | %s | %" PRIu32 " |\n", i, toe_gen_pools[i].text, toe_gen_pools[i].built);
  printf("\n## Pipeline numbers\n\n| Name | Value | Unit | Meaning |\n|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_stage_count; ++i) {
    const toe_gen_stage_t *stage = &toe_gen_stages[i];
    printf("| %s | %" PRIu32 " | %s | ", stage->name, stage->value, stage->unit);
    print_cell(stage->text);
    printf(" |\n");
  }
}

static void print_retires(void) {
  printf("\n## Retire records\n\nWhat an engine says it has finished. Each also carries the cycle it happened on.\n\n");
  printf("| Kind | Field | Bits | Compared | Meaning |\n|---|---|---|---|---|\n");
  for (size_t i = 0; i < toe_gen_retire_count; ++i) {
    const toe_gen_retire_t *row = &toe_gen_retires[i];
    if (row->name == NULL) {
      printf("| %s | | | | ", row->kind);
    } else {
      printf("| | %s | %" PRIu32 " | %s | ", row->name, row->bits,
             strcmp(row->compare, "TIME") == 0 ? "within the budget" : "exactly");
    }
    print_cell(row->text);
    printf(" |\n");
  }
}

void toe_gen_print_layouts(void) {
  print_head("Layouts, numbered names, pipeline numbers");
  printf("Records in host memory and in the context SRAM. Numbers are little-endian; MAC and IP addresses are byte\n");
  printf(
      "strings as on the wire. Bytes and bits no member uses are reserved: written as 0, and in a command or a new\n");
  printf("object they must be 0.\n");
  for (size_t i = 0; i < toe_gen_layout_count; ++i) print_layout(&toe_gen_layouts[i]);
  print_lists();
  print_retires();
}
