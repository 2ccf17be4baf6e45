/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_job.h - an operation on its way through the host, and a queue of them.
 *
 * Private to the host.
 */
#ifndef TOE_JOB_H_
#define TOE_JOB_H_

#include "sim/host/toe_host.h"
#include "sim/host/toe_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_job {
  struct toe_job *next;
  toe_op_t *op;
  uint32_t retries;           /* how often what is denied may still be tried again */
  bool is_retry;              /* then the trace expects nothing of it */
  uint32_t setting, value;    /* SET */
  uint32_t request_id;        /* in the driver */
  toe_tree_t tree;            /* INITIATE, in the driver */
  toe_host_object_t *objects; /* what the observer sees; as many as the tree has nodes */
} toe_job_t;

typedef struct toe_job_queue {
  toe_job_t *head, *tail;
  uint32_t count;
} toe_job_queue_t;

void toe_job_push(toe_job_queue_t *queue, toe_job_t *job);
toe_job_t *toe_job_pop(toe_job_queue_t *queue); /* NULL: empty */
/* Take out a job that is in the queue, wherever it is. */
void toe_job_remove(toe_job_queue_t *queue, toe_job_t *job);

/* End a job with its operation and what its tree holds.  NULL is allowed. */
void toe_job_free(const toe_os_t *os, toe_job_t *job);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_JOB_H_ */
