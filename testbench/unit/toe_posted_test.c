/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_posted.h"

#include "testbench/shim/toe_test.h"

static uint32_t first_id(toe_posted_t *posted, const toe_posted_queue_t *queue) {
  const toe_posted_request_t *request = toe_posted_first(posted, queue);
  return request == NULL ? 0 : request->id;
}

/* Two queues share three places; each keeps its own order, and a place is used again. */
TOE_TEST(posted, keeps_queues_apart_and_in_order) {
  toe_posted_t posted;
  toe_posted_queue_t a = {0}, b = {0};
  TOE_ASSERT_EQ(toe_posted_init(&posted, 3), TOE_OK);
  TOE_EXPECT(toe_posted_first(&posted, &a) == NULL);
  toe_posted_push(&posted, &a, &(toe_posted_request_t){.id = 1});
  toe_posted_push(&posted, &b, &(toe_posted_request_t){.id = 2});
  toe_posted_push(&posted, &a, &(toe_posted_request_t){.id = 3});
  TOE_EXPECT_EQ(posted.used, 3);
  TOE_EXPECT_EQ(a.count, 2);
  TOE_EXPECT_EQ(first_id(&posted, &a), 1);
  toe_posted_pop(&posted, &a);
  TOE_EXPECT_EQ(first_id(&posted, &a), 3);
  toe_posted_push(&posted, &b, &(toe_posted_request_t){.id = 4});
  TOE_EXPECT_EQ(first_id(&posted, &b), 2);
  toe_posted_pop(&posted, &b);
  TOE_EXPECT_EQ(first_id(&posted, &b), 4);
  toe_posted_pop(&posted, &b);
  TOE_EXPECT_EQ(first_id(&posted, &b), 0);
  toe_posted_pop(&posted, &a);
  TOE_EXPECT_EQ(posted.used, 0);
  toe_posted_end(&posted);
}

/* What is filled of the first request stays with it. */
TOE_TEST(posted, lets_the_first_be_changed) {
  toe_posted_t posted;
  toe_posted_queue_t queue = {0};
  TOE_ASSERT_EQ(toe_posted_init(&posted, 2), TOE_OK);
  toe_posted_push(&posted, &queue, &(toe_posted_request_t){.address = 0x123456789AB, .bytes = 10, .filled = 4});
  toe_posted_first(&posted, &queue)->filled += 5;
  TOE_EXPECT_EQ(toe_posted_first(&posted, &queue)->filled, 9);
  TOE_EXPECT_EQ(toe_posted_first(&posted, &queue)->address, 0x123456789AB);
  toe_posted_end(&posted);
}

TOE_TEST(posted_bad, refuses_to_be_built_without_places) {
  toe_posted_t posted;
  TOE_EXPECT_EQ(toe_posted_init(&posted, 0), TOE_E_ARG);
  toe_posted_end(&posted);
}
