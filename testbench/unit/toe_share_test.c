/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_share.h"

#include "testbench/shim/toe_test.h"

static const uint8_t kA[3] = {1, 2, 3}, kB[3] = {1, 2, 4}, kC[3] = {0, 0, 0}, kD[3] = {9, 9, 9};

/* A second user of a value takes no place [R31, R36]; a new value the lowest free one. */
TOE_TEST(share, counts_a_value_once) {
  toe_share_t share;
  TOE_ASSERT_EQ(toe_share_init(&share, 4, 3), TOE_OK);
  TOE_EXPECT_EQ(toe_share_find(&share, kC), TOE_SHARE_NONE); /* a value of zeros is not there by itself */
  TOE_EXPECT_EQ(toe_share_take(&share, kA), 0);
  TOE_EXPECT_EQ(toe_share_take(&share, kC), 1);
  TOE_EXPECT_EQ(toe_share_take(&share, kA), 0);
  TOE_EXPECT_EQ(share.used, 2);
  TOE_EXPECT_EQ(share.users[0], 2);
  TOE_EXPECT_EQ(toe_share_find(&share, kA), 0);
  TOE_EXPECT_EQ(toe_share_find(&share, kC), 1);
  TOE_EXPECT_EQ(toe_share_find(&share, kB), TOE_SHARE_NONE);
  toe_share_end(&share);
}

TOE_TEST(share, frees_a_place_with_its_last_user) {
  toe_share_t share;
  TOE_ASSERT_EQ(toe_share_init(&share, 4, 3), TOE_OK);
  TOE_EXPECT_EQ(toe_share_take(&share, kA), 0);
  TOE_EXPECT_EQ(toe_share_take(&share, kB), 1);
  TOE_EXPECT_EQ(toe_share_take(&share, kC), 2);
  TOE_EXPECT_EQ(toe_share_take(&share, kB), 1);
  toe_share_give(&share, 1);
  TOE_EXPECT_EQ(share.used, 3);
  toe_share_give(&share, 1);
  TOE_EXPECT_EQ(share.used, 2);
  TOE_EXPECT_EQ(toe_share_find(&share, kB), TOE_SHARE_NONE);
  TOE_EXPECT_EQ(toe_share_find(&share, kC), 2); /* behind a free place */
  TOE_EXPECT_EQ(toe_share_take(&share, kD), 1); /* the lowest free one */
  TOE_EXPECT_EQ(toe_share_take(&share, kB), 3);
  TOE_EXPECT_EQ(share.used, 4);
  toe_share_end(&share);
}

/* At the limit, and above a lowered one, only what is there has room (D-8). */
TOE_TEST(share, keeps_values_in_use_usable_whatever_the_limit) {
  toe_share_t share;
  TOE_ASSERT_EQ(toe_share_init(&share, 4, 3), TOE_OK);
  TOE_EXPECT(!toe_share_has_room(&share, kA, 0));
  TOE_EXPECT(toe_share_has_room(&share, kA, 1));
  (void)toe_share_take(&share, kA);
  (void)toe_share_take(&share, kB);
  TOE_EXPECT(toe_share_has_room(&share, kA, 2));
  TOE_EXPECT(!toe_share_has_room(&share, kC, 2));
  TOE_EXPECT(toe_share_has_room(&share, kC, 3));
  TOE_EXPECT(toe_share_has_room(&share, kB, 1));
  TOE_EXPECT(toe_share_has_room(&share, kB, 0));
  TOE_EXPECT(!toe_share_has_room(&share, kC, 1));
  TOE_EXPECT_EQ(share.used, 2);
  toe_share_end(&share);
}

TOE_TEST(share_bad, needs_places_and_bytes) {
  toe_share_t share;
  TOE_EXPECT_EQ(toe_share_init(&share, 0, 3), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_share_init(&share, 3, 0), TOE_E_ARG);
  toe_share_end(&share);
}
