/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_posted.h - posted receive requests, in queues, first posted first (docs/microarchitecture.md 5.11).
 *
 * One store holds the requests of every queue; whose queue it is, is the caller's business.
 */
#ifndef TOE_POSTED_H_
#define TOE_POSTED_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A request and how far it is filled. */
typedef struct toe_posted_request {
  uint64_t address; /* of its buffer, any                   */
  uint32_t bytes, filled;
  uint32_t id;  /* COMMAND.REQUEST_ID                   */
  bool is_push; /* completed before it is full   */
} toe_posted_request_t;

/* All zero: empty.  `count` may be read. */
typedef struct toe_posted_queue {
  uint32_t first, last, count;
} toe_posted_queue_t;

typedef struct toe_posted_node {
  toe_posted_request_t request;
  uint32_t next; /* in its queue, or free */
} toe_posted_node_t;

/* Members belong to toe_posted.c; `used` may be read. */
typedef struct toe_posted {
  uint32_t built, used, free;
  toe_posted_node_t *node;
} toe_posted_t;

/* Nothing posted.  E_ARG: built is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_posted_init(toe_posted_t *posted, uint32_t built);
void toe_posted_end(toe_posted_t *posted); /* all zero is allowed */

/* One more at the end of a queue, copied; fewer than built must be in use (asserted). */
void toe_posted_push(toe_posted_t *posted, toe_posted_queue_t *queue, const toe_posted_request_t *request);
/* The first of a queue, valid until it is popped; NULL: empty. */
toe_posted_request_t *toe_posted_first(toe_posted_t *posted, const toe_posted_queue_t *queue);
/* Drop the first; there must be one (asserted). */
void toe_posted_pop(toe_posted_t *posted, toe_posted_queue_t *queue);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_POSTED_H_ */
