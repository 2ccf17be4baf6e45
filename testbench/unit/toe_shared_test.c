/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_shared.h"

#include "testbench/shim/toe_test.h"

/* R30, R36: a value is in use as long as one object uses it, and is counted once. */
TOE_TEST(shared, counts_users_of_each_value) {
  toe_shared_t shared = {.count = 0};
  const uint8_t a[2] = {1, 2}, b[2] = {1, 3};
  TOE_EXPECT(toe_shared_add(&shared, a, 2));
  TOE_EXPECT(toe_shared_add(&shared, a, 2));
  TOE_EXPECT(toe_shared_add(&shared, b, 2));
  TOE_EXPECT_EQ(shared.count, 2);
  TOE_EXPECT_EQ(toe_shared_users(&shared, a, 2), 2);
  TOE_EXPECT(toe_shared_remove(&shared, a, 2));
  TOE_EXPECT_EQ(shared.count, 2);
  TOE_EXPECT(toe_shared_remove(&shared, a, 2));
  TOE_EXPECT_EQ(shared.count, 1);
  TOE_EXPECT_EQ(toe_shared_users(&shared, a, 2), 0);
  TOE_EXPECT_EQ(toe_shared_users(&shared, b, 2), 1);
}

/* The last value takes the place of one that went; the place it left is as new. */
TOE_TEST(shared, a_place_used_before_starts_at_one_user) {
  toe_shared_t shared = {.count = 0};
  const uint8_t a[1] = {1}, b[1] = {2}, c[1] = {3};
  TOE_EXPECT(toe_shared_add(&shared, a, 1));
  TOE_EXPECT(toe_shared_add(&shared, b, 1));
  TOE_EXPECT(toe_shared_add(&shared, b, 1));
  TOE_EXPECT(toe_shared_remove(&shared, a, 1));
  TOE_EXPECT(toe_shared_add(&shared, c, 1));
  TOE_EXPECT_EQ(toe_shared_users(&shared, c, 1), 1);
  TOE_EXPECT(toe_shared_remove(&shared, c, 1));
  TOE_EXPECT_EQ(shared.count, 1);
}

TOE_TEST(shared_bad, removing_what_is_not_there_is_told) {
  toe_shared_t shared = {.count = 0};
  const uint8_t a[1] = {1};
  TOE_EXPECT(!toe_shared_remove(&shared, a, 1));
}
