/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_pipeline.c - connections decided a simulated second, against what the link allows.
 *
 * The bound: a connection is 256 bytes of objects, so 276 bytes of the link down when completions come at MPS, 336 when
 * they come at RCB (docs/config.md).  What else a request reads, its command and the linker of its path, is not in it:
 * it is the device's to hide.  A host without a driver (toe_bench_rounds.h), the real link, reads by profile `server`.
 */
#include <stdio.h>

#include "testbench/bench/toe_bench.h"
#include "testbench/bench/toe_bench_rounds.h"

/* What differs from figure to figure. */
typedef struct pipeline {
  bool is_rtl;
  toe_bench_shape_t shape;
  uint32_t tree, in_flight, connections;
  uint32_t gen, lanes;
  bool is_split_at_rcb;
  const char *read_latency;
  uint32_t sram_banks, buffered_bytes;
} pipeline_t;

/* Whole trees, enough of them that all that may be in flight is. */
static uint32_t connections_of(const pipeline_t *pipeline, unsigned scale) {
  uint32_t trees = pipeline->connections / pipeline->tree / scale;
  if (trees < 1) trees = 1;
  return trees * pipeline->tree;
}

enum { ROUNDS = 2 }; /* the second with entries that were freed */

static bool run(const pipeline_t *pipeline, unsigned scale, unsigned round_count, toe_bench_rounds_t *rounds,
                toe_bench_rounds_seen_t *seen_out) {
  *rounds = (toe_bench_rounds_t){.is_rtl = pipeline->is_rtl,
                                 .shape = pipeline->shape,
                                 .tree = pipeline->tree,
                                 .in_flight = pipeline->in_flight,
                                 .connections = connections_of(pipeline, scale),
                                 .rounds = round_count,
                                 .sram_banks = pipeline->sram_banks,
                                 .buffered_bytes = pipeline->buffered_bytes};
  toe_nic_options_default(&rounds->nic);
  rounds->nic.pcie_gen = pipeline->gen;
  rounds->nic.pcie_lanes = pipeline->lanes;
  rounds->nic.is_split_at_rcb = pipeline->is_split_at_rcb;
  rounds->nic.read_latency = pipeline->read_latency;
  toe_error_t error = {""};
  const toe_result_t result = toe_bench_rounds_run(rounds, seen_out, &error);
  if (result != TOE_OK) fprintf(stderr, "toebench: pipeline: %s %s\n", toe_result_text(result), error.text);
  return result == TOE_OK;
}

static bool measure(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  toe_bench_rounds_t rounds;
  toe_bench_rounds_seen_t seen;
  if (!run(argument, scale, ROUNDS, &rounds, &seen)) return false;
  *sample_out = (toe_bench_sample_t){(double)seen.connections, (double)seen.cycles / (rounds.nic.clock_mhz * 1e6),
                                     seen.connections};
  return true;
}

/* Stalls a connection; of one round, so that no terminate is among them. */
static bool measure_stalls(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  toe_bench_rounds_t rounds;
  toe_bench_rounds_seen_t seen;
  if (!run(argument, scale, 1, &rounds, &seen)) return false;
  *sample_out = (toe_bench_sample_t){(double)seen.sram_stalls, (double)seen.connections, seen.connections};
  return true;
}

/* ---- the table ---- */

/* Connections a second when each takes so many bytes of the link down; a byte is 138217 fs (gen3 x8) or 69103 (gen4
 * x8). MPS: 256 + 20.  RCB: 256 + 4 * 20.  A linker before each: twice that.  With 320 bytes of buffered data read
 * beside it: 276 and 320 + 2 * 20. */
#define LINK_GEN3(bytes) (1e15 / ((bytes)*138217.0))
#define LINK_GEN4(bytes) (1e15 / ((bytes)*69103.0))
/* Beats of 32 bytes at RC, one a cycle: 8 an object, which is more than COMMIT takes for it (7 with the lookup). */
#define WIDTH(beats) (250e6 / (beats))

#define FIGURE(name_, what_, bound_, target_, baseline_, value, ...)                                           \
  {                                                                                                            \
    .name = "pipeline." name_, .what = what_, .unit = "objects/s", .form = TOE_BENCH_RATE, .subject = measure, \
    .subject_argument = &(const pipeline_t){__VA_ARGS__}, .baseline_name = baseline_, .baseline_value = value, \
    .bound = bound_, .target = target_                                                                         \
  }
#define BOTH(name, what, bound, target, baseline, value, ...)                           \
  FIGURE(name "_rtl", what ", RTL", bound, target, baseline, value, true, __VA_ARGS__), \
      FIGURE(name "_model", what ", model", bound, target, baseline, value, false, __VA_ARGS__)
