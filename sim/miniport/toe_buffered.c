/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buffered.c - see toe_buffered.h.
 */
#include "sim/miniport/toe_buffered.h"

uint32_t toe_buffered_sum(const toe_nbl_t *list) {
  uint64_t sum = 0;
  for (; list != NULL && sum < UINT32_MAX; list = list->next) sum += list->bytes;
  return sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
}

bool toe_buffered_reserve(const toe_os_t *os, toe_buffered_t *buffered, uint32_t capacity) {
  buffered->pieces = os->alloc(os->self, capacity * sizeof *buffered->pieces);
  if (buffered->pieces == NULL) return false;
  buffered->count = 0;
  buffered->capacity = capacity;
  return true;
}

void toe_buffered_deny(uint32_t built, uint64_t object_bus, uint8_t *object) {
  if (TOE_READ(object, OBJ_TCP, BUFFERED_BYTES) <= built) {
    TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, (uint64_t)built + TOE_BUFFERED_ALIGN);
  }
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, object_bus);
}

static bool has_data(const toe_nbl_t *list) {
  for (; list != NULL; list = list->next) {
    if (list->bytes != 0 && list->data == NULL) return false;
  }
  return true;
}

bool toe_buffered_gather(const toe_os_t *os, toe_buffered_t *buffered, const toe_nbl_t *list, uint32_t built,
                         uint64_t object_bus, uint8_t *object) {
  uint32_t bytes = (uint32_t)TOE_READ(object, OBJ_TCP, BUFFERED_BYTES);
  if (bytes > built || !has_data(list)) {
    toe_buffered_deny(built, object_bus, object);
    return true;
  }
  toe_os_dma_t *piece = &buffered->pieces[buffered->count];
  size_t padded = ((size_t)bytes + TOE_BUFFERED_ALIGN - 1) / TOE_BUFFERED_ALIGN * TOE_BUFFERED_ALIGN;
  if (!os->dma_alloc(os->self, padded, TOE_BUFFERED_ALIGN, piece)) {
    toe_buffered_deny(built, object_bus, object);
    return false;
  }
  ++buffered->count;
  uint8_t *place = piece->virtual_address; /* zeroed memory: the padding is there already */
  for (; list != NULL; list = list->next) {
    if (list->bytes != 0) memcpy(place, list->data, list->bytes);
    place += list->bytes;
  }
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, piece->bus_address);
  return true;
}

void toe_buffered_free(const toe_os_t *os, toe_buffered_t *buffered) {
  for (uint32_t i = 0; i < buffered->count; ++i) os->dma_free(os->self, &buffered->pieces[i]);
  os->free(os->self, buffered->pieces);
  memset(buffered, 0, sizeof *buffered);
}
