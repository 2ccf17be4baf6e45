/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_test_command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/toe_find.h"
#include "sim/cli/toe_interrupt.h"
#include "sim/cli/toe_last_words.h"
#include "sim/cli/toe_message.h"
#include "sim/cli/toe_run.h"
#include "sim/cli/toe_settings.h"
#include "sim/report/toe_junit.h"

enum { TEXT_BYTES = 8192 };

typedef struct toe_job {
  const char *path;
  pid_t process; /* 0: not started, or over */
  bool is_over;
  int exit_code;
  FILE *messages; /* what it said at stderr */
} toe_job_t;

typedef struct toe_batch {
  const toe_args_t *args;
  toe_job_t *jobs;
  uint32_t count, started, printed, running;
  uint32_t passed, failed, bad;
  toe_junit_t *junit;
  pid_t process;           /* this one */
  sigset_t waited, before; /* signals that are waited for, and the mask without them */
  bool is_interrupted;
} toe_batch_t;

/* In the child: the run, its words to the file, nothing to stdout. */
static void run_child(const toe_batch_t *batch, const toe_job_t *job) {
  (void)sigprocmask(SIG_SETMASK, &batch->before, NULL);
  toe_args_t own = *batch->args;
  own.command = TOE_COMMAND_RUN;
  own.batch_name = own.junit_path != NULL ? own.junit_path : "";
  own.junit_path = NULL; /* the parent writes it */
  own.progress = TOE_WHEN_NEVER;
  if (dup2(fileno(job->messages), STDERR_FILENO) < 0) _exit(4);
  const int exit_code = toe_run(&own, job->path, NULL);
  fflush(stderr);
  _exit(exit_code);
}

