/* SPDX-License-Identifier: Apache-2.0
 *
 * The runner of toebench: medians, verdicts, children.
 */
#include "testbench/bench/toe_bench_run.h"

#include <stdlib.h>
#include <unistd.h>

#include "testbench/bench/toe_bench_child.h"
#include "testbench/shim/toe_test.h"

static bool measure_fixed(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const double *amount = argument;
  *sample_out = (toe_bench_sample_t){*amount / scale, 2, 7};
  return true;
}

static bool measure_nothing(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument, (void)scale, (void)sample_out;
  return false;
}

static bool measure_and_die(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument, (void)scale, (void)sample_out;
  abort();
}

static bool measure_no_time(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument, (void)scale;
  *sample_out = (toe_bench_sample_t){1, 0, 1};
  return true;
}

/* Another count in every child. */
static bool measure_unsteadily(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument, (void)scale;
  *sample_out = (toe_bench_sample_t){1, 1, (uint64_t)getpid()};
  return true;
}

/* Never the same time twice. */
static bool measure_processor(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument, (void)scale;
  *sample_out = (toe_bench_sample_t){100, (double)getpid(), 5};
  return true;
}

TOE_TEST(bench_run, takes_the_median) {
  double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 9}, one[] = {2.5};
  TOE_EXPECT(toe_bench_median(odd, 3) == 3);
  TOE_EXPECT(toe_bench_median(even, 4) == 3.5);
  TOE_EXPECT(toe_bench_median(one, 1) == 2.5);
}

TOE_TEST(bench_run, judges_the_ratio_or_the_value) {
  toe_bench_figure_t figure = {.bound = TOE_BENCH_AT_LEAST, .target = 0.9};
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 0.9), TOE_BENCH_MET);
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 0.89), TOE_BENCH_MISSED);
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, false, 0), TOE_BENCH_MET);
  figure.bound = TOE_BENCH_AT_MOST;
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 0.9), TOE_BENCH_MET);
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 0.95, false, 0), TOE_BENCH_MISSED);
  figure.bound = TOE_BENCH_WITHIN;
  figure.target = 0.01;
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 1.009), TOE_BENCH_MET);
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 0.991), TOE_BENCH_MET);
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 1.011), TOE_BENCH_MISSED);
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 0.989), TOE_BENCH_MISSED);
  figure.bound = TOE_BENCH_NO_TARGET;
  TOE_EXPECT_EQ(toe_bench_judge(&figure, 5, true, 0.1), TOE_BENCH_UNJUDGED);
}

TOE_TEST(bench_run, measures_subject_and_baseline) {
  static const double ten = 10, four = 4;
  const toe_bench_figure_t figure = {.name = "a",
                                     .form = TOE_BENCH_RATE,
                                     .subject = measure_fixed,
                                     .subject_argument = &ten,
                                     .baseline = measure_fixed,
                                     .baseline_argument = &four,
                                     .bound = TOE_BENCH_AT_LEAST,
                                     .target = 3};
  toe_bench_outcome_t outcome;
  toe_bench_run(&figure, 1, 9, &outcome);
  TOE_EXPECT(outcome.is_measured);
  TOE_EXPECT(outcome.value == 5);
  TOE_EXPECT(outcome.has_baseline && outcome.baseline == 2 && outcome.ratio == 2.5);
  TOE_EXPECT_EQ(outcome.verdict, TOE_BENCH_MISSED);
  TOE_EXPECT_EQ(outcome.count, 7);
  TOE_EXPECT_EQ(outcome.baseline_count, 7);
  TOE_EXPECT_EQ(outcome.repeats, 2); /* twice the same is enough */
}

TOE_TEST(bench_run, costs_are_seconds_by_amount) {
  static const double ten = 10;
  const toe_bench_figure_t figure = {.name = "a",
                                     .form = TOE_BENCH_COST,
                                     .subject = measure_fixed,
                                     .subject_argument = &ten,
                                     .baseline_value = 0.1,
                                     .bound = TOE_BENCH_AT_MOST,
                                     .target = 4};
  toe_bench_outcome_t outcome;
  toe_bench_run(&figure, 2, 1, &outcome);
  TOE_EXPECT(outcome.is_measured && outcome.value == 0.4); /* 2 s by 10 / 2 */
  TOE_EXPECT(!outcome.has_baseline_count && outcome.ratio == 4);
  TOE_EXPECT_EQ(outcome.verdict, TOE_BENCH_MET);
}

TOE_TEST(bench_run, repeats_what_does_not_settle) {
  const toe_bench_figure_t figure = {.name = "a", .form = TOE_BENCH_RATE, .subject = measure_processor};
  toe_bench_outcome_t outcome;
  toe_bench_run(&figure, 1, 4, &outcome);
  TOE_EXPECT(outcome.is_measured);
  TOE_EXPECT_EQ(outcome.repeats, 4);
  TOE_EXPECT(outcome.low <= outcome.value && outcome.value <= outcome.high);
  TOE_EXPECT_EQ(outcome.verdict, TOE_BENCH_UNJUDGED);
}

TOE_TEST(bench_run_bad, says_what_could_not_be_measured) {
  static const toe_bench_measure_t bad[] = {measure_nothing, measure_and_die, measure_no_time, measure_unsteadily};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    const toe_bench_figure_t figure = {
        .name = "bad", .form = TOE_BENCH_RATE, .subject = bad[i], .bound = TOE_BENCH_AT_LEAST};
    toe_bench_outcome_t outcome;
    toe_bench_run(&figure, 1, 3, &outcome);
    TOE_EXPECT(!outcome.is_measured);
    TOE_EXPECT_EQ(outcome.verdict, TOE_BENCH_UNJUDGED);
  }
}
