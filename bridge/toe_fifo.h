/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fifo.h - a queue of items of one size that grows when it must and never shrinks.
 *
 * Pointers to items are valid until the next push.
 */
#ifndef TOE_FIFO_H_
#define TOE_FIFO_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_fifo {
  uint8_t *items;
  size_t item_bytes, capacity, head, count; /* capacity is 0 or a power of two */
} toe_fifo_t;

/* An empty queue; needs no memory yet. */
void toe_fifo_init(toe_fifo_t *fifo, size_t item_bytes);
/* Free what it took; it is empty again. */
void toe_fifo_end(toe_fifo_t *fifo);

/* Room for one more item behind the last, not initialised; NULL: no memory, nothing changed. */
TOE_MUST_USE void *toe_fifo_push(toe_fifo_t *fifo);
/* The oldest item; NULL when empty. */
void *toe_fifo_front(const toe_fifo_t *fifo);
/* Item `index` from the oldest (0) on; index < count. */
void *toe_fifo_at(const toe_fifo_t *fifo, size_t index);
/* Drop the oldest item; the queue is not empty. */
void toe_fifo_pop(toe_fifo_t *fifo);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FIFO_H_ */
