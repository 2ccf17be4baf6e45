/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_draw_test.c - dice of generated traces, against values worked out by hand.
 */
#include "sim/gen/toe_gen_draw.h"

#include "testbench/shim/toe_test.h"

/* Seed 0, stream 0 is splitmix64 seeded with 0, whose first three outputs are published. */
TOE_TEST(gen_draw, first_stream_of_seed_0_is_splitmix64) {
  TOE_EXPECT_EQ(toe_gen_bits(0, TOE_GEN_GAP, 0), 0xE220A8397B1DCDAFu);
  TOE_EXPECT_EQ(toe_gen_bits(0, TOE_GEN_GAP, 1), 0x6E789E6AA1B965F4u);
  TOE_EXPECT_EQ(toe_gen_bits(0, TOE_GEN_GAP, 2), 0x06C45D188009454Fu);
}

/* Seed, stream and index each count: the formula of the header in arbitrary-precision arithmetic. */
TOE_TEST(gen_draw, key_is_seed_stream_and_index) {
  TOE_EXPECT_EQ(toe_gen_bits(1, TOE_GEN_GAP, 0), 0xBFEF8030DDC2D772u);
  TOE_EXPECT_EQ(toe_gen_bits(1, TOE_GEN_LIFE, 0), 0x5E41AB087439611Eu);
  TOE_EXPECT_EQ(toe_gen_bits(1, TOE_GEN_LIFE, 1), 0xF18D6CE93D6CF1EEu);
  TOE_EXPECT_EQ(toe_gen_bits(7, TOE_GEN_PATH, 1000000), 0xC881D7BBBE0F7010u);
}

TOE_TEST(gen_draw, below_cuts_the_range_evenly) {
  TOE_EXPECT_EQ(toe_gen_below(0, 10), 0);
  TOE_EXPECT_EQ(toe_gen_below(UINT64_MAX, 10), 9);
  TOE_EXPECT_EQ(toe_gen_below(0x8000000000000000u, 10), 5);
  TOE_EXPECT_EQ(toe_gen_below(0x19999999FFFFFFFFu, 10), 0); /* just below 2^32 / 10 */
  TOE_EXPECT_EQ(toe_gen_below(0x1999999A00000000u, 10), 1);
  TOE_EXPECT_EQ(toe_gen_below(UINT64_MAX, 1), 0);
}

/* Quantiles of the exponential distribution: median ln 2 = 0.693147, quartiles ln 4/3 = 0.287682 and ln 4 = 1.386294,
 * in 1/65536: 45426, 18854 (18853.5), 90852. */
TOE_TEST(gen_draw, exponential_has_its_quantiles) {
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_EXPONENTIAL, 0), 0);
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_EXPONENTIAL, 0x4000000000000000u), 18854);
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_EXPONENTIAL, 0x8000000000000000u), 45426);
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_EXPONENTIAL, 0xC000000000000000u), 90852);
  /* Halfway from the median to the next 64-quantile, 47507: 45426 + 2081 / 2. */
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_EXPONENTIAL, 0x8200000000000000u), 46466);
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_EXPONENTIAL, UINT64_MAX), 393177); /* just below 5.9994 */
}

/* The mean is 1 for every shape: over 2^16 values evenly spread, to within the rounding down of each. */
TOE_TEST(gen_draw, every_shape_has_the_mean) {
  enum { COUNT = 65536 };
  for (int shape = TOE_GEN_FIXED; shape <= TOE_GEN_EXPONENTIAL; ++shape) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < COUNT; ++i) sum += toe_gen_share((toe_gen_shape_t)shape, i << 48 | 1ull << 47);
    toe_test_note("shape %d: mean %llu", shape, (unsigned long long)(sum / COUNT));
    TOE_EXPECT(sum / COUNT == TOE_GEN_SHARE_ONE || sum / COUNT == TOE_GEN_SHARE_ONE - 1);
  }
}

TOE_TEST(gen_draw, uniform_goes_to_twice_the_mean) {
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_UNIFORM, 0), 0);
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_UNIFORM, 0x8000000000000000u), 65536);
  TOE_EXPECT_EQ(toe_gen_share(TOE_GEN_UNIFORM, UINT64_MAX), 131071);
}

TOE_TEST(gen_draw, scaling_loses_nothing_of_large_means) {
  TOE_EXPECT_EQ(toe_gen_scaled(10, 65536), 10);
  TOE_EXPECT_EQ(toe_gen_scaled(10, 32768), 5);
  TOE_EXPECT_EQ(toe_gen_scaled(3, 32768), 1); /* down */
  TOE_EXPECT_EQ(toe_gen_scaled(86400000000000u, 393177),
                518348583984375u); /* a day by 393177 / 65536, which is 5.99940490722... */
}
