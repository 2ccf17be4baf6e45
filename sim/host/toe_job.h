/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_job.h - an operation on its way through the host, and a queue of them.
 *
 * Private to the host.
 */
#ifndef TOE_JOB_H_
#define TOE_JOB_H_

#include "sim/host/toe_host.h"
#include "sim/host/toe_mention.h"
#include "sim/host/toe_terminate_plan.h"
#include "sim/host/toe_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Who wants it. */
typedef enum toe_job_origin {
  TOE_JOB_TRACE,
  TOE_JOB_RETRIEVED, /* terminate of `target`, and then of what it depends on if nothing else does [R67, R72] */
  TOE_JOB_ALL        /* terminate of all objects of `layer` [R153] */
} toe_job_origin_t;

typedef struct toe_job {
  struct toe_job *next;
  toe_op_t *op;
  toe_mention_t mention;    /* of op; of RETRIEVED the target */
  toe_mention_t terminated; /* TERMINATE, in the driver: the objects of its tree, as `blocks` */
  uint32_t retries;         /* how often what is denied may still be tried again */
  bool is_retry;            /* then the trace expects nothing of it */
  toe_job_origin_t origin;
  toe_object_t *target;       /* RETRIEVED */
  uint8_t layer;              /* ALL */
  uint32_t setting;           /* SET; of what the target raises: toe_event */
  uint64_t value;             /* SET: 48 bits of wire.mac, else 32; of what the target raises: its information */
  bool is_held;               /* in the driver, which holds it until RESUME */
  bool goes_alone;            /* nothing behind it goes before it has ended: what follows from it comes first */
  toe_terminate_list_t list;  /* TERMINATE: what it takes with it, as of its last look */
  uint32_t passed_over;       /* TERMINATE: names that were not offloaded */
  uint32_t *order;            /* TERMINATE: objects[i] is node order[i] of the tree */
  toe_delegated_t *returned;  /* TERMINATE: of objects[i] */
  uint32_t request_id;        /* in the driver */
  toe_tree_t tree;            /* INITIATE, TERMINATE, in the driver */
  toe_host_object_t *objects; /* what the observer sees; as many as the tree has nodes */
} toe_job_t;

typedef struct toe_job_queue {
  toe_job_t *head, *tail;
  uint32_t count;
} toe_job_queue_t;

void toe_job_push(toe_job_queue_t *queue, toe_job_t *job);
toe_job_t *toe_job_pop(toe_job_queue_t *queue); /* NULL: empty */
/* Put all of `first` before what is in `queue`; `first` is empty afterwards. */
void toe_job_prepend(toe_job_queue_t *queue, toe_job_queue_t *first);
/* Take out a job that is in the queue, wherever it is. */
void toe_job_remove(toe_job_queue_t *queue, toe_job_t *job);

/* End a job with its operation, what its tree holds, and the objects it holds in `objects`.  NULL is allowed. */
void toe_job_free(const toe_os_t *os, toe_objects_t *objects, toe_job_t *job);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_JOB_H_ */
