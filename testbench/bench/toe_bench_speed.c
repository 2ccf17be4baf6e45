/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_speed.c - the topic "speed": what simulating costs.
 *
 * Co-simulation is measured against the bare loop: the Verilated RTL with its memory macros behind the seam, given what
 * the simulator gave it, at the same edges, from memory; both execute every edge (sim.jump=off).
 */
#include "testbench/bench/toe_bench_speed.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- ways to measure a workload; the argument is a way_t */

typedef struct way {
  const toe_workload_t *workload;
  toe_engine_t engine; /* whole simulator */
  toe_side_t side;     /* engine alone    */
  bool has_jumps;
} way_t;

/* The whole simulator, by the cycle, and by the run. */
static bool stack(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const way_t *way = argument;
  toe_stack_run_t run;
  if (!toe_stack_run(way->workload, scale, way->engine, way->has_jumps, NULL, &run)) return false;
  *sample_out = (toe_bench_sample_t){.amount = (double)run.cycles, .seconds = run.seconds, .count = run.cycles};
  return true;
}

static toe_tape_t *record(const way_t *way, unsigned scale) {
  toe_tape_t *tape = toe_tape_new();
  toe_stack_run_t run;
  /* The model records: it does the same at the same edges, as playing checks, and is sooner done. */
  if (tape != NULL && toe_stack_run(way->workload, scale, TOE_ENGINE_MODEL, true, tape, &run)) return tape;
  toe_tape_free(tape);
  return NULL;
}

/* The bare loop. */
static bool bare(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const way_t *way = argument;
  toe_tape_t *tape = record(way, scale);
  double seconds = 0;
  const bool is_good = tape != NULL && toe_stack_play(tape, TOE_SIDE_RTL, false, true, &seconds);
  if (is_good) {
    const toe_cycle_t cycles = toe_tape_cycles(tape);
    *sample_out = (toe_bench_sample_t){.amount = (double)cycles, .seconds = seconds, .count = cycles};
  }
  toe_tape_free(tape);
  return is_good;
}

/* An engine alone, by the object; the model several times, since it is done so soon. */
static bool engine(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const way_t *way = argument;
  const unsigned times = way->side == TOE_SIDE_MODEL && scale == 1 ? 10 : 1;
  toe_tape_t *tape = record(way, scale);
  bool is_good = tape != NULL;
  double total = 0;
  for (unsigned i = 0; is_good && i < times; ++i) {
    double seconds = 0;
    is_good = toe_stack_play(tape, way->side, way->has_jumps, false, &seconds);
    total += seconds;
  }
  if (is_good) {
    const uint64_t objects = toe_tape_heard(tape)->objects;
    *sample_out = (toe_bench_sample_t){.amount = (double)objects * times, .seconds = total, .count = objects};
  }
  toe_tape_free(tape);
  return is_good;
}

/* The program itself, from its start to its end, with the S0 scenario on the model. */
static bool whole_process(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument;
  (void)scale;
  char path[4096];
  const ssize_t bytes = readlink("/proc/self/exe", path, sizeof path - 16);
  if (bytes < 0) return false;
  path[bytes] = '\0';
  char *slash = strrchr(path, '/');
  if (slash == NULL) return false;
  memcpy(slash, "/toesim", sizeof "/toesim");
  const pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stdout) == NULL) _exit(127);
    execl(path, "toesim", "run", TOE_SOURCE_DIRECTORY "/traces/statuses/s0-example.jsonl", "--engine", "model", "-q",
          "--report", "/dev/null", (char *)NULL);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &usage) != 0) return false;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "toebench: %s did not end well\n", path);
    return false;
  }
  const double seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
  *sample_out = (toe_bench_sample_t){.amount = 1, .seconds = seconds, .count = 1};
  return true;
}

/* ---- the figures */