/* On the standard link. */
#define TREES(name, what, bound, target, tree, in_flight, connections)                                          \
  BOTH(name, "trees of " what " in flight", bound, target, "link bound", LINK_GEN3(276), TOE_BENCH_TREES, tree, \
       in_flight, connections, 3, 8, false, "server", 2, 0)
#define PROMISED(name, what, target, ...) TREES(name, what, TOE_BENCH_AT_LEAST, target, __VA_ARGS__)
#define REPORTED(name, what, ...) TREES(name, what, TOE_BENCH_NO_TARGET, 0, __VA_ARGS__)
/* Where something else binds: trees of 256, 16 in flight. */
#define BINDS(name, what, baseline, value, shape, gen, is_rcb, latency, banks, buffered)                           \
  BOTH(name, "trees of 256, " what, TOE_BENCH_NO_TARGET, 0, baseline, value, shape, 256, 16, 4096, gen, 8, is_rcb, \
       latency, banks, buffered)

/* What the SRAM costs COMMIT: a linker's read against the rows of the connection before it. */
#define STALL(name_, what_, banks, engine, is_rtl_)                                                                 \
  {                                                                                                                 \
    .name = "pipeline." name_ "_" engine, .what = "SRAM stalls, a linker before each, gen4 x8, " what_ ", " engine, \
    .unit = "cycles/object", .form = TOE_BENCH_RATE, .subject = measure_stalls,                                     \
    .subject_argument = &(const pipeline_t) {                                                                       \
      is_rtl_, TOE_BENCH_CHAINED, 256, 16, 4096, 4, 8, false, "server", banks, 0                                    \
    }                                                                                                               \
  }
#define STALLS(name, what, banks) STALL(name, what, banks, "rtl", true), STALL(name, what, banks, "model", false)

static const toe_bench_figure_t FIGURES[] = {
    /* clang-format off */
    REPORTED("tree_1_1",    "1, one",    1,    1,  400),
    REPORTED("tree_1",      "1, 16",     1,    16, 4096),
    REPORTED("tree_1_64",   "1, 64",     1,    64, 4096),
    REPORTED("tree_16_1",   "16, one",   16,   1,  4096),
    PROMISED("tree_16",     "16, 16",    0.75, 16, 16, 16384),
    REPORTED("tree_256_1",  "256, one",  256,  1,  16384),
    PROMISED("tree_256",    "256, 16",   0.90, 256, 16, 16384),
    REPORTED("tree_4096_1", "4096, one", 4096, 1,  16384),
    PROMISED("tree_4096",   "4096, 4",   0.90, 4096, 4, 16384),

    BOTH("tree_1_request", "trees of 1, 64 in flight", TOE_BENCH_NO_TARGET, 0, "link bound, whole request", LINK_GEN3(276 + 276 + 84), TOE_BENCH_TREES, 1, 64, 4096, 3, 8, false, "server", 2, 0),
    BOTH("tree_16_request", "trees of 16, 16 in flight", TOE_BENCH_NO_TARGET, 0, "link bound, whole request", 16 * LINK_GEN3(17 * 276 + 84), TOE_BENCH_TREES, 16, 16, 16384, 3, 8, false, "server", 2, 0),
    BINDS("rcb", "completions at RCB", "link bound", LINK_GEN3(336), TOE_BENCH_TREES, 3, true, "server", 2, 0),
    BINDS("longtail", "reads by longtail", "link bound", LINK_GEN3(276), TOE_BENCH_TREES, 3, false, "longtail", 2, 0),
    BINDS("gen4", "gen4 x8", "link bound", LINK_GEN4(276), TOE_BENCH_TREES, 4, false, "server", 2, 0),
    BINDS("gen4_width", "gen4 x8", "256 bits at RC", WIDTH(8), TOE_BENCH_TREES, 4, false, "server", 2, 0),
    BINDS("linked", "a linker before each", "link bound", LINK_GEN3(552), TOE_BENCH_CHAINED, 3, false, "server", 2, 0),
    BINDS("linked_gen4_width", "a linker before each, gen4 x8", "256 bits at RC", WIDTH(16), TOE_BENCH_CHAINED, 4, false, "server", 2, 0),
    BINDS("linked_gen4_bank", "a linker before each, gen4 x8, 1 SRAM bank", "256 bits at RC", WIDTH(16), TOE_BENCH_CHAINED, 4, false, "server", 1, 0),
    STALLS("sram_stalls_banks1", "1 bank", 1),
    STALLS("sram_stalls_banks2", "2 banks", 2),
    STALLS("sram_stalls_banks4", "4 banks", 4),
    BINDS("buffered", "300 buffered bytes each", "link bound", LINK_GEN3(636), TOE_BENCH_TREES, 3, false, "server", 2, 300),
    /* clang-format on */
};

const toe_bench_topic_t toe_bench_pipeline = {"pipeline", FIGURES, sizeof FIGURES / sizeof FIGURES[0]};
