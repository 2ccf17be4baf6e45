/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_sv.c - prints rtl/toe_spec_pkg.sv: the lists as sized localparams and packed structs,
 * in the SystemVerilog that both Verilator 5.006 and Yosys 0.23 read.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/gen/toe_spec_tables.h"

enum { KEY_BYTES = 40, KEY_BITS = 8 * KEY_BYTES };

static void print_lower(const char *name) {
  for (; *name != '\0'; ++name) putchar(tolower((unsigned char)*name));
}

/* A member of a packed struct, without its name. */
static void print_type(uint32_t bits) {
  if (bits == 1) {
    printf("    logic ");
  } else {
    printf("    logic [%" PRIu32 ":0] ", bits - 1);
  }
}

static void print_uint(const char *a, const char *b, const char *c, uint32_t value) {
  printf("  localparam int unsigned TOE_%s%s%s = %" PRIu32 ";\n", a, b, c, value);
}

static void print_reg_struct(const toe_gen_reg_t *reg) {
  const uint32_t mask = toe_gen_reg_mask(reg->name);
  bool has_fields = false;
  for (size_t i = 0; i < toe_gen_field_count; ++i) {
    const toe_gen_field_t *field = &toe_gen_fields[i];
    if (strcmp(field->reg, reg->name) != 0) continue;
    has_fields = true;
    printf("  localparam int unsigned TOE_%s_%s_LSB = %" PRIu32 ";\n", reg->name, field->name, field->lsb);
    printf("  localparam int unsigned TOE_%s_%s_WIDTH = %" PRIu32 ";\n", reg->name, field->name, field->width);
  }
  if (!has_fields) return;
  printf("  typedef struct packed {\n");
  for (int bit = 31; bit >= 0;) {
    int low = bit;
    const toe_gen_field_t *field = NULL;
    for (size_t i = 0; i < toe_gen_field_count; ++i) {
      const toe_gen_field_t *at = &toe_gen_fields[i];
      if (strcmp(at->reg, reg->name) == 0 && (int)(at->lsb + at->width) - 1 == bit) field = at;
    }
    if (field != NULL) {
      low = (int)field->lsb;
      print_type((uint32_t)(bit - low + 1));
      print_lower(field->name);
      printf(";\n");
    } else {
      while (low > 0 && ((mask >> (low - 1)) & 1u) == 0) --low;
      print_type((uint32_t)(bit - low + 1));
      printf("reserved_%d_%d;\n", bit, low);
    }
    bit = low - 1;
  }
  printf("  } toe_");
  print_lower(reg->name);
  printf("_t;\n");
}

static void print_regs(void) {
  printf("  // Registers (regs.def): offset in BAR0, value after reset, the bits its fields name.\n");
  for (size_t i = 0; i < toe_gen_reg_count; ++i) {
    const toe_gen_reg_t *reg = &toe_gen_regs[i];
    printf("  localparam logic [13:0] TOE_%s_OFFSET = 14'h%04" PRIX32 ";\n", reg->name, reg->offset);
    printf("  localparam logic [31:0] TOE_%s_RESET = 32'h%08" PRIX32 ";\n", reg->name, reg->reset);
    printf("  localparam logic [31:0] TOE_%s_MASK = 32'h%08" PRIX32 ";\n", reg->name, toe_gen_reg_mask(reg->name));
    print_reg_struct(reg);
  }
}

static void print_layouts(void) {
  printf("\n  // Layouts (layouts.def), in bits; byte 0 of a record is its bits 7..0.\n");
  for (size_t i = 0; i < toe_gen_layout_count; ++i) {
    const toe_gen_layout_t *layout = &toe_gen_layouts[i];
    print_uint(layout->name, "_BITS", "", 8 * layout->bytes);
    for (size_t j = 0; j < toe_gen_member_count; ++j) {
      const toe_gen_member_t *member = &toe_gen_members[j];
      if (strcmp(member->layout, layout->name) != 0) continue;
      printf("  localparam int unsigned TOE_%s_%s_LSB = %" PRIu32 ";\n", layout->name, member->name,
             8 * member->offset);
      printf("  localparam int unsigned TOE_%s_%s_WIDTH = %" PRIu32 ";\n", layout->name, member->name,
             8 * member->bytes);
    }
  }
}

