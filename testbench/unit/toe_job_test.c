/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_job_test.c - the host's queues.
 */
#include "sim/host/toe_job.h"

#include "testbench/shim/toe_test.h"

TOE_TEST(job, queue_gives_back_in_order) {
  toe_job_queue_t queue = {NULL, NULL, 0};
  toe_job_t jobs[4] = {{0}};
  TOE_EXPECT(toe_job_pop(&queue) == NULL);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4; ++i) toe_job_push(&queue, &jobs[i]);
    TOE_EXPECT_EQ(queue.count, 4);
    for (int i = 0; i < 4; ++i) TOE_EXPECT(toe_job_pop(&queue) == &jobs[i]);
    TOE_EXPECT(toe_job_pop(&queue) == NULL);
    TOE_EXPECT_EQ(queue.count, 0);
  }
}

/* Each place once: head, middle, tail, the only one; what is pushed afterwards stands behind what is left. */
TOE_TEST(job, any_job_can_be_taken_out) {
  for (int gone = 0; gone < 3; ++gone) {
    toe_job_queue_t queue = {NULL, NULL, 0};
    toe_job_t jobs[4] = {{0}};
    toe_test_note("without %d", gone);
    for (int i = 0; i < 3; ++i) toe_job_push(&queue, &jobs[i]);
    toe_job_remove(&queue, &jobs[gone]);
    toe_job_push(&queue, &jobs[3]);
    TOE_EXPECT_EQ(queue.count, 3);
    for (int i = 0; i < 4; ++i) {
      if (i != gone) TOE_EXPECT(toe_job_pop(&queue) == &jobs[i]);
    }
    TOE_EXPECT(queue.head == NULL);
    toe_job_push(&queue, &jobs[0]);
    toe_job_remove(&queue, &jobs[0]);
    TOE_EXPECT(queue.head == NULL);
    toe_job_push(&queue, &jobs[1]);
    TOE_EXPECT(toe_job_pop(&queue) == &jobs[1]);
  }
}
