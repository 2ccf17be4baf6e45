/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_interrupt.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t g_is_interrupted = 0;
/* What a signal handler needs can only be global. */
static char g_part[4096 + 32];

static void raise_flag(int number) {
  (void)number;
  g_is_interrupted = 1;
}

static void remove_part(int number) {
  static const char TEXT[] = "toesim: interrupted: by a signal\n";
  (void)number;
  if (g_part[0] != '\0') (void)unlink(g_part);
  const ssize_t written = write(STDERR_FILENO, TEXT, sizeof TEXT - 1);
  (void)written;
  _exit(130);
}

bool toe_interrupt_is_hangup_heard(void) {
  struct sigaction now;
  return sigaction(SIGHUP, NULL, &now) != 0 || now.sa_handler != SIG_IGN;
}

static void install(void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = (int)SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  (void)sigaction(SIGINT, &action, NULL);
  (void)sigaction(SIGTERM, &action, NULL);
  if (toe_interrupt_is_hangup_heard()) (void)sigaction(SIGHUP, &action, NULL);
}

void toe_interrupt_install(void) { install(raise_flag); }

void toe_interrupt_install_removing(const char *part) {
  g_part[0] = '\0';
  if (part != NULL && strlen(part) < sizeof g_part) (void)snprintf(g_part, sizeof g_part, "%s", part);
  install(remove_part);
}

void toe_interrupt_ignore_pipe(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_IGN;
  sigemptyset(&action.sa_mask);
  (void)sigaction(SIGPIPE, &action, NULL);
}

const volatile sig_atomic_t *toe_interrupt_flag(void) { return &g_is_interrupted; }
