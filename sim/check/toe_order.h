/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_order.h - the order in which ids are given out: never-used ones first, ascending from 0, then freed ones
 * first-in first-out (docs/microarchitecture.md 6).
 */
#ifndef TOE_ORDER_H_
#define TOE_ORDER_H_

#include "model/toe_types.h"

#define TOE_ORDER_NONE UINT32_MAX

/* All zero: nothing was built. */
typedef struct toe_order {
  uint32_t built, fresh; /* ids fresh..built-1 were never given */
  uint32_t *freed;       /* a ring of `built` ids */
  uint32_t head, count;
} toe_order_t;

/* E_MEMORY */
TOE_MUST_USE toe_result_t toe_order_new(toe_order_t *order, uint32_t built);
void toe_order_free(toe_order_t *order);

/* The id that comes after `ahead` others; TOE_ORDER_NONE: all are in use. */
uint32_t toe_order_next(const toe_order_t *order, uint32_t ahead);
/* Give out the next id; TOE_ORDER_NONE: all are in use. */
uint32_t toe_order_take(toe_order_t *order);
/* An id comes back.  More than were ever taken are let pass over. */
void toe_order_give(toe_order_t *order, uint32_t id);

#endif /* TOE_ORDER_H_ */
