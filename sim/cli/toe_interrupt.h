/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_interrupt.h - Ctrl-C (SIGINT), SIGTERM and SIGHUP, as a flag.
 *
 * The first one raises the flag, and whatever runs ends cleanly; the second one kills.  Signals belong to the
 * process, so the flag is one of the process too.  A SIGHUP that was ignored when the program began (nohup) stays so.
 */
#ifndef TOE_INTERRUPT_H_
#define TOE_INTERRUPT_H_

#include <signal.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

void toe_interrupt_install(void);
/* For work that looks at no flag: the first one removes the file `part` (copied; NULL: none) and ends the process with
 * exit code 130. */
void toe_interrupt_install_removing(const char *part);
/* Whether SIGHUP interrupts; false under nohup. */
bool toe_interrupt_is_hangup_heard(void);
/* SIGPIPE kills no more: a write that nobody reads fails, and is told as one. */
void toe_interrupt_ignore_pipe(void);
/* Nonzero once interrupted. */
const volatile sig_atomic_t *toe_interrupt_flag(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_INTERRUPT_H_ */
