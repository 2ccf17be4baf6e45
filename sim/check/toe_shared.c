/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_shared.h"

#include <string.h>

static uint32_t find(const toe_shared_t *shared, const uint8_t *value, size_t bytes) {
  uint32_t i = 0;
  while (i < shared->count && memcmp(shared->values[i].bytes, value, bytes) != 0) ++i;
  return i;
}

uint32_t toe_shared_users(const toe_shared_t *shared, const uint8_t *value, size_t bytes) {
  uint32_t i = find(shared, value, bytes);
  return i < shared->count ? shared->values[i].users : 0;
}

bool toe_shared_add(toe_shared_t *shared, const uint8_t *value, size_t bytes) {
  uint32_t i = find(shared, value, bytes);
  if (i == TOE_SHARED_VALUES) return false;
  if (i == shared->count) {
    memcpy(shared->values[i].bytes, value, bytes);
    shared->values[i].users = 0; /* what stood here before may have moved */
    ++shared->count;
  }
  ++shared->values[i].users;
  return true;
}

bool toe_shared_remove(toe_shared_t *shared, const uint8_t *value, size_t bytes) {
  uint32_t i = find(shared, value, bytes);
  if (i == shared->count) return false;
  if (--shared->values[i].users > 0) return true;
  /* which place a value has is not told, so the last one may take this one's */
  shared->values[i] = shared->values[--shared->count];
  return true;
}
