/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static bool say(const char *what) {
  fprintf(stderr, "toebench: %s: %s\n", what, strerror(errno));
  return false;
}

bool toe_bench_program_find(const char *name, char *path_out) {
  const char *given = strcmp(name, "toesim") == 0 ? getenv("TOESIM") : NULL;
  if (given != NULL && given[0] != '\0') {
    if (snprintf(path_out, TOE_BENCH_PATH_BYTES, "%s", given) < TOE_BENCH_PATH_BYTES) return true;
    errno = ENAMETOOLONG;
    return say("$TOESIM");
  }
  const ssize_t bytes = readlink("/proc/self/exe", path_out, TOE_BENCH_PATH_BYTES - 1);
  if (bytes < 0) return say("/proc/self/exe");
  path_out[bytes] = '\0';
  char *slash = strrchr(path_out, '/'); /* there is one: the path is whole, or cut behind one */
  const size_t room = slash == NULL ? 0 : TOE_BENCH_PATH_BYTES - (size_t)(slash + 1 - path_out);
  if (room > strlen(name) && bytes < TOE_BENCH_PATH_BYTES - 1) {
    memcpy(slash + 1, name, strlen(name) + 1);
    return true;
  }
  errno = ENAMETOOLONG;
  return say(name);
}

/* What is printed is read to its end; only the last of it matters. */
static void keep_end(int file, toe_bench_ended_t *ended) {
  size_t used = 0;
  for (;;) {
    if (used == sizeof ended->text - 1) {
      memmove(ended->text, ended->text + used / 2, used - used / 2);
      used -= used / 2;
    }
    const ssize_t bytes = read(file, ended->text + used, sizeof ended->text - 1 - used);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) break;
    used += (size_t)bytes;
  }
  ended->text[used] = '\0';
}

static double seconds_of(const struct timeval *time) { return (double)time->tv_sec + (double)time->tv_usec * 1e-6; }

/* In the child: never returns. */
static void become(const char *const *words, const char *output_path, const int *ends) {
  int output = ends[1];
  if (output_path != NULL) output = open(output_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (output < 0 || dup2(output, STDOUT_FILENO) < 0) {
    (void)say(output_path != NULL ? output_path : "dup2");
    _exit(127);
  }
  (void)close(ends[0]);
  (void)close(ends[1]);
  (void)execv(words[0], (char *const *)(uintptr_t)words);
  (void)say(words[0]);
  _exit(127);
}

bool toe_bench_program_run(const char *const *words, const char *output_path, toe_bench_ended_t *ended_out) {
  int ends[2], status = 0;
  if (pipe(ends) != 0) return say("pipe");
  const pid_t child = fork();
  if (child == 0) become(words, output_path, ends);
  (void)close(ends[1]);
  if (child < 0) {
    (void)close(ends[0]);
    return say("fork");
  }
  keep_end(ends[0], ended_out);
  (void)close(ends[0]);
  /* Of all children that have been waited for: the difference is this one's. */
  struct rusage before, after;
  (void)getrusage(RUSAGE_CHILDREN, &before);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  (void)getrusage(RUSAGE_CHILDREN, &after);
  ended_out->seconds = seconds_of(&after.ru_utime) + seconds_of(&after.ru_stime) - seconds_of(&before.ru_utime) -
                       seconds_of(&before.ru_stime);
  ended_out->peak_kib = after.ru_maxrss;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  fputs("toebench: did not end well:", stderr);
  for (size_t i = 0; words[i] != NULL; ++i) fprintf(stderr, " %s", words[i]);
  fprintf(stderr, "\n%s", ended_out->text);
  return false;
}

bool toe_bench_program_folder(char *folder_out) {
  const char *base = getenv("TMPDIR");
  const int bytes =
      snprintf(folder_out, TOE_BENCH_PATH_BYTES, "%s/toebench.XXXXXX", base != NULL && base[0] != '\0' ? base : "/tmp");
  if (bytes < TOE_BENCH_PATH_BYTES && mkdtemp(folder_out) != NULL) return true;
  return say(folder_out);
}
