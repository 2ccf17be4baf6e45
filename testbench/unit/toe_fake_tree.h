/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_tree.h - block lists for tests of the driver, laid out by offsets typed by hand (docs/ndis.md).
 */
#ifndef TOE_FAKE_TREE_H_
#define TOE_FAKE_TREE_H_

#include <stdint.h>
#include <string.h>

enum { FAKE_NEIGHBOR = 1, FAKE_PATH = 2, FAKE_TCP = 3, FAKE_PLACEHOLDER = 0, FAKE_LINKER = 1, FAKE_NEW = 2 };

/* A block with room for any state behind it, its cell, and a path's addresses. */
typedef struct fake_block {
  uint8_t memory[152 + 24 + 48 + 128];
  uint8_t cell[8];
  uint8_t src_ip[16], dst_ip[16];
} fake_block_t;

static inline void fake_block_put(uint8_t *record, int offset, int bytes, uint64_t value) {
  for (int i = 0; i < bytes; ++i) record[offset + i] = (uint8_t)(value >> (8 * i));
}
static inline uint64_t fake_block_get(const uint8_t *record, int offset, int bytes) {
  uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | record[offset + i];
  return value;
}
static inline void fake_pointer(uint8_t *record, int offset, const void *pointer) {
  fake_block_put(record, offset, 8, (uint64_t)(uintptr_t)pointer);
}

/* A fresh block.  handle is a linker's.  Reserved members hold patterns, Status none of an initiate. */
static inline void fake_block_init(fake_block_t *block, int layer, int kind, uint64_t handle) {
  static const uint8_t types[4] = {0, 4, 8, 17};
  memset(block, 0, sizeof *block);
  uint8_t *m = block->memory;
  m[0] = types[layer];
  m[1] = 1;
  fake_block_put(m, 2, 2, 152);
  fake_block_put(m, 24, 4, 0xEEEEEEEE);
  fake_block_put(m, 112, 8, 0xDEADBEEF); /* Scratch: anything */
  static const int reserved[] = {32, 40, 64, 72, 96, 104, 128};
  for (int i = 0; i < 7; ++i) fake_block_put(m, reserved[i], 8, 0xA5A5A5A5A5A50000u + (uint64_t)reserved[i]);
  if (kind != FAKE_PLACEHOLDER) fake_pointer(m, 48, block->cell);
  if (kind == FAKE_LINKER) fake_block_put(block->cell, 0, 8, handle);
  if (kind != FAKE_NEW) return;
  uint8_t *s = m + 152;
  if (layer == FAKE_NEIGHBOR) {
    fake_block_put(s, 0, 4, 44);
    fake_block_put(s + 48, 0, 4, 44);
    fake_block_put(s + 96, 0, 4, 12);
  } else if (layer == FAKE_PATH) {
    fake_block_put(s, 0, 4, 24);
    fake_pointer(s, 8, block->src_ip);
    fake_pointer(s, 16, block->dst_ip);
    fake_block_put(s + 24, 0, 4, 12);
    fake_block_put(s + 40, 0, 4, 8);
  } else {
    fake_block_put(s, 0, 4, 24);
    fake_block_put(s + 24, 0, 4, 44);
    fake_block_put(s + 72, 0, 4, 128);
    fake_block_put(s + 72, 8, 4, 4); /* ESTABLISHED */
  }
}

static inline void fake_next(fake_block_t *block, fake_block_t *next) { fake_pointer(block->memory, 8, next->memory); }
static inline void fake_dependent(fake_block_t *block, fake_block_t *first) {
  fake_pointer(block->memory, 16, first->memory);
}
static inline uint32_t fake_status(const fake_block_t *block) { return (uint32_t)fake_block_get(block->memory, 24, 4); }
static inline uint64_t fake_handle(const fake_block_t *block) { return fake_block_get(block->cell, 0, 8); }
/* Reserved members are as fake_block_init left them (R105). */
static inline int fake_is_reserved_same(const fake_block_t *block) {
  static const int reserved[] = {32, 40, 64, 72, 96, 104, 128};
  for (int i = 0; i < 7; ++i) {
    if (fake_block_get(block->memory, reserved[i], 8) != 0xA5A5A5A5A5A50000u + (uint64_t)reserved[i]) return 0;
  }
  return 1;
}

/* The ten blocks of the reference figure of R87, all new, in the order of the walk: N1 P1 T1 T2 P2 T3 N2 P3 T4 T5. */
static inline void fake_figure(fake_block_t b[10]) {
  static const int layers[10] = {1, 2, 3, 3, 2, 3, 1, 2, 3, 3};
  for (int i = 0; i < 10; ++i) fake_block_init(&b[i], layers[i], FAKE_NEW, 0);
  fake_next(&b[0], &b[6]);
  fake_dependent(&b[0], &b[1]);
  fake_next(&b[1], &b[4]);
  fake_dependent(&b[1], &b[2]);
  fake_next(&b[2], &b[3]);
  fake_dependent(&b[4], &b[5]);
  fake_dependent(&b[6], &b[7]);
  fake_dependent(&b[7], &b[8]);
  fake_next(&b[8], &b[9]);
}

#endif /* TOE_FAKE_TREE_H_ */
