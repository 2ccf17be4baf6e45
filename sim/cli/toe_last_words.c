/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_last_words.h"

#define _XOPEN_SOURCE 700 /* sigaltstack */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/trace/toe_aside.h"

enum { PATH_BYTES = 4096, TEXT_BYTES = 2048 };

/* What a signal handler needs can only be global. */
static char g_path[PATH_BYTES], g_aside[PATH_BYTES], g_text[TEXT_BYTES];

static void write_all(int file, const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    const ssize_t got = write(file, text, left);
    if (got <= 0) return;
    text += got;
    left -= (size_t)got;
  }
}

static void die(int number) {
  (void)number;
  write_all(STDERR_FILENO, "toesim: internal fault: the program crashed or was ended by a signal\n");
  if (g_path[0] != '\0') {
    const int file = open(g_aside, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0) {
      write_all(file, g_text);
      (void)close(file);
      (void)rename(g_aside, g_path);
    }
  }
  _exit(4);
}

/* Letters, digits and a few signs need no care in XML; anything else becomes '_'. */
static void copy_plain(char *to, size_t bytes, const char *from) {
  size_t i = 0;
  for (; from[i] != '\0' && i + 1 < bytes; ++i) {
    const char c = from[i];
    const int is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("._-/", c) != NULL;
    to[i] = is_plain ? c : '_';
  }
  to[i] = '\0';
}

void toe_last_words_prepare(const char *junit_path, const char *name) {
  static const int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT, SIGXCPU};
  char plain[512];
  copy_plain(plain, sizeof plain, name);
  g_path[0] = '\0';
  char *aside = junit_path == NULL ? NULL : toe_aside_part_name(junit_path);
  if (aside != NULL && strlen(aside) < sizeof g_aside) {
    (void)snprintf(g_aside, sizeof g_aside, "%s", aside);
    (void)snprintf(g_text, sizeof g_text,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<testsuites tests=\"1\" failures=\"0\" errors=\"1\">\n"
                   "<testsuite name=\"%s\" tests=\"1\" failures=\"0\" errors=\"1\">\n"
                   "<testcase classname=\"run\" name=\"%s\"><error message=\"the program crashed or was ended by a "
                   "signal\"/></testcase>\n"
                   "</testsuite>\n</testsuites>\n",
                   plain, plain);
    (void)snprintf(g_path, sizeof g_path, "%s", junit_path);
  }
  free(aside);
  /* A stack that has run over cannot carry a handler. */
  static char stack[16384];
  const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
  (void)sigaltstack(&other, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = die;
  action.sa_flags = (int)(SA_RESETHAND | SA_ONSTACK);
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; ++i) (void)sigaction(SIGNALS[i], &action, NULL);
}
