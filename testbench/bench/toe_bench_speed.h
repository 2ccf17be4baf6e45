/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_speed.h - what the files of the topic "speed" share: workloads, and the ways to run one.
 *
 * A workload is a trace with settings.  It runs in the whole simulator (everything that `toesim run` does but to start
 * the process and to print: reading the trace, host, driver, SystemC, link, engine, checks, report), or is recorded at
 * the seam and played to an engine alone.  Times are processor seconds of this process, without what prepares
 * (writing a generated trace, recording).
 */
#ifndef TOE_BENCH_SPEED_H_
#define TOE_BENCH_SPEED_H_

#include <stdio.h>

#include "bridge/toe_tape.h"
#include "sim/check/toe_side.h"
#include "sim/sysc/toe_pace.h"
#include "testbench/bench/toe_bench.h"

typedef struct toe_workload {
  void (*write)(FILE *out, unsigned scale); /* prints the scenario; NULL: `path` */
  const char *path;                         /* of a shipped trace, from the root of the tree on */
  toe_pace_t pace;                          /* TIMES: `scale` makes it faster still */
  const char *sets[8];                      /* "key=value", NULL behind the last */
} toe_workload_t;

/* The captured trace 3000 times as fast as it was, as fast as the driver takes it, and as it was. */
extern const toe_workload_t toe_workload_captured, toe_workload_captured_asap, toe_workload_captured_as_it_was;
/* 4094 connections under one path in trees of 4096 and of 256 objects, as fast as the driver takes them; then all is
 * terminated; and again, eight rounds. */
extern const toe_workload_t toe_workload_trees_4096, toe_workload_trees_256;
/* Requests of one connection each under one path: one every 3 us, so that seldom two are in flight; and one a
 * millisecond. */
extern const toe_workload_t toe_workload_singles, toe_workload_sparse;

/* What a run was. */
typedef struct toe_stack_run {
  double seconds;
  toe_cycle_t cycles; /* of the primary side, to the end of its world */
} toe_stack_run_t;

/* Run a workload in the whole simulator; once a process.
 * has_jumps  sim.jump
 * tape       empty: the primary side is recorded, which costs time; NULL: not
 * false: it did not end well, said on stderr */
bool toe_stack_run(const toe_workload_t *workload, unsigned scale, toe_engine_t engine, bool has_jumps,
                   toe_tape_t *tape, toe_stack_run_t *run_out);

/* Play a tape to a new engine.
 * seconds_out  of the playing; with_start: of making the engine too
 * false: the engine did not do what was recorded, said on stderr */
bool toe_stack_play(const toe_tape_t *tape, toe_side_t side, bool has_jumps, bool with_start, double *seconds_out);

/* Processor seconds of this process so far. */
double toe_bench_cpu(void);

/* At the level of TLPs, the model behind its link: reads of a register, each made when the one before is answered; and
 * 64-byte DMA reads, each a command that changes a setting. */
bool toe_bench_mmio_reads(const void *argument, unsigned scale, toe_bench_sample_t *sample_out);
bool toe_bench_dma_reads(const void *argument, unsigned scale, toe_bench_sample_t *sample_out);

#endif /* TOE_BENCH_SPEED_H_ */
