/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/trace/toe_aside.h"

typedef struct toe_replay_end {
  toe_cycle_t last, reached;
} toe_replay_end_t;

static void on_advanced(void *self, toe_side_t side, toe_cycle_t cycle) {
  (void)side;
  ((toe_replay_end_t *)self)->reached = cycle;
}

static bool on_slice(void *self, const toe_simulation_progress_t *progress) {
  (void)progress;
  const toe_replay_end_t *end = self;
  return end->reached < end->last;
}

/* In the copy. */
static bool replay(const toe_simulation_options_t *options, const char *wave_path, toe_cycle_t cycle) {
  const char *aside = toe_aside_part_name(wave_path); /* given back by _exit */
  if (aside == NULL) return false;
  toe_replay_end_t end = {.last = cycle + TOE_REPLAY_AFTER};
  toe_simulation_options_t own = *options;
  own.engine = TOE_ENGINE_RTL;
  own.wave_path = aside;
  own.wave_begin = cycle > TOE_REPLAY_BEFORE ? cycle - TOE_REPLAY_BEFORE : 0;
  own.wave_end = end.last;
  own.observer = (toe_simulation_observer_t){.self = &end, .advanced = on_advanced, .slice = on_slice};
  toe_simulation_result_t result;
  if (toe_simulation_run(&own, &result) == TOE_OK && rename(aside, wave_path) == 0) return true;
  (void)unlink(aside);
  return false;
}

/* The copy's life: sleep until there is a cycle to go to, or nobody any more. */
static void live(const toe_simulation_options_t *options, const char *wave_path, int from_parent) {
  toe_cycle_t cycle = 0;
  if (read(from_parent, &cycle, sizeof cycle) != (ssize_t)sizeof cycle) _exit(1);
  /* What the device says of its failure was said by the run itself. */
  if (freopen("/dev/null", "w", stderr) == NULL || freopen("/dev/null", "w", stdout) == NULL) _exit(1);
  _exit(replay(options, wave_path, cycle) ? 0 : 1);
}

void toe_replay_begin(const toe_simulation_options_t *options, const char *wave_path, toe_replay_t *replay_out) {
  *replay_out = (toe_replay_t){0, -1};
  int ends[2];
  if (pipe(ends) != 0) return;
  fflush(stdout);
  fflush(stderr);
  const pid_t process = fork();
  if (process == 0) {
    (void)close(ends[1]);
    live(options, wave_path, ends[0]);
  }
  (void)close(ends[0]);
  if (process < 0) {
    (void)close(ends[1]);
    return;
  }
  *replay_out = (toe_replay_t){process, ends[1]};
}

static bool finish(toe_replay_t *replay) {
  if (replay->process == 0) return false;
  (void)close(replay->to_process);
  int status = 0;
  const bool is_ended = waitpid(replay->process, &status, 0) == replay->process;
  *replay = (toe_replay_t){0, -1};
  return is_ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void toe_replay_cancel(toe_replay_t *replay) { (void)finish(replay); }

bool toe_replay_run(toe_replay_t *replay, toe_cycle_t cycle) {
  if (replay->process == 0) return false;
  if (write(replay->to_process, &cycle, sizeof cycle) != (ssize_t)sizeof cycle) {
    toe_replay_cancel(replay);
    return false;
  }
  return finish(replay);
}
