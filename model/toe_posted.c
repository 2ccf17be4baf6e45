/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_posted.h"

#include <assert.h>
#include <stdlib.h>

toe_result_t toe_posted_init(toe_posted_t *posted, uint32_t built) {
  *posted = (toe_posted_t){.built = built};
  if (built == 0) return TOE_E_ARG;
  posted->node = calloc(built, sizeof *posted->node);
  if (posted->node == NULL) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < built; ++i) posted->node[i].next = i + 1;
  return TOE_OK;
}

void toe_posted_end(toe_posted_t *posted) {
  free(posted->node);
  *posted = (toe_posted_t){0};
}

void toe_posted_push(toe_posted_t *posted, toe_posted_queue_t *queue, const toe_posted_request_t *request) {
  assert(posted->used < posted->built);
  uint32_t place = posted->free;
  posted->free = posted->node[place].next;
  ++posted->used;
  posted->node[place] = (toe_posted_node_t){.request = *request};
  if (queue->count == 0) {
    queue->first = place;
  } else {
    posted->node[queue->last].next = place;
  }
  queue->last = place;
  ++queue->count;
}

toe_posted_request_t *toe_posted_first(toe_posted_t *posted, const toe_posted_queue_t *queue) {
  return queue->count == 0 ? NULL : &posted->node[queue->first].request;
}

void toe_posted_pop(toe_posted_t *posted, toe_posted_queue_t *queue) {
  assert(queue->count > 0);
  uint32_t place = queue->first;
  queue->first = posted->node[place].next;
  --queue->count;
  posted->node[place].next = posted->free;
  posted->free = place;
  --posted->used;
}
