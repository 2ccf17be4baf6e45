/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_queue.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

toe_result_t toe_queue_init(toe_queue_t *queue, size_t element_bytes) {
  if (element_bytes == 0) return TOE_E_ARG;
  uint8_t *data = malloc(element_bytes * FIRST_CAPACITY);
  if (data == NULL) return TOE_E_MEMORY;
  *queue = (toe_queue_t){.data = data, .element_bytes = element_bytes, .capacity = FIRST_CAPACITY};
  return TOE_OK;
}

void toe_queue_end(toe_queue_t *queue) {
  free(queue->data);
  *queue = (toe_queue_t){0};
}

static void *at(const toe_queue_t *queue, size_t index) {
  return queue->data + ((queue->head + index) & (queue->capacity - 1)) * queue->element_bytes;
}

static void grow(toe_queue_t *queue) {
  uint8_t *data = NULL;
  if (queue->capacity <= SIZE_MAX / 2 / queue->element_bytes) {
    data = malloc(queue->capacity * 2 * queue->element_bytes);
  }
  if (data == NULL) {
    (void)fprintf(stderr, "toe_queue: out of memory at %zu elements of %zu bytes\n", queue->capacity * 2,
                  queue->element_bytes);
    abort();
  }
  size_t first = queue->capacity - queue->head; /* elements up to the end of the old memory */
  memcpy(data, queue->data + queue->head * queue->element_bytes, first * queue->element_bytes);
  memcpy(data + first * queue->element_bytes, queue->data, queue->head * queue->element_bytes);
  free(queue->data);
  queue->data = data;
  queue->capacity *= 2;
  queue->head = 0;
}

void *toe_queue_push(toe_queue_t *queue) {
  if (queue->count == queue->capacity) grow(queue);
  return at(queue, queue->count++);
}

void *toe_queue_head(const toe_queue_t *queue) { return queue->count == 0 ? NULL : at(queue, 0); }

void toe_queue_pop(toe_queue_t *queue) {
  assert(queue->count > 0);
  queue->head = (queue->head + 1) & (queue->capacity - 1);
  --queue->count;
}
