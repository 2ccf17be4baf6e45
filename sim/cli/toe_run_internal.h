/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_run_internal.h - what the files toe_run*.c share.
 */
#ifndef TOE_RUN_INTERNAL_H_
#define TOE_RUN_INTERNAL_H_

#include "sim/check/toe_compare.h"
#include "sim/check/toe_conserve.h"
#include "sim/check/toe_expect.h"
#include "sim/check/toe_gate.h"
#include "sim/check/toe_stream_check.h"
#include "sim/cli/toe_args.h"
#include "sim/cli/toe_pending.h"
#include "sim/cli/toe_progress.h"
#include "sim/cli/toe_replay.h"
#include "sim/config/toe_config.h"
#include "sim/report/toe_report.h"
#include "sim/sysc/toe_simulation.h"

typedef struct toe_run {
  const toe_args_t *args;
  const char *trace_path;
  toe_side_t primary;
  toe_config_t *config;
  toe_gate_t **gates; /* args->gate_count of them */
  toe_fault_list_t *faults;
  toe_report_t *report;
  toe_compare_t *compare; /* tandem */
  toe_conserve_t *conserve[TOE_SIDES];
  toe_stream_check_t *stream[TOE_SIDES];
  toe_expect_t *expect;
  toe_junit_t *junit;
  toe_pending_t *pending; /* of the primary side */
  toe_progress_t progress;
  toe_result_t failure; /* the first of what an observer call could not do */
  char *reproduce, *wave_aside;
  toe_replay_t replay; /* for the waveform of what went wrong */
  uint64_t began_us;
  int64_t began_unix_s;
  toe_simulation_result_t result;
  toe_end_t end;
  int exit_code;
  char text[1024]; /* why it did not end well; "" if it did */
} toe_run_t;

/* Configuration, gates, checkers, report: everything before the simulation.  The exit code, told at stderr and kept in
 * run->text; 0: go on. */
int toe_run_prepare(toe_run_t *run);
/* Everything after it: outcome, gates, files, console. */
void toe_run_conclude(toe_run_t *run, FILE *console);
void toe_run_release(toe_run_t *run);

/* The simulation's observer, for `run`. */
toe_simulation_observer_t toe_run_observer(toe_run_t *run);

/* Before the simulation: make ready to show what will go wrong.  After it: show it, and say where. */
void toe_run_wave_begin(toe_run_t *run, const toe_simulation_options_t *options);
void toe_run_wave_conclude(toe_run_t *run);

/* The last part of a path. */
const char *toe_run_base(const char *path);

#endif /* TOE_RUN_INTERNAL_H_ */
