/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_pcie.c - what the link carries, against its formulas (bridge/README.md, "Times"; docs/config.md).
 *
 * Goodput: payload by simulated time, of reads, of writes, and of both in turn (then payload of both).  Sizes are all
 * multiples of 4 from 64 to 4096 bytes, and beside each one that is none; powers of two stand by themselves too.  Round
 * trips: the quantiles of reads of 64 bytes on an idle link.
 */
#include <stdio.h>
#include <stdlib.h>

#include "testbench/bench/toe_bench.h"
#include "testbench/bench/toe_bench_wire.h"

enum {
  SMALLEST = 64,
  LARGEST = 4096,
  OPERATIONS = 320,
  WARM_UP = 128,
  TRIPS = 1000000,
  PERMILLE = 1000,
  PS_PER_NS = 1000
};

/* A link, in which direction, and of which size; 0: all sizes. */
typedef struct goodput {
  uint32_t gen, lanes;
  bool is_split_at_rcb, has_reads, has_writes;
  uint32_t bytes;
} goodput_t;

typedef struct quantile {
  const char *profile;
  uint32_t permille;
  uint32_t seeds; /* where the profile bends, a million trips are too few to find it within 1 % */
} quantile_t;

static bool complain(toe_result_t result) {
  if (result != TOE_OK) fprintf(stderr, "toebench: pcie: %s\n", toe_result_text(result));
  return result == TOE_OK;
}

static void describe(const goodput_t *goodput, uint32_t bytes, toe_bench_wire_t *wire, toe_bench_wire_work_t *work) {
  toe_bench_wire_default(wire);
  wire->gen = goodput->gen;
  wire->lanes = goodput->lanes;
  wire->is_split_at_rcb = goodput->is_split_at_rcb;
  *work = (toe_bench_wire_work_t){.read_bytes = goodput->has_reads ? bytes : 0,
                                  .write_bytes = goodput->has_writes ? bytes : 0,
                                  .operations = OPERATIONS,
                                  .warm_up = WARM_UP};
}

/* Payload of what is measured, in Gbit. */
static double gigabits(const toe_bench_wire_work_t *work) {
  return (double)(work->operations - work->warm_up) * (work->read_bytes + work->write_bytes) * 8 * 1e-9;
}

/* One size: Gbit in simulated seconds. */
static bool measure_size(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const goodput_t *goodput = argument;
  toe_bench_wire_t wire;
  toe_bench_wire_work_t work;
  toe_bench_wire_seen_t seen;
  (void)scale; /* it is short already */
  describe(goodput, goodput->bytes, &wire, &work);
  if (!complain(toe_bench_wire_run(&wire, &work, &seen))) return false;
  *sample_out = (toe_bench_sample_t){gigabits(&work), (double)seen.elapsed_fs * 1e-15, seen.tlps};
  return true;
}

static bool calculate_size(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const goodput_t *goodput = argument;
  toe_bench_wire_t wire;
  toe_bench_wire_work_t work;
  double fs;
  (void)scale;
  describe(goodput, goodput->bytes, &wire, &work);
  if (!complain(toe_bench_wire_formula(&wire, &work, &fs))) return false;
  *sample_out = (toe_bench_sample_t){gigabits(&work), fs * (work.operations - work.warm_up) * 1e-15, 0};
  return true;
}

/* Measured by formula, of one size. */
static bool compare_size(const goodput_t *goodput, uint32_t bytes, double *ratio_out, uint64_t *tlps) {
  toe_bench_wire_t wire;
  toe_bench_wire_work_t work;
  toe_bench_wire_seen_t seen;
  double fs;
  describe(goodput, bytes, &wire, &work);
  if (!complain(toe_bench_wire_run(&wire, &work, &seen))) return false;
  if (!complain(toe_bench_wire_formula(&wire, &work, &fs))) return false;
  *ratio_out = fs * (work.operations - work.warm_up) / (double)seen.elapsed_fs;
  *tlps += seen.tlps;
  return true;
}

/* All sizes: the ratio that is farthest from 1. */
static bool measure_sizes(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const goodput_t *goodput = argument;
  double worst = 1;
  uint64_t tlps = 0;
  uint32_t worst_bytes = 0;
  for (uint32_t bytes = SMALLEST; bytes <= LARGEST; bytes += 4 * scale) {
    for (uint32_t odd = 0; odd < 2; ++odd) {
      const uint32_t less = odd != 0 && bytes > SMALLEST ? 1 + bytes / 4 % 3 : 0;
      double ratio;
      if (!compare_size(goodput, bytes - less, &ratio, &tlps)) return false;
      const double off = ratio > 1 ? ratio - 1 : 1 - ratio, worst_off = worst > 1 ? worst - 1 : 1 - worst;
      if (off > worst_off) worst = ratio, worst_bytes = bytes - less;
    }
  }
  if (worst_bytes != 0) fprintf(stderr, "toebench: pcie: farthest from the formula at %u bytes\n", worst_bytes);
  *sample_out = (toe_bench_sample_t){worst, 1, tlps};
  return true;
}

