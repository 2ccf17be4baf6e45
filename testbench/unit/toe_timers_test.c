/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_timers.h"

#include "testbench/shim/toe_test.h"

/* Section 5.12: the head is the one that was started first; a change at c is not looked behind before c + 4. */
TOE_TEST(timers, expire_in_the_order_of_their_starts) {
  toe_timers_t timers;
  TOE_ASSERT_EQ(toe_timers_init(&timers, 8), TOE_OK);
  TOE_EXPECT_EQ(toe_timers_due(&timers), TOE_CYCLE_NEVER);
  toe_timers_start(&timers, 5, 100, 200);
  toe_timers_start(&timers, 2, 110, 210);
  toe_timers_start(&timers, 7, 120, 220);
  TOE_EXPECT_EQ(toe_timers_head(&timers), 5);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 200);
  toe_timers_start(&timers, 5, 150, 250); /* anew: the last */
  TOE_EXPECT_EQ(toe_timers_head(&timers), 2);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 210);
  toe_timers_stop(&timers, 7, 160);
  TOE_EXPECT(!toe_timers_runs(&timers, 7));
  toe_timers_stop(&timers, 2, 209);
  TOE_EXPECT_EQ(toe_timers_head(&timers), 5);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 250);
  toe_timers_stop(&timers, 5, 248);
  TOE_EXPECT_EQ(toe_timers_due(&timers), TOE_CYCLE_NEVER);
  toe_timers_end(&timers);
}

TOE_TEST(timers, settle_before_the_head_is_looked_at) {
  toe_timers_t timers;
  TOE_ASSERT_EQ(toe_timers_init(&timers, 4), TOE_OK);
  toe_timers_start(&timers, 0, 100, 100);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 104);
  toe_timers_start(&timers, 1, 103, 103);
  TOE_EXPECT_EQ(toe_timers_head(&timers), 0);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 107);
  toe_timers_stop(&timers, 3, 106); /* it did not run: no change */
  TOE_EXPECT_EQ(toe_timers_due(&timers), 107);
  toe_timers_stop(&timers, 0, 107);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 111);
  TOE_EXPECT(toe_timers_runs(&timers, 1));
  toe_timers_end(&timers);
}

/* Only the head is looked at, even if one behind it, started with a shorter PUSH_CYCLES, expires before. */
TOE_TEST(timers, look_at_the_head_only) {
  toe_timers_t timers;
  TOE_ASSERT_EQ(toe_timers_init(&timers, 4), TOE_OK);
  toe_timers_start(&timers, 1, 100, 900);
  toe_timers_start(&timers, 2, 110, 120);
  TOE_EXPECT_EQ(toe_timers_due(&timers), 900);
  toe_timers_end(&timers);
}

TOE_TEST(timers_bad, refuse_to_be_built_for_none) {
  toe_timers_t timers;
  TOE_EXPECT_EQ(toe_timers_init(&timers, 0), TOE_E_ARG);
  toe_timers_end(&timers);
}
