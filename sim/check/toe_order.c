/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_order.h"

#include <stdlib.h>

toe_result_t toe_order_new(toe_order_t *order, uint32_t built) {
  *order = (toe_order_t){.built = built, .freed = calloc(built, sizeof *order->freed)};
  return order->freed != NULL ? TOE_OK : TOE_E_MEMORY;
}

void toe_order_free(toe_order_t *order) {
  free(order->freed);
  *order = (toe_order_t){0};
}

uint32_t toe_order_next(const toe_order_t *order, uint32_t ahead) {
  uint32_t unused = order->built - order->fresh;
  if (ahead < unused) return order->fresh + ahead;
  ahead -= unused;
  return ahead < order->count ? order->freed[(order->head + ahead) % order->built] : TOE_ORDER_NONE;
}

uint32_t toe_order_take(toe_order_t *order) {
  uint32_t id = toe_order_next(order, 0);
  if (id == TOE_ORDER_NONE) return id;
  if (order->fresh < order->built) {
    ++order->fresh;
  } else {
    order->head = (order->head + 1) % order->built;
    --order->count;
  }
  return id;
}

void toe_order_give(toe_order_t *order, uint32_t id) {
  if (order->count == order->fresh) return;
  order->freed[(order->head + order->count) % order->built] = id;
  ++order->count;
}
