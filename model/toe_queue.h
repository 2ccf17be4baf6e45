/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_queue.h - a queue without a bound, for what waits at the seam of the engine.
 *
 * Inputs are given with future edges, outputs are taken when the caller likes: how many wait is the caller's choice,
 * so these queues double when they are full and never shrink.  Nothing inside the device uses them; its
 * queues have the depths of stages.def.  A process out of memory ends with a message (a simulation cannot go on).
 */
#ifndef TOE_QUEUE_H_
#define TOE_QUEUE_H_

#include <assert.h>

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Made by toe_queue_init; its members belong to the functions here. */
typedef struct toe_queue {
  uint8_t *data;
  size_t element_bytes;
  size_t capacity, head, count; /* elements; capacity is a power of two */
} toe_queue_t;

/* Make an empty queue of elements of element_bytes.  E_ARG: element_bytes is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_queue_init(toe_queue_t *queue, size_t element_bytes);
/* Free what it holds; an all-zero queue is allowed. */
void toe_queue_end(toe_queue_t *queue);

/* Make room for one more element (for toe_queue_push). */
void toe_queue_grow(toe_queue_t *queue);

static inline void *toe_queue_at(const toe_queue_t *queue, size_t index) {
  return queue->data + ((queue->head + index) & (queue->capacity - 1)) * queue->element_bytes;
}

/* A new last element, not initialised; the pointer is valid until the next push. */
static inline void *toe_queue_push(toe_queue_t *queue) {
  if (queue->count == queue->capacity) toe_queue_grow(queue);
  return toe_queue_at(queue, queue->count++);
}

/* The first element, or NULL; valid until the next push or pop. */
static inline void *toe_queue_head(const toe_queue_t *queue) {
  return queue->count == 0 ? NULL : toe_queue_at(queue, 0);
}

/* Drop the first element; there must be one (asserted). */
static inline void toe_queue_pop(toe_queue_t *queue) {
  assert(queue->count > 0);
  queue->head = --queue->count == 0 ? 0 : (queue->head + 1) & (queue->capacity - 1); /* empty: begin where it is warm */
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_QUEUE_H_ */
