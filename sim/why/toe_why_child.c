/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/why/toe_why_child.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct helper {
  const toe_why_setup_t *setup;
  toe_config_t *config;
  const char *object;
  const volatile sig_atomic_t *is_interrupted;
} helper_t;

/* All bytes or nothing; a signal in between counts for nothing but when the run is interrupted. */
static bool give(int file, const void *data, size_t bytes) {
  for (const char *at = data; bytes > 0;) {
    ssize_t part = write(file, at, bytes);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) return false;
    at += part;
    bytes -= (size_t)part;
  }
  return true;
}

static bool take(int file, void *data, size_t bytes, const volatile sig_atomic_t *is_interrupted) {
  for (char *at = data; bytes > 0;) {
    ssize_t part = read(file, at, bytes);
    if (part < 0 && errno == EINTR && *is_interrupted == 0) continue;
    if (part <= 0) return false;
    at += part;
    bytes -= (size_t)part;
  }
  return true;
}

/* --- in the helper's own children */

static void run(const helper_t *helper, const toe_why_ask_t *ask, toe_why_answer_t *answer) {
  toe_error_t error;
  toe_why_setup_t setup = *helper->setup;
  setup.engine = ask->engine;
  setup.config = helper->config;
  setup.set_number = ask->set_number;
  setup.set_key = ask->key;
  setup.set_value = ask->value;
  setup.is_brief = true;
  setup.level_pool = ask->level_pool;
  setup.level = ask->level;
  if (ask->key[0] != '\0' && ask->set_number == 0 &&
      (toe_config_set_key(helper->config, ask->key, ask->value, &error) != TOE_OK ||
       toe_config_check(helper->config, &error) != TOE_OK)) {
    answer->is_refused = true;
    return;
  }
  const toe_why_target_t target = {.object = helper->object, .number = ask->number, .turn = ask->turn};
  toe_why_found_t found;
  if (toe_why_run(&setup, &target, helper->is_interrupted, &found) != TOE_OK) return;
  const toe_why_case_t *one = toe_why_find(&found, ask->number, ask->turn);
  const bool is_well = found.stop == TOE_STOP_COMPLETE || found.stop == TOE_STOP_OBSERVER;
  if (!is_well && (one == NULL || !one->is_decided || !one->is_finished)) return;
  answer->has_run = true;
  answer->next_level = found.next_level;
  if (one == NULL) return;
  answer->is_decided = one->is_decided;
  answer->is_attempted = one->is_attempted;
  answer->is_finished = one->is_finished;
  answer->cause = one->cause;
  answer->status = one->status;
  answer->limit = one->limit;
  answer->submitted = one->submitted;
  answer->decided = one->decided;
  answer->written = one->written;
  answer->completed = one->completed;
}

/* --- in the helper */

static void live(const helper_t *helper, int ask_file, int answer_file, pid_t master) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != master) _exit(1);
  toe_why_ask_t ask;
  while (take(ask_file, &ask, sizeof ask, helper->is_interrupted)) {
    toe_why_answer_t answer;
    memset(&answer, 0, sizeof answer);
    const pid_t self = getpid(), process = fork();
    if (process == 0) {
      if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != self) _exit(1);
      run(helper, &ask, &answer);
      _exit(give(answer_file, &answer, sizeof answer) ? 0 : 1);
    }
    int status = 0;
    pid_t ended = process;
    while (process > 0 && (ended = waitpid(process, &status, 0)) < 0 && errno == EINTR) continue;
    if (ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    if (!give(answer_file, &answer, sizeof answer)) break; /* it has not said anything */
  }
  _exit(0);
}

/* --- in its master */

toe_result_t toe_why_child_new(const toe_why_setup_t *setup, toe_config_t *config, const char *object,
                               const volatile sig_atomic_t *is_interrupted, toe_why_child_t *child_out) {
  const helper_t helper = {setup, config, object, is_interrupted};
  int ask[2], answer[2];
  *child_out = (toe_why_child_t){0, -1, -1};
  if (pipe(ask) != 0) return TOE_E_IO;
  if (pipe(answer) != 0) {
    (void)close(ask[0]);
    (void)close(ask[1]);
    return TOE_E_IO;
  }
  fflush(stdout);
  fflush(stderr);
  const pid_t master = getpid(), process = fork();
  if (process == 0) {
    (void)close(ask[1]);
    (void)close(answer[0]);
    live(&helper, ask[0], answer[1], master);
  }
  (void)close(ask[0]);
  (void)close(answer[1]);
  *child_out = (toe_why_child_t){process, ask[1], answer[0]};
  if (process > 0) return TOE_OK;
  child_out->process = 0;
  (void)close(ask[1]);
  (void)close(answer[0]);
  return TOE_E_IO;
}

void toe_why_child_end(toe_why_child_t *child) {
  if (child->process == 0) return;
  (void)close(child->ask);
  (void)close(child->answer);
  int status = 0;
  while (waitpid(child->process, &status, 0) < 0 && errno == EINTR) continue;
  *child = (toe_why_child_t){0, -1, -1};
}

bool toe_why_child_ask(toe_why_child_t *child, const toe_why_ask_t *ask, toe_why_answer_t *answer_out) {
  static const volatile sig_atomic_t never = 0; /* an interrupted run answers, that it has not run */
  memset(answer_out, 0, sizeof *answer_out);
  if (child->process == 0) return false;
  return give(child->ask, ask, sizeof *ask) && take(child->answer, answer_out, sizeof *answer_out, &never);
}

bool toe_why_is_unknown(const toe_why_answer_t *answer) { return !answer->is_refused && !answer->has_run; }

bool toe_why_is_turned(const toe_why_answer_t *answer) {
  return answer->has_run && answer->is_decided && answer->is_finished && answer->cause == TOE_CAUSE_OK;
}
