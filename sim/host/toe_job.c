/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_job.c - see toe_job.h.
 */
#include "sim/host/toe_job.h"

#include <stdlib.h>

void toe_job_push(toe_job_queue_t *queue, toe_job_t *job) {
  job->next = NULL;
  if (queue->head == NULL) {
    queue->head = job;
  } else {
    queue->tail->next = job;
  }
  queue->tail = job;
  ++queue->count;
}

toe_job_t *toe_job_pop(toe_job_queue_t *queue) {
  toe_job_t *job = queue->head;
  if (job == NULL) return NULL;
  queue->head = job->next;
  --queue->count;
  return job;
}

void toe_job_prepend(toe_job_queue_t *queue, toe_job_queue_t *first) {
  if (first->head == NULL) return;
  first->tail->next = queue->head;
  if (queue->head == NULL) queue->tail = first->tail;
  queue->head = first->head;
  queue->count += first->count;
  *first = (toe_job_queue_t){NULL, NULL, 0};
}

void toe_job_remove(toe_job_queue_t *queue, toe_job_t *job) {
  toe_job_t *before = NULL;
  for (toe_job_t *at = queue->head; at != job; at = at->next) before = at;
  if (before == NULL) {
    queue->head = job->next;
  } else {
    before->next = job->next;
  }
  if (queue->tail == job) queue->tail = before;
  --queue->count;
}

void toe_job_free(const toe_os_t *os, toe_objects_t *objects, toe_job_t *job) {
  if (job == NULL) return;
  toe_mention_drop(objects, &job->terminated);
  toe_mention_drop(objects, &job->mention);
  toe_tree_free(os, &job->tree);
  toe_terminate_list_free(&job->list);
  free(job->order);
  free(job->returned);
  free(job->objects);
  toe_op_free(job->op);
  free(job);
}
