/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_places.h - the places of a hardware queue: how often it was pushed and popped, at most once an edge each.
 *
 * It remembers the edge of its last push and pop, and so tells at edge c what is visible there: what earlier edges did.
 */
#ifndef TOE_PLACES_H_
#define TOE_PLACES_H_

#include <assert.h>

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_places {
  uint64_t pushed, popped;
  toe_cycle_t push_edge, pop_edge; /* of the last; NEVER: none yet */
} toe_places_t;

static inline void toe_places_init(toe_places_t *fifo) {
  fifo->pushed = fifo->popped = 0;
  fifo->push_edge = fifo->pop_edge = TOE_CYCLE_NEVER;
}
static inline bool toe_places_has_head(const toe_places_t *fifo, toe_cycle_t c) {
  return fifo->pushed - (fifo->push_edge == c ? 1 : 0) > fifo->popped;
}
static inline uint64_t toe_places_popped(const toe_places_t *fifo, toe_cycle_t c) {
  return fifo->popped - (fifo->pop_edge == c ? 1 : 0);
}
static inline bool toe_places_has_room(const toe_places_t *fifo, toe_cycle_t c, uint64_t depth) {
  return fifo->pushed - toe_places_popped(fifo, c) < depth;
}
static inline void toe_places_push(toe_places_t *fifo, toe_cycle_t c) {
  assert(fifo->push_edge != c);
  ++fifo->pushed;
  fifo->push_edge = c;
}
static inline void toe_places_pop(toe_places_t *fifo, toe_cycle_t c) {
  assert(fifo->pop_edge != c);
  ++fifo->popped;
  fifo->pop_edge = c;
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PLACES_H_ */
