/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_replay.h - a window of a run as a waveform, after the run.
 *
 * Waves slow the RTL down too much to be on always, and a process can hold only one simulation.  So a copy of
 * the process is made before the run and sleeps; when something is found it runs the RTL alone up to
 * that cycle, with waves for the last part.  The worlds of a tandem do not touch each other, so it sees the same
 * cycles.
 */
#ifndef TOE_REPLAY_H_
#define TOE_REPLAY_H_

#include <sys/types.h>

#include "sim/sysc/toe_simulation.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_replay {
  pid_t process; /* 0: none */
  int to_process;
} toe_replay_t;

/* What to dump: edges [begin, end).  The run must get past edge `at`, or it was not the same run. */
typedef struct toe_replay_window {
  toe_cycle_t begin, end, at;
} toe_replay_window_t;

/* Make the sleeping copy.
 * options  of the run to come, used in the copy only
 * The trace is read a second time: of one that is no regular file there is no replay.  Neither is there without a
 * process to spare; nothing else is different then. */
void toe_replay_begin(const toe_simulation_options_t *options, toe_replay_t *replay_out);

/* Nothing happened: let the copy go. */
void toe_replay_cancel(toe_replay_t *replay);

/* Run again, write the window to `wave_path` and wait for it.  The file appears whole or not at all.
 * E_UNSUPPORTED  there is no copy
 * E_IO           the file cannot be written
 * E_END          the run was interrupted, or did not come past window->at
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_replay_run(toe_replay_t *replay, const toe_replay_window_t *window,
                                         const char *wave_path);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REPLAY_H_ */
