/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_memory.h - host memory for tests of the bridge: 64 KiB at two addresses, and a log of who touched it when.
 */
#ifndef TOE_FAKE_MEMORY_H_
#define TOE_FAKE_MEMORY_H_

#include <string.h>

#include "bridge/toe_nic.h"

#define FAKE_MEMORY_LOW UINT64_C(0x10000)
#define FAKE_MEMORY_HIGH UINT64_C(0x5500010000)
#define FAKE_MEMORY_BYTES 0x10000u
#define FAKE_MEMORY_LOG 20000u

typedef struct fake_access {
  bool is_write;
  toe_fs_t at_fs;
  uint64_t address;
  uint32_t bytes;
} fake_access_t;

typedef struct fake_memory {
  uint8_t data[FAKE_MEMORY_BYTES]; /* seen at both addresses */
  fake_access_t log[FAKE_MEMORY_LOG];
  uint32_t count; /* in the log; the rest is only counted */
  toe_fs_t last_fs;
  uint32_t violations; /* time went back */
} fake_memory_t;

static inline uint8_t *fake_memory_at(fake_memory_t *memory, bool is_write, toe_fs_t at_fs, uint64_t address,
                                      uint32_t bytes) {
  if (at_fs < memory->last_fs) ++memory->violations;
  memory->last_fs = at_fs;
  if (memory->count < FAKE_MEMORY_LOG) memory->log[memory->count] = (fake_access_t){is_write, at_fs, address, bytes};
  ++memory->count;
  uint64_t base = address >= FAKE_MEMORY_HIGH ? FAKE_MEMORY_HIGH : FAKE_MEMORY_LOW;
  if (address < base || address - base > FAKE_MEMORY_BYTES - bytes) return NULL;
  return memory->data + (address - base);
}

static inline bool fake_memory_read(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  const uint8_t *data = fake_memory_at(self, false, at_fs, address, bytes);
  if (data == NULL) return false;
  memcpy(data_out, data, bytes);
  return true;
}

static inline bool fake_memory_write(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes,
                                     const uint8_t *data) {
  uint8_t *to = fake_memory_at(self, true, at_fs, address, bytes);
  if (to == NULL) return false;
  memcpy(to, data, bytes);
  return true;
}

/* Bytes that differ from their neighbours and from page to page. */
static inline void fake_memory_reset(fake_memory_t *memory) {
  memset(memory, 0, sizeof *memory);
  for (uint32_t i = 0; i < FAKE_MEMORY_BYTES; ++i) memory->data[i] = (uint8_t)(i * 7 + (i >> 8) * 3);
}

static inline toe_nic_memory_t fake_memory_face(fake_memory_t *memory) {
  return (toe_nic_memory_t){memory, fake_memory_read, fake_memory_write};
}

#endif /* TOE_FAKE_MEMORY_H_ */
