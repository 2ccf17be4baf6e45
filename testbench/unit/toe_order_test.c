/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_order.h"

#include "testbench/shim/toe_test.h"

/* Section 6: never-used ascending from 0, then freed ones first-in first-out.  Of 4: 0 1 2 are taken, 1 and 0 come
 * back; 3 is next, which was never used, then 1, then 0. */
TOE_TEST(order, gives_never_used_first_then_freed_in_turn) {
  toe_order_t order;
  TOE_ASSERT_EQ(toe_order_new(&order, 4), TOE_OK);
  for (uint32_t i = 0; i < 3; ++i) TOE_EXPECT_EQ(toe_order_take(&order), i);
  toe_order_give(&order, 1);
  toe_order_give(&order, 0);
  TOE_EXPECT_EQ(toe_order_next(&order, 0), 3);
  TOE_EXPECT_EQ(toe_order_next(&order, 1), 1);
  TOE_EXPECT_EQ(toe_order_next(&order, 2), 0);
  TOE_EXPECT_EQ(toe_order_next(&order, 3), TOE_ORDER_NONE);
  TOE_EXPECT_EQ(toe_order_take(&order), 3);
  TOE_EXPECT_EQ(toe_order_take(&order), 1);
  toe_order_give(&order, 3);
  toe_order_give(&order, 1);
  TOE_EXPECT_EQ(toe_order_take(&order), 0);
  TOE_EXPECT_EQ(toe_order_take(&order), 3);
  TOE_EXPECT_EQ(toe_order_take(&order), 1);
  TOE_EXPECT_EQ(toe_order_take(&order), TOE_ORDER_NONE);
  toe_order_free(&order);
}

TOE_TEST(order_bad, passes_over_what_was_never_taken) {
  toe_order_t order;
  TOE_ASSERT_EQ(toe_order_new(&order, 2), TOE_OK);
  toe_order_give(&order, 1);
  TOE_EXPECT_EQ(toe_order_take(&order), 0);
  TOE_EXPECT_EQ(toe_order_take(&order), 1);
  TOE_EXPECT_EQ(toe_order_take(&order), TOE_ORDER_NONE);
  toe_order_free(&order);
}
