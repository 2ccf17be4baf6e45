/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_child.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: never returns.  Leaves by _exit, so that nothing the parent has buffered is written twice. */
static void measure_and_leave(int to_parent, toe_bench_measure_t measure, const void *argument, unsigned scale) {
  toe_bench_sample_t sample;
  memset(&sample, 0, sizeof sample);
  if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0) _exit(1);
  const bool is_measured = measure(argument, scale, &sample);
  fflush(stdout);
  fflush(stderr);
  if (!is_measured) _exit(1);
  /* Below PIPE_BUF: one write, whole or not at all. */
  _exit(write(to_parent, &sample, sizeof sample) == (ssize_t)sizeof sample ? 0 : 1);
}

static bool read_sample(int from_child, toe_bench_sample_t *sample_out) {
  ssize_t got;
  do got = read(from_child, sample_out, sizeof *sample_out);
  while (got < 0 && errno == EINTR);
  return got == (ssize_t)sizeof *sample_out;
}

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return status;
}

static bool is_number(const toe_bench_sample_t *sample) {
  return isfinite(sample->amount) && isfinite(sample->seconds) && sample->amount >= 0 && sample->seconds > 0;
}

bool toe_bench_measure_in_child(const char *name, toe_bench_measure_t measure, const void *argument, unsigned scale,
                                toe_bench_sample_t *sample_out) {
  int ends[2];
  if (pipe(ends) != 0) {
    fprintf(stderr, "toebench: %s: no pipe: %s\n", name, strerror(errno));
    return false;
  }
  fflush(stdout);
  fflush(stderr);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    measure_and_leave(ends[1], measure, argument, scale);
  }
  close(ends[1]);
  toe_bench_sample_t sample;
  const bool has_sample = child > 0 && read_sample(ends[0], &sample);
  close(ends[0]);
  if (child < 0) {
    fprintf(stderr, "toebench: %s: no child: %s\n", name, strerror(errno));
    return false;
  }
  const int status = wait_for(child);
  if (WIFSIGNALED(status)) fprintf(stderr, "toebench: %s: ended by signal %d\n", name, WTERMSIG(status));
  if (!has_sample || status != 0) {
    fprintf(stderr, "toebench: %s: could not be measured\n", name);
    return false;
  }
  if (!is_number(&sample)) {
    fprintf(stderr, "toebench: %s: %g in %g seconds is no measurement\n", name, sample.amount, sample.seconds);
    return false;
  }
  *sample_out = sample;
  return true;
}
