/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_fifo.h"

#include <stdlib.h>
#include <string.h>

void toe_fifo_init(toe_fifo_t *fifo, size_t item_bytes) { *fifo = (toe_fifo_t){.item_bytes = item_bytes}; }

void toe_fifo_end(toe_fifo_t *fifo) {
  free(fifo->items);
  toe_fifo_init(fifo, fifo->item_bytes);
}

void *toe_fifo_at(const toe_fifo_t *fifo, size_t index) {
  return fifo->items + ((fifo->head + index) & (fifo->capacity - 1)) * fifo->item_bytes;
}

static bool grow(toe_fifo_t *fifo) {
  size_t capacity = fifo->capacity == 0 ? 8 : fifo->capacity * 2;
  uint8_t *items = malloc(capacity * fifo->item_bytes);
  if (items == NULL) return false;
  for (size_t i = 0; i < fifo->count; ++i) {
    memcpy(items + i * fifo->item_bytes, toe_fifo_at(fifo, i), fifo->item_bytes);
  }
  free(fifo->items);
  fifo->items = items;
  fifo->capacity = capacity;
  fifo->head = 0;
  return true;
}

void *toe_fifo_push(toe_fifo_t *fifo) {
  if (fifo->count == fifo->capacity && !grow(fifo)) return NULL;
  return toe_fifo_at(fifo, fifo->count++);
}

void *toe_fifo_front(const toe_fifo_t *fifo) { return fifo->count == 0 ? NULL : toe_fifo_at(fifo, 0); }

void toe_fifo_pop(toe_fifo_t *fifo) {
  fifo->head = (fifo->head + 1) & (fifo->capacity - 1);
  --fifo->count;
}
