/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_waiting.h"

#include "testbench/shim/toe_test.h"

/* Section 5.11, WAKE: the lowest at or above the last + 1, around the end; after reset from 0. */
TOE_TEST(waiting, takes_in_turn) {
  static const uint32_t kTurn[] = {3, 64, 99, 2, 3};
  toe_waiting_t waiting;
  TOE_ASSERT_EQ(toe_waiting_init(&waiting, 100), TOE_OK);
  toe_waiting_set(&waiting, 64, true);
  toe_waiting_set(&waiting, 3, true);
  toe_waiting_set(&waiting, 99, true);
  TOE_EXPECT_EQ(toe_waiting_take(&waiting), kTurn[0]);
  toe_waiting_set(&waiting, 2, true); /* behind the last: the next round */
  toe_waiting_set(&waiting, 3, true);
  toe_waiting_set(&waiting, 3, true); /* twice is once */
  TOE_EXPECT_EQ(waiting.count, 4);
  for (uint32_t i = 1; i < 5; ++i) TOE_EXPECT_EQ(toe_waiting_take(&waiting), kTurn[i]);
  TOE_EXPECT_EQ(waiting.count, 0);
  toe_waiting_end(&waiting);
}

TOE_TEST(waiting, forgets) {
  toe_waiting_t waiting;
  TOE_ASSERT_EQ(toe_waiting_init(&waiting, 40), TOE_OK);
  toe_waiting_set(&waiting, 39, true);
  toe_waiting_set(&waiting, 7, true);
  toe_waiting_set(&waiting, 7, false);
  toe_waiting_set(&waiting, 8, false);
  TOE_EXPECT_EQ(waiting.count, 1);
  TOE_EXPECT(!toe_waiting_is_set(&waiting, 7));
  TOE_EXPECT_EQ(toe_waiting_take(&waiting), 39);
  toe_waiting_set(&waiting, 39, true); /* the search goes around: from 40, that is from 0 */
  toe_waiting_set(&waiting, 0, true);
  TOE_EXPECT_EQ(toe_waiting_take(&waiting), 0);
  toe_waiting_end(&waiting);
}

TOE_TEST(waiting_bad, refuses_to_be_built_for_none) {
  toe_waiting_t waiting;
  TOE_EXPECT_EQ(toe_waiting_init(&waiting, 0), TOE_E_ARG);
  toe_waiting_end(&waiting);
}
