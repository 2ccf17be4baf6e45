/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_test_command.h - `toesim test`: many traces, each in a process of its own, one line each.
 *
 * Lines come in the order of the traces, however many run at a time.
 */
#ifndef TOE_TEST_COMMAND_H_
#define TOE_TEST_COMMAND_H_

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Returns the program's exit code: 130 interrupted; 1 if a trace failed (or hung, or crashed); 3 if one was no good
 * trace; 0. */
int toe_test_command(const toe_args_t *args);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TEST_COMMAND_H_ */
