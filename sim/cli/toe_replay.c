/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_replay.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/toe_last_words.h"
#include "sim/trace/toe_aside.h"

enum { PATH_BYTES = 4096 };

/* What goes through the pipe. */
typedef struct toe_replay_order {
  toe_replay_window_t window;
  char path[PATH_BYTES];
} toe_replay_order_t;

/* How the copy ends. */
enum { IS_WRITTEN = 0, IS_NOT_THE_SAME = 1, IS_UNWRITABLE = 2 };

typedef struct toe_replay_end {
  toe_cycle_t last, reached;
} toe_replay_end_t;

static void on_advanced(void *self, toe_side_t side, toe_cycle_t cycle) {
  (void)side;
  toe_replay_end_t *end = self;
  if (cycle > end->reached) end->reached = cycle;
}

static bool on_slice(void *self, const toe_simulation_progress_t *progress) {
  (void)progress;
  const toe_replay_end_t *end = self;
  return end->reached < end->last;
}

/* In the copy. */
static int replay(const toe_simulation_options_t *options, const toe_replay_order_t *order) {
  toe_replay_end_t end = {.last = order->window.end};
  toe_simulation_options_t own = *options;
  own.engine = TOE_ENGINE_RTL;
  own.wave_path = order->path;
  own.wave_begin = order->window.begin;
  own.wave_end = order->window.end;
  own.observer = (toe_simulation_observer_t){.self = &end, .advanced = on_advanced, .slice = on_slice};
  toe_simulation_result_t result;
  const toe_result_t ran = toe_simulation_run(&own, &result);
  if (ran != TOE_OK) return ran == TOE_E_IO ? IS_UNWRITABLE : IS_NOT_THE_SAME;
  return result.stop != TOE_STOP_INTERRUPTED && end.reached > order->window.at ? IS_WRITTEN : IS_NOT_THE_SAME;
}

/* All of it, however the pipe cuts it; false: the writer is gone. */
static bool read_order(int from_parent, toe_replay_order_t *order) {
  size_t got = 0;
  while (got < sizeof *order) {
    const ssize_t part = read(from_parent, (char *)order + got, sizeof *order - got);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) return false;
    got += (size_t)part;
  }
  return true;
}

/* The copy's life: sleep until there is something to show, or nobody any more. */
static void live(const toe_simulation_options_t *options, int from_parent, pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(IS_NOT_THE_SAME);
  static toe_replay_order_t order; /* the stack of a copy is its parent's */
  if (!read_order(from_parent, &order)) _exit(IS_NOT_THE_SAME);
  /* What the device says of its failure was said by the run itself; so were its last words. */
  if (freopen("/dev/null", "w", stderr) == NULL || freopen("/dev/null", "w", stdout) == NULL) _exit(IS_NOT_THE_SAME);
  toe_last_words_prepare(NULL, "replay");
  _exit(replay(options, &order));
}

void toe_replay_begin(const toe_simulation_options_t *options, toe_replay_t *replay_out) {
  *replay_out = (toe_replay_t){0, -1};
  struct stat info;
  if (stat(options->trace_path, &info) != 0 || !S_ISREG(info.st_mode)) return;
  int ends[2];
  if (pipe(ends) != 0) return;
  fflush(stdout);
  fflush(stderr);
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) {
    (void)close(ends[1]);
    live(options, ends[0], parent);
  }
  (void)close(ends[0]);
  if (process < 0) {
    (void)close(ends[1]);
    return;
  }
  *replay_out = (toe_replay_t){process, ends[1]};
}

/* Wait for the copy; an interrupt ends it, too. */
static int finish(toe_replay_t *replay) {
  const pid_t process = replay->process;
  if (process == 0) return IS_NOT_THE_SAME;
  (void)close(replay->to_process);
  *replay = (toe_replay_t){0, -1};
  int status = 0;
  pid_t ended;
  while ((ended = waitpid(process, &status, 0)) < 0 && errno == EINTR) (void)kill(process, SIGTERM);
  return ended == process && WIFEXITED(status) ? WEXITSTATUS(status) : IS_NOT_THE_SAME;
}

void toe_replay_cancel(toe_replay_t *replay) { (void)finish(replay); }

static bool write_order(int to_process, const toe_replay_order_t *order) {
  size_t given = 0;
  while (given < sizeof *order) {
    const ssize_t part = write(to_process, (const char *)order + given, sizeof *order - given);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) return false;
    given += (size_t)part;
  }
  return true;
}

toe_result_t toe_replay_run(toe_replay_t *replay, const toe_replay_window_t *window, const char *wave_path) {
  if (replay->process == 0) return TOE_E_UNSUPPORTED;
  char *aside = toe_aside_part_name(wave_path);
  toe_replay_order_t *order = calloc(1, sizeof *order);
  toe_result_t result = aside == NULL || order == NULL ? TOE_E_MEMORY : TOE_OK;
  if (result == TOE_OK && strlen(aside) >= sizeof order->path) result = TOE_E_IO;
  if (result == TOE_OK) {
    order->window = *window;
    memcpy(order->path, aside, strlen(aside) + 1);
    const bool is_given = write_order(replay->to_process, order);
    const int end = finish(replay);
    result = !is_given || end == IS_NOT_THE_SAME ? TOE_E_END : end == IS_UNWRITABLE ? TOE_E_IO : TOE_OK;
    if (result == TOE_OK && rename(aside, wave_path) != 0) result = TOE_E_IO;
    if (result != TOE_OK) (void)unlink(aside);
  }
  free(order);
  free(aside);
  return result;
}