#define MODEL(w, jumps) \
  &(const way_t) { &toe_workload_##w, TOE_ENGINE_MODEL, TOE_SIDE_MODEL, jumps }
#define RTL(w, jumps) \
  &(const way_t) { &toe_workload_##w, TOE_ENGINE_RTL, TOE_SIDE_RTL, jumps }
#define TANDEM(w) \
  &(const way_t) { &toe_workload_##w, TOE_ENGINE_TANDEM, TOE_SIDE_RTL, true }

#define COSIM(w, text, bound, target)                                                                               \
  {                                                                                                                 \
    "speed.cosim_" #w, "co-simulation of the RTL, " text ", every edge executed", "s/cycle", TOE_BENCH_COST, stack, \
        RTL(w, false), "bare loop", bare, RTL(w, false), 0, bound, target                                           \
  }
#define OBJECTS(w, text, bound, target)                                                                             \
  {                                                                                                                 \
    "speed.objects_" #w, "model alone behind the seam, " text, "objects/s", TOE_BENCH_RATE, engine, MODEL(w, true), \
        NULL, NULL, NULL, 0, bound, target                                                                          \
  }
#define ENGINE(w, text, bound, target)                                                                             \
  {                                                                                                                \
    "speed.engine_" #w, "model alone behind the seam, " text, "objects/s", TOE_BENCH_RATE, engine, MODEL(w, true), \
        "RTL alone", engine, RTL(w, true), 0, bound, target                                                        \
  }
#define STACK(w, text)                                                                                           \
  {                                                                                                              \
    "speed.stack_" #w, "whole simulator on the model, " text, "cycles/s", TOE_BENCH_RATE, stack, MODEL(w, true), \
        "on the RTL", stack, RTL(w, true), 0, TOE_BENCH_NO_TARGET, 0                                             \
  }
#define BOTH(w, text)                                                                                     \
  {                                                                                                       \
    "speed.tandem_" #w, "tandem, " text, "s/cycle", TOE_BENCH_COST, stack, TANDEM(w), "RTL alone", stack, \
        RTL(w, true), 0, TOE_BENCH_AT_MOST, 1.3                                                           \
  }

#define T_CAPTURED "captured trace at its own pace times 3000"
#define T_ASAP "captured trace as fast as the driver takes it"
#define T_4096 "rounds of link-bound trees of 4096 (1/2 new, 1/2 terminates, linkers below 0.1 %)"
#define T_256 "rounds of link-bound trees of 256 (1/2 new, 1/2 terminates, linkers 0.4 %)"
#define T_SINGLES "requests of one connection, one after another (1/3 new, 2/3 linkers)"

static const toe_bench_figure_t FIGURES[] = {
    COSIM(captured, T_CAPTURED, TOE_BENCH_AT_MOST, 1.10),
    COSIM(captured_asap, T_ASAP, TOE_BENCH_NO_TARGET, 0),
    COSIM(trees_4096, T_4096, TOE_BENCH_AT_MOST, 1.25),
    COSIM(trees_256, T_256, TOE_BENCH_AT_MOST, 1.25),
    {"speed.jump_sparse", "RTL with time jumps, one request a millisecond", "cycles/s", TOE_BENCH_RATE, stack,
     RTL(sparse, true), "without time jumps", stack, RTL(sparse, false), 0, TOE_BENCH_AT_LEAST, 100},
    OBJECTS(trees_4096, T_4096, TOE_BENCH_AT_LEAST, 1e6),
    OBJECTS(trees_256, T_256, TOE_BENCH_AT_LEAST, 1e6),
    OBJECTS(singles, T_SINGLES, TOE_BENCH_NO_TARGET, 0),
    ENGINE(trees_4096, T_4096, TOE_BENCH_AT_LEAST, 20),
    ENGINE(trees_256, T_256, TOE_BENCH_AT_LEAST, 20),
    {"speed.engine_singles", "model alone behind the seam, " T_SINGLES ", against every edge of the RTL", "objects/s",
     TOE_BENCH_RATE, engine, MODEL(singles, true), "RTL alone, every edge executed", engine, RTL(singles, false), 0,
     TOE_BENCH_AT_LEAST, 100},
    {"speed.engine_singles_jump", "model alone behind the seam, " T_SINGLES ", time jumps on both sides", "objects/s",
     TOE_BENCH_RATE, engine, MODEL(singles, true), "RTL alone, with time jumps", engine, RTL(singles, true), 0,
     TOE_BENCH_NO_TARGET, 0},
    STACK(trees_4096, T_4096),
    STACK(trees_256, T_256),
    STACK(singles, T_SINGLES),
    STACK(captured_asap, T_ASAP),
    BOTH(captured_as_it_was, "captured trace as it was, with time jumps"),
    BOTH(captured_asap, T_ASAP),
    BOTH(trees_4096, T_4096),
    BOTH(trees_256, T_256),
    {"speed.mmio_reads", "MMIO reads, each after the answer to the one before; link and model", "reads/s",
     TOE_BENCH_RATE, toe_bench_mmio_reads, NULL, NULL, NULL, NULL, 0, TOE_BENCH_AT_LEAST, 1e6},
    {"speed.dma_reads", "64-byte DMA reads, each a command with its completion; link and model", "reads/s",
     TOE_BENCH_RATE, toe_bench_dma_reads, NULL, NULL, NULL, NULL, 0, TOE_BENCH_AT_LEAST, 5e5},
    {"speed.start_to_end", "toesim with the S0 scenario on the model, the whole process", "s", TOE_BENCH_COST,
     whole_process, NULL, NULL, NULL, NULL, 0, TOE_BENCH_AT_MOST, 0.050},
};

const toe_bench_topic_t toe_bench_speed = {"speed", FIGURES, sizeof FIGURES / sizeof FIGURES[0]};