/* The bits of 256 that no member of OBJECT or of `view` uses. */
static void print_reserved(const char *view) {
  uint8_t is_used[256];
  memset(is_used, 0, sizeof is_used); /* a mask a byte */
  for (size_t i = 0; i < toe_gen_member_count; ++i) {
    const toe_gen_member_t *member = &toe_gen_members[i];
    if (strcmp(member->layout, view) != 0 && strcmp(member->layout, "OBJECT") != 0) continue;
    uint32_t bits = 8 * member->bytes;
    for (size_t j = 0; j < toe_gen_member_bits_count; ++j) {
      const toe_gen_member_bits_t *row = &toe_gen_member_bits[j];
      if (strcmp(row->layout, member->layout) == 0 && strcmp(row->name, member->name) == 0) bits = row->bits;
    }
    for (uint32_t bit = 0; bit < bits; ++bit)
      is_used[member->offset + bit / 8] = (uint8_t)(is_used[member->offset + bit / 8] | 1u << bit % 8);
  }
  printf("  localparam logic [2047:0] TOE_%s_RESERVED = 2048'h", view);
  for (int byte = 255; byte >= 0; --byte) printf("%02X", (unsigned)(uint8_t)~is_used[byte]);
  printf(";\n");
}

static unsigned enum_bits(const char *list) {
  if (strcmp(list, "SETTING") == 0) return 32;
  if (strcmp(list, "POLICY") == 0) return 2;
  if (strcmp(list, "DUPLICATES") == 0) return 1;
  if (strcmp(list, "VLAN_ACTION") == 0) return 2;
  if (strcmp(list, "RCV_FLAG") == 0) return 16;
  if (strcmp(list, "JOB") == 0) return 4;
  return 8;
}

static void print_reserved_masks(void) {
  printf("\n  // Bits of a new object of that layer that no member uses.\n");
  print_reserved("OBJ_NEIGHBOR");
  print_reserved("OBJ_PATH");
  print_reserved("OBJ_TCP");
}

static void print_enums(void) {
  printf("\n  // Numbered names (enums.def), as wide as the member or register that holds them.\n");
  for (size_t i = 0; i < toe_gen_enum_count; ++i) {
    const toe_gen_enum_t *row = &toe_gen_enums[i];
    const unsigned bits = enum_bits(row->list);
    printf("  localparam logic [%u:0] TOE_%s_%s = %u'd%" PRIu32 ";\n", bits - 1, row->list, row->name, bits,
           row->value);
  }
  printf("\n  // Pools (pools.def).\n");
  for (size_t i = 0; i < toe_gen_pool_count; ++i) {
    printf("  localparam logic [3:0] TOE_POOL_%s = 4'd%zu;\n", toe_gen_pools[i].name, i);
    printf("  localparam logic [31:0] TOE_POOL_%s_BUILT = 32'd%" PRIu32 ";\n", toe_gen_pools[i].name,
           toe_gen_pools[i].built);
  }
  printf("  localparam logic [3:0] TOE_POOL_NONE = 4'd%zu;\n", toe_gen_pool_count);
  printf("\n  // NDIS statuses (status.def).\n");
  for (size_t i = 0; i < toe_gen_status_count; ++i) {
    printf("  localparam logic [31:0] TOE_STATUS_%s = 32'h%08" PRIX32 ";\n", toe_gen_statuses[i].name,
           toe_gen_statuses[i].value);
  }
  printf("\n  // Causes (causes.def), the status of each, and the pool it names.\n");
  for (size_t i = 0; i < toe_gen_cause_count; ++i) {
    const toe_gen_cause_t *cause = &toe_gen_causes[i];
    uint32_t status = 0;
    (void)toe_gen_status_value(cause->status, &status); /* toe_gen_check has seen it */
    printf("  localparam logic [5:0] TOE_CAUSE_%s = 6'd%" PRIu32 ";\n", cause->name, cause->value);
    printf("  localparam logic [31:0] TOE_CAUSE_STATUS_%s = 32'h%08" PRIX32 ";\n", cause->name, status);
    printf("  localparam logic [3:0] TOE_CAUSE_POOL_%s = TOE_POOL_%s;\n", cause->name, cause->pool);
  }
}

