/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_queue.h"

#include "testbench/shim/toe_test.h"

TOE_TEST(queue, keeps_order_while_it_grows_around_its_end) {
  toe_queue_t queue;
  uint32_t in = 0, out = 0;
  TOE_ASSERT_EQ(toe_queue_init(&queue, sizeof(uint32_t)), TOE_OK);
  TOE_EXPECT(toe_queue_head(&queue) == NULL);
  for (int round = 0; round < 50; ++round) { /* 40 in, 30 out: wraps first, grows past 64, 128, 256 later */
    for (int i = 0; i < 40; ++i) *(uint32_t *)toe_queue_push(&queue) = in++;
    for (int i = 0; i < 30; ++i) {
      TOE_ASSERT_EQ(*(uint32_t *)toe_queue_head(&queue), out++);
      toe_queue_pop(&queue);
    }
  }
  while (toe_queue_head(&queue) != NULL) {
    TOE_ASSERT_EQ(*(uint32_t *)toe_queue_head(&queue), out++);
    toe_queue_pop(&queue);
  }
  TOE_EXPECT_EQ(out, 2000);
  toe_queue_end(&queue);
}

TOE_TEST(queue_bad, refuses_elements_without_size) {
  toe_queue_t queue;
  TOE_EXPECT_EQ(toe_queue_init(&queue, 0), TOE_E_ARG);
}
