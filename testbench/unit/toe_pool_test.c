/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_pool.h"

#include "testbench/shim/toe_test.h"

/* Ids: never-used first, ascending; then freed ones first-in first-out. */
TOE_TEST(pool, gives_unused_ids_first_then_freed_in_order) {
  toe_pool_state_t pool;
  TOE_ASSERT_EQ(toe_pool_init(&pool, 4, true), TOE_OK);
  TOE_EXPECT_EQ(toe_pool_take(&pool), 0);
  TOE_EXPECT_EQ(toe_pool_take(&pool), 1);
  TOE_EXPECT_EQ(toe_pool_take(&pool), 2);
  toe_pool_give(&pool, 1);
  toe_pool_give(&pool, 0);
  TOE_EXPECT(!toe_pool_is_used(&pool, 1));
  TOE_EXPECT_EQ(toe_pool_take(&pool), 3);
  TOE_EXPECT_EQ(toe_pool_take(&pool), 1);
  TOE_EXPECT_EQ(toe_pool_take(&pool), 0);
  TOE_EXPECT_EQ(pool.used, 4);
  toe_pool_end(&pool);
}

TOE_TEST(pool, denies_by_limit_and_frees_nothing_when_it_falls) {
  toe_pool_state_t pool;
  TOE_ASSERT_EQ(toe_pool_init(&pool, 8, true), TOE_OK);
  TOE_EXPECT(!toe_pool_has_room(&pool, 0, 1));
  TOE_EXPECT(toe_pool_has_room(&pool, 2, 1));
  (void)toe_pool_take(&pool);
  (void)toe_pool_take(&pool);
  TOE_EXPECT(!toe_pool_has_room(&pool, 2, 1));
  TOE_EXPECT(!toe_pool_has_room(&pool, 1, 1)); /* used 2 > limit 1: free is 0, not huge */
  TOE_EXPECT(toe_pool_has_room(&pool, 3, 1));
  TOE_EXPECT_EQ(pool.used, 2);
  TOE_EXPECT(toe_pool_is_used(&pool, 1));
  TOE_EXPECT(!toe_pool_is_used(&pool, 2));
  TOE_EXPECT(!toe_pool_is_used(&pool, 0xFFFFFFFFu));
  toe_pool_end(&pool);
}

TOE_TEST(pool, counts_without_ids_and_without_limit) {
  toe_pool_state_t pool;
  TOE_ASSERT_EQ(toe_pool_init(&pool, 0xFFFFFFFFu, false), TOE_OK);
  for (int i = 0; i < 1000; ++i) {
    TOE_ASSERT(toe_pool_has_room(&pool, TOE_POOL_UNLIMITED, 1));
    TOE_ASSERT_EQ(toe_pool_take(&pool), 0);
  }
  TOE_EXPECT_EQ(pool.used, 1000);
  toe_pool_give(&pool, 0);
  TOE_EXPECT_EQ(pool.used, 999);
  TOE_EXPECT(!toe_pool_is_used(&pool, 0));
  toe_pool_end(&pool);
}

/* Pages and bytes: amounts, to the last one; nothing is always there, even above a lowered limit. */
TOE_TEST(pool, counts_amounts) {
  toe_pool_state_t pool;
  TOE_ASSERT_EQ(toe_pool_init(&pool, 65536, false), TOE_OK);
  toe_pool_take_amount(&pool, 100);
  TOE_EXPECT_EQ(pool.used, 100);
  TOE_EXPECT(toe_pool_has_room(&pool, 164, 64));
  TOE_EXPECT(!toe_pool_has_room(&pool, 163, 64));
  TOE_EXPECT(!toe_pool_has_room(&pool, 99, 1)); /* lowered below what is used */
  TOE_EXPECT(!toe_pool_has_room(&pool, 100, 1));
  TOE_EXPECT(toe_pool_has_room(&pool, 99, 0));
  TOE_EXPECT(!toe_pool_has_room(&pool, 65536, 0x100000000u)); /* an amount beyond 32 bits */
  toe_pool_take_amount(&pool, 0);
  toe_pool_take_amount(&pool, 65436);
  TOE_EXPECT_EQ(pool.used, 65536);
  TOE_EXPECT(!toe_pool_has_room(&pool, 65536, 1));
  toe_pool_give_amount(&pool, 100);
  toe_pool_give_amount(&pool, 0);
  TOE_EXPECT_EQ(pool.used, 65436);
  TOE_EXPECT(toe_pool_has_room(&pool, 65536, 100));
  TOE_EXPECT(!toe_pool_has_room(&pool, 65536, 101));
  toe_pool_end(&pool);
}

/* Freed ids stay known as given; ids run around the ring of freed ones more than once. */
TOE_TEST(pool, knows_what_it_ever_gave) {
  toe_pool_state_t pool;
  TOE_ASSERT_EQ(toe_pool_init(&pool, 3, true), TOE_OK);
  TOE_EXPECT(!toe_pool_was_given(&pool, 0));
  for (uint32_t i = 0; i < 3; ++i) (void)toe_pool_take(&pool);
  for (uint32_t round = 0; round < 5; ++round) {
    toe_pool_give(&pool, (round + 1) % 3);
    toe_pool_give(&pool, round % 3);
    TOE_EXPECT(toe_pool_was_given(&pool, round % 3));
    TOE_EXPECT(!toe_pool_is_used(&pool, round % 3));
    TOE_EXPECT_EQ(toe_pool_take(&pool), (round + 1) % 3);
    TOE_EXPECT_EQ(toe_pool_take(&pool), round % 3);
  }
  TOE_EXPECT(!toe_pool_was_given(&pool, 3));
  TOE_EXPECT(!toe_pool_was_given(&pool, 0xFFFFFFFFu));
  toe_pool_end(&pool);
}

/* Below a bound: never-used ids up to it, then freed ones in their order; a bound that was lowered leaves those. */
TOE_TEST(pool, gives_ids_below_a_bound) {
  toe_pool_state_t pool;
  TOE_ASSERT_EQ(toe_pool_init(&pool, 10, true), TOE_OK);
  for (uint32_t i = 0; i < 3; ++i) TOE_EXPECT_EQ(toe_pool_take_below(&pool, 3), i);
  toe_pool_give(&pool, 2);
  toe_pool_give(&pool, 0);
  TOE_EXPECT_EQ(toe_pool_take_below(&pool, 3), 2);
  TOE_EXPECT_EQ(toe_pool_take_below(&pool, 4), 3); /* raised */
  TOE_EXPECT_EQ(toe_pool_take_below(&pool, 4), 0);
  toe_pool_give(&pool, 3);
  toe_pool_give(&pool, 2);
  TOE_EXPECT_EQ(toe_pool_take_below(&pool, 3), 3);
  toe_pool_end(&pool);
}
