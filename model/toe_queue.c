/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_queue.h"

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

void toe_queue_grow(toe_queue_t *queue) {
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
