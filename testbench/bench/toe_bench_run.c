/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_run.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/bench/toe_bench_child.h"

/* The measurements of one side of a figure. */
typedef struct side {
  toe_bench_sample_t samples[TOE_BENCH_MAX_REPEAT];
  unsigned count;
} side_t;

double toe_bench_value(toe_bench_form_t form, const toe_bench_sample_t *sample) {
  return form == TOE_BENCH_RATE ? sample->amount / sample->seconds : sample->seconds / sample->amount;
}

static int compare_doubles(const void *a, const void *b) {
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

double toe_bench_median(double *values, unsigned count) {
  qsort(values, count, sizeof *values, compare_doubles);
  return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

toe_bench_verdict_t toe_bench_judge(const toe_bench_figure_t *figure, double value, bool has_baseline, double ratio) {
  const double judged = has_baseline ? ratio : value;
  switch (figure->bound) {
    case TOE_BENCH_AT_LEAST:
      return judged >= figure->target ? TOE_BENCH_MET : TOE_BENCH_MISSED;
    case TOE_BENCH_AT_MOST:
      return judged <= figure->target ? TOE_BENCH_MET : TOE_BENCH_MISSED;
    case TOE_BENCH_WITHIN:
      return fabs(judged - 1) <= figure->target ? TOE_BENCH_MET : TOE_BENCH_MISSED;
    case TOE_BENCH_NO_TARGET:
      break;
  }
  return TOE_BENCH_UNJUDGED;
}

/* One more sample of a side; false: not measured, or not what it was before. */
static bool measure_once(side_t *side, const char *name, toe_bench_measure_t measure, const void *argument,
                         unsigned scale) {
  toe_bench_sample_t *sample = &side->samples[side->count];
  if (!toe_bench_measure_in_child(name, measure, argument, scale, sample)) return false;
  if (sample->count != side->samples[0].count) {
    fprintf(stderr, "toebench: %s: counted %" PRIu64 ", but %" PRIu64 " the first time\n", name, sample->count,
            side->samples[0].count);
    return false;
  }
  ++side->count;
  return true;
}

/* Simulated time: the last two came out the same. */
static bool is_settled(const side_t *side) {
  if (side->count < 2) return false;
  const toe_bench_sample_t *a = &side->samples[side->count - 2], *b = &side->samples[side->count - 1];
  return a->amount == b->amount && a->seconds == b->seconds;
}

static double middle(const side_t *side, toe_bench_form_t form, double *low_out, double *high_out) {
  double values[TOE_BENCH_MAX_REPEAT];
  for (unsigned i = 0; i < side->count; ++i) values[i] = toe_bench_value(form, &side->samples[i]);
  const double median = toe_bench_median(values, side->count);
  *low_out = values[0];
  *high_out = values[side->count - 1];
  return median;
}

void toe_bench_run(const toe_bench_figure_t *figure, unsigned scale, unsigned repeat,
                   toe_bench_outcome_t *outcome_out) {
  static side_t subject, baseline;
  subject.count = baseline.count = 0;
  memset(outcome_out, 0, sizeof *outcome_out);
  outcome_out->verdict = TOE_BENCH_UNJUDGED;
  for (unsigned i = 0; i < repeat; ++i) {
    if (!measure_once(&subject, figure->name, figure->subject, figure->subject_argument, scale)) return;
    if (figure->baseline != NULL &&
        !measure_once(&baseline, figure->name, figure->baseline, figure->baseline_argument, scale))
      return;
    if (is_settled(&subject) && (figure->baseline == NULL || is_settled(&baseline))) break;
  }
  outcome_out->repeats = subject.count;
  outcome_out->count = subject.samples[0].count;
  outcome_out->value = middle(&subject, figure->form, &outcome_out->low, &outcome_out->high);
  double low, high;
  if (figure->baseline != NULL) {
    outcome_out->has_baseline = outcome_out->has_baseline_count = true;
    outcome_out->baseline = middle(&baseline, figure->form, &low, &high);
    outcome_out->baseline_count = baseline.samples[0].count;
  } else if (figure->baseline_value != 0) {
    outcome_out->has_baseline = true;
    outcome_out->baseline = figure->baseline_value;
  }
  if (outcome_out->has_baseline) outcome_out->ratio = outcome_out->value / outcome_out->baseline;
  outcome_out->is_measured = isfinite(outcome_out->value) && isfinite(outcome_out->ratio);
  if (!outcome_out->is_measured) {
    fprintf(stderr, "toebench: %s: no number came out\n", figure->name);
    return;
  }
  outcome_out->verdict = toe_bench_judge(figure, outcome_out->value, outcome_out->has_baseline, outcome_out->ratio);
}
