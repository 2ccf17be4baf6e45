/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_replay.h - the waveform of the moments before a mismatch.
 *
 * Waves slow the RTL down too much to be on always, and a process can hold only one simulation.  So a copy of
 * the process is made before the run and sleeps; when a mismatch is found it runs the RTL alone up to
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

/* Cycles before and after the mismatch that are dumped. */
#define TOE_REPLAY_BEFORE 500u
#define TOE_REPLAY_AFTER 50u

typedef struct toe_replay {
  pid_t process; /* 0: none */
  int to_process;
} toe_replay_t;

/* Make the sleeping copy.
 * options    of the run to come
 * wave_path  where the waveform would go; both are used in the copy only
 * Without a process to spare there is no replay, and nothing else is different. */
void toe_replay_begin(const toe_simulation_options_t *options, const char *wave_path, toe_replay_t *replay_out);

/* Nothing happened: let the copy go. */
void toe_replay_cancel(toe_replay_t *replay);
/* Replay up to `cycle` and wait for it; whether the waveform is there. */
bool toe_replay_run(toe_replay_t *replay, toe_cycle_t cycle);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REPLAY_H_ */
