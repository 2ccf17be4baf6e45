/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench.h - a figure of toebench: something measured, beside what it is measured against.
 *
 * A topic (PCIe, pipeline, exactness, speed, growth) has one source toe_bench_<topic>.c and states its figures in one
 * table. The runner (toe_bench_run.c) measures each subject and each baseline in a forked child of its own, in turn,
 * several times, and takes the median: a SystemC process holds one simulation, and a child's memory and caches are its
 * own.
 *
 * Two kinds of time.  Figures of the simulated device (goodput, objects a second of its clock) are counted in cycles or
 * femtoseconds: they are the same on every machine.  Figures of the simulator (speed) are processor seconds of the
 * child that measures; only their ratios mean anything.
 */
#ifndef TOE_BENCH_H_
#define TOE_BENCH_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one measurement saw. */
typedef struct toe_bench_sample {
  double amount;  /* work done, in the figure's unit of work: objects, cycles, bytes, reads      */
  double seconds; /* what it took: simulated or processor seconds; for a plain value 1           */
  uint64_t count; /* something countable that must be the same in every run: objects decided, cycles, TLPs; tests
                     compare it */
} toe_bench_sample_t;

/* Measure once, in a child.  scale: 1 for the full form, larger (10, 100) for a shorter one: divide the work by it.
 * argument  the figure's own.  Return false, with a line on stderr, if it could not be measured. */
typedef bool (*toe_bench_measure_t)(const void *argument, unsigned scale, toe_bench_sample_t *sample_out);

typedef enum toe_bench_form {
  TOE_BENCH_RATE, /* value = amount / seconds: more is better */
  TOE_BENCH_COST, /* value = seconds / amount: less is better */
} toe_bench_form_t;

typedef enum toe_bench_bound {
  TOE_BENCH_NO_TARGET,
  TOE_BENCH_AT_LEAST,
  TOE_BENCH_AT_MOST,
  TOE_BENCH_WITHIN, /* of 1, to either side: target 0.01 is 0.99 <= ratio <= 1.01; needs a baseline */
} toe_bench_bound_t;

typedef struct toe_bench_figure {
  const char *name; /* "topic.figure", e.g. "pcie.read_512"                                          */
  const char *what; /* one line for a reader                                                          */
  const char *unit; /* of value: "objects/s", "s/object", "ns"                                        */
  toe_bench_form_t form;
  toe_bench_measure_t subject;
  const void *subject_argument;
  const char *baseline_name;    /* what it is measured against, or NULL                                */
  toe_bench_measure_t baseline; /* NULL: baseline_value is given (a formula, a promised value), or there is none */
  const void *baseline_argument;
  double baseline_value;   /* with baseline NULL; 0: none                                             */
  toe_bench_bound_t bound; /* of ratio = value / baseline, or of value when there is no baseline       */
  double target;           /* with bound                                                              */
} toe_bench_figure_t;

/* The figures of one topic: a static table and its length. */
typedef struct toe_bench_topic {
  const char *name;
  const toe_bench_figure_t *figures;
  size_t figure_count;
} toe_bench_topic_t;

/* Each in its toe_bench_<topic>.c; toe_bench_main.c lists them. */
extern const toe_bench_topic_t toe_bench_pcie, toe_bench_pipeline, toe_bench_exact, toe_bench_speed, toe_bench_growth;

#endif /* TOE_BENCH_H_ */
