/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_run.h - measure a figure, and say what came out.
 *
 * Subject and baseline are measured in turn, each in a child of its own, `repeat` times; the medians count.  A figure
 * of the simulated device comes out the same to the bit, and then twice is enough.
 */
#ifndef TOE_BENCH_RUN_H_
#define TOE_BENCH_RUN_H_

#include "testbench/bench/toe_bench.h"

#define TOE_BENCH_MAX_REPEAT 99

typedef enum toe_bench_verdict { TOE_BENCH_MET, TOE_BENCH_MISSED, TOE_BENCH_UNJUDGED } toe_bench_verdict_t;

/* A figure as measured. */
typedef struct toe_bench_outcome {
  bool is_measured; /* else nothing below holds */
  double value, low, high;
  uint64_t count;
  bool has_baseline;
  double baseline, ratio;
  bool has_baseline_count; /* the baseline was measured, not given */
  uint64_t baseline_count;
  unsigned repeats; /* as many as were needed */
  toe_bench_verdict_t verdict;
} toe_bench_outcome_t;

/* Measure.  repeat  1..TOE_BENCH_MAX_REPEAT
 * What went wrong is said on stderr; so is a count that differs between two runs, which makes the figure unmeasured. */
void toe_bench_run(const toe_bench_figure_t *figure, unsigned scale, unsigned repeat, toe_bench_outcome_t *outcome_out);

/* Value of a sample in the form of the figure. */
double toe_bench_value(toe_bench_form_t form, const toe_bench_sample_t *sample);
/* Middle of values[0..count-1], count 1 or more; the mean of the two in the middle if count is even.  Sorts them. */
double toe_bench_median(double *values, unsigned count);
/* Whether the figure keeps its target with this value and ratio. */
toe_bench_verdict_t toe_bench_judge(const toe_bench_figure_t *figure, double value, bool has_baseline, double ratio);

#endif /* TOE_BENCH_RUN_H_ */
