/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_event_queue.h"

typedef struct item {
  toe_nic_event_t event; /* first, see toe_event_queue_first */
  uint64_t order;
} item_t;

void toe_event_queue_init(toe_event_queue_t *queue) { toe_fifo_init(&queue->items, sizeof(item_t)); }

void toe_event_queue_end(toe_event_queue_t *queue) { toe_fifo_end(&queue->items); }

static bool is_before(const item_t *a, const item_t *b) {
  if (a->event.at_fs != b->event.at_fs) return a->event.at_fs < b->event.at_fs;
  if (a->event.kind != b->event.kind) return a->event.kind < b->event.kind;
  return a->order < b->order;
}

bool toe_event_queue_put(toe_event_queue_t *queue, const toe_nic_event_t *event, uint64_t order) {
  if (toe_fifo_push(&queue->items) == NULL) return false;
  const item_t item = {*event, order};
  size_t i = queue->items.count - 1;
  /* Nearly always the last one already. */
  for (; i > 0 && is_before(&item, toe_fifo_at(&queue->items, i - 1)); --i) {
    *(item_t *)toe_fifo_at(&queue->items, i) = *(item_t *)toe_fifo_at(&queue->items, i - 1);
  }
  *(item_t *)toe_fifo_at(&queue->items, i) = item;
  return true;
}

const toe_nic_event_t *toe_event_queue_first(const toe_event_queue_t *queue) {
  const item_t *item = toe_fifo_front(&queue->items);
  return item == NULL ? NULL : &item->event;
}

void toe_event_queue_drop(toe_event_queue_t *queue) { toe_fifo_pop(&queue->items); }
