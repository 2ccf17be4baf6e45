/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_event_queue.h - what the host will see, sorted by time.
 *
 * At one time: answers before interrupts, each in its own order.  The order in which events were put does not matter,
 * so it cannot depend on how time was sliced.
 */
#ifndef TOE_EVENT_QUEUE_H_
#define TOE_EVENT_QUEUE_H_

#include "bridge/toe_fifo.h"
#include "bridge/toe_nic.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_event_queue {
  toe_fifo_t items;
} toe_event_queue_t;

void toe_event_queue_init(toe_event_queue_t *queue);
void toe_event_queue_end(toe_event_queue_t *queue);

/* order  number of the event among those of its kind
 * false: no memory, the event is lost */
TOE_MUST_USE bool toe_event_queue_put(toe_event_queue_t *queue, const toe_nic_event_t *event, uint64_t order);
/* The earliest; NULL: none. */
const toe_nic_event_t *toe_event_queue_first(const toe_event_queue_t *queue);
/* Drop the earliest; there is one. */
void toe_event_queue_drop(toe_event_queue_t *queue);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_EVENT_QUEUE_H_ */
