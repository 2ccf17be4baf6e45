/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_run.h - `toesim run`: replay one trace, judge it, write what was asked for.
 */
#ifndef TOE_RUN_H_
#define TOE_RUN_H_

#include <stdio.h>

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Run `trace_path` as args say; failures are told at stderr.  May be called once in a process.
 * console  gets the tables; NULL: nobody
 * Returns the program's exit code. */
int toe_run(const toe_args_t *args, const char *trace_path, FILE *console);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RUN_H_ */
