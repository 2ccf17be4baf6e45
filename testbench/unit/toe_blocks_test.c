/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_blocks.h"

#include "testbench/shim/toe_test.h"

static toe_chain_t take(toe_blocks_t *blocks, uint32_t count) {
  toe_chain_t chain = {0};
  for (uint32_t i = 0; i < count; ++i) (void)toe_blocks_take(blocks, &chain);
  return chain;
}

static void expect_chain(const toe_blocks_t *blocks, const toe_chain_t *chain, const uint32_t *expected,
                         uint32_t count) {
  TOE_ASSERT_EQ(chain->count, count);
  uint32_t block = chain->first;
  for (uint32_t i = 0; i < count; ++i) {
    toe_test_note("block %u", (unsigned)i);
    TOE_EXPECT_EQ(block, expected[i]);
    if (i + 1 < count) block = toe_blocks_next(blocks, block);
  }
  TOE_EXPECT_EQ(chain->last, block);
}

/* Never-used ones first, ascending; then freed chains one behind the other, each from its first block on; taken across
 * their seam. */
TOE_TEST(blocks, gives_unused_ones_first_then_freed_in_order) {
  static const uint32_t kC[] = {7, 3, 4, 0, 1}, kD[] = {2, 5, 6};
  toe_blocks_t blocks;
  TOE_ASSERT_EQ(toe_blocks_init(&blocks, 8), TOE_OK);
  toe_chain_t a = take(&blocks, 3), b = take(&blocks, 2), c = take(&blocks, 2);
  toe_blocks_give(&blocks, &b);
  TOE_EXPECT_EQ(b.count, 0);
  toe_blocks_give(&blocks, &a);
  TOE_EXPECT_EQ(blocks.used, 2);
  toe_blocks_give(&blocks, &b); /* empty: nothing */
  toe_chain_t d = take(&blocks, 5);
  expect_chain(&blocks, &d, kC, 5);
  toe_blocks_give(&blocks, &c);
  toe_chain_t e = take(&blocks, 3);
  expect_chain(&blocks, &e, kD, 3);
  TOE_EXPECT_EQ(blocks.used, 8);
  toe_blocks_give(&blocks, &d);
  toe_blocks_give(&blocks, &e);
  TOE_EXPECT_EQ(blocks.used, 0);
  TOE_EXPECT_EQ(blocks.freed.count, 8);
  toe_blocks_end(&blocks);
}

/* One block, over and over. */
TOE_TEST(blocks, has_one) {
  toe_blocks_t blocks;
  TOE_ASSERT_EQ(toe_blocks_init(&blocks, 1), TOE_OK);
  for (int i = 0; i < 3; ++i) {
    toe_chain_t chain = take(&blocks, 1);
    TOE_EXPECT_EQ(chain.first, 0);
    toe_blocks_give(&blocks, &chain);
  }
  toe_blocks_end(&blocks);
}

/* The front of a chain goes back as a chain of its own; the rest keeps its order. */
TOE_TEST(blocks, gives_the_front_of_a_chain_back) {
  static const uint32_t kRest[] = {3, 4}, kAgain[] = {0, 1, 2};
  toe_blocks_t blocks;
  TOE_ASSERT_EQ(toe_blocks_init(&blocks, 5), TOE_OK);
  toe_chain_t chain = take(&blocks, 5);
  toe_blocks_give_front(&blocks, &chain, 0);
  toe_blocks_give_front(&blocks, &chain, 1);
  toe_blocks_give_front(&blocks, &chain, 2);
  expect_chain(&blocks, &chain, kRest, 2);
  TOE_EXPECT_EQ(blocks.used, 2);
  toe_chain_t again = take(&blocks, 3);
  expect_chain(&blocks, &again, kAgain, 3);
  toe_blocks_give_front(&blocks, &chain, 2);
  TOE_EXPECT_EQ(chain.count, 0);
  toe_blocks_give(&blocks, &again);
  TOE_EXPECT_EQ(blocks.freed.count, 5);
  toe_blocks_end(&blocks);
}

TOE_TEST(blocks_bad, has_none) {
  toe_blocks_t blocks;
  TOE_EXPECT_EQ(toe_blocks_init(&blocks, 0), TOE_E_ARG);
  toe_blocks_end(&blocks);
}