static int compare_trips(const void *a, const void *b) {
  const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

/* The quantile of many round trips, in ns; a million to a seed. */
static bool measure_quantile(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const quantile_t *quantile = argument;
  const uint32_t count = TRIPS / scale, total = count * quantile->seeds;
  toe_bench_wire_t wire;
  toe_bench_wire_default(&wire);
  wire.read_latency = quantile->profile;
  uint32_t *trips_ps = calloc(total, sizeof *trips_ps);
  bool is_good = trips_ps != NULL;
  for (wire.seed = 1; wire.seed <= quantile->seeds && is_good; ++wire.seed)
    is_good = complain(toe_bench_wire_round_trips(&wire, count, trips_ps + (wire.seed - 1) * count));
  if (is_good) {
    qsort(trips_ps, total, sizeof *trips_ps, compare_trips);
    const uint64_t at = (uint64_t)(total - 1) * quantile->permille / PERMILLE;
    *sample_out = (toe_bench_sample_t){(double)trips_ps[at] / PS_PER_NS, 1, total};
  }
  free(trips_ps);
  return is_good;
}

/* ---- the table ---- */

#define SIZE(id, title, r, w, n)                                                                                       \
  {                                                                                                                    \
    .name = "pcie." id "_" #n, .what = title " of " #n " bytes, gen3 x8", .unit = "Gb/s", .form = TOE_BENCH_RATE,      \
    .subject = measure_size, .baseline_name = "formula", .subject_argument = &(const goodput_t){3, 8, false, r, w, n}, \
    .baseline = calculate_size, .baseline_argument = &(const goodput_t){3, 8, false, r, w, n},                         \
    .bound = TOE_BENCH_WITHIN, .target = 0.01                                                                          \
  }
#define SIZES(id, title, r, w)                                                                                   \
  SIZE(id, title, r, w, 64), SIZE(id, title, r, w, 128), SIZE(id, title, r, w, 256), SIZE(id, title, r, w, 512), \
      SIZE(id, title, r, w, 1024), SIZE(id, title, r, w, 2048), SIZE(id, title, r, w, 4096)

#define ALL(id, title, gen_, lanes_, r, w, rcb, split)                                                        \
  {                                                                                                           \
    .name = "pcie." id "_gen" #gen_ "x" #lanes_ "_" split,                                                    \
    .what = title ", worst of all sizes from 64 to 4096 bytes, gen" #gen_ " x" #lanes_ ", split at " split,   \
    .unit = "measured/formula", .form = TOE_BENCH_RATE, .subject = measure_sizes, .baseline_name = "formula", \
    .subject_argument = &(const goodput_t){gen_, lanes_, rcb, r, w, 0}, .baseline_value = 1,                  \
    .bound = TOE_BENCH_WITHIN, .target = 0.01                                                                 \
  }
#define ALL_WAYS(gen, lanes, rcb, split)                            \
  ALL("reads", "reads", gen, lanes, true, false, rcb, split),       \
      ALL("writes", "writes", gen, lanes, false, true, rcb, split), \
      ALL("both", "reads and writes", gen, lanes, true, true, rcb, split)

#define QUANTILE(id, profile_, permille_, seeds_, name_, ns)                                                   \
  {                                                                                                            \
    .name = "pcie.rtt_" id "_" name_, .what = "round trip of 64 bytes, profile " profile_ ", quantile " name_, \
    .unit = "ns", .form = TOE_BENCH_RATE, .subject = measure_quantile, .baseline_name = "profile",             \
    .subject_argument = &(const quantile_t){profile_, permille_, seeds_}, .baseline_value = ns,                \
    .bound = TOE_BENCH_WITHIN, .target = 0.01                                                                  \
  }

static const toe_bench_figure_t FIGURES[] = {
    /* clang-format off */
    SIZES("read", "reads", true, false),
    SIZES("write", "writes", false, true),
    SIZES("both", "reads and writes", true, true),
    ALL_WAYS(3, 8, false, "mps"),
    ALL_WAYS(3, 8, true, "rcb"),
    ALL_WAYS(3, 16, false, "mps"),
    ALL_WAYS(3, 16, true, "rcb"),
    ALL_WAYS(4, 8, false, "mps"),
    ALL_WAYS(4, 8, true, "rcb"),
    QUANTILE("server", "server", 0, 1, "p0", 520),
    QUANTILE("server", "server", 500, 1, "p50", 547),
    QUANTILE("server", "server", 999, 16, "p99.9", 947),
    QUANTILE("server", "server", 1000, 1, "p100", 1000),
    QUANTILE("longtail", "longtail", 0, 1, "p0", 493),
    QUANTILE("longtail", "longtail", 500, 1, "p50", 1213),
    QUANTILE("longtail", "longtail", 990, 16, "p99", 5707),
    QUANTILE("longtail", "longtail", 999, 16, "p99.9", 11987),
    QUANTILE("longtail", "longtail", 1000, 1, "p100", 20000),
    QUANTILE("fixed", "fixed:547", 0, 1, "p0", 547),
    QUANTILE("fixed", "fixed:547", 1000, 1, "p100", 547),
    /* clang-format on */
};

const toe_bench_topic_t toe_bench_pcie = {"pcie", FIGURES, sizeof FIGURES / sizeof FIGURES[0]};