static void print_stages(void) {
  printf("\n  // Pipeline numbers (stages.def).\n");
  for (size_t i = 0; i < toe_gen_stage_count; ++i)
    print_uint("STAGE_", toe_gen_stages[i].name, "", toe_gen_stages[i].value);
}

static void print_retires(void) {
  printf("\n  // Retire records (retire.def); the first member is the most significant.\n");
  const char *open = NULL;
  for (size_t i = 0; i <= toe_gen_retire_count; ++i) {
    const bool is_end = i == toe_gen_retire_count;
    if ((is_end || toe_gen_retires[i].name == NULL) && open != NULL) {
      printf("  } retire_");
      print_lower(open);
      printf("_t;\n");
    }
    if (is_end) break;
    if (toe_gen_retires[i].name == NULL) {
      open = toe_gen_retires[i].kind;
      printf("  typedef struct packed {\n");
    } else {
      print_type(toe_gen_retires[i].bits);
      printf("%s;\n", toe_gen_retires[i].name);
    }
  }
}

/* CRC32C, reflected, initial value and final XOR all ones. */
static uint32_t crc32c(const uint8_t *data, size_t bytes) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < bytes; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1u) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
  }
  return crc ^ 0xFFFFFFFFu;
}

/* CRC is linear but for a constant: bit k is the XOR of the key bits in row k of the mask and of bit k of CONST. */
static void print_crc(void) {
  static uint32_t effect[KEY_BITS];
  uint8_t key[KEY_BYTES] = {0};
  if (crc32c((const uint8_t *)"123456789", 9) != 0xE3069283u) {
    fputs("toe_spec_gen: the CRC32C here is wrong\n", stderr);
    exit(1);
  }
  const uint32_t of_zero = crc32c(key, KEY_BYTES);
  for (unsigned bit = 0; bit < KEY_BITS; ++bit) {
    key[bit / 8] = (uint8_t)(1u << bit % 8);
    effect[bit] = crc32c(key, KEY_BYTES) ^ of_zero;
    key[bit / 8] = 0;
  }
  printf("\n  // CRC32C of a 40-byte key, byte i of it in bits 8i+7..8i: bit k is\n");
  printf("  //   ^(key & TOE_CRC32C_MASK[k*320 +: 320]) ^ TOE_CRC32C_CONST[k]\n");
  printf("  localparam logic [%d:0] TOE_CRC32C_MASK = {\n", 32 * KEY_BITS - 1);
  for (int k = 31; k >= 0; --k) {
    printf("    %d'h", KEY_BITS);
    for (int nibble = KEY_BITS / 4 - 1; nibble >= 0; --nibble) {
      unsigned digit = 0;
      for (int i = 3; i >= 0; --i) digit = digit << 1 | (effect[4 * nibble + i] >> k & 1u);
      printf("%X", digit);
    }
    printf("%s\n", k > 0 ? "," : "");
  }
  printf("  };\n  localparam logic [31:0] TOE_CRC32C_CONST = 32'h%08" PRIX32 ";\n", of_zero);
}

void toe_gen_print_sv(void) {
  printf("// Generated from model/spec/*.def by toe_spec_gen. Do not edit.\n");
  printf("// SPDX-License-Identifier: Apache-2.0\n\n");
  printf("package toe_spec_pkg;\n");
  print_regs();
  print_layouts();
  print_reserved_masks();
  print_enums();
  print_stages();
  print_retires();
  print_crc();
  printf("endpackage\n");
}