static bool start(toe_batch_t *batch, toe_job_t *job) {
  job->messages = tmpfile();
  if (job->messages == NULL) return false;
  fflush(stdout);
  fflush(stderr);
  const pid_t process = fork();
  if (process < 0) return false;
  if (process == 0) {
    /* Whatever ends this process (SIGQUIT, SIGKILL, a crash), no child runs on alone. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != batch->process) _exit(4);
    run_child(batch, job);
  }
  job->process = process;
  ++batch->running;
  return true;
}

/* What the child said: the first TEXT_BYTES of it, ended by a newline or nothing. */
static void read_messages(const toe_job_t *job, char text[TEXT_BYTES]) {
  text[0] = '\0';
  if (job->messages == NULL) return;
  rewind(job->messages);
  const size_t bytes = fread(text, 1, TEXT_BYTES - 1, job->messages);
  text[bytes] = '\0';
}

/* Its last line, which says why it ended as it did. */
static void last_line(const char *text, char *line, size_t bytes) {
  const char *begin = text;
  for (const char *at = text; *at != '\0'; ++at) {
    if (*at == '\n' && at[1] != '\0') begin = at + 1;
  }
  if (strncmp(begin, "toesim: ", 8) == 0) begin += 8;
  snprintf(line, bytes, "%.*s", (int)strcspn(begin, "\n"), begin);
}

static void print_job(toe_batch_t *batch, const toe_job_t *job) {
  if (batch->is_interrupted && job->exit_code != 0) return; /* broken off: no verdict */
  char text[TEXT_BYTES], line[512], message[600];
  read_messages(job, text);
  last_line(text, line, sizeof line);
  const bool is_passed = job->exit_code == 0;
  const bool is_bad = job->exit_code == 3;
  if (is_passed) {
    ++batch->passed;
    if (!batch->args->is_quiet) printf("PASS  %s\n", job->path);
    if (batch->args->is_verbose) fputs(text, stderr);
    toe_junit_case(batch->junit, "trace", job->path, TOE_CASE_PASSED, NULL, NULL);
    return;
  }
  ++*(is_bad ? &batch->bad : &batch->failed);
  snprintf(message, sizeof message, "exit code %d: %s", job->exit_code, line[0] != '\0' ? line : "no message");
  printf("%s  %s: %s\n", is_bad ? "BAD " : "FAIL", job->path, message);
  if (batch->args->is_verbose) fputs(text, stderr);
  toe_junit_case(batch->junit, "trace", job->path, is_bad || job->exit_code == 4 ? TOE_CASE_ERROR : TOE_CASE_FAILED,
                 message, text);
}

/* Take the children that have ended, and print what is next in order. */
static void reap(toe_batch_t *batch) {
  int status = 0;
  for (pid_t process; (process = waitpid(-1, &status, WNOHANG)) > 0;) {
    for (uint32_t i = 0; i < batch->started; ++i) {
      toe_job_t *job = &batch->jobs[i];
      if (job->process != process) continue;
      job->process = 0;
      job->is_over = true;
      job->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 4;
      --batch->running;
    }
  }
  while (batch->printed < batch->count && batch->jobs[batch->printed].is_over) {
    toe_job_t *job = &batch->jobs[batch->printed++];
    print_job(batch, job);
    if (job->messages != NULL) (void)fclose(job->messages);
    job->messages = NULL;
  }
  fflush(stdout);
}

static void ignore_signal(int number) { (void)number; }

/* Signals are blocked and waited for, so that none falls between looking and waiting. */
static void block_signals(toe_batch_t *batch) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = ignore_signal; /* one without a handler might not be kept for waiting */
  sigemptyset(&action.sa_mask);
  (void)sigaction(SIGCHLD, &action, NULL);
  sigemptyset(&batch->waited);
  sigaddset(&batch->waited, SIGCHLD);
  sigaddset(&batch->waited, SIGINT);
  sigaddset(&batch->waited, SIGTERM);
  if (toe_interrupt_is_hangup_heard()) sigaddset(&batch->waited, SIGHUP);
  (void)sigprocmask(SIG_BLOCK, &batch->waited, &batch->before);
  batch->is_interrupted = *toe_interrupt_flag() != 0;
}

/* As many children as may run at a time; false: one could not be made. */
static bool start_some(toe_batch_t *batch) {
  while (batch->running < batch->args->jobs && batch->started < batch->count) {
    if (!start(batch, &batch->jobs[batch->started])) {
      toe_say("cannot start a process: %s", strerror(errno));
      return false;
    }
    ++batch->started;
  }
  return true;
}

/* All of them; false: interrupted, or no process could be made. */
static bool run_all(toe_batch_t *batch) {
  bool is_good = true, has_told = false;
  block_signals(batch);
  while (batch->running > 0 || (is_good && batch->started < batch->count)) {
    if (batch->is_interrupted && !has_told) {
      for (uint32_t i = 0; i < batch->started; ++i) {
        if (batch->jobs[i].process > 0) (void)kill(batch->jobs[i].process, SIGTERM);
      }
      has_told = true;
      is_good = false;
    }
    if (is_good) is_good = start_some(batch);
    if (batch->running == 0) continue;
    const int number = sigwaitinfo(&batch->waited, NULL);
    if (number == SIGINT || number == SIGTERM || number == SIGHUP) batch->is_interrupted = true;
    reap(batch);
  }
  (void)sigprocmask(SIG_SETMASK, &batch->before, NULL);
  return is_good;
}

/* The share of the list that --shard asks for, as jobs. */
static bool make_jobs(toe_batch_t *batch, const toe_found_t *found) {
  batch->jobs = calloc(found->count + 1, sizeof *batch->jobs);
  if (batch->jobs == NULL) return false;
  for (uint32_t i = 0; i < found->count; ++i) {
    if (i % batch->args->shard_count != batch->args->shard_index - 1) continue;
    batch->jobs[batch->count++].path = found->paths[i];
  }
  return true;
}

static int conclude(toe_batch_t *batch, bool is_whole) {
  printf("%u passed, %u failed", (unsigned)batch->passed, (unsigned)(batch->failed + batch->bad));
  if (batch->bad != 0) printf(" (%u no good traces)", (unsigned)batch->bad);
  if (!is_whole) printf(", %u not run", (unsigned)(batch->count - batch->passed - batch->failed - batch->bad));
  printf("\n");
  int exit_code = batch->failed != 0 ? 1 : batch->bad != 0 ? 3 : 0;
  if (!is_whole) {
    exit_code = batch->is_interrupted ? 130 : 4;
    toe_junit_case(batch->junit, "run", "toesim test", TOE_CASE_ERROR,
                   batch->is_interrupted ? "interrupted" : "broken off", NULL);
  }
  if (fflush(stdout) != 0 || ferror(stdout)) {
    toe_say("the results could not be written to stdout");
    exit_code = 4;
  }
  return exit_code;
}

/* Wrong settings would fail every trace alike: say it once. */
static int check_settings(const toe_args_t *args) {
  toe_config_t *config = NULL;
  toe_error_t error = {""};
  int exit_code = 0;
  const toe_result_t result = toe_settings_load(args, &config, &exit_code, &error);
  toe_config_free(config);
  if (result != TOE_OK) toe_say("%s", toe_error_or(&error, result));
  return exit_code;
}

static int run_batch(toe_batch_t *batch, toe_found_t *found) {
  const toe_args_t *args = batch->args;
  int exit_code = check_settings(args);
  if (exit_code != 0) {
    toe_junit_case(batch->junit, "run", "toesim test", TOE_CASE_ERROR, "wrong settings", NULL);
    return exit_code;
  }
  toe_error_t error = {""};
  const toe_result_t result = toe_find(args->files, args->file_count, found, &error);
  if (result != TOE_OK) {
    toe_say("%s", toe_error_or(&error, result));
    toe_junit_case(batch->junit, "run", "toesim test", TOE_CASE_ERROR, toe_error_or(&error, result), NULL);
    return toe_exit_of_input(result);
  }
  if (!make_jobs(batch, found)) return 4;
  toe_last_words_prepare(args->junit_path, "toesim test");
  const bool is_whole = run_all(batch);
  return conclude(batch, is_whole);
}

int toe_test_command(const toe_args_t *args) {
  toe_batch_t batch = {.args = args, .process = getpid()};
  toe_found_t found = {NULL, 0};
  toe_error_t error = {""};
  if (toe_junit_new(&batch.junit, &error) != TOE_OK) {
    toe_say("%s", error.text);
    return 4;
  }
  toe_junit_suite(batch.junit, "toesim test");
  int exit_code = run_batch(&batch, &found);
  if (args->junit_path != NULL && toe_junit_write(batch.junit, args->junit_path, &error) != TOE_OK) {
    toe_say("%s", error.text);
    exit_code = exit_code == 0 ? 4 : exit_code;
  }
  for (uint32_t i = 0; i < batch.count; ++i) {
    if (batch.jobs[i].messages != NULL) (void)fclose(batch.jobs[i].messages);
  }
  free(batch.jobs);
  toe_found_free(&found);
  toe_junit_free(batch.junit);
  return exit_code;
}
