/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_histogram.h"

#include "testbench/shim/toe_test.h"

/* 0 | 1 | 2 3 | 4..7 | ... | 2^63..2^64-1 */
TOE_TEST(histogram, counts_by_powers_of_two) {
  static const struct {
    uint64_t value;
    unsigned bucket;
  } cases[] = {{0, 0}, {1, 1}, {2, 2}, {3, 2}, {4, 3}, {7, 3}, {8, 4}, {1023, 10}, {1024, 11}, {UINT64_MAX, 64}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_histogram_t histogram = {0};
    toe_histogram_add(&histogram, cases[i].value);
    toe_test_note("%llu", (unsigned long long)cases[i].value);
    TOE_EXPECT_EQ(histogram.buckets[cases[i].bucket], 1);
    TOE_EXPECT(toe_histogram_low(cases[i].bucket) <= cases[i].value);
    TOE_EXPECT_EQ(histogram.min, cases[i].value);
    TOE_EXPECT_EQ(histogram.max, cases[i].value);
  }
  TOE_EXPECT_EQ(toe_histogram_low(0), 0);
  TOE_EXPECT_EQ(toe_histogram_low(1), 1);
  TOE_EXPECT_EQ(toe_histogram_low(2), 2);
  TOE_EXPECT_EQ(toe_histogram_low(11), 1024);
}

TOE_TEST(histogram, keeps_extremes_and_mean) {
  toe_histogram_t histogram = {0};
  TOE_EXPECT_EQ(toe_histogram_mean_milli(&histogram), 0);
  toe_histogram_add(&histogram, 7);
  toe_histogram_add(&histogram, 1);
  toe_histogram_add(&histogram, 2);
  TOE_EXPECT_EQ(histogram.min, 1);
  TOE_EXPECT_EQ(histogram.max, 7);
  TOE_EXPECT_EQ(toe_histogram_mean_milli(&histogram), 3333); /* 10 / 3, rounded down */
}
